"""The long chains of notebook 04: the tables are complete and agree, and the script still computes them."""

import itertools

import numpy as np
import pandas as pd
import pytest

from scripts import DATA

SETTINGS = ("T = 1", "T = 0.8", "T = 0.8, 25 % human", "T = 0.8, accumulate")
SEEDS, GENERATIONS = (1, 2, 3, 4), range(8)
KEYS = ["setting", "seed", "generation"]


@pytest.fixture(scope="module")
def chains():
    return pd.read_csv(DATA / "chains.csv")


@pytest.mark.parametrize("name", ["chains", "chains_texts"])
def test_every_generation_of_every_chain_is_there_once(name):
    rows = pd.read_csv(DATA / f"{name}.csv")[KEYS].itertuples(index=False, name=None)
    assert list(rows) == list(itertools.product(SETTINGS, SEEDS, GENERATIONS))


def test_every_model_has_read_every_text():
    cross = pd.read_csv(DATA / "chains_cross.csv")
    readings = itertools.product(SETTINGS, SEEDS, GENERATIONS, ["human", *map(str, GENERATIONS)])
    assert list(cross[["setting", "seed", "model", "text"]].itertuples(index=False, name=None)) == list(readings)


def test_the_tables_agree_with_each_other(chains):
    cross = pd.read_csv(DATA / "chains_cross.csv").set_index(["setting", "seed", "model", "text"])["bits"]
    for row in chains.itertuples():
        assert cross[row.setting, row.seed, row.generation, str(row.generation)] == pytest.approx(
            row.own_bits, abs=2e-5
        )


def test_numbers_are_possible(chains):
    shares = chains.drop(columns=[*KEYS, "human_bits", "own_bits", "distinct_words"])
    assert shares.min(axis=None) >= 0 and shares.max(axis=None) <= 1
    assert chains[["human_bits", "own_bits"]].min(axis=None) > 0
    assert chains["distinct_words"].between(1, 40_000).all()


def test_settings_at_one_temperature_share_generation_0(chains):
    first = chains.query("generation == 0 and setting != 'T = 1'").drop(columns="setting")
    for _, rows in first.groupby("seed"):
        assert len(rows.drop_duplicates()) == 1
    assert first.drop(columns="seed").drop_duplicates().shape[0] == len(SEEDS)


def test_the_tiny_chain_comes_out_as_stored(script):
    stored = pd.read_csv(DATA / "chains_check.csv")
    assert list(script.differing(script.tiny_chain(), stored, script.TIGHT)) == []


def test_a_number_that_is_off_is_named(script, chains):
    stored = chains.head(2)
    rows = stored.to_dict("records")
    assert list(script.differing(rows, stored, script.LOOSE)) == []
    for name, allowed in script.LOOSE.items():
        off = [dict(rows[0]), rows[1] | {name: rows[1][name] + 1.01 * allowed}]
        (found,) = script.differing(off, stored, script.LOOSE)
        assert f"generation 1: {name} is " in found
    assert len(list(script.differing([rows[0] | {"zlib": np.nan}], stored.head(1), script.LOOSE))) == 1


def test_the_bounds_are_wider_than_the_seeds_differ_and_narrower_than_a_generation(script, chains):
    """Another processor is like another seed; a chain one generation behind must not pass."""
    first = chains.query("setting == 'T = 0.8' and generation <= 1")
    spread = first.groupby("generation").std(numeric_only=True)
    step = first.groupby("generation").mean(numeric_only=True).diff().loc[1].abs()
    for name, allowed in script.LOOSE.items():
        assert allowed > 2.5 * spread[name].max(), name
    assert script.LOOSE["human_bits"] < step["human_bits"] / 2
    assert script.LOOSE["own_bits"] < step["own_bits"] / 1.5


def test_a_passage_avoids_quotations(script):
    said = "".join(chr(97 + i % 23) + chr(97 + i % 19) for i in range(2_000))
    start = script.PASSAGE.start
    assert script.passage(said, runs=set()) == said[start : start + 500]
    assert script.passage(said, runs={said[start + 100 : start + 140]}) == said[start + 1_000 : start + 1_500]
    with pytest.raises(ValueError, match="every passage"):
        script.passage(said, runs={said[i : i + 40] for i in range(len(said))})
