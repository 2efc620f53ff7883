"""Slides for a lecture, made of cells that are tagged in a notebook: a question, its figure, and one sentence.

`slide-question` is a cell with a *Predict* box, `slide-figure` one with a stored picture or printed result,
`slide-sentence` one with a result in bold; they follow each other in this order. What else these cells say goes into
the lecturer's notes, with the guide's row of the section. The page is complete in itself and opens without a network.
"""

import html
import re
from dataclasses import dataclass
from pathlib import Path

from course.lesson import BOX, RESULT, SECTION, LessonError, Section, boxes, guide_rows, question, read, title
from course.words import html_of, inline
from execute import tags

HERE = Path(__file__).parent
ORDER = ("slide-question", "slide-figure", "slide-sentence")
CLAIM = re.compile(r"^\*\*Claim \d+\.\*\* .*$", re.MULTILINE)
CAPTION = re.compile(r"^Figure: ", re.MULTILINE)


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
    found, parts = [], []
    for cell, section in zip(notebook.cells, sections, strict=True):
        # A cell may end one slide and begin the next.
        for tag in sorted(set(tags(cell)) & set(ORDER), key=(ORDER[2], ORDER[0], ORDER[1]).index):
            if tag != ORDER[len(parts)]:
                raise LessonError(f"{path.name}, cell {cell.id}: {tag!r}, where {ORDER[len(parts)]!r} is wanted")
            parts.append((cell, section))
            if len(parts) == len(ORDER):
                found.append(_slide(path, *parts))
                parts = []
    if parts:
        raise LessonError(f"{path.name}, cell {parts[-1][0].id}: no {ORDER[len(parts)]!r} follows")
    return found


def _slide(path, asked, shown, said):
    (asked, section), (shown, _), (said, _) = asked, shown, said
    where = f"{path.name}, cell"
    if section is None:
        raise LessonError(f"{where} {asked.id}: a slide is in a numbered section")
    found = boxes(asked)
    if not found:
        raise LessonError(f"{where} {asked.id}: 'slide-question' wants a box that begins with '> **Predict'")
    result = RESULT.search(said.source)
    if not result:
        raise LessonError(f"{where} {said.id}: 'slide-sentence' wants a result in bold")
    aloud, answer = guide_rows(path.name[:2]).get(section.number, ("", ""))
    claim = "".join(html_of(text) for text in CLAIM.findall(asked.source))
    setting = CLAIM.sub("", BOX.sub("", SECTION.sub("", asked.source)))
    if "slide-sentence" in tags(asked):  # this cell explains the slide before as well, in what precedes the box
        setting = ""
    why = BOX.sub("", said.source[result.end() :])
    return Slide(
        section,
        claim + html_of(question(found[-1])),
        figure(shown, where),
        inline(result[1]),
        html_of(setting) + (f"<p><b>Ask aloud:</b> {inline(aloud)}</p>" if aloud else ""),
        html_of(why) + (f"<p><b>Students should say:</b> {inline(answer)}</p>" if answer else ""),
    )


def figure(cell, where):
    """Return what a code cell shows: its stored picture with its sentence in words, or else what it printed."""
    printed = "".join(output.text for output in cell.get("outputs", []) if output.output_type == "stream").strip("\n")
    for output in cell.get("outputs", []):
        if "image/png" in output.get("data", {}):
            data = "".join(output.data["image/png"].split())
            words = html.escape(" ".join(CAPTION.sub("", printed).split()))
            return f'<img src="data:image/png;base64,{data}" alt="{words}">'
    if not printed:
        raise LessonError(f"{where} {cell.id}: 'slide-figure' wants a stored picture or a printed result")
    return f'<pre tabindex="0">{html.escape(printed)}</pre>'


def page(path):
    """Return the slides of a notebook as one HTML page."""
    notebook, _ = read(path)
    name = title(notebook)
    opening = next(line for line in notebook.cells[0].source.splitlines() if line.startswith("**You will learn:**"))
    first = f'<section class="slide title"><h1>{inline(name)}</h1><div>{html_of(opening)}</div></section>'
    shown = "\n".join(_section(slide) for slide in slides(path))
    template = (HERE / "slides.html").read_text(encoding="utf-8")
    for key, value in dict(title=html.escape(name), slides=f"{first}\n{shown}").items():
        template = template.replace("{{" + key + "}}", value)
    return template


def _section(slide):
    return f"""<section class="slide">
<header>{slide.section.number}. {inline(slide.section.title)}</header>
<div class="question">{slide.question}</div>
<figure class="later">{slide.figure}</figure>
<p class="sentence later">{slide.sentence}</p>
<aside class="notes"><p><b>{slide.section.minutes} minutes</b></p>{slide.before}<hr>{slide.after}</aside>
</section>"""
