"""Training: windows that follow one another, updates by hand, and that an interrupt costs nothing."""

import itertools
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collapse.models.char_rnn import CharRNN
from collapse.models.char_rnn.files import load, save
from collapse.models.char_rnn.network import Parameters, Window
from collapse.models.char_rnn.training import TrainingState, excerpt, windows_per_epoch
from collapse.models.descent import adam, clip, learning_rate
from small_networks import SMALL, cells, fitted, stop_after, text


@given(
    st.integers(1, 5),
    st.integers(1, 6),
    st.integers(0, 1000),
    st.integers(0, 60),
)
def test_windows_of_an_epoch_follow_one_another(streams, steps, offset, extra):
    model = SimpleNamespace(streams=streams, steps=steps)
    codes = np.arange(streams * steps + extra)
    windows = [excerpt(model, codes, offset, i) for i in range(windows_per_epoch(model, len(codes)))]
    read = np.concatenate([x for x, _ in windows])
    assert len(windows) >= 1 and len(np.unique(read)) == read.size  # nothing twice
    assert read.size > len(codes) - streams * steps  # and nearly everything
    assert (read[0, 0] - offset) % len(codes) == 0
    for (x, y), later in itertools.zip_longest(windows, windows[1:]):
        assert np.array_equal(y[:-1], x[1:]) and np.array_equal(y, (x + 1) % len(codes))
        assert later is None or np.array_equal(later[0][0], y[-1])


@cells
def test_training_is_these_updates_and_nothing_else(cell):
    """Two epochs by hand: zero state, window after window, gradient, clip, learning rate, Adam."""
    model, rng = CharRNN(4, cell, **SMALL, clip=0.1, dtype="float64"), np.random.default_rng(1)
    parameters, window = Parameters(cell, 6, 4), Window(cell, 6, 4, streams=3, steps=5)
    parameters.randomize(rng)
    offsets, sums, losses = rng.integers(200, size=2), np.zeros((2, parameters.flat.size)), []
    for offset in offsets:
        window.states[0] = 0
        for place in range(13):
            loss, gradient = window.loss_and_gradient(parameters, *excerpt(model, text(), offset, place))
            clip(gradient.flat, 0.1)
            rate = learning_rate(model, len(losses), 26)
            losses.append(loss)
            adam(parameters.flat, *sums, gradient.flat, rate, len(losses))
            window.states[0] = window.states[-1]
    trained = model.fit(text(), np.random.default_rng(1))
    assert np.allclose(trained.losses * np.log(2), losses, rtol=1e-12)
    assert np.allclose(trained.state.parameters, parameters.flat, rtol=1e-9, atol=1e-12)


@cells
def test_plain_steps_go_along_the_gradient(cell):
    model = CharRNN(4, cell, **SMALL | dict(dtype="float64"), optimizer="sgd", rate=0.5, clip=1e9)
    start = TrainingState.start(model, 200, np.random.default_rng(1))
    one = model.fit(text(), np.random.default_rng(1), progress=stop_after(1))
    parameters = Parameters(cell, 6, 4, "float64", start.parameters.copy())
    window = Window(cell, 6, 4, streams=3, steps=5)
    x, y = excerpt(model, text(), start.offsets[0], 0)
    slope = window.loss_and_gradient(parameters, x, y)[1].flat
    rate = learning_rate(model, 0, one.updates)
    assert np.allclose(one.state.parameters, start.parameters - rate * slope) and not one.state.mean.any()


def test_divergence_is_an_error_that_says_what_to_do():
    with np.errstate(all="ignore"), pytest.raises(FloatingPointError, match="choose a rate below 1e.38"):
        CharRNN(4, **SMALL | {"rate": 1e38}).fit(text(), np.random.default_rng(1))


@cells
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("count", [1, 13, 25])  # 13 updates make an epoch
def test_interrupted_saved_loaded_and_resumed_is_uninterrupted(cell, dtype, count, tmp_path):
    model, rng = CharRNN(4, cell, **SMALL, dtype=dtype), np.random.default_rng
    through = model.fit(text(), rng(1))
    part = model.fit(text(), rng(1), progress=stop_after(count))
    assert not part.finished and len(part.losses) == count and through.finished
    save(part, tmp_path / "part.npz")
    whole = load(tmp_path / "part.npz").resume(text())
    assert whole.finished and len(part.losses) == count
    for name, array in vars(through.state).items():
        assert np.array_equal(array, getattr(whole.state, name)), name
    assert np.array_equal(through.sample(50, rng(3)), whole.sample(50, rng(3)))


def test_an_interrupted_model_is_usable_and_says_so():
    part = CharRNN(4, **SMALL).fit(text(), np.random.default_rng(1), progress=stop_after(3))
    assert repr(part).endswith("sample_size=200, interrupted after 3 of 26 updates)")
    assert part.sample(10, np.random.default_rng(1)).shape == (10,) and part.bits_per_character(text()) < 4


def test_resuming_a_finished_training_changes_nothing():
    model = fitted()
    assert np.array_equal(model.resume(text()).state.parameters, model.state.parameters)


def test_resuming_on_another_text_is_refused():
    with pytest.raises(ValueError, match="data must be what the interrupted training was on"):
        fitted().resume(text(seed=5))


def test_fitting_leaves_the_data_and_earlier_models_alone():
    data, model = text(), CharRNN(4, **SMALL)
    part = model.fit(data, np.random.default_rng(1), progress=stop_after(2))
    before = part.state.copy()
    part.resume(data)
    assert np.array_equal(data, text())
    assert all(np.array_equal(array, getattr(part.state, name)) for name, array in vars(before).items())
    assert hash(model) == hash(CharRNN(4, **SMALL))
