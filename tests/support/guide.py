"""The instructor's guide, as tests read it: its tables, and the mistakes that it names."""

import re
from collections import Counter

import numpy as np
from scipy.special import ndtr, softmax
from scipy.stats import norm

from collapse import theory
from collapse.diets import mix, replace
from collapse.models import KDE, Gaussian
from execute import tags
from hygiene import lessons
from repository import ROOT

GUIDE = (ROOT / "notebooks" / "INSTRUCTORS.md").read_text(encoding="utf-8")
# What an answer in the guide may use.
LIBRARY = dict(np=np, ndtr=ndtr, norm=norm, softmax=softmax, theory=theory, Counter=Counter)
LIBRARY |= dict(replace=replace, mix=mix, Gaussian=Gaussian, KDE=KDE)


def tables(title):
    """Yield (heading, rows) of the tables in the chapter `title`: the nearest heading above, the cells of each row."""
    chapter = re.search(rf"^## {title}$(.*?)(?=^## |\Z)", GUIDE, re.MULTILINE | re.DOTALL)
    heading = title
    for block in re.split(r"\n\n+", chapter[1]):
        lines = block.strip().splitlines()
        for line in lines:
            heading = line.lstrip("# ") if line.startswith("###") else heading
        rows = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines if line.startswith("|")]
        if rows:
            yield heading, rows[2:]


def parameters():
    """Return the parameters of the functions that the exercises ask for, by the exercise's number."""
    found = {}
    for cell in (cell for lesson in lessons() for cell in lesson.code if "exercise" in tags(cell)):
        blank = re.search(r"^(\w+) = \.\.\.$", cell.source, re.MULTILINE)
        asked = re.search(rf"\b{blank[1]}\(([^)]*)\)" if blank else r"^def \w+\((.*)\):$", cell.source, re.MULTILINE)
        found[re.search(r'hint\("([\d.]+)"\)', cell.source)[1]] = asked and asked[1]
    return found


PARAMETERS = parameters()


def answer_of(number, code):
    """Return the answer that the guide gives as code: a value, or a function of which it is what comes to the end."""
    names = dict(LIBRARY)
    if PARAMETERS[number] is None:
        return eval(code, names)
    exec(f"def answer({PARAMETERS[number]}): {code if 'return ' in code else f'return {code}'}", names)
    return names["answer"]


# Of each mistake: the heading above it, the number of the exercise, the answer as code, what its check says.
MISCONCEPTIONS = [
    (heading, number, answer.strip("`"), said.strip('"'))
    for heading, rows in tables("Misconceptions and the checks that catch them")
    for number, _, answer, said, _ in rows
]
