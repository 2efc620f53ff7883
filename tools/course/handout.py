"""Formulas and notation of a lesson on a page, from the docstrings of `collapse.theory`.

A file of `theory` belongs to the first lesson that calls one of its functions. Its notation stands above its formulas.
"""

import html
import inspect
import re
from functools import cache

from collapse import theory
from course.lesson import LessonError, read, title
from course.sheets import sheet
from execute import NOTEBOOKS

CALLED = re.compile(r"\btheory\.(\w+)")
SOURCE = re.compile(r"\s*(?:Source|Sources): .*", re.DOTALL)
SECTIONS = re.compile(r"\n\n(?:Parameters|Returns|Notes|Examples)\n-+\n.*", re.DOTALL)
GREEK = "alpha beta gamma delta epsilon zeta lambda mu nu pi phi psi sigma tau Phi Gamma Delta".split()
NAME = re.compile(rf"(?<![A-Za-z`])({'|'.join(GREEK)})(?![A-Za-z`])")
SHORT = {"chi2": "&chi;^2", "eps": "&epsilon;", "c4": "c_4", "k2": "k_2", "k3": "k_3"}
ABBREVIATED = re.compile(rf"\b({'|'.join(SHORT)})(?![A-Za-z0-9])")
POWER = re.compile(r"\^(?:\(([^()]*(?:\([^()]*\)[^()]*)*)\)|(-?[A-Za-z0-9]+))")
BELOW = re.compile(r"(?<=[A-Za-z0-9;])_(\{[^{}]*\}|[A-Za-z0-9]+(?:[+-]\d)?)(?![A-Za-z_(])")
MINUS = re.compile(r"(?<= )-(?= )|(?<=[\s(>])-(?=[A-Za-z0-9(&])")


def formulas(text):
    """Return the words of a docstring as HTML, with powers, indices, Greek letters and roots as they are written."""
    parts = re.split(r"(`+[^`]+`+)", " ".join(text.split()))
    return "".join(_code(part) if part.startswith("`") else _formula(part) for part in parts)


def _code(part):
    return f"<code>{html.escape(part.strip('`'))}</code>"


def _formula(part):
    part = html.escape(part, quote=False)
    part = ABBREVIATED.sub(lambda found: SHORT[found[1]], part)
    part = NAME.sub(r"&\1;", part)
    part = BELOW.sub(lambda found: f"<sub>{found[1].strip('{}')}</sub>", part)
    part = POWER.sub(lambda found: f"<sup>{found[1] or found[2]}</sup>", part)
    part = MINUS.sub("&minus;", part)
    return re.sub(r"\bsqrt\(", "&radic;(", part)


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
    """Return the handout of a lesson as HTML, or None if no formula belongs to it."""
    modules = functions(path)
    if not modules:
        return None
    notebook, _ = read(path)
    parts = []
    for module, found in modules.items():
        about, *notation = _words(module).split("\n\n")
        parts.append(f"<h2>{formulas(about)}</h2>" + "".join(f"<p>{formulas(text)}</p>" for text in notation))
        parts.append("<dl>" + "".join(map(_entry, sorted(found, key=_line))) + "</dl>")
    return sheet(f"Formulas: {title(notebook)}", f'<div class="columns">{"".join(parts)}</div>')


def _line(function):
    return function.__code__.co_firstlineno


def _entry(function):
    said, *more = SOURCE.sub("", _words(function)).split("\n\n")
    text = "<br>".join(formulas(part) for part in (said, *more) if part.strip())
    return f'<div class="keep"><dt><code>{function.__name__}</code></dt><dd>{text}</dd></div>'
