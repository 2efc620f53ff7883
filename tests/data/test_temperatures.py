"""Long chains between the two temperatures of notebook 04, and the law that is drawn over them."""

import itertools

import numpy as np
import pandas as pd
import pytest

from scripts import DATA

NEW, ALL = ("T = 0.85", "T = 0.9", "T = 0.95", "T = 1.05"), (0.8, 0.85, 0.9, 0.95, 1.0, 1.05)
SEEDS, GENERATIONS = (1, 2), range(8)
CHAINS, MORE, LAW = (pd.read_csv(DATA / f"{name}.csv") for name in ("chains", "temperatures", "temperatures_law"))
EVERY = pd.concat([CHAINS, MORE])


def bits(temperature, generation, table=EVERY):
    return table.query(f"setting == 'T = {temperature:g}' and generation == {generation}")["human_bits"]


def test_every_generation_of_every_chain_is_there_once():
    rows = MORE[["setting", "seed", "generation"]].itertuples(index=False, name=None)
    assert list(rows) == list(itertools.product(NEW, SEEDS, GENERATIONS))
    assert list(MORE.columns) == list(CHAINS.columns)
    named = [f"T = {temperature:g}" for temperature in ALL]
    found = LAW[["seed", "setting", "generation"]].itertuples(index=False, name=None)
    assert list(found) == list(itertools.product(SEEDS, named, GENERATIONS))


def test_the_law_begins_where_the_chains_do():
    for temperature in ALL:
        assert bits(temperature, 0).mean() == pytest.approx(bits(temperature, 0, LAW).mean(), abs=0.03)
    assert LAW[LAW["setting"] == "T = 1"].groupby("seed")["human_bits"].nunique().tolist() == [1, 1]


def rise(temperature, generation, table=EVERY):
    return bits(temperature, generation, table).mean() - bits(temperature, 0, table).mean()


@pytest.mark.parametrize("temperature", [0.9, 0.95, 1.05])
@pytest.mark.parametrize("generation", [2, 4, 7])
def test_near_1_sharpening_and_the_errors_at_1_add_up(temperature, generation):
    expected = rise(temperature, generation, LAW) + rise(1, generation)
    assert rise(temperature, generation) == pytest.approx(expected, abs=0.1)


def test_far_from_1_they_do_not():
    for temperature, least in ((0.8, 0.8), (0.85, 0.2)):
        expected = rise(temperature, 7, LAW) + rise(1, 7)
        assert rise(temperature, 7) < expected - least


def test_held_out_bits_rise_least_at_1_and_no_temperature_keeps_the_words():
    ends = {temperature: bits(temperature, 7).mean() for temperature in ALL}
    assert min(ends, key=ends.get) == 1
    left = EVERY[EVERY["generation"] == 7].groupby("setting")["left_3_to_10"].mean()
    shares = [left[f"T = {temperature:g}"] for temperature in ALL]
    assert shares[0] < shares[1] < shares[2] < min(shares[3:]) and max(shares) < 0.1


def test_no_error_means_the_model_of_generation_0_at_the_power(script, monkeypatch):
    """On a small network: the law at n is what its own samples at T, learned n times without error, would be."""
    monkeypatch.setattr(script.make_chains, "NETWORK", dict(script.make_chains.NETWORK, hidden=6, epochs=1))
    monkeypatch.setattr(script.make_chains, "human_text", lambda corpus: corpus.train[:8_000])
    rows = pd.DataFrame(script.law(3)).set_index(["setting", "generation"])["human_bits"]
    corpus = script.load("novels", lower=True)
    network = script.CharRNN(len(corpus.alphabet), **script.make_chains.NETWORK)
    model = network.fit(corpus.train[:8_000], np.random.default_rng(3), progress=None)
    piece = corpus.held_out[: 18 * 2_000].reshape(18, 2_000)
    for T, n in ((0.8, 0), (0.9, 3)):
        expected = -model.log_prob(piece, temperature=T**n).mean() / np.log(2)
        assert rows[f"T = {T:g}", n] == pytest.approx(expected, rel=1e-6)
