"""The char-RNN as a model: it learns, its generator decides everything, and the one loop runs it."""

import numpy as np
import pytest
from scipy import stats

from collapse.loop import run
from collapse.models.char_rnn import CharRNN
from small_networks import SMALL, cells, fitted, text


def test_the_generator_decides_everything():
    first, again, other = fitted(seed=1), fitted(seed=1), fitted(seed=2)
    assert np.array_equal(first.state.parameters, again.state.parameters)
    assert not np.array_equal(first.state.parameters, other.state.parameters)
    samples = [first.sample(50, np.random.default_rng(seed)) for seed in (3, 3, 4)]
    assert np.array_equal(samples[0], samples[1]) and not np.array_equal(samples[0], samples[2])


def test_it_learns_what_there_is_to_learn():
    """The text's own entropy is that of a coin of 0.2; unseen text costs little more."""
    model = CharRNN(4, hidden=16, streams=8, steps=16, epochs=4, rate=0.02).fit(text(8_000), np.random.default_rng(1))
    entropy = stats.entropy([0.2, 0.8], base=2)
    assert entropy - 0.03 < model.bits_per_character(text(8_000, seed=7)) < entropy + 0.05


@cells
def test_the_one_loop_runs_it(cell):
    model = CharRNN(4, cell, **SMALL, temperature=0.8)
    chain = list(run(model, text(), generations=2, rng=np.random.default_rng(1)))
    assert [g.model.sample_size for g in chain] == [200, 200, 200]
    assert np.array_equal(chain[1].data, chain[0].synthetic) and chain[2].synthetic.shape == (200,)


def test_a_text_of_one_character_is_degenerate_and_no_error():
    model = CharRNN(4, **SMALL).fit(np.full(200, 2), np.random.default_rng(1))
    assert model.degenerate and not fitted().degenerate
    assert set(model.sample(30, np.random.default_rng(1), temperature=0)) == {2}


def test_a_text_too_short_for_one_window_is_refused():
    with pytest.raises(ValueError, match=r"^data must .* at least streams \* steps = 15 codes, got shape \(14,\)"):
        CharRNN(4, **SMALL).fit(text(14), np.random.default_rng(1))


@pytest.mark.parametrize(
    "data", [text().tolist(), text().astype(np.uint8), text().astype(">i2"), text().astype(np.uint64)]
)
def test_any_integers_will_do(data):
    model = CharRNN(4, **SMALL).fit(data, np.random.default_rng(1))
    assert np.array_equal(model.state.parameters, fitted().state.parameters)
    assert np.array_equal(model.log_prob(data), fitted().log_prob(text()))
