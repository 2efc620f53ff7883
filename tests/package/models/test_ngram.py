"""The n-gram model, against counting by hand with dictionaries."""

from collections import Counter
from dataclasses import FrozenInstanceError
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from collapse.models import NGram

SEED = 40
V = 3
texts = arrays(int, st.integers(4, 40), elements=st.integers(0, V - 1))
orders = st.integers(1, 4)
temperatures = pytest.mark.parametrize("temperature", [0.5, 1.0, 2.0])


def by_hand(text, order, smoothing):
    """A function that gives the probability of a character after a context, counted with dictionaries on the ring."""
    ring = [*text[len(text) - order + 1 :], *text] if order > 1 else list(text)
    seen = Counter()
    for length in range(order):
        for at in range(order - 1, len(ring)):
            seen[tuple(ring[at - length : at]), ring[at]] += 1

    def probability(context, character):
        context = tuple(context)
        counts = [seen[context, other] for other in range(V)]
        if not sum(counts):
            return probability(context[1:], character)
        if not smoothing:
            return counts[character] / sum(counts)
        below = probability(context[1:], character) if context else 1 / V
        variety = sum(count > 0 for count in counts)
        return (counts[character] + variety * below) / (sum(counts) + variety)

    return probability


class TestFit:
    @pytest.mark.parametrize("smoothing", [False, True])
    @given(text=texts, order=orders, other=texts)
    def test_probabilities_are_those_counted_by_hand(self, smoothing, text, order, other):
        fitted, probability = NGram(order, V, smoothing=smoothing).fit(text), by_hand(text.tolist(), order, smoothing)
        contexts = [other[max(0, at - order + 1) : at].tolist() for at in range(len(other))]
        expected = [probability(context, character) for context, character in zip(contexts, other, strict=True)]
        np.testing.assert_allclose(np.exp(fitted.log_prob(other)), expected)

    @given(text=texts, order=orders)
    def test_lineages_are_fitted_alone(self, text, order):
        both = NGram(order, V).fit(np.stack([text, text[::-1]]))
        each = [NGram(order, V).fit(rows) for rows in (text, text[::-1])]
        assert both.lineages == (2,) and both.sample_size == len(text)
        np.testing.assert_allclose(both.log_prob(text), [one.log_prob(text) for one in each])
        np.testing.assert_allclose(
            both.log_prob(np.stack([text, text[::-1]])), [each[0].log_prob(text), each[1].log_prob(text[::-1])]
        )
        assert both.contexts_seen.tolist() == [one.contexts_seen for one in each]

    def test_a_single_history_reads_any_number_of_texts(self):
        fitted = NGram(2, V).fit([0, 1, 2, 0, 1])
        rows = [fitted.log_prob(np.array(text)).tolist() for text in ([0, 1, 2], [2, 2, 2])]
        assert fitted.log_prob([[0, 1, 2], [2, 2, 2]]).tolist() == rows

    def test_contexts_seen(self):
        ring = [0, 1, 1, 0, 1]
        assert [NGram(order, 2).fit(ring).contexts_seen for order in (1, 2, 3)] == [1, 2, 3]

    def test_it_cannot_be_changed_and_says_what_it_is(self):
        fitted = NGram(3, V).fit([[0, 1, 2, 0]] * 2)
        assert repr(fitted) == "FittedNGram((2,) lineages, order=3, sample_size=4)"
        assert repr(NGram(3, V)) == "NGram(order=3, characters=3, temperature=1.0, smoothing=True)"
        with pytest.raises(FrozenInstanceError):
            fitted.levels = ()

    def test_a_text_shorter_than_an_n_gram_is_refused(self):
        with pytest.raises(ValueError, match="data must hold at least 4 characters, got 3"):
            NGram(4, V).fit([0, 1, 2])


class TestSample:
    def test_shape_and_alphabet(self, rng):
        assert NGram(3, V).fit([0, 1, 2, 0]).sample(101, rng).shape == (101,)
        assert NGram(1, V).fit([0, 1, 2, 0]).sample(7, rng).shape == (7,)
        many = NGram(3, V).fit(np.tile([0, 1, 1, 0], (2, 3, 1))).sample(60, rng)
        assert many.shape == (2, 3, 60)
        assert set(many.ravel().tolist()) <= {0, 1, 2}

    @temperatures
    @pytest.mark.parametrize("smoothing", [False, True])
    def test_what_follows_a_context_has_the_tempered_probabilities(self, temperature, smoothing, rng):
        """Within 5 standard errors, of 9 contexts of length 2 and their 27 successors."""
        text = rng.choice(V, p=[0.6, 0.3, 0.1], size=60)
        fitted = NGram(3, V, temperature, smoothing).fit(text)
        written = fitted.sample(200_000, rng)
        contexts = written[:-2] * V + written[1:-1]
        for context in np.unique(contexts):
            first, second = divmod(context, V)
            p = np.exp(fitted.log_prob([[first, second, other] for other in range(V)])[:, 2] / temperature)
            p /= p.sum()
            after = np.bincount(written[2:][contexts == context], minlength=V)
            if after.sum() > 500:  # seams, 24 in all, are too few to matter there
                errors = (after - after.sum() * p) / np.sqrt(after.sum() * p * (1 - p) + 9)
                assert np.abs(errors).max() < 5

    def test_it_begins_where_the_text_it_was_fitted_on_could(self, rng):
        text = np.repeat([0, 1, 2], [70, 20, 10])
        fitted = NGram(2, V).fit(text)
        places = [fitted._beginnings(np.zeros((1, 1), int), 25, rng).ravel() for _ in range(400)]
        starts = fitted.levels[-1].keys[np.concatenate(places)]
        np.testing.assert_allclose(np.bincount(starts) / starts.size, [0.7, 0.2, 0.1], atol=0.02)

    def test_each_lineage_begins_with_contexts_of_its_own(self, rng):
        fitted = NGram(2, V).fit([[0, 0, 0, 0], [1, 1, 1, 1], [2, 2, 2, 2]])
        places = fitted._beginnings(np.arange(3)[:, None], 5, rng)
        assert (fitted.levels[-1].keys[places] % V).tolist() == [[0] * 5, [1] * 5, [2] * 5]

    def test_the_coldest_takes_the_likeliest_also_where_none_is_likely(self, rng):
        written = NGram(2, V, temperature=1e-4, smoothing=False).fit([0, 1, 0, 2] * 10).sample(1000, rng)
        assert set(written[:-1][written[1:] == 0]) == {1, 2}  # after 0 both are as likely, after them only 0

    @temperatures
    @pytest.mark.parametrize("smoothing", [False, True])
    @given(text=texts, order=orders)
    def test_every_character_is_the_one_that_its_number_gives_after_its_context(
        self, temperature, smoothing, text, order
    ):
        """A piece from the same random numbers, with probabilities counted by hand and the context found by hand."""
        fitted = NGram(order, V, temperature, smoothing).fit(text)
        probability = cache(by_hand(text.tolist(), order, smoothing))
        written, rng = fitted.sample(60, np.random.default_rng(SEED)), np.random.default_rng(SEED)
        key = fitted.levels[-1].keys[fitted._beginnings(np.zeros((1, 1), int), 1, rng).item()]
        before = [key // V**back % V for back in range(order - 1)][::-1]
        for character, number in zip(written.tolist(), rng.random(60), strict=True):
            context = tuple(before[len(before) - order + 1 :])
            p = np.array([probability(context, other) for other in range(V)]) ** (1 / temperature)
            below = p[:character].sum() / p.sum()
            assert below - 1e-9 <= number <= below + p[character] / p.sum() + 1e-9
            before.append(character)

    def test_lineages_write_from_their_own_counts(self, rng):
        written = NGram(2, V, smoothing=False).fit([[0, 0, 0, 0], [1, 2, 1, 2]]).sample(1000, rng)
        assert (written[0] == 0).all() and (np.abs(np.diff(written[1])) == 1).all()

    def test_without_smoothing_only_what_was_seen_is_written_but_at_the_seams(self, rng):
        text = rng.integers(0, V, 30)
        written = NGram(4, V, smoothing=False).fit(text).sample(6001, rng)
        ring = np.concatenate([text[-3:], text])
        seen = {tuple(ring[at : at + 4]) for at in range(30)}
        new = [at for at in range(5998) if tuple(written[at : at + 4]) not in seen]
        assert all(at % 1001 >= 998 for at in new)

    @pytest.mark.parametrize(("size", "pieces"), [(1, 1), (1999, 1), (2000, 2), (24_999, 24), (10**6, 25)])
    def test_pieces_are_few_and_long(self, size, pieces, monkeypatch):
        fitted, drawn = NGram(2, V).fit([0, 1, 2]), []
        monkeypatch.setattr(type(fitted), "_beginnings", lambda *arguments: drawn.append(arguments[2]) or 1 / 0)
        with pytest.raises(ZeroDivisionError):
            fitted.sample(size, np.random.default_rng(1))
        assert drawn == [pieces]

    def test_a_context_that_was_never_seen_is_shortened(self, rng):
        fitted = NGram(3, V).fit([0, 1, 0, 1, 0, 1, 0, 2])
        context, lineage = np.array([2 * V + 2]), np.array([0])
        found = fitted._longest_seen(context, lineage, 2)
        assert [(length, place) for length, here, place in found if here.size] == [(1, [2])]
