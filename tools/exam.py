"""Other numbers for an exam: what the tasks of the notebooks may ask with, drawn from a seed and written into them.

`make release ARGS="--seed 2027"` uses it. A task's numbers stand once in `collapse/exercises/given.py`, from which its
check, hints and known mistakes are made; here stand the values that an exam may give in their place, none of which
the public answer is right for, and the words of task, starting code and solution that hold the numbers.
"""

import copy
import pprint
import re
import runpy
from dataclasses import dataclass

import numpy as np

from execute import NOTEBOOKS, tags

GIVEN_PY = "collapse/exercises/given.py"
GIVEN = runpy.run_path(str(NOTEBOOKS / GIVEN_PY))["GIVEN"]  # the package itself takes seconds to import


@dataclass(frozen=True)
class Task:
    """What an exam may change in an exercise: `values` to choose from, by name, and the `words` that hold them."""

    values: dict
    words: tuple


TASKS = {
    "1.2": Task(
        dict(generations=range(280, 800, 20)), ("for {generations} generations", "= {generations} / np.log(2)")
    ),
    "1.3": Task(
        dict(generations=(8, 10, 12, 14, 16, 24, 26, 28, 30)),
        ("after {generations} generations", "median_after_{generations}", "** ({generations} / 2)"),
    ),
    "1.4": Task(dict(M=(20, 30, 40, *range(60, 150, 10))), ("$M = {M}$", "mean_square_of_mean({M}, ")),
    "1.5": Task(dict(threshold=(2.5, 3.5, 4)), ("*{threshold}*", "norm.sf({threshold}, ", "norm.cdf(-{threshold}, ")),
    "1.6": Task(
        dict(fits=(300, 400, 500), histories=(1_000, 5_000, 50_000)),
        ("afford {histories:,} histories", "$n = {fits}$", "{fits} / np.log({histories:_})"),
    ),
}


def drawn(seed):
    """Return numbers for all tasks, by exercise and name; the same seed draws the same."""
    rng = np.random.default_rng(seed)
    return {
        number: {name: values[rng.integers(len(values))] for name, values in task.values.items()}
        for number, task in TASKS.items()
    }


def retold(notebook, given):
    """Return a notebook whose tasks and solutions have the numbers `given` in the place of the public ones."""
    told, number = copy.deepcopy(notebook), None
    for cell in told.cells:
        before, marker, task = cell.source.rpartition("**Exercise ")
        if cell.cell_type == "markdown" and marker:
            number = task.partition("**")[0].rstrip(".")
            cell.source = before + marker + _changed(task, number, given)
        elif {"exercise", "check", "solution"} & set(tags(cell)):
            cell.source = _changed(cell.source, number, given)
    return told


def _changed(text, number, given):
    if number not in TASKS:
        return text
    new = {words.format(**GIVEN[number]): words.format(**given[number]) for words in TASKS[number].words}
    return re.sub("|".join(map(re.escape, new)), lambda found: new[found[0]], text)


def give(given, folder):
    """Write the numbers `given` into the copy of the package that lies in `folder`."""
    path = folder / GIVEN_PY
    opening = path.read_text(encoding="utf-8").partition("GIVEN = ")[0]
    path.write_text(f"{opening}GIVEN = {pprint.pformat(given, sort_dicts=False)}\n", encoding="utf-8")
