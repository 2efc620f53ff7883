"""Answers to the exercises of notebook 00: right ones in any form, and every known mistake with its cause."""

import numpy as np


def used(seed):
    """A generator that has been drawn from."""
    rng = np.random.default_rng(seed)
    rng.random()
    return rng


def spawned(seed):
    """A generator that has spawned another."""
    rng = np.random.default_rng(seed)
    rng.spawn(1)
    return rng


RIGHT = {
    "0.1": [6, 6.0, np.int64(6), len(range(6))],
    "0.2": [10_000, 1e4, 200 * 50],
    "0.3": [
        lambda sample: np.std(sample, ddof=1),
        lambda sample: np.sqrt(np.var(sample, ddof=1)),
        lambda sample: np.sqrt(np.sum((sample - sample.mean()) ** 2) / (len(sample) - 1)),
    ],
    "0.4": [np.random.default_rng(7), np.random.Generator(np.random.PCG64(7))],
}
WRONG = {
    "0.1": [
        (4, "the steps between models"),
        (5.5, "whole number"),
        (3, "too small"),
        (8, "too large"),
    ],
    "0.2": [
        (9_950, "Row 200"),
        (50, "in one row"),
        (1_050, "the top one is human"),
        (200, "rows that a model wrote"),
        (12, "too small"),
        (10_001, "too large"),
    ],
    "0.3": [
        (lambda sample: np.std(sample, ddof=1) / np.sqrt(sample.size), "That is the standard error"),
        (lambda sample: 4.2, "from the argument, `sample`"),
        (np.var, "the variance divided by M"),
        (np.mean, "it returns 66.4"),
        (lambda sample: sample, "returned shape (5,)"),
    ],
    "0.4": [
        ("7", "That is the seed"),
        (np.random.default_rng, "the maker of generators itself"),
        (np.random, "old, global way"),
        (np.random.Generator(np.random.MT19937(7)), "of the kind MT19937"),
        (spawned(7), "has spawned others"),
        (np.random.default_rng(7).spawn(1)[0], "not one made from seed 7"),
        (used(7), "it has been drawn from"),
        (np.random.default_rng(8), "not one made from seed 7"),
        (8, "this is 8"),
    ],
}

VARIED = {}
