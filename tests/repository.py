"""The repository as a clone sees it: its root, its files, and the uv that makes its environment."""

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
UV = os.environ.get("UV") or shutil.which("uv") or str(ROOT / ".uv/bin/uv")


def files():
    """Return the path of every file of the repository, relative to its root, new ones included."""
    listing = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    # A container often runs as another user than the one who cloned; git then asks for safe.directory.
    git = subprocess.run(["git", "-c", "safe.directory=*", *listing], cwd=ROOT, capture_output=True, check=True)
    return sorted({path for path in map(Path, git.stdout.decode().split("\0")) if (ROOT / path).is_file()})
