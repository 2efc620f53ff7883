"""Every notebook runs in a kernel that is sealed off, and after that once more in the same kernel.

First as students get it: without its solutions, without a network, from a checkout that it may not write to, in bounded
memory; every cell has to show what is stored. Then again from the top, as learners do who have lost their way: every
cell has to show the same as before. Of the cells that took longest only what they made is brought back, so that all
that run again take a fifth of the time; where another cell has changed what they made, something else is shown.
"""

import compileall
import copy
import inspect
import json
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import nbformat
import numpy as np
import pytest
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_notebook, new_output
from traitlets.config import Config

from execute import NOTEBOOKS, client, normalized, tags, without_solutions
from hygiene import Lesson, lessons, named, printed
from release import for_students, write_notebooks
from served import lab, scratch
from weigh import MOST_BYTES, copy_lessons, memory

LESSONS = lessons()
SHARE = 0.2  # of the time of a first run, what those cells may have taken that run again

# Three ways to seal a kernel off; the first two need Linux and hold for everything that the kernel starts. The first
# leaves it no network interface and a checkout that nobody can write, not even root; the others, no network.
SEAL = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && cd "$PWD" && shift && exec "$@"'
REFUSE = """
import sys

def refuse(event, arguments):
    if event == "socket.connect" and isinstance(arguments[1], tuple) and arguments[1][0] not in ("127.0.0.1", "::1"):
        raise OSError("no network")

sys.addaudithook(refuse)
from ipykernel.kernelapp import launch_new_instance
launch_new_instance()
"""
WAYS = {"sealed": ["unshare", "-rmn", "sh", "-c", SEAL, "sh", "{checkout}"], "no-interface": ["unshare", "-rn"]}
KERNELS = {name: [*way, sys.executable, "-m", "ipykernel_launcher"] for name, way in WAYS.items()}
KERNELS["refused"] = [sys.executable, "-c", REFUSE]


def works(way):
    """Return whether this machine lets us start a command in this way."""
    with tempfile.TemporaryDirectory() as folder:
        command = [part.format(checkout=folder) for part in way] + ["true"]
        return bool(shutil.which(way[0])) and subprocess.run(command, cwd=folder, capture_output=True).returncode == 0


CUTS = [name for name in KERNELS if name not in WAYS or works(WAYS[name])]

CONNECT = """
import socket
try:
    socket.socket(type=socket.SOCK_DGRAM).connect(("192.0.2.1", 9))
except OSError as problem:
    print(problem)
"""
WRITE = """
try:
    open("own.txt", "w").close()
except OSError as problem:
    print(problem)
"""
USE = f"""
import psutil
from pathlib import Path
{inspect.getsource(memory)}
now, peak = memory(psutil.Process())
if peak is None:  # macOS
    import resource
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(peak)
"""


# Noted after each cell: what the names in it stand for, and how far the generators of random numbers are. A cell that
# does not run again is replaced by that.
NOTE = """
noted = globals().get("noted", {{}})
noted["{name}"] = (
    {{name: globals()[name] for name in {named} if name in globals()}},
    {{name: it.bit_generator.state for name, it in globals().items() if hasattr(it, "bit_generator")}},
)
"""
BRING_BACK = """
values, states = noted["{name}"]
globals().update(values)
for name, state in states.items():
    globals()[name].bit_generator.state = state
"""


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """Make two copies of the lessons: `whole`, and `student`, which is what students get.

    They are compiled, because a kernel that cannot write there would compile the package once more.
    """
    folder = tmp_path_factory.mktemp("checkout")
    copy_lessons(folder / "whole")
    write_notebooks([NOTEBOOKS / f"{lesson.name}.ipynb" for lesson in LESSONS], folder / "student")
    compileall.compile_dir(folder, quiet=2)
    return folder


@pytest.fixture(scope="module")
def sealed(tmp_path_factory, checkout):
    """Make kernels that are sealed off, and return a function that starts one of them, for a `with` block.

    What the block gets executes cells, in folder `where` of the checkout, and returns them with what they show. The
    only folder that a kernel is to write into is new, home included. That nothing has changed in the checkout is
    checked too, for the sake of machines where it cannot be made read-only.
    """
    folder = tmp_path_factory.mktemp("jupyter")
    for name in CUTS:
        argv = [str(checkout) if part == "{checkout}" else part for part in KERNELS[name]]
        kernel = folder / "kernels" / name
        kernel.mkdir(parents=True)
        described = {"argv": [*argv, "-f", "{connection_file}"], "display_name": name, "language": "python"}
        (kernel / "kernel.json").write_text(json.dumps(described))

    @contextmanager
    def kernel(where="whole", cut=CUTS[0]):
        # Without an interface there is no TCP either: we speak to the kernel through files.
        channel = {} if cut == "refused" else {"transport": "ipc", "ip": str(folder / "channel")}
        settings = dict(kernel_name=cut, config=Config(KernelManager=channel), record_timing=True)
        before, running = state(checkout), client(new_notebook(), checkout / where / "notebooks", **settings)

        def run(cells):
            begin = len(running.nb.cells)
            running.nb.cells += copy.deepcopy(cells)
            for index in range(begin, len(running.nb.cells)):
                running.execute_cell(running.nb.cells[index], index)
            return running.nb.cells[begin:]

        with running.setup_kernel():
            yield run
        changed = {path for path, _ in state(checkout) ^ before}
        assert not changed, f"the notebook wrote into the checkout: {', '.join(sorted(changed))}"

    with pytest.MonkeyPatch.context() as patch:
        for variable, value in scratch(folder / "scratch").items():
            patch.setenv(variable, value)
        patch.setenv("JUPYTER_PATH", str(folder))
        yield kernel


def state(folder):
    """Return every file below a folder with the time of its last change; not what Python makes of modules."""
    paths = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return {(path.relative_to(folder).as_posix(), path.stat().st_mtime_ns) for path in paths}


@pytest.fixture(scope="module")
def server_peak(tmp_path_factory, checkout):
    """Return the most memory that a JupyterLab needs to open every notebook, and to pass on as much as one shows."""
    with lab(checkout, tmp_path_factory.mktemp("server")) as server:
        contents = [server.notebook(f"whole/notebooks/{lesson.name}.ipynb") for lesson in LESSONS]
        with server.session(f"whole/notebooks/{LESSONS[0].name}.ipynb") as run:
            run(f"print('x' * {max(len(json.dumps(content)) for content in contents)})")
        now, peak = memory(server.process)
    return peak or now


# --- the runs ---


@dataclass(frozen=True)
class Runs:
    """A lesson that has run without its solutions, `first`, and after that in parts, `again`, both lists of cells.

    `peak` is the most memory that the kernel had, in bytes.
    """

    lesson: Lesson
    first: list
    again: list
    peak: int

    @classmethod
    def of(cls, lesson, student, run, share=SHARE):
        """Run the student's version, and then again what is to run again, with the function `run`."""
        first, again = [], []
        for cell in student.cells:
            first += run([cell])
            run([new_code_cell(NOTE.format(name=cell.id, named=named(cell)))] if cell.cell_type == "code" else [])
        chosen = once_more(lesson, first, share)
        for cell in lesson.code:
            if cell.id in chosen:
                again += run([cell])
            else:
                run([new_code_cell(BRING_BACK.format(name=cell.id))])
        use = run([new_code_cell(USE)])
        return cls(lesson, shown(first), shown(again), int(printed(use[0])[0]))

    def unlike_stored(self):
        """Name the cells that do not show what is stored; pictures may differ from machine to machine."""
        stored = shown(without_solutions(self.lesson.notebook).cells)
        return [name for name, outputs in stored.items() if _words(outputs) != _words(self.first[name])]

    def unlike_before(self):
        """Name the cells that show something else when they run again."""
        return [name for name, outputs in self.again.items() if outputs != self.first.get(name, outputs)]


def once_more(lesson, ran, share):
    """Return the ids of the cells of a lesson that run again: the first, the solutions, and those that were quick.

    `ran` are the cells that have run, all but the solutions; the quick ones took a `share` of the time together.
    """
    took = {cell.id: seconds(cell) for cell in ran if cell.cell_type == "code"}
    quick, together = set(), 0
    for name in sorted(took, key=took.get):
        together += took[name]
        if together <= share * sum(took.values()):
            quick.add(name)
    return quick | {lesson.code[0].id} | {cell.id for cell in lesson.code if "solution" in tags(cell)}


def seconds(cell):
    """Return how long a cell took, which nbclient has noted."""
    begin, end = (cell.metadata.execution[name] for name in ("iopub.execute_input", "shell.execute_reply"))
    return (datetime.fromisoformat(end) - datetime.fromisoformat(begin)).total_seconds()


def shown(cells):
    """Return what code cells show, by their ids, apart from execution counts."""
    clean = normalized(new_notebook(cells=cells)).cells
    return {
        cell.id: [{**output, "execution_count": None} for output in cell.outputs]
        for cell in clean
        if cell.cell_type == "code"
    }


def _words(outputs):
    return [{**output, "data": {**output.get("data", {}), "image/png": None}} for output in outputs]


@pytest.fixture(scope="module", params=LESSONS, ids=lambda lesson: lesson.name)
def runs(request, checkout, sealed):
    """Run a lesson."""
    student = nbformat.read(checkout / f"student/notebooks/{request.param.name}.ipynb", as_version=4)
    with sealed("student") as run:
        found = Runs.of(request.param, student, run)
    return found


def test_without_solutions_and_network_every_cell_shows_what_is_stored(runs):
    """What is stored of checks says that nothing was attempted: that is seen to in `exercises/test_in_notebooks.py`."""
    assert len(runs.first) < len(runs.lesson.code)
    assert runs.unlike_stored() == []


def test_every_cell_shows_the_same_when_it_runs_again(runs):
    assert runs.unlike_before() == []


def test_server_and_kernel_together_take_bounded_memory(runs, server_peak):
    assert runs.peak + server_peak < 2 * MOST_BYTES


# --- what a kernel is sealed from, and faults that the runs find ---


@pytest.mark.parametrize("cut", CUTS)
def test_the_network_is_cut(sealed, cut):
    with sealed(cut=cut) as run:
        shown = printed(run([new_code_cell(CONNECT)])[0])
    assert shown in (["no network\n"], ["[Errno 101] Network is unreachable\n"])


@pytest.mark.parametrize("cut", CUTS)
def test_the_checkout_is_read_only_or_watched(sealed, checkout, cut):
    def write():
        with sealed(cut=cut) as run:
            return printed(run([new_code_cell(WRITE)])[0])

    if cut == "sealed":
        assert write() == ["[Errno 30] Read-only file system: 'own.txt'\n"]
    else:
        with pytest.raises(AssertionError, match="whole/notebooks/own.txt"):
            write()
        (checkout / "whole/notebooks/own.txt").unlink()


GOOD = {"setup": "import socket", "count": "print(3)", "solution": "own = 3", "later": "print(4)"}
STORED = {"count": "3\n", "later": "4\n"}
CALL = "socket.socket(type=socket.SOCK_DGRAM).connect(('192.0.2.1', 9)); print(3)"


def toy(**sources):
    """Return a good lesson of four cells, but for the sources that are given."""
    cells = []
    for name, source in (GOOD | sources).items():
        outputs = [new_output("stream", text=STORED[name])] if name in STORED else []
        metadata = {"tags": ["solution"] if name == "solution" else []}
        cells.append(new_code_cell(source, id=name, outputs=outputs, metadata=metadata))
    return Lesson("07_toy", new_notebook(cells=cells))


@pytest.fixture(scope="module")
def toy_runs(sealed):
    """Return a function that runs a toy, all of whose cells run again."""

    def of(lesson, share=1):
        with sealed() as run:
            return Runs.of(lesson, for_students(lesson.notebook), run, share)

    return of


@pytest.mark.parametrize(
    ("sources", "unlike_stored", "unlike_before"),
    [
        ({}, [], []),
        ({"count": "print(5)"}, ["count"], []),
        ({"count": "turns = globals().get('turns', 2) + 1; print(turns)"}, [], ["count"]),
        ({"later": "print(globals().get('own', 4))"}, [], ["later"]),
        ({"setup": "kept = [3]", "count": "print(kept[0]); kept.insert(0, 5)", "later": "print(kept[1] + 1)"}, [], []),
    ],
    ids=["good", "shows what is not stored", "remembers", "knows a solution by then", "is made anew"],
)
def test_a_cell_that_shows_something_else_is_named(toy_runs, sources, unlike_stored, unlike_before):
    found = toy_runs(toy(**sources))
    assert (found.unlike_stored(), found.unlike_before()) == (unlike_stored, unlike_before)
    assert sorted(found.again) == sorted(GOOD) and sorted(found.first) == sorted(GOOD.keys() - {"solution"})


@pytest.mark.parametrize(
    ("later", "said"),
    [("count = [4]", "3 1"), ("count[0] += 1", "4 1"), ("print(4)", "3 1")],
    ids=["name used again", "changed in place", "left alone"],
)
def test_a_cell_that_does_not_run_again_is_replaced_by_what_it_made_and_drew(toy_runs, later, said):
    """The solution looks at it: `count` is what it was, unless another cell has changed it in place."""
    setup = "import numpy as np; rng = np.random.default_rng(1); rng.random(); rows = []"
    count = "count = [3]; rows.append(1); drawn = rng.random()"
    lesson = toy(setup=setup, count=count, solution="print(*count, *rows, rng.random())", later=later)
    drawn = np.random.default_rng(1).random(3)[2]
    assert toy_runs(lesson, share=0).again["solution"][0]["text"] == f"{said} {drawn}\n"


@pytest.mark.parametrize(
    ("sources", "reason"),
    [({"later": "print(own + 1)"}, "name 'own' is not defined"), ({"count": CALL}, "OSError")],
    ids=["needs a solution", "calls for the network"],
)
def test_a_cell_that_cannot_run_is_named(toy_runs, sources, reason):
    with pytest.raises(CellExecutionError, match=reason):
        toy_runs(toy(**sources))


@pytest.mark.parametrize(
    ("share", "again"),
    [(0, "setup solution"), (0.2, "setup b solution"), (0.5, "setup a b solution"), (1, "setup a b c solution")],
)
def test_the_quick_cells_run_again_with_the_first_and_the_solutions(share, again):
    ran = []
    for name, took in (("setup", 6), ("a", 3), ("b", 1), ("c", 5)):
        begin, end = (f"2026-01-01T00:00:{moment:02}.000000Z" for moment in (0, took))
        timing = {"iopub.execute_input": begin, "shell.execute_reply": end}
        ran.append(new_code_cell(id=name, metadata={"execution": timing}))
    solution = new_code_cell(id="solution", metadata={"tags": ["solution"]})
    lesson = Lesson("07_toy", new_notebook(cells=[*ran, solution]))
    assert once_more(lesson, ran, share) == set(again.split())
