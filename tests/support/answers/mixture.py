"""Answers to the exercises of notebook 02: right ones in any form, and known mistakes with their causes."""

import numpy as np
from scipy import special, stats

from collapse import theory


def enough(gone, w, fits, share=theory.share_with_descendants):
    return -np.log(gone) / (w * share(fits))


POINTS_NEEDED = enough(0.05, 0.005, 10)


def normalized(joint, axis=1):
    return joint / joint.sum(axis=axis, keepdims=True)


def by_loops(log_joint):
    rows = []
    for row in log_joint:
        parts = [np.exp(value - max(row)) for value in row]
        rows.append([part / sum(parts) for part in parts])
    return rows


def by_bells(weights, means, sds, threshold):
    rows = zip(weights, means, sds, strict=True)
    return [sum(w * stats.norm(m, s).sf(threshold) for w, m, s in zip(*row, strict=True)) for row in rows]


def other_order(data, h, rng):
    noise = rng.normal(0, h, size=len(data))
    return noise + data[rng.integers(len(data), size=len(data))]


def point_by_point(data, h, rng):
    return [rng.normal(data[int(rng.random() * len(data))], h) for _ in data]


RIGHT = {
    "2.1": [
        lambda lj: special.softmax(lj, axis=1),
        lambda lj: np.exp(lj - special.logsumexp(lj, axis=1, keepdims=True)),
        lambda lj: normalized(np.exp(lj - lj.max(axis=1)[:, None])),
        lambda lj: (special.softmax(lj.T, axis=0)).T,
        by_loops,
        lambda *, log_joint: special.softmax(log_joint, axis=1),
    ],
    "2.2": [POINTS_NEEDED],
    "2.3": [1 / 6, 0.17],
    "2.4": [
        lambda w, m, s, t: (w * stats.norm.sf(t, m, s)).sum(axis=-1),
        lambda w, m, s, t: 1 - (w * stats.norm.cdf((t - m) / s)).sum(axis=1),
        lambda w, m, s, t: np.einsum("hk,hk->h", w, special.ndtr((m - t) / s)),
        by_bells,
    ],
    "2.5": [1.96],
    "2.6": [lambda d, h, rng: rng.choice(d, d.size) + h * rng.standard_normal(d.size), other_order, point_by_point],
}
WRONG = {
    "2.1": [
        (lambda lj: normalized(np.exp(lj - lj.max(axis=0))), "Take out its own maximum"),
        (lambda lj: normalized(np.exp(lj - lj.mean(axis=1, keepdims=True))), "must be finite"),
        (lambda lj: normalized(np.exp(lj - lj.min(axis=1, keepdims=True))), "must be finite"),
        (lambda lj: normalized(np.exp(lj - np.median(lj, axis=1, keepdims=True))), "overflows"),
        (lambda lj: normalized(np.exp(np.subtract(lj, lj.max(axis=1, keepdims=True), out=lj))), "You changed the data"),
        (lambda lj: np.nan_to_num(normalized(np.exp(lj)), nan=1 / 3), "0/0 has been replaced"),
        (
            lambda lj: np.exp(lj) / (np.exp(lj).sum(axis=1, keepdims=True) + 1e-300),
            "replaced by 0, not avoided",
        ),
        (lambda lj: normalized(np.exp(lj - lj.max(axis=1, keepdims=True)), axis=None), "one sum for all points"),
        (lambda lj: special.softmax(lj, axis=0), "sum to one over the points"),
        (lambda lj: np.exp(lj - lj.max(axis=1, keepdims=True)), "missing is the division"),
        (lambda lj: np.exp(lj), "weight times density"),
        (lambda lj: special.log_softmax(lj, axis=1), "logarithms of the shares"),
        (
            lambda lj: special.softmax(2 * lj, axis=1),
            "For logarithms -1, -2.5, -3 the shares are 0.736, 0.164, 0.100",
        ),
        (lambda lj: special.logsumexp(lj, axis=1), "the shares have shape (5, 3); yours (5,)"),
        (lambda lj: lj.T, "the shares have shape (5, 3); yours (3, 5)"),
    ],
    "2.2": [(enough(0.5, 0.02, 10), "the worked example's answer"), (enough(0.05, 0.02, 10), "The weight of 2 %")],
    "2.3": [(0.75, "6 % kind outlives")],
    "2.4": [
        (lambda w, m, s, t: w * stats.norm.sf(t, m, s), "one number for each component"),
        (lambda w, m, s, t: 0.5, "returned a single number"),
        (lambda w, m, s, t: (w * stats.norm.sf(t, m, s)).sum(axis=0), "You summed over the histories"),
        (lambda w, m, s, t: w[:2, 0], "has shape (4,); yours has shape (2,)"),
        (lambda w, m, s, t: (w * stats.norm.sf(t, m, np.sqrt(s))).sum(axis=1), "standard deviations already"),
        (lambda w, m, s, t: np.multiply(w, stats.norm.sf(t, m, s), out=w).sum(axis=1), "You changed the data"),
        (lambda w, m, s, t: stats.norm.sf(t, m, s).mean(axis=1), "the same weight"),
        (lambda w, m, s, t: (w * stats.norm.sf(t, m, s)).mean(axis=1), "the mean over the components"),
        (lambda w, m, s, t: (w * stats.norm.cdf(t, m, s)).sum(axis=1), "*below* the threshold"),
        (
            lambda w, m, s, t: (w * (stats.norm.sf(t, m, s) + stats.norm.cdf(-t, m, s))).sum(axis=1),
            "both tails",
        ),
        (lambda w, m, s, t: w[:, 0], "For the first test mixture it returns 0.7 instead"),
    ],
    "2.6": [
        (lambda d, h, rng: rng.permutation(d) + h * rng.standard_normal(d.size), "exactly once. Draw with replacement"),
        (lambda d, h, rng: rng.choice(d, d.size) + h * rng.standard_normal(), "the same noise"),
        (lambda d, h, rng: d.mean() + h * rng.standard_normal(d.size), "stand around one place"),
        (lambda d, h, rng: rng.choice(d, d.size) + h**2 * rng.standard_normal(d.size), "standard deviation h squared"),
        (lambda d, h, rng: rng.choice(d, d.size) + h / 2 * rng.standard_normal(d.size), "yours has 0.2"),
        (
            lambda d, h, rng: np.add(rng.choice(d, d.size), h * rng.standard_normal(d.size), out=d),
            "You changed the data",
        ),
        (lambda d, h, rng: rng.choice(d) + h * rng.standard_normal(d.size), "around the same old one"),
        (lambda d, h, rng: rng.choice(d, d.size) + np.sqrt(h) * rng.standard_normal(d.size), "the variance h."),
        (lambda d, h, rng: rng.choice(d, d.size) + rng.standard_normal(d.size), "Multiply by h"),
        (lambda d, h, rng: rng.choice(d[:4], d.size) + h * rng.standard_normal(d.size), "not drawn evenly"),
        (lambda d, h, rng: rng.choice(d, d.size) + h * rng.uniform(-1, 1, d.size), "not normal"),
        (lambda d, h, rng: rng.choice(d, d.size) + abs(h * rng.standard_normal(d.size)), "not normal"),
        (lambda d, h, rng: rng.choice(d) + h * rng.standard_normal(), "as many new points as old"),
        (lambda d, h, rng: d + h, "Another seed gives the same points"),
        (lambda d, h, rng: np.random.default_rng().choice(d, d.size), "same seed gives two different answers"),
    ],
}


def enough_points(weight, fits, kept):
    gone, w = 1 - kept / 100, weight / 100
    M = enough(gone, w, fits)
    return [M, int(np.ceil(M))], [
        (enough(0.5, w, fits), "worked example's"),
        (-M, "a sign is missing"),
        (enough(gone, w, 1), "for the first fit only"),
        (enough(kept / 100, w, fits), f"{100 - kept} %, not {kept} %"),
        (enough(gone, w, fits + 1), f"for {fits + 1} fits"),
        (enough(gone, w, fits - 1), f"for {fits - 1} fits"),
        (enough(gone, w, fits, lambda n: 1 / n), "only its lower bound"),
        (enough(gone, w, fits, lambda n: 2 / n), "for large n"),
        (enough(gone, w, fits, lambda n: 3 / n), "only its upper bound"),
        (enough(gone, 1, fits), "left out the weight"),
        (enough(gone, weight, fits), f"not {weight}."),
        (enough(gone, weight / 10, fits), f"not {weight / 10:g}."),
        (M / np.log(10), "natural logarithm"),
        (1e5, "too large"),
        (1, "too small"),
    ]


def lighter_outlives(heavy, light):
    share = 1 / (1 + heavy / light)
    return [share, round(share, 3), np.array(share)], [
        (light / heavy, "ratio of the weights"),
        (heavy / light, "upside down"),
        (0.25, "6 % and the 2 % kind"),
        (100 * share, "in percent"),
        (heavy / (heavy + light), "*heavier* one lasts longer"),
        (light / 100, "takes over everything"),
        (0.5, "not alike"),
        (0, "not in all of them"),
        (share**2, "No square"),
        (0.97, "too large"),
    ]


def final_variance(M, h):
    return [(M - 1) * h**2, theory.kde_variance_limit(M, h)], [
        (M * h**2, "Nearly."),
        ((M - 1) * h, "forgot to square h: h is"),
        (M * h, "h^2 included"),
        ((M - 1) ** 0.5 * h, "a standard deviation. The question asks for the variance"),
        (M**0.5 * h, "a standard deviation; and"),
        (1 + (M - 1) * h**2, "humans' 1 is forgotten"),
        (1 + M * h**2, f"claim says after {M} generations"),
        (h**2, "one generation adds"),
        (1, "where it starts"),
        (np.inf, "does not grow forever"),
        (0.005, "too small"),
    ]


VARIED = {"2.2": enough_points, "2.3": lighter_outlives, "2.5": final_variance}
