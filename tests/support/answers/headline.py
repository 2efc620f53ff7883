"""Answers to the exercises of notebook 06: right ones in any form, and known mistakes with their causes."""

from decimal import Decimal

import numpy as np
from scipy.special import ndtr
from scipy.stats import norm

from collapse import theory
from collapse.diets import accumulate, curate, mix, replace, subsample, switch, taste
from collapse.models import KDE, Categorical, FittedGaussian, FittedMixture, Gaussian, GaussianMixture, NGram

OTHER_PEOPLE = FittedMixture(*(np.tile(part, (200, 1)) for part in ([0.5, 0.5], [-1, 1], [0.1, 0.1])))
EVIDENCE = dict(A="measured", B="toy", C="measured", D="norm", E="toy")


SOURCE = FittedGaussian(mean=0, variance=1)


def own_source(generation, human, rng):
    return rng.standard_normal(human.shape)


def keep_half(generation, human, rng):
    return np.concatenate([human[:, :25], generation.synthetic[:, :25]], axis=1)


RIGHT = {
    "6.1": [accumulate, subsample(50), mix(0.5), mix(0.1), keep_half, mix(0.1, fresh=SOURCE.repeat(200))],
    "6.2": [
        np.mean,
        np.sum,
        np.max,
        lambda tails: np.quantile(tails, 0.95),
        lambda tails: sum(tails) / len(tails),
        lambda tails: (tails > 0.2).mean(),
        lambda tails: tails.mean(keepdims=True),
    ],
    "6.3": [KDE("scott"), KDE(), KDE(bandwidth=0.3)],
    "6.4": [1, 1.0, 1.2, np.float64(1.0), Decimal(1), np.array([1.0])],
    "6.5": [7, 8.0, 10, Decimal(7), [7]],
    "6.6": [
        ("network, T = 1", 1),
        ["network, T = 0.8", 8],
        ("KDE", 5),
        ("KDE", 7),
        ("Gaussian, ML", 8),
        ("mixture", 6),
        ("KDE", 5.0),
        ("Gaussian, unbiased", 8),
        ("VAE, with noise", 5),
    ],
    "6.7": ["Imperial College London", "toronto", "The Vector Institute", "University of Edinburgh"],
    "6.8": [(0.9, 0.6), [0.5, 0.3], (1, 0), (0.9, 0.7), np.array([0.9, 0.6]), (Decimal("0.9"), Decimal("0.6"))],
    "6.9": [dict(how="by lot"), dict(outside=0.75), dict(outside=0.2, spread=9.0)],
    "6.10": [137.9, 138],
    "6.11": [accumulate, mix(0.4, fixed=True), subsample(100)],
    "6.13": [EVIDENCE, {key: value.upper() for key, value in EVIDENCE.items()}],
    "6.14": [0.4703, 0.47],
}
WRONG = {
    "6.1": [
        ("accumulate", "without the quotes"),
        (mix(0.02), "still rises by 0."),
        (curate(taste(center=0, variance=1)), "still rises by"),
        (mix, "made by calling it: mix(...)"),
        (subsample, "made by calling it"),
        (mix(0.1, fresh=SOURCE), "fresh=everybody.repeat(200)"),
        (lambda generation, human, rng: human, "No model's text is in it"),
        (mix(1.0, fresh=SOURCE.repeat(200)), "No model's text is in it"),
        (switch(50, replace, accumulate), "still rises by"),
    ],
    "6.2": [
        (lambda tails: np.quantile(tails, 0.25), "the tails are lost as well"),
        (lambda tails: tails, "One number for all histories"),
        (np.std, "would not be larger"),
        (lambda tails: -np.median(tails), "would not be larger"),
        (lambda tails: (tails < 0.001).mean(), "would not be larger"),
        (len, "would not be larger"),
        (lambda tails: np.random.default_rng().random(), "another number each time"),
    ],
    "6.3": [
        (Gaussian(ddof=0), "this one narrows, too"),
        (GaussianMixture(2), "this one narrows, too"),
        (KDE, "That is the class"),
        ("KDE", "The answer is a model"),
        (KDE().fit(np.arange(5.0)), "fitted already"),
        (Categorical(), "a model of words or letters"),
        (NGram(3, 5), "a model of words or letters"),
    ],
    "6.4": [
        (0.8, "sharper than fair sampling"),
        (5, "Go nearer to 1"),
        ("1", "a number above 0"),
        (True, "a number above 0"),
    ],
    "6.5": [
        (0, "a number of standard deviations"),
        ("7", "a number of standard deviations"),
    ],
    "6.6": [
        (("Gaussian, ML", 5), "has collapsed"),
        (("Gaussian, ML", 6), "does not say no"),
        (("tokens", 3), "does not say no"),
        (("bell", 5), "its chain one of"),
        (("KDE", 9), "its number from 1 to 8"),
        (("KDE", 5.5), "its number from 1 to 8"),
        (("KDE", True), "its number from 1 to 8"),
        (("VAE, with noise", 1), "does not say no"),
        ("KDE", "is a pair"),
    ],
    "6.7": [
        (4, "in quotes"),
        ("Papernot", "one of the authors"),
    ],
    "6.8": [
        ((0.5, 0.5), "no better than chance"),
        (0.9, "a pair of rates"),
        ((90, 60), "a pair of rates"),
    ],
    "6.9": [
        (dict(outside=0.75, spread=0.5), "only above a share"),
        (dict(originality=0.9), "a dict of how, outside or spread"),
        (dict(how="both"), "the loop stopped"),
        (dict(spread=10.0), "without `outside` there are none"),
        (dict(outside=0.4), "94.75 % of the diversity"),
        ("by lot", "a dict of how"),
    ],
    "6.11": [
        (mix(0.5, fresh=OTHER_PEOPLE), "asks for new people"),
        (replace, "what the advice is against"),
        (curate(taste(center=0, variance=1)), "a fresh human tenth keeps"),
        ("accumulate", "without the quotes"),
        (own_source, "those are new people"),
        (switch(0, replace, mix(0.1, fresh=SOURCE.repeat(200))), "those are new people"),
        (mix(1.0), "Only the first hundred people"),
        (subsample, "made by calling it"),
    ],
    "6.13": [
        (EVIDENCE | dict(A="toy"), "Look at A again"),
        (EVIDENCE | dict(D="measured", E="measured"), "Look at D and E again"),
        (EVIDENCE | dict(B="guess"), "the kinds are measured, norm, toy"),
        (dict(A="measured"), "the keys A to E"),
        ("ABC", "the keys A to E"),
    ],
}


def say_how_fast(M):
    half_life = (M - 4 / 3) * np.log(2)
    return [half_life, theory.half_life(M), round(half_life), Decimal(round(half_life)), np.array(half_life)], [
        (theory.half_life(M, ddof=0), "under maximum likelihood"),
        (M / 2, "Half of M"),
        (M, "M is the time scale"),
        (2 * half_life, "a quarter is left"),
        (M / np.log(2), "multiply by ln 2"),
        (np.log(2) / M, "That is the rate"),
        (theory.half_life(50), "half-life in the claim's cell"),
        (half_life / M, "in units of M"),
        (M * np.log10(2), "logarithm to base 10"),
        (0.9 * half_life, "too small"),
        (1.1 * half_life, "too large"),
    ]


def taken_for_outliers(k):
    def simulated(mean, sd):
        x = norm.ppf((np.arange(500_000) + 0.5) / 500_000)
        return np.mean(np.abs(x - mean) > k * sd)

    def beyond(mean, sd):
        return norm.cdf(mean - k * sd) + norm.sf(mean + k * sd)

    return [
        beyond,
        lambda mean, sd: ndtr(mean - k * sd) + 1 - ndtr(mean + k * sd),
        lambda mean, sd: 1 - (norm.cdf(mean + k * sd) - norm.cdf(mean - k * sd)),
        simulated,
        lambda mean, sd: np.array([beyond(mean, sd)]),
        lambda *, mean, sd: [beyond(mean, sd)],
    ], [
        (lambda mean, sd: 1 - beyond(mean, sd), "ordinary"),
        (lambda mean, sd: norm.sf(mean + k * sd), "Add those below"),
        (lambda mean, sd: norm.cdf(mean - k * sd), "Add those above"),
        (lambda mean, sd: norm.cdf(k - mean), "instead of"),
        (lambda mean, sd: norm.cdf(mean - k) + norm.sf(mean + k), "human sd from the mean"),
        (lambda mean, sd: norm.cdf(mean - k * sd) + norm.cdf(mean + k * sd), "below the upper end"),
        (lambda mean, sd: norm.cdf(k * sd - mean) + norm.sf(k * sd + mean), "The signs of the lower end"),
        (lambda mean, sd: norm.cdf(mean - k * sd) * norm.sf(mean + k * sd), "the shares add up"),
        (lambda mean, sd: 100 * beyond(mean, sd), "in percent"),
        (lambda mean, sd: 2 * norm.sf(k * sd), "where the model's mean is"),
        (lambda mean, sd: 2 * norm.sf(k), "the model's own mass"),
        (lambda mean, sd: norm.cdf(-k, mean, sd) + norm.sf(k, mean, sd), "other way round"),
        (lambda mean, sd: norm.cdf(mean - sd) + norm.sf(mean + sd), f"{k} are asked for"),
        (lambda mean, sd: beyond(mean, sd**2), "variance for the sd"),
        (lambda mean, sd: norm.cdf(mean + k * sd) + norm.sf(mean - k * sd), "ends are swapped"),
        (lambda mean, sd: 2 * norm.cdf(mean - k * sd), "doubled one side"),
        (lambda mean, sd: 2 * norm.sf(mean + k * sd), "doubled one side"),
        (lambda mean, sd: 1.01 * beyond(mean, sd), "The exact law is wanted"),
        (lambda mean, sd: [0.1, 0.2], "shape (2,)"),
    ]


def median_sd(M, fits):
    sd = np.sqrt(theory.median_variance(M, fits))
    return [sd, np.exp(-fits / (2 * M)), Decimal(f"{sd:.2f}"), np.array(sd)], [
        (0, "the statement"),
        (sd**2, "The unbiased sd is asked for"),
        (np.sqrt(theory.median_variance(M, fits, ddof=0)), "fitted by maximum likelihood"),
        (1, "mean* variance"),
        (theory.expected_sd(M, fits), "mean sd over histories"),
        (np.exp(-0.5), f"after {M} fits"),
        (0.5, "half-life"),
        (-fits / (2 * M), "logarithm"),
        (1 - sd, "what is lost"),
        (np.sqrt(theory.median_variance(M, M, ddof=0)), f"after {M} fits, by maximum likelihood"),
        (100 * sd, "In percent"),
        (2, "too large"),
    ]


VARIED = {"6.10": say_how_fast, "6.12": taken_for_outliers, "6.14": median_sd}
