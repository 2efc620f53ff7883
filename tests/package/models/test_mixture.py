"""The Gaussian mixture and EM: against scikit-learn, against scipy, and what happens when components die."""

import re
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import integrate, stats
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture as SklearnMixture

from collapse import measures
from collapse.loop import DegenerateFitWarning, run
from collapse.models import KDE, FittedMixture, Gaussian, GaussianMixture, em

SEED = 20
both_dimensions = pytest.mark.parametrize("dimension", [1, 2])
all_types = pytest.mark.parametrize("covariance_type", ["full", "diag", "spherical"])
seeds = st.integers(0, 10_000)


def mixture(rng, K, dimension=1, lineages=(), spread=4.0):
    """Some mixture: unequal weights, means about `spread` apart, covariances of any shape."""
    weights = rng.dirichlet(np.full(K, 5.0), size=lineages)
    root = rng.standard_normal((*lineages, K, dimension, dimension)) / 3 + np.eye(dimension)
    covariances = root @ root.swapaxes(-1, -2) + 0.1 * np.eye(dimension)
    means = spread * rng.standard_normal((*lineages, K, dimension))
    if dimension == 1:
        means, covariances = means[..., 0], covariances[..., 0, 0]
    return FittedMixture(weights, means, covariances)


def alone(fitted, lineage):
    """One lineage of a fitted mixture."""
    return FittedMixture(fitted.weights[lineage], fitted.means[lineage], fitted.covariances[lineage])


def assert_same(actual, expected, rtol=1e-9):
    for name in ("weights", "means", "covariances"):
        scale = np.abs(getattr(expected, name)).max()
        np.testing.assert_allclose(getattr(actual, name), getattr(expected, name), rtol=rtol, atol=rtol * scale)


class TestAgainstScikitLearn:
    """An independent implementation, without its constant on the diagonal (reg_covar), from the same start."""

    def sklearn(self, data, start, **options):
        covariance_type = options["covariance_type"]
        precisions = np.linalg.inv(start.parameters.covariances)
        if covariance_type != "full":
            precisions = np.diagonal(precisions, axis1=-2, axis2=-1)
        if covariance_type == "spherical":
            precisions = precisions.mean(axis=-1)
        model = SklearnMixture(
            len(start.weights),
            weights_init=start.weights,
            means_init=start.parameters.means,
            precisions_init=precisions,
            reg_covar=0,
            **options,
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            return model.fit(data.reshape(len(data), -1))

    def data_and_start(self, rng, dimension, lineages, size):
        """Data, and a start not far away that all covariance types can begin with."""
        truth = mixture(rng, 3, dimension, spread=2.0)
        covariances = np.ones(3) if dimension == 1 else np.tile(np.eye(2), (3, 1, 1))
        data = truth.sample(lineages * size, rng).reshape(lineages, size, *truth.means.shape[1:])
        return data, FittedMixture([0.3, 0.3, 0.4], truth.means + 0.3, covariances)

    @both_dimensions
    @all_types
    @pytest.mark.parametrize("steps", [1, 8, 60])
    def test_the_same_fit_from_the_same_start(self, rng, dimension, covariance_type, steps):
        data, start = self.data_and_start(rng, dimension, 4, 200)
        options = {"covariance_type": covariance_type, "tol": 0, "max_iter": steps}
        ours = GaussianMixture(3, dimension, start=start, **options).fit(data)
        ours_at_data = ours.log_prob(data).mean(axis=-1)
        for lineage, own_data in enumerate(data):
            theirs = self.sklearn(own_data, start, **options)
            rows = own_data.reshape(200, -1)
            assert abs(theirs.score(rows) - ours_at_data[lineage]) < 1e-8
            np.testing.assert_allclose(ours.weights[lineage], theirs.weights_, atol=1e-8)
            np.testing.assert_allclose(
                ours.responsibilities(data)[lineage], theirs.predict_proba(rows), rtol=1e-6, atol=1e-8
            )

    @both_dimensions
    def test_it_stops_at_the_same_step(self, rng, dimension):
        (data,), start = self.data_and_start(rng, dimension, 1, 300)
        options = {"covariance_type": "full", "tol": 1e-4, "max_iter": 500}
        theirs = self.sklearn(data, start, **options)
        ours = GaussianMixture(3, dimension, start=start, **options).fit(data)
        assert 2 < theirs.n_iter_ < 500
        assert ours.converged
        assert abs(theirs.score(data.reshape(300, -1)) - ours.log_prob(data).mean()) < 1e-12


class TestSteps:
    """E-step and M-step, each by itself."""

    @both_dimensions
    def test_the_e_step_weighs_scipys_densities(self, rng, dimension):
        truth = mixture(rng, 3, dimension)
        x = truth.sample(50, rng).reshape(50, dimension)
        weights, means, covariances = truth.parameters
        density = [stats.multivariate_normal(m, c).pdf(x) for m, c in zip(means, covariances, strict=True)]
        joint = weights[:, None] * np.array(density)
        share, log_prob = em.expect(x.T, truth.parameters)
        np.testing.assert_allclose(log_prob, np.log(joint.sum(axis=0)), rtol=1e-10)
        np.testing.assert_allclose(share, joint / joint.sum(axis=0), rtol=1e-9, atol=1e-300)

    def test_far_away_the_density_is_tiny_and_not_lost(self):
        pair = FittedMixture([0.5, 0.5], [0.0, 1.0], [1.0, 1.0])
        expected = np.log(0.5) + stats.norm(1).logpdf(1e6)
        assert pair.log_prob([1e6]) == pytest.approx(expected, rel=1e-12)
        assert pair.responsibilities([1e6, -1e6]).tolist() == [[0, 1], [1, 0]]

    @both_dimensions
    def test_the_m_step_is_a_weighted_mean_and_covariance(self, rng, dimension):
        x, share = rng.standard_normal((1, dimension, 30)), rng.dirichlet([1.0, 2.0], size=(1, 30)).swapaxes(1, 2)
        weights, means, covariances = em.maximize(x, share, previous=mixture(rng, 2, dimension, (1,)).parameters)
        for k in range(2):
            assert weights[0, k] == pytest.approx(share[0, k].sum() / 30)
            np.testing.assert_allclose(means[0, k], np.average(x[0], axis=-1, weights=share[0, k]))
            np.testing.assert_allclose(covariances[0, k], np.cov(x[0], aweights=share[0, k], ddof=0))

    @both_dimensions
    @all_types
    @given(seed=seeds, K=st.integers(1, 4), size=st.integers(5, 40))
    def test_the_log_likelihood_never_falls(self, dimension, covariance_type, seed, K, size):
        rng = np.random.default_rng(seed)
        x = rng.standard_normal((6, dimension, size)) * rng.uniform(0.2, 3, (6, 1, 1))
        parameters = em.start_at(em.kmeans_plus_plus(x, K, rng), x, covariance_type, 1e-6)
        before = np.full(6, -np.inf)
        for _ in range(12):
            share, log_prob = em.expect(x, parameters)
            level = log_prob.mean(axis=-1)
            new = em.maximize(x, share, parameters, covariance_type, 1e-6)
            floored = (em.smallest_variance(new.covariances) < 1.01e-6).any(axis=-1)
            emptied = ((new.weights == 0) & (parameters.weights > 0)).any(axis=-1)
            assert (level >= before - 1e-10).all()
            before, parameters = np.where(floored | emptied, -np.inf, level), new

    @all_types
    def test_the_type_says_what_a_component_may_look_like(self, rng, covariance_type):
        full = mixture(rng, 3, 2).covariances
        allowed = em.restrict(full, covariance_type)
        expected = {
            "full": full,
            "diag": full * np.eye(2),
            "spherical": np.trace(full, axis1=1, axis2=2)[:, None, None] / 2 * np.eye(2),
        }
        np.testing.assert_allclose(allowed, expected[covariance_type])

    @both_dimensions
    def test_the_smallest_variance_and_how_it_is_lifted(self, rng, dimension):
        covariances = mixture(rng, 40, dimension).parameters.covariances
        smallest = em.smallest_variance(covariances)
        np.testing.assert_allclose(smallest, np.linalg.eigvalsh(covariances)[:, 0])
        floor = np.median(smallest)
        np.testing.assert_allclose(em.smallest_variance(em.lift(covariances, floor)), np.maximum(smallest, floor))
        assert np.array_equal(em.lift(covariances, floor)[smallest > floor], covariances[smallest > floor])


class TestStart:
    def test_the_first_center_is_any_point_and_the_next_is_drawn_by_squared_distance(self, rng):
        lineages = 20_000
        x = np.broadcast_to([0.0, 1.0, 3.0], (lineages, 1, 3))
        first, second = em.kmeans_plus_plus(x, 2, rng)[..., 0].T
        for value, others in ((0.0, {1.0: 1 / 10, 3.0: 9 / 10}), (1.0, {0.0: 1 / 5, 3.0: 4 / 5}), (3.0, {0.0: 9 / 13})):
            given_first = second[first == value]
            assert len(given_first) / lineages == pytest.approx(1 / 3, abs=4 * 0.0034)
            for other, probability in others.items():
                share = (given_first == other).mean()
                assert abs(share - probability) < 4 * np.sqrt(probability * (1 - probability) / len(given_first))

    @both_dimensions
    @given(seed=seeds)
    def test_centers_are_different_points_while_there_are_any(self, dimension, seed):
        rng = np.random.default_rng(seed)
        x = rng.standard_normal((3, dimension, 4))
        centers = em.kmeans_plus_plus(x, 4, rng)
        for lineage in range(3):
            assert sorted(map(tuple, centers[lineage])) == sorted(map(tuple, x[lineage].T))

    def test_all_components_start_with_the_spread_about_their_centers(self):
        x = np.array([[[-1.0, 0.0, 1.0, 9.0]]])
        weights, means, covariances = em.start_at(np.array([[[1.0], [8.0]]]), x, "full", 0.0)
        assert weights.tolist() == [[0.75, 0.25]]
        assert means[0, :, 0].tolist() == [0, 9]
        np.testing.assert_allclose(covariances[0, :, 0, 0], 0.75 * 2 / 3)

    def test_given_parameters_for_all_lineages_or_one_set_each(self, rng):
        truth = mixture(rng, 2)
        data = truth.sample(300, rng).reshape(3, 100)
        each = FittedMixture(*(np.stack([part] * 3) for part in (truth.weights, truth.means, truth.covariances)))
        assert_same(GaussianMixture(2, start=truth).fit(data), GaussianMixture(2, start=each).fit(data))

    def test_a_warm_start_goes_on_where_the_last_fit_ended(self, rng):
        data = mixture(rng, 3).sample(200, rng)
        start = mixture(rng, 3)
        once = GaussianMixture(3, start=start, tol=0, max_iter=10).fit(data)
        warm = GaussianMixture(3, start=start, tol=0, max_iter=5, warm_start=True)
        assert warm.fit(data).weights.tolist() != once.weights.tolist()
        assert_same(warm.fit(data), once)

    def test_from_given_parameters_a_fit_uses_no_randomness(self, rng):
        GaussianMixture(2, start=mixture(rng, 2)).fit([1.0, 2.0, 5.0], rng=None)
        with pytest.raises(TypeError, match="rng must be"):
            GaussianMixture(2).fit([1.0, 2.0, 5.0], rng=None)


class TestFit:
    @both_dimensions
    def test_one_component_is_the_mean_and_the_covariance(self, rng, dimension):
        data = mixture(rng, 3, dimension).sample(40, rng)
        fitted = GaussianMixture(1, dimension).fit(data, rng)
        np.testing.assert_allclose(fitted.means[0], data.mean(axis=0))
        np.testing.assert_allclose(fitted.covariances[0], np.cov(data, rowvar=False, ddof=0))

    @both_dimensions
    @pytest.mark.parametrize("block", [1, 2**15])
    def test_each_lineage_is_fitted_as_if_alone(self, rng, monkeypatch, dimension, block):
        monkeypatch.setattr(em, "BLOCK", block)
        data = mixture(rng, 2, dimension, lineages=(2, 3)).sample(50, rng)
        specification = GaussianMixture(2, dimension, start=mixture(rng, 2, dimension))
        fitted = specification.fit(data)
        assert fitted.lineages == (2, 3)
        assert_same(specification.fit(data[1, 2]), alone(fitted, (1, 2)), rtol=1e-12)

    def test_it_says_who_has_not_converged(self, rng):
        data = np.stack([np.repeat([0.0, 1.0], 50), rng.standard_normal(100)])
        start = FittedMixture([0.5, 0.5], [0.0, 1.0], [0.5, 0.5])
        assert GaussianMixture(2, start=start, tol=1e-9, max_iter=12).fit(data).converged.tolist() == [True, False]
        assert not GaussianMixture(2, start=start, max_iter=1).fit(data).converged.any()

    def test_what_is_printed(self, rng):
        assert repr(GaussianMixture(3, dimension=2)) == "GaussianMixture(n_components=3, dimension=2)"
        assert repr(mixture(rng, 3)) == "FittedMixture(n_components=3, dimension=1)"
        assert repr(mixture(rng, 2, 2, (7,))) == "FittedMixture((7,) lineages, n_components=2, dimension=2)"


class TestEmptiedAndCollapsed:
    """What happens to a component that has lost its points, or has only one value left."""

    def human_and_start(self, rng):
        return rng.normal(0, 1, 200), FittedMixture([0.9, 0.1], [0.0, 30.0], [1.0, 1.0])

    def test_an_emptied_component_gets_weight_0_and_stays_where_it_was(self, rng):
        human, start = self.human_and_start(rng)
        fitted = GaussianMixture(2, start=start).fit(human)
        assert fitted.weights.tolist() == [1, 0]
        assert fitted.alive.tolist() == [True, False]
        assert not fitted.floored.any()
        assert (fitted.means[1], fitted.covariances[1]) == (pytest.approx(30), pytest.approx(1))
        np.testing.assert_allclose([fitted.mean, fitted.variance], [human.mean(), human.var()])

    @pytest.mark.parametrize(("points", "alive"), [(0, False), (1, True), (3, True)])
    def test_a_single_point_keeps_a_component_alive(self, rng, points, alive):
        human, start = self.human_and_start(rng)
        human[:points] = 30 + 0.1 * np.arange(points)
        fitted = GaussianMixture(2, start=start).fit(human)
        assert fitted.alive[1] == alive
        assert fitted.weights[1] == pytest.approx(points / 200)
        assert fitted.floored[1] == (points == 1)

    @pytest.mark.parametrize("floor", [1e-6, 1e-3])
    def test_on_copies_of_one_value_the_variance_stops_at_the_floor(self, rng, floor):
        human, start = self.human_and_start(rng)
        human[:7] = 30.0
        fitted = GaussianMixture(2, start=start, floor=floor).fit(human)
        assert fitted.floored.tolist() == [False, True]
        assert fitted.covariances[1] == pytest.approx(floor * human.var(), rel=1e-6)
        assert np.isfinite(fitted.log_prob(human)).all()

    @pytest.mark.parametrize(("share", "floored"), [(0.9, True), (1.1, False)])
    def test_only_what_is_lifted_is_floored(self, rng, share, floored):
        human, start = self.human_and_start(rng)
        human[:2] = 30.0
        human[:2] += np.sqrt(share * 1e-6 * human.var()) * np.array([-1, 1])
        assert GaussianMixture(2, start=start, floor=1e-6).fit(human).floored[1] == floored

    def test_in_two_dimensions_the_floor_holds_in_every_direction(self, rng):
        human = rng.standard_normal((200, 2))
        human[:20] = 30 + np.outer(np.linspace(-1, 1, 20), [1.0, 2.0])  # on a line
        start = FittedMixture([0.9, 0.1], [[0.0, 0.0], [30.0, 30.0]], np.tile(np.eye(2), (2, 1, 1)))
        fitted = GaussianMixture(2, dimension=2, start=start).fit(human)
        assert fitted.floored.tolist() == [False, True]
        smallest = np.linalg.eigvalsh(fitted.covariances[1])[0]
        assert smallest == pytest.approx(1e-6 * human.var(axis=0).mean(), rel=1e-6)

    @both_dimensions
    def test_fewer_values_than_components_leave_the_rest_emptied(self, rng, dimension):
        data = np.repeat([[1.0, 2.0], [5.0, 3.0]], 4, axis=0)[:, :dimension].squeeze()
        fitted = GaussianMixture(3, dimension).fit(data, rng)
        assert np.sort(fitted.weights) == pytest.approx([0, 0.5, 0.5])
        assert fitted.floored.sum() == 2
        assert not fitted.degenerate

    @both_dimensions
    @pytest.mark.parametrize("value", [0.0, 0.1, -1e6, 1e-200])
    def test_identical_points_are_fitted_without_spread(self, rng, dimension, value):
        data = np.full((9, 2), value) if dimension == 2 else np.full(9, value)
        fitted = GaussianMixture(3, dimension).fit(data, rng)
        assert fitted.degenerate
        assert (fitted.covariances == 0).all()
        assert fitted.weights[fitted.alive].tolist() == [1]
        assert (fitted.means[fitted.alive] == value).all()
        assert (fitted.sample(5, rng) == value).all()
        assert fitted.variance.max() == 0
        x = np.stack([data[0], data[0] + 1])
        assert fitted.log_prob(x).tolist() == [np.inf, -np.inf]
        assert fitted.responsibilities(x).tolist() == [fitted.weights.tolist()] * 2
        if dimension == 1:
            assert fitted.cdf([value - 1, value, value + 1]).tolist() == [0, 1, 1]

    def test_a_spread_too_small_to_take_a_share_of_is_none(self, rng):
        fitted = GaussianMixture(2).fit(1e-160 * np.array([0.0, 0.0, 0.0, 1.0, 1.0, 2.0]), rng)
        assert fitted.degenerate
        assert fitted.sample(3, rng).tolist() == [fitted.mean] * 3

    def test_without_spread_nothing_lies_where_an_emptied_component_stands(self):
        fitted = FittedMixture([1.0, 0.0], [2.0, 5.0], [0.0, 0.0])
        assert fitted.log_prob([2.0, 5.0]).tolist() == [np.inf, -np.inf]

    def test_only_the_lineage_without_spread_is_degenerate(self, rng):
        fitted = GaussianMixture(2).fit([[0.1] * 6, [0.1, 0.1, 0.1, 0.5, 0.6, 0.9]], rng)
        assert fitted.degenerate.tolist() == [True, False]

    @pytest.mark.parametrize("warm_start", [False, True])
    def test_spread_that_returns_is_fitted_again(self, rng, warm_start):
        specification = GaussianMixture(2, warm_start=warm_start)
        assert specification.fit(np.ones(50), rng).degenerate
        fitted = specification.fit(1 + rng.standard_normal(50), rng)
        assert not fitted.degenerate
        assert np.isfinite(fitted.log_prob(np.linspace(-2, 2, 5))).all()

    @both_dimensions
    def test_a_chain_that_dies_out_never_says_nan(self, rng, dimension):
        human = mixture(rng, 2, dimension, lineages=(20,)).sample(3, rng)
        specification = GaussianMixture(2, dimension, warm_start=True)
        with pytest.warns(DegenerateFitWarning):
            for generation in run(specification, human, 1500, rng):
                model = generation.model
                for part in (*model.parameters, model.mean, model.variance, generation.synthetic):
                    assert np.isfinite(part).all()
                assert not np.isnan(model.log_prob(human)).any()
        assert model.degenerate.any()


class TestFittedMixture:
    def test_its_mean_variance_and_cdf_are_integrals_of_its_density(self, rng):
        for _ in range(5):
            model = mixture(rng, 3)

            def moment(power, high=60.0, model=model):
                value, _ = integrate.quad(
                    lambda x: x**power * np.exp(model.log_prob([x])[0]), -60, high, points=model.means, limit=200
                )
                return value

            assert moment(0) == pytest.approx(1, abs=1e-7)
            assert model.mean == pytest.approx(moment(1), abs=1e-6)
            assert model.variance == pytest.approx(moment(2) - moment(1) ** 2, rel=1e-6)
            assert model.cdf([0.5])[0] == pytest.approx(moment(0, high=0.5), abs=1e-6)

    @both_dimensions
    def test_samples_come_from_it(self, rng, dimension):
        model = mixture(rng, 3, dimension, lineages=(2,))
        x = model.sample(100_000, rng)
        assert x.shape == ((2, 100_000) if dimension == 1 else (2, 100_000, 2))
        error = np.sqrt(model.variance / 100_000)
        assert (np.abs(x.mean(axis=1) - model.mean) < 4 * error).all()
        np.testing.assert_allclose(x.var(axis=1), model.variance, rtol=0.02)
        share = model.responsibilities(x).mean(axis=1)  # the posterior probabilities average to the weights
        np.testing.assert_allclose(share, model.weights, atol=0.007)

    def test_in_two_dimensions_samples_have_the_covariance_of_their_component(self, rng):
        model = FittedMixture(
            [0.4, 0.6], [[0.0, 0.0], [50.0, 0.0]], [[[1.0, 0.8], [0.8, 2.0]], [[3.0, -1.0], [-1.0, 1.0]]]
        )
        x = model.sample(100_000, rng)
        for k, own in enumerate((x[x[:, 0] < 25], x[x[:, 0] > 25])):
            np.testing.assert_allclose(np.cov(own, rowvar=False), model.covariances[k], atol=0.06)

    def test_a_component_without_weight_is_never_drawn(self, rng):
        for weights in ([0.0, 1.0, 0.0], [0.5, 0.5, 0.0], [0.0, 0.0, 1.0]):
            model = FittedMixture(weights, [-100.0, 0.0, 100.0], [1.0, 1.0, 1.0])
            drawn = np.histogram(model.sample(2000, rng), bins=[-150, -50, 50, 150])[0] > 0
            assert drawn.tolist() == model.alive.tolist()

    def test_many_mixtures_at_the_same_points_and_each_at_its_own(self, rng):
        model = mixture(rng, 2, lineages=(3,))
        x = rng.standard_normal((3, 5))
        assert np.array_equal(model.log_prob(x)[1], alone(model, 1).log_prob(x[1]))
        assert np.array_equal(model.log_prob(x[0])[2], alone(model, 2).log_prob(x[0]))
        assert np.array_equal(model.cdf(x)[1], alone(model, 1).cdf(x[1]))

    def test_the_sd_of_a_component(self):
        assert FittedMixture([0.5, 0.5], [0, 1], [4, 9]).sd.tolist() == [2, 3]
        assert FittedMixture([1.0], [[0, 1]], [[[6, 1], [1, 2]]]).sd.tolist() == [2]

    def test_cdf_of_the_ends_and_of_two_dimensions(self, rng):
        assert mixture(rng, 2).cdf([-np.inf, np.inf]).tolist() == [0, pytest.approx(1)]
        with pytest.raises(ValueError, match="one dimension"):
            mixture(rng, 2, 2).cdf([0.0])


class TestTailLossThreeWays:
    """The measures a mixture needs: mass in a place, score of the points held out from there, components alive."""

    @pytest.mark.parametrize("model", [Gaussian(), KDE(), GaussianMixture(2)], ids=repr)
    def test_mass_is_the_share_of_a_sample_that_falls_there(self, rng, model):
        fitted = model.fit(mixture(rng, 2).sample(60, rng).reshape(2, 30), rng)
        x = fitted.sample(50_000, rng)
        for low, high in ((-1.0, 2.0), (0.5, np.inf), (-np.inf, -2.0)):
            share = ((x > low) & (x <= high)).mean(axis=-1)
            error = 4 * np.sqrt(share * (1 - share) / 50_000) + 1e-4
            assert (np.abs(measures.mass_between(fitted, low, high) - share) < error).all()

    def test_the_score_is_the_mean_log_density_of_the_held_out_points_there(self, rng):
        fitted, held_out = mixture(rng, 3, lineages=(4,)), np.array([-3.0, 0.0, 1.0, 5.0])
        expected = (fitted.log_prob([0.0]) + fitted.log_prob([1.0]))[:, 0] / 2
        np.testing.assert_allclose(measures.score_between(fitted, held_out, low=-3, high=1), expected)
        np.testing.assert_allclose(measures.score_between(fitted, held_out), -measures.cross_entropy(fitted, held_out))

    def test_without_spread_the_score_of_anything_else_is_minus_infinity(self, rng):
        fitted = GaussianMixture(2).fit(np.ones(5), rng)
        assert measures.score_between(fitted, [0.0, 1.0], high=0.5) == -np.inf

    def test_components_alive_are_counted(self):
        fitted = FittedMixture([[0.5, 0.5, 0], [0, 1, 0]], np.zeros((2, 3)), np.ones((2, 3)))
        assert measures.components_alive(fitted).tolist() == [2, 1]


class TestBadInput:
    def test_a_start_of_other_components_or_dimension(self):
        for start in (FittedMixture([1.0], [0.0], [1.0]), FittedMixture([0.5, 0.5], np.eye(2), [np.eye(2)] * 2)):
            with pytest.raises(ValueError, match="^start must"):
                GaussianMixture(2, start=start)

    def test_fewer_points_than_components(self, rng):
        with pytest.raises(ValueError, match="data must hold at least 3 points for 3 components, got 2"):
            GaussianMixture(3).fit([1.0, 2.0], rng)
        with pytest.raises(ValueError, match="data must hold at least 2 points"):
            GaussianMixture(1).fit([1.0], rng)

    def test_a_start_of_other_lineages(self, rng):
        message = re.escape("start must be a single mixture or have the data's lineages (3,)")
        with pytest.raises(ValueError, match=message):
            GaussianMixture(2, start=mixture(rng, 2, lineages=(4,))).fit(rng.standard_normal((3, 10)))

    @pytest.mark.parametrize(
        ("means", "covariances"),
        [
            ([0], [1]),
            (np.zeros((2, 3)), np.ones((2, 3, 3))),
            (np.zeros((2, 2)), [[[1, 2], [2, 1]]] * 2),
            (np.zeros((2, 2)), [[[1, 0.5], [0.1, 1]]] * 2),
        ],
        ids=["one for two", "three dimensions", "not definite", "not symmetric"],
    )
    def test_what_is_no_mixture_is_refused(self, means, covariances):
        with pytest.raises(ValueError, match="covariances must"):
            FittedMixture([0.5, 0.5], means, covariances)


@given(data=arrays(float, (3, 8), elements=st.integers(-3, 3).map(float)), K=st.integers(1, 4), seed=seeds)
def test_ties_and_tiny_samples_always_give_a_mixture(data, K, seed):
    fitted = GaussianMixture(K).fit(data, np.random.default_rng(seed))
    assert np.allclose(fitted.weights.sum(axis=-1), 1)
    assert (fitted.degenerate == (data == data[:, :1]).all(axis=-1)).all()
    assert not np.isnan(fitted.log_prob(data)).any()
    assert (fitted.weights[fitted.alive] >= 0.5 / 8).all()
