"""What arguments are allowed. Every error names the argument, its value and what is allowed.

Nothing here knows a model, a diet or a figure.
"""

import math
import numbers

import numpy as np


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
    allowed = f"an integer of at least {least}" if most is None else f"an integer from {least} to {most}"
    if isinstance(value, bool | np.bool_) or not isinstance(value, numbers.Integral):
        raise TypeError(f"{name} must be {allowed}, got {value!r}")
    if value < least or (most is not None and value > most):
        raise ValueError(f"{name} must be {allowed}, got {value!r}")
    return int(value)


def integers(name, value, least):
    """Return `value`, an integer of at least `least` or an array of them, as signed integers.

    Raises
    ------
    ValueError
        If it is empty, not made of integers, or holds one below `least`.

    Examples
    --------
    >>> int(integers("n", np.uint8(3), least=0))
    3
    """
    value = np.asarray(value)
    if value.dtype.kind not in "iu" or value.size == 0 or (value < least).any():
        raise ValueError(f"{name} must be an integer of at least {least}, or an array of them, got {value}")
    return value.astype(int)[()]


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
        raise TypeError(f"{name} must be {allowed}, got {value!r}")
    inside = least < value < most if exclusive else least <= value <= most
    if not (math.isfinite(value) and inside):
        raise ValueError(f"{name} must be {allowed}, got {value!r}")
    return float(value)


def _range_in_words(least, most, exclusive):
    if np.isinf(least) and np.isinf(most):
        return "a finite number"
    if np.isinf(most):
        return f"a finite number {'above' if exclusive else 'of at least'} {least}"
    if np.isinf(least):
        return f"a finite number {'below' if exclusive else 'of at most'} {most}"
    return f"a number {'strictly between' if exclusive else 'from'} {least} {'and' if exclusive else 'to'} {most}"


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
        raise ValueError(f"{name} must be one of {', '.join(map(repr, allowed))}, got {value!r}")
    return value


def generator(name, value):
    """Return `value` if it is a `numpy.random.Generator`; global random state is never used.

    Raises
    ------
    TypeError
        If it is anything else, a bare seed included.
    """
    if not isinstance(value, np.random.Generator):
        raise TypeError(f"{name} must be a numpy.random.Generator, as numpy.random.default_rng(1) makes, got {value!r}")
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
        raise TypeError(f"{name} must be an array of real numbers, got {value!r}") from None
    if array.ndim == 0 or array.size == 0 or array.shape[-1] < least:
        raise ValueError(f"{name} must hold M >= {least} values along its last axis, got shape {array.shape}")
    if not np.isfinite(array).all():
        bad = array[~np.isfinite(array)]
        raise ValueError(f"{name} must be finite, got {bad.size} values such as {bad[0]}")
    return array
