"""Find each student's notebook among what was handed in, and read what can be read of it. Nothing is changed there."""

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path

LARGEST = 200_000_000  # bytes of a notebook; above that it is not read
LEFT_OUT = {".ipynb_checkpoints", "__MACOSX", "__pycache__", ".git"}
COPY = re.compile(r"([-_ ]*copy[-_ ]*\d*|[ _-]*\(\d+\)|[ _-]+\d{1,2})$", re.IGNORECASE)  # what front ends add to a name


class UnreadableError(ValueError):
    """A file in which no cell of a notebook can be found, and why."""


@dataclass(frozen=True)
class Cell:
    """What counts of a student's cell."""

    kind: str
    source: str
    id: str | None = None
    grade_id: str | None = None


def files(folder):
    """Yield the files of a folder and its folders, in order; neither links nor what programs keep for themselves."""
    for top, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in LEFT_OUT)
        yield from (path for name in sorted(names) if (path := Path(top, name)).is_file() and not path.is_symlink())


def notebooks(folder, assignment):
    """Return the notebooks in a student's folder that are for an assignment, by the name of a folder or their own."""
    return [path for path in files(folder) if belongs(path.relative_to(folder), [assignment])]


def belongs(path, assignments):
    """Tell whether a file is a notebook of one of the assignments, by its name or that of a folder it is in."""
    *folders, name = path.parts
    names = [*(folders if path.suffix.lower() == ".ipynb" else ()), name.split(".")[0]]
    return any(_called(one, assignment) for one in names for assignment in assignments)


def _called(name, assignment):
    """Tell whether a file or a folder has the name of an assignment, or that of a copy, in large letters or small."""
    while name.lower() != assignment.lower() and (shorter := COPY.sub("", name)) not in (name, ""):
        name = shorter
    return name.lower() == assignment.lower()


def read(path):
    """Return the cells of a notebook, and what there is to say: pairs of a kind, "mended" or "open", and a sentence.

    Raises
    ------
    UnreadableError
        If there is no cell to be found.
    """
    if path.stat().st_size > LARGEST:
        raise UnreadableError(f"is larger than {LARGEST // 10**6} MB")
    text, said = _text(path.read_bytes())
    try:
        found = json.loads(text)
        sheets = [found] if "cells" in found else found["worksheets"]
        cells = [cell for sheet in sheets for cell in sheet["cells"]]
    except (ValueError, RecursionError):
        cells = _salvaged(text)
        said.append(("open", f"The file is damaged or breaks off; {len(cells)} of its cells could be read."))
    except (TypeError, KeyError):
        raise UnreadableError("is no notebook") from None
    cells = [_cell(cell) for cell in cells if isinstance(cell, dict)]
    if not cells:
        raise UnreadableError("is no notebook, or none of its cells can be read" if text.strip() else "is empty")
    return cells, said


def _text(data):
    """Return a file's text, and what there is to say about how it was written."""
    said = []
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    else:
        encoding = "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        encoding, text = "cp1252", data.decode("cp1252", errors="replace")
    if encoding != "utf-8-sig" or data.startswith(b"\xef\xbb\xbf"):
        said.append(("mended", f"The file was not written as plain UTF-8 ({encoding})."))
    return text, said


def _salvaged(text):
    """Return those cells that are complete in a text that is not."""
    decoder, cells = json.JSONDecoder(), []
    for match in re.finditer(r'\{\s*"(?:cell_type|attachments|execution_count|id|metadata|outputs|source)":', text):
        try:
            cell, _ = decoder.raw_decode(text, match.start())
        except (ValueError, RecursionError):
            continue
        if "cell_type" in cell and "source" in cell:
            cells.append(cell)
    return cells


def _cell(cell):
    source = cell.get("source", cell.get("input", ""))
    source = "".join(map(str, source)) if isinstance(source, list) else str(source)
    source = source.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode()
    metadata = cell.get("metadata") if isinstance(cell.get("metadata"), dict) else {}
    nbgrader = metadata.get("nbgrader") if isinstance(metadata.get("nbgrader"), dict) else {}
    return Cell(str(cell.get("cell_type")), source, cell.get("id"), nbgrader.get("grade_id"))
