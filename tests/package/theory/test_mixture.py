"""Every formula of section 2, mixtures and other models, against simulation.

Where a formula is exact, the simulated mean must lie within 4 of its own standard errors, and the wrong formula that is
nearest to hand more than 8 away. Where it is asymptotic, the tolerance and its reason are said beside it.
"""

from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from collapse import theory
from collapse.loop import last, run
from collapse.models import KDE, FittedMixture, Gaussian, GaussianMixture

TRUTH = FittedMixture([0.85, 0.1, 0.05], [0.0, 9.0, -9.0], [1.0, 1.0, 1.0])
GENERATIONS = 14


def standard_errors(values, expected):
    """How many of its standard errors the mean of `values` lies from what was expected."""
    return abs(values.mean() - expected) / (values.std() / np.sqrt(values.size))


def humans(truth, lineages, N, rng):
    return truth.sample(lineages * N, rng).reshape(lineages, N)


@cache
def em_history(N, lineages, generations=GENERATIONS):
    """The fitted models of a chain of three components, EM starting each time where the last one ended."""
    rng = np.random.default_rng([2, N])
    model = GaussianMixture(3, start=TRUTH, warm_start=True)
    return [g.model for g in run(model, humans(TRUTH, lineages, N, rng), generations, rng)]


class TestExtinction:
    @pytest.mark.parametrize("n", [1, 2, 5, 12])
    def test_g_is_the_share_of_points_with_descendants(self, n):
        rng = np.random.default_rng(n)
        N, founders = 4000, np.arange(4000)
        for _ in range(n - 1):
            founders = rng.choice(founders, N)
        share = len(np.unique(founders)) / N
        # The points sampled are not independent, so the share spreads less than a binomial one; g is exact to 1/N.
        assert abs(share - theory.share_with_descendants(n)) < 4 * np.sqrt(share * (1 - share) / N) + 1 / N

    @pytest.mark.parametrize(("N", "w"), [(60, 0.01), (90, 0.03), (250, 0.03), (150, 0.08)])
    def test_the_probability_of_the_binomial_chain_is_lower_by_less_than_w_over_2(self, N, w):
        points = np.arange(N + 1)
        step = stats.binom.pmf(points, N, points[:, None] / N)
        law = stats.binom.pmf(points, N, w)
        for n in range(1, 60):
            excess = theory.extinction_probability(N, w, n) - law[0]
            assert -1e-12 < excess < w / 2
            law = law @ step

    @pytest.mark.parametrize("component", [1, 2])
    @pytest.mark.parametrize("n", [1, 2, 4, 8, 15])
    def test_components_of_a_fitted_mixture_die_at_that_rate(self, component, n):
        N, lineages = 60, 2000
        w = TRUTH.weights[component]
        gone = ~em_history(N, lineages)[n - 1].alive[:, component]
        expected = theory.extinction_probability(N, w, n)
        # 4 standard errors, and the third of w by which the formula is known to be too high
        assert abs(gone.mean() - expected) < 4 * np.sqrt(expected * (1 - expected) / lineages) + w / 3

    def test_before_the_first_fit_nothing_is_gone(self):
        assert theory.extinction_probability(100, 0.02, [0, 1]).tolist() == [0, pytest.approx(np.exp(-2))]


class TestNarrowing:
    @pytest.mark.parametrize(("N", "component", "n"), [(1000, 1, 1), (1000, 1, 5), (1000, 2, 2), (2000, 2, 5)])
    def test_a_minor_component_narrows_as_one_of_N_w_points(self, N, component, n):
        w = TRUTH.weights[component]
        values = np.log(em_history(N, 400, 4)[n - 1].covariances[:, component])
        expected = theory.component_mean_log_variance(N, w, n)
        error = values.std() / np.sqrt(values.size)
        # the second-order term, from the wandering number of points, is the share (n + 1)/(N w) of it at most
        assert abs(values.mean() - expected) < 4 * error + abs(expected) * (n + 1) / (N * w)

    @given(st.integers(2, 500), st.integers(0, 40))
    def test_the_whole_is_a_single_gaussian(self, N, n):
        whole = theory.component_mean_log_variance(N, 1, n)
        assert whole == pytest.approx(theory.mean_log_variance(N, n, ddof=0))
        assert theory.component_half_life(N, 1) == pytest.approx(theory.half_life(N, ddof=0))

    def test_the_half_life_is_that_of_a_simulated_component_and_some_10_per_cent_too_long(self):
        rng, N, w = np.random.default_rng(5), 2000, 0.05
        points, variance, n = rng.binomial(N, w, 20_000), np.ones(20_000), 0
        while np.median(variance) > 0.5:
            variance *= np.where(points > 1, rng.chisquare(np.maximum(points - 1, 1)) / np.maximum(points, 1), 0)
            points = rng.binomial(N, points / N)
            n += 1
        assert 0.82 < n / theory.component_half_life(N, w) < 0.98


class TestKDE:
    @pytest.mark.parametrize("h", [0.2, 1.0])
    @pytest.mark.parametrize(("M", "n"), [(6, 1), (6, 40), (15, 4), (15, 60)])
    def test_with_a_fixed_width_the_variance_grows_and_saturates(self, M, n, h):
        rng = np.random.default_rng([6, M, n])
        end = last(run(KDE(h), rng.exponential(size=(20_000, M)), n, rng))  # the humans need not be Gaussian
        values, initial = end.data.var(axis=-1), 1 - 1 / M
        assert standard_errors(values, theory.kde_variance(M, n, h, initial)) < 4
        if n > 1:
            assert standard_errors(values, initial + n * h**2) > 8  # "h^2 more in every generation, for ever"

    def test_in_the_end_the_humans_are_forgotten(self):
        limit = theory.kde_variance_limit(M=30, h=0.4)
        assert limit == pytest.approx(29 * 0.16)
        for initial in (0, 1, 100):
            assert theory.kde_variance(M=30, n=2000, h=0.4, initial=initial) == pytest.approx(limit)

    @pytest.mark.parametrize(("M", "n"), [(8, 1), (8, 5), (25, 3), (25, 9)])
    def test_with_scotts_rule_it_grows_without_end(self, M, n):
        rng = np.random.default_rng([7, M, n])
        end = last(run(KDE("scott"), rng.standard_normal((40_000, M)), n, rng))
        values, initial = end.data.var(axis=-1), 1 - 1 / M
        assert standard_errors(values, theory.kde_variance_scott(M, n, initial)) < 4
        if n > 1:
            assert standard_errors(values, initial * (1 + M**-0.4) ** n) > 8  # without the loss of 1/M


class TestSharpening:
    @pytest.mark.parametrize(("n", "tau"), [(1, 0.8), (4, 0.8), (3, 0.95), (2, 1.1)])
    def test_samples_with_tau_times_the_sd(self, n, tau):
        rng, M = np.random.default_rng(8), 12
        model = Gaussian(ddof=1).fit(rng.standard_normal((100_000, M)))
        for _ in range(n):
            sample = model.mean[:, None] + tau * (model.sample(M, rng) - model.mean[:, None])
            model = Gaussian(ddof=1).fit(sample)
        assert standard_errors(model.variance, theory.sharpened_variance(n, tau)) < 4
        assert standard_errors(model.variance, theory.sharpened_variance(n, np.sqrt(tau))) > 8

    @pytest.mark.parametrize(("n", "temperature"), [(1, 0.7), (3, 0.7), (2, 1.3)])
    def test_a_gaussian_density_to_the_power_1_over_T(self, n, temperature):
        power = temperature**-n
        mass, _ = integrate.quad(lambda x: stats.norm.pdf(x) ** power, -20, 20)
        second, _ = integrate.quad(lambda x: x**2 * stats.norm.pdf(x) ** power, -20, 20)
        assert theory.tempered_variance(n, temperature) == pytest.approx(second / mass)

    @given(p=st.lists(st.floats(0.01, 1), min_size=1, max_size=6), n=st.integers(0, 6), temperature=st.floats(0.5, 2))
    def test_probabilities_to_the_power_1_over_T_again_and_again(self, p, n, temperature):
        p = first = np.array(p) / np.sum(p)
        for _ in range(n):
            p = p ** (1 / temperature) / (p ** (1 / temperature)).sum()
        np.testing.assert_allclose(theory.tempered_probabilities(first, n, temperature), p, rtol=1e-9)

    @pytest.mark.parametrize(("c", "n"), [(0.5, 1), (0.9, 1), (0.9, 4), (0.99, 6)])
    def test_keeping_the_central_mass(self, c, n):
        rng, M = np.random.default_rng(10), 15
        reach = stats.norm.isf((1 - c) / 2)
        model = Gaussian(ddof=1).fit(rng.standard_normal((50_000, M)))
        for _ in range(n):
            z = stats.truncnorm.rvs(-reach, reach, size=(50_000, M), random_state=rng)
            model = Gaussian(ddof=1).fit(model.mean[:, None] + model.sd[:, None] * z)
        factor = theory.central_mass_factor(c)
        assert factor == pytest.approx(stats.truncnorm.var(-reach, reach))
        assert standard_errors(model.variance, factor**n) < 4
        assert standard_errors(model.variance, c**n) > 8


@pytest.mark.parametrize("law", [theory.component_mean_log_variance, theory.component_half_life])
def test_a_component_of_its_own_needs_points(law):
    with pytest.raises(ValueError, match="^M w, .* must be above 1"):
        law(M=10, w=0.01, **({"n": 1} if law is theory.component_mean_log_variance else {}))
