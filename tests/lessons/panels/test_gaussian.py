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


RANGE, MOVED = r"a range of ([\d.]+);", r"moved by ([+-][\d.]+\d)"


def test_five_villages_of_ten_shrink_below_an_inch(photocopier):
    first = []
    for seed in range(1, 6):
        ranges = [ask(photocopier, RANGE, M=10, seed=seed, generation=g) for g in range(80)]
        first.append(int(np.argmax(np.array(ranges) < 1)))
    assert sorted(first)[0] == 11 and sorted(first)[2] == 21 and sorted(first)[4] == 56


def test_no_village_of_200_shrinks_below_an_inch_but_most_drift(photocopier):
    places = [dict(M=200, seed=seed, generation=200) for seed in range(1, 21)]
    assert min(ask(photocopier, RANGE, **place) for place in places) > 1
    assert np.mean([abs(ask(photocopier, MOVED, **place)) > 1 for place in places]) > 0.5


def test_six_of_forty_histories_are_wider_than_the_humans(gaussian):
    variance = [ask(gaussian, r"has variance ([\d.e+-]+) ", M=50, seed=seed) for seed in range(1, 41)]
    assert np.sum(np.array(variance) > 1) == 6


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
