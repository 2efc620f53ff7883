"""What notebook 06 says a learner finds with its panel is what the panel says."""

import re

import numpy as np
import pytest

from collapse import panels

DIVERSITY = r"all texts is ([\d.]+) "
BETWEEN = r"between ([\d.]+) and ([\d.]+\d)"


@pytest.fixture(scope="module")
def panel():
    return panels.writers()


def move(panel, **values):
    for name, value in values.items():
        panel.controls[name].value = value


def law_of_diversity(panel):
    """As drawn."""
    lines = [line for line in panel.figure.axes[1].lines if line.is_dashed() and len(line.get_xdata()) > 2]
    return next(line.get_ydata() for line in lines if line.get_color() == "black")


def test_it_takes_half_of_the_suggestions_to_raise_the_diversity(panel):
    ends = {}
    for share in (0.0, 0.1, 0.25, 0.5, 0.75, 1.0):
        move(panel, originality=0.3, how="blend", generation=15, outside=share)
        ends[share] = law_of_diversity(panel)[15]
    assert [share for share, end in ends.items() if end > 1] == [0.5, 0.75, 1.0]
    assert 0 < ends[0.0] < ends[0.1] < ends[0.25] < 1
    assert "75 % from outside" not in panel.words.value and "100 % from outside" in panel.words.value
    move(panel, outside=0.0)


def test_few_people_by_lot_drift(panel):
    def crowds(o):
        move(panel, how="by lot", originality=o, generation=15)
        ends = []
        for crowd in range(1, 21):
            move(panel, crowd=crowd)
            ends.append(float(re.search(DIVERSITY, panel.words.value)[1]))
        said = [float(end) for end in re.search(BETWEEN, panel.words.value).groups()]
        assert said == [min(ends), max(ends)]
        return np.array(ends)

    few, many = crowds(0.05), crowds(0.5)
    assert np.abs(few - 1).max() > 0.2 and (np.abs(few - 1) > 0.15).mean() > 0.3
    assert few.min() < 0.8 and few.max() > 1.2
    assert np.ptp(few) > 1.8 * np.ptp(many)


def test_the_band_holds_all_crowds(panel):
    move(panel, how="by lot", originality=0.05, generation=15, crowd=3)
    low, high = (float(end) for end in re.search(BETWEEN, panel.words.value).groups())
    edges = panel.figure.axes[1].collections[0].get_paths()[0].vertices
    at_last = edges[edges[:, 0] == 15, 1]
    assert [at_last.min(), at_last.max()] == pytest.approx([low, high], abs=0.01)
