"""Faults that a run need not show are planted in every notebook, and each is complained of.

`test_notebook_hygiene.py` does the same for every rule, in a lesson made up for it; here are the lessons themselves.
"""

import copy

import pytest
from nbformat.v4 import new_output

import test_notebook_exercises as exercises
from execute import NOTEBOOKS, tags
from hygiene import Lesson, complaints, lessons, pictures
from test_notebook_hygiene import broken_links


def light(lesson):
    """Return a lesson with pictures of no weight, which copies fast."""
    for data in (data for cell in lesson.code for data in pictures(cell)):
        data["image/png"] = "iVBORw0="
    return lesson


LESSONS = [light(lesson) for lesson in lessons()]


def first(lesson, wanted):
    """Return the first code cell that is wanted."""
    return next(cell for cell in lesson.code if wanted(cell))


def tagged(tag):
    """Ask for a tag."""
    return lambda cell: tag in tags(cell)


def replaced(old, new):
    """Make a fault: `old` becomes `new` in the first words that have it."""

    def fault(lesson):
        cell = next(cell for cell in lesson.markdown if old in cell.source)
        cell.source = cell.source.replace(old, new, 1)

    return fault


def shuffle(lesson):
    """Two code cells change places."""
    a, b = (lesson.cells.index(cell) for cell in lesson.code[:2])
    lesson.cells[a], lesson.cells[b] = lesson.cells[b], lesson.cells[a]


def duplicate(lesson):
    lesson.code[1].id = lesson.code[0].id


def randomize(lesson):
    lesson.code[1].id = "3fa85f64"


def lose_predictions(lesson):
    for cell in lesson.markdown:
        cell.source = cell.source.replace("> **Predict.**", "> ")


def lose_sentence(lesson):
    """A picture has no words for those who do not see it."""
    first(lesson, pictures).outputs.pop()


def lose_data(lesson):
    pictures(first(lesson, pictures))[0]["text/plain"] = "<Figure size 640x480>"


def lose_output(lesson):
    first(lesson, pictures).outputs = []


def lose_panel(lesson):
    lesson.notebook.cells = [cell for cell in lesson.cells if "panel" not in tags(cell)]


def jump(lesson):
    """A section begins two levels down."""
    cell = next(cell for cell in lesson.markdown if cell.source.startswith("## 2."))
    cell.source += "\n\n#### Deeper"


def cite(lesson):
    lesson.markdown[1].source += "\n\nSee arXiv 2305.17494."


def unfold(lesson):
    del first(lesson, tagged("solution")).metadata["jupyter"]


def misspell(lesson):
    first(lesson, tagged("panel")).metadata["tags"] = ["panell"]


def stale(lesson):
    lesson.code[-1].execution_count += 1


def store_stderr(lesson):
    lesson.code[1].outputs.insert(0, new_output("stream", name="stderr", text="UserWarning: planted\n"))


def store_widget(lesson):
    first(lesson, tagged("panel")).outputs[0].data["application/vnd.jupyter.widget-view+json"] = {}


def forget_seed(lesson):
    cell = first(lesson, lambda cell: "default_rng(" in cell.source)
    cell.source += "\nrng = np.random.default_rng()"


def install(lesson):
    lesson.code[0].source = f"%pip install numpy\n{lesson.code[0].source}"


def lose_link(lesson):
    for cell in lesson.markdown:
        cell.source = cell.source.replace(f"]({lesson.following})", "](soon)")


def mislead(lesson):
    lesson.markdown[1].source += "\n\nSee [the data](../data/planted.csv)."


def lose_check(lesson):
    lesson.notebook.cells.remove(first(lesson, tagged("check")))


def fill_in(lesson):
    """The author's answer stays in the exercise."""
    cell = first(lesson, tagged("exercise"))
    cell.source = cell.source.replace(" = ...", " = 1")


def depend(lesson):
    """A later cell needs what a learner writes."""
    task = first(lesson, tagged("exercise"))
    lesson.code[-1].source += f"\nprint({min(exercises.defined(task))})"


def tell(lesson):
    """The check of an exercise not attempted says something else."""
    first(lesson, tagged("check")).outputs = [new_output("stream", name="stdout", text="Exercise: right.\n")]


def show_prose(lesson):
    """A cell that prints human text has stored it."""
    cell = next((cell for cell in lesson.code if "nbval-ignore-output" in tags(cell)), lesson.code[1])
    cell.metadata["tags"] = ["nbval-ignore-output"]
    cell.outputs = [new_output("stream", name="stdout", text="It was a dark and stormy night.\n")]


# How the fault is planted, and the beginning or the end of what is complained of.
FAULTS = {
    "cells change places": (shuffle, "execution counts are [2, 1, 3"),
    "an id twice": (duplicate, "is used twice"),
    "a random id": (randomize, "cell id '3fa85f64' is not made of lower-case words"),
    "no prediction": (lose_predictions, "0 predictions are asked for"),
    "a picture without words": (lose_sentence, "does not end with a sentence that says what its picture shows"),
    "a picture without data": (lose_data, "has a picture that does not carry its data as text"),
    "a stripped output": (lose_output, "shows something, and no output is stored"),
    "no panel": (lose_panel, "there is no panel"),
    "a heading that jumps": (jump, "heading 'Deeper' skips a level"),
    "a source that is not in the list": (cite, "names 2305.17494, which is not in notebooks/SOURCES.md"),
    "an open solution": (unfold, "has jupyter metadata {}, not {'source_hidden': True}"),
    "a misspelt tag": (misspell, "has an unknown tag 'panell'"),
    "a stale count": (stale, "execution counts are [1, 2, 3"),
    "a stored warning": (store_stderr, "has stored stderr output"),
    "a stored widget": (store_widget, "has stored application/vnd.jupyter.widget-view+json"),
    "no seed": (forget_seed, "makes a generator without a seed"),
    "an installation": (install, "is not plain Python"),
    "no link to the next": (lose_link, "there is no link to "),
    "stored prose": (show_prose, "is tagged nbval-ignore-output and has stored output"),
    "a broken link": (mislead, "../data/planted.csv"),
    "a missing check": (lose_check, "cells are not triples of exercise, check, solution"),
    "an answer filled in": (fill_in, "leaves no name to the learner"),
    "a need for an answer": (depend, "leaves to the learner"),
    "a check that says right": (tell, "says ['Exercise: right.\\n']"),
    "an exclamation mark": (replaced(".", "!"), "exclaims"),
}


def found(lesson):
    """Return all that the tests complain of in a lesson."""
    lesson = Lesson(lesson.name, lesson.notebook, lesson.following)  # what the other remembers is of before the fault
    return [*complaints(lesson), *exercises.complaints(lesson), *broken_links(lesson, NOTEBOOKS)]


BEFORE = {lesson.name: "\n".join(found(lesson)) for lesson in LESSONS}
CASES = [
    pytest.param(lesson, *FAULTS[kind], id=f"{lesson.name[:2]}: {kind}")
    for lesson in LESSONS
    for kind in FAULTS
    if lesson.following or FAULTS[kind][0] is not lose_link  # the last one leads nowhere
]


@pytest.mark.parametrize(("lesson", "fault", "complaint"), CASES)
def test_a_fault_is_complained_of(lesson, fault, complaint):
    broken = Lesson(lesson.name, copy.deepcopy(lesson.notebook), lesson.following)
    fault(broken)
    assert complaint not in BEFORE[lesson.name]
    assert complaint in "\n".join(found(broken))
