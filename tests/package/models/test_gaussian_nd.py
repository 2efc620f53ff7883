"""The Gaussian in many dimensions: fitting, sampling, densities, lost directions, a shortcut that changes only cost."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from collapse.diets import accumulate, mix
from collapse.loop import DegenerateFitWarning, last, run
from collapse.models import Gaussian, GaussianND
from collapse.models.gaussian_nd import Scatter, triangular

SEED = 23
both_ddof = pytest.mark.parametrize("ddof", [0, 1])
shapes = st.tuples(st.integers(1, 3), st.integers(2, 9), st.integers(1, 5))
samples = shapes.flatmap(lambda shape: arrays(float, shape, elements=st.integers(-50, 50)))
ROOT = np.array([[2.0, 0, 0], [1, 1, 0], [-3, 0.5, 0.2]])


def cloud(rng, *lineages, M):
    return [3.0, -1, 7] + rng.standard_normal((*lineages, M, 3)) @ ROOT.T


class TestFit:
    @both_ddof
    @given(data=samples)
    def test_it_is_numpys_mean_and_covariance_in_every_lineage(self, ddof, data):
        fitted = GaussianND(ddof).fit(data)
        for mean, covariance, rows in zip(fitted.mean, fitted.covariance, data, strict=True):
            np.testing.assert_allclose(mean, rows.mean(axis=0), atol=1e-12)
            np.testing.assert_allclose(covariance, np.cov(rows.T, ddof=ddof), atol=1e-9)
        np.testing.assert_allclose(fitted.total_variance, data.var(axis=1, ddof=ddof).sum(axis=-1), atol=1e-9)

    def test_one_dimension_is_the_gaussian_of_notebook_01(self, rng):
        data = rng.standard_normal((4, 30))
        wide, flat = GaussianND().fit(data[..., None]), Gaussian().fit(data)
        np.testing.assert_allclose(wide.covariance[..., 0, 0], flat.variance)
        x = rng.standard_normal((4, 7))
        np.testing.assert_allclose(wide.log_prob(x[..., None]), flat.log_prob(x))

    def test_the_spectrum_adds_up_and_the_unexplained_multiply(self, rng):
        fitted = GaussianND().fit(cloud(rng, 5, M=12))
        eigenvalues = np.linalg.eigvalsh(fitted.covariance)[:, ::-1]
        np.testing.assert_allclose(fitted.spectrum, eigenvalues, rtol=1e-6)
        np.testing.assert_allclose(fitted.unexplained.prod(axis=-1), np.linalg.det(fitted.covariance))
        np.testing.assert_allclose(fitted.unexplained[:, 0], fitted.covariance[:, 0, 0])

    def test_fewer_points_than_dimensions_leave_directions_empty(self, rng):
        fitted = GaussianND().fit(rng.standard_normal((2, 4, 10)))
        assert fitted.rank.tolist() == [3, 3]
        assert fitted.spectrum.shape == (2, 10)
        assert (fitted.spectrum[:, 3:] < 1e-25).all() and not fitted.degenerate.any()

    def test_a_pixel_that_never_changes_is_no_direction(self, rng):
        data = cloud(rng, M=20)
        data[:, 1] = 0.3
        fitted = GaussianND().fit(data)
        assert fitted.rank == 2
        assert fitted.unexplained[1] == 0
        assert (fitted.sample(5, rng)[:, 1] == 0.3).all()

    @pytest.mark.parametrize("value", [0.1, 1e8 + 0.1])
    def test_one_picture_over_and_over_has_no_spread_at_all(self, value):
        fitted = GaussianND().fit(np.full((7, 3), value))
        assert fitted.degenerate and fitted.rank == 0
        assert (fitted.mean == value).all()


class TestSample:
    def test_it_is_a_blend_of_deviations(self):
        data = cloud(np.random.default_rng(1), M=8)
        fitted = GaussianND().fit(data)
        weights = np.random.default_rng(2).standard_normal((5, 8)) / np.sqrt(7)
        by_hand = data.mean(axis=0) + weights @ (data - data.mean(axis=0))
        np.testing.assert_allclose(fitted.sample(5, np.random.default_rng(2)), by_hand)

    def test_mean_and_covariance_are_those_of_the_fit(self, rng):
        fitted = GaussianND().fit(cloud(rng, 3, M=10))
        drawn = GaussianND().fit(fitted.sample(40_000, rng))
        error = np.sqrt(np.diagonal(fitted.covariance, axis1=1, axis2=2) / 40_000)
        assert (np.abs(drawn.mean - fitted.mean) < 4.5 * error).all()
        sd = np.sqrt(np.diagonal(fitted.covariance, axis1=1, axis2=2))
        apart = (drawn.covariance - fitted.covariance) / (sd[:, :, None] * sd[:, None, :])
        assert np.abs(apart).max() < 4.5 * np.sqrt(2 / 40_000)

    def test_lineages_are_independent(self, rng):
        fitted = GaussianND().fit(np.broadcast_to(cloud(rng, M=9), (2, 9, 3)))
        first, second = fitted.sample(5_000, rng)
        assert abs(np.corrcoef(first[:, 0], second[:, 0])[0, 1]) < 4.5 / np.sqrt(5_000)


class TestLogProb:
    def test_it_is_scipys(self, rng):
        data = cloud(rng, M=15)
        fitted, x = GaussianND(ddof=0).fit(data), cloud(rng, M=6)
        expected = stats.multivariate_normal(data.mean(axis=0), np.cov(data.T, ddof=0)).logpdf(x)
        np.testing.assert_allclose(fitted.log_prob(x), expected, rtol=1e-9)

    def test_each_lineage_judges_its_own_points(self, rng):
        data, x = cloud(rng, 2, M=15), cloud(rng, 2, M=6)
        both = GaussianND().fit(data).log_prob(x)
        each = [GaussianND().fit(rows).log_prob(points) for rows, points in zip(data, x, strict=True)]
        np.testing.assert_allclose(both, each)

    def test_without_full_rank_all_density_lies_on_a_plane(self, rng):
        data = cloud(rng, M=10)
        data[:, 2] = data[:, 0] - 2 * data[:, 1]
        fitted = GaussianND().fit(data)
        beside = data + [0, 0, 0.01]
        assert (fitted.log_prob(data) == np.inf).all()
        assert (fitted.log_prob(beside) == -np.inf).all()

    def test_points_of_another_dimension_are_refused(self, rng):
        with pytest.raises(ValueError, match=r"^x must be points, shape \(..., M, 3\)"):
            GaussianND().fit(cloud(rng, M=5)).log_prob(np.ones((4, 2)))


class TestTriangular:
    @given(factor=shapes.flatmap(lambda shape: arrays(float, shape, elements=st.integers(-9, 9))))
    def test_it_is_lower_triangular_with_the_same_product(self, factor):
        L = triangular(factor)
        assert np.array_equal(L, np.tril(L))
        np.testing.assert_allclose(L @ np.swapaxes(L, -1, -2), factor @ np.swapaxes(factor, -1, -2), atol=1e-9)

    def test_of_full_rank_it_is_choleskys(self, rng):
        factor = rng.standard_normal((4, 5, 9))
        np.testing.assert_allclose(triangular(factor), np.linalg.cholesky(factor @ np.swapaxes(factor, -1, -2)))


class TestShortcut:
    """Its chains have the same law; `LINEAGES` histories with it beside as many without."""

    LINEAGES, M = 20_000, 8
    MEASURES = {
        "first mean": lambda fitted: fitted.mean[:, 0],
        "last mean": lambda fitted: fitted.mean[:, 2],
        "total variance": lambda fitted: fitted.total_variance,
        "a covariance": lambda fitted: fitted.covariance[:, 0, 2],
        "unexplained": lambda fitted: fitted.unexplained[:, 2],
        "largest": lambda fitted: fitted.spectrum[:, 0],
    }

    @pytest.fixture(scope="class")
    @staticmethod
    def pair():
        people = cloud(np.random.default_rng(5), M=8)  # the same for all histories, or their luck would hide the rest
        data = np.broadcast_to(people, (TestShortcut.LINEAGES, *people.shape))
        models = GaussianND(ddof=0, shortcut=True), GaussianND(ddof=0)
        return [last(run(model, data, 3, np.random.default_rng(6))).model for model in models]

    @pytest.mark.parametrize("measure", MEASURES)
    def test_it_has_the_same_law(self, pair, measure):
        quick, slow = map(self.MEASURES[measure], pair)
        assert stats.ks_2samp(quick, slow).pvalue > 1e-4

    def test_in_more_dimensions_than_points_as_well(self, rng):
        people = rng.standard_normal((5, 7))
        data = np.broadcast_to(people, (8_000, *people.shape))
        pair = [last(run(GaussianND(shortcut=quick), data, 2, rng)).model for quick in (True, False)]
        assert [set(fitted.rank) for fitted in pair] == [{4}, {4}]
        for measure in (lambda fitted: fitted.total_variance, lambda fitted: np.log(fitted.spectrum[:, 3])):
            assert stats.ks_2samp(*map(measure, pair)).pvalue > 1e-4

    def test_a_direction_keeps_its_digits_however_small_it_is(self, rng):
        fitted = last(run(GaussianND(shortcut=True), rng.standard_normal((3, 20, 12)), 300, rng)).model
        lost = np.log(np.diagonal(fitted.factor, axis1=1, axis2=2) ** 2)
        assert (lost[:, -1] < lost[:, 0] - 100).all() and np.isfinite(lost).all()

    def test_it_is_for_replace_only(self, rng):
        for diet in (accumulate, mix(0.5)):
            with pytest.raises(TypeError, match="shortcut=False"):
                last(run(GaussianND(shortcut=True), rng.standard_normal((9, 2)), 1, rng, diet=diet))

    def test_a_scatter_is_a_sample_reduced(self, rng):
        data = cloud(rng, M=10)
        np.testing.assert_allclose(GaussianND().fit(Scatter.of(data)).covariance, np.cov(data.T))


class TestLoop:
    def test_diets_join_and_divide_points(self, rng):
        turns = list(run(GaussianND(), cloud(rng, 2, M=10), 2, rng, diet=accumulate))
        assert [turn.data.shape for turn in turns] == [(2, 10, 3), (2, 20, 3), (2, 30, 3)]
        mixed = last(run(GaussianND(), cloud(rng, M=10), 1, rng, diet=mix(0.2)))
        assert mixed.data.shape == (10, 3)

    def test_a_chain_without_spread_says_so_and_goes_on(self, rng):
        with pytest.warns(DegenerateFitWarning):
            assert last(run(GaussianND(), np.ones((5, 2)), 3, rng)).number == 3
