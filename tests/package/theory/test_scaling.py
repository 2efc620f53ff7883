"""Regression on labels of which a fixed share comes from an earlier fit: the law against simulation."""

import numpy as np
import pytest

from collapse import theory


def squared_errors(N, d, share, offset, noise, histories, rng):
    """Fit by least squares, in many histories; the truth is 0, so that the slopes are the error."""
    X = rng.standard_normal((histories, N, d))
    delta = rng.standard_normal(d)
    delta *= offset / np.linalg.norm(delta)  # in any direction
    y = noise * rng.standard_normal((histories, N))
    synthetic = slice(round(share * N))
    y[:, synthetic] += X[:, synthetic] @ delta
    slopes = np.linalg.solve(X.mT @ X, (X.mT @ y[..., None]))[..., 0]
    return (slopes**2).sum(axis=-1)


@pytest.mark.parametrize(
    ("N", "d", "share", "offset", "noise"),
    [
        (20, 3, 0.5, 2.0, 0.5),
        (40, 8, 0.25, 1.0, 1.0),
        (60, 2, 0.1, 3.0, 0.1),
        (30, 5, 1.0, 0.7, 0.4),
        (30, 5, 0, 0.7, 1),
    ],
)
def test_the_law(N, d, share, offset, noise):
    errors = squared_errors(N, d, share, offset, noise, 20_000, np.random.default_rng(N + d))
    law, standard_error = theory.shared_label_error(N, d, share, offset, noise), errors.std() / np.sqrt(errors.size)
    assert abs(errors.mean() - law) < 4 * standard_error
    if 0 < share < 1:  # the power to see the middle term
        short = theory.shared_label_limit(share, offset) + noise**2 * d / (N - d - 1)
        assert abs(errors.mean() - short) > 8 * standard_error


def test_more_data_stop_helping_at_the_limit():
    sizes = np.array([10**k for k in range(2, 8)])
    for share in (0.001, 0.3):
        errors = theory.shared_label_error(sizes, 10, share, offset=1.0)
        assert (np.diff(errors) < 0).all() and (errors > theory.shared_label_limit(share, 1.0)).all()
        assert errors[-1] == pytest.approx(theory.shared_label_limit(share, 1.0), abs=2e-6)
    none = theory.shared_label_error(sizes, 10, 0.0, offset=1.0)
    assert none == pytest.approx(10 / (sizes - 11)) and theory.shared_label_limit(0.0, 1.0) == 0


def test_all_synthetic_inherits_the_whole_error():
    assert theory.shared_label_error(1_000, 4, 1.0, offset=2.0, noise=0) == pytest.approx(4)


def test_too_few_values():
    with pytest.raises(ValueError, match="^N must be an integer of at least 12"):
        theory.shared_label_error(11, 10, 0.1, 1.0)
