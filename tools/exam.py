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
    "0.1": Task(
        dict(generation=(3, 7, 8, 9, 11, 12)),
        ("of generation {generation} ", "fits_of_generation_{generation}", "range(0, {generation} + 1)"),
    ),
    "0.2": Task(dict(rows=(60, 80, 120, 140, 160, 180)), ("to row {rows},", "pages[1 : {rows} + 1]")),
    "0.4": Task(dict(seed=(2, 11, 12, 19, 23, 31, 42)), ("from seed {seed}.", "default_rng({seed})")),
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
    "2.2": Task(
        dict(weight=(0.2, 0.3, 0.8), fits=(6, 8, 15, 20), kept=(90, 97, 98)),
        ("of weight {weight} %", "after {fits} fits", "in {kept} %")
        + ("(1 - {kept} / 100)", "({weight} / 100 * ", "share_with_descendants({fits})"),
    ),
    "2.3": Task(dict(heavy=(7, 9, 11), light=(2, 4)), ("{heavy} % and {light} %", "{light} / ({light} + {heavy})")),
    "2.5": Task(
        dict(M=(20, 30, 40, 80), h=(0.1, 0.15, 0.3, 0.4, 0.5)), ("$M = {M}$ and $h = {h}$", "({M} - 1) * {h}**2")
    ),
    "3.2": Task(
        dict(one_in=(5_000,), N=(15_000, 20_000), sample=(6, 12, 15)),
        ("one in {one_in:,} words", "writes {N:,} words", "in sample {sample}?")
        + ("p=1 / {one_in:_}, N={N:_}, n={sample})",),
    ),
    "3.4": Task(
        dict(one_in=(6, 8, 12, 20, 25), N=(3_000, 6_000, 12_000)),
        ("one token in {one_in} is", "of {N:,} tokens", "takeover_time({N:_}, 1 / {one_in})"),
    ),
    "3.5": Task(
        dict(N=(6_000, 9_000, 12_000), different=(2_500, 3_200), once=(1_200, 1_300, 1_400), twice=(340, 440, 500)),
        ("of {N:,} words", "holds {different:,} different", "{once:,} of these occur once and {twice} twice")
        + ("{once:_} / {N:_}",),
    ),
    "4.3": Task(
        dict(H=(64, 96, 160, 256), V=(27, 45, 52, 60)),
        ("$H = {H}$", "$V = {V}$", "{V} * {H} + {H} * {H} + {H} * {V} + {V}"),
    ),
    "4.5": Task(dict(low=(4, 5), high=(8, 12, 15)), ("{low} to {high} times", "{low} <= human.count(word) <= {high}")),
    "4.6": Task(
        dict(before=(28, 40, 45), after=(60, 70, 85)), ("from {before} to {after}:", "({after}) - np.log2({before})")
    ),
    "5.1": Task(dict(one_in=(4, 5, 8, 20)), ("1/{one_in} of it", "generation.synthetic.size // {one_in}")),
    "5.3": Task(
        dict(M=(300, 400, 800), people=(2, 3, 4)),
        ("of {M} values, {people} of them", "fresh_variance(M={M}, share={people} / {M})"),
    ),
    "5.4": Task(
        dict(M=(600, 800, 900, 1_800), people=(11, 14, 19)),
        ("of {M:,} values holds {people} fresh", "human_price(M={M:_}, people={people})"),
    ),
    "5.5": Task(
        dict(percent=(2, 3, 4, 8), factor=(50, 200, 1_000)),
        ("fed {percent} percent", "is 1/{factor} of", "({percent} / 100, factor={factor})"),
    ),
    "6.10": Task(dict(M=(80, 120, 150, 300, 400, 500)), ("$M = {M}$ values", "half_life({M})")),
    "6.12": Task(dict(k=(1.5, 2.5, 3)), ("beyond {k} sd of the model", "mean - {k} * sd", "mean + {k} * sd")),
    "6.14": Task(
        dict(M=(250, 400), fits=(100, 150, 180)),
        ("fitted to {M} people", "after {fits} fits", "median_variance({M}, {fits})"),
    ),
    "7.2": Task(
        dict(left=(4, 6, 7, 8), copies=(10, 15, 30, 40)),
        ("so that {left} of them", "after {copies} copies", "{copies} / (1 / {left} - 1 / 13)"),
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
