"""Every formula for the Gaussian that is refitted to its own samples, against simulation.

Where a formula is exact, the simulated mean must lie within 4 of its own standard errors, and the formula of the other
estimator (ddof) must lie more than 8 away, so that the test is known to have the power to tell them apart. Where a
formula is asymptotic, the tolerance and its reason are said beside it.

Averages over lineages are only used for n far below (M - 1) ln(lineages): beyond it they lie, as the simulation trap at
the end of this file shows.
"""

from functools import cache
from itertools import islice

import numpy as np
import pytest
from scipy import stats

from collapse import measures, theory
from collapse.loop import run
from collapse.models import FittedGaussian, Gaussian

TRUTH = FittedGaussian(mean=0, variance=1)
LINEAGES = 200_000

both_ddof = pytest.mark.parametrize("ddof", [0, 1])


def history(M, ddof, lineages=LINEAGES, seed=1):
    """The models after 1, 2, ... fits, in as many lineages, of samples of size M from the truth."""
    rng = np.random.default_rng([seed, M])
    human = TRUTH.repeat(lineages, shortcut=True).sample(M, rng)
    return (generation.model for generation in run(Gaussian(ddof, shortcut=True), human, 10**9, rng))


@cache
def after(M, n, ddof, lineages=LINEAGES, seed=1):
    """The model after n fits."""
    return next(islice(history(M, ddof, lineages, seed), n - 1, None))


def standard_errors(values, expected):
    """How many of its standard errors the mean of `values` lies from what was expected."""
    return abs(values.mean() - expected) / (values.std() / np.sqrt(values.size))


class TestExactMeans:
    """Of every exact formula of the table."""

    STATEMENTS = {
        "E[s^2]": (theory.expected_variance, lambda model: model.variance),
        "E[mu^2]": (theory.mean_square_of_mean, lambda model: model.mean**2),
        "E[s]": (theory.expected_sd, lambda model: model.sd),
        "E[ln s^2]": (theory.mean_log_variance, lambda model: np.log(model.variance)),
        "E[W2^2]": (
            theory.expected_wasserstein2_squared,
            lambda model: measures.wasserstein2_squared(model, TRUTH),
        ),
        "E[entropy]": (theory.expected_entropy, lambda model: model.entropy()),
        "E[cross-entropy]": (
            theory.expected_cross_entropy,
            lambda model: measures.gaussian_cross_entropy(model, TRUTH),
        ),
    }

    @both_ddof
    @pytest.mark.parametrize(("M", "n"), [(12, 1), (12, 6), (33, 17), (70, 45)])
    @pytest.mark.parametrize("statement", STATEMENTS)
    def test_the_simulated_mean_is_the_formulas_and_not_that_of_the_other_ddof(self, statement, M, n, ddof):
        formula, measure = self.STATEMENTS[statement]
        values = measure(after(M, n, ddof))
        assert standard_errors(values, formula(M, n, ddof)) < 4
        if n > 1 or statement not in ("E[mu^2]", "E[W2^2]"):  # after one fit these two hardly know the estimator
            assert standard_errors(values, formula(M, n, 1 - ddof)) > 8

    @pytest.mark.parametrize("statement", STATEMENTS)
    def test_unbiased_is_the_default(self, statement):
        formula, _ = self.STATEMENTS[statement]
        assert formula(20, 9) == formula(20, 9, ddof=1) != formula(20, 9, ddof=0)

    @both_ddof
    def test_before_the_first_fit_everything_is_the_truths(self, ddof):
        at_start = {statement: formula(20, 0, ddof) for statement, (formula, _) in self.STATEMENTS.items()}
        entropy = pytest.approx(TRUTH.entropy())
        assert at_start == {
            "E[s^2]": 1,
            "E[mu^2]": 0,
            "E[s]": 1,
            "E[ln s^2]": 0,
            "E[W2^2]": 0,
            "E[entropy]": entropy,
            "E[cross-entropy]": entropy,
        }


class TestVariance:
    @both_ddof
    @pytest.mark.parametrize(("M", "n"), [(6, 3), (33, 17)])
    def test_the_log_variance_spreads_by_n_trigamma_under_both_estimators(self, M, n, ddof):
        log_variance = np.log(after(M, n, ddof).variance)
        spread = (log_variance - log_variance.mean()) ** 2
        assert standard_errors(spread, theory.variance_of_log_variance(M, n)) < 4
        assert standard_errors(spread, theory.variance_of_log_variance(M + 1, n)) > 8


class TestQuantiles:
    @both_ddof
    @pytest.mark.parametrize("M", [10, 11, 30, 200])
    def test_after_one_fit_the_median_is_that_of_chi_square(self, M, ddof):
        """Cornish-Fisher to first order drops terms of the order 1/M^2: 0.2 % at M = 10."""
        exact = stats.chi2(M - 1).median() / (M - ddof)
        assert theory.median_variance(M, 1, ddof) == pytest.approx(exact, rel=0.2 / M**2)

    @both_ddof
    @pytest.mark.parametrize(("M", "n"), [(10, 5), (33, 17), (70, 45)])
    @pytest.mark.parametrize("q", [0.05, 0.25, 0.75, 0.95])
    def test_the_simulated_quantiles_are_the_formulas_within_2_per_cent(self, M, n, q, ddof):
        """First order in the third cumulant; in the outer quantiles the simulation is unsure by 0.6 %."""
        simulated = np.quantile(after(M, n, ddof).variance, q)
        assert theory.quantile_variance(M, n, q, ddof) == pytest.approx(simulated, rel=0.02)

    def test_the_median_is_the_quantile_of_one_half(self):
        assert theory.median_variance(20, 9, 0) == theory.quantile_variance(20, 9, 0.5, 0)
        assert theory.median_variance(20, 9) == theory.median_variance(20, 9, 1)

    @both_ddof
    @pytest.mark.parametrize("q", [0.1, 0.5, 0.9])
    def test_before_the_first_fit_every_quantile_is_1(self, q, ddof):
        assert theory.quantile_variance(10, 0, q, ddof) == 1


class TestHalfLife:
    @both_ddof
    def test_it_is_how_long_the_simulated_median_takes_to_halve(self, ddof):
        """Within 2 %: the median after 60 fits is unsure by 1.4 %, on a fall of a factor 8 (ddof 0: 70)."""
        M, medians = 25, []
        for model in islice(history(M, ddof, lineages=40_000), 60):
            medians.append(np.median(model.variance))
        halvings = np.log2(medians[9] / medians[59])
        assert theory.half_life(M, ddof) == pytest.approx(50 / halvings, rel=0.02)


class TestWhereTheMeanLands:
    """In the limit of large M; at M = 40 the difference is smaller than 20 000 lineages can show."""

    M, FITS = 40, 600

    @both_ddof
    def test_the_simulated_means_follow_students_law(self, ddof):
        landed = after(self.M, self.FITS, ddof, 20_000).mean
        assert stats.kstest(landed, theory.limit_of_mean(ddof).cdf).pvalue > 0.001
        assert stats.kstest(landed, theory.limit_of_mean(1 - ddof).cdf).pvalue < 1e-12


class TestTailParadox:
    @both_ddof
    @pytest.mark.parametrize("threshold", [1.3, 2.0, 3.0])
    def test_the_ensemble_mean_begins_as_the_first_order_says(self, threshold, ddof):
        """Within 5 %: the rate of growth at n/M = 0.01 and 0.02 is extrapolated to 0, which leaves terms in (n/M)^2.

        The part of the tail mass that is linear in s^2 has a known mean; taking it out makes the rest less noisy.
        """
        M = 400
        slope = threshold * stats.norm.pdf(threshold)

        def rate(n):
            model = after(M, n, ddof)
            noise = slope * (model.variance - theory.expected_variance(M, n, ddof))
            mass = (measures.tail_mass(model, threshold) - noise).mean()
            return (mass - measures.tail_mass(TRUTH, threshold)) * M / n

        def formula(estimator):
            return (theory.expected_tail_mass(M, 1, threshold, estimator) - measures.tail_mass(TRUTH, threshold)) * M

        simulated = 2 * rate(4) - rate(8)
        assert simulated == pytest.approx(formula(ddof), rel=0.05)
        assert simulated != pytest.approx(formula(1 - ddof), rel=0.2)

    def test_unbiased_is_the_default(self):
        assert theory.expected_tail_mass(50, 3, 2) == theory.expected_tail_mass(50, 3, 2, ddof=1)

    @both_ddof
    def test_before_the_first_fit_it_is_the_truths(self, ddof):
        assert theory.expected_tail_mass(50, 0, 2, ddof) == pytest.approx(measures.tail_mass(TRUTH, 2))


class TestConfidentButWrong:
    @both_ddof
    def test_the_two_parts_of_the_surprise(self, ddof):
        """1/s^2 and mu^2/s^2 apart, so that a slip in one cannot hide behind the other."""
        M, n = 33, 9
        model, b = after(M, n, ddof), (M - ddof) / (M - 3)
        assert standard_errors(1 / model.variance, b**n) < 4
        assert standard_errors(model.mean**2 / model.variance, b / M * (b**n - 1) / (b - 1)) < 4

    @both_ddof
    def test_at_M_of_3_the_mean_surprise_is_infinite_and_the_formula_refuses(self, ddof):
        assert np.isfinite(theory.expected_cross_entropy(4, 5, ddof))
        with pytest.raises(ValueError, match="^M must be an integer of at least 4, or an array of them, got 3"):
            theory.expected_cross_entropy(3, 5, ddof)


class TestSimulationTrap:
    """50 ensembles of 1000 lineages each. The true mean of s^2 is 1 for ever."""

    @staticmethod
    def ensembles(M, n):
        return after(M, n, ddof=1, lineages=50_000).variance.reshape(50, 1000)

    @pytest.mark.parametrize("M", [8, 20])
    def test_at_the_limit_the_typical_ensemble_mean_is_about_one_half(self, M):
        """s^2 is nearly lognormal; there the histories that hold half of its mean occur once in 1000."""
        limit = theory.ensemble_limit(M, lineages=1000)
        assert np.median(self.ensembles(M, int(limit)).mean(axis=1)) == pytest.approx(0.5, abs=0.15)

    def test_it_grows_with_M_and_slowly_with_the_number_of_lineages(self):
        assert theory.ensemble_limit(20, 200_000) == pytest.approx(19 * np.log(200_000))
        assert theory.ensemble_limit(39, 1000) == 2 * theory.ensemble_limit(20, 1000)
        assert theory.ensemble_limit(20, 1) == 0
        assert theory.ensemble_limit(2, 1000) == np.log(1000)


class TestSurvivalBound:
    @both_ddof
    @pytest.mark.parametrize("threshold", [0.1, 0.5, 0.95, 2.0])
    def test_it_holds_at_every_fit_and_is_loose(self, threshold, ddof):
        M, ratios = 15, []
        for n, model in enumerate(islice(history(M, ddof, lineages=5000), 300), start=1):
            survivors = (np.sqrt(model.variance) > threshold).mean()
            error = 2 * np.sqrt(survivors * (1 - survivors) / 5000)
            assert survivors - error <= theory.survival_bound(M, n, threshold)
            ratios.append(survivors / theory.survival_bound(M, n, threshold))
        assert ratios[-1] < 0.5

    def test_it_is_the_published_formula(self):
        assert theory.survival_bound(50, 2 * 199, 0.5) == pytest.approx(np.exp(-2) / 0.5)
        assert theory.survival_bound(50, 2 * 199, 100) == pytest.approx(np.exp(-2) / 100)

    def test_as_a_probability_it_is_at_most_1(self):
        assert theory.survival_bound(50, [0, 1], 0.5).tolist() == [1, 1]


FORMULAS = {
    "expected_variance": theory.expected_variance,
    "mean_square_of_mean": theory.mean_square_of_mean,
    "expected_sd": theory.expected_sd,
    "mean_log_variance": theory.mean_log_variance,
    "variance_of_log_variance": lambda M, n, ddof=1: theory.variance_of_log_variance(M, n),
    "median_variance": theory.median_variance,
    "quantile_variance": lambda M, n, ddof=1: theory.quantile_variance(M, n, 0.3, ddof),
    "expected_wasserstein2_squared": theory.expected_wasserstein2_squared,
    "expected_tail_mass": lambda M, n, ddof=1: theory.expected_tail_mass(M, n, 2, ddof),
    "expected_entropy": theory.expected_entropy,
    "expected_cross_entropy": theory.expected_cross_entropy,
    "survival_bound": lambda M, n, ddof=1: theory.survival_bound(M, n, 0.01),
}
every_formula = pytest.mark.parametrize("formula", FORMULAS.values(), ids=FORMULAS)


class TestArguments:
    @every_formula
    @both_ddof
    def test_arrays_give_what_their_elements_give(self, formula, ddof):
        M, n = np.array([[10], [33]]), np.array([0, 1, 5])
        expected = [[formula(int(a), int(b), ddof) for b in n] for (a,) in M]
        np.testing.assert_allclose(formula(M, n, ddof), expected)
        np.testing.assert_allclose(formula(10, [0, 1, 5], ddof), expected[0])

    @every_formula
    def test_small_and_unsigned_integers_do_not_wrap_around(self, formula):
        assert formula(np.uint8(200), np.uint8(255)) == formula(200, 255)
        assert formula(np.int8(100), np.int8(100)) == formula(100, 100)

    def test_every_formula_is_tested_here(self):
        here = {*FORMULAS, "half_life", "limit_of_mean", "ensemble_limit"}
        assert {name for name in theory.__all__ if hasattr(theory.gaussian, name)} == here
