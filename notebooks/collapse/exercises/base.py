"""What all exercises are made of: a task's check that answers with a reason, and its hints. No task lives here."""

import inspect
import itertools
import numbers
import reprlib
import textwrap
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np

WIDTH = 100  # characters a line
BORDER = 1e-9  # so that 0.67 lies within half a percent of 0.67 / 1.005, whatever floats make of it
LARGEST = 1e15  # above any answer asked for, and below where floats stop counting


@dataclass(frozen=True)
class Exercise:
    """One exercise of a notebook.

    Attributes
    ----------
    judge : callable
        Called with the learner's answer; returns `right(reason)` or `wrong(reason)`.
    hints : tuple of str
        From a nudge to nearly the answer.
    """

    judge: callable
    hints: tuple = field(default=())


def say(text):
    """Print `text` in lines that a laptop's screen does not break inside a word."""
    print(textwrap.fill(text, WIDTH))


class NotRightError(AssertionError):
    """An answer that nbgrader is to give no points, with the reason. A notebook shows the reason and no traceback."""

    def _render_traceback_(self):  # IPython asks an exception for this
        return textwrap.wrap(str(self), WIDTH)


@dataclass(frozen=True)
class Verdict:
    """What a judge says: whether the answer is right, and the reason either way."""

    correct: bool
    reason: str


def right(reason):
    """Say that an answer is right, and why."""
    return Verdict(True, reason)


def wrong(reason):
    """Say that an answer is wrong, and what went wrong in it."""
    return Verdict(False, reason)


OPEN = wrong("Fill the gaps, marked ... in the function.")


def near(answer, value, relative=0.005):
    """Tell whether a number is `value` up to a relative rounding error, the border included."""
    return answer == value or abs(answer - value) <= (relative + BORDER) * abs(value) < np.inf


def beside(got, right):
    """Write two numbers that differ with as many digits as it takes to see that they do."""
    texts = ((f"{got:.{digits}g}", f"{right:.{digits}g}") for digits in range(4, 18))
    return next((pair for pair in texts if pair[0] != pair[1]), (repr(got), repr(right)))


def shown(answer):
    """Return what an answer looks like, cut to a line."""
    return reprlib.repr(answer)


def known_mistake(got, mistakes, **tolerance):
    """Return the verdict on the first of the mistakes, pairs of a result and its cause, that gives `got`; else None."""
    for mistaken, cause in mistakes:
        if np.allclose(got, mistaken, **tolerance):
            return wrong(cause)
    return None


def combined(build, *parts):
    """Return the results, with their causes, of all mistakes that can be made in the parts of an answer.

    Parameters
    ----------
    build : callable
        Makes a result of one value of each part.
    parts : list of (value, str)
        How a part may be written, and the cause; the right way has none.

    Examples
    --------
    >>> combined(lambda a, b: a - b, [(5, ""), (6, "Not 6.")], [(2, ""), (3, "Not 3.")])
    [(2, 'Not 3.'), (4, 'Not 6.'), (3, 'Not 6. Not 3.')]
    """
    chosen = itertools.product(*parts)
    found = [(build(*(value for value, _ in each)), [cause for _, cause in each if cause]) for each in chosen]
    found.sort(key=lambda mistake: len(mistake[1]))  # what is explained by a single cause is explained by it
    return [(result, " ".join(causes)) for result, causes in found if causes]


def number_judge(value, because, mistakes, relative=0.005):
    """Make a judge of one number; `relative=0` asks for a whole number.

    Parameters
    ----------
    value : float
        The right answer.
    because : str
        Why it is right.
    mistakes : sequence of (float, str)
        Wrong answers that have a known cause, and the cause.
    relative : float
        The rounding error that is let pass.
    """

    def judge(answer):
        if isinstance(answer, str):
            return wrong(f"The answer is a number; take the quotes away from {shown(answer)}.")
        if answer is None:
            return wrong("The answer is one number; this is None. print(...) shows a number and gives back none.")
        given, answer = answer, as_number(answer)
        if answer is None:
            return wrong(f"The answer is one number; this is {shown(given)}.")
        if near(answer, value, relative):
            return right(because)
        for mistaken, cause in mistakes:
            if near(answer, mistaken, relative):
                return wrong(cause)
        if not -LARGEST < answer < LARGEST:
            return wrong(f"The answer is an everyday number; this is {shown(answer)}.")
        if relative == 0 and not answer.is_integer():
            return wrong(f"The answer is a whole number; {answer:g} is between two.")
        return wrong(f"{answer:.6g} is too {'large' if answer > value else 'small'}.")

    return judge


def _alone(answer):
    """Return what an array, a series or a list of one element holds, and anything else as it is."""
    if not isinstance(answer, np.ndarray | list | tuple) and not hasattr(answer, "to_numpy"):
        return answer
    try:
        array = np.asarray(answer)
    except ValueError:  # lists of different lengths
        return answer
    return array.reshape(-1)[0] if array.size == 1 and array.dtype != object else answer


def as_number(answer):
    """Return a real number of any type, or the only one in an array, a series or a list, as a float; else None."""
    answer = _alone(answer)
    if isinstance(answer, bool | np.bool_) or not isinstance(answer, numbers.Real | Decimal):
        return None
    return float(answer)


def one_number(got):
    """Return an array of one element as a number, and any other as it is."""
    return got.reshape(()) if got.size == 1 else got


def several(got):
    """Return the verdict on what a function returned where one number is asked for; None if it is one."""
    return wrong(f"The answer is one number; your function returned shape {got.shape}.") if got.ndim else None


def function_judge(judge):
    """Let a judge of a function that returns numbers also answer for what does not, and for changed arguments.

    The learner's function is called with positional arguments, or, where it takes only keywords, with these in order.
    """

    def guarded(answer):
        if not callable(answer):
            return wrong(f"The answer is a function; this is {shown(answer)}. Define it with def, without calling it.")
        try:
            return judge(lambda *arguments: _numbers(_left_alone(answer, arguments)))
        except Exception as problem:  # the learner's own code may raise anything; the reason is the lesson
            if _holds_gap(getattr(inspect.unwrap(answer), "__code__", None)):
                return OPEN
            told = "" if isinstance(problem, _RefusedError) else f"Your function raised {type(problem).__name__}: "
            return wrong(f"{told}{problem}")

    return guarded


def _left_alone(function, arguments):
    """Call a learner's function; refuse one that writes into the arrays and lists it is given."""
    before = _contents(arguments)
    returned = _called(function, arguments)
    if before != _contents(arguments):
        raise _RefusedError("You changed the data that were passed in, which others still need. Build a new array.")
    return returned


def _contents(arguments):
    arrays = [argument.tobytes() for argument in arguments if isinstance(argument, np.ndarray)]
    return arrays, [list(argument) for argument in arguments if isinstance(argument, list)]


def _called(function, arguments):
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):  # some functions of C have no signature
        return function(*arguments)
    keywords = [parameter.name for parameter in parameters if parameter.kind is parameter.KEYWORD_ONLY]
    if len(keywords) == len(parameters) == len(arguments):
        return function(**dict(zip(keywords, arguments, strict=True)))
    return function(*arguments)


def _holds_gap(code):
    """Tell whether ``...``, the mark of a gap, stands in compiled code: there a function that fails is not finished."""
    inner = (constant for constant in getattr(code, "co_consts", ()) if inspect.iscode(constant))
    return Ellipsis in getattr(code, "co_consts", ()) or any(map(_holds_gap, inner))


class _RefusedError(Exception):
    """A learner's function returned something else than finite numbers, or changed what it was given."""


def _numbers(returned):
    if returned is None:
        raise _RefusedError("Your function returned None: is a `return` missing?")
    try:
        array = None if np.asarray(returned).dtype.kind in "US" else np.asarray(returned, dtype=float)
    except (TypeError, ValueError):
        array = None
    if array is None:  # "4.3" as well: NumPy would read the number in a text
        raise _RefusedError(f"Your function returned {shown(returned)}, which is not made of numbers.")
    if not np.isfinite(array).all():
        raise _RefusedError(f"Your function returned {shown(returned)}: not every value is a finite number.")
    return array
