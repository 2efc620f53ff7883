"""The suite itself is tested: a fault planted in a copy of the repository turns it red, and for the right reason."""

import re
import shutil
import subprocess
import sys

import nbformat
import pytest

from execute import NOTEBOOKS, tags

ROOT = NOTEBOOKS.parent
NOTEBOOK = "notebooks/00_start_here.ipynb"
CONVENTIONS = "tests/test_notebook_hygiene.py"
PANELS = "tests/test_panels.py"
ONCE = ["tests/test_notebook_runs.py", "-k", "00_start_here and without_solutions"]
TWICE = ["tests/test_notebook_runs.py", "-k", "00_start_here and twice"]
ANSI = re.compile(r"\x1b\[[\d;]*m")
IGNORED = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", "bench")


@pytest.fixture
def copy(tmp_path):
    """Copy what the suite needs of the repository."""
    for name in ("notebooks", "tests", "data"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=IGNORED)
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def suite(copy, *parts):
    """Run parts of the suite in the copy; return the exit code and what it says."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--color=no", *parts]
    done = subprocess.run(command, cwd=copy, capture_output=True, text=True, timeout=100)
    return done.returncode, ANSI.sub("", done.stdout)


def in_cell(change, wanted):
    """Make a fault: `change` is done to the first code cell of the notebook that is `wanted`."""

    def fault(copy):
        notebook = nbformat.read(copy / NOTEBOOK, as_version=4)
        change(next(cell for cell in notebook.cells if cell.cell_type == "code" and wanted(cell)))
        nbformat.write(notebook, copy / NOTEBOOK)

    return fault


def in_package(module, name, body):
    """Make a fault: the function `name` of a module is replaced by `body`, which may call the right one, `right`."""

    def fault(copy):
        path = copy / "notebooks" / "collapse" / module
        assert f"def {name}(" in path.read_text(encoding="utf-8")
        with path.open("a", encoding="utf-8") as file:
            file.write(f"\n\nright = {name}\n\n\ndef {name}(*arguments, **named):\n{body}")

    return fault


def prints(cell):
    return any(re.search(r"\d", output.get("text", "")) for output in cell.outputs)


def draws(cell):
    return any("image/png" in output.get("data", {}) for output in cell.outputs)


def is_panel(cell):
    return "panel" in tags(cell)


def is_setup(cell):
    return "default_rng(" in cell.source


def leaves_blank(cell):
    return cell.source.endswith(" = ...") and "0.4" in cell.source


def anything(cell):
    return True


def add_stderr(cell):
    cell.outputs.insert(0, nbformat.v4.new_output("stream", name="stderr", text="UserWarning: planted\n"))


def change_number(cell):
    cell.outputs[0].text = re.sub(r"\d(?=\D*\Z)", lambda digit: str((int(digit[0]) + 1) % 10), cell.outputs[0].text)


def raise_in(cell):
    cell.source = f"raise RuntimeError('planted')\n{cell.source}"


def forget_seed(cell):
    cell.source = re.sub(r"default_rng\(\d+\)", "default_rng()", cell.source)


def misspell(cell):
    cell.metadata["tags"] = [tag + "l" for tag in tags(cell)]


def strip(cell):
    cell.outputs = []


def stale(cell):
    cell.execution_count += 1


def need_solution(cell):
    cell.source += "\nspread_solution"


def remember(cell):
    cell.source = f"turns = globals().get('turns', 0) + 1\nprint(turns)\n{cell.source}"


def connect(cell):
    cell.source = f"import socket\nsocket.socket(type=socket.SOCK_DGRAM).connect(('192.0.2.1', 9))\n{cell.source}"


def lose_notebooks(copy):
    for path in copy.glob("notebooks/*.ipynb"):
        path.unlink()


EMPTIED = """    picture = right(*arguments, **named)
    for axes in picture.figure.axes:
        axes.clear()
    return picture
"""
RAISING = """    panel = right(*arguments, **named)
    draw = panel._draw

    def raising(**values):
        if values["generation"] > 150:
            raise ValueError("planted")
        return draw(**values)

    panel._draw = raising
    return panel
"""
WRONG = "    return 1.01 * right(*arguments, **named)\n"


# What is broken, which parts of the suite are run, and what they must say.
FAULTS = {
    "a changed number": (in_cell(change_number, prints), [NOTEBOOK], ["mismatch 'stdout'"]),
    "a cell that raises": (in_cell(raise_in, prints), [NOTEBOOK], ["RuntimeError: planted"]),
    "an emptied figure": (
        in_package("figures/start.py", "photocopies", EMPTIED),
        [NOTEBOOK],
        ["mismatch 'text/plain'"],
    ),
    "a wrong formula": (
        in_package("theory/gaussian.py", "median_variance", WRONG),
        [NOTEBOOK],
        ["mismatch 'text/plain'"],
    ),
    "a missing seed": (
        in_cell(forget_seed, is_setup),
        [NOTEBOOK, CONVENTIONS],
        ["mismatch 'stdout'", "makes a generator without a seed"],
    ),
    "a stored warning": (
        in_cell(add_stderr, prints),
        [NOTEBOOK, CONVENTIONS],
        ["Missing output fields from running code: {'stderr'}", "has stored stderr output"],
    ),
    "a stripped output": (in_cell(strip, draws), [CONVENTIONS], ["shows something, and no output is stored"]),
    "a stale count": (in_cell(stale, anything), [CONVENTIONS], ["execution counts are [2, 2, 3"]),
    "a misspelt tag": (in_cell(misspell, is_panel), [CONVENTIONS], ["has an unknown tag 'panell'"]),
    "a raising callback": (
        in_package("panels/start.py", "photocopier", RAISING),
        [PANELS, "-k", "photocopier and everywhere"],
        ["ValueError: planted"],
    ),
    "a need for a solution": (in_cell(need_solution, leaves_blank), ONCE, ["name 'spread_solution' is not defined"]),
    "a call for the network": (in_cell(connect, prints), ONCE, ["OSError"]),
    "a cell that remembers": (in_cell(remember, prints), TWICE, ["cells show something else when run again"]),
    "no notebook at all": (lose_notebooks, [CONVENTIONS], ["FileNotFoundError: no notebook in"]),
}  # fmt: skip


@pytest.mark.parametrize(("fault", "parts", "reasons"), FAULTS.values(), ids=FAULTS)
def test_a_fault_turns_the_suite_red(copy, fault, parts, reasons):
    fault(copy)
    code, said = suite(copy, *parts)
    assert code in (pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED), said
    assert [reason for reason in reasons if reason not in said] == [], said


def test_the_unbroken_copy_is_green(copy):
    code, said = suite(copy, NOTEBOOK, CONVENTIONS, PANELS)
    assert code == pytest.ExitCode.OK, said
