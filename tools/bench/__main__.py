"""Runs the benchmarks beside this file: `make bench`, or `make bench ARGS="-k gaussian"` for some of them.

Every function `bench_<name>(report)` of every `bench_*.py` is called and reports one or more lines, whose names begin
with its own: `report(name, value, unit, compares)` prints `name: value unit (what it compares)`.
"""

import argparse
import importlib
import os
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


def benchmarks():
    """Every benchmark in the folder, by name."""
    modules = [importlib.import_module(path.stem) for path in sorted(FOLDER.glob("bench_*.py"))]
    found = [(name, value) for module in modules for name, value in vars(module).items()]
    return {name.removeprefix("bench_"): value for name, value in found if name.startswith("bench_")}


def line(name, value, unit, compares):
    """One line of the report, the value with three significant digits."""
    from numpy import format_float_positional

    digits = format_float_positional(value, precision=3, unique=False, fractional=False).rstrip(".")
    return f"{name}: {digits} {unit} ({compares})"


def run(name, benchmark, wanted):
    """Call one benchmark, print its lines that have `wanted` in their name, and return how many."""
    printed = []

    def report(line_name, value, unit, compares):
        if not line_name.startswith(name):
            raise ValueError(f"the names of the lines of bench_{name} must begin with {name!r}, got {line_name!r}")
        if wanted in line_name:
            printed.append(line(line_name, value, unit, compares))
            print(printed[-1], flush=True)

    benchmark(report)
    return len(printed)


def main():
    parser = argparse.ArgumentParser(prog="make bench", description="Run the benchmarks: one line for each figure.")
    parser.add_argument("-k", metavar="NAME", default="", help="only the lines with NAME in their name")
    wanted = parser.parse_args().k
    available = benchmarks()
    picked = {name: bench for name, bench in available.items() if wanted in name or wanted.startswith(name)}
    if not sum(run(name, bench, wanted) for name, bench in picked.items()):
        parser.error(f"nothing has {wanted!r} in its name; there are {', '.join(available)}")


if __name__ == "__main__":
    for library in ("OPENBLAS", "OMP", "MKL"):  # before anything imports numpy
        os.environ[f"{library}_NUM_THREADS"] = "1"
    sys.path[:0] = [str(FOLDER.parents[1] / name) for name in ("notebooks", "tools")]
    main()
