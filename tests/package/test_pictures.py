"""The handwritten digits: the table is the published one, and the classifier learns from people what digits are."""

import numpy as np
import pytest
from scipy import optimize
from sklearn.datasets import load_digits

from collapse import pictures
from collapse.text import DATA


@pytest.fixture(scope="module")
def people():
    return pictures.load()


@pytest.fixture(scope="module")
def reader(people):
    return pictures.learn_to_read(people.train, people.train_digits)


def test_the_table_is_the_published_one_pixel_by_pixel():
    published = load_digits()
    table = np.loadtxt(DATA / "digits.csv", delimiter=",", skiprows=1)
    assert np.array_equal(table[:, 0], published.target)
    assert np.array_equal(table[:, 1:], published.data)


def test_every_fifth_picture_is_held_out_and_none_is_lost(people):
    published = load_digits()
    assert np.array_equal(people.held_out, published.data[4::5] / 16)
    assert np.array_equal(people.held_out_digits, published.target[4::5])
    assert len(people.train) + len(people.held_out) == len(published.data)
    np.testing.assert_allclose(people.train.sum() + people.held_out.sum(), published.data.sum() / 16)
    assert set(people.train_digits) == set(people.held_out_digits) == set(range(10))


def test_pixels_are_shares_of_ink(people):
    assert people.train.min() == 0 and people.train.max() == 1


class TestReader:
    def test_it_reads_what_it_has_not_seen(self, people, reader):
        assert (reader.read(people.held_out) == people.held_out_digits).mean() > 0.93

    def test_its_weights_are_near_the_best_there_are(self, people):
        """As far down as an optimizer of SciPy comes, to a few per cent, on a part of the pictures."""
        x, digits = people.train[:300], people.train_digits[:300]

        def loss(numbers):
            W, b = numbers[:-10].reshape(64, 10), numbers[-10:]
            p = pictures.softmax(x @ W + b)
            off = (p - np.eye(10)[digits]) / len(x)
            fit = -np.log(p[np.arange(len(x)), digits]).mean() + pictures.DECAY / 2 * (W**2).sum()
            return fit, np.append((x.T @ off + pictures.DECAY * W).ravel(), off.sum(axis=0))

        best = optimize.minimize(loss, np.zeros(650), jac=True, method="L-BFGS-B").fun
        reader = pictures.learn_to_read(x, digits)
        assert loss(np.append(reader.weights.ravel(), reader.bias))[0] < best + 0.1

    def test_probabilities_add_up_and_shares_count_what_is_read(self, people, reader):
        given = people.held_out[:40]
        np.testing.assert_allclose(reader.probabilities(given).sum(axis=-1), 1)
        counted = np.bincount(reader.read(given), minlength=10) / 40
        np.testing.assert_allclose(reader.shares(given), counted)
        assert reader.unsure(given) == (reader.probabilities(given).max(axis=-1) < 0.5).mean()

    def test_lineages_lie_along_the_first_axis(self, people, reader):
        both = reader.shares(people.held_out[:40].reshape(2, 20, 64))
        np.testing.assert_allclose(both[1], reader.shares(people.held_out[20:40]))

    def test_an_even_gray_leaves_it_unsure(self, people, reader):
        assert reader.unsure(np.full((3, 64), people.train.mean())) == 1
        assert reader.unsure(people.held_out) < 0.05

    def test_missing_digits_are_named(self, people):
        few = people.train_digits < 8
        with pytest.raises(ValueError, match=r"\[8, 9\] are missing"):
            pictures.learn_to_read(people.train[few], people.train_digits[few])
