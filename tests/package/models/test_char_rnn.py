"""The char-RNN: its gradient, its training, what it samples, and that an interrupt or a kill costs nothing."""

import io
import itertools
import signal
import subprocess
import sys
import threading
from dataclasses import asdict, replace
from types import SimpleNamespace

import numpy as np
import pytest
import threadpoolctl
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats

from collapse.loop import run
from collapse.models import descent, progress
from collapse.models.char_rnn import CharRNN, training
from collapse.models.char_rnn.files import load, save
from collapse.models.char_rnn.network import CELLS, Parameters, Window, cross_entropy
from collapse.models.char_rnn.reading import Reader, pick
from collapse.models.char_rnn.training import excerpt
from collapse.models.descent import adam, clip, learning_rate
from collapse.models.progress import Progress, bar, bar_if_watched, meter
from names import one_line
from repository import ROOT

SMALL = {"hidden": 6, "streams": 3, "steps": 5, "epochs": 2, "warm_up": 2}
cells = pytest.mark.parametrize("cell", CELLS)


def text(size=200, characters=4, seed=0):
    """A text in which each character depends on the one before."""
    rng = np.random.default_rng(seed)
    return np.cumsum(rng.choice(2, size=size, p=[0.8, 0.2]) + 1) % characters


def fitted(cell="gru", seed=1, **options):
    return CharRNN(4, cell, **SMALL | options).fit(text(), np.random.default_rng(seed))


def stop_after(count):
    """A progress callable that interrupts, as the stop button does, when `count` updates are made."""

    def show(progress):
        if progress.done == count and not progress.stopped:
            raise KeyboardInterrupt

    return show


# The gradient


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
    plain = [plain_loss(cell, parameters, start[:, b], x[:, b], y[:, b]) for b in range(2)]
    assert loss == pytest.approx(np.mean([value for value, _ in plain]), rel=1e-12)
    assert np.allclose(window.states[-1].T, [h for _, h in plain], rtol=0, atol=1e-14)


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
    assert np.array_equal(parameters.readers, np.vstack([parameters.recurrent, parameters.output]))


def test_cross_entropy_survives_large_logits():
    logits = np.array([[1000.0, -3.0], [0.0, 5.0], [1.0, 2.0]])
    expected = -special.log_softmax(logits, axis=0)[[1, 2], [0, 1]].mean()
    assert cross_entropy(logits, np.array([1, 2])) == pytest.approx(expected, rel=1e-14)
    assert np.isfinite(logits).all()


# The updates


def test_adam_is_the_published_one(monkeypatch):
    monkeypatch.setattr(descent, "CHUNK", 3)
    rng = np.random.default_rng(0)
    ours, published = np.arange(10.0), np.arange(10.0)
    sums, m, v = np.zeros((2, 10)), np.zeros(10), np.zeros(10)
    for count in range(1, 6):
        g, rate = rng.standard_normal(10), 0.1 / count
        adam(ours, *sums, g, rate, count)
        m, v = 0.9 * m + 0.1 * g, 0.99 * v + 0.01 * g**2
        published -= rate * (m / (1 - 0.9**count)) / (np.sqrt(v / (1 - 0.99**count)) + 1e-8)
    assert np.allclose(ours, published, rtol=1e-12)


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


@given(
    st.integers(1, 5),
    st.integers(1, 6),
    st.integers(0, 1000),
    st.integers(0, 60),
)
def test_windows_of_an_epoch_follow_one_another(streams, steps, offset, extra):
    model = SimpleNamespace(streams=streams, steps=steps)
    codes = np.arange(streams * steps + extra)
    windows = [excerpt(model, codes, offset, i) for i in range(training.windows_per_epoch(model, len(codes)))]
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


def test_the_start_is_as_large_as_it_says():
    parameters = Parameters("gru", hidden=100, characters=50)
    parameters.randomize(np.random.default_rng(1))
    spreads = [part.std() for part in (parameters.input, parameters.recurrent, parameters.output, parameters.bias)]
    assert spreads == pytest.approx([1, 0.1, 0.1, 0], rel=0.03)


@cells
def test_a_short_text_is_learnt_by_heart(cell):
    codes = np.tile(np.random.default_rng(3).permutation(np.arange(30) % 12), 20)
    model = CharRNN(12, cell, hidden=24, streams=4, steps=20, epochs=30, rate=0.02)
    learnt = model.fit(codes, np.random.default_rng(1))
    assert learnt.losses[0] > 3 and learnt.losses[-5:].max() < 0.1
    written = learnt.sample(90, np.random.default_rng(2), temperature=0)
    assert "".join(map(chr, written[10:70])) in "".join(map(chr, codes))


def test_number_of_updates_is_linear_in_characters_and_epochs():
    counts = [CharRNN(4, **SMALL | {"epochs": e}).fit(text(n), np.random.default_rng(1)).updates for e, n in COSTS]
    assert counts == [10 * 6, 2 * 10 * 6, 10 * 13]


COSTS = [(10, 100), (20, 100), (10, 200)]


def test_divergence_is_an_error_that_says_what_to_do():
    with np.errstate(all="ignore"), pytest.raises(FloatingPointError, match="choose a rate below 1e.38"):
        CharRNN(4, **SMALL | {"rate": 1e38}).fit(text(), np.random.default_rng(1))


# Randomness


def test_the_generator_decides_everything():
    first, again, other = fitted(seed=1), fitted(seed=1), fitted(seed=2)
    assert np.array_equal(first.state.parameters, again.state.parameters)
    assert not np.array_equal(first.state.parameters, other.state.parameters)
    samples = [first.sample(50, np.random.default_rng(seed)) for seed in (3, 3, 4)]
    assert np.array_equal(samples[0], samples[1]) and not np.array_equal(samples[0], samples[2])


def test_global_random_state_is_left_alone():
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    fitted().sample(50, np.random.default_rng(1))
    assert np.array_equal(before, np.random.get_state()[1])  # noqa: NPY002


# Sampling and probabilities


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


def test_it_learns_what_there_is_to_learn():
    """The text's own entropy is that of a coin of 0.2; unseen text costs little more."""
    model = CharRNN(4, hidden=16, streams=8, steps=16, epochs=4, rate=0.02).fit(text(8_000), np.random.default_rng(1))
    entropy = stats.entropy([0.2, 0.8], base=2)
    assert entropy - 0.03 < model.bits_per_character(text(8_000, seed=7)) < entropy + 0.05


# The one loop


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


# Interrupt and resume


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


@cells
def test_plain_steps_go_along_the_gradient(cell):
    model = CharRNN(4, cell, **SMALL | dict(dtype="float64"), optimizer="sgd", rate=0.5, clip=1e9)
    start = training.TrainingState.start(model, 200, np.random.default_rng(1))
    one = model.fit(text(), np.random.default_rng(1), progress=stop_after(1))
    parameters, window = (
        part(cell, model.hidden, 4, *more)
        for part, more in ((Parameters, ("float64", start.parameters.copy())), (Window, (model.streams, model.steps)))
    )
    x, y = excerpt(model, text(), start.offsets[0], 0)
    slope = window.loss_and_gradient(parameters, x, y)[1].flat
    rate = learning_rate(model, 0, one.updates)
    assert np.allclose(one.state.parameters, start.parameters - rate * slope) and not one.state.mean.any()


def test_an_interrupted_model_is_usable_and_says_so():
    part = CharRNN(4, **SMALL).fit(text(), np.random.default_rng(1), progress=stop_after(3))
    assert repr(part).endswith("sample_size=200, interrupted after 3 of 26 updates)")
    assert part.sample(10, np.random.default_rng(1)).shape == (10,) and part.bits_per_character(text()) < 4


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


def test_resuming_a_finished_training_changes_nothing():
    model = fitted()
    assert np.array_equal(model.resume(text()).state.parameters, model.state.parameters)


def test_resuming_on_another_text_is_refused():
    with pytest.raises(ValueError, match="data must be the text that the interrupted training was on"):
        fitted().resume(text(seed=5))


# Files


@pytest.fixture
def file(tmp_path):
    save(fitted(), tmp_path / "model.npz")
    return tmp_path / "model.npz"


def test_a_loaded_model_is_the_saved_one(file):
    loaded, saved = load(file), fitted()
    assert loaded.model == saved.model and loaded.sample_size == saved.sample_size
    assert np.array_equal(loaded.log_prob(text()), saved.log_prob(text()))
    assert [path.name for path in file.parent.iterdir()] == ["model.npz"]


KILLED = """
import os, signal, sys
import numpy as np
from collapse.models.char_rnn import files

def kill(*arguments, **named):
    os.kill(os.getpid(), signal.SIGKILL)

def half(file, **arrays):
    import io
    whole = io.BytesIO()
    savez(whole, **arrays)
    file.write(whole.getvalue()[: whole.tell() // 2])
    file.flush()
    kill()

savez = np.savez
model = files.load(sys.argv[1])
if sys.argv[2] == "writing":
    np.savez = half
else:
    files.os.replace = kill
files.save(model, sys.argv[1])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
@pytest.mark.parametrize("moment", ["writing", "replacing"])
def test_a_kill_while_saving_leaves_the_old_file(file, moment):
    before = file.read_bytes()
    done = subprocess.run([sys.executable, "-c", KILLED, file, moment], cwd=ROOT / "notebooks", capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert file.read_bytes() == before and load(file).finished
    save(load(file), file)
    assert [path.name for path in file.parent.iterdir()] == ["model.npz"]


@settings(max_examples=60, deadline=None)
@given(share=st.floats(0, 1, exclude_max=True))
def test_a_truncated_file_is_refused(share, tmp_path_factory):
    path = tmp_path_factory.getbasetemp() / "cut.npz"
    save(MODEL, path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(ValueError, match=r"cut\.npz is not a complete file of a saved char-RNN \(.*\): save it again"):
        load(path)


@settings(max_examples=100, deadline=None)
@given(place=st.floats(0, 1, exclude_max=True), bits=st.integers(1, 255), missing=st.sampled_from([0, 1, 50]))
def test_a_damaged_file_is_refused_or_harmless(place, bits, missing, tmp_path_factory):
    path = tmp_path_factory.getbasetemp() / "damaged.npz"
    save(MODEL, path)
    raw = bytearray(path.read_bytes())
    here = int(place * len(raw))
    raw[here] ^= bits
    del raw[here + 1 : here + 1 + missing]
    path.write_bytes(raw)
    try:
        loaded = load(path)
    except ValueError as error:
        assert "is not a complete file of a saved char-RNN" in str(error)
    else:  # a byte that carries nothing, such as a date
        assert np.array_equal(loaded.state.parameters, MODEL.state.parameters)


MODEL = fitted()


def arrays_of(model, **changes):
    settings = f'{{"format": "collapse char-RNN 1", "model": {MODEL_JSON}, "digest": "{model.digest}"}}'
    return {"settings": np.array(settings), "counts": model.counts} | vars(model.state) | changes


MODEL_JSON = str(asdict(MODEL.model)).replace("'", '"')


@pytest.mark.parametrize(
    "changes",
    [
        {"settings": np.array("{}")},
        {"settings": np.array("[1]")},
        {"settings": np.array("no JSON")},
        {"settings": np.array(f'{{"format": "collapse char-RNN 2", "model": {MODEL_JSON}, "digest": ""}}')},
        {"settings": np.array('{"format": "collapse char-RNN 1", "model": {"characters": 4}, "digest": ""}')},
        {"settings": np.array('{"format": "collapse char-RNN 1", "model": {"size": 4}, "digest": ""}')},
        {"parameters": MODEL.state.parameters[:-1]},
        {"mean": MODEL.state.mean.astype("float64")},
        {"hidden": MODEL.state.hidden.T},
        {"offsets": np.array([1.5, 2.5])},
        {"losses": np.zeros(1_000)},
        {"losses": np.zeros((2, 2))},
        {"counts": np.ones(3, int)},
        {"surplus": np.zeros(3)},
        {"square": np.array([None, 1])},
    ],
    ids=one_line,
)
def test_a_file_whose_parts_do_not_fit_is_refused(tmp_path, changes):
    with open(tmp_path / "odd.npz", "wb") as file:
        np.savez(file, **arrays_of(MODEL, **changes))
    with pytest.raises(ValueError, match=r"odd\.npz is not a complete file of a saved char-RNN"):
        load(tmp_path / "odd.npz")


@pytest.mark.parametrize("content", [b"", b"hello", b"\x80\x04N.", b"PK\x03\x04", b"\x93NUMPY\x01\x00v\x00{}"])
def test_a_foreign_file_is_refused(tmp_path, content):
    (tmp_path / "foreign.npz").write_bytes(content)
    with pytest.raises(ValueError, match=r"foreign\.npz is not a complete file of a saved char-RNN"):
        load(tmp_path / "foreign.npz")


def test_an_array_file_and_a_missing_one_are_refused(tmp_path):
    np.save(tmp_path / "array.npy", np.zeros(3))
    np.savez(tmp_path / "arrays.npz", a=np.zeros(3))
    for name in ("array.npy", "arrays.npz"):
        with pytest.raises(ValueError, match="is not a complete file of a saved char-RNN"):
            load(tmp_path / name)
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "missing.npz")


# Threads


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
        model.log_prob(text(3))
        assert len(seen) == 26 + 3 + 3 and all(threads == {1} for threads in seen)
        assert blas_threads() == {2}


def test_without_threadpoolctl_the_results_are_the_same(monkeypatch):
    monkeypatch.setattr(descent, "threadpool_limits", None)
    assert np.array_equal(fitted().state.parameters, MODEL.state.parameters)


# Progress


def test_nobody_watching_nothing_shown(capsys):
    fitted()
    assert capsys.readouterr() == ("", "")


def test_progress_tells_loss_speed_and_time_left():
    seconds, seen = itertools.count(step=0.5), []
    watch = meter(seen.append, each=100, done=10, clock=lambda: next(seconds))
    watch([np.log(8)] * 40 + [np.log(4)] * 50, updates=170, stopped=False)
    assert seen == [Progress(90, 170, pytest.approx(2), pytest.approx(16_000), pytest.approx(0.5))]


def test_progress_is_called_after_each_update_and_when_stopped():
    seen = []
    CharRNN(4, **SMALL).fit(text(), np.random.default_rng(1), progress=seen.append)
    assert [p.done for p in seen] == list(range(1, 27)) and {p.updates for p in seen} == {26}
    assert not any(p.stopped for p in seen) and seen[-1].seconds_left == 0 and seen[0].a_second > 0
    seen.clear()

    def stop(progress):
        seen.append(progress)
        stop_after(3)(progress)

    CharRNN(4, **SMALL).fit(text(), np.random.default_rng(1), progress=stop)
    assert [(p.done, p.stopped) for p in seen] == [(1, False), (2, False), (3, False), (3, True)]


def test_the_bar_rewrites_one_line_a_few_times_a_second():
    stream, times = io.StringIO(), iter([0.0, 0.0, 0.1, 0.3, 0.3, 9.0, 9.0])
    draw = bar(stream, clock=lambda: next(times))
    for done in (1, 2, 50):
        draw(Progress(done, 100, 2.5, 150_000, 75))
    draw(Progress(50, 100, 2.5, 150_000, 75, stopped=True))
    lines = stream.getvalue().split("\r")
    assert len(lines) == 3 and len({len(line.rstrip("\n")) for line in lines}) == 1
    assert lines[1].rstrip() == "[##########          ]  50 %  2.50 bits/character  150 k characters/s  1:15 left"
    assert (
        lines[2].endswith("interrupted: resume() goes on".ljust(42) + "\n")
        or "interrupted: resume() goes on" in lines[2]
    )
    assert stream.getvalue().count("\n") == 1


@pytest.mark.parametrize("asked, drawn", [(True, True), (False, False), (None, False)])
def test_the_bar_is_for_notebooks_that_a_person_runs(monkeypatch, asked, drawn):
    kernel = None if asked is None else SimpleNamespace(_allow_stdin=asked)
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: SimpleNamespace(kernel=kernel)))
    assert (bar_if_watched() is not None) is drawn


def test_the_bar_is_for_terminals(monkeypatch):
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    assert bar_if_watched() is None
    monkeypatch.setattr(progress.sys, "stdout", SimpleNamespace(isatty=lambda: True))
    assert bar_if_watched() is not None


# Bad input


@pytest.mark.parametrize(
    "data, error, message",
    [
        (text()[:14], ValueError, r"at least streams \* steps = 15 codes, got shape \(14,\)"),
        (text().reshape(2, 100), ValueError, r"one text .* got shape \(2, 100\)"),
    ],
    ids=one_line,
)
def test_data_that_are_no_text_are_refused(data, error, message):
    with pytest.raises(error, match=f"^data must .*{message}"):
        CharRNN(4, **SMALL).fit(data, np.random.default_rng(1))
    with pytest.raises(error, match="^data must"):
        MODEL.resume(data)


@pytest.mark.parametrize(
    "data", [text().tolist(), text().astype(np.uint8), text().astype(">i2"), text().astype(np.uint64)]
)
def test_any_integers_will_do(data):
    model = CharRNN(4, **SMALL).fit(data, np.random.default_rng(1))
    assert np.array_equal(model.state.parameters, MODEL.state.parameters)
    assert np.array_equal(model.log_prob(data), MODEL.log_prob(text()))


def test_fitting_leaves_the_data_and_earlier_models_alone():
    data, model = text(), CharRNN(4, **SMALL)
    part = model.fit(data, np.random.default_rng(1), progress=stop_after(2))
    before = part.state.copy()
    part.resume(data)
    assert np.array_equal(data, text())
    assert all(np.array_equal(array, getattr(part.state, name)) for name, array in vars(before).items())
    assert replace(model) == model and hash(model) == hash(CharRNN(4, **SMALL))
