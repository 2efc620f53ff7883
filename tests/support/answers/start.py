"""Answers to the exercises of notebook 00: right ones in any form, and known mistakes with their causes."""

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
    "0.1": [6, len(range(6))],
    "0.2": [10_000, 1e4],
    "0.3": [
        lambda sample: np.std(sample, ddof=1),
        lambda sample: np.std(sample, ddof=1, keepdims=True),
        lambda *, sample: np.std(sample, ddof=1),
        lambda sample: np.sqrt(np.var(sample, ddof=1)),
        lambda sample: np.sqrt(np.sum((sample - sample.mean()) ** 2) / (len(sample) - 1)),
    ],
}
WRONG = {
    "0.3": [
        (lambda sample: np.std(sample, ddof=1) / np.sqrt(sample.size), "That is the standard error"),
        (lambda sample: 4.2, "from the argument, `sample`"),
        (np.var, "the variance divided by M"),
        (np.mean, "it returns 66.4 instead of 4.321"),
        (lambda sample: round(np.std(sample, ddof=1), 2), "it returns 4.32 instead of 4.321"),
        (lambda sample: str(np.std(sample, ddof=1)), "not made of numbers"),
        (lambda sample: np.abs(sample - sample.mean()).mean(), "the mean absolute deviation"),
        (lambda sample: np.linalg.norm(sample - sample.mean()), "Divide the sum by M - 1"),
        (lambda sample: np.std(np.divide(sample, 2, out=sample), ddof=1), "You changed the data"),
        (lambda sample: sample, "returned shape (5,)"),
    ],
}


def fits_of_generation(generation):
    return [generation + 1, float(generation + 1), np.int64(generation + 1)], [
        (generation, "already a model"),
        (generation - 1, f"the steps between models 1 to {generation}"),
        (generation + 2, "The humans are not a fit"),
        (generation + 0.5, "whole number"),
        (1, "too small"),
        (generation + 3, "too large"),
    ]


def invented_people(rows):
    return [50 * rows, 50.0 * rows], [
        (50 * (rows + 1), "generation 0 as well"),
        (50 * (rows - 1), f"Row {rows}"),
        (50, "in one row"),
        (5 * rows, "every tenth row. The question"),
        (5 * rows + 50, "the top one is human"),
        (rows, "rows that a model wrote"),
        (12, "too small"),
        (50 * rows + 1, "too large"),
    ]


def generator(seed):
    return [np.random.default_rng(seed), np.random.Generator(np.random.PCG64(seed))], [
        (seed, "That is the seed"),
        (str(seed), "That is the seed"),
        (np.random.default_rng, "the maker of generators itself"),
        (np.random.RandomState(seed), "old, global way"),
        (np.random, "old, global way"),
        (np.random.Generator(np.random.MT19937(seed)), "of the kind MT19937"),
        (spawned(seed), "has spawned others"),
        (np.random.default_rng(seed).spawn(1)[0], f"not one made from seed {seed}"),
        (used(seed), "it has been drawn from"),
        (np.random.default_rng(seed + 1), f"not one made from seed {seed}"),
        (seed + 1, f"this is {seed + 1}"),
    ]


VARIED = {"0.1": fits_of_generation, "0.2": invented_people, "0.4": generator}
