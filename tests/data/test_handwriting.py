"""The chains of notebook 07: the tables are complete and possible, and the script still computes them."""

import numpy as np
import pandas as pd
import pytest

from collapse import pictures
from scripts import DATA

KEYS = ["model", "diet", "seed", "generation"]


@pytest.fixture(scope="module")
def chains():
    return pd.read_csv(DATA / "handwriting.csv")


@pytest.fixture(scope="module")
def drawn():
    return pd.read_csv(DATA / "handwriting_pictures.csv")


def test_every_generation_of_every_chain_is_there_once(script, chains, drawn):
    wanted = [(*setting, generation) for setting in script.settings() for generation in range(script.LAST + 1)]
    assert list(chains[KEYS].itertuples(index=False, name=None)) == wanted
    shown = [row for row in wanted if row[2] in script.SEEDS]
    assert list(drawn[KEYS].itertuples(index=False, name=None)) == shown


def test_numbers_are_possible(chains):
    read = chains[[f"read_{digit}" for digit in range(10)]]
    np.testing.assert_allclose(read.sum(axis=1), 1, atol=1e-3)
    assert chains[["strange", "unsure"]].stack().between(0, 1).all()
    assert chains["directions"].between(1, 64).all()
    networks = chains[chains["model"] != "Gaussian"]
    assert np.isfinite(networks[["human_nats", "own_nats"]]).all(axis=None)
    assert networks["codes"].between(0, 8).all() and (networks["noise"] > 0).all()
    assert np.isinf(chains.query("model == 'Gaussian'")["human_nats"]).all()  # of less than full rank


def test_all_diets_of_a_seed_share_generation_0(chains):
    first = chains.query("generation == 0 and seed <= 3").drop(columns=["diet", "generation"])
    assert first.drop_duplicates().shape[0] == 3 * chains["model"].nunique()


def test_pictures_are_pictures(script, drawn):
    for text in drawn["pictures"]:
        assert pictures.unpacked(text).shape == (script.SHOWN, 64)


def test_every_chain_begins_with_people_that_are_not_held_out(script):
    train = {tuple(row) for row in script.PEOPLE.train}
    for model, many in (("Gaussian", script.VILLAGE), ("VAE", len(script.PEOPLE.train))):
        fed = script.human(model, 1)
        assert len(fed) == many and {tuple(row) for row in fed} <= train


def test_the_beginnings_come_out_as_stored(script):
    assert script.check() == []


def test_a_number_that_is_off_is_named(script, chains):
    stored = chains.query("model == 'VAE'").head(2)
    rows = stored.to_dict("records")
    assert list(script.differing(rows, stored)) == []
    for name in ("human_nats", "directions", "read_3"):
        off = [rows[0], rows[1] | {name: rows[1][name] + 1.01 * script.TIGHT}]
        (found,) = script.differing(off, stored)
        assert f"1: {name} is " in found
    (found,) = script.differing([rows[0] | {"diet": "cake"}, rows[1]], stored)
    assert "diet is cake" in found
