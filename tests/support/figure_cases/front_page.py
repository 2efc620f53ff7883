"""The picture of the README, on small data."""

import numpy as np

from collapse import figures
from collapse.loop import run
from collapse.models import Gaussian, GaussianMixture


def case_three_collapses():
    rng = np.random.default_rng(1)
    human = np.array([60.0, 66.0, 75.5])
    numbers = {turn.number: turn for turn in run(Gaussian(), human, 2, rng)}
    kinds = {turn.number: turn for turn in run(GaussianMixture(2), np.append(human, 14.25), 3, rng)}
    words = {0: "ut in a strange land a rose is a rose", 4: "rose strange stranger estranged strange"}
    spans = [f"{np.ptp(turns[last].data):.1f}" for turns, last in ((numbers, 2), (kinds, 3))]
    said = ["3", "15.5", spans[0], "2", "4", "61.2", spans[1], "3", "11", "0", "75", "4"]
    return figures.three_collapses(numbers, kinds, words, "strange"), said, []
