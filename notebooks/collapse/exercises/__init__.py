"""Checks that answer with a reason, and hints; one file a lesson, keyed by the exercise's number."""

import os
import warnings

from collapse import validate
from collapse.exercises import gaussian, handwriting, headline, human_data, language, mixture, start, words
from collapse.exercises.base import OPEN, NotRightError, say

EXERCISES = {
    **start.EXERCISES,
    **gaussian.EXERCISES,
    **mixture.EXERCISES,
    **words.EXERCISES,
    **language.EXERCISES,
    **human_data.EXERCISES,
    **headline.EXERCISES,
    **handwriting.EXERCISES,
}

__all__ = ["EXERCISES", "check", "hint"]


def check(number, answer, reason=True):
    """Print whether `answer` to exercise `number` is right, and why; `...` is an exercise not attempted yet.

    With `reason=False` only whether it is right: a solution shown to everybody does not give its answer away.

    Raises
    ------
    ValueError
        If there is no exercise of that number.
    NotRightError
        With the same words, where nbgrader runs the notebook and the answer is not right: that is how it grades.
    """
    exercise, reason = _find(number), validate.choice("reason", reason, allowed=(True, False))
    if answer is ...:
        return _tell(False, f"Exercise {number}: not attempted yet.")
    verdict = _judge(exercise, answer)
    if verdict is OPEN:
        return _tell(False, f"Exercise {number}: not attempted yet. {OPEN.reason}")
    said = f"Exercise {number}: {'right' if verdict.correct else 'not yet'}."
    _tell(verdict.correct, f"{said} {verdict.reason}" if reason else said)
    if not verdict.correct:
        print(f'Stuck? hint("{number}")')


def _graded():
    """Tell whether nbgrader runs the notebook: it says so to the kernel, as "autograde" or "validate"."""
    return bool(os.environ.get("NBGRADER_EXECUTION"))


def _judge(exercise, answer):
    """Judge an answer; a warning of the learner's own code would cost the points, since nbgrader fails what warns."""
    with warnings.catch_warnings():
        if _graded():
            warnings.simplefilter("ignore")
        return exercise.judge(answer)


def _tell(correct, said):
    """Say the verdict; nbgrader gives a check its points unless it raises."""
    if _graded() and not correct:
        raise NotRightError(said)
    say(said)


def hint(number, level=1):
    """Print hint `level` of exercise `number`: 1 is a nudge, the last nearly the answer.

    Raises
    ------
    TypeError, ValueError
        If there is no such exercise or no such hint.
    """
    hints = _find(number).hints
    level = validate.integer("level", level, least=1, most=len(hints))
    say(f"Hint {level} of {len(hints)}: {hints[level - 1]}")
    if level < len(hints):
        print(f'More: hint("{number}", {level + 1})')


def _find(number):
    if not isinstance(number, str) or number not in EXERCISES:
        raise ValueError(
            f"number must be one of {', '.join(EXERCISES)} (a text, in quotes), got {validate.shown(number)}"
        )
    return EXERCISES[number]
