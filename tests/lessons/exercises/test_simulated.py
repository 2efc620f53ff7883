"""Two answers of notebook 02, found again by simulation: a judge may agree with itself and still be wrong."""

import numpy as np
import pytest

from answers.mixture import POINTS_NEEDED
from collapse.exercises import EXERCISES


def test_so_many_points_keep_a_kind():
    assert EXERCISES["2.2"].judge(POINTS_NEEDED).correct
    # it is enough: the kind is gone in 5 % of the chains of binomial counts
    rng, counts = np.random.default_rng(1), np.full(20_000, 0.005)
    for _ in range(10):
        counts = rng.binomial(round(POINTS_NEEDED), counts) / round(POINTS_NEEDED)
    assert np.mean(counts == 0) == pytest.approx(0.05, abs=0.006)


def test_so_often_the_lighter_kind_outlives_the_heavier():
    assert EXERCISES["2.3"].judge(1 / 6).correct
    # two independent lifetimes, gone by fit n with probability u^w: the lighter one lasts longer this often
    rng, u = np.random.default_rng(2), np.random.default_rng(3).random((2, 100_000))
    heavy, light = u[0] ** (1 / 0.05), rng.permutation(u[1]) ** (1 / 0.01)
    assert np.mean(light > heavy) == pytest.approx(1 / 6, abs=0.005)
