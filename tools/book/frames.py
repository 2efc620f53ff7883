"""What a panel shows of the settings that it declares for the book: a picture and a sentence for each.

The Python that draws is the lessons' own. What was drawn is kept in a folder named by all that could change it, so
that a book whose text alone has changed draws nothing again.
"""

import ast
import hashlib
import inspect
import io
import json
import os
import re
from concurrent.futures import ProcessPoolExecutor

import nbformat

import pages
from collapse.panels.base import stops
from execute import NOTEBOOKS, tags
from repository import ROOT

LEAST = 150  # settings of a panel
COLORS = 64
PARTS = 8  # of the settings of a panel, drawn by any process that is free


def make(setup, cell):
    """Run the setup cell, which is all that a panel's cell may need, then the panel's cell; return the panel."""
    namespace = {}
    exec(setup.source, namespace)
    *statements, last = ast.parse(cell.source).body
    exec(compile(ast.Module(statements, []), cell.id, "exec"), namespace)
    return eval(compile(ast.Expression(last.value), cell.id, "eval"), namespace)


def panel_cells(path):
    """Return the setup cell of a notebook and the cells of its panels."""
    code = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    return code[0], [cell for cell in code if "panel" in tags(cell)]


def key(setup, cell):
    """Name everything on which the frames of a panel depend: cells, modules, tables, versions."""
    code = setup.source + cell.source
    digest = hashlib.sha256(f"{code}{inspect.getsource(draw)}{COLORS}".encode())
    modules = reached([_module_of(cell), "collapse.text", "collapse.pictures"])
    tables = [path for path in sorted(ROOT.glob("data/*.csv")) if re.search(rf"\b{path.stem}\b", code)]
    for path in [*sorted(modules), *tables, ROOT / "requirements.txt"]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _module_of(cell):
    """Name the module of the panel that a cell makes."""
    name = re.search(r"\bpanels\.(\w+)\(", cell.source)[1]
    return re.search(rf"^from (\S+) import .*\b{name}\b", _file("collapse.panels").read_text(), re.MULTILINE)[1]


def _file(module):
    """Return the file of a module of the package, or None."""
    path = NOTEBOOKS.joinpath(*module.split("."))
    return next((found for found in (path.with_suffix(".py"), path / "__init__.py") if found.exists()), None)


def reached(modules):
    """Return the files of modules and of all that they import of the package."""
    found, left = set(), list(modules)
    while left:
        path = _file(left.pop())
        if path is None or path in found:
            continue
        found.add(path)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("collapse"):
                left += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            elif isinstance(node, ast.Import):
                left += [alias.name for alias in node.names if alias.name.startswith("collapse")]
    return found


def describe_controls(panel):
    """Return what the book's script needs to know of the controls: their names, and the stops that were drawn."""
    settings = panel.settings()
    found = []
    for name, widget in panel.controls.items():
        drawn = {setting[name] for setting in settings}
        at = [(label, value) for label, value in stops(widget) if value in drawn]
        labels, values = map(list, zip(*at, strict=True))
        found.append(
            dict(
                label=widget.description,
                tooltip=widget.tooltip,
                kind=type(widget).__name__,
                stops=labels,
                values=values,
                start=values.index(widget.value),
                all=len(stops(widget)),
            )
        )
    return found


def draw(path, name, part, folder):
    """Draw one part of the settings of a panel; return their numbers and words."""
    os.chdir(NOTEBOOKS)
    setup, cells = panel_cells(path)
    panel = make(setup, next(cell for cell in cells if cell.id == name))
    settings = panel.settings()
    words = {}
    for number in range(len(settings) * part // PARTS, len(settings) * (part + 1) // PARTS):
        image, words[number] = panel.frame(**settings[number])
        buffer = io.BytesIO()
        image.quantize(COLORS, method=2, dither=0).convert("RGB").save(buffer, "webp", lossless=True, method=2)
        (folder / f"{number}.webp").write_bytes(buffer.getvalue())
    return words


def faults(panel, where):
    """Say what keeps a panel out of the book."""
    settings = panel.settings()
    if not settings:
        yield f"{where} has a panel without a grid of settings for the book"
        return
    if len(settings) < LEAST:
        yield f"{where} has a panel with {len(settings)} settings for the book, not {LEAST}"
    if {name: widget.value for name, widget in panel.controls.items()} not in settings:
        yield f"{where} has a panel that opens at a setting which is not in its grid"


def draw_all(paths, cache):
    """Draw what is not in the folder `cache` yet; return the folders by notebook and cell, and what is wrong."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    os.chdir(NOTEBOOKS)
    folders, wrong, jobs = {}, [], []
    with ProcessPoolExecutor() as pool:
        for path in paths:
            setup, cells = panel_cells(path)
            for cell in cells:
                where = f"{path.name}: cell {cell.id}"
                folder = cache / f"{cell.id}-{key(setup, cell)}"
                folders[path.stem, cell.id] = folder
                if not any(pages.lost_frames(folder)):
                    continue
                try:
                    panel = make(setup, cell)
                except Exception as problem:  # whatever is wrong with it, the book says which cell it is
                    wrong.append(f"{where} has a panel that cannot be made: {type(problem).__name__}: {problem}")
                    continue
                wrong += (found := list(faults(panel, where)))
                if not found:
                    folder.mkdir(parents=True, exist_ok=True)
                    parts = [pool.submit(draw, path, cell.id, part, folder) for part in range(PARTS)]
                    jobs.append((where, folder, panel, parts))
        for where, folder, panel, parts in jobs:
            try:
                _write(folder, panel, [part.result() for part in parts])
            except Exception as problem:
                wrong.append(f"{where} has a setting that cannot be drawn: {type(problem).__name__}: {problem}")
    return folders, wrong


def _write(folder, panel, parts):
    """Write down what the script of the book reads: as a script, since pages opened from a disk may read no data."""
    words = {number: said for part in parts for number, said in part.items()}
    controls = describe_controls(panel)
    places = [dict((json.dumps(v), i) for i, v in enumerate(control.pop("values"))) for control in controls]
    settings = [
        [place[json.dumps(value)] for place, value in zip(places, setting.values(), strict=True)]
        for setting in panel.settings()
    ]
    width, height = panel.figure.canvas.get_width_height()
    data = dict(
        controls=controls,
        settings=settings,
        words=[words[number] for number in range(len(settings))],
        width=width,
        height=height,
    )
    text = f"collapsePanel({json.dumps(folder.name)}, {json.dumps(data, ensure_ascii=False)});\n"
    (folder / "panel.js").write_text(text, encoding="utf-8")
