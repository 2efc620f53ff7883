"""Checks that answer with a reason, and hints; one file a notebook, keyed by the exercise's number."""

from collapse.exercises import notebook_00, notebook_01
from collapse.exercises.base import say

EXERCISES = {**notebook_00.EXERCISES, **notebook_01.EXERCISES}

__all__ = ["EXERCISES", "check", "hint"]


def check(number, answer):
    """Print whether `answer` to exercise `number` is right, and why; `...` is an exercise not attempted yet.

    Raises
    ------
    ValueError
        If there is no exercise of that number.
    """
    exercise = _find(number)
    if answer is ...:
        say(f"Exercise {number}: not attempted yet.")
        return
    verdict = exercise.judge(answer)
    say(f"Exercise {number}: {'right' if verdict.correct else 'not yet'}. {verdict.reason}")


def hint(number, level=1):
    """Print hint `level` of exercise `number`: 1 is a nudge, the last nearly the answer.

    Raises
    ------
    ValueError
        If there is no such exercise or no such hint.
    """
    hints = _find(number).hints
    if level not in range(1, len(hints) + 1):
        raise ValueError(f"level must be from 1 to {len(hints)} for exercise {number}, got {level!r}")
    more = f" More: hint({number!r}, {level + 1})." if level < len(hints) else ""
    say(f"Hint {level} of {len(hints)}: {hints[level - 1]}{more}")


def _find(number):
    if number not in EXERCISES:
        raise ValueError(f"number must be one of {', '.join(EXERCISES)} (a text, in quotes), got {number!r}")
    return EXERCISES[number]
