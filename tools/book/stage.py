"""Writes what Sphinx reads: pages made from the notebooks and the texts of the repository, which stay as they are.

Links become those of the book, figures get their captions and the words in place of them, panels their place, and
predictions a frame. Whatever a page lacks is said with its place, `page: cell`.
"""

import ast
import html
import os
import re
import shutil
from dataclasses import dataclass, field
from pathlib import PurePosixPath

import nbformat

import pictures
from execute import NOTEBOOKS, tags
from formulas import KATEX
from repository import ROOT, files, read

NAME = "model-collapse-notebooks"
SITE = ROOT / "site"
HEADING = re.compile(r"^(#{1,6}) +(.+?)[ #]*$")
FENCE = re.compile(r"^ *(?:```|~~~)")
LINK = re.compile(r"(?<!\\)\]\(((?:[^()\s]|\([^()\s]*\))+)\)")
CODE = re.compile(r"(`+).*?\1")
PAGE = re.compile(rf"https://[\w-]+\.github\.io/{NAME}/([^\s)#]*)")  # of the book
ARXIV, DOI = r"(?P<arxiv>\d{4}\.\d{4,5})", r"(?P<doi>10\.\d{4,}/[\w./-]*\w)"
WORK = re.compile(rf"arXiv {ARXIV}|(?:doi|DOI) {DOI}")
LISTED = re.compile(rf"(?<=^\| )(?:{ARXIV}|{DOI})(?= \|)")  # at the beginning of a row
COLUMNS = re.compile(r"\S {2,}\S")
BADGE = re.compile(r"\[!\[([^\]]*)\]\(https://mybinder.org/badge_logo.svg\)\]\(([^)\s]+)\)")
BINDER = re.compile(r"https://mybinder\.org/v2/gh/[^)\s]+?urlpath=lab/tree/")


class Faults(Exception):
    """The book cannot be built; says all that is wrong, and where."""


@dataclass
class Page:
    """A page: the file in the repository it is made from, its name in the book, its cells or its one text."""

    source: PurePosixPath
    name: str
    notebook: nbformat.NotebookNode | None = None
    text: str = ""
    labels: dict = field(default_factory=dict)

    @property
    def texts(self):
        """The markdown of the page: (cell or None, text)."""
        if self.notebook is None:
            return [(None, self.text)]
        return [(cell.id, cell.source) for cell in self.notebook.cells if cell.cell_type == "markdown"]

    def place(self, cell):
        """Say where something is."""
        return f"{self.source.name}: cell {cell}" if cell else str(self.source)


def slug(title):
    """Return the anchor that a code host gives a heading.

    Examples
    --------
    >>> slug("9. Catch a simulation *lying* (4 min)")
    '9-catch-a-simulation-lying-4-min'
    """
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def anchor(title):
    """Return the anchor that JupyterLab gives a heading.

    Examples
    --------
    >>> anchor("5. Divide by $M$ (6 min)")
    '5.-Divide-by-M-(6-min)'
    """
    return re.sub(r"[$`*]", "", title).replace(" ", "-")


def where(work):
    """Return the address of a work whose arXiv id or DOI was found."""
    return f"https://arxiv.org/abs/{work['arxiv']}" if work["arxiv"] else f"https://doi.org/{work['doi']}"


def lines_outside_code(text):
    """Yield the lines of a text, and whether each is outside of blocks of code."""
    fenced = False
    for line in text.split("\n"):
        if FENCE.match(line):
            fenced = not fenced
            yield line, False
        else:
            yield line, not fenced


def label(page, title):
    """Name a heading for the whole book."""
    return re.sub(r"[^a-z0-9]+", "-", f"{page.name}-{slug(title)}".lower()).strip("-")


def account():
    """Return whose repository it is, by the citation; `tools/account.py` puts another there and everywhere."""
    return re.search(rf"github\.com/([\w-]+)/{NAME}", read("CITATION.cff"))[1]


def version():
    """Return the release that the links lead to."""
    return re.search(r'^version = "(.+)"$', read("pyproject.toml"), re.MULTILINE)[1]


def on_host(path, kind="blob"):
    """Return the address of a file of this release on the code host."""
    return f"https://github.com/{account()}/{NAME}/{kind}/v{version()}/{path}"


def on_binder(notebook):
    """Return the address that opens a notebook on Binder."""
    return f"{BINDER.search(read('README.md'))[0]}notebooks/{notebook}"


class Stage:
    """The source of the book in the folder `folder`; `faults` says what is wrong."""

    def __init__(self, folder, panels):
        self.folder, self.panels, self.faults = folder, panels, []
        self.pages = [self._read(path) for path in self._sources()]
        self.by_source = {str(page.source): page for page in self.pages}
        for page in self.pages:
            for cell, text in page.texts:
                self._note_headings(page, cell, text)

    def _sources(self):
        notebooks = sorted(path.relative_to(ROOT).as_posix() for path in NOTEBOOKS.glob("*.ipynb"))
        return ["README.md", *notebooks, "notebooks/INSTRUCTORS.md", "notebooks/SOURCES.md", "data/README.md"]

    def _read(self, source):
        path = PurePosixPath(source)
        name = "index" if source == "README.md" else str(path.with_suffix(""))
        if path.suffix == ".ipynb":
            return Page(path, name, nbformat.read(ROOT / path, as_version=4))
        return Page(path, name, text=read(source))

    def _note_headings(self, page, cell, text):
        for line, outside in lines_outside_code(text):
            found = outside and HEADING.match(line)
            if found:
                for known in (slug(found[2]), slug(anchor(found[2])), anchor(found[2])):
                    page.labels.setdefault(known, label(page, found[2]))

    def write(self):
        """Write all pages; raise Faults if any lacks something."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        for page in self.pages:
            path = self.folder / f"{page.name}{page.source.suffix}"
            path.parent.mkdir(parents=True, exist_ok=True)
            if page.notebook is None:
                path.write_text(self._text(page, None, page.text), encoding="utf-8")
            else:
                nbformat.write(self._lesson(page), path)
        self._write_package()
        self._write_contents()
        self._copy_typesetting()
        if self.faults:
            raise Faults("\n".join(self.faults))

    # --- texts ---

    def _text(self, page, cell, text):
        text = BADGE.sub(rf"[\1]({on_binder('00_start_here.ipynb')})", text)
        lines, left_out = [], False
        for line, outside in lines_outside_code(_framed(text)):
            itself = PAGE.search(line)
            if itself and (itself[1] or "index.html") == f"{page.name}.html":
                left_out = True  # a page does not lead to itself: the paragraph that would is for other places
            left_out = left_out and bool(line.strip())
            if left_out:
                continue
            title = outside and HEADING.match(line)
            if title:
                lines.append(f"({label(page, title[2])})=")
            lines.append(self._linked(page, cell, line) if outside else line)
        return "\n".join(lines)

    def _linked(self, page, cell, line):
        code = [match.span() for match in CODE.finditer(line)]

        def change(match):
            if any(start <= match.start() < end for start, end in code):
                return match[0]
            return f"]({self._target(page, cell, match[1])})"

        line = LINK.sub(change, line)
        works = LISTED if LISTED.search(line) else WORK
        return works.sub(lambda work: f"[{work[0].replace('/', '/<wbr>')}]({where(work)})", line)

    def _target(self, page, cell, target):
        """Return where a link leads in the book."""
        if in_book := PAGE.match(target):
            name = in_book[1].removesuffix(".html") or "index"
            there = next((other for other in self.pages if other.name == name), None)
            if there is None:
                self.faults.append(f"{page.place(cell)} has a link to {target!r}, and the book has no such page")
                return target
            return os.path.relpath(name, PurePosixPath(page.name).parent) + there.source.suffix
        if re.match(r"[a-z]+:", target):
            return target
        path, _, fragment = target.partition("#")
        source = PurePosixPath(os.path.normpath(page.source.parent / path)) if path else page.source
        there = self.by_source.get(str(source)) or self.by_source.get(f"{source}/README.md")
        if there and fragment:
            if fragment not in there.labels:
                self.faults.append(f"{page.place(cell)} has a link to {target!r}, and there is no such heading")
                return target
            return f"#{there.labels[fragment]}"
        if there:
            return os.path.relpath(there.name, PurePosixPath(page.name).parent) + there.source.suffix
        if not (ROOT / source).exists():
            self.faults.append(f"{page.place(cell)} has a link to {target!r}, which does not exist")
        elif (ROOT / source).suffix == ".png":
            picture = self.folder / source
            picture.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / source, picture)
            return os.path.relpath(source, PurePosixPath(page.name).parent)
        return self._room(page, source) or on_host(source, "tree" if (ROOT / source).is_dir() else "blob")

    def _room(self, page, source):
        """Return the page of the package that a file or folder of it has, if it has one."""
        parts = source.parts[2:]
        if source.parts[:2] != ("notebooks", "collapse"):
            return None
        name = PurePosixPath(parts[0]).stem if parts else "index"
        if name != "index" and name not in rooms():
            return None
        return os.path.relpath(f"package/{name}.md", PurePosixPath(page.name).parent)

    # --- lessons ---

    def _lesson(self, page):
        made = nbformat.v4.new_notebook(metadata=page.notebook.metadata)
        for cell in page.notebook.cells:
            cell = nbformat.from_dict(cell)
            if cell.cell_type == "markdown":
                cell.source = self._text(page, cell.id, cell.source)
            else:
                cell.outputs = self._outputs(page, cell)
                if _prints_prose(cell):
                    cell.metadata["tags"] = [*tags(cell), "prose"]
                if "solution" in tags(cell):
                    cell.metadata["tags"] = [*tags(cell), "hide-cell"]
                    cell.metadata["mystnb"] = {"code_prompt_show": "Show the solution", "code_prompt_hide": "Hide it"}
                cell.metadata.pop("nbgrader", None)
                cell.metadata.pop("jupyter", None)
            made.cells.append(cell)
        made.cells.insert(1, nbformat.v4.new_markdown_cell(_how_to_run(page.source.name), id="how-to-run"))
        return made

    def _outputs(self, page, cell):
        """Return the outputs of a cell with each picture and its sentence in one figure."""
        kept, last = [], None
        for output in cell.outputs:
            data = output.get("data", {})
            text = output.get("text", data.get("text/plain", ""))
            if "image/png" in data:
                if last is not None:
                    self.faults.append(f"{page.place(cell.id)} has a figure without a sentence")
                last = output
                continue
            sentence = pictures.SENTENCE.search(text)
            if last is None or not sentence:
                kept.append(output)
                continue
            before, caption = text[: sentence.start()], " ".join(text[sentence.start() :].split())
            if before.strip():
                kept.append(nbformat.v4.new_output("stream", name="stdout", text=before))
            kept.append(self._figure(page, cell, last.data, caption))
            last = None
        if last is not None:
            self.faults.append(f"{page.place(cell.id)} has a figure without a sentence")
        if "panel" in tags(cell) and not any("text/html" in output.get("data", {}) for output in kept):
            self.faults.append(f"{page.place(cell.id)} has a panel of which no picture is stored")
        if "check" in tags(cell):
            kept.append(_html(_how_to_check(page.source.name, cell.source)))
        return kept

    def _figure(self, page, cell, data, caption):
        described = data.get("text/plain", "")
        if not described.startswith("Figure of"):
            self.faults.append(f"{page.place(cell.id)} has a figure that does not carry its data as text")
            return _html("")
        up = "../" * (len(PurePosixPath(page.name).parts) - 1)
        inner = pictures.figure(data["image/png"], described, caption, self.folder / "_pictures", f"{up}_pictures/")
        if "panel" not in tags(cell):
            return _html(f'<figure class="picture">{inner}</figure>')
        folder = self.panels.get((page.source.stem, cell.id))
        where = f"{up}_panels/{folder.name}/" if folder else ""
        return _html(f'<figure class="panel" data-panel="{where}">{inner}</figure>')

    # --- the package, and the order of all ---

    def _write_package(self):
        folder = self.folder / "package"
        folder.mkdir()
        first, table, *last = _front_door().split("\n\n")
        rows = (line.split(maxsplit=1) for line in table.splitlines()[1:-1])
        table = "\n".join(
            ["| room | what is in it |", "| --- | --- |", *(f"| [`{n}`]({n}.md) | {w} |" for n, w in rows)]
        )
        contents = "\n".join(["```{toctree}", ":hidden:", *rooms(), "```"])
        names = "All names [by the alphabet](#genindex)."
        title = f"# The package\n\n`collapse`. {first}\n\n{table}\n\n{' '.join(last)}\n\n{names}\n"
        (folder / "index.md").write_text(f"{title}\n{contents}\n", encoding="utf-8")
        for room, modules in rooms().items():
            parts = [f"# `{room}`\n"]
            if len(modules) > 1:
                parts.append(_automodule(f"collapse.{room}", members=False))
            for module in modules:
                if len(modules) > 1:
                    parts.append(f"## `{module.removeprefix('collapse.')}`\n")
                parts.append(_automodule(module))
            (folder / f"{room}.md").write_text("\n".join(parts), encoding="utf-8")

    def _write_contents(self):
        lessons = [page.name for page in self.pages if page.notebook is not None]
        others = [page.name for page in self.pages if page.notebook is None and page.name != "index"]
        blocks = [("Lessons", lessons), ("Beside them", [*others, "package/index"])]
        for caption, names in blocks:
            block = ["", "```{toctree}", ":hidden:", f":caption: {caption}", "", *names, "```", ""]
            with (self.folder / "index.md").open("a", encoding="utf-8") as file:
                file.write("\n".join(block))

    def _copy_typesetting(self):
        """Copy what formulas need in a page: a style and its fonts."""
        folder = self.folder / "_typesetting"
        (folder / "fonts").mkdir(parents=True)
        shutil.copy(KATEX / "katex.min.css", folder)
        for font in KATEX.glob("fonts/*.woff2"):
            shutil.copy(font, folder / "fonts")


def rooms():
    """Return the rooms of the package in their order, each with the modules that have something public."""
    names = re.findall(r"^([a-z]\w+) +\S", _front_door().split("===\n")[1], re.MULTILINE)
    paths = [path for path in files() if path.parts[:2] == ("notebooks", "collapse") and path.suffix == ".py"]
    found = {}
    for name in names:
        own = [path for path in paths if path.parts[2].removesuffix(".py") == name]
        modules = [".".join(path.with_suffix("").parts[1:]) for path in own if path.stem != "__init__"]
        found[name] = modules
    return found


def _front_door():
    return ast.get_docstring(ast.parse(read("notebooks/collapse/__init__.py")))


def _automodule(module, members=True):
    options = ["   :members:"] if members else []
    return "\n".join(["```{eval-rst}", f".. automodule:: {module}", *options, "```", ""])


def _framed(text):
    """Return the text with each prediction, a quotation in the notebook, in a frame of its own."""
    lines, frame = [], None
    for line, outside in [*lines_outside_code(text), ("", True)]:
        begins = outside and re.match(r"> \*\*(Predict[^*]*?)\.?\*\* ?(.*)", line)
        if frame is not None and (begins or not line.startswith(">")):
            lines += [*frame, ":::", ""]
            frame = None
        if begins:
            frame = ["", f":::{{admonition}} {begins[1]}", ":class: predict", "", begins[2]]
        elif frame is not None:
            frame.append(line[1:].removeprefix(" "))
        else:
            lines.append(line)
    return "\n".join(lines[:-1])


def _prints_prose(cell):
    """Tell whether the lines that a cell printed may break: none of them is a row of columns."""
    printed = [output.text for output in cell.outputs if output.output_type == "stream"]
    return bool(printed) and not any(COLUMNS.search(text) for text in printed)


def _html(text):
    return nbformat.v4.new_output("display_data", {"text/html": text})


def _how_to_run(notebook):
    return (
        ":::{container} how-to-run\n"
        "This page is the notebook as it was last run; its panels move, and solutions open at a click. To run it, "
        f"change it and have your answers checked: [open it on Binder]({on_binder(notebook)}), or `make lab` in a "
        f"[copy of all]({on_host('', 'tree')}).\n:::"
    )


def _how_to_check(notebook, source):
    number = re.search(r'check\("([\d.]+)"', source)
    hint = f' <code>hint("{number[1]}")</code> gives a hint there.' if number else ""
    binder = html.escape(on_binder(notebook))
    return (
        f'<p class="how">A check answers where the notebook runs: <a href="{binder}">on Binder</a>, or on your own '
        f"machine.{hint}</p>"
    )
