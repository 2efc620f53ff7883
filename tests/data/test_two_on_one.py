"""The histories of notebook 02 that are computed in advance: all are there, and the script still computes them."""

import itertools

import pandas as pd
import pytest

from scripts import DATA

SETTINGS = [("afresh", 1e-5), ("continued", 1e-5), ("afresh", 1e-3), ("continued", 1e-3)]


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
