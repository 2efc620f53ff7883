"""Answers to the exercises of notebook 01: right ones in any form, and every known mistake with its cause."""

from decimal import Decimal

import numpy as np
from scipy.stats import norm

from collapse import theory


def tails(mean, sd, threshold=3):
    return norm.sf(threshold, mean, sd) + norm.cdf(-threshold, mean, sd)


RIGHT = {
    "1.1": [
        lambda data, rng: data.mean() + data.std(ddof=0) * rng.standard_normal(data.size),
        lambda data, rng: rng.normal(data.mean(), data.std(ddof=0), data.size),
        lambda data, rng: (data.mean() + data.std() * rng.standard_normal(data.size))[::-1],  # another order, same law
        lambda data, rng: [rng.normal(data.mean(), data.std()) for _ in data],
    ],
    "1.2": [250 / np.log(2) + 4 / 3, 362, 361, 250 / np.log(2), np.array([362.0]), Decimal(362)],
    "1.3": [0.75**10, 0.056],
    "1.4": [35, 35.0],
    "1.5": [
        lambda mean, variance: tails(mean, np.sqrt(variance)).mean(),
        lambda mean, variance: np.mean([tails(m, v**0.5) for m, v in zip(mean, variance, strict=True)]),
    ],
    "1.6": [1 + 200 / np.log(20_000), 21, 22, 21.2, 21.3, np.array(21), [22]],
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
    ],
    "1.2": [
        (250, "After M generations about 1/e"),
        (theory.half_life(250), "half-life with M = 250"),
        (500, "takes the half-life to be M/2"),
        (2 * (250 / np.log(2) + 4 / 3), "maximum likelihood"),
        ((250 / np.log(2) + 4 / 3) / 2, "the standard deviation halves"),
        (10, "too small"),
        (999, "too large"),
    ],
    "1.3": [
        (1, "1 is the mean"),
        (0.75**20, "ten such pairs"),
        (0.5**20, "unluckiest"),
        (1.5**20, "luckiest"),
        (0.75, "after two generations"),
        (3 / 4**10, "Brackets"),
        (0.01, "too small"),
    ],
    "1.4": [
        (25, "the unbiased law"),
        (34, "still below one half"),
        (36, "One too many"),
        (26, "the unbiased law"),
        (50, "That is M itself"),
        (34.5, "whole number"),
        (20, "too small"),
    ],
    "1.5": [
        (lambda mean, variance: tails(mean, np.sqrt(variance)), "one number for each history"),
        (lambda mean, variance: tails(mean, np.sqrt(variance)).sum(), "the sum over the histories"),
        (lambda mean, variance: norm.cdf(-3, mean, np.sqrt(variance)).mean(), "left-hand tail only"),
        (lambda mean, variance: norm.sf(3, mean, np.sqrt(variance)).mean(), "right-hand tail only"),
        (lambda mean, variance: tails(mean, np.sqrt(variance), 2).mean(), "the threshold is three"),
        (lambda mean, variance: norm.sf(3, mean, variance).mean(), "with the variance where"),
        (lambda mean, variance: 2 * norm.sf(3, mean, np.sqrt(variance)).mean(), "Doubling one tail"),
        (lambda mean, variance: tails(mean, np.sqrt(variance)).mean() + 1e-5, "instead of"),
        (lambda mean, variance: tails(0, np.sqrt(variance)).mean(), "the bells have moved"),
        (lambda mean, variance: tails(mean.mean(), np.sqrt(variance.mean())), "You averaged the bells first"),
        (lambda mean, variance: np.median(tails(mean, np.sqrt(variance))), "the middle history"),
        (lambda mean, variance: tails(mean, variance).mean(), "You passed the variance"),
        (lambda mean, variance: np.ones((2, 2)), "returned shape (2, 2)"),
        (lambda mean, variance: 0.5, "it returns 0.5 instead of"),
    ],
    "1.6": [
        (200 / np.log(20_000), "which is M - 1"),
        (200 / np.log10(20_000) + 1, "base 10"),
        (200 / np.log2(20_000) + 1, "base 2"),
        (np.log(20_000), "Divide n by it"),
        (20_000 ** (1 / 200), "solved for something else"),
        (100, "no law here"),
        (2, "too small"),
        (1e6, "too large"),
    ],
}
