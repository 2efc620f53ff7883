"""Faults are planted in all notebooks, several in one copy of each: strict comparison names each cell, and no other.

A copy keeps the cells that `KEPT` names, those that run fast and need no others; that the cells without a fault pass
shows that it is a fair copy.
"""

import re
import subprocess
import sys
from collections import Counter
from xml.etree import ElementTree

import nbformat
import pytest

from execute import NOTEBOOKS
from patience import PATIENCE
from sabotage import another_digit

ROOT = NOTEBOOKS.parent
ANSI = re.compile(r"\x1b?\[[\d;]*m|#x1B\[[\d;]*m")
STDOUT, DATA = "mismatch 'stdout'", "mismatch 'text/plain'"
LACKS, EXTRA = "Missing output fields from running code", "Unexpected output fields from running code"
RAISED = "RuntimeError: planted"


def triple(number):
    """Name the cells of an exercise."""
    return f"exercise-{number} check-{number} solution-{number}"


KEPT = {
    "00": "setup village draw-photocopies panel-photocopier "
    f"{triple('0-1')} {triple('0-2')} {triple('0-3')} {triple('0-4')}",
    "01": "setup load-heights draw-heights village loop-by-hand loop-of-package draw-one-history "
    f"panel-gaussian {triple('1-1')}",
    "02": "setup load-geyser em-by-hand em-run em-of-package loop-geyser worked-points panel-rare-modes "
    f"{triple('2-1')} {triple('2-3')}",
    "03": "setup load-surnames found-town copy-by-hand copy-by-package draw-one-town novels-source good-turing "
    f"panel-words pairs-by-hand {triple('3-1')}",
    "04": "setup corpus passage parrot weights forward loss at-logits backward finite-difference compare-gradients "
    f"same-as-package draw-trap panel-bands draw-cross draw-diets {triple('4-1')}",
    "05": f"setup worth draw-map draw-network panel-diet diagram {triple('5-2')} {triple('5-3')}",
    "06": f"setup list-claims how-to-fix run-7 panel-writers run-error-4 run-error-6 run-project-5 {triple('6-1')}",
    "07": f"setup load draw-averages effective draw-two-networks panel-handwriting {triple('7-1')}",
}


# --- ways to plant a fault in a cell ---


def digit(cell):
    cell.outputs[-1].text = another_digit(cell.outputs[-1].text)


def figure_digit(cell):
    cell.outputs[0].data["text/plain"] = another_digit(cell.outputs[0].data["text/plain"])


def strip(cell):
    cell.outputs = []


def store_stderr(cell):
    cell.outputs.insert(0, nbformat.v4.new_output("stream", name="stderr", text="UserWarning: planted\n"))


def warn(cell):
    cell.source = f"import warnings\nwarnings.warn('planted')\n{cell.source}"


def fail(cell):
    cell.source += "\nraise RuntimeError('planted')"


def edit(old, new):
    """Make a fault: `old` becomes `new` in the source of the cell."""

    def fault(cell):
        assert old in cell.source, f"{cell.id} has no {old!r} left"
        cell.source = cell.source.replace(old, new)

    return fault


def stored(old, new):
    """Make a fault: `old` becomes `new` in what the cell has stored."""

    def fault(cell):
        assert old in cell.outputs[-1].text, f"{cell.id} does not print {old!r} any more"
        cell.outputs[-1].text = cell.outputs[-1].text.replace(old, new)

    return fault


def swap(first, second):
    first.outputs, second.outputs = second.outputs, first.outputs


def package(name, *arguments):
    """Make a fault in the package, by a function of `sabotage`, planted at the end of the notebook's first cell."""
    return f"sabotage.{name}({', '.join(map(repr, arguments))})"


# The notebook, what is wrong, the cells that must say so, how it is planted, and what each of the cells must say.
FAULTS = [
    ("00", "a digit of a printed number is another", "village", digit, STDOUT),
    ("00", "a figure is empty", "draw-photocopies", package("emptied", "figures", "photocopies"), DATA),
    ("00", "a panel tells other numbers than stored", "panel-photocopier", figure_digit, DATA),
    ("00", "an output is missing", "check-0-1", strip, EXTRA),
    ("00", "a judge rejects the solution", "solution-0-1", package("rejecting", "0.1"), STDOUT),
    ("00", "a cell warns", "check-0-2", warn, EXTRA),
    ("00", "a cell raises", "solution-0-2", fail, RAISED),
    ("00", "an answer is left filled in", "check-0-3 exercise-0-3", edit("return ...", "return 0 * sample"), STDOUT),
    ("00", "a warning is stored", "solution-0-4", store_stderr, LACKS),
    ("01", "a digit of a printed number is another", "load-heights", digit, STDOUT),
    ("01", "an axis has the wrong words", "draw-heights", package("relabeled", "figures", "heights"), DATA),
    ("01", "a warning is stored", "village", store_stderr, LACKS),
    ("01", "a number is printed with a wrong sign", "loop-by-hand", stored("-0.52", " 0.52"), STDOUT),
    ("01", "a missing seed", "loop-of-package", edit("default_rng(7)", "default_rng()"), STDOUT),
    ("01", "a figure shows another generation", "draw-one-history", edit("50, 100", "50, 99"), DATA),
    ("01", "a formula is wrong by 1 %", "panel-gaussian", package("scaled", "theory", "median_variance"), DATA),
    ("01", "a judge rejects the solution", "check-1-1 solution-1-1", package("rejecting", "1.1"), STDOUT),
    ("02", "a digit of a printed number is another", "load-geyser", digit, STDOUT),
    ("02", "a figure has changed since it was stored", "em-run", figure_digit, DATA),
    ("02", "a cell raises", "em-of-package", fail, RAISED),
    ("02", "a figure is empty", "loop-geyser", package("emptied", "figures", "geyser"), DATA),
    ("02", "a formula is wrong by 1 %", "worked-points", package("scaled", "theory", "share_with_descendants"), STDOUT),
    ("02", "words below a picture lie", "panel-rare-modes", package("miscounting", "panels", "rare_modes"), DATA),
    ("02", "two outputs are swapped", "check-2-1 solution-2-1", swap, STDOUT),
    ("02", "a warning is stored", "check-2-3", store_stderr, LACKS),
    ("02", "a judge rejects the solution", "solution-2-3", package("rejecting", "2.3"), STDOUT),
    ("03", "a digit of a printed number is another", "load-surnames", digit, STDOUT),
    ("03", "a formula is wrong by 1 %", "found-town", package("scaled", "theory", "types_left"), STDOUT),
    ("03", "an output is missing", "copy-by-hand", strip, EXTRA),
    ("03", "what holds is stored as what does not", "copy-by-package", stored("True", "False"), STDOUT),
    ("03", "a curve is half as high", "draw-one-town", package("halved", "figures", "one_town"), DATA),
    ("03", "a warning is stored", "novels-source", store_stderr, LACKS),
    ("03", "a measure is wrong by 10 %", "good-turing", package("scaled", "measures", "good_turing", 1.1), STDOUT),
    ("03", "words below a picture lie", "panel-words", package("miscounting", "panels", "vocabulary"), DATA),
    ("03", "a cell raises", "pairs-by-hand", fail, RAISED),
    ("03", "a judge rejects the solution", "check-3-1 solution-3-1", package("rejecting", "3.1"), STDOUT),
    ("04", "a digit of a printed number is another", "corpus", digit, STDOUT),
    ("04", "an output is missing", "parrot", strip, EXTRA),
    ("04", "a cell warns", "weights", warn, EXTRA),
    ("04", "a logarithm of the wrong base", "loss", edit("np.log2(V)", "np.log(V)"), STDOUT),
    (
        "04",
        "a derivative at the wrong state",
        "compare-gradients same-as-package backward",
        edit("(1 - states[t + 1] ** 2)", "(1 - states[t] ** 2)"),
        STDOUT,
    ),
    ("04", "a figure is empty", "draw-trap", package("emptied", "figures", "real_words"), DATA),
    ("04", "words below a picture lie", "panel-bands", package("miscounting", "panels", "bands"), DATA),
    ("04", "a figure has changed since it was stored", "draw-cross", figure_digit, DATA),
    ("04", "an axis has the wrong words", "draw-diets", package("relabeled", "figures", "diets"), DATA),
    ("04", "a judge rejects the solution", "check-4-1 solution-4-1", package("rejecting", "4.1"), STDOUT),
    ("05", "a formula is wrong by 10 %", "worth", package("scaled", "theory", "human_price", 1.1), STDOUT),
    ("05", "a figure is empty", "draw-map", package("emptied", "figures", "price_map"), DATA),
    ("05", "a curve is half as high", "draw-network", package("halved", "figures", "network_back"), DATA),
    ("05", "a panel tells other numbers than stored", "panel-diet", figure_digit, DATA),
    ("05", "a band that is twice too wide", "diagram", edit('<= diagram["error"]', '<= 2 * diagram["error"]'), STDOUT),
    ("05", "an output is missing", "check-5-2", strip, EXTRA),
    ("05", "a judge rejects the solution", "solution-5-2", package("rejecting", "5.2"), STDOUT),
    ("05", "a cell raises", "solution-5-3", fail, RAISED),
    ("06", "a digit of a printed number is another", "list-claims", digit, STDOUT),
    ("06", "an output is missing", "how-to-fix", strip, EXTRA),
    ("06", "a cell raises", "run-error-6", fail, RAISED),
    ("06", "a warning is stored", "run-7", store_stderr, LACKS),
    ("06", "a panel tells other numbers than stored", "panel-writers", figure_digit, DATA),
    ("06", "a formula for another sample size", "run-error-4", edit("(50, n)", "(60, n)"), STDOUT),
    ("06", "a formula is wrong by 10 %", "run-project-5", package("scaled", "theory", "fresh_variance", 1.1), STDOUT),
    ("06", "two outputs are swapped", "check-6-1 solution-6-1", swap, STDOUT),
    ("07", "a digit of a printed number is another", "load", digit, STDOUT),
    ("07", "a figure has changed since it was stored", "draw-averages", figure_digit, DATA),
    ("07", "an output is missing", "effective", strip, EXTRA),
    ("07", "a figure is empty", "draw-two-networks", package("emptied", "figures", "two_networks"), DATA),
    ("07", "a panel tells other numbers than stored", "panel-handwriting", figure_digit, DATA),
    ("07", "a judge rejects the solution", "check-7-1 solution-7-1", package("rejecting", "7.1"), STDOUT),
]  # fmt: skip
EDITED_ELSEWHERE = {"exercise-0-3", "backward"}  # cells where a fault is planted that other cells must report


def path_of(number):
    """Return the path of the notebook of that number."""
    return next(NOTEBOOKS.glob(f"{number}_*.ipynb"))


def saying(cells):
    """Name the cells that must report a fault."""
    return [name for name in cells.split() if name not in EDITED_ELSEWHERE]


def copied(number, folder):
    """Write the copy of a notebook, with all faults planted in it; return the ids of its code cells."""
    notebook = nbformat.read(path_of(number), as_version=4)
    kept = KEPT[number].split()
    code = {cell.id: cell for cell in notebook.cells if cell.cell_type == "code"}
    assert [name for name in kept if name not in code] == [], "these cells are gone; choose others"
    notebook.cells = [cell for name, cell in code.items() if name in kept]
    setup = notebook.cells[0]
    setup.source += "\nimport sabotage"
    for _, _, cells, plant, _ in (fault for fault in FAULTS if fault[0] == number):
        if isinstance(plant, str):
            setup.source += f"\n{plant}"
        elif plant is swap:
            swap(*(code[name] for name in cells.split()))
        else:
            edited = EDITED_ELSEWHERE.intersection(cells.split()) or [cells.split()[0]]
            plant(code[next(iter(edited))])
    nbformat.write(notebook, folder / path_of(number).name)
    return [cell.id for cell in notebook.cells]


@pytest.fixture(scope="module")
def reported(tmp_path_factory):
    """Run all copies under strict comparison; return what each cell that failed says, by notebook and cell."""
    root = tmp_path_factory.mktemp("planted")
    notebooks = root / "notebooks"
    notebooks.mkdir()
    (root / "data").symlink_to(ROOT / "data")
    (notebooks / "collapse").symlink_to(NOTEBOOKS / "collapse")
    (notebooks / "sabotage.py").symlink_to(ROOT / "tests" / "support" / "sabotage.py")
    (root / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    ids = {number: copied(number, notebooks) for number in KEPT}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", "--junitxml=report.xml"]
    command += sorted(str(path) for path in notebooks.glob("*.ipynb"))
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == pytest.ExitCode.TESTS_FAILED, done.stdout
    found = {}
    for case in ElementTree.parse(root / "report.xml").iter("testcase"):
        number = re.search(r"\b(\d\d)_", case.get("classname"))[1]
        for failure in case.findall("failure"):
            name = ids[number][int(case.get("name").split()[-1])]
            found[number, name] = ANSI.sub("", f"{failure.get('message')}\n{failure.text}")
    return found


@pytest.mark.parametrize(
    ("number", "cells", "says"),
    [(number, cells, says) for number, _, cells, _, says in FAULTS],
    ids=[f"{number}: {kind} ({cells.split()[0]})" for number, kind, cells, _, _ in FAULTS],
)
def test_a_fault_is_reported_by_its_cells(reported, number, cells, says):
    for name in saying(cells):
        assert (number, name) in reported
        assert says in reported[number, name]


def test_no_other_cell_fails(reported):
    planted = {(number, name) for number, _, cells, _, _ in FAULTS for name in saying(cells)}
    assert set(reported) == planted


def test_at_least_sixty_faults_and_five_in_every_notebook():
    planted = Counter(number for number, *_ in FAULTS)
    assert planted.total() >= 60
    assert set(planted) == {path.name[:2] for path in NOTEBOOKS.glob("*.ipynb")}
    assert min(planted.values()) >= 5
