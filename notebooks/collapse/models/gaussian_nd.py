"""One Gaussian in d dimensions: fit a mean and a covariance, sample from them.

`GaussianND` is what to fit, `FittedGaussianND` what came out, `Scatter` a sample reduced to all that a fit needs of it.
A covariance is kept as a *factor* F, with covariance = F F'. The factor of a fit is at hand, its data's deviations from
their mean, so that nothing has to be decomposed and a covariance without full rank is no special case: a sample is the
mean plus a random blend of deviations. No loop, no measures, no theory.
"""

from dataclasses import dataclass

import numpy as np

from collapse import validate
from collapse.data_kinds import POINTS

LOG_TWO_PI = np.log(2 * np.pi)
DEAD = 1e-10  # what a coordinate has left of its own length, once those before it have said theirs, counts as nothing


@dataclass(frozen=True)
class Scatter:
    """A sample of points, reduced to what a Gaussian fit needs of it (its sufficient statistic).

    Attributes
    ----------
    mean : array, shape (..., d)
    factor : array, shape (..., d, k)
        With factor @ factor' the mean product of deviations (divided by M).
    size : int
        M, the number of points in the sample.

    Examples
    --------
    >>> scatter = Scatter.of([[0.0, 1.0], [2.0, 1.0]])
    >>> print(scatter.mean, (scatter.factor @ scatter.factor.T).round(2).tolist())
    [1. 1.] [[1.0, 0.0], [0.0, 0.0]]
    """

    mean: np.ndarray
    factor: np.ndarray
    size: int

    @classmethod
    def of(cls, data):
        """Reduce raw `data` of shape (..., M, d)."""
        data = points("data", data, least=2)
        first, size = data[..., :1, :], data.shape[-2]
        data = data - first  # so that M times the same point has no spread at all, whatever the point
        mean = data.mean(axis=-2, keepdims=True)
        return cls((first + mean)[..., 0, :], np.swapaxes(data - mean, -1, -2) / np.sqrt(size), size)


class GaussianND:
    """The Gaussian in d dimensions: what to fit.

    Parameters
    ----------
    ddof : {1, 0}
        1 divides the sums of products by M - 1 (unbiased), 0 by M (maximum likelihood); as in `numpy.cov`.
    shortcut : bool
        If true, fitted models sample a `Scatter`, drawn from its exact law, in place of M points. The chain's means and
        covariances have the same distribution either way. The diet has to be `replace`.

    Examples
    --------
    >>> fitted = GaussianND().fit([[0.0, 1.0], [2.0, 1.0], [4.0, 4.0]])
    >>> fitted
    FittedGaussianND(2 dimensions, sample_size=3)
    >>> print(fitted.covariance.round(6).tolist(), fitted.rank)
    [[4.0, 3.0], [3.0, 3.0]] 2
    """

    def __init__(self, ddof=1, shortcut=False):
        self.ddof = validate.choice("ddof", ddof, allowed=(0, 1))
        self.shortcut = validate.choice("shortcut", shortcut, allowed=(False, True))

    def __repr__(self):
        return f"GaussianND(ddof={self.ddof}, shortcut={self.shortcut})"

    def fit(self, data, rng=None):
        """Fit every lineage of `data`.

        Parameters
        ----------
        data : array, shape (..., M, d), or Scatter
            M >= 2 points of d finite numbers.
        rng : ignored
            The fit is not random; the argument is there because every model has it.

        Returns
        -------
        FittedGaussianND
            With a mean of shape (..., d) and a covariance of shape (..., d, d).

        Raises
        ------
        TypeError, ValueError
            If `data` is not numeric, empty, too short or not finite.
        """
        scatter = data if isinstance(data, Scatter) else Scatter.of(data)
        factor = scatter.factor * np.sqrt(scatter.size / (scatter.size - self.ddof))
        if not self.shortcut:
            return FittedGaussianND(scatter.mean, factor, scatter.size)
        return ShortcutGaussianND(scatter.mean, triangular(factor), scatter.size)


@dataclass(frozen=True, repr=False)
class FittedGaussianND:
    """A Gaussian in d dimensions that has been fitted, one per lineage.

    Attributes
    ----------
    mean : array, shape (..., d)
    factor : array, shape (..., d, k)
        The covariance is factor @ factor'.
    sample_size : int
        M, the number of points each was fitted to.
    """

    mean: np.ndarray
    factor: np.ndarray
    sample_size: int

    data_kind = POINTS

    def __repr__(self):
        lineages = "".join(f"{size} x " for size in self.mean.shape[:-1])
        return f"{type(self).__name__}({lineages}{self.mean.shape[-1]} dimensions, sample_size={self.sample_size})"

    @property
    def covariance(self):
        """Shape (..., d, d)."""
        return self.factor @ np.swapaxes(self.factor, -1, -2)

    @property
    def total_variance(self):
        """The variances of all coordinates together, the trace of the covariance; shape (...)."""
        return (self.factor**2).sum(axis=(-1, -2))

    @property
    def spectrum(self):
        """The variances along the principal directions, the largest first; shape (..., d)."""
        values = np.linalg.svd(self.factor, compute_uv=False) ** 2
        missing = self.mean.shape[-1] - values.shape[-1]
        return np.concatenate([values, np.zeros((*values.shape[:-1], missing))], axis=-1)

    @property
    def unexplained(self):
        """The variance of each coordinate that those before it leave unexplained; shape (..., d).

        They multiply to the determinant of the covariance. 0 where a coordinate is a sum of multiples of earlier ones.
        """
        return np.diagonal(triangular(self.factor), axis1=-2, axis2=-1) ** 2

    @property
    def rank(self):
        """In how many dimensions there is spread left, to within rounding; shape (...)."""
        return (self.unexplained > 0).sum(axis=-1)

    @property
    def degenerate(self):
        """True where there is no spread left in any direction: every sample repeats one point."""
        return np.equal(self.total_variance, 0)

    def sample(self, size, rng):
        """Draw `size` points for every lineage: shape (..., size, d).

        Each is the mean plus the columns of the factor, blended with standard normal weights.
        """
        size = validate.integer("size", size, least=1)
        weights = validate.generator("rng", rng).standard_normal((*self.mean.shape[:-1], size, self.factor.shape[-1]))
        return self.mean[..., None, :] + weights @ np.swapaxes(self.factor, -1, -2)

    def log_prob(self, x):
        """Log density in nats at the points `x`, shape (..., points, d); the result has shape (..., points).

        Where the covariance has no full rank, the density is infinite on the plane of all samples and zero beside it.
        """
        rest = points("x", x, least=1, dimension=self.mean.shape[-1]) - self.mean[..., None, :]
        factor = triangular(self.factor)
        reach = np.sqrt((self.factor**2).sum(axis=-1))[..., None, :] + np.abs(rest).max(initial=0)
        log_density, outside, flat = np.zeros(rest.shape[:-1]), False, False
        for i in range(rest.shape[-1]):
            pivot = factor[..., i, i, None]
            there = pivot > 0
            z = np.where(there, rest[..., i] / np.where(there, pivot, 1), 0)
            log_density -= np.where(there, 0.5 * (LOG_TWO_PI + z**2) + np.log(np.where(there, pivot, 1)), 0)
            outside |= ~there & (np.abs(rest[..., i]) > 1e-9 * reach[..., i])
            flat |= ~there
            rest = rest - z[..., None] * factor[..., None, :, i]
        return np.where(outside, -np.inf, np.where(flat, np.inf, log_density))


class _NoPoints:
    """What a diet is told that asks for parts of a `Scatter` (see `collapse.data_kinds`)."""

    def __getattr__(self, name):
        if name.startswith("__"):  # Python and its tools ask any object for these
            raise AttributeError(name)
        raise TypeError("a diet other than replace wants points, and the shortcut has none: use shortcut=False")


class ShortcutGaussianND(FittedGaussianND):
    """A fitted Gaussian whose samples come as a `Scatter`, at a cost that does not depend on their size."""

    data_kind = _NoPoints()

    def sample(self, size, rng):
        """Draw the mean and the products of deviations that `size` points would have had, from their laws.

        The mean is normal with covariance F F' / M; M times the mean product of deviations is F A A' F', where A is
        lower triangular with standard normal numbers below the diagonal and, in row i = 0, 1, ... of the diagonal, the
        root of a chi-square with M - 1 - i degrees of freedom: Bartlett's decomposition of a Wishart matrix. If the
        factor is triangular, so is F A, and its diagonal keeps all its digits however small it becomes.
        """
        size = validate.integer("size", size, least=2)
        lineages, k = self.mean.shape[:-1], self.factor.shape[-1]
        normal = validate.generator("rng", rng).standard_normal((*lineages, k, k + 1))
        columns = min(k, size - 1)
        A = np.tril(normal[..., :columns], -1)
        place = np.arange(columns)
        A[..., place, place] = np.sqrt(rng.chisquare(size - 1 - place, (*lineages, columns)))
        mean = self.mean + (self.factor @ normal[..., k:])[..., 0] / np.sqrt(size)
        return Scatter(mean, self.factor @ A / np.sqrt(size), size)


def triangular(factor):
    """Return the lower triangular L with L L' = factor @ factor', shape (..., d, d): Gram and Schmidt, row by row.

    L[i, i] is what is new in row i, beside all rows before it, and 0 if that is less than 1e-10 of its length. A factor
    that is triangular already keeps all its digits.

    Examples
    --------
    >>> triangular(np.array([[3.0, 4.0], [6.0, 8.0], [0.0, 5.0]])).round(6).tolist()
    [[5.0, 0.0, 0.0], [10.0, 0.0, 0.0], [4.0, 0.0, 3.0]]
    """
    rest = np.array(factor, dtype=float)
    d, k = rest.shape[-2:]
    L = np.zeros((*rest.shape[:-1], d))
    if k <= d and np.array_equal(rest, np.tril(rest)) and np.diagonal(rest, axis1=-2, axis2=-1).min() >= 0:
        L[..., :k] = rest
        return L
    least = DEAD * np.sqrt((rest**2).sum(axis=-1))
    for i in range(d):
        length = np.sqrt((rest[..., i, :] ** 2).sum(axis=-1))
        length = np.where(length > least[..., i], length, np.inf)  # a row that is dead explains nothing of the others
        unit = rest[..., i, :] / length[..., None]
        L[..., i:, i] = (rest[..., i:, :] @ unit[..., None])[..., 0]
        rest[..., i:, :] -= L[..., i:, i, None] * unit[..., None, :]
    return L


def points(name, value, least, dimension=None):
    """Return `value` as a float array of shape (..., M, d), with M >= `least` points of d (or `dimension`) numbers.

    Raises
    ------
    TypeError
        If it does not hold real numbers.
    ValueError
        If it is empty, not finite, or of another shape.
    """
    array = validate.samples(name, value, least=1)
    wanted = "d" if dimension is None else dimension
    fits = array.ndim >= 2 and array.shape[-2] >= least and dimension in (None, array.shape[-1])
    if not fits:
        raise ValueError(f"{name} must be points, shape (..., M, {wanted}) with M >= {least}, got shape {array.shape}")
    return array
