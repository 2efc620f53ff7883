"""The histories of notebook 02 that are computed in advance: all are there, and the script still computes them."""

import importlib.util
import itertools
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

DATA = Path(__file__).parents[1] / "data"
SETTINGS = [("afresh", 1e-5), ("continued", 1e-5), ("afresh", 1e-3), ("continued", 1e-3)]


@pytest.fixture(scope="module")
def script():
    """Import the script as a module."""
    spec = importlib.util.spec_from_file_location("make_two_on_one", DATA / "make_two_on_one.py")
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPENBLAS_NUM_THREADS", "1")
        patch.setattr(sys, "path", list(sys.path))
        spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def table():
    return pd.read_csv(DATA / "two_on_one.csv")


def test_every_history_of_every_set_up_is_there_once(table):
    rows = table[["start", "tol", "history", "generation"]].itertuples(index=False, name=None)
    expected = itertools.product(SETTINGS, range(32), range(0, 2051, 50))
    assert list(rows) == [(*setting, number, generation) for setting, number, generation in expected]


def test_numbers_are_possible(table):
    assert table[["component_sd", "whole_sd"]].min(axis=None) > 0
    assert table["alive"].isin([1, 2]).all()
    one_left = table.query("alive == 1")
    assert one_left["component_sd"].to_numpy() == pytest.approx(one_left["whole_sd"].to_numpy(), rel=1e-4)


def test_what_the_notebook_says_of_the_set_ups(table):
    first, last = table.query("generation == 0"), table.query("generation == 2050")
    ends = last.groupby(["start", "tol"])["component_sd"].median()
    assert first.query("start == 'afresh'")["component_sd"].between(0.7, 1.1).all()
    assert 0.005 < ends["afresh", 1e-5] < 0.02  # published: 0.010
    assert ((4 < ends / ends["afresh", 1e-5]) & (ends / ends["afresh", 1e-5] < 6)).sum() == 3
    theirs = last.query("start == 'afresh' and tol == 1e-5")
    assert (theirs["alive"] == 2).all()
    assert theirs["component_sd"].max() > 100 * theirs["component_sd"].min()
    apart = (last["whole_sd"] / last["component_sd"]).groupby([last["start"], last["tol"]]).median()
    assert apart["afresh", 1e-5] > 3 > 2 > apart["afresh", 1e-3]  # several times as wide; closer together
    both = last.query("start == 'continued'").groupby("tol")["alive"].agg(lambda alive: (alive == 2).mean())
    assert (both < 0.5).all()


@pytest.mark.parametrize("setting", SETTINGS)
def test_the_beginning_of_a_history_comes_out_as_stored(script, table, setting):
    rows = script.history(setting, 0, last=script.EVERY)
    assert [row["generation"] for row in rows] == [0, 50]
    known = table.query(f"start == {setting[0]!r} and tol == {setting[1]} and history == 0").head(2)
    for name in ("component_sd", "whole_sd", "alive"):
        assert [row[name] for row in rows] == pytest.approx(known[name].tolist(), rel=script.CLOSE)


def test_a_number_that_is_off_is_named(script, table, tmp_path, monkeypatch):
    other = table.copy()
    other.loc[0, "component_sd"] *= 1.01
    other.to_csv(tmp_path / "other.csv", index=False)
    monkeypatch.setattr(script, "TABLE", tmp_path / "other.csv")
    (found,) = script.check(last=0, numbers=(0,))
    assert found.startswith("component_sd of ('afresh', 1e-05, 0, 0) is ")


def test_the_script_says_what_it_does():
    command = [sys.executable, DATA / "make_two_on_one.py", "--help"]
    assert "--check" in subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "data/make_two_on_one.py --check" in (DATA / "README.md").read_text(encoding="utf-8")
