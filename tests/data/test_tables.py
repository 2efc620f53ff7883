"""The tables in data/ are what data/README.md says they are."""

import re

import pandas as pd
import pytest

from repository import ROOT

DATA = ROOT / "data"
TABLES = dict(re.findall(r"^\| `([^`]+)` \| (\d+) \|", (DATA / "README.md").read_text(encoding="utf-8"), re.MULTILINE))


def read(name):
    return pd.read_csv(DATA / name, keep_default_na=False)  # there are people called NULL and NA


def test_every_table_is_described():
    assert TABLES.keys() == {path.name for path in DATA.glob("*.csv")}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_has_the_rows_it_says_and_no_holes(name):
    table = read(name)
    assert len(table) == int(TABLES[name])
    assert not table.isin([""]).any(axis=None)


def test_galtons_families():
    table = read("galton_heights.csv")
    assert table["family"].nunique() == 205
    assert table["sex"].value_counts().to_dict() == {"male": 481, "female": 453}
    assert table["height_in"].between(50, 85).all()


def test_eruptions_are_minutes():
    table = read("old_faithful.csv")
    assert table["eruption_min"].between(1, 6).all()
    assert table["waiting_min"].between(40, 100).all()


def test_shares_of_surnames_are_rounded_as_the_text_says():
    table = read("surnames_1990.csv")
    assert round(table["percent"].sum(), 1) == 79.6
    assert (table["percent"] == 0).sum() > 10_000
    assert table["surname"].is_unique
