"""Answers to the exercises of notebook 01: right ones in any form, and known mistakes with their causes."""

from decimal import Decimal

import numpy as np
from scipy.stats import norm

from collapse import theory


def tails(mean, sd, threshold):
    return norm.sf(threshold, mean, sd) + norm.cdf(-threshold, mean, sd)


def written_over(data, rng):
    data[:] = data.mean() + data.std() * rng.standard_normal(data.size)
    return data


RIGHT = {
    "1.1": [
        lambda data, rng: data.mean() + data.std(ddof=0) * rng.standard_normal(data.size),
        lambda data, rng: rng.normal(data.mean(), data.std(ddof=0), data.size),
        lambda data, rng: (data.mean() + data.std() * rng.standard_normal(data.size))[::-1],  # another order, same law
        lambda data, rng: [rng.normal(data.mean(), data.std()) for _ in data],
        lambda *, data, rng: rng.normal(data.mean(), data.std(), data.size),
    ],
    "1.2": [362, 361],
    "1.3": [0.056],
    "1.4": [35, 35.0],
    "1.6": [21, 22, 21.2, 21.3],
}
WRONG = {
    "1.1": [
        (lambda data, rng: data, "the old people"),
        (lambda data, rng: data.mean() + data.std(ddof=1) * rng.standard_normal(data.size), "You divided by M - 1"),
        (lambda data, rng: data.mean() + data.var() * rng.standard_normal(data.size), "You scaled with the variance"),
        (lambda data, rng: data.std() * rng.standard_normal(data.size), "centered on zero"),
        (lambda data, rng: rng.standard_normal(data.size), "the humans' bell"),
        (lambda data, rng: data + data.std() * rng.standard_normal(data.size), "each moved a little"),
        (lambda data, rng: data.mean() + data.var(ddof=1) * rng.standard_normal(data.size), "You scaled with the var"),
        (lambda data, rng: data.mean() + data.std() * rng.random(data.size), "evenly between 0 and 1"),
        (lambda data, rng: rng.standard_normal(3), "must be as many as the old"),
        (lambda data, rng: np.random.default_rng().normal(size=data.size), "The same seed gives two different answers"),
        (lambda data, rng: np.random.default_rng(1).normal(size=data.size), "Another seed gives the same people"),
        (lambda data, rng: np.repeat(rng.normal(data.mean(), data.std()), data.size), "copies of each other"),
        (lambda data, rng: rng.uniform(-3, 3, data.size), "do not follow the bell"),
        (lambda data, rng: data.mean() + rng.standard_normal(data.size), "Multiply by the fitted one"),
        (lambda data, rng: rng.choice(data, data.size), "old people, drawn again"),
        (written_over, "You changed the data"),
        (lambda data, rng: [str(value) for value in data], "not made of numbers"),
    ],
}


def people_needed(generations):
    M = generations / np.log(2) + 4 / 3
    return [M, round(M), generations / np.log(2), np.array([M]), Decimal(round(M))], [
        (generations, "After M generations about 1/e"),
        (theory.half_life(generations), f"half-life with M = {generations}"),
        (2 * generations, "takes the half-life to be M/2"),
        (2 * M, "maximum likelihood"),
        (M / 2, "the standard deviation halves"),
        (generations / np.log10(2) + 4 / 3, "np.log10"),
        (10, "too small"),
        (5_000, "too large"),
    ]


def median_after(generations):
    pairs = generations // 2
    return [0.75**pairs, np.exp(pairs * np.log(0.75))], [
        (1, "1 is the mean"),
        (0.75**generations, f"{generations} are {pairs} such pairs"),
        (0.5**generations, "unluckiest"),
        (1.5**generations, "luckiest"),
        (0.75, f"{pairs} such pairs in {generations}"),
        (3 / 4**pairs, f"(3/4)**{pairs}"),
        (0.5**pairs, "halves alone"),
        (1.5**pairs, "three-halves alone"),
        (0.75 * pairs, "Factors are multiplied"),
        (np.sqrt(0.75), "in one generation"),
        (pairs * np.log(0.75), "Take the exponential"),
        (0.7**pairs, "too small"),
    ]


def fits_to_half(M):
    n = np.log(2) / -np.log(1 - 1 / M)
    return [int(np.ceil(n)), float(np.ceil(n))], [
        (M // 2, "the unbiased law"),
        (int(n), f"after {int(n)} fits it is still below one half"),
        (int(n) + 2, "One too many"),
        (M // 2 + 1, "the unbiased law"),
        (M, "That is M itself"),
        (round(theory.half_life(M, ddof=0)), "half-life of the *median*"),
        (n, "whole number"),
        (3, "too small"),
    ]


def average_tail(threshold):
    def both(mean, sd):
        return tails(mean, sd, threshold)

    return [
        lambda mean, variance: both(mean, np.sqrt(variance)).mean(),
        lambda mean, variance: both(mean, np.sqrt(variance)).mean(keepdims=True),
        lambda mean, variance: np.mean([both(m, v**0.5) for m, v in zip(mean, variance, strict=True)]),
    ], [
        (lambda mean, variance: both(mean, np.sqrt(variance)), "one number for each history"),
        (lambda mean, variance: both(mean, np.sqrt(variance)).sum(), "the sum over the histories"),
        (lambda mean, variance: norm.cdf(-threshold, mean, np.sqrt(variance)).mean(), "left-hand tail only"),
        (lambda mean, variance: norm.sf(threshold, mean, np.sqrt(variance)).mean(), "right-hand tail only"),
        (lambda mean, variance: tails(mean, np.sqrt(variance), 2).mean(), f"the threshold is {threshold}"),
        (lambda mean, variance: norm.sf(threshold, mean, variance).mean(), "with the variance where"),
        (lambda mean, variance: 2 * norm.sf(threshold, mean, np.sqrt(variance)).mean(), "Doubling one tail"),
        (lambda mean, variance: both(mean, np.sqrt(variance)).mean() + 1e-5, "instead of"),
        (lambda mean, variance: both(0, np.sqrt(variance)).mean(), "the bells have moved"),
        (lambda mean, variance: both(mean.mean(), np.sqrt(variance.mean())), "You averaged the bells first"),
        (lambda mean, variance: np.median(both(mean, np.sqrt(variance))), "the middle history"),
        (lambda mean, variance: both(mean, variance).mean(), "You passed the variance"),
        (lambda mean, variance: both(0, 1), "its *own* standard deviations"),
        (lambda mean, variance: norm.sf(threshold, mean, np.sqrt(variance)).sum(), "right-hand tail only, and the sum"),
        (lambda mean, variance: 2 * norm.sf(threshold, mean, variance).mean(), "and doubled one tail"),
        (lambda mean, variance: norm.sf([[threshold], [-threshold]], mean, variance**0.5).mean() * 2, "lies above -"),
        (lambda mean, variance: 1 + 0 * mean.mean(), "that is everything"),
        (lambda mean, variance: 1 - both(mean, np.sqrt(variance)).mean(), "*between* the thresholds"),
        (lambda mean, variance: both(mean, np.sqrt(variance, out=variance)).mean(), "You changed the data"),
        (lambda mean, variance: np.ones((2, 2)), "returned shape (2, 2)"),
        (lambda mean, variance: 0.5, "it returns 0.5 instead of"),
    ]


def hopeless_up_to(fits, histories):
    M = 1 + fits / np.log(histories)
    return [M, int(M), int(M) + 1, np.array(int(M)), [int(M) + 1]], [
        (M - 1, "which is M - 1"),
        (np.floor(M - 1), "which is M - 1"),
        (fits * np.log(histories), "You multiplied by the logarithm"),
        (fits * np.log(histories) + 1, "You multiplied by the logarithm"),
        (fits / np.log10(histories) + 1, "base 10"),
        (fits / np.log2(histories) + 1, "base 2"),
        (np.log(histories), "Divide n by it"),
        (histories ** (1 / fits), "solved for something else"),
        (histories / fits, f"{fits} of {histories:,} is no law here"),
        (1.6, "too small"),
        (1e6, "too large"),
    ]


VARIED = {
    "1.2": people_needed,
    "1.3": median_after,
    "1.4": fits_to_half,
    "1.5": average_tail,
    "1.6": hopeless_up_to,
}
