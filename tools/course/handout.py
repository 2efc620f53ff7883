"""Formulas and notation of a lesson on a page, from the docstrings of `collapse.theory`.

A file of `theory` belongs to the first lesson that calls one of its functions; its notation stands above its formulas.
A lesson to which none belongs has the formulas that it displays itself, each with the words around it.
"""

import html
import inspect
import re
from functools import cache

from collapse import theory
from course.lesson import LessonError, read, title
from course.sheets import sheet
from course.words import FOLDED, html_of, inline
from execute import NOTEBOOKS

CALLED = re.compile(r"\btheory\.(\w+)")
SOURCE = re.compile(r"\s*(?:Source|Sources): .*", re.DOTALL)
SECTIONS = re.compile(r"\n\n(?:Parameters|Returns|Notes|Examples)\n-+\n.*", re.DOTALL)
GREEK = "alpha beta gamma delta epsilon zeta lambda mu nu pi phi psi sigma tau Phi Gamma Delta".split()
SIMPLE = r"-?(?:[A-Za-z0-9]+|&\w+;)"
WITHIN = r"([^()]*(?:\([^()]*\)[^()]*)*)"  # a bracket, which may have others in it
WRITTEN = [  # what stands in a docstring, and how it is written on paper, in this order
    (r"\beps\b", "&epsilon;"),
    (r"\bchi2(?![A-Za-z0-9])", "&chi;^2"),
    (r"\b([ckr])(\d)\b", r"\1_\2"),
    (r"\bsum(?=_)", "&Sigma;"),
    (rf"(?<![A-Za-z`&])({'|'.join(GREEK)})(?![A-Za-z`;]| distribution| variable)", r"&\1;"),
    (r"&lt;-", "&larr;"),
    (r"(?<=[A-Za-z0-9;])_\{([^{}]*)\}", r"<sub>\1</sub>"),
    (r"(?<=[A-Za-z0-9;])_([A-Za-z0-9]+(?:[+-]\d)?)(?![A-Za-z_(])", r"<sub>\1</sub>"),
    (rf"\^({SIMPLE})", r"<sup>\1</sup>"),
    (rf"\^\({WITHIN}\)", r"<sup>\1</sup>"),
    (rf"\^-\({WITHIN}\)", r"<sup>-(\1)</sup>"),
    (r"\*(\w+)\*", r"<em>\1</em>"),
    (r"(?<= )-(?= )|(?<=[\s(>])-(?=[A-Za-z0-9(&])", "&minus;"),
    (r"\bsqrt\(", "&radic;("),
]


def formulas(text):
    """Return the words of a docstring as HTML, with powers, indices, Greek letters and roots as they are written."""
    parts = re.split(r"(`+[^`]+`+)", " ".join(text.split()))
    return "".join(_code(part) if part.startswith("`") else _formula(part) for part in parts)


def _code(part):
    return f"<code>{html.escape(part.strip('`'))}</code>"


def _formula(part):
    part = html.escape(part, quote=False)
    for plain, written in WRITTEN:
        part = re.sub(plain, written, part)
    return part


@cache
def homes():
    """Return the lesson of each file of `theory`, {module: "01"}: the first that calls one of its functions."""
    files = {name: inspect.getmodule(function) for name, function in _public().items()}
    found = {}
    for path in sorted(NOTEBOOKS.glob("0[1-9]*.ipynb")):
        code = "\n".join(cell.source for cell in read(path)[0].cells if cell.cell_type == "code")
        for name in CALLED.findall(code):
            if name in files:
                found.setdefault(files[name], path.name[:2])
    homeless = [module.__name__ for module in files.values() if module not in found]
    if homeless:
        raise LessonError(f"no notebook calls a function of {homeless[0]}, so no handout can have its formulas")
    return found


def _public():
    return {name: value for name in theory.__all__ if inspect.isfunction(value := getattr(theory, name))}


def functions(path):
    """Return the functions of `theory` that belong to a lesson, by file: {module: [function, ...]}."""
    found = {}
    for function in _public().values():
        module = inspect.getmodule(function)
        if homes()[module] == path.name[:2]:
            found.setdefault(module, []).append(function)
    return found


def _words(documented):
    text = inspect.getdoc(documented)
    if not text:
        raise LessonError(f"{documented.__name__} of collapse.theory has no docstring, of which a handout is made")
    return SECTIONS.sub("", text)


def page(path):
    """Return the handout of a lesson as HTML, or None if it has no formula."""
    notebook, _ = read(path)
    parts = []
    for module, found in functions(path).items():
        about, *notation = _words(module).split("\n\n")
        parts.append(f"<h2>{formulas(about)}</h2>" + "".join(f"<p>{formulas(text)}</p>" for text in notation))
        parts.append("<dl>" + "".join(map(_entry, sorted(found, key=_line))) + "</dl>")
    body = f'<div class="columns">{"".join(parts)}</div>' if parts else "".join(displayed(path))
    return sheet(f"Formulas: {title(notebook)}", body) if body else None


def displayed(path):
    """Return the formulas that a notebook displays, as HTML: under their sections, with the words around them."""
    notebook, sections = read(path)
    parts, now = [], None
    for cell, section in zip(notebook.cells, sections, strict=True):
        if cell.cell_type != "markdown":
            continue
        paragraphs = FOLDED.sub("", cell.source).split("\n\n")
        places = [k for k, paragraph in enumerate(paragraphs) if paragraph.startswith("$$")]
        if places and section != now:
            parts.append(f"<h2>{section.number}. {inline(section.title)}</h2>")
            now = section
        for k in places:
            goes_on = paragraphs[k + 1 : k + 2] if not paragraphs[k].rstrip("$").endswith(".") else []
            words = "\n\n".join([*paragraphs[k - 1 : k + 1], *goes_on])
            parts.append(f'<div class="keep">{html_of(words)}</div>')
    return parts


def _line(function):
    return function.__code__.co_firstlineno


def _entry(function):
    said, *more = SOURCE.sub("", _words(function)).split("\n\n")
    text = "<br>".join(formulas(part) for part in (said, *more) if part.strip())
    return f'<div class="keep"><dt><code>{function.__name__}</code></dt><dd>{text}</dd></div>'
