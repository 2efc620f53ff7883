"""Prediction sheets: every *Predict* box of a notebook with room to write, and a table for a show of hands."""

import csv

from course.lesson import questions, read, title
from course.sheets import sheet
from course.words import html_of, inline

ANSWERS = 4


def predictions(path):
    """Return (cell id, section, what it asks as Markdown) for each *Predict* box of a notebook."""
    notebook, sections = read(path)
    pairs = zip(notebook.cells, sections, strict=True)
    return [(cell.id, section, asked) for cell, section in pairs for asked in questions(cell)]


def page(path):
    """Return the sheet of a notebook to print."""
    notebook, _ = read(path)
    parts, now = ['<p class="name">Name</p>'], None
    for _, section, box in predictions(path):
        if section != now:
            parts.append(f"<h2>{section.number}. {inline(section.title)}</h2>" if section else "<h2>At the end</h2>")
            now = section
        parts.append(f'<div class="keep">{html_of(box)}<div class="room"><hr><hr><hr></div></div>')
    return sheet(f"What do you expect? {title(notebook)}", "\n".join(parts))


def write_hands(path, to):
    """Write the table for a show of hands: a row for each box, with room for answers and hands."""
    notebook, _ = read(path)
    columns = [f"{word} {number}" for number in range(1, ANSWERS + 1) for word in ("answer", "hands")]
    with to.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["cell", "section", "question", *columns])
        for cell, section, box in predictions(path):
            rows.writerow([cell, section.number if section else "", " ".join(box.split()), *[""] * len(columns)])
