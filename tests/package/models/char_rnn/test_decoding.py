"""Going on from prompts: samples, greedy, beam search beside exhaustive search, the repetition penalty; fine-tuning."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import small_networks
from collapse.models.char_rnn import CharRNN
from collapse.models.char_rnn.decoding import penalized
from collapse.models.char_rnn.files import load, save
from small_networks import cells, stop_after

SMALL = small_networks.SMALL | dict(rate=0.03)


def text(size=400, characters=3, seed=0):
    return small_networks.text(size, characters, seed)


def fitted(cell="gru", characters=3, seed=1, **options):
    network = CharRNN(characters, cell, **SMALL | dict(dtype="float64") | options)
    return network.fit(text(characters=characters), np.random.default_rng(seed))


def untrained(cell="gru"):
    """Random parameters: what comes next depends on all that came before, and the best beginning is often a trap."""
    model = fitted(cell)
    wild = 2 * np.random.default_rng(3).standard_normal(model.state.parameters.shape)
    wild[-3:] = 0  # no character is likelier by itself
    return replace(model, state=replace(model.state, parameters=wild))


MODEL, WILD = fitted(), untrained()
PROMPTS = np.array([[0, 1, 2], [2, 2, 0], [1, 0, 0]])


def endings(size, characters=3):
    return np.array(list(itertools.product(range(characters), repeat=size)))


def log_prob_after(model, prompt, written):
    """What the model thinks of each text after a prompt, by reading both."""
    both = np.hstack([np.tile(prompt, (len(written), 1)), written])
    return model.log_prob(both)[:, len(prompt) :].sum(axis=1)


# Beam search


@cells
@pytest.mark.parametrize("size", [1, 3, 5])
def test_a_beam_as_wide_as_there_are_texts_finds_the_best_of_all(cell, size):
    model, every = untrained(cell), endings(size)
    found = model.beam_search(PROMPTS, size, width=3**size)
    best = [every[log_prob_after(model, prompt, every).argmax()] for prompt in PROMPTS]
    assert np.array_equal(found, best)


def plain_beam(model, prompt, size, width, penalty=1.0, span=1):
    """Beam search of one prompt as it is told, every probability asked of `log_prob` afresh."""
    beams = [((), 0.0)]
    for _ in range(size):
        ways = []
        for written, score in beams:
            said = [*prompt, *written]
            for code in range(3):
                lp = model.log_prob([*said, code])[-1]
                run = [*said, code][-span:] if span <= len(said) else None
                repeats = any(said[i : i + span] == run for i in range(len(said) - span + 1))
                ways.append(((*written, code), score + lp * (penalty if repeats else 1)))
        beams = sorted(ways, key=lambda way: -way[1])[:width]
    return beams[0][0]


@pytest.mark.parametrize("width", [1, 2, 3, 5])
@pytest.mark.parametrize("penalty, span", [(1.0, 1), (2.0, 1), (1.3, 1), (2.0, 3)])
def test_a_narrow_beam_is_the_plain_one(width, penalty, span):
    written = WILD.beam_search(PROMPTS, 6, width, penalty, span)
    plain = [plain_beam(WILD, prompt.tolist(), 6, width, penalty, span) for prompt in PROMPTS]
    assert np.array_equal(written, plain)


def test_a_wider_beam_finds_texts_more_probable_than_greedy_does():
    prompts, scores = text(600, seed=8).reshape(-1, 3), []
    for width in (1, 2, 5):
        both = np.hstack([prompts, WILD.beam_search(prompts, 12, width)])
        scores.append(WILD.log_prob(both)[:, 3:].sum(axis=1).mean())
    assert scores[0] < scores[1] < scores[2]


@cells
def test_width_1_is_greedy_and_so_is_temperature_0(cell):
    model = untrained(cell)
    greedy = model.beam_search(PROMPTS, 20, width=1)
    assert np.array_equal(greedy, model.sample_after(PROMPTS, 20, np.random.default_rng(1), temperature=0))
    for prompt, written in zip(PROMPTS, greedy, strict=True):
        for place in range(20):
            nexts = np.column_stack([np.tile([*prompt, *written[:place]], (3, 1)), np.arange(3)])
            assert model.log_prob(nexts)[:, -1].argmax() == written[place]


def test_many_prompts_at_once_are_searched_as_each_alone(monkeypatch):
    prompts = text(90, seed=3).reshape(-1, 3)
    together = WILD.beam_search(prompts, 8, width=4)
    assert np.array_equal(together, [WILD.beam_search(prompt, 8, width=4) for prompt in prompts])
    monkeypatch.setattr("collapse.models.char_rnn.decoding.SEARCHED", 7)
    assert np.array_equal(together, WILD.beam_search(prompts, 8, width=4))


def test_shapes_are_those_of_the_prompts_and_the_prompts_stay():
    prompts = PROMPTS.reshape(3, 1, 3).copy()
    for written in (MODEL.beam_search(prompts, 4), MODEL.sample_after(prompts, 4, np.random.default_rng(1))):
        assert written.shape == (3, 1, 4) and written.dtype == np.int64
    assert np.array_equal(prompts, PROMPTS.reshape(3, 1, 3))
    assert MODEL.beam_search([0], 1, width=9).shape == (1,)


# Sampling after prompts


@cells
@pytest.mark.parametrize("temperature", [1.0, 0.6])
def test_samples_after_a_prompt_have_the_probabilities_that_log_prob_says(cell, temperature):
    model, every, count = fitted(cell), endings(3), 20_000
    both = np.hstack([np.tile(PROMPTS[0], (len(every), 1)), every])
    expected = np.exp(model.log_prob(both, temperature)[:, 3:].sum(axis=1))
    written = model.sample_after(np.tile(PROMPTS[0], (count, 1)), 3, np.random.default_rng(5), temperature)
    observed = np.bincount(written @ [9, 3, 1], minlength=27)
    assert expected.sum() == pytest.approx(1, rel=1e-9) and np.ptp(np.log(expected)) > 0.5
    enough = expected * count > 5
    shares = expected[enough] / expected[enough].sum()
    assert stats.chisquare(observed[enough], shares * observed[enough].sum()).pvalue > 1e-3
    assert observed[~enough].sum() < 2 * count * expected[~enough].sum() + 20


def test_the_models_temperature_is_the_default():
    cold, rng = fitted(temperature=0.0), np.random.default_rng
    assert np.array_equal(cold.sample_after(PROMPTS, 9, rng(1)), cold.beam_search(PROMPTS, 9, width=1))
    assert np.array_equal(cold.sample_after(PROMPTS, 9, rng(1), temperature=1), MODEL.sample_after(PROMPTS, 9, rng(1)))


def test_a_penalty_changes_what_is_drawn_by_as_much_as_it_says():
    count, penalty = 40_000, 2.0
    drawn = MODEL.sample_after(np.tile([0, 0], (count, 1)), 1, np.random.default_rng(2), 1.0, penalty)
    probabilities = np.exp([MODEL.log_prob([0, 0, code])[-1] for code in range(3)])
    weights = probabilities ** [penalty, 1, 1]
    shares = np.bincount(drawn.ravel(), minlength=3) / count
    assert np.abs(shares - weights / weights.sum()).max() < 0.01 < np.abs(probabilities - weights / weights.sum()).max()


# The penalty


@given(st.integers(1, 5), st.integers(0, 9), st.integers(0, 10_000))
def test_penalized_lowers_what_ends_a_run_that_was_said(span, length, seed):
    rng = np.random.default_rng(seed)
    said, log_probs = rng.integers(3, size=(length, 4)), -rng.random((3, 4)) - 0.1
    found = penalized(log_probs, said, 1.5, span)
    for column, code in itertools.product(range(4), range(3)):
        text = said[:, column].tolist()
        run = [*text, code][-span:] if span <= length else None
        repeats = any(text[i : i + span] == run for i in range(length - span + 1))
        assert found[code, column] == log_probs[code, column] * (1.5 if repeats else 1)


def test_a_penalty_of_1_changes_nothing():
    assert np.array_equal(MODEL.beam_search(PROMPTS, 9, 3, penalty=1, span=2), MODEL.beam_search(PROMPTS, 9, 3))
    rng = np.random.default_rng
    assert np.array_equal(MODEL.sample_after(PROMPTS, 9, rng(1), penalty=1), MODEL.sample_after(PROMPTS, 9, rng(1)))


def test_a_penalty_makes_greedy_text_repeat_itself_less():
    prompts = text(300, seed=4).reshape(-1, 10)
    runs = [
        np.mean([len({tuple(w[i : i + 4]) for i in range(37)}) for w in MODEL.beam_search(prompts, 40, 1, penalty, 4)])
        for penalty in (1.0, 3.0)
    ]
    assert runs[1] > 1.5 * runs[0]


# Fine-tuning


@cells
def test_without_an_update_a_fine_tuned_network_is_its_start(cell):
    base = fitted(cell)
    tuned = CharRNN(3, cell, **SMALL | dict(dtype="float64", rate=1e-300), start=base).fit(
        text(seed=5), np.random.default_rng(2)
    )
    assert np.array_equal(tuned.state.parameters, base.state.parameters)
    assert np.allclose(tuned.log_prob(PROMPTS)[:, 1:], base.log_prob(PROMPTS)[:, 1:], rtol=1e-12)


def test_fine_tuning_goes_on_from_what_was_learnt_and_leaves_the_start_alone():
    base = fitted(epochs=20)
    before, options = base.state.copy(), SMALL | dict(dtype="float64", epochs=1)
    tuned = CharRNN(3, **options, start=base).fit(text(seed=5), np.random.default_rng(2))
    afresh = CharRNN(3, **options).fit(text(seed=5), np.random.default_rng(2))
    assert tuned.losses[0] < 0.9 < 1.4 < afresh.losses[0]
    assert tuned.bits_per_character(text(seed=6)) < afresh.bits_per_character(text(seed=6)) - 0.05
    for name, array in vars(before).items():
        assert np.array_equal(array, getattr(base.state, name)), name


def test_a_fine_tuning_is_interrupted_saved_and_resumed_as_any_other(tmp_path):
    network = CharRNN(3, **SMALL | dict(dtype="float64"), start=MODEL)
    part = network.fit(text(seed=5), np.random.default_rng(2), progress=stop_after(5))
    save(part, tmp_path / "part.npz")
    whole = load(tmp_path / "part.npz").resume(text(seed=5))
    through = network.fit(text(seed=5), np.random.default_rng(2))
    assert not part.finished and np.array_equal(whole.state.parameters, through.state.parameters)


# Bad input


@pytest.mark.parametrize(
    "start",
    [fitted(hidden=7), fitted(characters=4), fitted("rnn"), fitted(dtype="float32")],
    ids=["size", "alphabet", "cell", "dtype"],
)
def test_a_start_that_does_not_fit_is_refused(start):
    wanted = r"^start must be None or a fitted char-RNN \(gru, 6 hidden, 3 characters, float64\), got .*CharRNN"
    with pytest.raises(ValueError, match=wanted):
        CharRNN(3, **SMALL, dtype="float64", start=start)


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 40), st.integers(1, 4), st.sampled_from([1.0, 2.0]))
def test_any_width_will_do(width, size, penalty):
    written = MODEL.beam_search(PROMPTS, size, width, penalty)
    assert written.shape == (3, size) and written.min() >= 0 and written.max() <= 2
