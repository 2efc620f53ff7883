"""The two cells: loss, gradient through time, and parameters that are views of one vector."""

import numpy as np
import pytest
from scipy import special

from collapse.models.char_rnn.network import Parameters, Window, cross_entropy
from small_networks import cells


def network(cell, hidden=3, characters=4, streams=2, steps=5, seed=0, dtype="float64"):
    """Random parameters, a window that starts in a random state, and what to read and to predict."""
    rng = np.random.default_rng(seed)
    parameters = Parameters(cell, hidden, characters, dtype)
    parameters.randomize(rng)
    parameters.bias[:] = rng.standard_normal(characters)
    window = Window(cell, hidden, characters, streams, steps, dtype)
    window.states[0] = rng.uniform(-1, 1, window.states[0].shape)
    return parameters, window, *rng.integers(characters, size=(2, steps, streams))


@cells
@pytest.mark.parametrize("sizes", [{}, {"steps": 1}, {"streams": 1}, {"hidden": 1}, {"hidden": 7, "characters": 2}])
def test_gradient_is_that_of_finite_differences(cell, sizes):
    parameters, window, x, y = network(cell, **sizes)
    gradient, step = window.loss_and_gradient(parameters, x, y)[1].flat.copy(), 1e-5
    differences = np.empty_like(gradient)
    for place, value in enumerate(parameters.flat):
        both = []
        for parameters.flat[place] in (value + step, value - step):
            both.append(window.loss_and_gradient(parameters, x, y)[0])
        parameters.flat[place] = value
        differences[place] = (both[0] - both[1]) / (2 * step)
    assert np.abs(gradient).max() > 0.01
    assert np.abs(gradient - differences).max() < 1e-6 * np.abs(gradient).max()


def plain_loss(cell, p, h, x, y):
    """The loss of one stream, as the formulas say it: one character after another, one unit after another."""
    sigmoid = special.expit
    total, size = 0.0, len(h)
    for code, wanted in zip(x, y, strict=True):
        given, back = p.input[:, code], [sum(w * v for w, v in zip(row, h, strict=True)) for row in p.recurrent]
        if cell == "rnn":
            h = [np.tanh(given[i] + back[i]) for i in range(size)]
        else:
            r = [sigmoid(given[i] + back[i]) for i in range(size)]
            z = [sigmoid(given[size + i] + back[size + i]) for i in range(size)]
            n = [np.tanh(given[2 * size + i] + r[i] * back[2 * size + i]) for i in range(size)]
            h = [(1 - z[i]) * n[i] + z[i] * h[i] for i in range(size)]
        logits = p.output @ np.array(h) + p.bias
        total -= np.log(np.exp(logits)[wanted] / np.exp(logits).sum())
    return total / len(x), h


@cells
def test_loss_and_states_are_those_of_the_plain_formulas(cell):
    parameters, window, x, y = network(cell, steps=9)
    start = window.states[0].copy()
    loss, _ = window.loss_and_gradient(parameters, x, y)
    plain = [plain_loss(cell, parameters, start[b], x[:, b], y[:, b]) for b in range(2)]
    assert loss == pytest.approx(np.mean([value for value, _ in plain]), rel=1e-12)
    assert np.allclose(window.states[-1], [h for _, h in plain], rtol=0, atol=1e-14)


@cells
def test_float32_is_float64_to_five_digits(cell):
    parameters, window, x, y = network(cell, hidden=20, streams=8, steps=30)
    single, narrow, _, _ = network(cell, hidden=20, streams=8, steps=30, dtype="float32")
    loss, gradient = window.loss_and_gradient(parameters, x, y)
    loss32, gradient32 = narrow.loss_and_gradient(single, x, y)
    assert single.flat.dtype == gradient32.flat.dtype == np.float32
    assert loss32 == pytest.approx(loss, rel=1e-5)
    assert np.abs(gradient.flat - gradient32.flat).max() < 1e-5 * np.abs(gradient.flat).max()


@cells
def test_two_windows_in_a_row_are_one_long_window(cell):
    parameters, long, x, y = network(cell, steps=8)
    short = network(cell, steps=4)[1]
    whole = long.loss_and_gradient(parameters, x, y)[0]
    first = short.loss_and_gradient(parameters, x[:4], y[:4])[0]
    short.states[0] = short.states[-1]
    second = short.loss_and_gradient(parameters, x[4:], y[4:])[0]
    assert (first + second) / 2 == pytest.approx(whole, rel=1e-12)


def test_parameters_are_views_of_one_vector():
    parameters = Parameters("gru", hidden=3, characters=5)
    for value, part in enumerate((parameters.input, parameters.recurrent, parameters.output, parameters.bias), start=1):
        part[:] = value
    counts = np.unique(parameters.flat, return_counts=True)
    assert counts[0].tolist() == [1, 2, 3, 4] and counts[1].tolist() == [45, 27, 15, 5]


def test_cross_entropy_survives_large_logits():
    logits = np.array([[1000.0, -3.0], [0.0, 5.0], [1.0, 2.0]])
    expected = -special.log_softmax(logits, axis=0)[[1, 2], [0, 1]].mean()
    assert cross_entropy(logits, np.array([1, 2])) == pytest.approx(expected, rel=1e-14)
    assert np.isfinite(logits).all()


def test_the_start_is_as_large_as_it_says():
    parameters = Parameters("gru", hidden=100, characters=50)
    parameters.randomize(np.random.default_rng(1))
    spreads = [part.std() for part in (parameters.input, parameters.recurrent, parameters.output, parameters.bias)]
    assert spreads == pytest.approx([1, 0.1, 0.1, 0], rel=0.03)
