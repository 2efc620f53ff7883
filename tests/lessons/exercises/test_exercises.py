"""The checks of all notebooks: right answers in any form, every known mistake by its cause, silly input, hints."""

import numpy as np
import pytest

from answers import LESSONS, RIGHT, WRONG
from collapse.exercises import EXERCISES, check
from collapse.exercises.base import OPEN
from guide import MISCONCEPTIONS, answer_of


def raises(*arguments):
    raise ZeroDivisionError("planted")


SILLY = [None, "a", "12", "0.5", [1, 2], {}, True, np.nan, np.inf, -np.inf, 1j, 1e300, object(), np.array([1, 2])]
SILLY_FUNCTIONS = [
    (3.0, "The answer is a function; this is 3.0"),
    (None, "The answer is a function; this is None"),
    (raises, "Your function raised ZeroDivisionError: planted"),
    (lambda *arguments: None, "is a `return` missing"),
    (lambda *arguments: "text", "not made of numbers"),
    (lambda: 1, "Your function raised TypeError"),
    (print, "is a `return` missing"),
    (len, ""),  # the reason is another one for each exercise
]
ASK_FOR_A_FUNCTION = [number for number, answers in RIGHT.items() if callable(answers[0])]


def each(table):
    """Parametrize a test with the answers of a table; functions have no names of their own, so all are numbered."""
    cases = [
        pytest.param(number, answer, id=f"{number}-{at}")
        for number, answers in table.items()
        for at, answer in enumerate(answers)
    ]
    return pytest.mark.parametrize(("number", "answer"), cases)


def judge(number, answer):
    verdict = EXERCISES[number].judge(answer)
    return verdict.correct, verdict.reason


@each(RIGHT)
def test_a_right_answer(number, answer):
    correct, reason = judge(number, answer)
    assert correct and reason.endswith("."), reason


@each(WRONG)
def test_a_wrong_answer_is_met_with_its_cause(number, answer):
    mistake, cause = answer
    correct, reason = judge(number, mistake)
    assert not correct and cause in reason and len(reason) > 10, reason


@pytest.mark.parametrize(("number", "code", "said"), [row[1:] for row in MISCONCEPTIONS])
def test_a_mistake_that_the_guide_names_is_met_as_it_says(number, code, said):
    correct, reason = judge(number, answer_of(number, code))
    assert not correct and said and said in reason, reason


@each(dict.fromkeys(ASK_FOR_A_FUNCTION, SILLY_FUNCTIONS))
def test_a_silly_function_is_met_with_its_cause(number, answer):
    test_a_wrong_answer_is_met_with_its_cause(number, answer)


@pytest.mark.parametrize("number", EXERCISES)
def test_a_silly_answer_is_met_with_what_is_asked_for(number):
    for answer in SILLY if number in ASK_FOR_A_FUNCTION else [*SILLY, print, len]:
        correct, reason = judge(number, answer)
        known = any(reason == judge(number, mistake)[1] for mistake, _ in WRONG[number] if mistake is np.inf)
        assert not correct and ("The answer is " in reason or known), (answer, reason)


def test_what_grows_beside_the_mean_is_said_to_and_the_mean_is_not():
    assert "as well" in judge("6.2", np.max)[1] and "as well" not in judge("6.2", np.mean)[1]


def gap(*arguments):
    return ...


def gap_inside(*arguments):
    def inner():
        return ...

    return inner()


@pytest.mark.parametrize("answer", [..., gap, gap_inside])
def test_what_is_not_finished_is_not_attempted(answer, capsys):
    check("3.3", answer)
    filled = "" if answer is ... else f" {OPEN.reason}"
    assert capsys.readouterr().out == f"Exercise 3.3: not attempted yet.{filled}\n"


@pytest.mark.parametrize("number", EXERCISES)
def test_hints(number):
    assert len(EXERCISES[number].hints) >= 2


def test_every_exercise_is_tried():
    for table in ("RIGHT", "WRONG"):
        numbers = [number for lesson in LESSONS for number in {**vars(lesson)[table], **lesson.VARIED}]
        assert sorted(numbers) == sorted(EXERCISES)
    assert all([*RIGHT.values(), *WRONG.values()])
