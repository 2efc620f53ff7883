"""Answers to the exercises of notebook 03: right ones in any form, and every known mistake with its cause."""

import numpy as np

from collapse import theory

D_10 = theory.share_with_descendants(10)


def with_a_loop(people, rng):
    return [people[int(rng.integers(len(people)))] for _ in people]


def with_counts(people, rng):
    names, counts = np.unique(people, return_counts=True)
    return np.repeat(names, rng.multinomial(counts.sum(), counts / counts.sum()))


def sharp_with_logarithms(p, T):
    logits = np.log(p) / T
    return np.exp(logits - logits.max()) / np.exp(logits - logits.max()).sum()


RIGHT = {
    "3.1": [
        lambda people, rng: rng.choice(people, people.size),
        lambda people, rng: people[rng.integers(people.size, size=people.size)],
        with_a_loop,
        with_counts,
    ],
    "3.2": [1 - np.exp(-5 * D_10), 1 - (1 - D_10 / 2000) ** 10_000, 0.577],
    "3.3": [
        lambda counts: 1 - ((counts / counts.sum()) ** 2).sum(),
        lambda counts: (
            sum(a * b for i, a in enumerate(counts) for j, b in enumerate(counts) if i != j) / sum(counts) ** 2
        ),
    ],
    "3.4": [-10_000 * (0.1 * np.log(0.1) + 0.9 * np.log(0.9)), 3251],
    "3.5": [1500 / 8000, 0.1876, 0.19, [0.1875]],
    "3.6": [
        lambda p, T: p ** (1 / T) / (p ** (1 / T)).sum(),
        sharp_with_logarithms,
    ],
}
WRONG = {
    "3.1": [
        (lambda people, rng: people, "the old town"),
        (lambda people, rng: rng.choice(people, people.size, replace=False), "shuffled"),
        (lambda people, rng: rng.integers(people.size, size=people.size), "a name that nobody had"),
        (lambda people, rng: people[rng.integers(np.unique(people).size, size=people.size)], "the last person"),
        (lambda people, rng: people[rng.integers(1, people.size, size=people.size)], "more often than others"),
        (lambda people, rng: np.full(people.size, rng.choice(people)), "the same person"),
        (lambda people, rng: rng.choice(people), "shape ()"),
        (lambda people, rng: rng.choice(people, 3), "shape (3,)"),
        (lambda people, rng: np.random.default_rng().choice(people, people.size), "two different towns"),
        (lambda people, rng: np.random.default_rng(1).choice(people, people.size), "Another seed gives the same"),
        (lambda people, rng: np.sort(rng.choice(people, people.size, p=[0.3] + [0.1] * 7)), "more often than others"),
        (lambda people, rng: np.repeat(rng.choice(people, 4), 2), "another law"),
        (lambda people, rng: people[rng.integers(1_000, size=people.size)], "Towns differ in size"),
        (lambda people, rng: people[rng.integers(8, size=people.size)], "Towns differ in size"),
        (lambda people, rng: people[rng.integers(people.size, size=8)], "Towns differ in size"),
    ],
    "3.2": [
        (np.exp(-5 * D_10), "gone"),
        (1 - np.exp(-1), "for large n"),
        (1 - np.exp(-0.5), "to be 1/n"),
        (0.99, "sample 1"),
        (1 - (1 - D_10) ** 5, "exactly five"),
        (1 - np.exp(-5 * theory.share_with_descendants(9)), "sample 9"),
        (1 - np.exp(-5 * theory.share_with_descendants(11)), "sample 11"),
        (57.7, "percent"),
        (0.7, "too large"),
        (0.05, "too small"),
    ],
    "3.3": [
        (lambda counts: 1 - (counts**2).sum(), "squared the counts"),
        (lambda counts: 1 - ((counts / counts.size) ** 2).sum(), "number of names"),
        (lambda counts: 1 - counts.max() / counts.sum(), "commonest"),
        (lambda counts: 1 - (counts / counts.sum()).sum(), "zero for any counts"),
        (lambda counts: 1 - (counts / counts.sum()).sum() ** 2, "zero for any counts"),
        (lambda counts: 1 - ((counts / 100) ** 2).sum(), "not for 2 and 2"),
        (lambda counts: 1 - (counts / counts.sum()) ** 2, "shape (4,)"),
        (lambda counts: 0.3, "instead of"),
        (lambda counts: "0.3", "instead of"),
    ],
    "3.4": [
        (1625.4, "factor 2"),
        (4690, "base 2"),
        (948.2, "left out p ln p"),
        (-3250.8, "mind the sign"),
        (5_000 * np.log(2), "half of the heterozygosity"),
        (3_333, "rounded"),
        (500, "the rare spelling"),
        (4000, "too large"),
    ],
    "3.5": [
        (0.8125, "seen before"),
        (0.12, "seen twice"),
        (0.06, "seen twice say something else"),
        (18.75, "percent"),
        (0.2, "too large"),
    ],
    "3.6": [
        (lambda p, T: p**T, "power is 1/T, and"),
        (lambda p, T: (p / T) / (p / T).sum(), "Nothing has changed"),
        (lambda p, T: p**1 / T, "Write p ** (1 / T)"),
        (lambda p, T: p ** (1 / T) / (p ** (1 / T)).max(), "divided by the largest"),
        (lambda p, T: 0.5, "shape ()"),
        (lambda p, T: p[::-1], "it returns"),
    ],
}

VARIED = {}
