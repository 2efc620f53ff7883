"""Every notebook runs: without its solutions, without a network, from a read-only checkout, twice in one kernel, in
bounded memory.
"""

import compileall
import copy
import inspect
import json
import shutil
import subprocess
import sys
import tempfile

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from traitlets.config import Config

from execute import NOTEBOOKS, execute, tags, without_solutions
from hygiene import lessons, printed
from release import write_notebooks
from served import lab, scratch
from weigh import MOST_BYTES, copy_lessons, memory

LESSONS = lessons()
each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)

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
def offline(tmp_path_factory, checkout):
    """Make kernels that are sealed off, and return a function that executes a notebook of the checkout in one of them.

    The only folder that they are to write into is new, home included. That nothing has changed in the checkout is
    checked too, for the sake of machines where it cannot be made read-only.
    """
    folder = tmp_path_factory.mktemp("jupyter")
    for name in CUTS:
        argv = [str(checkout) if part == "{checkout}" else part for part in KERNELS[name]]
        kernel = folder / "kernels" / name
        kernel.mkdir(parents=True)
        described = {"argv": [*argv, "-f", "{connection_file}"], "display_name": name, "language": "python"}
        (kernel / "kernel.json").write_text(json.dumps(described))

    def run(notebook, where="whole", cut=CUTS[0]):
        # Without an interface there is no TCP either: we speak to the kernel through files.
        channel = {} if cut == "refused" else {"transport": "ipc", "ip": str(folder / "channel")}
        config = Config(KernelManager=channel)
        before = state(checkout)
        executed = execute(notebook, checkout / where / "notebooks", kernel_name=cut, config=config)
        changed = {path for path, _ in state(checkout) ^ before}
        assert not changed, f"the notebook wrote into the checkout: {', '.join(sorted(changed))}"
        return executed

    with pytest.MonkeyPatch.context() as patch:
        for variable, value in scratch(folder / "scratch").items():
            patch.setenv(variable, value)
        patch.setenv("JUPYTER_PATH", str(folder))
        yield run


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


@pytest.mark.parametrize("cut", CUTS)
def test_the_network_is_cut(offline, cut):
    executed = offline(new_notebook(cells=[new_code_cell(CONNECT)]), cut=cut)
    assert printed(executed.cells[0]) in (["no network\n"], ["[Errno 101] Network is unreachable\n"])


@pytest.mark.parametrize("cut", CUTS)
def test_the_checkout_is_read_only_or_watched(offline, checkout, cut):
    writing = new_notebook(cells=[new_code_cell(WRITE)])
    if cut == "sealed":
        assert printed(offline(writing, cut=cut).cells[0]) == ["[Errno 30] Read-only file system: 'own.txt'\n"]
    else:
        with pytest.raises(AssertionError, match="whole/notebooks/own.txt"):
            offline(writing, cut=cut)
        (checkout / "whole/notebooks/own.txt").unlink()


@each_lesson
def test_without_solutions_and_without_network(lesson, checkout, offline):
    dropped = nbformat.read(checkout / f"student/notebooks/{lesson.name}.ipynb", as_version=4)
    kept = without_solutions(lesson.notebook)
    assert [cell.source for cell in dropped.cells] == [cell.source for cell in kept.cells]
    assert len(dropped.cells) < len(lesson.cells)

    executed = offline(dropped, "student")
    checks = [cell for cell in executed.cells if "check" in tags(cell)]
    assert checks
    for cell in checks:
        assert "".join(printed(cell)).endswith(": not attempted yet.\n"), cell.id


@each_lesson
def test_twice_in_one_kernel_in_bounded_memory(lesson, offline, server_peak):
    twice = copy.deepcopy(lesson.notebook)
    twice.cells += copy.deepcopy(twice.cells) + [new_code_cell(USE)]
    executed = offline(twice)

    first, second = executed.cells[: len(lesson.cells)], executed.cells[len(lesson.cells) : -1]
    differing = [old.id for old, new in zip(first, second, strict=True) if shown(old) != shown(new)]
    assert not differing, f"cells show something else when run again: {', '.join(differing)}"

    peak = int(printed(executed.cells[-1])[0])
    assert peak + server_peak < 2 * MOST_BYTES  # of kernel and server together


def shown(cell):
    """Return what a cell shows, apart from its execution count."""
    return [{**output, "execution_count": None} for output in cell.get("outputs", [])]
