"""The laws of many directions, against simulation.

Where a formula is exact, the simulated mean lies within 4 of its own standard errors, and that of a neighboring formula
more than 8 away. Averages are taken only for n far below (M - 1) ln(lineages).
"""

from functools import cache

import numpy as np
import pytest
from scipy import stats

from collapse import theory
from collapse.loop import run
from collapse.models import GaussianND

LINEAGES = 20_000
ROOTS = {3: np.diag([1.0, 0.6, 0.3]), 5: np.diag([2.0, 1, 1, 0.5, 0.1]) + 0.3}

cases = pytest.mark.parametrize(("M", "d", "n"), [(9, 3, 1), (9, 3, 3), (23, 5, 7), (40, 3, 30)])
both_ddof = pytest.mark.parametrize("ddof", [0, 1])


@cache
def history(M, d, ddof, generations=30):
    """The truth's covariance, and for 1, 2, ... fits: tr S^2, (tr S)^2 and the log of the unexplained variances."""
    rng = np.random.default_rng([3, M, d, ddof])
    humans = rng.standard_normal((LINEAGES, M, d)) @ ROOTS[d].T
    rows = []
    for turn in run(GaussianND(ddof, shortcut=True), humans, generations - 1, rng):
        covariance = turn.model.covariance
        of_square = (covariance**2).sum(axis=(-1, -2))
        diagonal = np.diagonal(turn.model.factor, axis1=-2, axis2=-1)
        rows.append((of_square, turn.model.total_variance**2, 2 * np.log(diagonal)))
    return ROOTS[d] @ ROOTS[d].T, rows


def standard_errors(values, expected):
    return np.abs(values.mean(axis=0) - expected) / (values.std(axis=0) / np.sqrt(len(values)))


@both_ddof
@cases
def test_the_expected_squares_are_exact(M, d, n, ddof):
    S, rows = history(M, d, ddof)
    expected = theory.expected_squares(M, n, (S**2).sum(), np.trace(S) ** 2, ddof)
    for simulated, value in zip(rows[n - 1][:2], expected, strict=True):
        assert standard_errors(simulated, value) < 4
    of_square, squared_trace = theory.expected_squares(M, n, (S**2).sum(), np.trace(S) ** 2, 1 - ddof)
    assert standard_errors(rows[n - 1][0], of_square) > 8
    assert standard_errors(rows[n - 1][0], squared_trace) > 8


@cases
def test_effective_directions_are_the_ratio_of_these(M, d, n):
    S = ROOTS[d] @ ROOTS[d].T
    of_square, squared_trace = theory.expected_squares(M, n, (S**2).sum(), np.trace(S) ** 2, ddof=0)
    r0 = np.trace(S) ** 2 / (S**2).sum()
    assert theory.effective_directions(M, n, r0) == pytest.approx(squared_trace / of_square)


@both_ddof
@cases
def test_what_earlier_coordinates_leave_unexplained_dies_at_the_exponents_exactly(M, d, n, ddof):
    S, rows = history(M, d, ddof)
    at_first = 2 * np.log(np.diagonal(np.linalg.cholesky(S)))
    grown = rows[n - 1][2] - at_first
    assert (standard_errors(grown, n * theory.lyapunov_exponents(M, d, ddof)) < 4).all()
    assert (standard_errors(grown, n * theory.lyapunov_exponents(M + M // 2, d, ddof)) > 8).all()


def test_eigenvalues_reach_the_exponents_only_for_many_fits():
    M, d, rng = 30, 4, np.random.default_rng(9)
    exponents = theory.lyapunov_exponents(M, d)
    logs = []
    for turn in run(GaussianND(shortcut=True), rng.standard_normal((400, M, d)), 400, rng):
        logs.append(np.log(turn.model.spectrum).mean(axis=0) if turn.number in (0, 10, 300, 400) else None)
    slopes = {"early": (logs[10] - logs[0]) / 10, "late": (logs[400] - logs[300]) / 100}
    assert np.abs(slopes["late"] - exponents).max() < 0.12 * np.abs(exponents).min()
    assert slopes["early"][0] > 0 > exponents[0]  # the largest grows at first: it is pushed up by the others


def test_the_ith_direction_dies_i_times_as_fast():
    M = 5_000
    exponents = theory.lyapunov_exponents(M, 8)
    np.testing.assert_allclose(exponents, -np.arange(1, 9) / M, rtol=0.01)


@pytest.mark.parametrize(("M", "d"), [(12, 5), (100, 64)])
def test_the_exponents_add_up_to_the_log_determinant(M, d):
    mean_log_chi_square = [stats.chi2(M - i).expect(np.log) for i in range(1, d + 1)]
    assert theory.lyapunov_exponents(M, d).sum() == pytest.approx(sum(mean_log_chi_square) - d * np.log(M - 1))


@pytest.mark.parametrize("r0", [1.0, 2.5, 13.0, 64.0])
def test_directions_fall_from_r0_to_one(r0):
    directions = theory.effective_directions(60, np.arange(2_000), r0)
    assert directions[0] == pytest.approx(r0)
    assert (np.diff(directions) <= 1e-12).all()
    assert directions[-1] == pytest.approx(1)


@pytest.mark.parametrize(("M", "r0", "n"), [(200, 64.0, 10), (200, 64.0, 40), (1_000, 13.0, 100)])
def test_early_on_reciprocals_add_up(M, r0, n):
    assert theory.directions_left(M, n, r0) == pytest.approx(theory.effective_directions(M, n, r0), rel=0.15)
    assert theory.directions_left(M, 0, r0) == pytest.approx(r0)


def test_the_median_history_has_more_directions_left_than_the_ratio_of_expectations():
    M, n, rng = 20, 25, np.random.default_rng(4)
    for turn in run(GaussianND(shortcut=True), rng.standard_normal((3_000, M, 6)), n - 1, rng):
        covariance = turn.model.covariance
    left = turn.model.total_variance**2 / (covariance**2).sum(axis=(-1, -2))
    assert np.median(left) > 1.1 * theory.effective_directions(M, n, 6)


def test_as_many_directions_as_points_are_refused():
    with pytest.raises(ValueError, match="^d must be below M = 9"):
        theory.lyapunov_exponents(9, 9)
