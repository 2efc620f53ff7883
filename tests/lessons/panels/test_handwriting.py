"""What notebook 07 says a learner finds with its panel is what the panel shows."""

import re

import numpy as np
import pandas as pd
import pytest

from collapse import panels
from collapse.figures.handwriting import mosaic
from collapse.pictures import unpacked
from collapse.text import DATA

SAID = re.compile(r"([\d.]+) effective directions, pictures of (\d+) digits, and of (\d+) %")
LAST = 15


@pytest.fixture(scope="module")
def tables():
    return pd.read_csv(DATA / "handwriting.csv"), pd.read_csv(DATA / "handwriting_pictures.csv")


@pytest.fixture
def panel(tables):
    return panels.drawings(*tables)


def ask(panel, **values):
    """Move the controls; return the effective directions, the digits left and the percentage nobody can read."""
    for name, value in values.items():
        panel.controls[name].value = value
    directions, digits, unsure = SAID.search(panel.words.value).groups()
    return float(directions), int(digits), int(unsure)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_end_comes_fast_after_a_time_in_which_hardly_anything_happens(panel, seed):
    setting = dict(model="network without noise", diet="replace", seed=seed)
    digits = np.array([ask(panel, generation=g, **setting)[1] for g in range(LAST + 1)])
    last_with_all, first_with_one = np.flatnonzero(digits == 10)[-1], np.flatnonzero(digits == 1)[0]
    assert 4 <= first_with_one - last_with_all <= 8
    assert last_with_all >= 6


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_with_noise_both_counts_say_that_all_is_well(panel, seed):
    directions, digits, unsure = ask(panel, generation=LAST, model="network with noise", diet="replace", seed=seed)
    assert directions > 2 * 13.1 and digits >= 9 and unsure > 40


def test_the_same_tenth_matters_most_to_the_gaussian(panel):
    at_the_end = {}
    for model in ("the Gaussian", "network without noise", "network with noise"):
        for diet in ("a tenth human, drawn anew", "the same tenth human"):
            found = [ask(panel, generation=LAST, model=model, diet=diet, seed=seed)[0] for seed in (1, 2, 3)]
            at_the_end[model, diet[:5]] = np.median(found)
    ratio = {model: at_the_end[model, "a ten"] / at_the_end[model, "the s"] for model, _ in at_the_end}
    assert ratio["the Gaussian"] > 1.3
    assert max(abs(ratio[model] - 1) for model in ratio if model != "the Gaussian") < 0.15


def test_it_shows_the_stored_pictures(panel, tables):
    ask(panel, generation=9, model="network with noise", diet="accumulate", seed=2)
    rows = tables[1].set_index(["model", "diet", "seed", "generation"])["pictures"]
    now = unpacked(rows["VAE", "accumulate", 2, 9])
    shown = np.asarray(panel.figure.axes[0].images[0].get_array())
    np.testing.assert_array_equal(shown[20:], mosaic([now]))


def test_the_play_button_moves_the_slider_and_begins_where_it_stands(panel):
    play, slider = panel.children[0].children[0], panel.controls["generation"]
    assert (play.min, play.max) == (0, LAST) and play.description and play.tooltip
    assert play not in panel.controls.values()
    before = panel.picture.value
    play.value = 3
    assert slider.value == 3 and panel.picture.value != before
    shown = []
    play.observe(lambda change: shown.append(panel.picture.value), names="value")
    slider.value = 6
    assert play.value == 6 and shown == [panel.picture.value]  # the button was told after the picture


def test_a_picture_that_is_impossible_is_said_to_be(panel):
    ask(panel, model="the Gaussian")
    assert "are impossible to it" in panel.words.value
