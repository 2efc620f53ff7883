"""Style and spelling, as ruff and codespell see them; pyproject.toml says what they look at."""

import subprocess
import sys

import pytest

from repository import ROOT


@pytest.mark.parametrize("tool", ["ruff check", "ruff format --check", "codespell_lib"])
def test_style(tool):
    done = subprocess.run([sys.executable, "-m", *tool.split()], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
