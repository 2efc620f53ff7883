"""The figures of notebook 03."""

import numpy as np

from collapse.figures import words
from figure_cases.words import case_from_inside, case_one_town, case_two_counts, chains


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
