"""Execute notebooks from top to bottom in fresh kernels and store their outputs: `make notebooks ARGS="01"`.

A notebook is written only if every cell passed. What changes from run to run or from machine to machine (timings,
widget state, versions) is left out, so that executing again changes nothing; `--check` says whether that is so.
"""

import argparse
import copy
import os
import re
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from patience import PATIENCE

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
CHECKED = re.compile(r'\bcheck\("(\d+)\.(\d+)"')


def tags(cell):
    """Return the tags of a cell."""
    return cell.metadata.get("tags", [])


def without_solutions(notebook):
    """Return the notebook without its solution cells."""
    kept = copy.deepcopy(notebook)
    kept.cells = [cell for cell in kept.cells if "solution" not in tags(cell)]
    return kept


def marks(notebook):
    """Return what nbgrader is told of each cell: of an exercise and its check, by their number; of others None."""
    found, number = [], None
    for cell in reversed(notebook.cells):  # an exercise has the number of the check that follows it
        if "check" in tags(cell):
            number = CHECKED.search(cell.source)
        kind = next((kind for kind in ("exercise", "check") if kind in tags(cell)), None)
        found.append(_mark(kind, number) if kind and number else None)
        number = None if kind == "exercise" else number
    return found[::-1]


def _mark(kind, number):
    check = kind == "check"
    points = {"points": 1} if check else {}
    name = f"{kind}-{number[1]}-{number[2]}"
    return dict(schema_version=3, grade_id=name, grade=check, solution=not check, locked=check, task=False, **points)


def execute(notebook, folder=NOTEBOOKS, **settings):
    """Execute a notebook in `folder`, in a fresh kernel; return it with its outputs, normalized.

    Further settings go to `nbclient.NotebookClient`. Raises what nbclient raises when a cell fails.
    """
    return normalized(client(copy.deepcopy(notebook), folder, **settings).execute())


def client(notebook, folder=NOTEBOOKS, **settings):
    """Return the nbclient.NotebookClient that executes a notebook in place."""
    ours = dict(
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
        timeout=PATIENCE,
        record_timing=False,
        store_widget_state=False,
        coalesce_streams=True,
        extra_arguments=["--log-level=ERROR"],  # no warning on the console about each connection
    )
    return NotebookClient(notebook, **{**ours, **settings})


def normalized(notebook):
    """Return an executed notebook without what differs between two runs of it, and marked for nbgrader."""
    clean = copy.deepcopy(notebook)
    clean.metadata = nbformat.from_dict(METADATA)
    for cell, mark in zip(clean.cells, marks(clean), strict=True):
        cell.metadata.pop("execution", None)
        cell.metadata.pop("nbgrader", None)
        if mark:
            cell.metadata["nbgrader"] = nbformat.from_dict(mark)
        if cell.cell_type == "code":
            cell.outputs = [] if "nbval-ignore-output" in tags(cell) else [_clean(output) for output in cell.outputs]
    return clean


def _clean(output):
    if "data" in output:
        output.data.pop(WIDGET_VIEW, None)
        alt = output.metadata.get("image/png", {}).get("alt")  # all that is kept: words in place of a picture
        output.metadata = nbformat.from_dict({"image/png": {"alt": alt}} if alt else {})
    return output


def write(notebook, path):
    """Write a notebook in one step: a reader finds the old file or the new one, never half of one."""
    draft = path.with_suffix(".draft")
    nbformat.write(notebook, draft)
    os.replace(draft, path)


def differences(stored, executed):
    """Name the cells whose outputs, counts or metadata are not as stored; pictures are not compared."""
    found = [] if stored.metadata == executed.metadata else ["the notebook's metadata"]
    pairs = zip(stored.cells, executed.cells, strict=True)
    return found + [f"cell {old.id}" for old, new in pairs if _without_pictures(old) != _without_pictures(new)]


def _without_pictures(cell):
    seen = copy.deepcopy(cell)
    for output in seen.get("outputs", []):
        if "image/png" in output.get("data", {}):
            output.data["image/png"] = "a picture"
    return seen


def chosen(names):
    """Return the paths of all notebooks, or of those whose file names begin with one of `names`."""
    starts = [Path(name).stem for name in names] or [""]
    found = {start: sorted(NOTEBOOKS.glob(f"{start}*.ipynb")) for start in starts}
    missing = [start for start, paths in found.items() if not paths]
    if missing:
        raise SystemExit(f"no notebook in {NOTEBOOKS} has a name that begins with {', '.join(map(repr, missing))}")
    return [path for paths in found.values() for path in paths]


def main(arguments=None):
    """Execute, or check, the notebooks named on the command line; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="beginnings of file names, as 01; all notebooks by default")
    parser.add_argument("--check", action="store_true", help="write nothing; fail if the stored outputs differ")
    options = parser.parse_args(arguments)
    return max(_process(path, options.check) for path in chosen(options.names))


def _process(path, check):
    stored = nbformat.read(path, as_version=4)
    try:
        executed = execute(stored, path.parent)
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as problem:
        print(f"{path.name}: failed, and left as it was\n{problem}", file=sys.stderr)
        return 1
    found = differences(stored, executed)
    print(f"{path.name}: {'differs in ' + ', '.join(found) if found else 'as stored'}")
    if check:
        return 1 if found else 0
    write(executed, path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
