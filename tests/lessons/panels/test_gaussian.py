"""What the notebooks say a learner finds with a panel is what the panel says."""

import re

import numpy as np
import pandas as pd
import pytest

from collapse import panels
from repository import ROOT

GALTON = pd.read_csv(ROOT / "data" / "galton_heights.csv")
MEN = GALTON.query("sex == 'male'")["height_in"].to_numpy()


def ask(panel, pattern, **values):
    """Move the controls, and read from the words the number after which the pattern asks."""
    for name, value in values.items():
        panel.controls[name].value = value
    return float(re.search(pattern, panel.words.value)[1])


@pytest.fixture
def photocopier():
    return panels.photocopier(MEN)


@pytest.fixture
def gaussian():
    panel = panels.histories()
    panel.controls["generations"].value = 100
    return panel


NARROW, MOVED = r"villages (\d+) have a range", r"of (\d+) the mean has moved"


def test_half_of_the_villages_of_ten_are_below_an_inch_after_some_40_generations(photocopier):
    narrow = [ask(photocopier, NARROW, M=10, generation=g) for g in range(60)]
    assert np.argmax(np.array(narrow) >= 20) == 40


def test_no_village_of_200_shrinks_below_an_inch_but_most_drift(photocopier):
    place = dict(M=200, generation=200)
    assert ask(photocopier, NARROW, **place) == 0 and ask(photocopier, MOVED, **place) > 20


def test_what_is_said_of_all_villages_is_what_each_of_them_does(photocopier):
    place = dict(M=20, generation=80)
    ranges = [ask(photocopier, r"a range of ([\d.]+);", **place, village=k) for k in range(1, 41)]
    moved = [ask(photocopier, r"moved by ([+-][\d.]+\d)", **place, village=k) for k in range(1, 41)]
    said = ask(photocopier, NARROW, **place), ask(photocopier, MOVED, **place)
    assert np.sum(np.array(ranges) < 1) <= said[0] <= np.sum(np.array(ranges) <= 1)  # they are rounded in the words
    assert np.sum(np.abs(moved) > 1) <= said[1] <= np.sum(np.abs(moved) >= 1)


def test_one_history_in_five_is_wider_than_the_humans(gaussian):
    shares = [ask(gaussian, r"(\d+) of the 200 histories", M=50, seed=seed) / 200 for seed in (1, 7, 23, 40)]
    assert shares[0] == 38 / 200 and 0.12 < min(shares) and max(shares) < 0.25


def test_the_smallest_sample_that_keeps_half_for_a_hundred_generations(gaussian):
    kept = {}
    for M in (100, 200):
        gaussian.controls["M"].value = M
        kept[M] = 0
        for seed in range(1, 41):
            gaussian.controls["seed"].value = seed
            kept[M] += "has not halved yet" in gaussian.words.value
    assert kept == {100: 0, 200: 39}


@pytest.mark.parametrize(("M", "factor"), [(400, 2.0), (5, 1.8)])
def test_by_what_factor_dividing_by_M_shortens_the_half_life(gaussian, M, factor):
    half_life = [ask(gaussian, r"theory: ([\d.]+) generations", M=M, ddof=ddof) for ddof in (1, 0)]
    assert half_life[0] / half_life[1] == pytest.approx(factor, abs=0.06)
