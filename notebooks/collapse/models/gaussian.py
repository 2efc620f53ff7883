"""One Gaussian: fit a mean and a variance, sample from them.

`Gaussian` is what to fit (which estimator), `FittedGaussian` what came out, `Moments` a sample reduced to all that a
Gaussian fit needs of it. No loop, no measures, no theory.
"""

from dataclasses import dataclass

import numpy as np
import scipy  # its parts are read at first use: they take as long to import as all else

from collapse import validate
from collapse.data_kinds import VALUES

LOG_TWO_PI = np.log(2 * np.pi)


def _check_moments(mean, variance):
    """Raise unless they are a mean and a variance for every lineage."""
    means, variances = validate.reals("mean", mean), validate.reals("variance", variance)
    for name, values in (("mean", means), ("variance", variances)):
        # The method `all` would take twice as long, and in a chain of moments these checks are what takes longest.
        if values.size == 0 or not np.logical_and.reduce(np.isfinite(values), axis=None):
            raise ValueError(f"{name} must hold one finite number for every lineage, got {values!r}")
    if means.shape != variances.shape or variances.min() < 0:
        raise ValueError(f"variance must be at least 0 and of the mean's shape {means.shape}, got {variance!r}")


@dataclass(frozen=True)
class Moments:
    """A sample, reduced to what a Gaussian fit needs of it (its sufficient statistic).

    Attributes
    ----------
    mean, variance : float or array, shape (lineages,)
        Mean and mean squared deviation (divided by M) of each lineage's sample.
    size : int
        M, the number of values in the sample.
    """

    mean: np.ndarray
    variance: np.ndarray
    size: int

    def __post_init__(self):
        validate.integer("size", self.size, least=2)
        _check_moments(self.mean, self.variance)

    @classmethod
    def of(cls, data):
        """Reduce raw `data` of shape (..., M)."""
        data = validate.samples("data", data)
        first = data[..., :1]
        data = data - first  # so that M times the same value has variance 0 exactly, whatever the value
        mean = data.mean(axis=-1, keepdims=True)
        data -= mean
        data *= data  # as `data.var` does, without another copy and another mean
        return cls(first[..., 0] + mean[..., 0], data.mean(axis=-1), data.shape[-1])


class _Pools:
    """How `Moments` are joined and divided (see `collapse.data_kinds`); raw values are taken as well, and reduced."""

    def size(self, data):
        return data.size if isinstance(data, Moments) else np.shape(data)[-1]

    def join(self, parts):
        """The moments of all the values together."""
        parts = [part if isinstance(part, Moments) else Moments.of(part) for part in parts]
        size = sum(part.size for part in parts)
        mean = sum(part.mean * (part.size / size) for part in parts)
        square = [(part.variance + (part.mean - mean) ** 2) * (part.size / size) for part in parts]
        return Moments(mean, sum(square), size)

    def take(self, data, size, rng):
        """The moments of a part of the values.

        Given mean and variance, the rest of a normal sample is pure chance: it has the same law whatever the Gaussian
        (Basu's theorem). So draw the two parts of a standard sample, and shift and stretch them until they have
        together the mean and the variance that are given. Exact for one part of one sample, not for several.
        """
        if not isinstance(data, Moments):
            return Moments.of(VALUES.take(data, size, rng))
        whole, rest = divmod(size, data.size)
        return self.join([data] * whole + ([self._part(data, rest, rng)] if rest else []))

    head = pick = take

    def _part(self, data, size, rng):
        validate.integer("size of a part", size, least=2)
        shape, other = np.shape(data.mean), data.size - size
        means = [rng.standard_normal(shape) / np.sqrt(n) for n in (size, other)]
        squares = [rng.chisquare(n - 1, shape) if n > 1 else 0.0 for n in (size, other)]
        mean = (size * means[0] + other * means[1]) / data.size
        variance = (sum(squares) + size * other / data.size * (means[0] - means[1]) ** 2) / data.size
        shifted = data.mean + (means[0] - mean) * np.sqrt(data.variance / variance)
        return Moments(shifted, squares[0] / size * data.variance / variance, size)

    def again(self, data):
        """Whether parts may be taken more than once: not of moments, whose values are gone."""
        return not isinstance(data, Moments)


class Gaussian:
    """The Gaussian model: what to fit.

    Parameters
    ----------
    ddof : {1, 0}
        1 divides the sum of squares by M - 1 (unbiased), 0 by M (maximum likelihood); as in `numpy.var`.
    shortcut : bool
        If true, fitted models sample `Moments`, drawn from their exact laws, instead of M values, so that the cost of
        a chain does not depend on M. The chain's means and variances have the same distribution either way.

    Examples
    --------
    >>> Gaussian(ddof=1).fit([1.0, 2.0, 3.0])
    FittedGaussian(mean=2.0, variance=1.0, sample_size=3)
    """

    def __init__(self, ddof=1, shortcut=False):
        self.ddof = validate.choice("ddof", ddof, allowed=(0, 1))
        self.shortcut = validate.choice("shortcut", shortcut, allowed=(False, True))

    def __repr__(self):
        return f"Gaussian(ddof={self.ddof}, shortcut={self.shortcut})"

    def fit(self, data, rng=None):
        """Fit every lineage of `data`.

        Parameters
        ----------
        data : array, shape (..., M), or Moments
            M >= 2 finite values along the last axis.
        rng : ignored
            The fit is not random; the argument is there because every model has it.

        Returns
        -------
        FittedGaussian
            With mean and variance of shape (...).

        Raises
        ------
        TypeError, ValueError
            If `data` is not numeric, empty, too short or not finite.
        """
        moments = data if isinstance(data, Moments) else Moments.of(data)
        variance = moments.variance * (moments.size / (moments.size - self.ddof))
        fitted = ShortcutGaussian if self.shortcut else FittedGaussian
        return fitted(moments.mean, variance, moments.size)


@dataclass(frozen=True, repr=False)
class FittedGaussian:
    """A Gaussian that has been fitted, one per lineage; or that you write down.

    Attributes
    ----------
    mean, variance : float or array, shape (lineages,)
    sample_size : int
        M, the number of values each was fitted to; 0 if written down.

    Raises
    ------
    TypeError, ValueError
        If mean and variance are not finite numbers of one shape, or a variance is negative.

    Examples
    --------
    >>> FittedGaussian(mean=0, variance=1)
    FittedGaussian(mean=0, variance=1)
    """

    mean: np.ndarray
    variance: np.ndarray
    sample_size: int = 0

    data_kind = VALUES

    def __post_init__(self):
        validate.integer("sample_size", self.sample_size, least=0)
        _check_moments(self.mean, self.variance)

    def __repr__(self):
        fitted = f", sample_size={self.sample_size}" if self.sample_size else ""
        if np.ndim(self.mean):
            return f"{type(self).__name__}({np.shape(self.mean)} lineages{fitted})"
        return f"{type(self).__name__}(mean={self.mean}, variance={self.variance}{fitted})"

    @property
    def sd(self):
        """Standard deviation, shape (lineages,)."""
        return np.sqrt(self.variance)

    @property
    def degenerate(self):
        """True where the variance is 0: every sample repeats one value."""
        return np.equal(self.variance, 0)

    def repeat(self, lineages, shortcut=False):
        """The same Gaussian for each of so many lineages, as a source of human data for as many histories.

        Parameters
        ----------
        lineages : int
        shortcut : bool, optional
            If true, it samples `Moments`, for the chains of `Gaussian(shortcut=True)`.

        Examples
        --------
        >>> FittedGaussian(mean=0, variance=1).repeat(1_000).sample(50, np.random.default_rng(1)).shape
        (1000, 50)
        """
        lineages = validate.integer("lineages", lineages, least=1)
        kind = ShortcutGaussian if validate.choice("shortcut", shortcut, allowed=(False, True)) else FittedGaussian
        many = (np.full((lineages, *np.shape(value)), value, float) for value in (self.mean, self.variance))
        return kind(*many, self.sample_size)

    def sample(self, size, rng):
        """Draw `size` values for every lineage: shape (lineages, size)."""
        size = validate.integer("size", size, least=1)
        noise = validate.generator("rng", rng).standard_normal((*np.shape(self.mean), size))
        noise *= np.expand_dims(self.sd, -1)
        noise += np.expand_dims(self.mean, -1)
        return noise

    def log_prob(self, x):
        """Log density in nats at `x`, whose last axis runs over points: shape (lineages, points).

        Where the variance is 0 the density is infinite at the mean and zero elsewhere.
        """
        x, mean, variance = validate.reals("x", x), np.expand_dims(self.mean, -1), np.expand_dims(self.variance, -1)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            log_density = (x - mean) ** 2
            log_density /= variance
            log_density += LOG_TWO_PI + np.log(variance)
            log_density *= -0.5
            if not np.any(self.degenerate):
                return log_density
            at_one_value = np.where(x == mean, np.inf, -np.inf * np.abs(x - mean))  # not a number stays none
        return np.where(variance == 0, at_one_value, log_density)

    def cdf(self, x):
        """Probability of a value of at most `x`, whose last axis runs over points: shape (lineages, points)."""
        x, mean, sd = validate.reals("x", x), np.expand_dims(self.mean, -1), np.expand_dims(self.sd, -1)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            z = (x - mean) / sd
        return np.where((x == mean) & (sd == 0), 1.0, scipy.special.ndtr(z))

    def entropy(self):
        """Entropy in nats, shape (lineages,): 1/2 ln(2 pi e variance); minus infinity where the variance is 0."""
        with np.errstate(divide="ignore"):
            return 0.5 * (1 + LOG_TWO_PI + np.log(self.variance))


class ShortcutGaussian(FittedGaussian):
    """A fitted Gaussian whose samples come as `Moments`, at a cost that does not depend on their size."""

    data_kind = _Pools()

    def sample(self, size, rng):
        """Draw the mean and the variance that `size` values would have had, independently, from their laws.

        The mean is normal with variance s^2 / M; M times the variance, divided by s^2, is chi-square with M - 1 degrees
        of freedom (Cochran's theorem).
        """
        size = validate.integer("size", size, least=2)
        shape = np.shape(self.mean)
        mean = self.mean + self.sd / np.sqrt(size) * validate.generator("rng", rng).standard_normal(shape)
        return Moments(mean, self.variance * rng.chisquare(size - 1, shape) / size, size)
