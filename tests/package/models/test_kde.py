"""The kernel density estimate: against scipy's, by its own definition, and in the loop."""

import numpy as np
import pytest
from scipy import stats

from collapse.loop import DegenerateFitWarning, last, run
from collapse.models import KDE, kde

SEED = 40
rules = pytest.mark.parametrize("rule", ["scott", "silverman"])
every_bandwidth = pytest.mark.parametrize("bandwidth", ["scott", "silverman", 0.3])


def skewed(rng, *shape):
    return rng.gamma(2.0, size=shape)


class TestAgainstScipy:
    @rules
    @pytest.mark.parametrize("N", [2, 7, 60])
    def test_density_and_distribution_are_those_of_gaussian_kde(self, rng, rule, N):
        data, x = skewed(rng, 3, N), np.linspace(-3, 12, 40)
        fitted = KDE(rule).fit(data)
        for lineage, own_data in enumerate(data):
            theirs = stats.gaussian_kde(own_data, rule)
            assert fitted.bandwidth[lineage] == pytest.approx(np.sqrt(theirs.covariance.item()))
            np.testing.assert_allclose(fitted.log_prob(x)[lineage], theirs.logpdf(x), rtol=1e-10)
            below = [theirs.integrate_box_1d(-np.inf, point) for point in x]
            np.testing.assert_allclose(fitted.cdf(x)[lineage], below, rtol=1e-9, atol=1e-15)

    def test_scott_is_the_default(self, rng):
        data = skewed(rng, 30)
        assert KDE().fit(data).bandwidth == KDE("scott").fit(data).bandwidth

    def test_a_number_is_the_width_itself_and_not_scipys_factor(self, rng):
        data = 100 * skewed(rng, 30)
        theirs = stats.gaussian_kde(data, bw_method=0.3 / data.std(ddof=1))
        np.testing.assert_allclose(KDE(0.3).fit(data).log_prob(data), theirs.logpdf(data), rtol=1e-9)
        assert KDE(0.3).fit(data).bandwidth == 0.3


class TestFitted:
    @every_bandwidth
    def test_samples_follow_its_cdf(self, rng, bandwidth):
        fitted = KDE(bandwidth).fit(skewed(rng, 2, 15))
        x = fitted.sample(20_000, rng)
        assert x.shape == (2, 20_000)
        for lineage in range(2):
            one = KDE(bandwidth).fit(fitted.data[lineage])
            assert stats.kstest(x[lineage], one.cdf).pvalue > 0.001

    @every_bandwidth
    def test_mean_and_variance_are_those_of_its_samples(self, rng, bandwidth):
        fitted = KDE(bandwidth).fit(skewed(rng, 15))
        x = fitted.sample(200_000, rng)
        assert x.mean() == pytest.approx(fitted.mean, abs=4 * np.sqrt(fitted.variance / 200_000))
        assert x.var() == pytest.approx(fitted.variance, rel=0.02)

    @every_bandwidth
    @pytest.mark.parametrize("block", [1, 100, 2**20])
    def test_some_points_at_a_time_change_nothing(self, rng, monkeypatch, bandwidth, block):
        fitted, x = KDE(bandwidth).fit(skewed(rng, 2, 3, 9)), skewed(rng, 2, 3, 5)
        whole = fitted.log_prob(x), fitted.cdf(x)
        monkeypatch.setattr(kde, "BLOCK", block)
        np.testing.assert_allclose((fitted.log_prob(x), fitted.cdf(x)), whole, rtol=1e-14)
        one = KDE(bandwidth).fit(fitted.data[1, 2])
        np.testing.assert_allclose(one.log_prob(x[1, 2]), whole[0][1, 2], rtol=1e-14)

    def test_far_away_the_density_is_tiny_and_not_lost(self):
        assert KDE(1.0).fit([0.0, 1.0]).log_prob([1e6])[0] == pytest.approx(-0.5 * (1e6 - 1) ** 2, rel=1e-9)

    def test_cdf_of_the_ends(self, rng):
        assert KDE().fit(skewed(rng, 5)).cdf([-np.inf, np.inf]).tolist() == [0, 1]

    def test_what_is_printed(self):
        assert repr(KDE()) == "KDE(bandwidth='scott')"
        assert repr(KDE(2)) == "KDE(bandwidth=2.0)"
        assert repr(KDE().fit([1.0, 2.0])) == "FittedKDE(sample_size=2)"
        assert repr(KDE().fit(np.eye(3))) == "FittedKDE((3,) lineages, sample_size=3)"


class TestInTheLoop:
    @rules
    @pytest.mark.parametrize("value", [0.0, 0.1, -1e6])
    def test_by_a_rule_identical_points_have_no_spread(self, rng, rule, value):
        with pytest.warns(DegenerateFitWarning):
            end = last(run(KDE(rule), np.full((2, 7), value), 3, rng))
        assert end.model.degenerate.all()
        assert (end.synthetic == value).all()
        assert end.model.log_prob([value, value + 1]).tolist() == [[np.inf, -np.inf]] * 2
        assert end.model.cdf([value - 1, value, value + 1]).tolist() == [[0, 1, 1]] * 2
        assert (end.model.mean == value).all()

    def test_only_the_lineage_without_spread_is_degenerate(self):
        assert KDE().fit([[0.1] * 4, [0.1, 0.1, 0.1, 0.2]]).degenerate.tolist() == [True, False]
