"""What notebook 03 says a learner finds with its panel is what the panel says."""

import re

import numpy as np
import pytest

from collapse import panels
from collapse.text import load

SEEDS = range(1, 41)
LEFT, SURPRISE, ENTROPY = r"([\d,]+) of 7,315 words", r"surprise is ([\d.]+) nats", r"model ([\d.]+)\.$"


@pytest.fixture(scope="module")
def panel():
    return panels.vocabulary(load(lower=True).text)


def ask(panel, pattern, **values):
    """Move the controls, and read a number from the words."""
    for name, value in values.items():
        panel.controls[name].value = value
    return float(re.search(pattern, panel.words.value)[1].replace(",", ""))


BAND = r"lie between ([\d.]+) and", r"lie between [\d.]+ and ([\d.]+)\)"


def test_fair_copies_lie_in_the_band_on_either_side_of_the_human_text_and_few_words_are_left(panel):
    place = dict(N=1_000, temperature=1.0, generation=40)
    surprise, left = (np.array([ask(panel, what, **place, seed=seed) for seed in SEEDS]) for what in (SURPRISE, LEFT))
    low, high = (ask(panel, end, **place) for end in BAND)
    assert np.mean((low < surprise) & (surprise < high)) > 0.9 and 0.4 < np.mean(surprise < 6.5) < 0.6
    assert 24 < min(left) and max(left) < 60  # a few dozen
    ranks = panels.vocabulary(load(lower=True).text)
    ranks.controls["generation"].value = 40
    dots = next(line for line in ranks.figure.axes[0].lines if line.get_linestyle() == "None").get_xdata()
    assert min(dots) < 10 and max(dots) > 1_000


@pytest.mark.parametrize(("N", "below"), [(100, (0, 0.5)), (300, (0.3, 0.8)), (1_000, (0.9, 1))])
def test_how_many_words_give_a_mild_temperature_away_in_one_generation(panel, N, below):
    place = dict(N=N, temperature=0.95, generation=1)
    low = ask(panel, BAND[0], **place)
    outside = np.mean([ask(panel, SURPRISE, **place, seed=seed) < low for seed in SEEDS])
    assert below[0] <= outside <= below[1]


def test_flattening_raises_the_entropy_and_brings_no_word_back(panel):
    place = dict(N=10_000, temperature=1.2)
    for seed in (1, 7, 23):
        entropy, left = (
            [ask(panel, what, **place, seed=seed, generation=g) for g in range(41)] for what in (ENTROPY, LEFT)
        )
        assert min(entropy[1:]) > entropy[0]
        assert (np.diff(left) <= 0).all() and left[40] < 0.5 * left[1]
