"""Reading and writing with a trained network: probabilities, temperatures, streams."""

import itertools
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import special, stats

from collapse.models.char_rnn.network import Window
from collapse.models.char_rnn.reading import pick
from small_networks import cells, fitted, text


def every_text(characters=4, length=3):
    return np.array(list(itertools.product(range(characters), repeat=length)))


@cells
@pytest.mark.parametrize("temperature", [1.0, 0.7, 2.0])
def test_samples_have_the_probabilities_that_log_prob_says(cell, temperature):
    model, texts, count = fitted(cell), every_text(), 20_000
    expected = np.exp(model.log_prob(texts, temperature).sum(axis=1))
    written = model.sample(3 * count, np.random.default_rng(5), temperature, streams=count).reshape(count, 3)
    observed = np.bincount(written @ [16, 4, 1], minlength=64)
    assert expected.sum() == pytest.approx(1, rel=1e-6)
    assert np.ptp(np.log(expected)) > 0.5  # not all the same
    enough = expected * count > 5
    assert (
        stats.chisquare(observed[enough], expected[enough] / expected[enough].sum() * observed[enough].sum()).pvalue
        > 1e-3
    )
    assert observed[~enough].sum() < 2 * count * expected[~enough].sum() + 20


def test_log_prob_is_the_loss_of_training():
    model, codes = fitted("gru", dtype="float64"), text(31, seed=9)
    window = Window("gru", 6, 4, streams=1, steps=30)
    loss, _ = window.loss_and_gradient(model.parameters, codes[:-1, None], codes[1:, None])
    assert -model.log_prob(codes)[1:].mean() == pytest.approx(loss, rel=1e-12)


def test_first_character_has_its_share_in_the_text():
    model = fitted()
    share = (np.bincount(text(), minlength=4) + 1) / 204
    assert np.allclose(np.exp(model.log_prob(np.arange(4)[:, None])[:, 0]), share, rtol=1e-5)


def test_log_prob_keeps_the_shape_and_reads_rows_apart():
    model, x = fitted(), text(48).reshape(2, 3, 8)
    together = model.log_prob(x)
    assert together.shape == x.shape and together.dtype == np.float64
    assert np.allclose(together[1, 2], model.log_prob(x[1, 2]), rtol=1e-5)


def test_temperature_0_takes_the_most_probable_character():
    model = fitted()
    written = model.sample(40, np.random.default_rng(1), temperature=0)
    assert np.array_equal(written, model.sample(40, np.random.default_rng(2), temperature=1e-7))
    assert model.log_prob(written, temperature=0).sum() == 0
    for place in range(1, 40):
        nexts = np.column_stack([np.tile(written[:place], (4, 1)), np.arange(4)])
        assert model.log_prob(nexts)[:, -1].argmax() == written[place]


def test_low_temperature_goes_to_the_most_probable_character_and_high_to_chance():
    logits = np.tile(np.array([[0.0], [1.0], [0.5]]), 20_000)
    shares = [np.bincount(pick(logits, t, np.random.default_rng(1)), minlength=3) / 20_000 for t in (0.01, 1, 100)]
    assert shares[0].tolist() == [0, 1, 0]
    assert np.abs(shares[1] - special.softmax(logits[:, 0])).max() < 0.015
    assert np.abs(shares[2] - 1 / 3).max() < 0.015


@pytest.mark.parametrize("uniform", [0.0, np.nextafter(1, 0)])
def test_an_impossible_character_is_never_drawn(uniform):
    """Not even by the smallest and the largest number that a generator returns."""
    rng = SimpleNamespace(random=lambda size, dtype: np.full(size, uniform, dtype))
    logits = np.array([[-np.inf, 0.0], [0.0, -np.inf], [0.0, 0.0], [-np.inf, -np.inf]])
    drawn = pick(logits, 1.0, rng)
    assert np.isfinite(logits[drawn, [0, 1]]).all()


def test_sample_has_its_size_and_its_streams_are_texts_of_their_own():
    model = fitted()
    for size, streams in ((1, None), (7, 2), (7, 7), (2_500, None)):
        written = model.sample(size, np.random.default_rng(1), streams=streams)
        assert written.shape == (size,) and written.dtype == np.int64 and set(written) <= set(range(4))
    alone = model.sample(20, np.random.default_rng(1), temperature=0, streams=1)
    beside = model.sample(60, np.random.default_rng(1), temperature=0, streams=3).reshape(3, 20)
    assert np.array_equal(beside, [alone] * 3)


def test_the_models_temperature_is_the_default_of_sample():
    cold, rng = fitted(temperature=0.3), np.random.default_rng
    assert np.array_equal(cold.sample(50, rng(1)), fitted().sample(50, rng(1), temperature=0.3))
    assert np.array_equal(cold.sample(50, rng(1), temperature=1), fitted().sample(50, rng(1)))


def test_bits_per_character_reads_in_pieces():
    model, codes = fitted(), text(4_500, seed=4)
    pieces = [model.log_prob(codes[i : i + 2_000]) for i in (0, 2_000, 4_000)]
    assert model.bits_per_character(codes) == pytest.approx(-np.concatenate(pieces).mean() / np.log(2), rel=1e-6)
    assert model.bits_per_character(codes[:9]) == pytest.approx(-model.log_prob(codes[:9]).mean() / np.log(2))
