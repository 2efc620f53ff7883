"""The sweep: the same table whoever computes it, and nothing lost when something dies on the way."""

import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from collapse import sweep, theory
from patience import PATIENCE
from scripts import DATA

SOME = [("replace", 0.0, 50), ("fresh", 0.1, 100), ("fixed", 0.1, 100), ("accumulate", 0.0, 50), ("fresh", 0.5, 50)]


# --- one point ---


@pytest.mark.parametrize("setting", SOME, ids=str)
def test_a_point_agrees_with_theory(setting):
    row = sweep.point(*setting, generations=20)
    assert row["variance"] == pytest.approx(row["theory"], abs=2.5 * row["error"])
    assert row["theory"] == theory.intervention_variance(*setting[:1], setting[2], setting[1], 0, 20)[-1]


def test_a_point_is_a_function_of_its_setting():
    assert sweep.point("fresh", 0.1, 50, 5, 10) == sweep.point("fresh", 0.1, 50, 5, 10)
    assert sweep.point("fresh", 0.1, 50, 5, 10)["variance"] != sweep.point("fresh", 0.1, 100, 5, 10)["variance"]


# --- on this machine ---


def test_the_table_does_not_depend_on_the_number_of_workers(script, tmp_path):
    tables = []
    for workers in (1, 2):
        tables.append(tmp_path / f"{workers}.csv")
        assert script.collect(tables[-1], SOME, workers) == len(SOME)
    assert tables[0].read_bytes() == tables[1].read_bytes()
    assert list(script.stored(tables[0])) == SOME


def test_a_finished_point_is_not_computed_again(script, tmp_path):
    table = tmp_path / "t.csv"
    script.collect(table, SOME[:3], 1)
    calls = []

    def counted(*setting):
        calls.append(setting)
        return sweep.point(*setting)

    script.collect(table, SOME, 1, counted)
    assert calls == SOME[3:]


def test_a_row_that_was_cut_off_is_computed_again(script, tmp_path):
    whole, cut = tmp_path / "whole.csv", tmp_path / "cut.csv"
    script.collect(whole, SOME, 1)
    cut.write_bytes(whole.read_bytes()[:-30])
    assert len(script.stored(cut)) == len(SOME) - 1
    script.collect(cut, SOME, 1)
    assert cut.read_bytes() == whole.read_bytes()


class DiesOnce:
    """A point whose worker is killed in the middle, the first time it comes to one of the settings."""

    def __init__(self, setting, mark):
        self.setting, self.mark = setting, mark

    def __call__(self, *setting):
        if setting == self.setting and not self.mark.exists():
            self.mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return sweep.point(*setting)


def test_a_worker_that_is_killed_loses_nothing(script, tmp_path, capsys):
    whole, table, mark = tmp_path / "whole.csv", tmp_path / "t.csv", tmp_path / "killed"
    script.collect(whole, SOME, 1)
    script.collect(table, SOME, 2, DiesOnce(SOME[3], mark))
    assert mark.exists() and "a worker died" in capsys.readouterr().err
    assert table.read_bytes() == whole.read_bytes()


def test_every_point_of_the_diagram_makes_sense(script):
    wanted = script.settings()
    assert len(wanted) == len(set(wanted)) == len(script.stored(script.TABLE))
    assert list(script.stored(script.TABLE)) == wanted


def test_the_check_sees_a_wrong_number(script, tmp_path):
    wanted = script.settings()[::50]
    table = tmp_path / "t.csv"
    script.collect(table, wanted, 1)
    stored = list(script.check(table, every=50))
    assert stored == []
    text = table.read_text().splitlines()
    table.write_text("\n".join([text[0], text[1].replace(",0.1", ",0.2"), *text[2:-1]]))
    assert len(list(script.check(table, every=50))) == 2


# --- on a cluster ---


@pytest.fixture(scope="module")
def address(script, tmp_path_factory):
    """A Dask cluster in processes of its own, which know nothing of our package: a scheduler and two workers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    folder = tmp_path_factory.mktemp("cluster")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    dask = [sys.executable, "-m", "dask"]
    local = ["--no-dashboard", "--host", "127.0.0.1"]
    commands = [[*dask, "scheduler", *local, "--port", address.rpartition(":")[2]]]
    commands += [
        [*dask, "worker", address, *local, "--nthreads", "1", "--nworkers", "1", "--death-timeout", str(PATIENCE)]
    ] * 2
    silent = dict(cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    running = [subprocess.Popen(command, **silent, start_new_session=True) for command in commands]
    with script.cluster(address, patience=PATIENCE) as client:
        client.wait_for_workers(2, timeout=PATIENCE)
    yield address
    for process in running:
        os.killpg(process.pid, signal.SIGKILL)  # with the processes it has started
        process.wait(timeout=PATIENCE)


def sweep_on(address, table):
    """Return the command that has a cluster compute a table."""
    return [sys.executable, str(DATA / "make_phase_diagram.py"), "--cluster", address, "--table", str(table)]


def on_cluster(address, table):
    return subprocess.run(sweep_on(address, table), capture_output=True, text=True, timeout=PATIENCE)


def test_a_cluster_whose_worker_is_killed_loses_nothing(script, address, tmp_path):
    table = tmp_path / "t.csv"
    script.write(table, list(script.stored(script.TABLE).values())[:-12])
    with script.cluster(address) as client:
        client.wait_for_workers(2, timeout=PATIENCE)
        pids = list(client.run(os.getpid).values())
    sweeping = subprocess.Popen(sweep_on(address, table), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    while len(script.stored(table)) < len(script.stored(script.TABLE)) - 11 and sweeping.poll() is None:
        time.sleep(0.02)
    os.kill(pids[0], signal.SIGKILL)
    _, said = sweeping.communicate(timeout=PATIENCE)
    assert sweeping.returncode == 0, said
    assert table.read_bytes() == script.TABLE.read_bytes()


def test_a_cluster_that_is_not_there_is_named_and_nothing_is_lost(script, tmp_path):
    table = tmp_path / "t.csv"
    script.write(table, list(script.stored(script.TABLE).values())[:7])
    before = table.read_bytes()
    with pytest.raises(ConnectionError, match="no Dask scheduler answers at tcp://127.0.0.1:9"):
        with script.cluster("tcp://127.0.0.1:9", patience=1):
            pass
    done = on_cluster("nowhere", table)
    assert done.returncode == 1 and "no Dask scheduler answers at nowhere" in done.stderr
    assert table.read_bytes() == before


def test_without_dask_the_error_says_what_to_do(script, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ConnectionError, match="make .venv/requirements-dev.txt"):
        with script.cluster("tcp://127.0.0.1:9"):
            pass
