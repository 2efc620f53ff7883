"""Run a notebook in the sandbox, and see that an answer that breaks everything costs nothing but itself.

nbgrader's settings name `SandboxedExecute` in place of nbgrader's own `Execute`.
"""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import nbformat
from nbgrader.converters import Autograde
from nbgrader.preprocessors import Execute, NbGraderPreprocessor
from traitlets import Enum, Integer

from grading import sandbox

INSIDE = Path(__file__).with_name("inside.py")
PATIENCE = 60  # seconds more than a cell may take, until we take silence for an end
MOST = 200_000_000  # bytes that a notebook may send; each cell's are limited within


class SandboxedExecute(NbGraderPreprocessor):
    """Runs a submission in a sandbox; an answer that ends the kernel is taken out, and the others are run again."""

    timeout = Integer(60, help="seconds for a cell that a student wrote, or that checks what a student wrote")
    lesson_timeout = Integer(300, help="seconds for a cell that the lesson gives")
    grace = Integer(20, help="seconds that a cell has to stop when its time is over, before its kernel is ended")
    memory = Integer(4_000, help="MB of memory for a student's notebook")
    disk = Integer(200, help="MB that a student's notebook may write")
    processes = Integer(100, help="processes that a student's notebook may start")
    printed = Integer(50, help="MB that a cell may print before it is stopped; 5 are kept")
    runs = Integer(12, help="how often a notebook is run, at most, to find what ends its kernel")
    shield = Enum(["best", "none"], "best", help="whether to use a sandbox where there is one")
    for _trait in (timeout, lesson_timeout, grace, memory, disk, processes, printed, runs, shield):
        _trait.tag(config=True)

    notes = ()  # on the notebook that ran last: pairs of a kind, "mended" or "open", and a sentence

    def preprocess(self, notebook, resources):
        """Run a notebook in place."""
        cells = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
        notes = []

        def run():
            notes.clear()
            return self._run(cells, resources["metadata"]["path"], notes)

        taken, death = survive(cells, run, self.runs)
        for called, why in taken.values():
            notes.append(("mended", f"{called} was taken out, since {why}; the rest was graded."))
        if death:
            notes.append(("open", f"From {name(cells[death[0]])} on nothing could be run: {death[1]}."))
        SandboxedExecute.notes = tuple(notes)
        return notebook, resources

    def _run(self, cells, folder, notes):
        """Run cells, give them their outputs, and return where and why it ended before its time; None if it did not."""
        for cell in cells:  # nbgrader takes a check without an error for right, so one that was not run needs one
            cell.outputs, cell.execution_count = [_error("NotRun", "This cell was not run.")], None
        place, ended, why = 0, 0, "it ended all that was running"
        for event in self._events(cells, folder):
            place, why = event.get("began", place), event.get("died", why)
            if "ended" in event:
                notes.extend(self._take(cells[place], event))
                ended += 1
            if "died" in event or ended == len(cells):
                break
        return None if ended == len(cells) else (place, why)

    def _take(self, cell, event):
        """Give a cell what came of it, and yield what there is to say about it."""
        reply = event["reply"]
        cell.outputs = [nbformat.from_dict(output) for output in event["outputs"]]
        cell.execution_count = event["ended"] + 1
        if reply["status"] != "ok" and "error" not in [output.output_type for output in cell.outputs]:
            cell.outputs.append(_error(reply.get("ename", "Error"), "This cell failed."))
        if reply.get("ename") == "CellTimeoutError" and by(cell) == "lesson":
            yield "open", f"{name(cell)} took more than {self._seconds(cell)} s: is this machine busy? Grade again."
        elif reply["status"] != "ok" and by(cell) == "lesson":
            yield "open", f"{name(cell)} failed ({reply.get('ename')}: {reply.get('evalue')})."
        elif reply.get("ename") == "CellTimeoutError":
            yield "mended", f"{name(cell)} was stopped after {self._seconds(cell)} s."
            cell.outputs.append(_error("Stopped", f"after {self._seconds(cell)} seconds"))
        elif event["endless"]:
            yield "mended", f"{name(cell)} printed without end and was stopped."

    def _seconds(self, cell):
        return self.timeout if by(cell) == "student" or _mark(cell) else self.lesson_timeout

    def _events(self, cells, folder):
        """Yield what the program in the sandbox says, until it says no more or is no more."""
        mega = dict(memory=self.memory, disk=self.disk, printed=self.printed)
        limits = dict({key: size * 10**6 for key, size in mega.items()}, processes=self.processes, grace=self.grace)
        job = dict(limits, cells=[(cell.source, self._seconds(cell)) for cell in cells])
        python = [sys.executable, "-P"]
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
            shield = sandbox.best() if self.shield == "best" else None
            if shield:
                job |= dict(folder="/submission", temporary="/tmp")
                readable = [*sandbox.system(), (INSIDE, "/inside.py"), (Path(folder).resolve(), "/submission")]
                command = sandbox.SANDBOXES[shield](readable, scratch, limits["disk"], [*python, "/inside.py"])
            else:
                job |= dict(folder=str(Path(folder).resolve()), temporary=scratch)
                command = [*python, str(INSIDE)]
            program = subprocess.Popen(
                command,
                cwd=scratch,
                env=sandbox.surroundings(job["temporary"]),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            with program:
                try:
                    yield from _said(program, job, max(self.timeout, self.lesson_timeout) + PATIENCE)
                finally:
                    _end(program)


def survive(cells, run, most):
    """Run cells; where the kernel dies, take out the answer that is guilty, and run them again.

    Parameters
    ----------
    cells : list
        Code cells. The guilty ones are left with their source as comments.
    run : callable
        Runs the cells; returns None, or the place at which the kernel died and why.
    most : int
        How often to run them.

    Returns
    -------
    taken : dict
        For each of the cells that were taken out, by its place: its name, and why.
    death : tuple or None
        What `run` returned last.
    """
    free = [place for place, cell in enumerate(cells) if by(cell) != "lesson" and not _mark(cell).get("locked")]
    taken, sources, innocent, last = {}, {}, set(), None
    for turn in range(most):
        death = run()
        if death is None:
            break
        if last and death[0] <= last[0]:  # it died again: what was taken out last is not to blame
            cells[last[1]].source = sources[last[1]]
            del taken[last[1]]
            innocent.add(last[1])
        else:
            innocent = set()
        suspects = [place for place in free if place <= death[0] and place not in innocent.union(taken)]
        if not suspects or turn == most - 1:
            break
        place, why = suspects[-1], death[1]  # the nearest
        last = death[0], place
        taken[place], sources[place] = (name(cells[place]), why), cells[place].source
        cells[place].source = _stub(cells[place].source, why)
    return taken, death


def _stub(source, why):
    return "\n# ".join([f"# Taken out before grading, since {why}:", *source.splitlines()])


def by(cell):
    """Return whose a cell is, the "lesson" or the "student", as far as mend.py says; None in other notebooks."""
    return cell.metadata.get("by")


def _mark(cell):
    return cell.metadata.get("nbgrader", {})


def name(cell):
    """Name a cell in words for a lecturer."""
    found = re.fullmatch(r"(exercise|check)-(\d+)-(\d+)", _mark(cell).get("grade_id", ""))
    if found:
        return f"{'The answer to' if found[1] == 'exercise' else 'The check of'} {found[2]}.{found[3]}"
    first = cell.source.strip().splitlines()[0]
    return f"{'The lesson' if by(cell) == 'lesson' else 'The student'}'s cell {first[:60]!r}"


def _error(kind, said):
    return nbformat.v4.new_output("error", ename=kind, evalue=said, traceback=[f"{kind}: {said}"])


def _said(program, job, patience):
    """Give a program its job, and yield the events that it tells; end it when it is silent for too long."""
    try:
        program.stdin.write(json.dumps(job).encode())
        program.stdin.close()
    except BrokenPipeError:
        return
    left = MOST
    while left > 0:
        alarm = threading.Timer(patience, _end, [program])
        alarm.start()
        line = program.stdout.readline(left)
        alarm.cancel()
        left -= len(line)
        try:
            event = json.loads(line)
        except ValueError:  # it has ended, or it ended in the middle of a line
            return
        yield event


def _end(program):
    """End a program and what it has started: it is asked to, and then made to."""
    for sign in (signal.SIGTERM, getattr(signal, "SIGKILL", signal.SIGTERM)):
        try:
            os.killpg(program.pid, sign) if os.name == "posix" else program.kill()
            program.wait(5)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue


# nbgrader's own steps of grading, with one put in another's place.
PREPROCESSORS = [SandboxedExecute if step is Execute else step for step in Autograde().autograde_preprocessors]
