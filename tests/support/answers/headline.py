"""Answers to the exercises of notebook 06: right ones in any form, and every known mistake with its cause."""

import numpy as np
from scipy.stats import norm

from collapse import theory


def simulated(mean, sd):
    x = norm.ppf((np.arange(2_000_000) + 0.5) / 2_000_000)
    return np.mean(np.abs(x - mean) > 2 * sd)


RIGHT = {
    "6.1": [
        lambda mean, sd: norm.cdf(mean - 2 * sd) + norm.sf(mean + 2 * sd),
        lambda mean, sd: 1 - (norm.cdf(mean + 2 * sd) - norm.cdf(mean - 2 * sd)),
        simulated,
    ],
    "6.2": [
        lambda curve: (curve[-1] - curve[len(curve) // 2]) / (curve[len(curve) // 2] - curve[0]),
        lambda curve: np.diff(curve)[len(curve) // 2 :].sum() / np.diff(curve)[: len(curve) // 2].sum(),
    ],
    "6.3": [
        lambda o, V, b: b * (o**2 + (1 - o) ** 2 * V) + 1 - b,
        lambda o, V, b: 1 - b * (1 - o) * (1 + o - (1 - o) * V),
    ],
    "6.4": [2 / 3, 0.667],
    "6.5": [0.4703, 0.47, np.exp(-0.75)],
}
WRONG = {
    "6.1": [
        (lambda mean, sd: norm.cdf(mean + 2 * sd) - norm.cdf(mean - 2 * sd), "ordinary"),
        (lambda mean, sd: norm.sf(mean + 2 * sd), "Add those below"),
        (lambda mean, sd: norm.cdf(mean - 2 * sd), "Add those above"),
        (lambda mean, sd: norm.cdf(2 - mean), "instead of"),
        (lambda mean, sd: 2 * norm.sf(2 * sd), "where the model's mean is"),
        (lambda mean, sd: 2 * norm.sf(2), "the model's own mass"),
        (lambda mean, sd: norm.cdf(-2, mean, sd) + norm.sf(2, mean, sd), "other way round"),
        (lambda mean, sd: norm.cdf(mean - sd) + norm.sf(mean + sd), "Two are asked for"),
        (lambda mean, sd: norm.cdf(mean - 2 * sd**2) + norm.sf(mean + 2 * sd**2), "variance for the sd"),
        (lambda mean, sd: [0.1, 0.2], "shape (2,)"),
        (lambda mean: 1, "raised TypeError"),
    ],
    "6.2": [
        (lambda c: (c[len(c) // 2] - c[0]) / (c[-1] - c[len(c) // 2]), "upside down"),
        (lambda c: (c[-1] - c[0]) / (c[len(c) // 2] - c[0]), "whole rise"),
        (lambda c: c[-1] / c[len(c) // 2], "divided the values"),
        (lambda c: c[-1] - 2 * c[len(c) // 2] + c[0], "difference of the two rises"),
        (lambda c: c[-1] - c[len(c) // 2], "Divide it by the first half's"),
        (lambda c: (c[-1] - c[-2]) / (c[1] - c[0]), "last and the first step"),
        (lambda c: (c.max() - c[len(c) // 2]) / (c[len(c) // 2] - c.min()), "highest and the lowest"),
        (lambda c: (c[-1] - np.median(c)) / (np.median(c) - c[0]), "The middle is a place"),
        (lambda c: c, "shape"),
        (lambda c: 0.1, "instead of"),
    ],
    "6.3": [
        (lambda o, V, b: o**2 + (1 - o) ** 2 * V, "everybody blends"),
        (lambda o, V, b: b * (o**2 + (1 - o) ** 2 * V), "left out the share"),
        (lambda o, V, b: (1 - b) * (o**2 + (1 - o) ** 2 * V) + b, "groups are swapped"),
        (lambda o, V, b: b**2 * (o**2 + (1 - o) ** 2 * V) + (1 - b) ** 2, "are averaged"),
        (lambda o, V, b: (1 - b + b * o) ** 2 + (b * (1 - o)) ** 2 * V, "nobody is the average"),
        (lambda o, V, b: b * (o + (1 - o) * V) + 1 - b, "taken by lot"),
        (lambda o, V, b: b * ((1 - o) ** 2 + o**2 * V) + 1 - b, "o is swapped"),
        (lambda o, V, b: b * (o + (1 - o) * V**0.5) ** 2 + 1 - b, "standard deviations"),
        (lambda o, V, b: b * (o**2 + (1 - o) ** 2) + 1 - b, "variance V of the last texts"),
        (lambda o, V, b: b * (o**2 + (1 - o) * V) + 1 - b, "Only one"),
        (lambda o, V, b: b * (o + (1 - o) ** 2 * V) + 1 - b, "Only one"),
        (lambda o, V, b: None, "is a `return` missing"),
        (lambda o, V, b: 0.1, "instead of"),
        (lambda o, V: 0.1, "raised TypeError"),
    ],
    "6.4": [
        (0.5, "in one generation"),
        (0.7071, "adds one half"),
        (0.2929, "left of the last texts"),
        (0.3333, "the model's share"),
        (0.4, "halves the standard deviation"),
        (1, "nobody uses"),
        (0, "of their own"),
        (0.25, "too small"),
        (0.8, "too large"),
    ],
    "6.5": [
        (0, "the statement"),
        (0.2213, "The standard deviation is its root"),
        (1, "mean* variance"),
        (theory.expected_sd(200, 300), "mean sd over histories"),
        (0.605, "after 200 fits"),
        (0.6, "after 200 fits"),
        (0.5, "half-life"),
        (-0.75, "logarithm"),
        (0.9, "too large"),
    ],
}
