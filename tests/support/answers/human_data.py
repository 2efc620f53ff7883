"""Answers to the exercises of notebook 05: right ones in any form, and known mistakes with their causes."""

from decimal import Decimal

import numpy as np

from collapse import theory


def odds_law(n, share, tpr, fpr):
    good, bad = share * tpr**n, (1 - share) * fpr**n
    return good / (good + bad)


def odds(n, share, tpr, fpr):
    return share / (1 - share) * (tpr / fpr) ** n


RIGHT = {
    "5.2": [
        lambda V, M, s: (1 - s) ** 2 * V + ((1 - s) * (1 - V) + s) / M,
        lambda V, M, s: V * ((1 - s) ** 2 - (1 - s) / M) + 1 / M,
        lambda V, M, s: np.array([(1 - s) ** 2 * V + ((1 - s) * (1 - V) + s) / M]),
        lambda *, V, M, share: [(1 - share) ** 2 * V + ((1 - share) * (1 - V) + share) / M],
    ],
    "5.3": [0.909, 0.91, 0.9],
    "5.4": [100],
    "5.5": [90, 89.8],
    "5.6": [
        odds_law,
        lambda n, share, tpr, fpr: 1 - 1 / (1 + odds(n, share, tpr, fpr)),
        lambda n, share, tpr, fpr: np.array([odds_law(n, share, tpr, fpr)]),
        lambda *, n, share, tpr, fpr: Decimal(odds_law(n, share, tpr, fpr)),
    ],
}
WRONG = {
    "5.2": [
        (lambda V, M, s: (1 - s) ** 2 * V + (1 - s) * (1 - V) / M, "lambda/M is missing"),
        (lambda V, M, s: V + (1 - V) / M, "diet replace"),
        (lambda V, M, s: 1 - ((1 - s) ** 2 * V + ((1 - s) * (1 - V) + s) / M), "the variance after the step"),
        (lambda V, M, s: (1 - s) ** 2 * V + s / M, "synthetic part"),
        (lambda V, M, s: (1 - s) ** 2 * V + (1 - V) / M, "people vary by 1"),
        (lambda V, M, s: (1 - s) ** 2 * V + ((1 - s) * V + s) / M, "s^2 = 1 - V"),
        (lambda V, M, s: (1 - s) ** 2 * V + (1 - s) * (1 - V) + s, "Divide the noise"),
        (lambda V, M, s: (1 - s) ** 2 * V + (1 - s) * (1 - V) + s / M, "Put brackets"),
        (lambda V, M, s: 0.3, "it returns 0.3"),
        (lambda V, M, s: [0.3, 0.4], "one number"),
    ],
    "5.6": [
        (lambda n, share, tpr, fpr: 1 / (1 + odds(n, share, tpr, fpr)), "share of the bad data"),
        (lambda n, share, tpr, fpr: odds_law(1, share, tpr, fpr), "one verdict"),
        (lambda n, share, tpr, fpr: odds_law(n, share, fpr, tpr), "upside down"),
        (lambda n, share, tpr, fpr: share * tpr**n, "refilled"),
        (lambda n, share, tpr, fpr: 0.9, "it returns 0.9"),
        (lambda n, share, tpr, fpr: [0.9, 0.8], "one number"),
        (lambda n, share, tpr, fpr: share * tpr**n / (share * tpr**n + fpr**n), "share of 1 - share"),
    ],
}


def mixed(people, made):
    return lambda g, h, r: np.concatenate([h[:people], g.synthetic[:made]])


def some_people(one_in):
    k = 40 // one_in

    def first_replaced(generation, human, rng):
        people = generation.synthetic.size // one_in
        return np.concatenate([human[:people], generation.synthetic[people:]])

    def last_replaced(generation, human, rng):
        fed = generation.synthetic.copy()
        people = round(fed.size / one_in)
        fed[-people:] = human[-people:]
        return fed

    def in_place(generation, human, rng):
        generation.synthetic[:k] = human[:k]
        return generation.synthetic

    def listed(generation, human, rng):
        people = generation.synthetic.size // one_in
        return list(generation.synthetic[:-people]) + list(human[:people])

    def of_its_size(size):
        return lambda g, h, r: np.concatenate([h[: size(g, h) // one_in], g.synthetic[size(g, h) // one_in :]])

    return [first_replaced, last_replaced, listed], [
        (mixed(k, 40), f"{40 + k} values. Leave {k} synthetic"),
        (mixed(k, 20), "shape (40,)"),
        (lambda g, h, r: np.concatenate([h[:k], g.data[k:]]), "trained on"),
        (mixed(40 - k, k), "the other way round"),
        (lambda g, h, r: g.synthetic, "no people"),
        (lambda g, h, r: first_replaced(g, h, r) + 0.5, "neither human nor synthetic"),
        (mixed(k + 3, 37 - k), f"1/{one_in} is {k}"),
        (lambda g, h, r: np.concatenate([h[[0, *range(k - 1)]], g.synthetic[k:]]), "twice"),
        (lambda g, h, r: np.concatenate([r.permutation(h)[:k], g.synthetic[k:]]), "other people each time"),
        (in_place, "changed the data that were passed in"),
        (lambda g, h, r: first_replaced(g, h[g.number :], r) if g.number < 9 else None, "in each generation"),
        (lambda g, h, r: first_replaced(g, np.sort(h), r), "by their values"),
        (mixed(k, 40 - k), f"not for 80: 1/{one_in}"),
        (of_its_size(lambda g, h: h.size), "not for 80"),
        (of_its_size(lambda g, h: g.data.size), "not for 80"),
    ]


def variance_left(M, people):
    share = people / M
    rest = 1 / (1 - share + M * share * (2 - share))
    return [1 - rest, np.array([1 - rest])], [
        (share / (share + (1 - share) / M), "forgets the gap"),
        (rest, "error of the mean"),
        (theory.fresh_variance(M, share, ddof=1), "inflates"),
        (theory.fresh_variance(M, people / 100), f"That is {people} percent"),
        (1 - theory.fixed_mean_square(M, share, people), f"same {people} people"),
        (1, "lost to chance"),
        (100 - 100 * rest, "in percent"),
        (share, "far more"),
        (0.5, "too small"),
    ]


def values_per_person(M, people):
    worth = 1 / theory.fresh_mean_square(M, people / M)
    return [M / (people + 1)], [
        (M / people, "k + 1"),
        ((M - people) / people, "how many synthetic values there are"),
        (people / M, "share of people"),
        (worth, "people alone"),
        (worth - people, "all the synthetic values"),
        (M, "size of the training set"),
        (2, "too small"),
    ]


def generations_back(percent, factor):
    fade = -np.log(1 - percent / 100)
    return [np.log(factor) / fade, round(np.log(factor) / fade)], [
        (np.log(factor) / (percent / 100), "small shares"),
        (100 / percent, "about a third"),
        (1 / fade, "falls to 1/e"),
        (np.log(10) / fade, "a tenth"),
        (-np.log(factor) / fade, "mind the sign"),
        ((1 - percent / 100) ** factor, f"after {factor} generations"),
        (theory.half_life(20_000, ddof=0), "half-life"),
        (theory.half_life(20_000), "half-life"),
        (20_000, "That is M"),
        (2_000, "too large"),
    ]


VARIED = {"5.1": some_people, "5.3": variance_left, "5.4": values_per_person, "5.5": generations_back}
