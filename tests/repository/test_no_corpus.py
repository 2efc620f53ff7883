"""Nothing of the human corpus is in the repository: not in a file, and not in what a notebook has stored.

The novels are in the public domain, and still the lessons only read them from the package that carries them. A copy is
40 characters of them in a row, whatever the line breaks, capitals, quotes and markup. A model of characters may write
such a run by itself; then its output may not be stored (`nbval-ignore-output`).
"""

import gzip
import html
import io
import json
import re
import textwrap
import zipfile

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from collapse import text
from execute import NOTEBOOKS
from repository import ROOT, files

RUN = 40  # characters, spaces and punctuation included
LETTERS = 32  # about what there is in so many characters: for passages whose punctuation or markup was changed


@pytest.fixture(scope="module")
def prose():
    """The corpus as the two sets of runs that a document is searched for."""
    novels = text.load().text
    return tuple(set(windows(view, width)) for view, width in zip(views(novels), (RUN, LETTERS), strict=True))


def views(document):
    """Return a document as plain text on one line and as letters alone, both in lower case."""
    document = html.unescape(re.sub(r"</?\w[^>\n]*>", " ", document))
    document = re.sub(r"\\([nt'\"])", lambda escape: " " if escape[1] in "nt" else escape[1], document)
    plain = text._plain(document).lower()
    return plain, re.sub("[^a-z]", "", plain)


def windows(view, width):
    """Yield every run of `width` characters."""
    return (view[at : at + width] for at in range(len(view) - width + 1))


def copied(document, prose):
    """Return the first run of the corpus in a document, or None."""
    for view, width, runs in zip(views(document), (RUN, LETTERS), prose, strict=True):
        found = next((window for window in windows(view, width) if window in runs), None)
        if found:
            return found
    return None


def readable(path):
    """Return what there is to read in a file: strings of JSON, members of archives, "" for pictures and the like."""
    raw = path.read_bytes()
    if raw[:2] == b"\x1f\x8b":
        raw = gzip.decompress(raw)
    if raw[:2] == b"PK" and zipfile.is_zipfile(io.BytesIO(raw)):
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return " ".join(archive.read(name).decode("utf-8", "ignore") for name in archive.namelist())
    try:
        document = raw.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return strings(json.loads(document)) if path.suffix == ".ipynb" else document


def strings(value):
    """Return every string in a JSON value, joined; base64 pictures left out."""
    if isinstance(value, list | dict):
        return "".join(map(strings, value.values() if isinstance(value, dict) else value))
    return f"{value} " if isinstance(value, str) and not value.startswith("iVBOR") else ""


def stored(notebook):
    """Return what the outputs of a notebook say."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return "\n".join(strings(output) for output in outputs)


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_no_stored_output_holds_a_copy(path, prose):
    assert copied(stored(nbformat.read(path, as_version=4)), prose) is None


def test_no_file_holds_a_copy(prose):
    found = {str(path): run for path in files() if (run := copied(readable(ROOT / path), prose))}
    assert files() and not found


# --- planted faults ---


@pytest.fixture(scope="module")
def passage():
    """A hundred characters of the corpus; they are never written into the repository's tree."""
    novels = text.load().text
    start = novels.index(" ", 50_000)
    return novels[start : start + 100].strip()


DISGUISES = {
    "as it is": lambda passage: passage,
    "in capitals": str.upper,
    "in narrow lines": lambda passage: textwrap.fill(passage, 18),
    "with typographic quotes": lambda passage: passage.replace("'", "\u2019").replace("--", "\u2014"),
    "without punctuation": lambda passage: re.sub(r"[^\w\s]", "", passage),
    "as a repr": lambda passage: repr(passage.replace(" ", "\n")),
    "as HTML": lambda passage: f"<b>{'</b> <b>'.join(passage.split())}</b>",
    "only 50 characters": lambda passage: f"Generation 0 writes: {passage[:50]} ...",
}


def lesson(*outputs):
    return new_notebook(cells=[new_code_cell("print(passage)", outputs=list(outputs))])


@pytest.mark.parametrize("disguise", DISGUISES.values(), ids=DISGUISES)
def test_a_copy_in_a_stored_output_is_found(disguise, passage, prose):
    assert copied(stored(lesson(new_output("stream", name="stdout", text=disguise(passage)))), prose)
    assert copied("Nothing of the kind, said a judge. " * 5, prose) is None


def test_a_copy_in_a_file_is_found(passage, prose, tmp_path):
    lines = "\n# ".join(textwrap.wrap(passage, 40))
    (tmp_path / "a.py").write_text(f"# {lines}\n")
    (tmp_path / "a.csv").write_text('generation,text\n0,"' + passage.replace('"', '""') + '"\n')
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(passage.encode()))
    with zipfile.ZipFile(tmp_path / "a.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("text.txt", passage)
    nbformat.write(lesson(new_output("error", ename="A", evalue=passage, traceback=[])), tmp_path / "a.ipynb")
    nbformat.write(new_notebook(cells=[new_markdown_cell(f"> {passage}")]), tmp_path / "b.ipynb")
    planted = sorted(tmp_path.iterdir())
    assert len(planted) == 6
    assert [path.name for path in planted if not copied(readable(path), prose)] == []
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n\xff")
    assert readable(tmp_path / "a.png") == ""
