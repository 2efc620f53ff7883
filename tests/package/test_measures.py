"""Every measure against an independent computation: numerical integrals, large samples, plain loops."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from collapse import measures
from collapse.models import Gaussian
from collapse.models.gaussian import FittedGaussian

SEED = 30
means, variances = st.floats(-5, 5), st.floats(0.01, 20)
TRUTH = FittedGaussian(0.0, 1.0, 100)
POINT = Gaussian().fit([0.3] * 7)


def gaussian(mean, variance):
    return FittedGaussian(mean, variance, 100)


def pdf(model):
    return stats.norm(model.mean, model.sd).pdf


def gauss_hermite():
    """Points and weights whose weighted sum is the expectation over a standard normal, exact for polynomials."""
    z, weights = np.polynomial.hermite_e.hermegauss(20)
    return z, weights / weights.sum()


class TestTailMass:
    @given(means, variances, st.floats(0, 4), st.floats(-3, 3), st.floats(0.1, 3))
    def test_it_is_the_integral_of_the_density_over_both_tails(self, mean, variance, threshold, center, scale):
        model = gaussian(mean, variance)
        inside, _ = integrate.quad(pdf(model), center - threshold * scale, center + threshold * scale, points=[mean])
        assert measures.tail_mass(model, threshold, center, scale) == pytest.approx(1 - inside, abs=1e-7)

    @pytest.mark.parametrize(("center", "mass"), [(0.3, 0), (5.0, 1), (-5.0, 1)])
    def test_without_spread_it_is_all_or_nothing(self, center, mass):
        assert measures.tail_mass(POINT, 1, center) == mass


class TestCrossEntropy:
    def test_it_is_minus_the_mean_log_density(self, rng):
        model, x = gaussian(np.array([0.0, 3.0]), np.array([1.0, 0.5])), rng.standard_normal(50)
        expected = [-stats.norm.logpdf(x, 0, 1).mean(), -stats.norm.logpdf(x, 3, np.sqrt(0.5)).mean()]
        np.testing.assert_allclose(measures.cross_entropy(model, x), expected)

    @given(means, variances, means, variances)
    def test_for_a_gaussian_truth_it_is_an_integral(self, mean, variance, true_mean, true_variance):
        model, truth = gaussian(mean, variance), gaussian(true_mean, true_variance)
        z, weights = gauss_hermite()
        expected = -weights @ stats.norm(mean, model.sd).logpdf(true_mean + truth.sd * z)
        assert measures.gaussian_cross_entropy(model, truth) == pytest.approx(expected, rel=1e-9, abs=1e-9)

    @given(means, variances, means, variances)
    def test_no_model_beats_the_truth(self, mean, variance, true_mean, true_variance):
        model, truth = gaussian(mean, variance), gaussian(true_mean, true_variance)
        assert measures.gaussian_cross_entropy(truth, truth) == pytest.approx(truth.entropy())
        assert measures.gaussian_cross_entropy(model, truth) >= truth.entropy() - 1e-12

    def test_without_spread_human_data_are_infinitely_surprising(self, recwarn):
        models = Gaussian().fit([[0.3, 0.3], [0.0, 1.0]])
        assert np.isposinf(measures.gaussian_cross_entropy(models, TRUTH)).tolist() == [True, False]
        assert measures.gaussian_cross_entropy(POINT, TRUTH) == np.inf
        assert measures.cross_entropy(POINT, np.array([0.0, 1.0])) == np.inf
        assert not recwarn.list

    def test_next_to_no_spread_is_no_warning_either(self, recwarn):
        assert measures.gaussian_cross_entropy(gaussian(0.0, 5e-324), TRUTH) == np.inf
        assert not recwarn.list


class TestWasserstein:
    @given(means, variances, means, variances)
    def test_it_is_the_mean_squared_distance_between_equal_quantiles(self, mean, variance, other_mean, other_variance):
        one, other = gaussian(mean, variance), gaussian(other_mean, other_variance)
        z, weights = gauss_hermite()
        quantiles = [stats.norm(model.mean, model.sd).ppf(stats.norm.cdf(z)) for model in (one, other)]
        expected = weights @ (quantiles[0] - quantiles[1]) ** 2
        assert measures.wasserstein2_squared(one, other) == pytest.approx(expected, rel=1e-6, abs=1e-9)

    def test_from_a_point_to_the_truth_it_is_1_and_the_squared_gap(self):
        assert measures.wasserstein2_squared(POINT, TRUTH) == pytest.approx(1 + 0.3**2)


class TestHalfLife:
    @given(st.lists(st.floats(0, 100), min_size=1, max_size=30))
    def test_it_is_the_first_generation_at_or_below_half(self, curve):
        expected = None
        for generation, value in enumerate(curve):
            if value <= curve[0] / 2:
                expected = generation
                break
        assert measures.half_life(curve) == expected


class TestHalfLifeBand:
    """101 lineages that halve in 1, 2, ..., 101 generations; the band of their median is just under 10 ranks wide."""

    VARIANCE = 2.0 ** (-np.arange(70)[:, np.newaxis] / np.arange(1, 102))

    def test_it_is_the_half_life_of_the_median_and_of_the_edges_of_its_band(self):
        assert measures.half_life_band(self.VARIANCE) == (51, 42, 61)

    def test_the_edges_halve_from_where_the_median_begins(self):
        spread = np.vstack([np.arange(1, 102) / 51, self.VARIANCE[1:]])
        assert measures.half_life_band(spread) == (51, 42, 61)

    def test_a_chain_too_short_to_halve_is_refused(self):
        with pytest.raises(ValueError, match="^variance must cover the half-life of its median, got 60 generations"):
            measures.half_life_band(self.VARIANCE[:61])


class TestBands:
    def test_the_mean_and_two_of_scipys_standard_errors(self, rng):
        values = rng.exponential(size=(3, 50))
        mean, low, high = measures.mean_band(values)
        error = stats.sem(values, axis=-1)
        np.testing.assert_allclose([mean, low, high], [values.mean(-1), mean - 2 * error, mean + 2 * error])

    def test_the_median_between_the_ranks_two_binomial_standard_errors_away(self):
        # 101 values: the middle rank is 51, and 2 sqrt(101 / 4) = 10 ranks lie either side
        median, low, high = measures.median_band(np.arange(1.0, 102.0))
        assert median == 51
        assert (low, high) == (pytest.approx(51 - 10, abs=0.1), pytest.approx(51 + 10, abs=0.1))

    @pytest.mark.parametrize("band", [measures.mean_band, measures.median_band])
    def test_lineages_may_lie_along_any_axis(self, rng, band):
        values = rng.exponential(size=(7, 20, 3))
        np.testing.assert_array_equal(band(values, axis=1), band(np.moveaxis(values, 1, -1)))

    @pytest.mark.parametrize(
        "law", [stats.norm(), stats.expon(), stats.cauchy()], ids=["normal", "exponential", "Cauchy"]
    )
    def test_the_median_band_holds_the_median_19_times_in_20_whatever_the_law(self, rng, law):
        _, low, high = measures.median_band(law.rvs((4000, 200), random_state=rng))
        assert 0.94 < ((low <= law.median()) & (law.median() <= high)).mean() < 0.97

    @pytest.mark.parametrize("law", [stats.norm(2, 3), stats.expon()], ids=["normal", "exponential"])
    def test_the_mean_band_holds_the_mean_19_times_in_20(self, rng, law):
        _, low, high = measures.mean_band(law.rvs((4000, 200), random_state=rng))
        assert 0.94 < ((low <= law.mean()) & (law.mean() <= high)).mean() < 0.97

    def test_of_very_few_lineages_the_median_band_spans_them_all(self):
        assert measures.median_band([3.0, 1.0, 2.0]) == (2, 1, 3)


class TestEnds:
    def test_two_lineages_have_a_mean_band_and_one_has_a_median_band(self):
        assert measures.mean_band([1.0, 3.0]) == (2, 0, 4)
        assert measures.median_band([3.0]) == (3, 3, 3)
        assert measures.half_life_band([[1.0], [0.4]]) == (1, 1, 1)

    def test_an_interval_is_open_below_and_closed_above(self):
        models = FittedGaussian(np.array([0.0, 1.0]), np.array([1.0, 2.0]), 9)
        found = measures.score_between(models, [1.0, 2.0, 3.0, 4.0], low=1, high=3)
        assert found == pytest.approx(models.log_prob(np.array([2.0, 3.0])).mean(axis=-1))
        assert measures.score_between(TRUTH, [2.0]) == TRUTH.log_prob(2.0)

    def test_an_interval_has_a_width(self):
        with pytest.raises(ValueError, match="^low must be below high, got 1 and 1$"):
            measures.mass_between(TRUTH, 1, 1)


class TestEffectiveDirections:
    def test_equal_variances_count_one_each_in_any_frame(self):
        rng = np.random.default_rng(3)
        frame = np.linalg.qr(rng.standard_normal((7, 7)))[0]
        for k in (1, 3, 7):
            covariance = 2.5 * frame[:, :k] @ frame[:, :k].T
            assert measures.effective_directions(covariance) == pytest.approx(k)

    def test_it_is_the_inverse_of_the_sum_of_squared_shares(self):
        variances = np.array([[3.0, 1, 0.5], [1, 1, 1]])
        shares = variances / variances.sum(axis=1, keepdims=True)
        found = measures.effective_directions(variances[:, None, :] * np.eye(3))
        np.testing.assert_allclose(found, 1 / (shares**2).sum(axis=1))

    def test_without_spread_there_is_none(self):
        assert measures.effective_directions(np.zeros((2, 2))) == 0
