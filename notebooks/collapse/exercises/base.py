"""What all exercises are made of: a task's check that answers with a reason, and its hints. No task lives here."""

import numbers
import textwrap
from dataclasses import dataclass, field

import numpy as np


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
    print(textwrap.fill(text, 100))


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


def near(answer, value, relative=0.005):
    """Tell whether a number is `value` up to a relative rounding error."""
    return abs(answer - value) <= relative * abs(value)


def number_judge(value, because, mistakes, relative=0.005, otherwise="Look at the hints, then try again."):
    """Make a judge of one number.

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
        if isinstance(answer, bool) or not isinstance(answer, numbers.Real) or not np.isfinite(answer):
            return wrong(f"The answer is one finite number; this is {answer!r}.")
        if near(answer, value, relative):
            return right(because)
        for mistaken, cause in mistakes:
            if near(answer, mistaken, relative):
                return wrong(cause)
        direction = "too large" if answer > value else "too small"
        return wrong(f"{answer:.4g} is {direction}. {otherwise}")

    return judge


def function_judge(judge):
    """Let a judge of a function also answer for what is no function, or a function that raises."""

    def guarded(answer):
        if not callable(answer):
            return wrong(
                f"The answer is a function; this is {answer!r}. Define it with def, and leave out the brackets."
            )
        try:
            return judge(answer)
        except Exception as problem:  # the learner's own code may raise anything; the reason is the lesson
            return wrong(f"Your function raised {type(problem).__name__}: {problem}")

    return guarded
