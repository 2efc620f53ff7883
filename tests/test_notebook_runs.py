"""Every notebook runs: without its solutions, without a network, twice in one kernel, in bounded time and memory."""

import copy
import json
import shutil
import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from traitlets.config import Config

from course import write_notebooks
from execute import NOTEBOOKS, execute, tags, without_solutions
from hygiene import lessons, printed

LESSONS = lessons()
MOST_SECONDS, MOST_BYTES = 60, 2**30
each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)

# Two ways to cut the network of a kernel; the first, which holds for everything the kernel starts, needs Linux.
REFUSE = """
import sys

def refuse(event, arguments):
    if event == "socket.connect" and isinstance(arguments[1], tuple) and arguments[1][0] not in ("127.0.0.1", "::1"):
        raise OSError("no network")

sys.addaudithook(refuse)
from ipykernel.kernelapp import launch_new_instance
launch_new_instance()
"""
CUTS = {"refused": [sys.executable, "-c", REFUSE, "-f", "{connection_file}"]}
if shutil.which("unshare") and subprocess.run(["unshare", "-rn", "true"], capture_output=True).returncode == 0:
    kernel = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    CUTS = {"no-interface": ["unshare", "-rn", *kernel], **CUTS}
BEST_CUT = next(iter(CUTS))

CONNECT = """
import socket
try:
    socket.socket(type=socket.SOCK_DGRAM).connect(("192.0.2.1", 9))
except OSError as problem:
    print(problem)
"""
USE = """
import os, sys
if sys.platform == "win32":
    import psutil
    peak = psutil.Process().memory_info().peak_wset
else:
    import resource
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
print(os.times().user + os.times().system, peak)
"""


@pytest.fixture(scope="module")
def offline(tmp_path_factory):
    """Make kernels without network, and return a function that executes a notebook in one of them."""
    folder = tmp_path_factory.mktemp("jupyter")
    for name, argv in CUTS.items():
        kernel = folder / "kernels" / name
        kernel.mkdir(parents=True)
        (kernel / "kernel.json").write_text(json.dumps(dict(argv=argv, display_name=name, language="python")))

    def run(notebook, where=NOTEBOOKS, cut=BEST_CUT):
        # Without an interface there is no TCP either: we speak to the kernel through files.
        channel = {"transport": "ipc", "ip": str(folder / "channel")} if cut == "no-interface" else {}
        return execute(notebook, where, kernel_name=cut, config=Config(KernelManager=channel))

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_PATH", str(folder))
        yield run


@pytest.fixture(scope="module")
def student(tmp_path_factory):
    """Make what students get: notebooks without solutions, the package, the tables."""
    folder = tmp_path_factory.mktemp("student")
    write_notebooks([NOTEBOOKS / f"{lesson.name}.ipynb" for lesson in LESSONS], folder)
    return folder / "notebooks"


@pytest.mark.parametrize("cut", CUTS)
def test_the_network_is_cut(offline, cut):
    executed = offline(new_notebook(cells=[new_code_cell(CONNECT)]), cut=cut)
    assert printed(executed.cells[0]) in (["no network\n"], ["[Errno 101] Network is unreachable\n"])


@each_lesson
def test_without_solutions_and_without_network(lesson, student, offline):
    dropped = nbformat.read(student / f"{lesson.name}.ipynb", as_version=4)
    kept = without_solutions(lesson.notebook)
    assert [cell.source for cell in dropped.cells] == [cell.source for cell in kept.cells]
    assert len(dropped.cells) < len(lesson.cells)

    executed = offline(dropped, student)
    checks = [cell for cell in executed.cells if "check" in tags(cell)]
    assert checks
    for cell in checks:
        assert "".join(printed(cell)).endswith(": not attempted yet.\n"), cell.id


@each_lesson
def test_twice_in_one_kernel_in_bounded_time_and_memory(lesson):
    twice = copy.deepcopy(lesson.notebook)
    twice.cells += copy.deepcopy(twice.cells) + [new_code_cell(USE)]
    executed = execute(twice)

    first, second = executed.cells[: len(lesson.cells)], executed.cells[len(lesson.cells) : -1]
    differing = [old.id for old, new in zip(first, second, strict=True) if shown(old) != shown(new)]
    assert not differing, f"cells show something else when run again: {', '.join(differing)}"

    seconds, peak = map(float, printed(executed.cells[-1])[0].split())
    assert seconds < 2 * MOST_SECONDS  # of processor time: a busy machine changes nothing
    assert peak < MOST_BYTES


def shown(cell):
    """Return what a cell shows, apart from its execution count."""
    return [{**output, "execution_count": None} for output in cell.get("outputs", [])]
