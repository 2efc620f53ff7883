"""The figures of notebook 05."""

import numpy as np

from collapse import figures


def test_a_map_that_begins_too_late_says_so():
    people, M = np.array([1.0, 10.0]), np.array([100, 1_000])
    enough, scarce = np.full((2, 2), 0.009), np.array([[0.2, 0.02], [0.1, 0.008]])
    words = figures.price_map(people, M, {"early": enough, "late": scarce}).sentence
    assert "1 or fewer early, 10 late" in words
