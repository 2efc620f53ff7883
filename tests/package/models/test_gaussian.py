"""The Gaussian model: fitting, sampling, densities, and that its shortcut changes nothing but the cost."""

from dataclasses import FrozenInstanceError
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy import stats

from collapse.loop import last, run
from collapse.models import Gaussian
from collapse.models.gaussian import FittedGaussian, Moments, ShortcutGaussian

SEED = 20
both_ddof = pytest.mark.parametrize("ddof", [0, 1])
numbers = st.floats(-1000, 1000).map(lambda value: round(value, 3))
samples = arrays(float, array_shapes(min_dims=1, max_dims=3, min_side=2, max_side=6), elements=numbers)


def close(actual, expected, scale=1.0):
    """Equal up to rounding, for numbers of about the size of `scale`."""
    np.testing.assert_allclose(actual, expected, rtol=1e-9, atol=1e-12 * scale)


class TestFit:
    @both_ddof
    @given(data=samples)
    def test_it_is_numpys_mean_and_variance(self, ddof, data):
        fitted = Gaussian(ddof=ddof).fit(data)
        scale = np.abs(data).max() + 1
        close(fitted.mean, data.mean(axis=-1), scale)
        close(fitted.variance, data.var(axis=-1, ddof=ddof), scale**2)
        close(fitted.sd, np.sqrt(fitted.variance), scale)
        assert fitted.sample_size == data.shape[-1]

    def test_unbiased_is_the_default(self):
        assert Gaussian().fit([1.0, 2.0, 6.0]).variance == 7

    def test_each_lineage_is_fitted_alone(self, rng):
        data = rng.standard_normal((3, 4, 5))
        fitted, alone = Gaussian().fit(data), Gaussian().fit(data[1, 2])
        assert fitted.mean.shape == (3, 4)
        assert (fitted.mean[1, 2], fitted.variance[1, 2]) == (alone.mean, alone.variance)

    @given(value=st.floats(-1e6, 1e6), size=st.integers(2, 50))
    def test_one_value_repeated_has_variance_0_exactly(self, value, size):
        fitted = Gaussian().fit([value] * size)
        assert (fitted.mean, fitted.variance, fitted.degenerate) == (value, 0, True)

    def test_degenerate_says_which_lineages(self):
        fitted = Gaussian().fit([[0.1, 0.1, 0.1], [0.1, 0.1, 0.2]])
        assert fitted.degenerate.tolist() == [True, False]

    def test_a_fit_cannot_be_changed(self):
        with pytest.raises(FrozenInstanceError):
            Gaussian().fit([1.0, 2.0]).mean = 0

    def test_what_is_printed(self):
        assert repr(Gaussian(ddof=0, shortcut=True)) == "Gaussian(ddof=0, shortcut=True)"
        one, many = Gaussian().fit([1.0, 2.0, 3.0]), Gaussian(shortcut=True).fit(np.ones((4, 3)))
        assert repr(one) == "FittedGaussian(mean=2.0, variance=1.0, sample_size=3)"
        assert repr(many) == "ShortcutGaussian((4,) lineages, sample_size=3)"


class TestMoments:
    @given(data=samples)
    def test_they_are_the_mean_and_the_mean_squared_deviation(self, data):
        moments, scale = Moments.of(data), np.abs(data).max() + 1
        close(moments.mean, data.mean(axis=-1), scale)
        close(moments.variance, ((data - data.mean(axis=-1, keepdims=True)) ** 2).mean(axis=-1), scale**2)
        assert moments.size == data.shape[-1]

    @both_ddof
    @given(data=samples)
    def test_a_fit_to_the_moments_is_the_fit_to_the_data(self, ddof, data):
        raw, reduced = Gaussian(ddof).fit(data), Gaussian(ddof).fit(Moments.of(data))
        assert np.array_equal(raw.mean, reduced.mean)
        assert np.array_equal(raw.variance, reduced.variance)
        assert raw.sample_size == reduced.sample_size

    def test_they_cannot_be_changed(self):
        with pytest.raises(FrozenInstanceError):
            Moments.of([1.0, 2.0]).size = 5

    @pytest.mark.parametrize(
        ("name", "value"),
        [("size", 1), ("mean", np.nan), ("mean", []), ("variance", np.inf), ("variance", -1e-9), ("variance", [1, 1])],
    )
    def test_moments_no_sample_can_have_are_refused(self, name, value):
        with pytest.raises(ValueError, match=f"^{name} must"):
            Moments(**dict(mean=0.0, variance=1.0, size=2) | {name: value})
        with pytest.raises(ValueError, match=r"of the mean's shape \(2,\), got 1.0"):
            Moments(np.zeros(2), 1.0, 2)

    def test_raw_values_are_drawn_from_and_reduced(self, rng):
        values = np.array([1.0, 2.0, 5.0])
        drawn = {ShortcutGaussian.data_kind.take(values, 2, rng).mean for _ in range(40)}
        assert drawn == {1.5, 3.0, 3.5}


class TestSample:
    """Raw samples; the shortcut has a class of its own below."""

    def test_shape_is_lineages_by_size(self, rng):
        assert Gaussian().fit(np.arange(24.0).reshape(2, 3, 4)).sample(5, rng).shape == (2, 3, 5)
        assert Gaussian().fit([1.0, 2.0]).sample(5, rng).shape == (5,)

    def test_the_values_have_the_fitted_law(self, rng):
        fitted = FittedGaussian(np.array([-3.0, 50.0]), np.array([0.25, 9.0]), 10)
        low, high = fitted.sample(20_000, rng)
        assert stats.kstest(low, stats.norm(-3, 0.5).cdf).pvalue > 0.001
        assert stats.kstest(high, stats.norm(50, 3).cdf).pvalue > 0.001

    def test_lineages_draw_independently(self, rng):
        draws = FittedGaussian(np.zeros(4), np.ones(4), 10).sample(40_000, rng)
        between = np.corrcoef(draws)[np.triu_indices(4, k=1)]
        assert np.abs(between).max() < 4 / np.sqrt(40_000)

    def test_without_spread_the_value_is_repeated(self, rng):
        assert Gaussian().fit([0.1] * 7).sample(3, rng).tolist() == [0.1] * 3

    def test_one_value_is_a_sample_but_has_no_moments_to_fit(self, rng):
        assert Gaussian().fit([1.0, 2.0]).sample(1, rng).shape == (1,)
        with pytest.raises(ValueError, match="size must be an integer of at least 2, got 1"):
            Gaussian(shortcut=True).fit([1.0, 2.0]).sample(1, rng)


class TestDensities:
    """Against scipy.stats.norm, an independent implementation."""

    means = arrays(float, 3, elements=st.floats(-100, 100))
    variances = arrays(float, 3, elements=st.floats(1e-6, 1e6))
    points = arrays(float, 4, elements=st.floats(-1000, 1000))

    @given(means, variances, points)
    def test_log_prob(self, mean, variance, x):
        expected = stats.norm.logpdf(x, mean[:, None], np.sqrt(variance)[:, None])
        np.testing.assert_allclose(FittedGaussian(mean, variance, 10).log_prob(x), expected, rtol=1e-9, atol=1e-9)

    @given(means, variances, points)
    def test_cdf(self, mean, variance, x):
        expected = stats.norm.cdf(x, mean[:, None], np.sqrt(variance)[:, None])
        np.testing.assert_allclose(FittedGaussian(mean, variance, 10).cdf(x), expected, rtol=1e-9, atol=1e-300)

    @given(means, variances)
    def test_entropy(self, mean, variance):
        expected = stats.norm.entropy(mean, np.sqrt(variance))
        np.testing.assert_allclose(FittedGaussian(mean, variance, 10).entropy(), expected, rtol=1e-9, atol=1e-9)

    def test_points_of_their_own_for_every_lineage(self):
        fitted = FittedGaussian(np.array([0.0, 10.0]), np.array([1.0, 4.0]), 10)
        x = np.array([[0.0, 1.0, 2.0], [10.0, 12.0, 14.0]])
        np.testing.assert_allclose(fitted.cdf(x)[0], fitted.cdf(x)[1])
        np.testing.assert_allclose(fitted.log_prob(x)[0], fitted.log_prob(x)[1] + np.log(2))

    def test_a_single_history_needs_no_lineage_axis(self):
        fitted = FittedGaussian(mean=0, variance=1)
        np.testing.assert_allclose(fitted.log_prob([0.5, 2.0]), stats.norm.logpdf([0.5, 2.0]))
        np.testing.assert_allclose(fitted.cdf([0.5, 2.0]), stats.norm.cdf([0.5, 2.0]))

    def test_without_spread_everything_sits_on_one_value(self, recwarn):
        fitted = Gaussian().fit([[0.1, 0.1, 0.1], [0.0, 1.0, 2.0]])
        assert fitted.log_prob([0.0, 0.1, 0.2])[0].tolist() == [-np.inf, np.inf, -np.inf]
        assert fitted.cdf([0.0, 0.1, 0.2])[0].tolist() == [0, 1, 1]
        assert fitted.entropy()[0] == -np.inf
        assert np.isfinite([*fitted.log_prob([0.1])[1], *fitted.cdf([0.1])[1], fitted.entropy()[1]]).all()
        assert FittedGaussian(0, 5e-324).cdf([1e300]) == 1
        assert not recwarn.list

    def test_an_unknown_point_stays_unknown(self):
        fitted = Gaussian().fit([[0.1, 0.1, 0.1], [0.0, 1.0, 2.0]])
        assert np.isnan(fitted.log_prob([np.nan])).all()
        assert np.isnan(fitted.cdf([np.nan])).all()

    def test_the_ends_of_the_line(self):
        fitted = Gaussian().fit([[0.1, 0.1, 0.1], [0.0, 1.0, 2.0]])
        assert fitted.log_prob([-np.inf, np.inf]).tolist() == [[-np.inf, -np.inf]] * 2
        assert fitted.cdf([-np.inf, np.inf]).tolist() == [[0, 1]] * 2


class TestWrittenDown:
    def test_it_is_what_it_says_and_was_fitted_to_nothing(self):
        truth = FittedGaussian(mean=0, variance=4)
        assert (truth.sd, truth.sample_size) == (2, 0)
        assert repr(truth) == "FittedGaussian(mean=0, variance=4)"

    @pytest.mark.parametrize("shortcut", [False, True])
    def test_repeated_it_is_a_source_for_as_many_histories(self, shortcut):
        source = FittedGaussian(mean=2, variance=9).repeat(3, shortcut)
        assert (source.mean.tolist(), source.sd.tolist()) == ([2.0] * 3, [3.0] * 3)
        assert type(source) is (ShortcutGaussian if shortcut else FittedGaussian)

    def test_many_are_repeated_as_a_whole(self):
        assert FittedGaussian([0, 1], [1, 2]).repeat(3).mean.tolist() == [[0, 1]] * 3

    @pytest.mark.parametrize(("mean", "variance"), [(0, -1), ([0, 1], [1, -1]), ([0, 1], 1), (0, [1, 1])])
    def test_a_variance_is_not_negative_and_of_the_means_shape(self, mean, variance):
        with pytest.raises(ValueError, match="^variance must be at least 0 and of the mean's shape"):
            FittedGaussian(mean, variance)


class TestShortcut:
    """Moments drawn from their laws against moments of samples. With M = 4, M for M - 1 changes a spread by 15 %."""

    M, LINEAGES = 4, 40_000

    @classmethod
    @cache
    def raw_and_short(cls, ddof, generations):
        """Fits of the same generation from two chains, one sampling values and one sampling moments."""
        ends = []
        for shortcut, seed in ((False, 1), (True, 2)):
            rng = np.random.default_rng([seed, ddof])
            human = rng.standard_normal((cls.LINEAGES, cls.M))
            end = last(run(Gaussian(ddof, shortcut), human, generations, rng))
            ends.append(end.model)
        return ends

    @both_ddof
    @pytest.mark.parametrize("generations", [1, 4])
    @pytest.mark.parametrize(
        "statistic",
        [
            lambda fitted: fitted.mean,
            lambda fitted: fitted.variance,
            lambda fitted: fitted.mean**2 / fitted.variance,
            lambda fitted: np.abs(fitted.mean) * fitted.sd,
        ],
        ids=["mean", "variance", "mean^2 / variance", "|mean| sd"],
    )
    def test_it_has_the_law_of_the_chain_that_samples_values(self, ddof, generations, statistic):
        raw, short = map(statistic, self.raw_and_short(ddof, generations))
        assert stats.ks_2samp(raw, short).pvalue > 0.001

    def test_one_draw_has_cochrans_laws(self, rng):
        mean, variance, size = np.full(self.LINEAGES, 3.0), np.full(self.LINEAGES, 0.25), 5
        drawn = ShortcutGaussian(mean, variance, sample_size=99).sample(size, rng)
        assert stats.kstest(drawn.mean, stats.norm(3, 0.5 / np.sqrt(5)).cdf).pvalue > 0.001
        assert stats.kstest(drawn.variance * 5 / 0.25, stats.chi2(df=4).cdf).pvalue > 0.001

    def test_mean_and_variance_of_a_draw_are_independent(self, rng):
        flat = np.zeros(self.LINEAGES)
        drawn = ShortcutGaussian(flat, flat + 1, sample_size=4).sample(4, rng)
        limit = 4 / np.sqrt(self.LINEAGES)
        assert abs(stats.spearmanr(drawn.mean, drawn.variance).statistic) < limit
        assert abs(stats.spearmanr(np.abs(drawn.mean), drawn.variance).statistic) < limit

    def test_lineages_draw_independently(self, rng):
        fitted = ShortcutGaussian(np.zeros(2), np.ones(2), sample_size=4)
        draws = [fitted.sample(4, rng) for _ in range(5000)]
        for values in ([draw.mean for draw in draws], [draw.variance for draw in draws]):
            assert abs(stats.spearmanr(*np.transpose(values)).statistic) < 4 / np.sqrt(5000)

    def test_it_draws_the_moments_of_as_many_values_as_asked(self, rng):
        drawn = Gaussian(shortcut=True).fit(np.ones((2, 3, 4))).sample(6, rng)
        assert isinstance(drawn, Moments)
        assert (drawn.mean.shape, drawn.variance.shape, drawn.size) == ((2, 3), (2, 3), 6)

    def test_a_single_history_draws_single_numbers(self, rng):
        drawn = Gaussian(shortcut=True).fit([1.0, 2.0, 4.0]).sample(3, rng)
        assert np.ndim(drawn.mean) == np.ndim(drawn.variance) == 0

    def test_only_a_fit_that_was_asked_for_it_takes_it(self, rng):
        assert type(Gaussian().fit([1.0, 2.0])) is FittedGaussian
        assert type(Gaussian(shortcut=True).fit([1.0, 2.0])) is ShortcutGaussian
