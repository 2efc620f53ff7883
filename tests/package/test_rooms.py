"""The list of rooms at the front door of a package holds every room, and imports go down it."""

import ast
import importlib
import re
from pathlib import Path

import pytest

import collapse
from collapse.models import char_rnn

PACKAGES = [collapse, char_rnn]
LISTED = re.compile(r"^(\w+) +\S", re.MULTILINE)
PACKAGE = Path(collapse.__file__).parent


def listed(package):
    """Return the rooms in the table that a package's docstring holds, in its order."""
    table = re.split(r"^=+ +=+$", package.__doc__, flags=re.MULTILINE)[1]
    return LISTED.findall(table)


def rooms(package):
    """Return the files and folders of a package: each room by its name, with its files of Python."""
    folder = Path(package.__file__).parent
    inside = [path for path in folder.iterdir() if path.stem.strip("_") not in ("init", "pycache")]
    return {path.stem: sorted(path.rglob("*.py")) if path.is_dir() else [path] for path in inside}


def imported(code, package):
    """Return what code imports of a package: the names of rooms."""
    names = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "write the whole name, as everywhere"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    inside = (name.removeprefix(f"{package}.").split(".")[0] for name in names if name.startswith(f"{package}."))
    return set(inside)


def complaints(package, order, code):
    """Say which rooms the list lacks or has too many, and which import goes up it; `code` by room and file."""
    yield from (f"{room} is not in the list" for room in code if room not in order)
    yield from (f"there is no {room}" for room in order if room not in code)
    for room in filter(code.get, order):
        below = order[order.index(room) + 1 :]
        for name, source in code[room].items():
            for other in sorted(imported(source, package).intersection(below)):
                yield f"{name} imports {other}, which stands below {room}"


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.__name__)
def test_imports_go_down_the_list_of_rooms(package):
    code = {
        room: {path.relative_to(PACKAGE).as_posix(): path.read_text(encoding="utf-8") for path in paths}
        for room, paths in rooms(package).items()
    }
    assert list(complaints(package.__name__, listed(package), code)) == []


@pytest.mark.parametrize("name", ["exercises", "figures", "models", "panels", "theory"])
def test_nothing_public_has_the_name_of_its_own_file(name):
    """`panels.words` would be a function to one reader and a module to another."""
    package = importlib.import_module(f"collapse.{name}")
    assert set(package.__all__).isdisjoint(rooms(package))
