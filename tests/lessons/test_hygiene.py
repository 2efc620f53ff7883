"""The conventions that every notebook keeps, and a planted fault for each of them."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import hygiene
from execute import METADATA, NOTEBOOKS, marks, normalized
from hygiene import RULES, Lesson, complaints, lessons

LESSONS = lessons()
each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)


def test_no_notebook_at_all_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr(hygiene, "NOTEBOOKS", tmp_path)
    with pytest.raises(FileNotFoundError, match="no notebook in"):
        lessons()


def test_notebooks_are_numbered_in_order():
    assert [lesson.name[:3] for lesson in LESSONS] == [f"{number:02}_" for number in range(len(LESSONS))]


@each_lesson
def test_a_notebook_keeps_the_conventions(lesson):
    found = complaints(lesson)
    assert not found, "\n".join(found)


@each_lesson
def test_a_notebook_is_stored_as_execute_writes_it(lesson):
    nbformat.validate(lesson.notebook)
    stored = (NOTEBOOKS / f"{lesson.name}.ipynb").read_text(encoding="utf-8")
    assert stored == nbformat.writes(normalized(lesson.notebook)) + "\n"


# --- planted faults: a lesson that keeps all conventions, and one way to break each of them ---


# As nbgrader's own validator wants them: an answer is the student's, its check is locked and worth a point.
MARKS = {
    "exercise-1-1": dict(
        schema_version=3, grade_id="exercise-1-1", grade=False, solution=True, locked=False, task=False
    ),
    "check-1-1": dict(
        schema_version=3, grade_id="check-1-1", grade=True, solution=False, locked=True, task=False, points=1
    ),
}


def markdown(name, source):
    return new_markdown_cell(source, id=name)


def code(name, count, source, *tags, outputs=()):
    metadata = {"tags": list(tags)} if tags else {}
    if "solution" in tags:
        metadata["jupyter"] = {"source_hidden": True}
    return new_code_cell(source, id=name, execution_count=count, metadata=metadata, outputs=list(outputs))


def stream(text, name="stdout"):
    return new_output("stream", name=name, text=text)


def good_lesson():
    data, alt = {"image/png": "iVBORw0=", "text/plain": "Figure of 1 axes"}, {"image/png": {"alt": "A line."}}
    picture = new_output("display_data", data, metadata=alt)
    panel = new_output("execute_result", {"text/plain": "Panel"}, execution_count=3)
    cells = [
        markdown(
            "title",
            "# Resample it\n\n**You will do:** a. **You will learn:** b. **You will need:** c.\n\n**Time:** 5 minutes, "
            "and about 5 more for the exercises.\n\n[Its page](https://me.github.io/lessons/notebooks/01_resample_it.html).",
        ),
        code("setup", 1, "import numpy as np\nrng = np.random.default_rng(1)"),
        markdown("first", "## 1. Look (3 min)\n\n> **Predict.** What?\n\n> **Predict.** Why?"),
        code("draw", 2, "figures.draw(rng)", outputs=[picture, stream("Figure: a line from 0 to 1.\n")]),
        markdown("second", "## 2. Try (1 min)\n\n> **Predict.** When?"),
        code("play", 3, "panels.play()", "panel", outputs=[panel]),
        markdown("task", "**Exercise 1.1.** Do it."),
        code("exercise-1-1", 4, "answer = ...", "exercise"),
        code("check-1-1", 5, 'check("1.1", answer)', "check", outputs=[stream("Exercise 1.1: not attempted yet.\n")]),
        code("solution-1-1", 6, 'check("1.1", 7.25)', "solution", outputs=[stream("Exercise 1.1: right. 7.25\n")]),
        markdown("passage-words", "A passage follows."),
        code("passage", 7, "print(passage)", "nbval-ignore-output"),
        markdown("doubts", "## What would change my mind\n\nMuch."),
        markdown("summary", "## Summary\n\nDone. Next: [02](02_next.ipynb)."),
        markdown("references", "## References\n\n- I. Shumailov and others, arXiv 2305.17493."),
    ]
    for name, mark in MARKS.items():
        next(cell for cell in cells if cell.id == name).metadata["nbgrader"] = nbformat.from_dict(mark)
    return Lesson("01_resample_it", new_notebook(cells=cells, metadata=METADATA), "02_next.ipynb")


def cell(lesson, name):
    return next(cell for cell in lesson.cells if cell.id == name)


def replaced(name, old, new):
    """Make a fault: `old` becomes `new` in the source of cell `name`."""

    def fault(lesson):
        assert old in cell(lesson, name).source
        cell(lesson, name).source = cell(lesson, name).source.replace(old, new)

    return fault


def changed(name, **fields):
    """Make a fault: fields of cell `name` get other values."""
    return lambda lesson: cell(lesson, name).update(nbformat.from_dict(fields))


def without(*names):
    """Make a fault: the cells `names` are missing."""

    def fault(lesson):
        lesson.notebook.cells = [cell for cell in lesson.cells if cell.id not in names]
        for count, kept in enumerate(lesson.code, 1):
            kept.execution_count = count

    return fault


VIEW = new_output("display_data", {"application/vnd.jupyter.widget-view+json": {}, "text/plain": "Panel"})
PICTURE = new_output("display_data", {"image/png": "iVBORw0=", "text/plain": "<Figure size 640x480>"})
TIMED = new_output("display_data", {"text/plain": "Panel"}, metadata={"time": 1})

FAULTS = {
    "random id": (changed("draw", id="3fa85f64"), "not made of lower-case words"),
    "an id twice": (changed("play", id="draw"), "used twice"),
    "a misspelt tag": (changed("play", metadata={"tags": ["panell"]}), "unknown tag 'panell'"),
    "an open solution": (changed("solution-1-1", metadata={"tags": ["solution"]}), "jupyter metadata {}"),
    "a check without number": (replaced("check-1-1", '"1.1"', "number"), "check-1-1 has no exercise's number"),
    "a stale count": (changed("play", execution_count=9), "execution counts are [1, 2, 9, 4"),
    "stderr": (changed("draw", outputs=[stream("Warning", "stderr")]), "stored stderr output"),
    "a widget": (changed("play", outputs=[VIEW]), "stored application/vnd.jupyter.widget-view+json"),
    "output metadata": (changed("play", outputs=[TIMED]), "has output metadata"),
    "a NumPy repr": (changed("check-1-1", outputs=[stream("[np.float64(0.5)]")]), "prints 'np.float64('"),
    "a stripped print": (changed("check-1-1", outputs=[]), "check-1-1 shows something, and no output"),
    "a stored passage": (changed("passage", outputs=[stream("prose")]), "nbval-ignore-output and has stored output"),
    "a semicolon": (replaced("setup", "(1)", "(1);"), "ends in a semicolon"),
    "pip": (replaced("setup", "import", "%pip install x\nimport"), "setup is not plain Python"),
    "global random state": (replaced("setup", "default_rng(1)", "seed(1)"), "global random state: np.random.seed"),
    "a long cell": (replaced("setup", "(1)", "(1)" + "\nx = 1" * 24), "has 26 lines"),
    "a picture of 3 MB": (changed("passage", outputs=[stream("x" * 3_000_000)]), "MB, more than 2"),
    "code after code": (without("second"), "code cell play has no sentence before it"),
    "a title without a verb": (replaced("title", "# Resample", "# Gaussians"), "begins with 'Gaussians'"),
    "a skipped level": (replaced("task", "**Exercise", "#### Task\n\n**Exercise"), "'Task' skips a level"),
    "a heading twice": (replaced("task", "**Exercise", "## Summary\n\n**Exercise"), "'Summary' stands twice"),
    "an underlined heading": (replaced("task", "**Exercise", "Task\n----\n\n**Exercise"), "'----', which only looks"),
    "a picture unsaid": (replaced("task", "Do it.", "![](y.png)"), "a picture without a text in its place"),
    "a link to here": (replaced("task", "Do it.", "[Here](https://example.org)"), "where it leads: 'Here'"),
    "a section inside a cell": (replaced("task", "Do it.", "\n\n## 3. More (0 min)"), "does not begin the cell"),
    "a section without minutes": (replaced("second", " (1 min)", ""), "'2. Try' is not of the form"),
    "a gap that is a name": (replaced("exercise-1-1", "...", "____"), "a gap is marked ..."),
    "minutes of the whole": (replaced("title", "5 minutes", "10 minutes"), "the first cell does not say 5 minutes"),
    "another page of the book": (replaced("title", "01_resample_it.html", "02_next.html"), "its page of the book"),
    "no references": (without("references"), "no section 'References'"),
    "an experiment unasked": (replaced("second", "> **Predict.**", ""), "has an experiment, and no prediction"),
    "no panel": (without("play"), "there is no panel"),
    "no link": (replaced("summary", "(02_next.ipynb)", "(soon)"), "no link to 02_next.ipynb"),
    "an unknown source": (replaced("references", "2305.17493", "2305.17494"), "2305.17494, which is not in"),
    "a wrong author": (replaced("references", "Shumailov", "Suresh"), "reference to Shumailov does not name them"),
    "a picture without words": (changed("draw", outputs=[PICTURE]), "does not end with a sentence"),
    "a picture without data": (changed("draw", outputs=[PICTURE]), "does not carry its data"),
    "British spelling": (replaced("doubts", "Much", "Colour"), "British: 'Colour'"),
    "filler": (replaced("doubts", "Much", "Let's just see"), "filler: 'just'"),
    "an exclamation mark": (replaced("doubts", "Much.", "Much!"), "exclaims"),
    "a printed number in prose": (replaced("doubts", "Much", "It is 7.25"), "repeats the number 7.25"),
}  # fmt: skip


def test_the_good_lesson_is_good():
    assert complaints(good_lesson()) == []


@pytest.mark.parametrize(("fault", "complaint"), FAULTS.values(), ids=FAULTS)
def test_a_planted_fault_is_complained_of(fault, complaint):
    lesson = good_lesson()
    fault(lesson)
    assert complaint in "\n".join(complaints(Lesson(lesson.name, lesson.notebook, lesson.following)))


def test_what_is_allowed_is_not_complained_of():
    lesson = good_lesson()
    cell(lesson, "doubts").source += " $n!$ `a != b` ![x](y.png) realistic, promised. `print(7.25)`"
    assert complaints(lesson) == []


def test_the_marks_for_nbgrader_follow_the_number_and_stay():
    lesson = good_lesson()
    assert {cell.id: mark for cell, mark in zip(lesson.cells, marks(lesson.notebook), strict=True) if mark} == MARKS
    for old in lesson.cells:
        old.metadata.pop("nbgrader", None)
    assert normalized(lesson.notebook) == normalized(good_lesson().notebook)


def test_every_rule_has_a_planted_fault():
    fired = set()
    for fault, _ in FAULTS.values():
        lesson = good_lesson()
        fault(lesson)
        fired |= {rule for rule in RULES if list(rule(Lesson(lesson.name, lesson.notebook, lesson.following)))}
    assert fired == set(RULES)
