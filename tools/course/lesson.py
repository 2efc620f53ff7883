"""A notebook as the sheets and slides read it: sections, boxes of predictions, results in bold, rows of the guide."""

import re
from dataclasses import dataclass
from functools import cache

import nbformat

from execute import NOTEBOOKS

SECTION = re.compile(r"^## (\d+)\. (.+?) \((\d+) min\)$", re.MULTILINE)
BOX = re.compile(r"^> \*\*Predict[^\n]*(?:\n>(?! \*\*Predict)[^\n]*)*", re.MULTILINE)
CLAIM = re.compile(r"^\*\*Claim \d+\.\*\* .*$", re.MULTILINE)
LABEL = re.compile(r"^\*\*Predict[^*]*\*\* *")  # "Predict.", or "Predict, then answer with the panel."
RESULT = re.compile(r"^\*\*((?!Exercise|Your turn)[^*](?:[^*]|\*(?!\*))*)\*\*", re.MULTILINE)
ROW = re.compile(r"^\| (\d+)\. .+? \| \d+ \| (.*?) \|(.*?)\| (.*?) \|$", re.MULTILINE)


class LessonError(ValueError):
    """A notebook or the guide lacks what a sheet is made of; the message names the place, and what is wanted."""


@dataclass(frozen=True)
class Section:
    """The heading of a section: its number, its title, and the minutes that a reader takes."""

    number: int
    title: str
    minutes: int


def read(path):
    """Return a notebook, and the section of each of its cells (None before the first)."""
    notebook = nbformat.read(path, as_version=4)
    sections, now = [], None
    for cell in notebook.cells:
        heading = cell.cell_type == "markdown" and SECTION.search(cell.source)
        if heading:
            now = Section(int(heading[1]), heading[2], int(heading[3]))
        elif cell.cell_type == "markdown" and cell.source.startswith("## "):
            now = None
        sections.append(now)
    return notebook, sections


def title(notebook):
    """Return the title of a notebook."""
    return re.match(r"# (.+)", notebook.cells[0].source)[1]


def boxes(cell):
    """Return the boxes of predictions of a Markdown cell, as Markdown without their marks."""
    if cell.cell_type != "markdown":
        return []
    return [re.sub(r"^> ?", "", box, flags=re.MULTILINE) for box in BOX.findall(cell.source)]


def questions(cell):
    """Return what each box of a cell asks, as Markdown: the claim that it is about, if there is one, and its words."""
    claim = CLAIM.findall(cell.source) if cell.cell_type == "markdown" else []
    return ["\n\n".join([*claim, LABEL.sub("", box).strip()]) for box in boxes(cell)]


@cache
def guide_rows(number):
    """Return what the guide says of the sections of a notebook, {section: (ask aloud, cells, students should say)}."""
    text = (NOTEBOOKS / "INSTRUCTORS.md").read_text(encoding="utf-8")
    chapter = re.search(rf"^### {number} .*?(?=^##)", text, re.MULTILINE | re.DOTALL)
    if not chapter:
        raise LessonError(f"INSTRUCTORS.md has no chapter on notebook {number}")
    return {int(row[1]): (row[2], re.findall(r"`(.+?)`", row[3]), row[4]) for row in ROW.finditer(chapter[0])}
