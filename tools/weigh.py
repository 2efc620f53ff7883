"""What the collection weighs: `make weight` prints one table, in Markdown, and fails where a limit is exceeded.

A line for each notebook: the time from its opening in a JupyterLab to its saving there, all cells run, its kernel's
start included, and what server and kernel together use in that time. Then the repository and its environment. A time is
given in seconds and in yardsticks (`yardstick.py`), measured before, after and, since a core of a cloud is now faster
and now slower, every few seconds between two of its cells; limits are in yardsticks, of which an ordinary core takes
one a second. A megabyte is 2**20 bytes; memory is resident, and pages that server and kernel share
count twice. What a machine cannot tell is called missing. Whether the outputs are the stored ones, the tests say.
"""

import math
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import astuple, dataclass
from pathlib import Path
from statistics import fmean
from time import perf_counter

from execute import NOTEBOOKS
from repository import MEGABYTE, ROOT, UV, files
from served import lab
from yardstick import measured

MOST, MOST_OF_START, MOST_TOGETHER = 40, 5, 150  # yardsticks of a notebook, of the first, and of the first seven
COURSE = 7  # notebooks that build on one another, 00 to 06; those after them are read beside them
MOST_BYTES = 500 * MEGABYTE
BETWEEN = 2  # seconds of a notebook from one yardstick to the next
MISSING = "missing"
HEADS = ["", "time, s", "yardsticks", "processor time, s", "yardsticks"]
HEADS += ["peak memory, MB", "memory at the end, MB", "files, MB", "limits"]


@dataclass(frozen=True)
class Line:
    """One line of the table; what is None is missing on this machine, what is "" does not apply."""

    name: str
    seconds: float | str | None = ""
    yardsticks: float | str | None = ""
    processor: float | str | None = ""
    processor_yardsticks: float | str | None = ""
    peak: int | str | None = ""
    end: int | str | None = ""
    size: int | str | None = ""
    most: float = MOST

    @property
    def excesses(self):
        """What of the line is over its limit, in words."""
        if isinstance(self.yardsticks, float) and self.yardsticks > self.most:
            yield f"more than {self.most} yardsticks"
        if isinstance(self.peak, int) and self.peak > MOST_BYTES:
            yield f"more than {MOST_BYTES // MEGABYTE} MB"

    def __str__(self):
        """Return the line in Markdown."""
        name, *times, peak, end, size, _ = astuple(self)
        cells = [name, *(in_words(time, 1) for time in times)]
        cells += [in_words(bytes_, MEGABYTE) for bytes_ in (peak, end, size)]
        limited = isinstance(self.yardsticks, float) or isinstance(self.peak, int)
        cells.append(("**" + ", ".join(self.excesses) + "**" if any(self.excesses) else "kept") if limited else "")
        return f"| {' | '.join(cells)} |"


def in_words(value, unit):
    """Return a number in its unit, with one decimal where it is small; "missing" for None."""
    if value is None:
        return MISSING
    return value if value == "" else f"{value / unit:.{1 if value < 100 * unit else 0}f}"


# --- a notebook -------------------------------------------------------------------------------------------------------


def memory(process):
    """Return the bytes that a process has in memory, and the most it ever had, or None where that is not kept."""
    now = process.memory_info()
    peak = getattr(now, "peak_wset", None)  # Windows
    status = Path(f"/proc/{process.pid}/status")
    if status.exists():  # Linux
        kilobytes = next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        peak = 1024 * int(kilobytes)
    return now.rss, peak


def run_all(root, path, folder):
    """Open, run and save the notebook at `path` in a JupyterLab for `root`, solutions included: what it used.

    Returns
    -------
    tuple
        The yardsticks measured; seconds from its opening to its saving, without those of the yardsticks; processor time
        of server and kernel in that time; the bytes of both: at their peaks, which need not have come at the same time,
        and at the end.
    """
    yardsticks, seconds = [measured()], 0
    with lab(root, folder) as server:
        start, used_before = perf_counter(), processor_seconds(server.process)
        content = server.notebook(path)
        with server.session(path) as run:
            for cell in content["cells"]:
                if perf_counter() - start > BETWEEN:
                    seconds += perf_counter() - start
                    yardsticks.append(measured())
                    start = perf_counter()
                if cell["cell_type"] == "code":
                    passed(run("".join(cell["source"])), cell["id"])
            server.save(path, content)
            seconds += perf_counter() - start
            processes = [server.process, *server.process.children(recursive=True)]
            processor = sum(map(processor_seconds, processes)) - used_before
            ends, peaks = zip(*map(memory, processes), strict=True)
    return [*yardsticks, measured()], seconds, processor, None if None in peaks else sum(peaks), sum(ends)


def processor_seconds(process):
    """Return the processor time that a process has taken so far."""
    times = process.cpu_times()
    return times.user + times.system


def passed(answers, name):
    """Complain of the cell `name` if the kernel's answers hold an error."""
    for answer in answers:
        if answer["msg_type"] == "error":
            raise SystemExit(f"cell {name} fails: {answer['content']['evalue']}")


def weighed(path, root):
    """Return the line of one notebook, which is run in `root`, a copy of the collection."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        lengths, seconds, processor, peak, end = run_all(root, f"notebooks/{path.name}", folder)
    yardsticks = seconds / fmean(length.seconds for length in lengths)
    of_processor = processor / fmean(length.processor_seconds for length in lengths)
    most = MOST_OF_START if path.stem.startswith("00") else MOST
    return Line(path.stem, seconds, yardsticks, processor, of_processor, peak, end, path.stat().st_size, most)


def copy_lessons(root):
    """Copy what the notebooks need, themselves included, into a new folder."""
    for path in (path for path in files() if path.parts[0] in ("notebooks", "data")):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, root / path)


def together(lines, name, most):
    """Return the line of several notebooks: the sums, but of memory the most."""

    def of(combine, column):
        values = [getattr(line, column) for line in lines]
        return None if None in values else combine(values)

    times = ("seconds", "yardsticks", "processor", "processor_yardsticks")
    sums = {column: of(sum, column) for column in (*times, "size")}
    peaks = {column: of(max, column) for column in ("peak", "end")}
    return Line(name, **sums, **peaks, most=most)


# --- the repository and its environment -------------------------------------------------------------------------------


def size(folder):
    """Return the bytes of all files below a folder, links not followed; None if it is not there."""
    if not folder.exists():
        return None
    paths = (Path(top, name) for top, _, names in os.walk(folder) for name in names)
    return sum(path.lstat().st_size for path in paths if not path.is_symlink())


def size_for_readers():
    """Return the bytes of the environment that `make lab` makes, without what only the tests need."""
    with tempfile.TemporaryDirectory() as folder:
        environment = Path(folder, "environment")
        pinned = ["pip", "install", "--quiet", "--no-deps", "--requirements", ROOT / "requirements.txt"]
        try:
            subprocess.run([UV, "venv", "--quiet", "--python", sys.executable, environment], check=True)
            subprocess.run([UV, *pinned, "--python", environment], check=True)
        except (OSError, subprocess.CalledProcessError):
            return None
        return size(environment)


def main():
    """Print the table, line by line; return 1 if a limit is exceeded."""
    print(f"{measured()}\n\n| {' | '.join(HEADS)} |\n|{' --- |' * len(HEADS)}", flush=True)
    lines = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        copy_lessons(root := Path(folder, "copy"))
        for path in sorted(NOTEBOOKS.glob("*.ipynb")):
            lines.append(weighed(path, root))
            print(lines[-1], flush=True)
    course = together(lines[:COURSE], "00 to 06 together (of memory: the most)", MOST_TOGETHER)
    lines += [course, together(lines, "all notebooks (of memory: the most)", math.inf)]
    print(*lines[-2:], sep="\n", flush=True)

    parts = {
        "repository: its files": sum((ROOT / path).stat().st_size for path in files()),
        "repository: their history (.git)": size(ROOT / ".git"),
        "environment of a reader": size_for_readers(),
        "uv, where the Makefile brings it (.uv)": size(ROOT / ".uv") or 0,  # nothing, where there was a uv before
    }
    whole = None if None in parts.values() else sum(parts.values())
    parts |= {"all that a reader has": whole, "environment of tests and benchmarks (.venv)": size(ROOT / ".venv")}
    print(*(Line(name, size=value) for name, value in parts.items()), sep="\n")
    excesses = [excess for line in lines for excess in line.excesses]
    if any(excess.endswith("yardsticks") for excess in excesses):
        print(
            "\nOther programs that come and go stretch a notebook and not the yardstick beside it: try again without."
        )
    return 1 if excesses else 0


if __name__ == "__main__":
    sys.exit(main())
