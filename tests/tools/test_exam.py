"""An exam's numbers: what they change, and that checks, hints and known mistakes follow them."""

import itertools
import re
import runpy

import pytest

import exam
import release
from answers import RIGHT, VARIED
from collapse.exercises import EXERCISES, Exercises
from collapse.exercises.given import GIVEN
from execute import tags
from guide import tables
from hygiene import lessons

LESSONS = lessons()
OWN = re.compile(r" is too (large|small)\.$|it returns ")  # a reason that repeats the answer
each_task = pytest.mark.parametrize("number", GIVEN)


def combinations(number):
    """Return all that an exam may give in an exercise."""
    values = exam.TASKS[number].values
    return [dict(zip(values, chosen, strict=True)) for chosen in itertools.product(*values.values())]


def judge(number, numbers):
    return Exercises(GIVEN | {number: numbers})[number].judge


def texts(number, numbers):
    """Return what a student may read about an exercise: its task, its hints, and all that its check may say."""
    given = GIVEN | {number: numbers}
    exercise, (right, wrong) = Exercises(given)[number], VARIED[number](**numbers)
    said = [exercise.judge(answer).reason for answer in [right[0], *(mistake for mistake, _ in wrong)]]
    return [*task(number, given), *exercise.hints, *(reason for reason in said if not OWN.search(reason))]


def task(number, given):
    """Return the sources of an exercise's cells, of the text before them only what belongs to it."""
    lesson = LESSONS[int(number[0])]
    found = []
    for cell in exam.retold(lesson.notebook, given).cells:
        marker = f"**Exercise {number}"
        if marker in cell.source:
            found = [cell.source[cell.source.index(marker) :]]
        elif found and {"exercise", "check", "solution"} & set(tags(cell)):
            found.append(cell.source)
            if "solution" in tags(cell):
                return found
    raise LookupError(number)


def test_an_exam_may_change_every_number_that_is_given():
    assert {number: list(task.values) for number, task in exam.TASKS.items()} == {
        number: list(given) for number, given in GIVEN.items()
    }
    assert set(VARIED) == set(GIVEN) < set(EXERCISES)
    assert exam.GIVEN == GIVEN


def test_the_guide_lists_what_no_exam_changes():
    rows = next(rows for heading, rows in tables("A new term") if heading == "Other numbers in an exercise")
    listed = [number for numbers, why in rows for number in numbers.split(", ") if why]
    assert sorted(listed) == sorted(set(EXERCISES) - set(GIVEN))


@each_task
def test_the_public_numbers_stand_in_the_notebook(number):
    cells = "\n".join(task(number, GIVEN))
    for words in exam.TASKS[number].words:
        assert words.format(**GIVEN[number]) in cells, words


@each_task
def test_the_check_follows_the_numbers(number):
    for numbers in combinations(number):
        verdict = judge(number, numbers)
        right, wrong = VARIED[number](**numbers)
        for answer in right:
            assert verdict(answer).correct, (numbers, answer, verdict(answer))
        for mistake, cause in wrong:
            assert not verdict(mistake).correct and cause in verdict(mistake).reason, (numbers, verdict(mistake))
        for answer in RIGHT[number]:
            assert not verdict(answer).correct, (numbers, answer)


# What a student reads whatever is given: small numbers, and for each exercise the constants of its law or of its story.
SMALL = {"0", "1", "2", "3", "4"}
ALWAYS = {
    "0.2": {"50", "fifty", "tenth"},
    "1.2": {"0.69"},
    "1.3": {"three"},
    "1.4": {"0.5"},
    "1.5": {"three"},
    "1.6": {"10", "three"},
    "2.2": {"100"},
    "2.3": {"1", "6", "three"},
    "3.2": {"5,000", "5_000"},
    "3.4": {"ten"},
    "3.5": {"100", "four"},
    "4.3": {"three", "four"},
    "5.1": {"three", "40", "80"},
    "5.4": {"tenth"},
    "5.5": {"20", "000", "20,000", "100", "tenth"},
    "6.10": {"10"},
    "6.12": {"2"},
    "6.14": {"5", "100"},
    "7.2": {"13"},
}
SPELLED = "three four five six seven eight nine ten twelve fifteen twenty thirty forty fifty hundred thousand".split()
NUMBER = re.compile(rf"(?<![\w.])\d[\d,_.]*\b|\b(?:{'|'.join(SPELLED)})(?:th)?s?\b")


@each_task
def test_nothing_speaks_of_the_old_numbers(number):
    """What is the same whatever is given is none of the public numbers, unless the task needs it besides."""
    read = [set(NUMBER.findall(" ".join(texts(number, numbers)))) for numbers in combinations(number)]
    public = {f"{value}" for value in GIVEN[number].values()}
    assert set.intersection(*read) <= SMALL - public | {number} | ALWAYS.get(number, set())


def test_a_seed_draws_numbers_and_another_seed_others():
    assert exam.drawn(2027) == exam.drawn(2027) != exam.drawn(2028)
    for number, numbers in exam.drawn(2027).items():
        assert all(numbers[name] in values for name, values in exam.TASKS[number].values.items())
        assert all(numbers[name] != public for name, public in GIVEN[number].items())


@pytest.mark.parametrize(("arguments", "given"), [([], GIVEN), (["--seed", "2027"], exam.drawn(2027))])
def test_what_is_handed_out_has_the_numbers_of_the_seed(tmp_path, arguments, given):
    """In the real nbgrader they are tried in test_release.py."""
    release.main(["01", *arguments, "--into", str(tmp_path)])
    packages = [tmp_path / "students/notebooks", tmp_path / "course/source" / LESSONS[1].name]
    for package in packages:
        assert runpy.run_path(str(package / exam.GIVEN_PY))["GIVEN"] == given
    for notebook in (packages[0] / f"{LESSONS[1].name}.ipynb", packages[1] / f"{LESSONS[1].name}.ipynb"):
        assert f"for {given['1.2']['generations']} generations" in notebook.read_text(encoding="utf-8")


def test_a_seed_that_is_none_is_refused(capsys):
    for seed in ("-1", "2.5", "new"):
        with pytest.raises(SystemExit):
            release.main(["--seed", seed])
        assert "--seed" in capsys.readouterr().err
