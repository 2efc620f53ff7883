"""Adam, clipping and the learning rate as published; an update is never cut in two, and BLAS has one thread."""

import signal
import threading

import numpy as np
import pytest
import threadpoolctl

from collapse.models import descent
from collapse.models.char_rnn import CharRNN
from collapse.models.char_rnn.network import Window
from collapse.models.char_rnn.reading import Reader
from collapse.models.descent import LINE, adam, aligned, clip, learning_rate
from small_networks import SMALL, fitted, text


def test_adam_is_the_published_one(monkeypatch):
    monkeypatch.setattr(descent, "CHUNK", 3)
    rng = np.random.default_rng(0)
    ours, published = np.arange(10.0), np.arange(10.0)
    sums, m, v = np.zeros((2, 10)), np.zeros(10), np.zeros(10)
    for count in range(1, 6):
        g, rate = rng.standard_normal(10), 0.1 / count
        adam(ours, *sums, g.copy(), rate, count)
        m, v = 0.9 * m + 0.1 * g, 0.99 * v + 0.01 * g**2
        published -= rate * (m / (1 - 0.9**count)) / (np.sqrt(v / (1 - 0.99**count)) + 1e-8)
    assert np.allclose(ours, published, rtol=1e-12)


@pytest.mark.parametrize("dtype", ["float32", "float64", "int64"])
def test_arrays_begin_at_a_line_of_the_cache(dtype):
    made = [aligned((rows, 7), dtype) for rows in range(1, 60)]
    assert not any(array.ctypes.data % LINE or array.any() for array in made)
    assert {(array.dtype, array.shape[1]) for array in made} == {(np.dtype(dtype), 7)}


def test_what_is_trained_does_too_and_the_state_it_starts_from_is_left_as_it_is():
    state = fitted("gru").state
    copy, before = state.copy(), state.parameters.copy()
    assert [copy.parameters.ctypes.data % LINE, copy.mean.ctypes.data % LINE, copy.square.ctypes.data % LINE] == [0] * 3
    copy.parameters += 1
    assert np.array_equal(state.parameters, before) and np.array_equal(copy.parameters, before + 1)


def test_adam_divides_by_no_zero_and_hardly_notices_the_smallest_gradients():
    ours, sums = np.zeros(2), np.zeros((2, 2))
    for count in (1, 2, 3):
        adam(ours, *sums, np.array([0, 1e-8]), rate=1, count=count)
    assert ours.tolist() == [0, pytest.approx(-1.5)]


def test_clip_shortens_only_what_is_too_long():
    short, long = np.array([0.3, 0.4]), np.array([3.0, -4.0])
    clip(short, most=0.6)
    clip(long, most=0.5)
    assert short.tolist() == [0.3, 0.4] and np.allclose(long, [0.3, -0.4])


def test_learning_rate_rises_then_falls_to_nothing():
    model = CharRNN(4, rate=0.01, warm_up=20)
    rates = [learning_rate(model, update, 400) for update in range(400)]
    assert np.argmax(rates) == 20 and max(rates) == pytest.approx(0.01, rel=0.01)
    assert rates[0] == pytest.approx(0.01 / 21) and 0 < rates[-1] < 1e-5
    assert np.all(np.diff(rates[:21]) > 0) and np.all(np.diff(rates[20:]) < 0)


def test_ctrl_c_ends_after_the_update_it_is_at(monkeypatch):
    def pressed(self, *arguments, original=Window.loss_and_gradient):
        result = original(self, *arguments)
        if not presses:
            presses.append(signal.raise_signal(signal.SIGINT))
        return result

    presses, before = [], signal.getsignal(signal.SIGINT)
    monkeypatch.setattr(Window, "loss_and_gradient", pressed)
    part = CharRNN(4, **SMALL).fit(text(), np.random.default_rng(1))
    assert len(part.losses) == 1 and part.state.mean.any()  # Adam has had its turn
    assert signal.getsignal(signal.SIGINT) is before
    assert np.array_equal(part.resume(text()).state.parameters, fitted().state.parameters)


@pytest.fixture
def listening():
    """Let Ctrl-C raise KeyboardInterrupt, as a program does unless told otherwise; one of several test processes is."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_a_second_ctrl_c_interrupts_at_once(monkeypatch, listening):
    monkeypatch.setattr(Window, "loss_and_gradient", lambda *_: [signal.raise_signal(signal.SIGINT) for _ in range(2)])
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        CharRNN(4, **SMALL).fit(text(), np.random.default_rng(1))
    assert signal.getsignal(signal.SIGINT) is before


def test_it_trains_in_a_thread_as_well():
    done = []
    thread = threading.Thread(target=lambda: done.append(fitted()))
    thread.start()
    thread.join()
    assert np.array_equal(done[0].state.parameters, fitted().state.parameters)


def blas_threads():
    return {library["num_threads"] for library in threadpoolctl.threadpool_info() if library["user_api"] == "blas"}


def test_training_reading_and_writing_use_one_blas_thread(monkeypatch):
    def read(self, codes, original=Reader.read):
        seen.append(blas_threads())
        return original(self, codes)

    seen = []
    monkeypatch.setattr(Reader, "read", read)
    with threadpoolctl.threadpool_limits(2, user_api="blas"):
        model = CharRNN(4, **SMALL).fit(text(), np.random.default_rng(1), lambda _: seen.append(blas_threads()))
        model.sample(3, np.random.default_rng(1))
        model.log_prob(text(3))  # all three characters at once
        assert len(seen) == 26 + 3 + 1 and all(threads == {1} for threads in seen)
        assert blas_threads() == {2}


def test_without_threadpoolctl_the_results_are_the_same(monkeypatch):
    before = fitted()
    monkeypatch.setattr(descent, "threadpool_limits", None)
    assert np.array_equal(fitted().state.parameters, before.state.parameters)
