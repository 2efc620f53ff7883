"""Checks that answer with a reason, and hints; one file a lesson, keyed by the exercise's number.

A lesson's table holds an exercise, or the function that makes it from the numbers in its task, which are in given.py.
"""

import os
import warnings
from collections import UserDict

from collapse import validate
from collapse.exercises import gaussian, handwriting, headline, human_data, language, mixture, start, words
from collapse.exercises.base import OPEN, Exercise, NotRightError, say
from collapse.exercises.given import GIVEN

LESSONS = start, gaussian, mixture, words, language, human_data, headline, handwriting


class Exercises(UserDict):
    """All exercises, by number, where the tasks have the numbers `given`; each is made when it is first asked for.

    Making all of them would import half of scipy, which takes longer than the first cells of a notebook.
    """

    def __init__(self, given):
        super().__init__(entry for lesson in LESSONS for entry in lesson.EXERCISES.items())
        self._given = given

    def __getitem__(self, number):
        entry = super().__getitem__(number)
        if not isinstance(entry, Exercise):
            entry = self[number] = entry(**self._given[number])
        return entry


EXERCISES = Exercises(GIVEN)

__all__ = ["EXERCISES", "check", "hint"]


def check(number, answer, reason=True):
    """Print whether `answer` to exercise `number` is right, and why; ``...`` is an exercise not attempted yet.

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
