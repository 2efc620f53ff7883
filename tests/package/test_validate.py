"""What arguments are allowed, and what the errors say: the argument's name, its value and what is allowed."""

import re
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from collapse import validate


def says(text):
    """A pattern for the whole message."""
    return "^" + re.escape(text) + "$"


class TestInteger:
    @given(st.integers(min_value=-5))
    def test_an_integer_comes_back_as_an_int(self, value):
        assert validate.integer("size", value, least=-5) == value

    @pytest.mark.parametrize("value", [np.int64(3), np.uint8(3)], ids=repr)
    def test_numpy_integers_become_ints(self, value):
        assert type(validate.integer("size", value, least=0)) is int

    @pytest.mark.parametrize("value", [True, np.True_, 2.0, np.float64(2), "3", None, float("nan"), [3]], ids=repr)
    def test_what_is_not_an_integer_is_a_type_error(self, value):
        with pytest.raises(TypeError, match=says(f"size must be an integer of at least 2, got {value!r}")):
            validate.integer("size", value, least=2)

    def test_both_ends_are_allowed(self):
        assert [validate.integer("k", value, least=2, most=4) for value in (2, 4)] == [2, 4]

    @pytest.mark.parametrize("value", [1, 5])
    def test_out_of_range_is_a_value_error(self, value):
        with pytest.raises(ValueError, match=says(f"k must be an integer from 2 to 4, got {value}")):
            validate.integer("k", value, least=2, most=4)


class TestIntegers:
    @pytest.mark.parametrize("value", [2, np.uint8(2), [2, 5], np.array([2, 3], np.uint8), [[2], [3]]], ids=repr)
    def test_they_come_back_signed(self, value):
        found = validate.integers("n", value, least=2)
        assert found.dtype == int and np.array_equal(found, value)

    @pytest.mark.parametrize(
        ("value", "error"),
        [(value, ValueError) for value in (1, [2, 1], [])]
        + [(value, TypeError) for value in (2.0, "2", True, None, [[2], [2, 3]])],
        ids=repr,
    )
    def test_anything_else_is_an_error(self, value, error):
        message = f"n must be an integer of at least 2, or an array of them, got {value!r}"
        with pytest.raises(error, match=says(message)):
            validate.integers("n", value, least=2)


class TestNumber:
    @given(st.floats(allow_nan=False, allow_infinity=False))
    def test_a_finite_number_comes_back(self, value):
        assert validate.number("x", value) == value

    @pytest.mark.parametrize("value", [1, np.float32(1), np.int8(1), Fraction(1)], ids=repr)
    def test_every_real_number_becomes_a_float(self, value):
        assert type(validate.number("x", value)) is float

    @pytest.mark.parametrize("value", [True, np.False_, "1", None, 1j, np.ones(1)], ids=repr)
    def test_what_is_not_a_real_number_is_a_type_error(self, value):
        with pytest.raises(TypeError, match=says(f"x must be a finite number, got {value!r}")):
            validate.number("x", value)

    @pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")], ids=repr)
    def test_what_is_not_finite_is_a_value_error(self, value):
        with pytest.raises(ValueError, match=says(f"x must be a finite number, got {value!r}")):
            validate.number("x", value)

    @pytest.mark.parametrize("value", [0, 1])
    def test_the_ends_are_allowed_unless_exclusive(self, value):
        assert validate.number("x", value, 0, 1) == value
        with pytest.raises(ValueError, match=says(f"x must be a number strictly between 0 and 1, got {value}")):
            validate.number("x", value, 0, 1, exclusive=True)

    @pytest.mark.parametrize(
        ("value", "limits", "allowed"),
        [
            (-1, {"least": 0}, "a finite number of at least 0"),
            (0, {"least": 0, "exclusive": True}, "a finite number above 0"),
            (8, {"most": 7}, "a finite number of at most 7"),
            (7, {"most": 7, "exclusive": True}, "a finite number below 7"),
            (1.5, {"least": 0, "most": 1}, "a number from 0 to 1"),
            (-0.5, {"least": 0, "most": 1}, "a number from 0 to 1"),
        ],
    )
    def test_the_error_says_the_range_in_words(self, value, limits, allowed):
        with pytest.raises(ValueError, match=says(f"x must be {allowed}, got {value}")):
            validate.number("x", value, **limits)


class TestChoice:
    @pytest.mark.parametrize("value", [0, 1])
    def test_an_option_comes_back(self, value):
        assert validate.choice("ddof", value, (0, 1)) is value

    @pytest.mark.parametrize("value", [2, -1, True, 1.0, "1", None, float("nan")], ids=repr)
    def test_anything_else_is_a_value_error_even_if_equal(self, value):
        with pytest.raises(ValueError, match=says(f"ddof must be one of 0, 1, got {value!r}")):
            validate.choice("ddof", value, (0, 1))


class TestGenerator:
    def test_a_generator_comes_back(self):
        rng = np.random.default_rng(1)
        assert validate.generator("rng", rng) is rng

    @pytest.mark.parametrize(
        "value",
        [1, None, np.random, np.random.RandomState(1), np.random.PCG64(1), np.random.SeedSequence(1)],
        ids=["int", "None", "np.random", "RandomState", "BitGenerator", "SeedSequence"],
    )
    def test_anything_else_is_a_type_error(self, value):
        allowed = "a numpy.random.Generator, as numpy.random.default_rng(1) makes"
        with pytest.raises(TypeError, match=says(f"rng must be {allowed}, got {value!r}")):
            validate.generator("rng", value)


class TestSamples:
    finite = st.floats(allow_nan=False, allow_infinity=False)

    @given(arrays(float, array_shapes(min_dims=1, max_dims=3, min_side=2), elements=finite))
    def test_finite_samples_come_back_unchanged(self, data):
        assert np.array_equal(validate.samples("data", data), data)

    @pytest.mark.parametrize("data", [[1, 2], (1.0, Fraction(1, 2)), np.arange(2, dtype=np.uint8)], ids=repr)
    def test_whatever_holds_real_numbers_becomes_a_float_array(self, data):
        assert validate.samples("data", data).dtype == float

    @pytest.mark.parametrize(
        "data",
        ["12", ["1", "2"], [1, "two"], [1j, 2j], np.array(["2020", "2021"], "M8[Y]"), [[1, 2], [3]], {1, 2}, object()],
        ids=["str", "digits", "mixed", "complex", "dates", "ragged", "set", "object"],
    )
    def test_what_does_not_hold_real_numbers_is_a_type_error(self, data):
        with pytest.raises(TypeError, match=says(f"data must be an array of real numbers, got {data!r}")):
            validate.samples("data", data)

    @pytest.mark.parametrize(
        ("data", "shape"),
        [([], "(0,)"), (1.0, "()"), ([1.0], "(1,)"), (np.ones((4, 1)), "(4, 1)"), ([[], []], "(2, 0)")],
    )
    def test_too_few_values_are_a_value_error(self, data, shape):
        with pytest.raises(
            ValueError, match=says(f"data must hold M >= 2 values along its last axis, got shape {shape}")
        ):
            validate.samples("data", data)

    def test_no_lineages_are_a_value_error(self):
        with pytest.raises(ValueError, match=r"got shape \(0, 5\)"):
            validate.samples("data", np.ones((0, 5)))

    def test_how_few_are_too_few_can_be_said(self):
        assert validate.samples("curve", [1.0], least=1) == [1.0]
        with pytest.raises(ValueError, match="curve must hold M >= 3 values"):
            validate.samples("curve", [1.0, 2.0], least=3)

    @pytest.mark.parametrize("bad", [float("nan"), float("inf"), float("-inf")], ids=repr)
    def test_what_is_not_finite_is_counted_and_shown(self, bad):
        with pytest.raises(ValueError, match=says(f"data must be finite, got 2 values such as {bad}")):
            validate.samples("data", [[0.0, bad], [bad, 1.0]])


class TestShares:
    @pytest.mark.parametrize("value", [0, 1, 0.5, np.float32(0.5), Fraction(1, 3)], ids=repr)
    def test_a_share_becomes_a_float(self, value):
        assert validate.shares("share", value) == pytest.approx(float(value))

    def test_so_do_many(self):
        assert validate.shares("share", [[0, 1], [0.5, 1]]).tolist() == [[0, 1], [0.5, 1]]

    @pytest.mark.parametrize("value", [-0.1, 1.1, float("nan"), [0.5, 2], []], ids=repr)
    def test_what_is_none_is_a_value_error(self, value):
        with pytest.raises(ValueError, match="^share must be from 0 to 1, got "):
            validate.shares("share", value)

    def test_0_may_be_none(self):
        assert validate.shares("w", 1, above_zero=True) == 1
        with pytest.raises(ValueError, match=says("w must be above 0 and at most 1, got 0")):
            validate.shares("w", 0, above_zero=True)

    @pytest.mark.parametrize("value", [True, None, "0.5", 1j, [[1], [0, 1]]], ids=repr)
    def test_what_is_no_number_is_a_type_error(self, value):
        with pytest.raises(
            TypeError, match=says(f"x must be from 0 to 1, a number or an array of them, got {value!r}")
        ):
            validate.shares("x", value)


class TestReals:
    def test_what_is_infinite_or_unknown_passes(self):
        np.testing.assert_array_equal(validate.reals("x", [0, np.inf, np.nan]), [0, np.inf, np.nan])

    @pytest.mark.parametrize("value", [[1, 2], (Fraction(1), Fraction(2)), np.array([1, 2], np.uint8)], ids=repr)
    def test_they_become_floats(self, value):
        found = validate.reals("x", value)
        assert found.dtype == float and found.tolist() == [1, 2]

    def test_floats_are_not_copied(self):
        x = np.ones(3)
        assert validate.reals("x", x) is x

    def test_truths_are_shares(self):
        assert validate.reals("x", [True, False]).tolist() == [1, 0]

    @pytest.mark.parametrize("value", [True, None, "1", ["1"], 1j, [[1], [0, 1]]], ids=repr)
    def test_what_is_no_number_is_a_type_error(self, value):
        with pytest.raises(TypeError, match=says(f"x must be an array of real numbers, got {value!r}")):
            validate.reals("x", value)


class TestCounts:
    def test_counts_come_back_as_64_bits(self):
        assert validate.counts("data", np.array([3, 0], np.uint8)).dtype == np.int64

    @pytest.mark.parametrize("value", [[1.0], [True], None, "12", [[1], [0, 1]]], ids=repr)
    def test_what_is_no_integer_is_a_type_error(self, value):
        with pytest.raises(TypeError, match=says(f"n must be counts of types, an array of integers, got {value!r}")):
            validate.counts("n", value)

    def test_they_are_not_copied_and_may_be_one(self):
        data = np.array([3])
        assert validate.counts("data", data) is data

    @pytest.mark.parametrize("value", [3, [1, -1], np.zeros((0, 2), int)], ids=repr)
    def test_what_cannot_be_is_a_value_error(self, value):
        with pytest.raises(ValueError, match="^n must be counts of at least 0 along the last axis, got "):
            validate.counts("n", value)


def test_a_text_is_a_string():
    assert validate.text("name", "") == ""
    with pytest.raises(TypeError, match=says("name must be a string, got b'x'")):
        validate.text("name", b"x")


def test_a_mapping_says_what_it_should_hold():
    assert validate.mapping("votes", {1: 2}, of="votes") == {1: 2}
    with pytest.raises(TypeError, match=says("votes must be a dict of votes, got [1]")):
        validate.mapping("votes", [1], of="votes")


def test_an_object_has_what_is_asked_of_it_and_a_class_is_none():
    assert validate.has("rng", 1j, "real", "imag") == 1j
    for value in (complex, "text"):
        with pytest.raises(TypeError, match=says(f"x must be an object that has real and imag, got {value!r}")):
            validate.has("x", value, "real", "imag")


def test_a_long_value_is_shortened_and_a_short_one_is_not():
    assert validate.shown("x" * (validate.MOST_SHOWN - 2)) == repr("x" * (validate.MOST_SHOWN - 2))
    assert validate.shown("x" * 100) == repr("x" * 100)
    assert validate.shown([0.5] * 10_000).startswith("[0.5, 0.5") and len(validate.shown([0.5] * 10_000)) < 200
