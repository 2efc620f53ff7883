"""The figures of notebook 03."""

import numpy as np

from collapse.figures import words
from figure_cases.words import (
    case_from_inside,
    case_ngrams,
    case_one_town,
    case_originals,
    case_takeover,
    case_temperatures,
    case_two_counts,
    chains,
)


def test_plain_numbers_on_logarithmic_axes():
    axes = case_two_counts()[0].figure.axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["300", "1,000"]
    assert all(low <= tick <= high for tick in axes.get_yticks() for low, high in [axes.get_ylim()])


def test_the_names_that_end_as_the_commonest_are_labeled():
    axes = case_one_town()[0].figure.axes[0]
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["Doe", "Smith"]


def test_a_fan_shows_single_histories_and_their_mean():
    axes = case_from_inside()[0].figure.axes[0]
    gray = [line for line in axes.lines if line.get_color() == words.FAINT]
    assert len(gray) == words.SHOWN
    assert np.array_equal(gray[3].get_ydata(), (6 + chains(7))[:, 3])


def test_the_curves_and_points_are_the_means_of_what_was_given():
    def drawn(picture):
        return [np.asarray(line.get_ydata(), float) for axes in picture.figure.axes for line in axes.lines]

    rng = np.random.default_rng(5)  # as in case_takeover
    wins, times = rng.random((40, 3)) < [0.1, 0.5, 0.75], rng.exponential([30, 70, 50], size=(40, 3))
    expected = {
        case_two_counts: [1000 * chains(2).mean(axis=1), 0.9 * chains(3).mean(axis=1)],
        case_originals: [100 * chains(4).mean(axis=1)],
        case_takeover: [wins.mean(axis=0), times.mean(axis=0)],
        case_from_inside: [6 + chains(7).mean(axis=1), 5 * chains(8).mean(axis=1)],
        case_temperatures: [chains(9).mean(axis=1), 1 + chains(10).mean(axis=1)],
        case_ngrams: [1 + chains(1)[:, 0], 2 * (1 + chains(1)[:, 0])],
    }
    for case, curves in expected.items():
        lines = drawn(case()[0])
        for curve in curves:
            assert any(line.shape == curve.shape and np.allclose(line, curve) for line in lines), case.__name__
