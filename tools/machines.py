"""Do the notebooks print the same on other machines? `make versions ARGS="machines"`, or `"machines -k oldest"`.

A machine is a Python, the oldest or newest packages that pyproject.toml allows, a processor, and a number of BLAS
threads. Each runs every notebook under strict nbval: about two minutes a machine, one after the other, and a line of a
table for each. The status is 0 if every notebook was the same on every machine that could be tried.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from xml.etree import ElementTree

from repository import ROOT, UV

RESOLUTIONS = {"oldest": "lowest-direct", "newest": "highest"}
# A processor is the kernel that OpenBLAS takes for it, and which of NumPy's own vector instructions it has: those with
# a newer word in their names are switched off.
PROCESSORS = {
    "Prescott": ("AVX", "F16C", "FMA", "X86_V3", "X86_V4"),
    "Haswell": ("AVX512", "X86_V4"),
    "SkylakeX": (),
}
ALIASES = {"Katmai": "Prescott"}  # one kernel for both, called by the older name
SAME, NOT_TRIED = "same", "not tried"
# Printed in the environment that is tried, because what was asked for need not be what is there.
PROBE = """
import json, warnings
import matplotlib, numpy, scipy.linalg
from numpy._core._multiarray_umath import __cpu_dispatch__ as dispatch, __cpu_features__ as features
from threadpoolctl import threadpool_info
blas = [pool for pool in threadpool_info() if pool["user_api"] == "blas"]
print(json.dumps({
    "versions": [module.__version__ for module in (numpy, scipy, matplotlib)],
    "kernels": sorted({pool.get("architecture", "?") for pool in blas}),
    "threads": sorted({pool["num_threads"] for pool in blas}),
    "instructions": [name for name in dispatch if features[name]],
}))
"""


@dataclass(frozen=True)
class Machine:
    """One combination; its name is what the table and `-k` call it."""

    python: str
    packages: str
    processor: str
    threads: int

    @property
    def name(self):
        """The combination in one word, as `3.11-oldest-Haswell-1`."""
        return f"{self.python}-{self.packages}-{self.processor}-{self.threads}"

    def variables(self, instructions=()):
        """The variables that make OpenBLAS and NumPy behave as on this machine, where NumPy uses `instructions`."""
        missing = [name for name in instructions if name.startswith(PROCESSORS[self.processor])]
        blas = {"OPENBLAS_CORETYPE": self.processor, "OPENBLAS_NUM_THREADS": str(self.threads)}
        return blas | ({"NPY_DISABLE_CPU_FEATURES": " ".join(missing)} if missing else {})


# Nine of the 36: every value of each of the four meets every value of the other three.
MACHINES = [
    Machine("3.11", "oldest", "Haswell", 1),
    Machine("3.11", "newest", "SkylakeX", 2),
    Machine("3.11", "newest", "Prescott", 1),
    Machine("3.12", "newest", "Haswell", 2),
    Machine("3.12", "oldest", "SkylakeX", 1),
    Machine("3.12", "oldest", "Prescott", 2),
    Machine("3.13", "newest", "Haswell", 1),
    Machine("3.13", "oldest", "SkylakeX", 2),
    Machine("3.13", "newest", "Prescott", 2),
]


def unlike(machine, found):
    """Yield how what PROBE printed is not the machine that was asked for."""
    if {ALIASES.get(kernel, kernel) for kernel in found["kernels"]} != {machine.processor}:
        yield f"OpenBLAS takes {' and '.join(found['kernels'])} instead of {machine.processor}"
    if found["threads"] != [machine.threads]:
        yield f"BLAS has {' and '.join(map(str, found['threads']))} threads instead of {machine.threads}"
    if late := [name for name in found["instructions"] if name.startswith(PROCESSORS[machine.processor])]:
        yield f"NumPy still uses {', '.join(late)}"


def different(report, notebooks):
    """Return for each notebook "same", how many of its cells failed, or "not run", from pytest's XML."""
    ran, failed = Counter(), Counter()
    for case in ElementTree.fromstring(report).iter("testcase"):
        stem = case.get("classname").split(".")[-2]
        ran[stem] += 1
        failed[stem] += case.find("failure") is not None or case.find("error") is not None
    words = {path: f"{failed[path.stem]} differ" if failed[path.stem] else SAME for path in notebooks}
    return [words[path] if ran[path.stem] else "not run" for path in notebooks]


def interpreter(machine, folder):
    """Return the Python of an environment in `folder` with the machine's packages, which is made on first need."""
    place = folder / f"{machine.python}-{machine.packages}"
    if not python_of(place).exists():
        listing = ["--python-version", machine.python, "--resolution", RESOLUTIONS[machine.packages], "--no-build"]
        run([UV, "pip", "compile", "--quiet", *listing, "pyproject.toml", "--output-file", f"{place}.txt"])
        environment(place, machine.python, f"{place}.txt")
    return python_of(place)


def environment(place, version, requirements):
    """Make an environment at `place`, with a version of Python and what a file lists."""
    run([UV, "venv", "--quiet", "--no-project", "--python", version, place])
    run([UV, "pip", "install", "--quiet", "--python", python_of(place), "--requirements", requirements])


def python_of(place):
    """Return the path of the Python of an environment."""
    return place / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def run(command, **variables):
    """Run a command in the repository, with further variables in its environment; return what it printed."""
    environment = {**os.environ, **variables}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout


def tried(machine, notebooks, folder):
    """Return the cells of the machine's line in the table, and what there is to read about its differences."""
    try:
        python = interpreter(machine, folder)
        first = json.loads(run([python, "-c", PROBE], **machine.variables()))
    except subprocess.CalledProcessError as problem:
        return [f"{NOT_TRIED}: {' '.join(problem.stderr.split())}"], ""
    variables = machine.variables(first["instructions"])
    found = json.loads(run([python, "-c", PROBE], **variables))
    if reasons := list(unlike(machine, found)):
        return [f"{NOT_TRIED}: {'; '.join(reasons)}"], ""

    report, start = folder / "report.xml", perf_counter()
    report.write_text("<none/>")
    command = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}", *notebooks]
    try:
        run(command, **variables)
        said = ""
    except subprocess.CalledProcessError as problem:
        said = problem.stdout + problem.stderr
    counts = different(report.read_text(encoding="utf-8"), notebooks)
    return [", ".join(found["versions"]), *counts, f"{perf_counter() - start:.0f} s"], said


def main(arguments=None):
    """Try the chosen machines, print a line for each and then every difference; return the exit code."""
    parser = argparse.ArgumentParser(prog="make versions", description=__doc__.splitlines()[0])
    parser.add_argument("-k", metavar="NAME", default="", help="only the machines with NAME in their name")
    wanted = parser.parse_args(arguments).k
    machines = [machine for machine in MACHINES if wanted in machine.name]
    if not machines:
        parser.error(f"no machine has {wanted!r} in its name; there are {', '.join(m.name for m in MACHINES)}")

    notebooks = sorted((ROOT / "notebooks").glob("*.ipynb"))
    heads = ["machine", "NumPy, SciPy, matplotlib", *(path.stem[:2] for path in notebooks), "time"]
    print(f"| {' | '.join(heads)} |\n|{' --- |' * len(heads)}", flush=True)
    lines, differences = [], []
    with tempfile.TemporaryDirectory() as folder:
        for machine in machines:
            cells, difference = tried(machine, notebooks, Path(folder))
            print(f"| {machine.name} | {' | '.join(cells)} |", flush=True)
            lines.append(cells)
            differences += [f"\n## {machine.name}\n\n{difference}"] * bool(difference)
    print(*differences, sep="\n")
    return 1 if differences else status(lines)


def status(lines):
    """Return 0 if at least one machine was tried and every notebook was the same on all that were."""
    ran = [cells[1:-1] for cells in lines if not cells[0].startswith(NOT_TRIED)]
    return 0 if {cell for cells in ran for cell in cells} == {SAME} else 1


if __name__ == "__main__":
    sys.exit(main())
