"""The exercises in the notebooks: triples of task, check and solution; nothing depends on what a learner writes."""

import ast
import re

import pytest

from collapse.claims import CLAIMS
from collapse.exercises import EXERCISES
from collapse.exercises.base import OPEN
from execute import tags
from hygiene import defined, lessons, named, parsed, printed

LESSONS = lessons()
KINDS = ["exercise", "check", "solution"]
each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)


def complaints(lesson):
    """Yield what is wrong with the exercises of a lesson, one sentence each."""
    cells = [cell for cell in lesson.cells if set(KINDS).intersection(tags(cell))]
    triples = list(zip(*[iter(cells)] * 3, strict=False))
    for task, check, solution in triples:
        at = lesson.cells.index(task)
        if [tags(cell) for cell in lesson.cells[at : at + 3]] != [[kind] for kind in KINDS]:
            yield f"{task.id} is not followed by its check and its solution"
        if not re.search(rf"\*\*Exercise {_number(check)}\.?\*\*", lesson.cells[at - 1].source):
            yield f"the text above {task.id} does not announce Exercise {_number(check)}"
        yield from _triple_complaints(task, check, solution)
        for other in lesson.code:
            shared = defined(task) & named(other)
            if shared and other not in (task, check):
                yield f"{other.id} uses {', '.join(sorted(shared))}, which {task.id} leaves to the learner"
    if len(cells) % 3:
        yield f"{len(cells)} cells are not triples of {', '.join(KINDS)}"
    numbers = [_number(check) for _, check, _ in triples]
    expected = [f"{int(lesson.name[:2])}.{k}" for k in range(1, len(numbers) + 1)]
    if numbers != expected:
        yield f"exercises are numbered {numbers}, not {expected}"


def _number(check):
    return "".join(re.findall(r"\d+\.\d+", check.source)[:1])


def _triple_complaints(task, check, solution):
    number, blanks = _number(check), [*re.findall(r"^(\w+) = \.\.\.$", task.source, re.MULTILINE), *_with_gaps(task)]
    if not blanks:
        yield f"{task.id} leaves no name to the learner: name = ..., or a function with gaps"
    if check.source not in [f'check("{number}", {name})' for name in blanks]:
        yield f"{check.id} does not check what {task.id} asks for"
    gaps = f" {OPEN.reason}" if _with_gaps(task) else ""
    if printed(check) != [f"Exercise {number}: not attempted yet.{gaps}\n"]:
        yield f"{check.id} says {printed(check)}"
    if f'check("{number}", ' not in solution.source:
        yield f"{solution.id} is not checked"
    if printed(solution)[-1:] != [f"Exercise {number}: right.\n"]:  # without the reason, which gives the answer away
        yield f"{solution.id} says {printed(solution)}"


def _with_gaps(task):
    """Return the names of the functions in which a gap, marked ..., is left to the learner."""
    functions = [node for node in parsed(task) or [] if isinstance(node, ast.FunctionDef)]
    return [
        function.name
        for function in functions
        if any(isinstance(node, ast.Constant) and node.value is ... for node in ast.walk(function))
    ]


@each_lesson
def test_the_exercises_of_a_notebook(lesson):
    found = list(complaints(lesson))
    assert not found, "\n".join(found)


@each_lesson
def test_the_number_of_exercises(lesson):
    """From four to seven; in the lesson on claims each of them is an exercise besides, in one line."""
    exercises = [cell for cell in lesson.code if "exercise" in tags(cell)]
    claims = sum(cell.source.startswith("ballot.before[") for cell in lesson.code)
    assert claims in (0, len(CLAIMS))
    assert (1 if lesson.is_start else 3 if claims else 4) <= len(exercises) - claims <= 7


def test_every_exercise_is_in_a_notebook_and_has_hints():
    checked = [_number(cell) for lesson in LESSONS for cell in lesson.code if "check" in tags(cell)]
    assert sorted(checked) == sorted(EXERCISES)
    assert all(exercise.hints for exercise in EXERCISES.values())
