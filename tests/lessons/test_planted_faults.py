"""The suite itself is tested: a fault planted in a copy of the repository turns it red, and for the right reason.

Here are the faults for which a whole notebook has to run. The many others are planted beside each other, in the cells
of all notebooks (`test_planted_notebooks.py`), and, for every rule, in a lesson made up for it (`test_hygiene.py`).
"""

import re
import shutil
import subprocess
import sys

import nbformat
import pytest

from execute import NOTEBOOKS
from patience import PATIENCE

ROOT = NOTEBOOKS.parent
NOTEBOOK = "notebooks/00_start_here.ipynb"
CONVENTIONS = "tests/lessons/test_hygiene.py"
ONCE = ["tests/lessons/test_runs.py", "-k", "00_start_here and without_solutions"]
TWICE = ["tests/lessons/test_runs.py", "-k", "00_start_here and twice"]
ANSI = re.compile(r"\x1b\[[\d;]*m")
IGNORED = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", "bench")


@pytest.fixture
def copy(tmp_path):
    """Copy what the suite needs of the repository."""
    for name in ("notebooks", "tools", "tests", "data"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=IGNORED)
    for name in ("pyproject.toml", "README.md", ".gitignore"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def suite(copy, *parts):
    """Run parts of the suite in the copy; return the exit code and what it says."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--color=no", *parts]
    done = subprocess.run(command, cwd=copy, capture_output=True, text=True, timeout=PATIENCE)
    return done.returncode, ANSI.sub("", done.stdout)


def in_cell(change, wanted):
    """Make a fault: `change` is done to the first code cell of the notebook that is `wanted`."""

    def fault(copy):
        notebook = nbformat.read(copy / NOTEBOOK, as_version=4)
        change(next(cell for cell in notebook.cells if cell.cell_type == "code" and wanted(cell)))
        nbformat.write(notebook, copy / NOTEBOOK)

    return fault


def prints(cell):
    return any(re.search(r"\d", output.get("text", "")) for output in cell.outputs)


def is_setup(cell):
    return "default_rng(" in cell.source


def leaves_blank(cell):
    return cell.source.endswith(" = ...") and "0.4" in cell.source


def forget_seed(cell):
    cell.source = re.sub(r"default_rng\(\d+\)", "default_rng()", cell.source)


def need_solution(cell):
    cell.source += "\nspread_solution"


def remember(cell):
    cell.source = f"turns = globals().get('turns', 0) + 1\nprint(turns)\n{cell.source}"


def connect(cell):
    cell.source = f"import socket\nsocket.socket(type=socket.SOCK_DGRAM).connect(('192.0.2.1', 9))\n{cell.source}"


def lose_notebooks(copy):
    for path in copy.glob("notebooks/*.ipynb"):
        path.unlink()


# What is broken, which parts of the suite are run, and what they must say.
FAULTS = {
    "a missing seed": (in_cell(forget_seed, is_setup), [NOTEBOOK], ["mismatch 'stdout'", "mismatch 'text/plain'"]),
    "a need for a solution": (in_cell(need_solution, leaves_blank), ONCE, ["name 'spread_solution' is not defined"]),
    "a call for the network": (in_cell(connect, prints), ONCE, ["OSError"]),
    "a cell that remembers": (in_cell(remember, prints), TWICE, ["cells show something else when run again"]),
    "no notebook at all": (lose_notebooks, [CONVENTIONS], ["FileNotFoundError: no notebook in"]),
}


@pytest.mark.parametrize(("fault", "parts", "reasons"), FAULTS.values(), ids=FAULTS)
def test_a_fault_turns_the_suite_red(copy, fault, parts, reasons):
    fault(copy)
    code, said = suite(copy, *parts)
    assert code in (pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED), said
    assert [reason for reason in reasons if reason not in said] == [], said


def test_the_unbroken_copy_is_green(copy):
    code, said = suite(copy, NOTEBOOK, *TWICE)
    assert code == pytest.ExitCode.OK, said
