"""Style and spelling, as ruff and codespell see them; pyproject.toml says what they look at."""

import shutil
import subprocess
import sys

import pytest

from repository import ROOT, files


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """Copy the repository: in a folder with brackets in its name, ruff does not know our own imports."""
    folder = tmp_path_factory.mktemp("copy")
    for path in files():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, folder / path)
    return folder


@pytest.mark.parametrize("tool", ["ruff check", "ruff format --check", "codespell_lib"])
def test_style(copy, tool):
    done = subprocess.run([sys.executable, "-m", *tool.split()], cwd=copy, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
