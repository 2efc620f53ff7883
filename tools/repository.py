"""The repository as a clone or an unpacked ZIP has it: its root, its files, and the uv that makes its environment."""

import os
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MEGABYTE = 2**20
UV = os.environ.get("UV") or shutil.which("uv") or str(ROOT / ".uv/bin/uv")


def read(name):
    """Return the text of a file of the repository."""
    return (ROOT / name).read_text(encoding="utf-8")


def files(root=ROOT):
    """Return the path of every file of the repository, relative to its root, new ones included.

    Git is not asked, since a ZIP has none; what .gitignore names, of the patterns that it has, is left out.
    """
    lines = (root / ".gitignore").read_text(encoding="utf-8").splitlines()
    patterns = [".git", *(line.rstrip("/") for line in lines if line and not line.startswith("#"))]
    found = []
    for folder, folders, names in os.walk(root):
        here = Path(folder).relative_to(root)
        folders[:] = [name for name in folders if not _ignored(here / name, patterns)]
        found += [here / name for name in names if not _ignored(here / name, patterns)]
    return sorted(found)


def _ignored(path, patterns):
    return any(path.match(pattern) for pattern in patterns)
