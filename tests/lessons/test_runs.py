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
import pytest
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


TOY = {
    "setup": "rows = []",
    "stale": "print(5)",
    "counts": "turns = globals().get('turns', 2) + 1; print(turns)",
    "made": "rows.append(1); print(rows)",
    "solution": "own = 3",
    "peeks": "print(globals().get('own', 4))",
}
STORED = {"stale": "3\n", "counts": "3\n", "made": "[1]\n", "peeks": "4\n"}


def test_a_cell_that_shows_something_else_is_named(sealed):
    """One that does not show what is stored, one that remembers, and one that knows a solution by then."""
    cells = []
    for name, source in TOY.items():
        outputs = [new_output("stream", text=STORED[name])] if name in STORED else []
        tags = ["solution"] if name == "solution" else []
        cells.append(new_code_cell(source, id=name, outputs=outputs, metadata={"tags": tags}))
    lesson = Lesson("07_toy", new_notebook(cells=cells))
    with sealed() as run:
        found = Runs.of(lesson, for_students(lesson.notebook), run, share=1)
    assert (found.unlike_stored(), found.unlike_before()) == (["stale"], ["counts", "peeks"])
    assert sorted(found.again) == sorted(TOY) and sorted(found.first) == sorted(TOY.keys() - {"solution"})
