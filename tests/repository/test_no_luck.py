"""No test asserts a time: none reads a clock, and what may hang is waited for so long that only a hang is ended."""

import re
import tomllib
from pathlib import Path

from patience import PATIENCE
from repository import files, read

CLOCKS = re.compile(r"\b(perf_counter|process_time|thread_time|monotonic|ru_utime|os\.times|time\.time)\b")
FEW_SECONDS = re.compile(r"timeout=\d.*")
OURS = [path for path in files() if path.suffix == ".py" and path.parts[0] in ("tests", "tools")]
OURS.remove(Path("tests/repository/test_no_luck.py"))


def complaints(path, source):
    """Yield what may fail by bad luck in a file of tests or tools; a clock that a test replaces is no bad luck."""
    if path.parts[0] == "tests":
        own = "\n".join(line for line in source.splitlines() if "setattr(" not in line)
        yield from (f"{path} reads a clock: {clock}" for clock in CLOCKS.findall(own))
    yield from (f"{path} waits for a number of its own: {line}" for line in FEW_SECONDS.findall(source))


def test_tests_read_no_clock_and_wait_with_patience():
    assert len(OURS) > 80
    assert [said for path in OURS for said in complaints(path, read(path))] == []


def test_a_cell_under_nbval_has_the_same_patience():
    options = tomllib.loads(read("pyproject.toml"))["tool"]["pytest"]["addopts"]
    assert f"--nbval-cell-timeout={PATIENCE}" in options
