"""The categorical model: fitting counts, sampling counts, probabilities, and that what is dead stays dead."""

from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from collapse import measures
from collapse.loop import last, run
from collapse.models import Categorical, FittedCategorical
from collapse.models.categorical import _without_ghosts

SEED = 30
counts = arrays(int, st.integers(1, 8), elements=st.integers(0, 50)).filter(lambda drawn: drawn.sum() > 0)


class TestFit:
    @given(counts)
    def test_it_is_relative_frequencies(self, drawn):
        fitted = Categorical().fit(drawn)
        np.testing.assert_allclose(fitted.probabilities, [count / sum(drawn) for count in drawn])
        assert fitted.sample_size == drawn.sum()

    def test_each_lineage_is_fitted_alone(self):
        fitted = Categorical().fit([[[1, 3], [4, 0]], [[2, 2], [0, 4]]])
        assert fitted.probabilities.tolist() == [[[0.25, 0.75], [1, 0]], [[0.5, 0.5], [0, 1]]]
        assert fitted.sample_size == 4

    def test_it_uses_no_randomness_and_cannot_be_changed(self):
        fitted = Categorical().fit([1, 2], rng=None)
        with pytest.raises(FrozenInstanceError):
            fitted.probabilities = [1.0]

    def test_what_is_printed(self):
        assert repr(Categorical(0.7)) == "Categorical(temperature=0.7)"
        assert repr(Categorical().fit([1, 2])) == "FittedCategorical(2 types, sample_size=3)"
        assert repr(Categorical().fit([[1, 2]] * 4)) == "FittedCategorical((4,) lineages, 2 types, sample_size=3)"

    def test_lineages_have_the_same_sum(self):
        with pytest.raises(ValueError, match="data must have the same sum, at least 1, in every lineage, got"):
            Categorical().fit([[1, 2], [1, 3]])


class TestSample:
    @pytest.mark.parametrize("N", [1, 7, 1000, 10**12])
    def test_it_is_a_multinomial(self, N, rng):
        """Mean N p and variance N p (1 - p) of every type, and covariance -N p q, within 4 standard errors or so."""
        p = np.array([0.5, 0.3, 0.15, 0.05])
        drawn = FittedCategorical(np.tile(p, (40_000, 1))).sample(N, rng) / np.sqrt(N)
        assert (drawn.sum(axis=1) * np.sqrt(N)).round().tolist() == [N] * 40_000
        errors = (drawn.mean(axis=0) - np.sqrt(N) * p) / np.sqrt(p * (1 - p) / 40_000)
        assert np.abs(errors).max() < 4
        np.testing.assert_allclose(np.cov(drawn.T), np.diag(p) - np.outer(p, p), atol=0.01)

    def test_shape_is_lineages_by_types(self, rng):
        assert Categorical().fit(np.ones((2, 3, 4), int)).sample(5, rng).shape == (2, 3, 4)
        assert Categorical().fit([1, 2]).sample(5, rng).shape == (2,)

    def test_it_is_what_numpy_draws_by_hand(self):
        drawn = Categorical().fit([60, 30, 10]).sample(50, np.random.default_rng(1))
        assert drawn.tolist() == np.random.default_rng(1).multinomial(50, [0.6, 0.3, 0.1]).tolist()

    @given(p=arrays(float, st.integers(2, 60), elements=st.floats(0, 1)).filter(lambda p: p.sum() > 0.1))
    def test_what_is_dead_stays_dead(self, p):
        p[-1] = 0
        p /= p.sum() if p.sum() > 0 else 1
        if p.sum() > 0:
            drawn = FittedCategorical(p).sample(10**15, np.random.default_rng(1))
            assert drawn[p == 0].tolist() == [0] * (p == 0).sum()
            assert drawn.sum() == 10**15

    def test_what_rounding_leaves_over_goes_to_the_most_probable(self):
        p = np.array([[0.5, 0.3, 0.2, 0], [0, 0, 1, 0]])
        assert _without_ghosts(np.array([[5, 3, 1, 1], [0, 0, 7, 0]]), p).tolist() == [[6, 3, 1, 0], [0, 0, 7, 0]]


class TestTemperature:
    @given(p=arrays(float, 4, elements=st.floats(0.01, 1)), temperature=st.floats(0.05, 20))
    def test_odds_are_taken_to_the_power_of_one_over_T(self, p, temperature):
        p /= p.sum()
        tempered = FittedCategorical(p, temperature=temperature).tempered
        np.testing.assert_allclose(tempered.sum(), 1)
        np.testing.assert_allclose(tempered / tempered[0], (p / p[0]) ** (1 / temperature))

    def test_it_is_handed_on_by_the_fit_and_used_by_the_sample(self, rng):
        fitted = Categorical(temperature=0.5).fit([3, 1])
        assert fitted.probabilities.tolist() == [0.75, 0.25]
        np.testing.assert_allclose(fitted.tempered, [0.9, 0.1])
        assert abs(fitted.sample(10**8, rng)[1] / 10**8 - 0.1) < 4 * np.sqrt(0.09 / 10**8)

    def test_the_dead_stay_dead_and_the_coldest_takes_the_largest(self):
        assert FittedCategorical([0.6, 0.4, 0], temperature=50.0).tempered[2] == 0
        assert FittedCategorical([0.6, 0.4, 0], temperature=1e-4).tempered.tolist() == [1, 0, 0]

    def test_at_1_nothing_changes(self):
        fitted = FittedCategorical([0.6, 0.4])
        assert fitted.tempered is fitted.probabilities


class TestProbabilities:
    @given(p=arrays(float, 5, elements=st.floats(0, 1)).filter(lambda p: p.sum() > 0.1))
    def test_entropy_is_scipys(self, p):
        p /= p.sum()
        np.testing.assert_allclose(FittedCategorical(p).entropy(), stats.entropy(p), atol=1e-12)

    def test_log_prob_of_a_single_history_and_of_lineages(self):
        one, two = FittedCategorical([0.7, 0.3]), FittedCategorical([[0.7, 0.3], [0.2, 0.8]])
        np.testing.assert_allclose(np.exp(one.log_prob([0, 0, 1])), [0.7, 0.7, 0.3])
        np.testing.assert_allclose(np.exp(two.log_prob([0, 1, 1])), [[0.7, 0.3, 0.3], [0.2, 0.8, 0.8]])
        np.testing.assert_allclose(np.exp(two.log_prob([[0, 0], [1, 0]])), [[0.7, 0.7], [0.8, 0.2]])
        np.testing.assert_allclose(np.exp(one.log_prob([[0, 0], [1, 0]])), [[0.7, 0.7], [0.3, 0.7]])

    def test_what_has_died_out_has_no_probability(self):
        assert FittedCategorical([1.0, 0.0]).log_prob([0, 1]).tolist() == [0, -np.inf]


class TestMeasures:
    TRUTH = FittedCategorical([0.5, 0.3, 0.15, 0.05])
    MODEL = FittedCategorical([[0.5, 0.5, 0, 0], [0.25, 0.25, 0.25, 0.25]])

    def test_types_heterozygosity_and_missing_mass(self):
        assert measures.types_alive(self.MODEL).tolist() == [2, 4]
        np.testing.assert_allclose(measures.heterozygosity(self.MODEL), [0.5, 0.75])
        np.testing.assert_allclose(measures.missing_mass(self.MODEL, self.TRUTH), [0.2, 0])

    def test_cross_entropy_is_that_of_a_long_text_and_infinite_where_a_type_is_lost(self):
        text = np.repeat(np.arange(4), [50, 30, 15, 5])
        lost, kept = measures.categorical_cross_entropy(self.MODEL, self.TRUTH)
        assert (lost, kept) == (np.inf, pytest.approx(np.log(4)))
        other = FittedCategorical([0.1, 0.2, 0.3, 0.4])
        expected = measures.cross_entropy(other, text)
        assert measures.categorical_cross_entropy(other, self.TRUTH) == pytest.approx(expected)
        assert measures.categorical_cross_entropy(self.TRUTH, self.MODEL).tolist() == pytest.approx(
            [-np.log(0.15) / 2, -np.log(0.5 * 0.3 * 0.15 * 0.05) / 4]
        )

    def test_cross_entropy_with_itself_is_entropy(self):
        with_dead = FittedCategorical([0.5, 0.5, 0])
        assert measures.categorical_cross_entropy(with_dead, with_dead) == pytest.approx(with_dead.entropy())

    def test_good_turing_counts_what_was_seen_once(self):
        np.testing.assert_allclose(measures.good_turing([[6, 2, 1, 1], [10, 0, 0, 0]]), [0.2, 0])

    def test_mean_by_class(self):
        values, classes = np.array([[1.0, 3, 5, 10], [0, 0, 6, 2]]), np.array([0, 1, 1, 0])
        assert measures.mean_by_class(values, classes).tolist() == [[5.5, 4], [1, 3]]
        assert measures.mean_by_class(values > 2, classes).tolist() == [[0.5, 1], [0, 0.5]]


class TestLoop:
    def test_a_chain_keeps_its_counts_and_its_size(self, rng):
        human = np.array([[50, 30, 20, 0]] * 3)
        for turn in run(Categorical(), human, generations=20, rng=rng, size=40):
            assert turn.synthetic.sum(axis=-1).tolist() == [40] * 3
            assert (turn.synthetic[:, 3] == 0).all()
        assert turn.model.sample_size == 40

    def test_one_left_is_no_accident_and_no_warning(self, rng, recwarn):
        end = last(run(Categorical(), np.array([[2, 2]] * 50), generations=60, rng=rng))
        assert measures.types_alive(end.model).max() == 1
        assert not recwarn.list
