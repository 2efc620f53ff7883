"""The ledger of the long computations: what is finished is written at once, and no kill takes it back."""

import importlib
import json
import os
import re
import signal
import subprocess
import sys
import time

import pytest

from patience import PATIENCE
from scripts import DATA

SLOW = """
import sys, time
sys.path.insert(0, sys.argv[1])
from ledger import compute

def work(number):
    time.sleep(0 if number < 2 else 60)
    return [number, number**2]

if __name__ == "__main__":
    compute(sys.argv[2], work, {f"job {number}": (number,) for number in range(4)}, workers=2)
"""


@pytest.fixture
def ledger(monkeypatch):
    """The module, under its own name, so that the processes it starts find it."""
    monkeypatch.syspath_prepend(DATA)
    return importlib.import_module("ledger")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "table.part"


def test_what_was_appended_is_there_again(ledger, path):
    first = ledger.Ledger(path)
    first.append("a", [1, 0.1])
    first.append("b", dict(rows=[]))
    assert ledger.Ledger(path).finished == first.finished == {"a": [1, 0.1], "b": dict(rows=[])}


@pytest.mark.parametrize("cut", [1, 5, 20])
def test_a_line_that_a_kill_cut_off_is_overwritten(ledger, path, cut):
    first = ledger.Ledger(path)
    first.append("a", 1)
    first.append("b", 2)
    path.write_bytes(path.read_bytes()[:-cut])
    again = ledger.Ledger(path)
    assert again.finished == {"a": 1}
    again.append("c", 3)
    assert ledger.Ledger(path).finished == {"a": 1, "c": 3}
    assert [json.loads(line)["key"] for line in path.read_text().splitlines()] == ["a", "c"]


@pytest.mark.parametrize("line", ['{"key": "a"', "[]", '{"key": "a"}', "\xff"])
def test_a_damaged_line_is_named(ledger, path, line):
    path.write_text(f'{{"key": "a", "result": 1}}\n{line}\n', encoding="latin-1")
    with pytest.raises(ValueError, match=re.escape(f"{path}, line 2, is damaged: remove that line")):
        ledger.Ledger(path)


def test_only_what_is_missing_is_computed_and_results_come_in_the_jobs_order(ledger, path, capsys):
    ledger.Ledger(path).append("pow 2", "known")
    seen = []
    jobs = {f"pow {base}": (base, 2) for base in (3, 2, 5)}
    found = ledger.compute(path, pow, jobs, after=lambda done: seen.append(dict(done)))
    assert list(found.items()) == [("pow 3", 9), ("pow 2", "known"), ("pow 5", 25)]
    assert seen == [{"pow 3": 9, "pow 2": "known"}, found]
    assert "3 of 3 finished, 0:00 left" in capsys.readouterr().out
    assert ledger.compute(path, pow, {"pow 5": (5, 2)}) == {"pow 5": 25}


def test_an_error_in_one_job_keeps_those_before_it(ledger, path):
    with pytest.raises(TypeError):
        ledger.compute(path, pow, {"good": (2, 2), "bad": ("no number", 2)})
    assert ledger.Ledger(path).finished == {"good": 4}


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_killed_run_loses_no_finished_job_and_leaves_no_process(ledger, path, tmp_path):
    script = tmp_path / "slow.py"
    script.write_text(SLOW)
    running = subprocess.Popen([sys.executable, script, DATA, path], stdout=subprocess.DEVNULL, start_new_session=True)
    until(lambda: len(ledger.Ledger(path).finished) == 2)
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    until(lambda: not group_is_there(running.pid))
    assert ledger.Ledger(path).finished == {"job 0": [0, 0], "job 1": [1, 1]}
    found = ledger.compute(path, pow, {"job 0": (), "job 1": (), "job 2": (3, 2)})
    assert found == {"job 0": [0, 0], "job 1": [1, 1], "job 2": 9}


def until(true):
    for _ in range(20 * PATIENCE):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("it has not happened")


def group_is_there(group):
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
