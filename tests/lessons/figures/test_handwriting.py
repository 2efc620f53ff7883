"""What the figures of notebook 07 count: which digit goes first, and how many are left."""

import numpy as np
import pytest

from collapse import figures
from collapse.figures.handwriting import digits_left, first_to_go, mosaic


def test_the_digit_that_falls_first_is_the_one_that_went_first():
    shares = np.full((5, 3, 10), 0.1)
    shares[3:, 0, 4] = 0.01  # later
    shares[2:, 0, 9] = 0.015  # first
    shares[4, 1, 2], shares[4, 1, 6] = 0.01, 0.0  # at once: the rarer one
    assert first_to_go(shares).tolist() == [9, 6, 10]


@pytest.mark.parametrize(("share", "left"), [(0.02, 10), (0.0199, 9), (0.0, 9)])
def test_a_digit_is_left_while_one_picture_in_fifty_is_read_as_it(share, left):
    assert digits_left(np.r_[np.full(9, 0.1), share]) == left


def test_a_mosaic_holds_every_picture_in_its_place():
    rows = np.arange(2 * 3 * 4.0).reshape(2, 3, 4)
    laid = mosaic(rows)
    assert laid.shape == (2 * 4, 3 * 4)
    for i, j in np.ndindex(2, 3):
        place = laid[4 * i : 4 * i + 4, 4 * j : 4 * j + 4]
        assert np.array_equal(place[1:3, 1:3], rows[i, j].reshape(2, 2))
        assert np.isnan(place).sum() == 12


def test_ink_is_black_and_paper_white():
    picture = figures.gallery({"paper": np.zeros((1, 64)), "ink": np.ones((1, 64))}, "Two")
    image = picture.figure.axes[0].images[0]
    assert np.allclose(image.cmap(image.norm(0.0))[:3], 1) and np.allclose(image.cmap(image.norm(1.0))[:3], 0)
