"""Every formula for types resampled from their own counts, against simulation.

Exact formulas must agree with the simulated mean within 4 of its standard errors, and must be told apart from their
nearest relative (a few tokens or one generation more). Where a formula is asymptotic, the tolerance and its reason are
said beside it.
"""

from functools import cache

import numpy as np
import pytest

from collapse import measures, theory
from collapse.loop import last, run
from collapse.models import Categorical, FittedCategorical

ZIPF = 1 / np.arange(1, 201) ** 1.2
ZIPF /= ZIPF.sum()
LINEAGES = 10_000


@cache
def samples(N, n, lineages=LINEAGES, temperature=1.0):
    """Models fitted to samples 1 to n of N tokens from the truth."""
    rng = np.random.default_rng([N, n])
    first = rng.multinomial(N, FittedCategorical(ZIPF, temperature=temperature).tempered, size=lineages)
    return [turn.model for turn in run(Categorical(temperature), first, n - 1, rng)]


def standard_errors(values, expected):
    """How many of its standard errors the mean of `values` lies from what was expected."""
    return abs(np.mean(values) - expected) / (np.std(values) / np.sqrt(len(values)))


class TestHeterozygosity:
    H_0 = measures.heterozygosity(FittedCategorical(ZIPF))

    @pytest.mark.parametrize(("N", "n"), [(12, 1), (12, 9), (60, 40)])
    def test_it_is_exact(self, N, n):
        values = measures.heterozygosity(samples(N, n)[-1])
        assert standard_errors(values, theory.heterozygosity(self.H_0, N, n)) < 4
        assert standard_errors(values, theory.heterozygosity(self.H_0, N + 2 + N // 30, n)) > 4
        assert standard_errors(values, theory.heterozygosity(self.H_0, N, n + 1)) > 4


class TestTakeover:
    N = 60

    @staticmethod
    @cache
    def ended(copies, N=60):
        """Whether a type of `copies` among N takes over, and after how many generations one of the two has."""
        rng = np.random.default_rng(copies)
        x, time = np.full(LINEAGES, copies), np.zeros(LINEAGES)
        while (undecided := (x > 0) & (x < N)).any():
            time += undecided
            x = rng.binomial(N, x / N)
        return x == N, time

    @pytest.mark.parametrize("copies", [3, 15, 30, 48])
    def test_probability_is_the_share(self, copies):
        assert standard_errors(self.ended(copies)[0], theory.takeover_probability(copies / self.N)) < 4
        assert standard_errors(self.ended(copies)[0], theory.takeover_probability((copies + 2) / self.N)) > 4

    @pytest.mark.parametrize("copies", [3, 15, 30, 48])
    def test_time_is_that_of_the_diffusion_within_5_per_cent(self, copies):
        """The diffusion limit is 2 % too long at N = 60 and p = 1/2, 3 % at 3 copies; simulation adds 1 %."""
        simulated = self.ended(copies)[1].mean()
        assert theory.takeover_time(self.N, copies / self.N) == pytest.approx(simulated, rel=0.05)

    def test_time_is_in_step_with_N_and_zero_at_the_ends(self):
        assert theory.takeover_time(200, 0.3) == pytest.approx(2 * theory.takeover_time(100, 0.3))
        assert theory.takeover_time(100, np.array([0.0, 1.0])).tolist() == [0, 0]
        assert theory.takeover_time(100, 0.5) == pytest.approx(200 * np.log(2))


class TestSurvival:
    @pytest.mark.parametrize("N", [20, 300])
    def test_types_left_in_the_first_sample_are_exact(self, N):
        values = measures.types_alive(samples(N, 1)[0])
        assert standard_errors(values, theory.types_left(ZIPF, N, 1)) < 4
        assert standard_errors(values, theory.types_left(ZIPF, N + N // 20, 1)) > 4

    @pytest.mark.parametrize("n", [2, 5, 15, 30])
    def test_types_left_later_within_3_per_cent(self, n):
        """Poisson for binomial in each of the n steps, and types that are not rare: 2.4 % too few at n = N/10 = 30."""
        simulated = measures.types_alive(samples(300, 30, lineages=4000)[n - 1]).mean()
        assert theory.types_left(ZIPF, 300, n) == pytest.approx(simulated, rel=0.03)
        assert theory.types_left(ZIPF, 300, n + n // 4 + 1) != pytest.approx(simulated, rel=0.05)

    @pytest.mark.parametrize("rank", [0, 5, 50, 199])
    def test_survival_of_single_types_within_two_points(self, rank):
        alive = samples(300, 30, lineages=4000)[9].probabilities[:, rank] > 0
        assert theory.survival_probability(ZIPF[rank], 300, 10) == pytest.approx(alive.mean(), abs=0.02)

    @pytest.mark.parametrize(("n", "within"), [(1, 0), (2, 0.01), (10, 0.02), (40, 0.04), (200, 0.17)])
    def test_originals_left(self, n, within):
        """Types of one token each. Too low by about a third of a token: 3 % at n = N/5, 15 % at n = N."""
        end = last(run(Categorical(), np.ones((1500, 200), int), n - 1, np.random.default_rng(n)))
        simulated = measures.types_alive(end.model).mean()
        assert theory.originals_left(200, n) == pytest.approx(simulated, rel=within + 0.01)
        assert theory.originals_left(200, n) <= simulated * 1.01

    def test_what_no_one_carries_is_not_there(self):
        assert [theory.survival_probability(0.0, 50, n) for n in (0, 1, 5)] == [0, 0, 0]
        assert theory.types_left([0.5, 0.5, 0.0], 1000, 1) == pytest.approx(2)


class TestMissingMass:
    TRUTH = FittedCategorical(ZIPF)

    @pytest.mark.parametrize("N", [20, 300])
    def test_it_is_exact(self, N):
        values = measures.missing_mass(samples(N, 1)[0], self.TRUTH)
        assert standard_errors(values, theory.missing_mass(ZIPF, N)) < 4
        assert standard_errors(values, theory.missing_mass(ZIPF, N + 2 + N // 100)) > 4

    @pytest.mark.parametrize("N", [20, 300])
    def test_singletons_of_one_token_more_have_its_mean(self, N):
        counts = np.random.default_rng(N).multinomial(N + 1, ZIPF, size=LINEAGES)
        assert standard_errors(measures.good_turing(counts), theory.missing_mass(ZIPF, N)) < 4

    @pytest.mark.parametrize("beta", [1.3, 2.0, 3.0])
    def test_zipfs_law_within_2_per_cent(self, beta):
        """For large N: the sum over ten million ranks, an integral for the rest; the next term is of order 1/(N p)."""
        N, ranks = 20_000, np.arange(1, 10**7)
        p = ranks**-beta
        rest = (10.0**7) ** (1 - beta) / (beta - 1)
        p /= p.sum() + rest
        exact = (p * np.exp(N * np.log1p(-p))).sum() + rest * p[0]
        assert theory.zipf_missing_mass(N, beta) == pytest.approx(exact, rel=0.02)


class TestNothingLooksWrongFromInside:
    TRUTH = FittedCategorical(ZIPF)
    H_0 = TRUTH.entropy()

    @pytest.mark.parametrize(("N", "n"), [(12, 1), (12, 9), (60, 40)])
    def test_the_original_is_as_surprised_as_ever(self, N, n):
        values = measures.categorical_cross_entropy(self.TRUTH, samples(N, n)[-1])
        assert theory.mean_surprise(ZIPF, n) == pytest.approx(self.H_0)
        assert standard_errors(values, self.H_0) < 4

    @pytest.mark.parametrize(("N", "n"), [(12, 1), (12, 9), (60, 40)])
    def test_how_far_it_is_off_in_one_history(self, N, n):
        values = measures.categorical_cross_entropy(self.TRUTH, samples(N, n)[-1])
        squared = (values - self.H_0) ** 2
        assert standard_errors(squared, theory.surprise_sd(ZIPF, N, n) ** 2) < 4
        assert standard_errors(squared, theory.surprise_sd(ZIPF, N, n + 1 + n // 2) ** 2) > 4

    @pytest.mark.parametrize("temperature", [0.7, 1.4])
    def test_a_temperature_moves_it_at_once_and_exactly(self, temperature):
        values = measures.categorical_cross_entropy(self.TRUTH, samples(60, 1, temperature=temperature)[0])
        expected = theory.mean_surprise(ZIPF, 1, temperature)
        assert standard_errors(values, expected) < 4
        assert standard_errors(values, self.H_0) > 100

    def test_shape_and_the_beginning(self):
        assert theory.mean_surprise(ZIPF, [0, 1, 2], 0.7)[0] == pytest.approx(self.H_0)
        assert theory.mean_surprise(ZIPF, [0, 1, 2]).shape == (3,)
        assert (np.diff(theory.mean_surprise(ZIPF, np.arange(9), 0.7)) < 0).all()
        assert theory.mean_surprise([0.5, 0.5, 0.0], 3, 0.7) == pytest.approx(np.log(2))


class TestInflow:
    @pytest.mark.parametrize(("N", "inflow"), [(20, 0.02), (20, 0.2), (60, 0.05)])
    def test_where_heterozygosity_comes_to_rest(self, N, inflow):
        rng = np.random.default_rng(N)
        p = np.tile(ZIPF, (4000, 1))
        for _ in range(80):
            p = rng.multinomial(N, (1 - inflow) * p + inflow * ZIPF) / N
        ratio = (1 - (p**2).sum(axis=1)) / TestHeterozygosity.H_0
        assert standard_errors(ratio, theory.inflow_heterozygosity(N, inflow)) < 4
        assert standard_errors(ratio, theory.inflow_heterozygosity(N + 4, inflow)) > 4

    def test_its_ends(self):
        assert theory.inflow_heterozygosity(100, 0) == 0
        assert theory.inflow_heterozygosity(100, 1) == pytest.approx(1 - 1 / 100)
