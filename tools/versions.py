"""The tests again, with other versions than the pinned ones: `make versions ARGS="oldest"`.

oldest      the oldest versions that pyproject.toml allows, on the oldest Python
newest      the newest that there are, whatever is pinned, on the newest Python; the weekly workflow runs it
binder      what is pinned, on the Python of Binder
machines    the notebooks, and only they, on other processors too: see machines.py

What follows goes on to pytest, or to machines.py: `make versions ARGS="oldest -k gaussian"`.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import machines
from repository import ROOT

VERSIONS = {  # the Python, and what chooses the packages; nothing: the pins
    "oldest": ("3.11", ["--resolution", "lowest-direct"]),
    "newest": ("3.13", ["--upgrade"]),
    "binder": ("3.13", None),
}
# What holds only for the pinned versions, of packages and of the linter.
PINNED_ONLY = ["--ignore=tests/repository/test_pins.py", "--ignore=tests/repository/test_style.py"]
SIDE_BY_SIDE = ["-n", "2", "--dist", "loadscope", "--no-loadscope-reorder"]


def environment(kind, folder):
    """Make an environment with the versions of a kind in a folder; return its Python."""
    version, choice = VERSIONS[kind]
    place, requirements = folder / kind, ROOT / "requirements-dev.txt"
    if choice is not None:
        requirements = folder / f"{kind}.txt"
        listing = ["--group", "dev", "--python-version", version, "pyproject.toml", "--output-file", requirements]
        machines.run([machines.UV, "pip", "compile", "--quiet", *choice, *listing])
    machines.environment(place, version, requirements)
    return machines.python_of(place)


def main(arguments=None):
    """Run the tests with the versions asked for; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="make versions", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("kind", choices=[*VERSIONS, "machines"])
    wanted, rest = parser.parse_known_args(arguments)
    if wanted.kind == "machines":
        return machines.main(rest)
    only = [] if wanted.kind == "binder" else PINNED_ONLY
    with tempfile.TemporaryDirectory() as folder:
        command = [environment(wanted.kind, Path(folder)), "-m", "pytest", *SIDE_BY_SIDE, *only, *rest]
        return subprocess.run(command, cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(main())
