"""Every formula on human data against simulation, at parameters of our own, with seeds that are fixed."""

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from collapse import theory
from collapse.diets import accumulate, curate, mix, noisy, replace, subsample, switch, taste
from collapse.loop import last, run
from collapse.models import Categorical, FittedCategorical, Gaussian
from collapse.models.gaussian import FittedGaussian, Moments

SEED = 50


def within(values, expected, errors=4.0, bias=0.0):
    """Whether the mean over lineages is within so many standard errors of what is expected."""
    values = np.asarray(values, dtype=float)
    allowed = errors * values.std(ddof=1) / np.sqrt(values.size) + bias * abs(expected)
    assert abs(values.mean() - expected) <= allowed, (values.mean(), expected, allowed)


def truth(lineages, shortcut=True):
    return FittedGaussian(mean=0, variance=1).repeat(lineages, shortcut)


def chain(diet, M, n, rng, lineages=20_000, ddof=0, shortcut=True):
    """The model of fit n."""
    human = truth(lineages, shortcut).sample(M, rng)
    return last(run(Gaussian(ddof, shortcut), human, n - 1, rng, diet)).model


class TestFresh:
    @pytest.mark.parametrize(("M", "share", "n"), [(12, 0.25, 1), (12, 0.25, 4), (12, 0.25, 60), (40, 0.05, 30)])
    def test_maximum_likelihood(self, rng, M, share, n):
        model = chain(mix(share, fresh=truth(20_000)), M, n, rng)
        within(model.mean**2, theory.fresh_mean_square(M, share, n))
        within(model.variance, theory.fresh_variance(M, share, n))

    def test_it_comes_to_rest(self):
        for ddof in (0, 1):
            for law in (theory.fresh_mean_square, theory.fresh_variance):
                assert law(30, 0.2, 400, ddof) == pytest.approx(law(30, 0.2, ddof=ddof), rel=1e-9)

    def test_without_human_data_it_is_replace(self):
        n = np.array([1, 5, 50])
        for ddof in (0, 1):
            assert np.allclose(theory.fresh_mean_square(9, 0.0, n, ddof), theory.mean_square_of_mean(9, n, ddof))
            assert np.allclose(theory.fresh_variance(9, 0.0, n, ddof), theory.expected_variance(9, n, ddof))

    @pytest.mark.parametrize("n", [6, 80])
    def test_unbiased(self, rng, n):
        model = chain(mix(0.2, fresh=truth(40_000)), 15, n, rng, lineages=40_000, ddof=1)
        within(model.mean**2, theory.fresh_mean_square(15, 0.2, n, ddof=1))
        within(model.variance, theory.fresh_variance(15, 0.2, n, ddof=1))
        assert theory.fresh_variance(15, 0.2, ddof=1) > 1.1

    def test_the_border_is_half_a_value(self):
        for M in (5, 100, 10_000):
            border = theory.fresh_border(M)
            assert M * border == pytest.approx(0.5, abs=0.6 / M)
            assert np.isinf(theory.fresh_mean_square(M, 0.999 * border, ddof=1))
            assert theory.fresh_mean_square(M, 1.001 * border, ddof=1) > 100 / M
            gain = [theory.fresh_variance(M, share, [30 * M, 60 * M], ddof=1) for share in (0.5 * border, 2 * border)]
            assert gain[0][1] > 1.5 * gain[0][0] and gain[1][1] == pytest.approx(gain[1][0], rel=1e-3)

    def test_below_the_border_the_mean_variance_has_no_end_and_without_humans_it_stays(self):
        border = theory.fresh_border(30)
        shares = np.array([0, 0.5 * border, 2 * border])
        stays, grows, rests = theory.fresh_variance(30, shares, ddof=1)
        assert (stays, grows) == (1, np.inf) and np.isfinite(rests)
        assert [theory.fresh_variance(30, share, ddof=1) for share in shares] == [stays, grows, rests]
        assert theory.fresh_variance(30, 0, [1, 7], ddof=1) == pytest.approx(1)

    def test_by_a_lot_for_every_token_it_is_the_island_model(self):
        # 1 / (1 + (N - 1) s (2 - s)) is what is left if each token is human with probability s
        N, s = 60, 0.07
        counted, by_lot = theory.fresh_variance(N, s), theory.inflow_heterozygosity(N, s)
        assert by_lot < counted < by_lot * 1.01


class TestFixed:
    @pytest.mark.parametrize(("M", "share", "m"), [(20, 0.2, 4), (20, 0.6, 3), (36, 0.5, 18)])
    def test_the_same_few_in_every_training_set(self, rng, M, share, m):
        model = chain(mix(share, fixed=m), M, 120, rng, lineages=30_000)
        expected = theory.fixed_mean_square(M, share, m)
        within(model.mean**2, expected)
        within(model.variance, 1 - expected)

    @pytest.mark.parametrize(("share", "m"), [(0.2, 8), (0.3, 20)])
    def test_drawn_anew_from_the_same(self, rng, share, m):
        M, lineages = 20, 20_000
        pool = rng.standard_normal((lineages, m))
        end = last(run(Gaussian(ddof=0), pool, 80, rng, mix(share), size=M))
        within(end.model.mean**2, theory.reservoir_mean_square(M, share, m))

    def test_the_reservoir_lies_between_fixed_and_fresh(self):
        M, share = 50, 0.1
        assert theory.reservoir_mean_square(M, share, 5) == theory.fixed_mean_square(M, share, 5)
        assert theory.reservoir_mean_square(M, share, 10**9) == pytest.approx(theory.fresh_mean_square(M, share))
        with pytest.raises(ValueError, match="at least lambda M"):
            theory.reservoir_mean_square(M, share, 4)


class TestRecovery:
    @pytest.mark.parametrize("M", [10, 200])
    def test_the_mean_comes_back_at_the_same_rate_whatever_M(self, rng, M):
        human = Moments(np.full(20_000, 3.0), np.zeros(20_000), M)  # collapsed onto the value 3
        turns = run(Gaussian(0, shortcut=True), human, 12, rng, mix(0.2, fresh=truth(20_000)))
        with pytest.warns(UserWarning, match="no spread left"):
            for turn in turns:  # noqa: B007
                pass
        within(turn.model.mean, theory.recovery_mean(0.2, 12, start=3.0))
        within(turn.model.mean**2 + turn.model.variance, theory.recovery_second_moment(0.2, 12, start=9.0))

    def test_time(self):
        n = theory.recovery_time(0.03, factor=10)
        assert 0.97**n == pytest.approx(0.1)
        assert theory.recovery_time(0.001) == pytest.approx(1_000, rel=1e-3)
        assert np.isinf(theory.recovery_time(0.0))

    def test_a_lost_word_comes_back_from_outside(self, rng):
        p, share = np.array([0.9, 0.07, 0.03]), 0.25
        source = FittedCategorical(np.tile(p, (20_000, 1)))
        gone = np.tile([30, 10, 0], (20_000, 1))
        seen = np.zeros(20_000, dtype=bool)
        for turn in run(Categorical(), gone, 6, rng, mix(share, fresh=source)):
            seen |= turn.data[:, 2] > 0
        within(seen, theory.word_back(0.03, 10, 6))
        assert not theory.word_back(0.0, 10, 6)


class TestAccumulate:
    @pytest.mark.parametrize(("M", "n"), [(4, 3), (4, 80), (25, 12)])
    def test_maximum_likelihood(self, rng, M, n):
        model = chain(accumulate, M, n, rng, lineages=60_000)
        within(model.variance, theory.accumulate_variance(M, n))
        within(model.mean**2, 1 - theory.accumulate_variance(M, n))

    @pytest.mark.parametrize("M", [2, 7, 500])
    def test_eulers_product(self, M):
        assert theory.accumulate_variance(M, 200_000) == pytest.approx(theory.accumulate_limit(M), rel=1e-5)
        assert theory.accumulate_limit(M) == pytest.approx(np.sin(np.pi / M**0.5) / (np.pi / M**0.5))

    def test_regression(self, rng):
        T, d, n, noise = 14, 5, 5, 0.7
        errors = []
        for _ in range(3_000):
            X, w = rng.standard_normal((T, d)), rng.standard_normal(d)
            labels, fitted = [], w
            for _ in range(n):
                labels.append(X @ fitted + noise * rng.standard_normal(T))
                fitted = np.linalg.lstsq(np.tile(X, (len(labels), 1)), np.concatenate(labels), rcond=None)[0]
            errors.append(((fitted - w) ** 2).sum())
        within(errors, theory.regression_error(T, d, n, noise))


class TestFixedBudget:
    @pytest.mark.parametrize("n", [2, 9, 25])
    def test_drawn_from_everything(self, rng, n):
        model = chain(subsample(), 8, n, rng, lineages=12_000, shortcut=False)
        expected = theory.budget_mean_square(8, n)
        within(model.mean**2, expected)
        within(model.variance, 1 - expected)

    def test_its_limit(self):
        M = 10**6
        assert M * theory.budget_mean_square(M, 20_000) == pytest.approx(np.pi**2 / 2 - 2, rel=1e-3)
        ratio = theory.budget_mean_square(20, 3_000) / (1 - theory.accumulate_limit(20))
        assert 1.7 < ratio < 1.75


class TestWorth:
    def test_blend(self, rng):
        M, w = 10, 0.4
        mean = np.zeros(40_000)
        for _ in range(40):
            people, synthetic = rng.standard_normal((2, 40_000)) / np.sqrt(M)
            mean = w * people + (1 - w) * (mean + synthetic)
        within(mean**2, theory.blend_mean_square(M, w))

    def test_the_best_blend_is_the_golden_section(self):
        best = minimize_scalar(lambda w: theory.blend_mean_square(100, w), bounds=(0.01, 1), options={"xatol": 1e-9})
        assert best.x == pytest.approx(theory.BEST_BLEND, abs=1e-5)
        assert pytest.approx(0.618, abs=1e-3) == theory.BEST_BLEND
        assert 100 * best.fun == pytest.approx(theory.BEST_BLEND)
        assert np.isinf(theory.blend_mean_square(100, 0.0))

    def test_the_price_is_what_the_worth_says(self):
        M, k = 80, np.array([1, 4, 20, 79])
        worth = theory.human_worth(M, k)
        assert np.allclose(theory.human_price(M, k), (M - k) / (worth - k))
        assert (worth <= 2 * k + 1).all() and (worth >= k).all()


class TestUnfair:
    @pytest.mark.parametrize(("share", "tau"), [(0.2, 0.8), (0.4, 1.1)])
    def test_temperature_with_fresh_data(self, rng, share, tau):
        M, lineages = 30, 20_000

        def sharper(generation, human, rng):
            s = generation.synthetic
            mean = generation.model.mean
            return Moments(mean + tau * (s.mean - mean), tau**2 * s.variance, s.size)

        model = chain(mix(share, fresh=truth(lineages), of=sharper), M, 60, rng)
        within(model.variance, theory.tempered_fresh_variance(share, tau, M))
        assert theory.tempered_fresh_variance(share, tau, 10**8) == pytest.approx(
            theory.tempered_fresh_variance(share, tau)
        )

    def test_too_hot_to_rest(self):
        with pytest.raises(ValueError, match="below 1"):
            theory.tempered_fresh_variance(0.1, 1.2)

    @pytest.mark.parametrize("n", [1, 4])
    def test_a_verifier_with_a_taste(self, rng, n):
        M = 4_000
        model = chain(curate(taste(2.0, 3.0)), M, n + 1, rng, lineages=60, shortcut=False)
        within(model.variance, theory.curated_variance(n, 3.0), bias=3 * n / M)
        within(model.mean, theory.curated_mean(n, 3.0, 2.0), bias=3 * n / M)

    def test_a_taste_with_human_data(self, rng):
        diet = mix(0.25, fresh=truth(40, False), of=curate(taste(2.0, 4.0)))
        model = chain(diet, 8_000, 60, rng, lineages=40, shortcut=False)
        mean, variance = theory.curated_with_humans(0.25, 4.0, 2.0)
        within(model.mean, mean, bias=0.005)
        within(model.variance, variance, bias=0.005)
        assert theory.curated_with_humans(0, 4.0, 2.0, rounds=7) == pytest.approx(
            (theory.curated_mean(7, 4.0, 2.0), theory.curated_variance(7, 4.0))
        )

    def test_a_noisy_verifier(self, rng):
        good = np.array([True, True, False])
        human = np.tile([3_000, 3_000, 14_000], (200, 1))
        diet = curate(noisy(lambda types: good[types], tpr=0.8, fpr=0.5))
        end = last(run(Categorical(), human, 3, rng, diet))
        share = end.model.probabilities[:, :2].sum(axis=-1)
        odds = theory.curated_odds(3, odds=6 / 14, tpr=0.8, fpr=0.5)
        within(share, odds / (1 + odds), bias=1e-3)


def test_a_regression_needs_points_to_spare():
    with pytest.raises(ValueError, match="^T must"):
        theory.regression_error(T=10, d=9, n=1)


class TestIntervention:
    @pytest.mark.parametrize("at", [0, 6])
    @pytest.mark.parametrize("name", ["replace", "accumulate", "fresh", "fixed"])
    def test_every_diet_from_every_generation(self, rng, name, at):
        diets = dict(replace=replace, accumulate=accumulate)
        diets |= dict(fresh=mix(0.2, fresh=truth(30_000)), fixed=mix(0.2, fixed=True))
        turns = run(Gaussian(0, True), truth(30_000).sample(20, rng), 18, rng, switch(at, replace, diets[name]))
        theories = theory.intervention_variance(name, 20, 0.2, at, 18)
        for turn, expected in zip(turns, theories, strict=True):
            within(turn.model.variance, expected, errors=4.5)

    def test_it_agrees_with_the_other_laws(self):
        def law(name):
            return theory.intervention_variance(name, 50, 0.1, 0, 400)

        n = np.arange(1, 402)
        assert np.allclose(law("replace"), theory.expected_variance(50, n, ddof=0))
        assert np.allclose(law("accumulate"), theory.accumulate_variance(50, n))
        assert np.allclose(law("fresh"), theory.fresh_variance(50, 0.1, n))
        assert law("fixed")[-1] == pytest.approx(1 - theory.fixed_mean_square(50, 0.1, 5))
