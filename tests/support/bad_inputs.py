"""Kinds of arguments: for each a value that is right, values that are wrong, and a strategy that makes more of those.

A wrong value is wrong for every function that takes an argument of that kind; which of them are tried with what is in
`test_bad_inputs.py`.
"""

import math
from dataclasses import dataclass, replace

import numpy as np
from hypothesis import strategies as st

NAN, INF = float("nan"), float("inf")
RAGGED, COMPLEX, OBJECTS = [[1], [2, 3]], [1j, 2j], np.array([object(), None])
LONG = ["a word"] + [0.5] * 5_000  # no message should hold all of it
NOT_NUMBERS = (None, "three", "3", True, 1j, object, [], RAGGED)
NOT_FINITE = (NAN, INF, -INF)
NOT_SEEDED = (None, 1, "1", [1], np.random, np.random.RandomState(1), np.random.PCG64(1), np.random.SeedSequence(1))


@dataclass(frozen=True)
class Kind:
    """A kind of argument.

    Attributes
    ----------
    valid : what is right
    bad : tuple of what is wrong
    more : hypothesis strategy
        Which makes more of what is wrong.
    called : str or None
        What the messages call the argument, if not by its name.
    ends : tuple
        The least and the most that are allowed, where there is a border.
    """

    valid: object
    bad: tuple
    more: st.SearchStrategy = st.nothing()
    called: str | None = None
    ends: tuple = ()

    def make(self):
        """Return what is right; a generator is made anew, since whoever is given one moves it on."""
        return np.random.default_rng(1) if self.valid is np.random.default_rng else self.valid


WORDS = st.text(max_size=20)
FLOATS = st.floats(width=64)


def count(valid, least, most=None):
    """A whole number."""
    bad = (*NOT_NUMBERS, *NOT_FINITE, 2.5, float(valid), [valid], least - 1, -(10**9))
    above = () if most is None else (most + 1, 10**12)
    too_large = st.nothing() if most is None else st.integers(min_value=most + 1)
    ends = (least,) if most is None else (least, most)
    return Kind(valid, bad + above, st.integers(max_value=least - 1) | too_large | FLOATS | WORDS, ends=ends)


def counts(valid, least):
    """A whole number or an array of them."""
    bad = (None, "three", "3", True, 1j, object, [], RAGGED, *NOT_FINITE, 2.5, float(valid), [float(valid)])
    bad += (COMPLEX, OBJECTS, LONG, ["3"], [True], [valid, least - 1], [[valid], [least - 1]], least - 1, -(10**9))
    whole = st.integers(min_value=-(2**62), max_value=least - 1)
    return Kind(valid, bad, whole | st.lists(whole, min_size=1) | FLOATS | WORDS, ends=(least,))


def _outside(least, most, exclusive):
    """Finite numbers beyond the ends, and the ends themselves if they are excluded."""
    ends = [end for end in (least, most) if math.isfinite(end)]
    beyond = tuple(end + step for end, step in zip((least, most), (-1.0, 1.0), strict=True) if math.isfinite(end))
    below = st.floats(max_value=least, exclude_max=not exclusive) if math.isfinite(least) else st.nothing()
    above = st.floats(min_value=most, exclude_min=not exclusive) if math.isfinite(most) else st.nothing()
    return beyond + (tuple(ends) if exclusive else ()), below | above


def number(valid, least=-INF, most=INF, exclusive=False):
    """A finite number."""
    beyond, more = _outside(least, most, exclusive)
    ends = () if exclusive else tuple(end for end in (least, most) if math.isfinite(end))
    return Kind(valid, (*NOT_NUMBERS, *NOT_FINITE, [valid], *beyond), more | WORDS, ends=ends)


def share(valid, least=0, most=1, exclusive=False):
    """A number, or an array of them, between two ends."""
    beyond, more = _outside(least, most, exclusive)
    bad = (*NOT_NUMBERS, *NOT_FINITE, COMPLEX, OBJECTS, LONG, ["0.5"], [valid, NAN], *beyond)
    return Kind(valid, bad + tuple([valid, end] for end in beyond), more | WORDS)


def sample(valid, least=2):
    """An array of finite numbers."""
    bad = (None, "12", True, 3.0, 1j, object(), [], ["1", "2"], [1, "two"], RAGGED, COMPLEX, OBJECTS, LONG)
    bad += (np.array(["2020", "2021"], "M8[Y]"), [1.0, NAN], [[1.0, INF], [1.0, 2.0]], np.ones((0, 5)), {1, 2})
    few = [1.0] * (least - 1)
    broken = st.lists(FLOATS, min_size=least, max_size=6).filter(lambda row: not np.isfinite(row).all())
    return Kind(valid, (*bad, few), broken | WORDS)


def reals(valid):
    """An array of real numbers, infinities and NaN included: what is asked of one that is unknown stays unknown."""
    bad = (None, "12", True, 1j, object(), ["1", "2"], [1, "two"], RAGGED, COMPLEX, OBJECTS, LONG, {1, 2})
    return Kind(valid, bad, WORDS)


def points(valid):
    """An array of finite numbers of shape (..., 2)."""
    return Kind(valid, sample(valid).bad + (np.ones(3), np.ones((4, 3)), np.ones((4, 1))))


def tallies(valid):
    """An array of counts of types."""
    bad = (None, "12", True, 3, 3.0, 1j, [], [1.0, 2.0], ["1"], [-1, 2], RAGGED, COMPLEX, OBJECTS, LONG, [0, 0])
    return Kind(valid, bad, st.lists(st.integers(-99, -1), min_size=1) | WORDS)


def codes(valid, characters, flat=False, least=1):
    """An array of codes of characters."""
    bad = (None, "ab", 3.5, 1j, [0.0, 1.0], ["0"], [-1, 0], [0, characters], RAGGED, COMPLEX, OBJECTS, LONG, [True])
    bad += (([], 1) if least else ()) + (([[0, 1]],) if flat else ())
    wrong = st.integers(-99, -1) | st.integers(characters, 999)
    return Kind(valid, bad, st.lists(wrong, min_size=1) | WORDS)


def distribution(valid):
    """Probabilities that sum to one."""
    return more(sample(valid, least=1), [0.5, 0.6], [1.5, -0.5], [0.0, 0.0], [[0.5, 0.5], [0.5, 0.4]])


def option(valid, *others):
    """One of a few values; what only equals one of them is wrong."""
    allowed = (valid, *others)
    tried = (None, "none of them", "", 2, -1, True, 1.0, NAN, [valid], object)
    bad = tuple(value for value in tried if not any(type(value) is type(a) and value == a for a in allowed))
    return Kind(valid, bad, WORDS.filter(lambda word: word not in allowed))


def switch(valid):
    """True or False."""
    return Kind(valid, (None, 0, 1, 1.0, "yes", "", NAN, [True], np.True_))


def seeded():
    """A numpy.random.Generator; the right one is made anew for each call."""
    return Kind(np.random.default_rng, NOT_SEEDED)


def function(valid):
    """Something that can be called."""
    return Kind(valid, (None, 3, "a name", NAN, [len], {}, np.ones(2)))


def thing(valid, *others, **named):
    """An object that can do something: a fitted model, a corpus; `others` are near misses."""
    return Kind(valid, (None, 3, "a name", NAN, [valid], {}, np.ones(2), *others), **named)


def text(valid):
    """A string that may be empty."""
    return Kind(valid, (None, 3, 2.5, NAN, True, b"bytes", ["a", "b"], {"a"}, object()))


def name(valid):
    """A name from a list that is too long to write it down here."""
    bad = (None, 3, NAN, True, b"bytes", "", "none of them", "novel", ["a"], {"a"}, 1.5, ("1.1",))
    return Kind(valid, bad, WORDS.map("no ".__add__))


def optional(kind, other=None):
    """What may be None, or something else that is no mistake here."""
    return replace(kind, bad=tuple(value for value in kind.bad if value is not other))


def more(kind, *bad):
    """A kind with more values that are wrong."""
    return replace(kind, bad=kind.bad + bad)


def anything(valid):
    """What takes whatever comes, or what the package itself has computed."""
    return Kind(valid, ())


def traces(value):
    """What a message may show of a wrong value: itself or its beginning, what is wrong inside it, or its shape."""
    found = {repr(value)[:100]}
    if isinstance(value, dict):
        found |= {repr(each) for each in value.values()}
    if isinstance(value, list | tuple) and len(value) < 10:
        found |= {repr(each)[:100] for each in value}
    try:
        array = np.asarray(value)
    except ValueError:
        return found  # ragged
    found |= {str(array), repr(array), f"{array.shape}", f"dtype {array.dtype}"}
    if array.dtype.kind in "iuf" and array.size:
        found |= {str(array.astype(float)), f"{array.min()} to {array.max()}"}
        found |= {f"such as {bad}" for bad in array[~np.isfinite(array)].ravel()}
    if array.dtype.kind in "iuf" and array.ndim:
        found |= {f"sum {array.sum(axis=-1)}", f"sum [{array.sum()}]", f"got {array.shape[-1]}"}
    return found
