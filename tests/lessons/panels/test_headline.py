"""What notebook 06 says a learner finds with its panel is what the panel says."""

import re

import numpy as np
import pytest

from collapse import panels

DIVERSITY = r"all texts is ([\d.]+) "


@pytest.fixture(scope="module")
def panel():
    return panels.writers()


def move(panel, **values):
    for name, value in values.items():
        panel.controls[name].value = value


def laws(panel):
    """Diversity and novelty as drawn in theory."""
    lines = [line for line in panel.figure.axes[1].lines if line.is_dashed() and len(line.get_xdata()) > 2]
    return [line.get_ydata() for line in lines if line.get_color() == "black"]


def gain(panel, o, generation):
    move(panel, originality=o, how="blend", generation=generation)
    _, novelty = laws(panel)
    return novelty[generation] - novelty[0]


def test_where_nothing_is_gained_at_first_something_is_lost_later(panel):
    assert abs(gain(panel, 0.8, 1)) < 1e-9 and gain(panel, 0.8, 15) < -0.01


def test_most_of_the_gain_is_lost_and_some_is_left(panel):
    first, last = gain(panel, 0.7, 1), gain(panel, 0.7, 15)
    assert 0 < last < first / 2


def test_few_people_by_lot_drift(panel):
    def spread(o):
        move(panel, how="by lot", originality=o, generation=15)
        ends = []
        for seed in range(1, 21):
            move(panel, seed=seed)
            ends.append(float(re.search(DIVERSITY, panel.words.value)[1]))
        return np.array(ends)

    few, many = spread(0.05), spread(0.5)
    assert np.abs(few - 1).max() > 0.2 and (np.abs(few - 1) > 0.15).mean() > 0.3
    assert few.min() < 0.8 and few.max() > 1.2
    assert np.abs(many - 1).max() < 0.15
