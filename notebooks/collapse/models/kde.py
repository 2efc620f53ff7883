"""A Gaussian kernel density estimate: a small Gaussian on every data point.

`KDE` is what to fit (which bandwidth), `FittedKDE` what came out: the data themselves and the width of the kernels. No
loop, no measures, no theory.
"""

from dataclasses import dataclass

import numpy as np
import scipy  # its parts are read at first use: they take as long to import as all else

from collapse import validate
from collapse.data_kinds import VALUES
from collapse.models.gaussian import LOG_TWO_PI, Moments

BLOCK = 2**20  # kernels times points evaluated at once: 8 MB an array, so that a fine grid fits a small machine


class KDE:
    """The kernel density estimate: what to fit, in one dimension.

    Parameters
    ----------
    bandwidth : "scott", "silverman" or float
        The rules are those of `scipy.stats.gaussian_kde`, N^(-1/5) and (3N/4)^(-1/5) times the standard deviation of
        the data (ddof=1), applied anew in every generation. A number is h itself, the standard deviation of the kernels
        in units of the data, the same in every generation (scipy takes a number as a *factor*, like the rules).

    Examples
    --------
    >>> fitted = KDE(bandwidth=0.5).fit([1.0, 2.0, 3.0])
    >>> print(f"{fitted.variance:.4f}")  # 2/3 between the points and 1/4 within the kernels
    0.9167
    """

    def __init__(self, bandwidth="scott"):
        if isinstance(bandwidth, str):
            self.bandwidth = validate.choice("bandwidth, if not a number,", bandwidth, allowed=("scott", "silverman"))
        else:
            self.bandwidth = validate.number("bandwidth, if not a rule's name,", bandwidth, 0, exclusive=True)

    def __repr__(self):
        return f"KDE(bandwidth={self.bandwidth!r})"

    def fit(self, data, rng=None):
        """Put a kernel on every point of every lineage.

        Parameters
        ----------
        data : array, shape (..., N)
            N >= 2 finite values. If they are all the same, a rule gives bandwidth 0 and `degenerate` is True.
        rng : ignored
            The fit is not random; the argument is there because every model has it.

        Returns
        -------
        FittedKDE

        Raises
        ------
        TypeError, ValueError
            If `data` is not numeric, empty, too short or not finite.
        """
        data = validate.samples("data", data)
        if not isinstance(self.bandwidth, str):
            return FittedKDE(data, np.full(data.shape[:-1], self.bandwidth))
        N = data.shape[-1]
        factor = N ** (-1 / 5) if self.bandwidth == "scott" else (3 * N / 4) ** (-1 / 5)
        return FittedKDE(data, factor * np.sqrt(Moments.of(data).variance * N / (N - 1)))


@dataclass(frozen=True, repr=False)
class FittedKDE:
    """A kernel density estimate, one per lineage.

    Attributes
    ----------
    data : array, shape (lineages, N)
        Where the kernels stand.
    bandwidth : array, shape (lineages,)
        h, the standard deviation of the kernels.
    """

    data: np.ndarray
    bandwidth: np.ndarray

    data_kind = VALUES

    def __repr__(self):
        lineages = f"{self.data.shape[:-1]} lineages, " if self.data.ndim > 1 else ""
        return f"FittedKDE({lineages}sample_size={self.sample_size})"

    @property
    def sample_size(self):
        """M, the number of points each was fitted to."""
        return self.data.shape[-1]

    @property
    def degenerate(self):
        """True where the bandwidth is 0: every sample repeats one value."""
        return np.equal(self.bandwidth, 0)

    @property
    def mean(self):
        """Mean, shape (lineages,): that of the data."""
        return Moments.of(self.data).mean

    @property
    def variance(self):
        """Variance, shape (lineages,): that of the data (ddof=0) plus that of the kernels, h^2."""
        return Moments.of(self.data).variance + self.bandwidth**2

    def sample(self, size, rng):
        """Draw `size` values for every lineage, a random data point plus noise each: shape (lineages, size)."""
        shape = (*self.data.shape[:-1], validate.integer("size", size, least=1))
        chosen = validate.generator("rng", rng).integers(self.sample_size, size=shape)
        noise = rng.standard_normal(shape)
        noise *= np.expand_dims(self.bandwidth, -1)
        noise += np.take_along_axis(self.data, chosen, axis=-1)
        return noise

    def log_prob(self, x):
        """Log density in nats at `x`, whose last axis runs over points: shape (lineages, points).

        Where the bandwidth is 0 the density is infinite at the one value and zero elsewhere.
        """
        x, width = np.atleast_1d(validate.reals("x", x)), np.where(self.degenerate, 1, self.bandwidth)[..., None]
        log_prob = self._over_kernels(x, lambda gap: _log_mean_exp(-0.5 * (gap / width[..., None]) ** 2))
        log_prob -= np.log(width) + 0.5 * LOG_TWO_PI
        spike = np.where(x == self.data[..., :1], np.inf, -np.inf)
        return np.where(self.degenerate[..., None], spike, log_prob)

    def cdf(self, x):
        """Probability of a value of at most `x`, whose last axis runs over points: shape (lineages, points)."""
        x = np.atleast_1d(validate.reals("x", x))
        width = np.where(self.degenerate, 1, self.bandwidth)[..., None, None]
        below = self._over_kernels(x, lambda gap: scipy.special.ndtr(gap / width).mean(axis=-1))
        return np.where(self.degenerate[..., None], x >= self.data[..., :1], below)

    def _over_kernels(self, x, function):
        """`function` of the gaps between points and kernels (lineages, points, N), some points at a time."""
        at_once = max(1, BLOCK // self.data.size)
        starts = range(0, x.shape[-1], at_once)
        return np.concatenate(
            [function(x[..., first : first + at_once, None] - self.data[..., None, :]) for first in starts], axis=-1
        )


def _log_mean_exp(exponents):
    """ln(mean(exp(exponents))) over the last axis, with the largest taken out so that not all of them underflow."""
    top = exponents.max(axis=-1, keepdims=True)
    return top[..., 0] + np.log(np.exp(exponents - top).mean(axis=-1))
