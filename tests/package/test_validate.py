"""What arguments are allowed, and what the errors say: the argument's name, what is allowed, and its value."""

import re
from fractions import Fraction
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collapse import validate as v

NAN, INF = float("nan"), float("inf")
RAGGED = [[1], [2, 3]]
finite = st.floats(allow_nan=False, allow_infinity=False)

# A check, the error of all the values, what the message says before "got", and the values.
REFUSED = [
    (partial(v.integer, least=2), TypeError, "an integer of at least 2", [True, np.True_, 2.0, "3", None, NAN, [3]]),
    (partial(v.integer, least=2, most=4), ValueError, "an integer from 2 to 4", [1, 5]),
    (
        partial(v.integers, least=2),
        TypeError,
        "an integer of at least 2, or an array of them",
        [2.0, "2", True, None, RAGGED],
    ),
    (partial(v.integers, least=2), ValueError, "an integer of at least 2, or an array of them", [1, [2, 1], []]),
    (v.number, TypeError, "a finite number", [True, np.False_, "1", None, 1j, np.ones(1)]),
    (v.number, ValueError, "a finite number", [NAN, INF, -INF]),
    (partial(v.number, least=0, most=1, exclusive=True), ValueError, "a number strictly between 0 and 1", [0, 1]),
    (partial(v.number, least=0), ValueError, "a finite number of at least 0", [-1]),
    (partial(v.number, least=0, exclusive=True), ValueError, "a finite number above 0", [0]),
    (partial(v.number, most=7), ValueError, "a finite number of at most 7", [8]),
    (partial(v.number, most=7, exclusive=True), ValueError, "a finite number below 7", [7]),
    (partial(v.number, least=0, most=1), ValueError, "a number from 0 to 1", [1.5, -0.5]),
    (partial(v.choice, allowed=(0, 1)), ValueError, "one of 0, 1", [2, -1, True, 1.0, "1", None, NAN]),
    (
        v.generator,
        TypeError,
        "a numpy.random.Generator, as numpy.random.default_rng(1) makes",
        [1, None, np.random, np.random.RandomState(1), np.random.PCG64(1), np.random.SeedSequence(1)],  # noqa: NPY002
    ),
    (
        v.samples,
        TypeError,
        "an array of real numbers",
        ["12", ["1", "2"], [1, "two"], [1j, 2j], RAGGED, {1, 2}, object(), np.array(["2020", "2021"], "M8[Y]")],
    ),
    (v.shares, ValueError, "from 0 to 1", [-0.1, 1.1, NAN, [0.5, 2], []]),
    (partial(v.shares, above_zero=True), ValueError, "above 0 and at most 1", [0, [0.5, 0]]),
    (v.shares, TypeError, "from 0 to 1, a number or an array of them", [True, None, "0.5", 1j, RAGGED]),
    (v.reals, TypeError, "an array of real numbers", [True, None, "1", ["1"], 1j, RAGGED]),
    (v.counts, TypeError, "counts of types, an array of integers", [[1.0], [True], None, "12", RAGGED]),
    (v.counts, ValueError, "counts of at least 0 along the last axis", [3, [1, -1], np.zeros((0, 2), int)]),
    (
        partial(v.codes, count=3),
        TypeError,
        "codes of characters, integers from 0 to 2",
        [[0.0, 1.0], "ab", None, [True], RAGGED],
    ),
    (v.text, TypeError, "a string", [b"x", None]),
    (partial(v.mapping, of="votes"), TypeError, "a dict of votes", [[1]]),
]


@pytest.mark.parametrize(
    ("check", "error", "allowed", "values"),
    REFUSED,
    ids=[f"{getattr(check, 'func', check).__name__}, {error.__name__}: {said}" for check, error, said, _ in REFUSED],
)
def test_what_is_refused_and_with_which_words(check, error, allowed, values):
    for value in values:
        with pytest.raises(error, match=f"^{re.escape(f'x must be {allowed}, got {value!r}')}$"):
            check("x", value)


@given(st.integers(min_value=-5))
def test_an_integer_comes_back_as_an_int(value):
    assert v.integer("size", value, least=-5) == value
    assert type(v.integer("size", np.uint8(3), least=3, most=3)) is int


@pytest.mark.parametrize("value", [2, np.uint8(2), [2, 5], np.array([2, 3], np.uint8), [[2], [3]]], ids=repr)
def test_integers_come_back_signed(value):
    found = v.integers("n", value, least=2)
    assert found.dtype == int and np.array_equal(found, value)


@pytest.mark.parametrize("value", [1, np.float32(1), np.int8(1), Fraction(1)], ids=repr)
def test_every_real_number_becomes_a_float(value):
    assert type(v.number("x", value, least=0, most=1)) is float


@pytest.mark.parametrize("data", [[1, 2], (1.0, Fraction(1, 2)), np.arange(2, dtype=np.uint8)], ids=repr)
def test_whatever_holds_real_numbers_becomes_a_float_array(data):
    for check in (v.samples, v.reals):
        found = check("data", data)
        assert found.dtype == float and np.array_equal(found, np.asarray(data, float))


@pytest.mark.parametrize(
    ("data", "least", "shape"),
    [([], 2, (0,)), (1.0, 1, ()), ([1.0], 2, (1,)), (np.ones((4, 2)), 3, (4, 2)), (np.ones((0, 5)), 2, (0, 5))],
    ids=str,
)
def test_too_few_values_are_a_value_error(data, least, shape):
    message = f"data must hold M >= {least} values along its last axis, got shape {shape}"
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        v.samples("data", data, least)
    assert v.samples("curve", [1.0], least=1) == [1.0]


@pytest.mark.parametrize("bad", [NAN, INF, -INF], ids=repr)
def test_what_is_not_finite_is_counted_and_shown(bad):
    with pytest.raises(ValueError, match=f"^data must be finite, got 2 values such as {bad}$"):
        v.samples("data", [[0.0, bad], [bad, 1.0]])


@pytest.mark.parametrize("value", [0, 1, 0.5, np.float32(0.5), Fraction(1, 3), [[0, 1], [0.5, 1]]], ids=repr)
def test_shares_become_floats(value):
    assert np.array_equal(v.shares("share", value), np.asarray(value, float))
    assert v.shares("share", 1, above_zero=True) == 1


def test_reals_may_be_infinite_unknown_or_truths_and_are_not_copied():
    np.testing.assert_array_equal(v.reals("x", [0, INF, NAN]), [0, INF, NAN])
    assert v.reals("x", [True, False]).tolist() == [1, 0]
    x = np.ones(3)
    assert v.reals("x", x) is x


def test_counts_come_back_as_64_bits_and_are_not_copied():
    assert v.counts("data", np.array([3, 0], np.uint8)).dtype == np.int64
    data = np.array([3])
    assert v.counts("data", data) is data


@pytest.mark.parametrize(
    ("value", "got"),
    [
        ([0, 3], "got 0 to 3"),
        ([-1], "got -1 to -1"),
        ([], "at least one along the last axis, got shape (0,)"),
        (1, "at least one along the last axis, got shape ()"),
    ],
    ids=str,
)
def test_codes_out_of_range_are_a_value_error(value, got):
    with pytest.raises(ValueError, match=f"^{re.escape('x must be codes of types, integers from 0 to 2, ' + got)}$"):
        v.codes("x", value, 3, of="types")
    assert v.codes("x", [], 3, empty=True).size == 0 and v.codes("x", np.uint8(2), 3, empty=True).dtype == np.int64


def test_an_object_has_what_is_asked_of_it_and_a_class_is_none():
    assert v.has("rng", 1j, "real", "imag") == 1j
    for value in (complex, "text"):
        message = f"x must be an object that has real and imag, got {value!r}"
        with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
            v.has("x", value, "real", "imag")


def test_a_long_value_is_shortened_and_a_short_one_is_not():
    assert v.shown("x" * (v.MOST_SHOWN - 2)) == repr("x" * (v.MOST_SHOWN - 2))
    assert v.shown("x" * 100) == repr("x" * 100)
    assert v.shown([0.5] * 10_000).startswith("[0.5, 0.5") and len(v.shown([0.5] * 10_000)) < 200
