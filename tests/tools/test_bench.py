"""The benchmark runner, on small folders of its own. No test here looks at a time."""

import re
import shutil
import subprocess
import sys

import pytest

from patience import PATIENCE
from repository import ROOT

BENCH = ROOT / "tools" / "bench"
LINE = re.compile(r"[a-z]\w*: \d+(\.\d+)? \S+(, \d+(\.\d+)? yardsticks)? \(.+\)")
YARDSTICK = """
from types import SimpleNamespace

def measured():
    print("a yardstick")
    return SimpleNamespace(seconds=0.5)
"""
FAKE = """
import os
import collapse

def bench_apple(report):
    report("apple", 0.012345, "s", "two apples")

def bench_pear(report):
    report("pear_small", 1234.5, "ms", "a small pear")
    report("pear_large", 2, "x", "a large pear over a small one")

def bench_threads(report):
    report("threads", int(os.environ["OPENBLAS_NUM_THREADS"]), "threads", "what NumPy may use")

def bench_limits(report):
    report("limits_least", 2, "x", "a ratio", least=2)
    report("limits_most", 61.7, "ms", "a time", most=0.124)

def bench_own(report):
    report("own", 61.7, "ms", "a time", yardstick=0.25)

def helper(report):
    raise AssertionError("not a benchmark")
"""


def run_bench(folder, *arguments):
    return subprocess.run([sys.executable, folder, *arguments], capture_output=True, text=True, timeout=PATIENCE)


@pytest.fixture
def fake(tmp_path):
    """A benchmark folder beside an (almost empty) notebooks folder."""
    folder = tmp_path / "tools" / "bench"
    folder.mkdir(parents=True)
    shutil.copy(BENCH / "__main__.py", folder)
    (folder / "bench_fake.py").write_text(FAKE)
    (folder / "yardstick.py").write_text(YARDSTICK)
    package = tmp_path / "notebooks" / "collapse"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    return folder


def test_one_line_each_with_three_significant_digits(fake):
    done = run_bench(fake)
    assert (done.returncode, done.stderr) == (0, "")
    yardstick, of_it, *lines = done.stdout.splitlines()
    assert (yardstick, of_it) == ("a yardstick", "namespace(seconds=0.5)")
    assert lines == [
        "apple: 0.0123 s, 0.0247 yardsticks (two apples)",
        "pear_small: 1230 ms, 2.47 yardsticks (a small pear)",
        "pear_large: 2.00 x (a large pear over a small one)",
        "threads: 1.00 threads (what NumPy may use)",
        "limits_least: 2.00 x (a ratio; at least 2 x: kept)",
        "limits_most: 61.7 ms, 0.123 yardsticks (a time; at most 0.124 yardsticks: kept)",
        "own: 61.7 ms, 0.247 yardsticks (a time)",
    ]
    assert all(LINE.fullmatch(line) for line in lines)


@pytest.mark.parametrize(("old", "new"), [("2, ", "1.99, "), ("61.7", "62.1")], ids=["too little", "too long"])
def test_a_limit_that_is_broken_fails_the_run(fake, old, new):
    path = fake / "bench_fake.py"
    limited = path.read_text().partition("def bench_limits")
    path.write_text(limited[0] + limited[1] + limited[2].replace(old, new, 1))
    done = run_bench(fake, "-k", "limits")
    assert done.returncode == 1
    assert (done.stdout.count("kept"), done.stdout.count("BROKEN")) == (1, 1)


@pytest.mark.parametrize(
    ("name", "lines"),
    [("app", ["apple"]), ("pear", ["pear_small", "pear_large"]), ("pear_large", ["pear_large"])],
    ids=["part of a name", "every line of a function", "one line of a function"],
)
def test_k_picks_lines_by_a_part_of_their_name(fake, name, lines):
    done = run_bench(fake, "-k", name)
    assert [line.split(":")[0] for line in done.stdout.splitlines() if LINE.fullmatch(line)] == lines


def test_a_benchmark_that_fails_fails_the_run(fake):
    (fake / "bench_wrong.py").write_text("def bench_kiwi(report):\n    1 / 0\n")
    assert run_bench(fake).returncode == 1
