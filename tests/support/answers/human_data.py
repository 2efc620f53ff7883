"""Answers to the exercises of notebook 05: right ones in any form, and known mistakes with their causes."""

import numpy as np

from collapse import theory

REST = 1 / (1 - 0.01 + 500 * 0.01 * 1.99)


def a_tenth(generation, human, rng):
    k = generation.synthetic.size // 10
    return np.concatenate([human[:k], generation.synthetic[k:]])


def the_end_replaced(generation, human, rng):
    fed = generation.synthetic.copy()
    k = round(0.1 * fed.size)
    fed[-k:] = human[-k:]
    return fed


def odds_law(n, share, tpr, fpr):
    good, bad = share * tpr**n, (1 - share) * fpr**n
    return good / (good + bad)


def odds(n, share, tpr, fpr):
    return share / (1 - share) * (tpr / fpr) ** n


def mixed(people, made):
    return lambda g, h, r: np.concatenate([h[:people], g.synthetic[:made]])


def in_place(generation, human, rng):
    k = generation.synthetic.size // 10
    generation.synthetic[:k] = human[:k]
    return generation.synthetic


RIGHT = {
    "5.1": [
        a_tenth,
        the_end_replaced,
        lambda g, h, r: list(g.synthetic[: -(g.synthetic.size // 10)]) + list(h[: g.synthetic.size // 10]),
    ],
    "5.2": [
        lambda V, M, s: (1 - s) ** 2 * V + ((1 - s) * (1 - V) + s) / M,
        lambda V, M, s: V * ((1 - s) ** 2 - (1 - s) / M) + 1 / M,
    ],
    "5.3": [1 - REST, 0.909, 0.91, 0.9, np.array([0.909])],
    "5.4": [100, 100.0],
    "5.5": [np.log(0.01) / np.log(0.95), 90, 89.8],
    "5.6": [
        odds_law,
        lambda n, share, tpr, fpr: 1 - 1 / (1 + odds(n, share, tpr, fpr)),
    ],
}
WRONG = {
    "5.1": [
        (mixed(4, 30), "shape (40,)"),
        (mixed(36, 4), "the other way round"),
        (lambda g, h, r: g.synthetic, "no people"),
        (lambda g, h, r: a_tenth(g, h, r) + 0.5, "neither human nor synthetic"),
        (mixed(10, 30), "a tenth is 4"),
        (lambda g, h, r: np.concatenate([h[[0, 0, 1, 2]], g.synthetic[4:]]), "twice"),
        (in_place, "changed the data that were passed in"),
        (lambda g, h, r: a_tenth(g, h[4 * g.number :], r) if g.number < 9 else None, "in each generation"),
        (lambda g, h, r: a_tenth(g, np.sort(h), r), "by their values"),
        (mixed(4, 36), "not for 80"),
        (lambda g, h, r: np.concatenate([h[: h.size // 10], g.synthetic[h.size // 10 :]]), "not for 80"),
        (lambda g, h, r: np.concatenate([h[: g.data.size // 10], g.synthetic[g.data.size // 10 :]]), "not for 80"),
    ],
    "5.2": [
        (lambda V, M, s: (1 - s) ** 2 * V + (1 - s) * (1 - V) / M, "lambda/M is missing"),
        (lambda V, M, s: V + (1 - V) / M, "diet replace"),
        (lambda V, M, s: (1 - s) ** 2 * V + s / M, "synthetic part"),
        (lambda V, M, s: (1 - s) ** 2 * V + (1 - V) / M, "people vary by 1"),
        (lambda V, M, s: (1 - s) ** 2 * V + ((1 - s) * V + s) / M, "s^2 = 1 - V"),
        (lambda V, M, s: (1 - s) ** 2 * V + (1 - s) * (1 - V) + s, "Divide the noise"),
        (lambda V, M, s: (1 - s) ** 2 * V + (1 - s) * (1 - V) + s / M, "Put brackets"),
        (lambda V, M, s: 0.3, "it returns 0.3"),
        (lambda V, M, s: [0.3, 0.4], "one number"),
    ],
    "5.3": [
        (REST, "error of the mean"),
        (theory.fresh_variance(500, 0.05), "five percent"),
        (1, "lost to chance"),
        (90.86, "in percent"),
        (0.2, "too small"),
    ],
    "5.4": [
        (0.009, "share of people"),
        (1 / theory.fresh_mean_square(1_000, 0.009) - 9, "all the synthetic values"),
        (1_000, "size of the training set"),
        (5, "too small"),
    ],
    "5.5": [
        (np.log(100) / 0.05, "small shares"),
        (1 / -np.log(0.95), "falls to 1/e"),
        (np.log(10) / -np.log(0.95), "a tenth"),
        (np.log(0.01) / -np.log(0.95), "mind the sign"),
        (0.95**100, "after 100 generations"),
        (theory.half_life(20_000), "half-life"),
        (200, "too large"),
    ],
    "5.6": [
        (lambda n, share, tpr, fpr: 1 / (1 + odds(n, share, tpr, fpr)), "share of the bad data"),
        (lambda n, share, tpr, fpr: odds_law(1, share, tpr, fpr), "one verdict"),
        (lambda n, share, tpr, fpr: odds_law(n, share, fpr, tpr), "upside down"),
        (lambda n, share, tpr, fpr: share * tpr**n, "refilled"),
        (lambda n, share, tpr, fpr: 0.9, "it returns 0.9"),
        (lambda n, share, tpr, fpr: [0.9], "one number"),
    ],
}

VARIED = {}
