"""Answers to the exercises of notebook 03: right ones in any form, and known mistakes with their causes."""

import numpy as np

from collapse import theory


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
    "3.2": [0.577],
    "3.3": [
        lambda counts: 1 - ((counts / counts.sum()) ** 2).sum(),
        lambda counts: [1 - ((counts / counts.sum()) ** 2).sum()],
        lambda counts: (
            sum(a * b for i, a in enumerate(counts) for j, b in enumerate(counts) if i != j) / sum(counts) ** 2
        ),
    ],
    "3.4": [3251],
    "3.5": [0.2251, 0.223],
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
    "3.3": [
        (lambda counts: 1 - (counts**2).sum(), "squared the counts"),
        (lambda counts: 1 - ((counts / counts.size) ** 2).sum(), "number of names"),
        (lambda counts: 1 - counts.max() / counts.sum(), "commonest"),
        (lambda counts: 1 - (counts / counts.sum()).sum(), "zero for any counts"),
        (lambda counts: 1 - (counts / counts.sum()).sum() ** 2, "zero for any counts"),
        (lambda counts: 1 - ((counts / 100) ** 2).sum(), "not for 2 and 2"),
        (lambda counts: 1 - (counts / counts.sum()) ** 2, "shape (4,)"),
        (lambda counts: 0.3, "instead of"),
        (lambda counts: 1 / ((counts / counts.sum()) ** 2).sum(), "how many equal shares"),
        (lambda counts: 1 - (counts**2).sum() / counts.sum(), "square the shares, not the counts"),
        (lambda counts: 1 - ((counts / counts.sum()) ** 2).mean(), "sum, not mean"),
        (lambda counts: 100 - 100 * ((counts / counts.sum()) ** 2).sum(), "in percent"),
        (lambda counts: -(counts / counts.sum() * np.log2(counts / counts.sum())).sum(), "the entropy, in bits"),
        (lambda counts: "0.3", "not made of numbers"),
    ],
    "3.6": [
        (lambda p, T: p**T, "power is 1/T, and"),
        (lambda p, T: (p / T) / (p / T).sum(), "Nothing has changed"),
        (lambda p, T: p**1 / T, "Write p ** (1 / T)"),
        (lambda p, T: p ** (1 / T) / (p ** (1 / T)).max(), "divided by the largest: divide by their sum"),
        (lambda p, T: p ** (1 / T) / p.max(), "by the sum of the powers"),
        (lambda p, T: p ** (1 / T) / p.size, "by how many there are"),
        (lambda p, T: np.log(p) / T, "Those are logarithms"),
        (lambda p, T: p ** (-1 / T) / (p ** (-1 / T)).sum(), "without a minus"),
        (lambda p, T: np.exp(p ** (1 / T)) / np.exp(p ** (1 / T)).sum(), "one step too many"),
        (lambda p, T: 0.5, "shape ()"),
        (lambda p, T: p[::-1], "it returns"),
    ],
}


def still_there(one_in, N, sample):
    expected, d = N / one_in, theory.share_with_descendants(sample)
    first = 1 - (1 - 1 / one_in) ** N
    return [1 - np.exp(-expected * d), 1 - (1 - d / one_in) ** N], [
        (first, "sample 1"),
        (first**sample, "start anew"),
        (np.exp(-expected * d), "gone"),
        (d, "for a single token"),
        (expected * d, "have descendants on average"),
        (1 - np.exp(-expected * 2 / sample), "for large n"),
        (1 - np.exp(-expected / sample), "to be 1/n"),
        (1 - (1 - d) ** expected, f"exactly {expected:g}"),
        (1 - np.exp(-expected * theory.share_with_descendants(sample - 1)), f"sample {sample - 1}"),
        (1 - np.exp(-expected * theory.share_with_descendants(sample + 1)), f"sample {sample + 1}"),
        (100 - 100 * np.exp(-expected * d), "percent"),
        (20, "too large"),
        (0.02, "too small"),
    ]


def one_spelling_left(one_in, N):
    p, q = 1 / one_in, 1 - 1 / one_in
    time = -2 * N * (p * np.log(p) + q * np.log(q))
    return [time, round(time)], [
        (time / 2, "factor 2"),
        (-2 * N * (p * np.log2(p) + q * np.log2(q)), "base 2"),
        (-2 * N * (p * np.log10(p) + q * np.log10(q)), "decimal logarithms"),
        (-2 * N * (np.log(p) + np.log(q)), "multiplied by its share"),
        (-2 * N * p * np.log(p), "left out q ln q"),
        (-2 * N * q * np.log(q), "left out p ln p"),
        (-time, "mind the sign"),
        (2 * N * np.log(2), "equal shares"),
        (N * np.log(2), "half of the heterozygosity"),
        (2 * N / 3, "rounded"),
        (N, "That is N"),
        (N / one_in, "the rare spelling"),
        (3 * N, "too large"),
    ]


def share_new(N, different, once, twice):
    return [once / N, round(once / N, 3), [once / N]], [
        (once / different, "number of different words"),
        (different / N, "Only the ones seen once"),
        ((different - once) / N, "seen more than once"),
        (1 - once / N, "seen before"),
        (2 * twice / N, "seen twice"),
        (twice / N, "seen twice say something else"),
        (100 * once / N, "percent"),
        (once, "how many words occur once"),
        ((once + twice) / N, "and only those"),
        ((N - different) / N, "that repeats something"),
        (1.05 * once / N, "too large"),
    ]


VARIED = {"3.2": still_there, "3.4": one_spelling_left, "3.5": share_new}
