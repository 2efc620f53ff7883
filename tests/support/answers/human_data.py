"""Answers to the exercises of notebook 05: right ones in any form, and known mistakes with their causes."""

from decimal import Decimal

import numpy as np

from collapse import theory


def odds_law(n, share, tpr, fpr):
    good, bad = share * tpr**n, (1 - share) * fpr**n
    return good / (good + bad)


def odds(n, share, tpr, fpr):
    return share / (1 - share) * (tpr / fpr) ** n


def by_rounds(n, share, tpr, fpr):
    for _ in range(n):
        share = share * tpr / (share * tpr + (1 - share) * fpr)
    return share


def step(old, noise):
    return lambda V, M, s: old(V, s) + noise(V, M, s)


OLD = dict(kept=lambda V, s: (1 - s) ** 2 * V, not_squared=lambda V, s: (1 - s) * V)


RIGHT = {
    "5.2": [
        lambda V, M, s: (1 - s) ** 2 * V + ((1 - s) * (1 - V) + s) / M,
        lambda V, M, s: V * ((1 - s) ** 2 - (1 - s) / M) + 1 / M,
        lambda V, M, s: np.array([(1 - s) ** 2 * V + ((1 - s) * (1 - V) + s) / M]),
        lambda *, V, M, share: [(1 - share) ** 2 * V + ((1 - share) * (1 - V) + share) / M],
        lambda V, M, s: V - 2 * s * V + s * s * V + (1 - V + s * V) / M,
        lambda V, M, s: np.dot([(1 - s) ** 2, (1 - s) / M], [V, 1 - V]) + s / M,
    ],
    "5.3": [0.909, 0.91, 0.9],
    "5.4": [100],
    "5.5": [90, 89.8],
    "5.6": [
        odds_law,
        by_rounds,
        lambda n, share, tpr, fpr: 1 / (1 + np.exp(-np.log(odds(n, share, tpr, fpr)))),
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
        (step(OLD["not_squared"], lambda V, M, s: ((1 - s) * V + s) / M), "(1 - lambda) squared. V is the error"),
        (step(OLD["not_squared"], lambda V, M, s: (1 - s) * (1 - V) / M), "squared. People are drawn at random"),
        (step(OLD["not_squared"], lambda V, M, s: 1 / M), "squared. The synthetic values vary by s^2"),
        (step(OLD["not_squared"], lambda V, M, s: (1 - s) * (1 - V) + s), "squared. Divide the noise by M"),
        (step(OLD["kept"], lambda V, M, s: (1 - s) ** 2 * (1 - V) / M), "And the people's part is missing"),
        (
            step(lambda V, s: s**2 * V, lambda V, M, s: (s * (1 - V) + 1 - s) / M),
            "not lambda. The shares are exchanged",
        ),
        (step(OLD["kept"], lambda V, M, s: (s * (1 - V) + 1 - s) / M), "The shares are exchanged"),
        (step(lambda V, s: (1 - s**2) * V, lambda V, M, s: ((1 - s) * (1 - V) + s) / M), "Subtract first"),
        (step(lambda V, s: 2 * (1 - s) * V, lambda V, M, s: ((1 - s) * (1 - V) + s) / M), "you took it times 2"),
        (step(lambda V, s: V, lambda V, M, s: ((1 - s) * (1 - V) + s) / M), "people know nothing of it"),
        (step(lambda V, s: 0, lambda V, M, s: ((1 - s) * (1 - V) + s) / M), "hands it on"),
        (step(OLD["kept"], lambda V, M, s: (1 - s) * (1 - V) / M + s), "Lambda is divided by M as well"),
        (step(OLD["kept"], lambda V, M, s: ((1 - s) * (1 - V) + s) / (M - 1)), "not by M - 1"),
        (step(OLD["kept"], lambda V, M, s: ((1 - s) * (1 - V) + s) / M**2), "leaves one M below"),
        (step(OLD["kept"], lambda V, M, s: ((1 - s) * (1 - V) + s) / M**0.5), "how a standard deviation shrinks"),
        (lambda V, M, s: ((1 - s) ** 2 * V + (1 - s) * (1 - V) + s) / M, "not the old error"),
        (lambda V, M, s: 1 - 1 / (1 - s + M * s * (2 - s)), "variance at rest"),
        (lambda V, M, s: 100 * ((1 - s) ** 2 * V + ((1 - s) * (1 - V) + s) / M), "in percent"),
        (lambda V, M, s: [0.3, 0.4], "one number"),
    ],
    "5.6": [
        (lambda n, share, tpr, fpr: 1 / (1 + odds(n, share, tpr, fpr)), "share of the bad data"),
        (lambda n, share, tpr, fpr: odds_law(1, share, tpr, fpr), "one verdict"),
        (lambda n, share, tpr, fpr: odds_law(n, share, fpr, tpr), "upside down"),
        (lambda n, share, tpr, fpr: share * tpr**n, "refilled"),
        (lambda n, share, tpr, fpr: 0.9, "it returns 0.9"),
        (
            lambda n, share, tpr, fpr: odds(n, share, fpr, tpr),
            "upside down: good data are kept with TPR, bad data with",
        ),
        (
            lambda n, share, tpr, fpr: odds(1, share, tpr, fpr),
            "There are n of them, one after the other. Those are the",
        ),
        (lambda n, share, tpr, fpr: odds_law(n, 1 - share, tpr, fpr), "those of good to bad"),
        (lambda n, share, tpr, fpr: odds_law(n + 1, share, tpr, fpr), "too many"),
        (lambda n, share, tpr, fpr: odds_law(n - 1, share, tpr, fpr), "too few"),
        (lambda n, share, tpr, fpr: odds_law(n, share, 1 - tpr, 1 - fpr), "what is thrown away"),
        (lambda n, share, tpr, fpr: odds_law(1, share, tpr**n, fpr), "Both rates"),
        (lambda n, share, tpr, fpr: odds(n, share, tpr, fpr) / (1 - odds(n, share, tpr, fpr)), "Back from odds"),
        (lambda n, share, tpr, fpr: odds_law(n, 0.5, tpr, fpr), "`share` is missing"),
        (lambda n, share, tpr, fpr: 100 * odds_law(n, share, tpr, fpr), "in percent"),
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

    def in_a_copy(generation, human, rng):
        fed = generation.synthetic.copy()
        people = round(fed.size / one_in)
        fed[:people] = human[:people]
        return fed

    def by_place(generation, human, rng):
        size = generation.synthetic.size
        return np.where(np.arange(size) < size / one_in, human[:size], generation.synthetic)

    def people_last(generation, human, rng):
        people = generation.synthetic.size // one_in
        return list(generation.synthetic[people:]) + list(human[:people])

    def in_place(generation, human, rng):
        generation.synthetic[:k] = human[:k]
        return generation.synthetic

    def every_tenth(generation, human, rng):
        fed = generation.synthetic.copy()
        fed[::one_in] = human[:k]
        return fed

    def in_floats(generation, human, rng):
        people = generation.synthetic.size / one_in
        return np.concatenate([human[:people], generation.synthetic[people:]])

    def of_its_size(size):
        return lambda g, h, r: np.concatenate([h[: size(g, h) // one_in], g.synthetic[size(g, h) // one_in :]])

    return [first_replaced, in_a_copy, by_place, people_last], [
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
        (lambda g, h, r: np.concatenate([h[:k], g.synthetic[k:40]]), f"not for 80: 1/{one_in}"),
        (mixed(k, 40 - k), f"stand in for the last {k} synthetic values"),
        (lambda g, h, r: np.concatenate([h[-k:], g.synthetic[k:]]), f"the last {k} of `human`"),
        (lambda g, h, r: np.concatenate([g.synthetic[:-k], h[-k:]]), f"the last {k} of `human`"),
        (lambda g, h, r: np.concatenate([h[1 : k + 1], g.synthetic[k:]]), f"not the first {k} of `human`"),
        (every_tenth, "others are missing here"),
        (lambda g, h, r: np.concatenate([h[:k], r.permutation(g.synthetic)[k:]]), "others are missing here"),
        (in_floats, "// divides without a remainder"),
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
        (0, "Any share of them stops"),
        (100 * rest, "error of the mean, in percent"),
        (1 / rest, "1/V"),
        (np.sqrt(1 - rest), "standard deviation"),
        (people, "number of people"),
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
        ((M - people) / (people + 1), "but (1 - lambda)(k + 1)"),
        ((people + 1) / M, "Turn it around"),
        (M / (people - 1), "plus one"),
        (M - people, "how many synthetic values there are"),
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
        (np.log(factor) / -np.log(percent / 100), "the logarithm of lambda"),
        (np.log(factor) / (1 - percent / 100), "Divide by -ln(1 - lambda)"),
        (100 * factor / percent, "but by the same factor"),
        (fade, "in one generation"),
        (1_500, "too large"),
    ]


VARIED = {"5.1": some_people, "5.3": variance_left, "5.4": values_per_person, "5.5": generations_back}
