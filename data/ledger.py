"""What scripts that compute for long have finished: a line for each piece of work, written at once.

Pieces are independent, and are computed in processes of their own, on one thread each. The file is named after the
table it is for, and ends in .part: whoever starts a killed script again goes on from it, and loses only what was under
way.
"""

import json
import os
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context, parent_process
from pathlib import Path


class Ledger:
    """The finished pieces of work, each under its key.

    Parameters
    ----------
    path : str or path
        The file need not be there yet.

    Attributes
    ----------
    finished : dict
        Results by key.
    """

    def __init__(self, path):
        self.path, self.finished = Path(path), {}
        whole = self.path.read_bytes() if self.path.is_file() else b""
        self.end = whole.rfind(b"\n") + 1  # a kill may have cut off the last line: what follows will overwrite it
        for number, line in enumerate(whole[: self.end].splitlines(), start=1):
            try:
                entry = json.loads(line)
                self.finished[entry["key"]] = entry["result"]
            except (ValueError, KeyError, TypeError):
                raise ValueError(f"{self.path}, line {number}, is damaged: remove that line") from None

    def append(self, key, result):
        """Write down a finished piece, so that a kill after this line does not lose it."""
        line = json.dumps({"key": key, "result": result}).encode() + b"\n"
        with open(self.path, "r+b" if self.path.is_file() else "wb") as file:
            file.seek(self.end)
            file.truncate()
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
        self.end += len(line)
        self.finished[key] = result


def compute(path, work, jobs, workers=1, after=None):
    """Compute what is not finished yet, and return the results of all jobs.

    Parameters
    ----------
    path : str or path
        Of the ledger.
    work : function of a module
        Called with a job's arguments; returns what JSON can hold.
    jobs : dict of str to tuple
        Arguments by key; the first ones are started first. A key says all that its result depends on.
    workers : int
        Processes at a time.
    after : callable, optional
        Called with the results so far after each piece.

    Returns
    -------
    dict
        Results in the order of the jobs.
    """
    ledger, began = Ledger(path), time.monotonic()
    left = {key: arguments for key, arguments in jobs.items() if key not in ledger.finished}
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_end_with_parent) as pool:
        keys = {pool.submit(work, *arguments): key for key, arguments in left.items()}
        for number, future in enumerate(as_completed(keys), start=1):
            ledger.append(keys[future], future.result())
            if after is not None:
                after(_in_order(ledger, jobs))
            _show(len(jobs) - len(left) + number, len(jobs), (time.monotonic() - began) / number)
    return _in_order(ledger, jobs)


def _in_order(ledger, jobs):
    return {key: ledger.finished[key] for key in jobs if key in ledger.finished}


def _end_with_parent():
    """End this process when the script that started it is killed; it would wait for work forever."""

    def watch():
        parent_process().join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _show(done, jobs, seconds_each):
    minutes, seconds = divmod(round((jobs - done) * seconds_each), 60)
    line = f"[{'#' * (20 * done // jobs):<20}] {done} of {jobs} finished, {minutes}:{seconds:02} left"
    print(line.ljust(60), end="\r" if sys.stdout.isatty() and done < jobs else "\n", flush=True)
