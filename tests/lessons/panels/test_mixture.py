"""What notebook 02 says a learner finds with its panel is what the panel shows."""

import re

import numpy as np
import pytest

from collapse import panels
from collapse.models import GaussianMixture
from collapse.panels import mixture
from collapse.panels.mixture import LAST, LINEAGES

COUNTS = re.compile(r"(\d+) have points in both places, (\d+) only at A, (\d+) only at B, (\d+) in neither")


@pytest.fixture
def panel():
    return panels.rare_modes()


def ask(panel, **values):
    """Move the controls; return in how many histories there are points in both places, only at A, at B, in neither."""
    for name, value in values.items():
        panel.controls[name].value = value
    counts = [int(number) for number in COUNTS.search(panel.words.value).groups()]
    assert sum(counts) == mixture.LINEAGES
    return counts


def outlived(panel, **values):
    """In how many histories only A is left, and only B, at all sample sizes."""
    counts = [ask(panel, M=M, generation=LAST, **values)[1:3] for M in (25, 50, 100, 200)]
    return np.transpose(counts)


def test_the_heavier_kind_outlives_the_lighter_one_at_every_sample_size(panel):
    only_A, only_B = outlived(panel, A=0.06, B=0.02, model="mixture", K=3)
    assert (only_A > only_B).all()
    assert 0.65 < only_A.sum() / (only_A + only_B).sum() < 0.85  # three in four, of some fifty histories
    only_A, only_B = outlived(panel, A=0.02, B=0.06)
    assert (only_A < only_B).all()


def test_larger_samples_keep_both_longer(panel, monkeypatch):
    monkeypatch.setattr(mixture, "LINEAGES", 400)  # of forty, about as many by chance at the two smallest
    in_neither = [ask(panel, A=0.06, B=0.02, K=3, M=M, generation=LAST)[3] for M in (25, 50, 100, 200)]
    assert in_neither == sorted(in_neither, reverse=True)
    assert in_neither[0] > 3 * in_neither[-1] - 1


def test_kinds_that_are_alike_outlive_each_other_alike(panel):
    only_A, only_B = outlived(panel, A=0.04, B=0.04, model="mixture", K=3)
    assert abs(only_A.sum() - only_B.sum()) < 2 * np.sqrt((only_A + only_B).sum())
    assert (only_A > only_B).any() and (only_A < only_B).any()


@pytest.mark.parametrize(("A", "B"), [(0.04, 0.04), (0.02, 0.06), (0.06, 0.2)])
def test_the_single_gaussian_keeps_the_place_nearer_to_the_middle(panel, A, B):
    only_A, only_B = outlived(panel, A=A, B=B, model="Gaussian")
    assert (only_A > 0).all()
    assert (only_B == 0).all()


def test_a_kernel_estimate_empties_the_place_of_b_and_fills_it_again(panel):
    at = {g: ask(panel, A=0.06, B=0.02, M=50, model="KDE", generation=g) for g in (0, 10, 25)}
    with_B = {g: both + only_B for g, (both, _, only_B, _) in at.items()}
    assert with_B[10] < with_B[0] < with_B[25]
    assert with_B[25] > 0.9 * LINEAGES


def test_too_few_components_put_a_hump_between_the_kinds(panel):
    ask(panel, A=0.1, B=0.1, M=200, model="mixture", K=2, generation=0)
    humans, history = panel.figure.axes[0].lines[:2]
    x, density = history.get_data()
    right = x > 5
    assert 9 < x[right][density[right].argmax()] < 13
    at_11 = [np.interp(11, *line.get_data()) for line in (history, humans)]
    assert at_11[0] > 10 * at_11[1]


@pytest.mark.parametrize(("A", "B", "M", "K"), [(0.06, 0.02, 50, 3), (0.1, 0.1, 100, 2)])
def test_em_to_its_end_keeps_the_kinds_in_as_many_histories(A, B, M, K, monkeypatch):
    def mean_and_error():
        """Of the share of generations in which a kind is there, over histories."""
        there = [there for _, there in mixture._ensemble(A, B, M, "mixture", K)]
        share = np.mean(there, axis=0)
        return share.mean(axis=0), share.std(axis=0) / np.sqrt(len(share))

    monkeypatch.setattr(mixture, "LINEAGES", 400)
    loose, its_error = mean_and_error()
    monkeypatch.setattr(mixture, "_model", lambda name, K: GaussianMixture(K, warm_start=True))
    to_the_end, error = mean_and_error()
    assert (np.abs(loose - to_the_end) < 3 * np.hypot(its_error, error)).all()


def test_theory_is_that_of_separate_kinds(panel):
    ask(panel, A=0.06, B=0.02, M=100, model="mixture", K=3, generation=LAST)
    lines = {line.get_label(): line.get_ydata() for line in panel.figure.axes[1].lines}
    g = [1.0]
    while len(g) <= LAST:
        g.append(1 - np.exp(-g[-1]))
    np.testing.assert_allclose(lines["theory"], 1 - np.exp(-100 * 0.06 * np.array(g)))
    share, law = lines["kind A"], lines["theory"]
    assert np.abs(share - law).max() < 4 * np.sqrt(0.25 / LINEAGES)
