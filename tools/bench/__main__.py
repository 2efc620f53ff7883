"""Runs the benchmarks beside this file: `make bench`, or `make bench ARGS="-k gaussian"` for some of them.

Every function `bench_<name>(report)` of every `bench_*.py` is called and reports one or more lines, whose names begin
with its own: `report(name, value, unit, compares)` prints `name: value unit (what it compares)`. A time is given in
yardsticks too (`yardstick.py`): each `yardstick=` seconds long, or as one measured just then. With `least=` or `most=`
the line has a limit, for a time in yardsticks, and the run fails if a line breaks its own.
"""

import argparse
import importlib
import os
import sys
from pathlib import Path
from time import monotonic

FOLDER = Path(__file__).resolve().parent
SECONDS = {"s": 1, "ms": 1e-3}


def benchmarks():
    """Every benchmark in the folder, by name."""
    modules = [importlib.import_module(path.stem) for path in sorted(FOLDER.glob("bench_*.py"))]
    found = [(name, value) for module in modules for name, value in vars(module).items()]
    return {name.removeprefix("bench_"): value for name, value in found if name.startswith("bench_")}


def digits(value):
    """Return a number with three significant digits."""
    from numpy import format_float_positional

    return format_float_positional(value, precision=3, unique=False, fractional=False).rstrip(".")


class Report:
    """What a benchmark is given to report its lines to.

    `lines` are those printed, which have `wanted` in their name; `broken` names those that break their limit.
    """

    def __init__(self, wanted):
        self.wanted, self.lines, self.broken, self._measured_at = wanted, [], [], float("-inf")

    def of(self, benchmark):
        """Return the function to which the lines of one benchmark are reported."""

        def report(name, value, unit, compares, least=None, most=None, yardstick=None):
            if not name.startswith(benchmark):
                raise ValueError(f"the names of the lines of bench_{benchmark} must begin with it, got {name!r}")
            if self.wanted in name:
                self._print(name, value, unit, compares, least, most, yardstick)

        return report

    def _print(self, name, value, unit, compares, least, most, yardstick):
        shown, limited, limit_unit = f"{name}: {digits(value)} {unit}", value, unit
        if unit in SECONDS:
            limited, limit_unit = value * SECONDS[unit] / (yardstick or self._yardstick().seconds), "yardsticks"
            shown += f", {digits(limited)} yardsticks"
        for word, limit, kept in (("least", least, limited >= (least or 0)), ("most", most, limited <= (most or 0))):
            if limit is not None:
                compares += f"; at {word} {limit} {limit_unit}: {'kept' if kept else 'BROKEN'}"
                self.broken += [] if kept else [name]
        self.lines.append(f"{shown} ({compares})")
        print(self.lines[-1], flush=True)

    def _yardstick(self):
        """Return a yardstick of the last half minute, and print it if it is a new one."""
        from yardstick import measured

        if monotonic() - self._measured_at > 30:
            self._last, self._measured_at = measured(), monotonic()
            print(self._last, flush=True)
        return self._last


def main():
    """Run what is wanted; return 1 if a line breaks its limit."""
    parser = argparse.ArgumentParser(prog="make bench", description="Run the benchmarks: one line for each figure.")
    parser.add_argument("-k", metavar="NAME", default="", help="only the lines with NAME in their name")
    wanted = parser.parse_args().k
    available, report = benchmarks(), Report(wanted)
    for name, benchmark in available.items():
        if wanted in name or wanted.startswith(name):
            benchmark(report.of(name))
    if not report.lines:
        parser.error(f"nothing has {wanted!r} in its name; there are {', '.join(available)}")
    return 1 if report.broken else 0


if __name__ == "__main__":
    for library in ("OPENBLAS", "OMP", "MKL"):  # before anything imports numpy
        os.environ[f"{library}_NUM_THREADS"] = "1"
    sys.path[:0] = [str(FOLDER.parents[1] / name) for name in ("notebooks", "tools")]
    sys.exit(main())
