"""The checks of notebook 00: right answers in any form, every known mistake by its reason, silly input."""

import numpy as np
import pytest

from collapse.exercises import EXERCISES

SILLY = [None, "a", "12", [1, 2], {}, True, np.nan, np.inf, 1j, 1e300, object(), print, np.array([1, 2])]


def judge(number, answer):
    verdict = EXERCISES[number].judge(answer)
    return verdict.correct, verdict.reason


def used(seed):
    """A generator that has been drawn from."""
    rng = np.random.default_rng(seed)
    rng.random()
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
        (5, "already a model"),
        (4, "the steps between models"),
        (7, "The humans are not a fit"),
        (5.5, "whole number"),
        (3, "too small"),
        (8, "too large"),
    ],
    "0.2": [
        (10_050, "generation 0 as well"),
        (9_950, "Row 200"),
        (50, "in one row"),
        (1_000, "every tenth row. The question"),
        (1_050, "the top one is human"),
        (200, "rows that a model wrote"),
        (12, "too small"),
        (10_001, "too large"),
    ],
    "0.3": [
        (np.std, "divided by M. The unbiased"),
        (lambda sample: np.var(sample, ddof=1), "That is the variance, in square inches"),
        (np.var, "the variance divided by M"),
        (np.ptp, "That is the range"),
        (np.mean, "it returns 66.4"),
        (lambda sample: sample, "returned shape (5,)"),
        (lambda sample: None, "is a `return` missing"),
        (lambda sample: "wide", "not made of numbers"),
        (lambda: 1, "raised TypeError"),
        (3.5, "The answer is a function"),
    ],
    "0.4": [
        (7, "That is the seed"),
        ("7", "That is the seed"),
        (np.random.default_rng, "the maker of generators itself"),
        (np.random.RandomState(7), "old, global way"),
        (np.random, "old, global way"),
        (np.random.Generator(np.random.MT19937(7)), "of the kind MT19937"),
        (used(7), "it has been drawn from"),
        (np.random.default_rng(8), "not one made from seed 7"),
        (8, "this is 8"),
    ],
}


@pytest.mark.parametrize(("number", "at"), [(n, at) for n, answers in RIGHT.items() for at in range(len(answers))])
def test_a_right_answer(number, at):
    correct, reason = judge(number, RIGHT[number][at])
    assert correct and reason.endswith("."), reason


@pytest.mark.parametrize(("number", "at"), [(n, at) for n, pairs in WRONG.items() for at in range(len(pairs))])
def test_a_wrong_answer_is_met_with_its_cause(number, at):
    answer, cause = WRONG[number][at]
    correct, reason = judge(number, answer)
    assert not correct and cause in reason, reason


@pytest.mark.parametrize("number", RIGHT)
def test_silly_answers_get_a_reason(number):
    for answer in SILLY:
        correct, reason = judge(number, answer)
        assert not correct and reason.strip(), answer


def test_every_exercise_is_tried():
    assert set(RIGHT) == set(WRONG) == {number for number in EXERCISES if number.startswith("0.")}
