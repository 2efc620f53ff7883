"""Within the sandbox: run the cells of a notebook in a kernel, and say after each what came of it.

A program of its own, which imports nothing of ours. It reads a job from its input and writes a line of JSON for each
cell that begins, for each that ends, and, if the notebook cannot go on, for the reason.
"""

import asyncio
import ctypes
import json
import os
import shutil
import signal
import sys
import threading
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError

KEPT = 5_000_000  # bytes of a cell's output that are passed on
PR_SET_CHILD_SUBREAPER = 36
NO_EXIT = "get_ipython().ask_exit = lambda: None"  # so exit() costs nothing, as if it were not there
TIMED_OUT = {"ename": "CellTimeoutError", "evalue": "", "traceback": ["Stopped: its time was over."]}


class Client(NotebookClient):
    """A client that does not drown in what a cell prints."""

    printed, most = 0, None  # bytes; beyond `most` there is no end

    def process_message(self, message, cell, index):
        """Take an output while there is room for it; where there is no end, interrupt the cell."""
        if message["msg_type"] in ("stream", "display_data", "update_display_data", "execute_result"):
            before, self.printed = self.printed, self.printed + len(json.dumps(message["content"]))
            if before <= self.most < self.printed:
                asyncio.ensure_future(self.km.interrupt_kernel())
            if self.printed > KEPT:
                return None
        return super().process_message(message, cell, index)


def say(**event):
    """Tell the program outside what has happened."""
    SAID.write(json.dumps(event) + "\n")
    SAID.flush()


async def run(job, folder):
    """Run the cells of a job in a folder, one after the other, until all have run or the kernel is no more."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source, _ in job["cells"]])
    seconds = {cell.id: limit for cell, (_, limit) in zip(notebook.cells, job["cells"], strict=True)}
    client = Client(
        notebook,
        kernel_name="python3",
        timeout_func=lambda cell: seconds[cell.id],
        interrupt_on_timeout=True,
        error_on_timeout=TIMED_OUT,
        allow_errors=True,
        raise_on_iopub_timeout=True,
        iopub_timeout=job["grace"],
        shutdown_kernel="immediate",
        store_widget_state=False,
        coalesce_streams=True,
        record_timing=False,
    )
    manager = client.create_kernel_manager()
    if os.name == "posix":
        manager.transport, manager.ip = "ipc", str(folder.with_name("kernel"))  # sockets that are files: no network
    client.most, replies = job["printed"], []
    client.on_cell_executed = lambda cell, cell_index, execute_reply: replies.append(execute_reply["content"])
    async with client.async_setup_kernel(cwd=str(folder)):
        client.kc.execute(NO_EXIT, silent=True)
        for index, cell in enumerate(notebook.cells):
            say(began=index)
            client.printed = 0
            try:
                await client.async_execute_cell(cell, index)
            except DeadKernelError:
                return finish("it ended the kernel")
            except CellTimeoutError:  # an interrupt did not reach it either
                return finish("it did not stop when its time was over")
            say(ended=index, outputs=cell.outputs, reply=replies[-1], endless=client.printed > client.most)
        finish()


def guard(memory, processes):
    """End what runs when, together, it takes more memory (bytes) or more processes than is allowed. Needs Linux."""
    while True:
        pids = descendants()
        if len(pids) > processes:
            finish(f"it started more than {processes} processes")
        if sum(map(resident, pids)) > memory:
            finish(f"it took more than {memory // 10**6} MB of memory")
        time.sleep(0.2)


def descendants():
    """Return the processes that this one started, and those that these started."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:  # it has ended meanwhile
            continue
    found = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {os.getpid()}


def resident(pid):
    """Return how much memory a process holds, in bytes."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def finish(why=None):
    """End this program and all that it started; where that cannot be known, nbclient ends the kernel."""
    if why:
        say(died=why)
    if sys.platform != "linux":
        return
    for _ in range(20):  # what is being ended may still start others
        for pid in descendants():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
    os._exit(0)


def limit(job):
    """Limit what this process and all that it starts may take, as far as the system lets us."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for kind, most in (("AS", job["memory"]), ("FSIZE", job["disk"]), ("CORE", 0)):
        try:
            resource.setrlimit(getattr(resource, f"RLIMIT_{kind}"), (most, most))
        except (OSError, ValueError):  # macOS does not limit memory
            pass
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)  # nothing that we start gets out of sight
        threading.Thread(target=guard, args=(job["memory"], job["processes"]), daemon=True).start()
        signal.signal(signal.SIGTERM, lambda *_: finish())


if __name__ == "__main__":
    job = json.load(sys.stdin)
    SAID = os.fdopen(os.dup(1), "w", encoding="utf-8")
    silent = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silent, stream)
    limit(job)
    folder = Path(job["temporary"], "work")
    shutil.copytree(job["folder"], folder)
    try:
        asyncio.run(run(job, folder))
    except Exception as problem:
        finish(f"its kernel could not be used ({type(problem).__name__}: {problem})")
