"""What arguments are allowed. Every error names the argument, its value and what is allowed.

Nothing here knows a model, a diet or a figure.
"""

import math
import numbers
from collections.abc import Mapping

import numpy as np

MOST_SHOWN = 200  # characters of a value that a message shows


def shown(value):
    """Return what a value looks like, shortened to what fits in a message.

    Examples
    --------
    >>> len(shown([0.5] * 10_000))
    165
    """
    whole = repr(value)
    return whole if len(whole) <= MOST_SHOWN else f"{whole[:120]} ... {whole[-40:]}"


def integer(name, value, least, most=None):
    """Return `value` as an int between `least` and `most`.

    Raises
    ------
    TypeError
        If `value` is not an integer (a bool is not a count).
    ValueError
        If it is out of range.

    Examples
    --------
    >>> integer("generations", 20, least=0)
    20
    """
    if type(value) is int and value >= least and (most is None or value <= most):
        return value  # the usual case: a chain asks in every turn
    allowed = f"an integer of at least {least}" if most is None else f"an integer from {least} to {most}"
    if isinstance(value, bool | np.bool_) or not isinstance(value, numbers.Integral):
        raise TypeError(f"{name} must be {allowed}, got {shown(value)}")
    if value < least or (most is not None and value > most):
        raise ValueError(f"{name} must be {allowed}, got {shown(value)}")
    return int(value)


def integers(name, value, least):
    """Return `value`, an integer of at least `least` or an array of them, as signed integers.

    Raises
    ------
    TypeError
        If it is not made of integers.
    ValueError
        If it is empty or holds one below `least`.

    Examples
    --------
    >>> int(integers("n", np.uint8(3), least=0))
    3
    """
    allowed = f"an integer of at least {least}, or an array of them"
    array = as_array(name, value, allowed)
    if array.dtype.kind not in "iu" and array.size:
        raise TypeError(f"{name} must be {allowed}, got {shown(value)}")
    if array.size == 0 or (array < least).any():
        raise ValueError(f"{name} must be {allowed}, got {shown(value)}")
    return array.astype(int)[()]


def as_array(name, value, allowed):
    """Return `value` as an array of whatever it holds.

    Raises
    ------
    TypeError
        If it makes none, as rows of unequal lengths; `allowed` says what was wanted.
    """
    try:
        return np.asarray(value)
    except (TypeError, ValueError):
        raise TypeError(f"{name} must be {allowed}, got {shown(value)}") from None


def number(name, value, least=-np.inf, most=np.inf, exclusive=False):
    """Return `value` as a finite float between `least` and `most` (`exclusive`: strictly between).

    Raises
    ------
    TypeError
        If `value` is not a real number.
    ValueError
        If it is not finite or out of range.

    Examples
    --------
    >>> number("threshold", 2, least=0)
    2.0
    """
    allowed = _range_in_words(least, most, exclusive)
    if isinstance(value, bool | np.bool_) or not isinstance(value, numbers.Real):
        raise TypeError(f"{name} must be {allowed}, got {shown(value)}")
    inside = least < value < most if exclusive else least <= value <= most
    if not (math.isfinite(value) and inside):
        raise ValueError(f"{name} must be {allowed}, got {shown(value)}")
    return float(value)


def _range_in_words(least, most, exclusive):
    if np.isinf(least) and np.isinf(most):
        return "a finite number"
    if np.isinf(most):
        return f"a finite number {'above' if exclusive else 'of at least'} {least}"
    if np.isinf(least):
        return f"a finite number {'below' if exclusive else 'of at most'} {most}"
    return f"a number {'strictly between' if exclusive else 'from'} {least} {'and' if exclusive else 'to'} {most}"


def shares(name, value, above_zero=False):
    """Return `value`, a share or an array of them, as floats from 0 to 1 (`above_zero`: without 0 itself).

    Raises
    ------
    TypeError
        If it does not hold real numbers.
    ValueError
        If it is empty or holds what is no share.

    Examples
    --------
    >>> shares("share", [0, 0.5, 1])
    array([0. , 0.5, 1. ])
    """
    allowed = "above 0 and at most 1" if above_zero else "from 0 to 1"
    array = _numbers(name, value, f"{allowed}, a number or an array of them")
    inside = ((array > 0) if above_zero else (array >= 0)) & (array <= 1)
    if array.size == 0 or not inside.all():
        raise ValueError(f"{name} must be {allowed}, got {shown(value)}")
    return array[()]


def reals(name, value):
    """Return `value`, a real number or an array of them, as floats; infinities and NaN may be among them.

    Raises
    ------
    TypeError
        If it holds anything else.

    Examples
    --------
    >>> reals("x", [0, np.inf])
    array([ 0., inf])
    """
    return _numbers(name, value, "an array of real numbers")


def _numbers(name, value, allowed):
    """Return `value` as a float array, if it holds real numbers."""
    array = as_array(name, value, allowed)
    exact = array.dtype == object and all(isinstance(each, numbers.Real) for each in array.flat)  # as fractions are
    truths = array.dtype.kind == "b" and array.ndim > 0  # an average of True and False is a share
    if array.dtype.kind not in "iuf" and not exact and not truths:
        raise TypeError(f"{name} must be {allowed}, got {shown(value)}")
    return array.astype(float, copy=False)


def counts(name, value):
    """Return `value` as an integer array of counts, one for each type along the last axis.

    Raises
    ------
    TypeError
        If it is not made of integers.
    ValueError
        If it is a single number, empty, or holds one below 0.

    Examples
    --------
    >>> counts("data", (3, 0, 1))
    array([3, 0, 1])
    """
    allowed = "counts of types, an array of integers"
    array = as_array(name, value, allowed)
    if array.dtype.kind not in "iu":
        raise TypeError(f"{name} must be {allowed}, got {shown(value)}")
    if array.ndim == 0 or array.size == 0 or array.min() < 0:
        raise ValueError(f"{name} must be counts of at least 0 along the last axis, got {shown(value)}")
    return array.astype(np.int64, copy=False)


def codes(name, value, count, of="characters", empty=False):
    """Return `value` as an integer array of codes from 0 to `count` - 1, at least one along the last axis.

    Raises
    ------
    TypeError
        If it is not made of integers.
    ValueError
        If one of them is out of range, or there is none (`empty`: there may be none).

    Examples
    --------
    >>> codes("x", [0, 2, 1], count=3)
    array([0, 2, 1])
    """
    allowed = f"codes of {of}, integers from 0 to {count - 1}"
    array = as_array(name, value, allowed)
    if array.dtype.kind not in "iu" and array.size:
        raise TypeError(f"{name} must be {allowed}, got {shown(value)}")
    if array.size and not 0 <= array.min() <= array.max() < count:
        raise ValueError(f"{name} must be {allowed}, got {array.min()} to {array.max()}")
    if not empty and (array.ndim == 0 or array.size == 0):
        raise ValueError(f"{name} must be {allowed}, at least one along the last axis, got shape {array.shape}")
    return array.astype(np.int64, copy=False)


def text(name, value):
    """Return `value` if it is a string.

    Raises
    ------
    TypeError
        If it is anything else, bytes included.
    """
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a string, got {shown(value)}")
    return value


def mapping(name, value, of):
    """Return `value` if it is a dict, or behaves as one; `of` says in words what it should hold.

    Raises
    ------
    TypeError
        If it is anything else.
    """
    if not isinstance(value, Mapping):
        raise TypeError(f"{name} must be a dict of {of}, got {shown(value)}")
    return value


def has(name, value, *attributes):
    """Return `value` if it has all of the attributes, as a fitted model has.

    Raises
    ------
    TypeError
        If one is missing, or the value is a class and none of its objects.
    """
    if isinstance(value, type) or not all(hasattr(value, attribute) for attribute in attributes):
        raise TypeError(f"{name} must be an object that has {' and '.join(attributes)}, got {shown(value)}")
    return value


def choice(name, value, allowed):
    """Return `value` if it is one of `allowed`.

    Raises
    ------
    ValueError
        If it is not (0, False and 0.0 are told apart).

    Examples
    --------
    >>> choice("ddof", 1, allowed=(0, 1))
    1
    """
    if not any(type(value) is type(option) and value == option for option in allowed):
        raise ValueError(f"{name} must be one of {', '.join(map(repr, allowed))}, got {shown(value)}")
    return value


def generator(name, value):
    """Return `value` if it is a `numpy.random.Generator`; global random state is never used.

    Raises
    ------
    TypeError
        If it is anything else, a bare seed included.
    """
    if not isinstance(value, np.random.Generator):
        allowed = "a numpy.random.Generator, as numpy.random.default_rng(1) makes"
        raise TypeError(f"{name} must be {allowed}, got {shown(value)}")
    return value


def samples(name, value, least=2):
    """Return `value` as a float array of shape (..., M) with M >= `least` finite numbers along the last axis.

    Raises
    ------
    TypeError
        If it does not hold real numbers.
    ValueError
        If it is empty, too short, or holds NaN or an infinity.
    """
    try:
        array = np.asarray(value)
        if array.dtype.kind in "cSUmM":  # NumPy would convert complex numbers, strings of digits and dates
            raise TypeError
        array = array.astype(float, copy=False)
    except (TypeError, ValueError):
        raise TypeError(f"{name} must be an array of real numbers, got {shown(value)}") from None
    if array.ndim == 0 or array.size == 0 or array.shape[-1] < least:
        raise ValueError(f"{name} must hold M >= {least} values along its last axis, got shape {array.shape}")
    if not np.isfinite(array).all():
        bad = array[~np.isfinite(array)]
        raise ValueError(f"{name} must be finite, got {bad.size} values such as {bad[0]}")
    return array
