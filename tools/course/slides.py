"""Slides for a lecture, made of cells that are tagged in a notebook: a question, its figure, and one sentence.

`slide-question` is a cell with a *Predict* box, `slide-figure` one with a stored picture or printed result, or several,
`slide-sentence` one with a result in bold; they follow each other in this order. What else these cells say goes into
the lecturer's notes, with the guide's row of the section, and so do `slide-words` before them, which explain a term.
The page is complete in itself and opens without a network.
"""

import html
import re
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from course.lesson import BOX, CLAIM, RESULT, SECTION, LessonError, Section, guide_rows, questions, read, title
from course.words import html_of, inline
from execute import tags

HERE = Path(__file__).parent
QUESTION, FIGURE, SENTENCE, WORDS = "slide-question", "slide-figure", "slide-sentence", "slide-words"
CAPTION = re.compile(r"^Figure: ", re.MULTILINE)
EXERCISE = re.compile(r"^\*\*(?:Exercise|Your turn).*", re.MULTILINE | re.DOTALL)  # from there on the words are its own


@dataclass(frozen=True)
class Slide:
    """One slide, as HTML; the notes come in two parts, before the figure is shown and after it."""

    section: Section
    question: str
    figure: str
    sentence: str
    before: str
    after: str


def slides(path):
    """Return the slides of a notebook; LessonError names the cell that lacks something. None are tagged: no slides."""
    notebook, sections = read(path)
    found, words, asked, shown = [], [], None, []
    for cell, section in zip(notebook.cells, sections, strict=True):
        wanted = SENTENCE if shown else FIGURE if asked else QUESTION
        if WORDS in tags(cell):
            words.append(EXERCISE.sub("", _prose(cell)))
        if SENTENCE in tags(cell):  # before the next: a cell may end one slide and begin another
            _expected(SENTENCE, (wanted,), cell, path)
            found.append(_slide(path, words, *asked, shown, cell))
            wanted, words, asked, shown = QUESTION, [], None, []
        if QUESTION in tags(cell):
            _expected(QUESTION, (wanted,), cell, path)
            asked = cell, section
        elif FIGURE in tags(cell):
            _expected(FIGURE, (wanted, FIGURE if shown else wanted), cell, path)
            shown.append(cell)
    if asked:
        raise LessonError(f"{path.name}, cell {asked[0].id}: no {SENTENCE if shown else FIGURE!r} follows")
    if words:
        raise LessonError(f"{path.name}: no slide follows the last cell with {WORDS!r}")
    return found


def _expected(tag, wanted, cell, path):
    if tag not in wanted:
        raise LessonError(f"{path.name}, cell {cell.id}: {tag!r}, where {wanted[0]!r} is wanted")


def _slide(path, words, asked, section, shown, said):
    where = f"{path.name}, cell"
    if section is None:
        raise LessonError(f"{where} {asked.id}: a slide is in a numbered section")
    found = questions(asked)
    if not found:
        raise LessonError(f"{where} {asked.id}: 'slide-question' wants a box that begins with '> **Predict'")
    result = RESULT.search(said.source)
    if not result:
        raise LessonError(f"{where} {said.id}: 'slide-sentence' wants a result in bold")
    aloud, places, answer = guide_rows(path.name[:2]).get(section.number, ("", [], ""))
    elsewhere = places and {cell.id for cell in shown}.isdisjoint(places)
    if elsewhere:  # the guide's row is about another figure of the section
        aloud = answer = ""
    setting = CLAIM.sub("", _prose(asked))
    if SENTENCE in tags(asked):  # this cell explains the slide before as well, in what precedes the box
        setting = ""
    why = EXERCISE.sub("", BOX.sub("", said.source[result.end() :]))
    return Slide(
        section,
        html_of(found[-1]),
        "".join(figure(cell, where) for cell in shown),
        inline(result[1]),
        html_of("\n\n".join([*words, setting])) + (f"<p><b>Ask aloud:</b> {inline(aloud)}</p>" if aloud else ""),
        "".join(f"<p>{_sentence(cell)} (Cell <code>{cell.id}</code>.)</p>" for cell in shown)
        + html_of(why)
        + (f"<p><b>Students should say:</b> {inline(answer)}</p>" if answer else ""),
    )


def _prose(cell):
    """Return what a cell says besides its heading and its box."""
    return BOX.sub("", SECTION.sub("", cell.source)).strip()


def _printed(cell):
    return "".join(output.text for output in cell.get("outputs", []) if output.output_type == "stream").strip("\n")


def _sentence(cell):
    """Return the sentence of a cell's figure, as HTML; nothing if it has printed something else."""
    return html.escape(" ".join(_printed(cell).split())) if CAPTION.match(_printed(cell)) else ""


def figure(cell, where):
    """Return what a code cell shows: its stored picture with its sentence in words, or else what it printed."""
    for output in cell.get("outputs", []):
        if "image/png" in output.get("data", {}):
            data = "".join(output.data["image/png"].split())
            return f'<img src="data:image/png;base64,{data}" alt="{CAPTION.sub("", _sentence(cell))}">'
    if not _printed(cell):
        raise LessonError(f"{where} {cell.id}: 'slide-figure' wants a stored picture or a printed result")
    lines = _printed(cell).splitlines()
    few = len(lines) < 7 and max(map(len, lines)) < 86
    return f'<pre tabindex="0"{" class=few" if few else ""}>{html.escape(_printed(cell))}</pre>'


def page(path):
    """Return the slides of a notebook as one HTML page, or None if it has none."""
    found = slides(path)
    if not found:
        return None
    notebook, _ = read(path)
    name = title(notebook)
    opening = next(line for line in notebook.cells[0].source.splitlines() if line.startswith("**You will learn:**"))
    first = f'<section class="slide title"><h1>{inline(name)}</h1><div>{html_of(opening)}</div></section>'
    shown = "\n".join(map(_section, found))
    template = (HERE / "slides.html").read_text(encoding="utf-8")
    for key, value in dict(title=html.escape(name), slides=f"{first}\n{shown}").items():
        template = template.replace("{{" + key + "}}", value)
    return template


def _section(slide):
    minutes = f"{slide.section.minutes} minutes alone, {ceil(slide.section.minutes / 2)} in class"
    notes = f"<p><b>Section: {minutes}</b></p>{slide.before}<hr>{slide.after}"
    return f"""<section class="slide">
<h1>{slide.section.number}. {inline(slide.section.title)}</h1>
<div class="question">{slide.question}</div>
<figure class="later">{slide.figure}</figure>
<p class="sentence later">{slide.sentence}</p>
<aside class="notes" tabindex="0" aria-label="Notes">{notes}</aside>
</section>"""
