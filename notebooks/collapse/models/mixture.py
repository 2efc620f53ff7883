"""A mixture of Gaussians, fitted by expectation-maximization (EM), in one or two dimensions.

`GaussianMixture` is what to fit, `FittedMixture` what came out, or what you write down as the truth; EM itself is next
door, in `em.py`. No loop over generations, no measures, no theory.
"""

from dataclasses import dataclass

import numpy as np
import scipy  # its parts are read at first use: they take as long to import as all else

from collapse import validate
from collapse.data_kinds import POINTS, VALUES
from collapse.models import em
from collapse.models.gaussian import Moments

KMEANS = "k-means++"
TINY = 1e-290  # a variance below it counts as 0, because a small share of it could not be written down


class GaussianMixture:
    """The mixture model: what to fit. Names and meanings are those of scikit-learn's class.

    Parameters
    ----------
    n_components : int
        K, the number of Gaussians.
    dimension : {1, 2}
        1 for data of shape (..., N), 2 for data of shape (..., N, 2).
    covariance_type : {"full", "diag", "spherical"}
        What a component may look like in two dimensions: any ellipse, one along the axes, or a circle.
    start : "k-means++" or FittedMixture
        Where EM begins: at data points drawn far apart, or at these parameters (one set, or one for each lineage).
    warm_start : bool
        If true, only the first fit begins at `start`, every later one where the last one ended. Such a specification
        remembers: make a new one for a new chain.
    tol : float
        EM stops when a step changes the mean log-likelihood of a point by less than this many nats.
    max_iter : int
        EM stops after this many steps at the latest.
    floor : float
        No variance of a component, in any direction, falls below this share of the variance of the lineage's data.

    Notes
    -----
    Two things happen to components, and the fitted model says so. One that sits on a single value has *collapsed*: its
    likelihood would be infinite, so its variance stops at the floor, and `floored` is True. One that accounts for less
    than half a data point is *emptied*: it gets weight 0, stays where it was and takes no further part, and `alive` is
    False. Apart from these two events, no step of EM lowers the log-likelihood.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> human = np.concatenate([rng.normal(0, 1, 900), rng.normal(8, 1, 100)])
    >>> print(np.sort(GaussianMixture(2).fit(human, rng).weights).round(2))
    [0.1 0.9]
    """

    def __init__(
        self,
        n_components,
        dimension=1,
        covariance_type="full",
        start=KMEANS,
        warm_start=False,
        tol=1e-6,
        max_iter=500,
        floor=1e-6,
    ):
        self.n_components = validate.integer("n_components", n_components, least=1)
        self.dimension = validate.choice("dimension", dimension, allowed=(1, 2))
        self.covariance_type = validate.choice("covariance_type", covariance_type, ("full", "diag", "spherical"))
        self.start = self._checked(start)
        self.warm_start = validate.choice("warm_start", warm_start, allowed=(False, True))
        self.tol = validate.number("tol", tol, least=0)
        self.max_iter = validate.integer("max_iter", max_iter, least=1)
        self.floor = validate.number("floor", floor, 0, 1, exclusive=True)

    def _checked(self, start):
        if not isinstance(start, FittedMixture):
            return validate.choice("start, if not a FittedMixture,", start, allowed=(KMEANS,))
        if (start.n_components, start.dimension) != (self.n_components, self.dimension):
            raise ValueError(f"start must have the components and the dimension of {self}, got {start}")
        return start

    def __repr__(self):
        return f"GaussianMixture(n_components={self.n_components}, dimension={self.dimension})"

    def fit(self, data, rng=None):
        """Fit every lineage of `data`.

        Parameters
        ----------
        data : array, shape (..., N) in one dimension, (..., N, 2) in two
            Finite points, at least 2 and at least K. If all are the same, the fit has variance 0 and is `degenerate`.
        rng : numpy.random.Generator
            For the k-means++ start; a start from parameters does not need it.

        Returns
        -------
        FittedMixture

        Raises
        ------
        TypeError, ValueError
            If `data` is not numeric, of the wrong shape, not finite, or holds fewer points than components; if the
            start has other components or lineages than what is to be fitted.
        """
        points = _points_last("data", data, self.dimension)
        lineages, size = points.shape[:-2], points.shape[-1]
        least = max(2, self.n_components)
        if size < least:
            raise ValueError(f"data must hold at least {least} points for {self.n_components} components, got {size}")
        points = points.reshape(-1, self.dimension, size)
        center, scale = _center_and_scale(points)
        unit = np.where(scale > 0, scale, 1)
        x = (points - center[..., None]) / unit[:, None, None]
        start = self._start(x, rng) if self.start == KMEANS else self._given_start(lineages, center, unit)
        options = self.covariance_type, self.floor, self.tol, self.max_iter
        parameters, converged = em.climb_in_blocks(x, start, *options)
        floored = em.smallest_variance(parameters.covariances) <= self.floor * (1 + 1e-9)
        fitted = _fitted(parameters.moved(center, scale), floored & (parameters.weights > 0), converged, lineages, size)
        if self.warm_start:
            self.start = fitted
        return fitted

    def _start(self, x, rng):
        """k-means++ centers, and what follows from them."""
        centers = em.kmeans_plus_plus(x, self.n_components, validate.generator("rng", rng))
        return em.start_at(centers, x, self.covariance_type, self.floor)

    def _given_start(self, lineages, center, unit):
        """The parameters of `start`, one set for each lineage, in the units EM works in."""
        if self.start.lineages not in ((), lineages):
            raise ValueError(f"start must be a single mixture or have the data's lineages {lineages}, got {self.start}")
        K, D = self.n_components, self.dimension
        parts = zip(self.start.parameters, [(K,), (K, D), (K, D, D)], strict=True)
        flat = em.Parameters(*(np.broadcast_to(part, lineages + own).reshape(-1, *own) for part, own in parts))
        moved = flat.moved(-center / unit[:, None], 1 / unit)
        return moved._replace(covariances=em.lift(moved.covariances, self.floor))


@dataclass(frozen=True, repr=False)
class FittedMixture:
    """A mixture that has been fitted, one per lineage; or one that you write down.

    Attributes
    ----------
    weights : array, shape (lineages, K)
        Not negative; they sum to one.
    means : array, shape (lineages, K), in two dimensions (lineages, K, 2)
    covariances : array, shape (lineages, K), in two dimensions (lineages, K, 2, 2)
        In one dimension the variances. Positive; or all 0, in a fit without any spread.
    floored : bool array, shape (lineages, K)
        True where a component has collapsed and its variance stands at the floor.
    converged : bool array, shape (lineages,)
        False where EM ran out of steps.
    sample_size : int
        M, the number of points each was fitted to; 0 if written down.

    Raises
    ------
    TypeError, ValueError
        If the weights do not sum to one, or anything else is not as said above.

    Examples
    --------
    >>> truth = FittedMixture(weights=[0.7, 0.3], means=[0, 5], covariances=[1, 1])
    >>> print(truth.mean, truth.variance)
    1.5 6.25
    """

    weights: np.ndarray
    means: np.ndarray
    covariances: np.ndarray
    floored: np.ndarray = False
    converged: np.ndarray = True
    sample_size: int = 0

    def __post_init__(self):
        for name in ("weights", "means", "covariances"):
            object.__setattr__(self, name, validate.samples(name, getattr(self, name), least=1))
        self._check_shapes()
        self._check_values()

    def _check_shapes(self):
        shape = self.weights.shape
        expected = {1: (shape, shape), 2: ((*shape, 2), (*shape, 2, 2))}.get(self.dimension)
        if (self.means.shape, self.covariances.shape) != expected:
            raise ValueError(
                f"means and covariances must have the shape of the weights, {shape}, in two dimensions with (2,) and "
                f"(2, 2) added, got {self.means.shape} and {self.covariances.shape}"
            )

    def _check_values(self):
        total = self.weights.sum(axis=-1)
        if (self.weights < 0).any() or (np.abs(total - 1) > 1e-8).any():
            raise ValueError(f"weights must not be negative and must sum to one, got {self.weights} with sum {total}")
        covariances = self.parameters.covariances
        positive = (em.smallest_variance(covariances) > 0).all(axis=-1) | self.degenerate
        if not (positive.all() and np.allclose(covariances, np.swapaxes(covariances, -1, -2))):
            raise ValueError(
                "covariances must be symmetric, with a positive variance in every direction (or all 0: no spread), "
                f"got {self.covariances}"
            )

    def __repr__(self):
        lineages = f"{self.lineages} lineages, " if self.lineages else ""
        return f"FittedMixture({lineages}n_components={self.n_components}, dimension={self.dimension})"

    @property
    def data_kind(self):
        """How its data are joined and divided."""
        return VALUES if self.dimension == 1 else POINTS

    @property
    def n_components(self):
        """K, emptied components included."""
        return self.weights.shape[-1]

    @property
    def dimension(self):
        """1 or 2."""
        return 1 + self.means.ndim - self.weights.ndim

    @property
    def lineages(self):
        """Shape of the lineages, () for a single mixture."""
        return self.weights.shape[:-1]

    @property
    def alive(self):
        """True where a component still has weight, shape (lineages, K)."""
        return self.weights > 0

    @property
    def degenerate(self):
        """True where no component has any spread: every sample repeats one value. Shape (lineages,)."""
        return (np.trace(self.parameters.covariances, axis1=-2, axis2=-1) == 0).all(axis=-1)

    @property
    def sd(self):
        """Standard deviation of every component, in two dimensions the root of the mean over axes: (lineages, K)."""
        return np.sqrt(np.trace(self.parameters.covariances, axis1=-2, axis2=-1) / self.dimension)

    @property
    def mean(self):
        """Mean of the whole mixture: shape (lineages,), in two dimensions (lineages, 2)."""
        return self._without_axis((self.weights[..., None] * self.parameters.means).sum(axis=-2))

    @property
    def variance(self):
        """Variance of the whole mixture, within and between components: like `mean`, one for each axis."""
        weights, means, covariances = self.parameters
        gap = means - (weights[..., None] * means).sum(axis=-2, keepdims=True)
        within = np.diagonal(covariances, axis1=-2, axis2=-1)
        return self._without_axis((weights[..., None] * (within + gap**2)).sum(axis=-2))

    @property
    def parameters(self):
        """The mixture as EM writes it, with an axis for the dimension even if there is one only."""
        if self.dimension == 1:
            return em.Parameters(self.weights, self.means[..., None], self.covariances[..., None, None])
        return em.Parameters(self.weights, self.means, self.covariances)

    def _without_axis(self, values):
        return values[..., 0] if self.dimension == 1 else values

    @property
    def _with_spread(self):
        """Parameters that can be divided by: where there is no spread, a variance of 1 stands in for 0."""
        weights, means, covariances = self.parameters
        stand_in = self.degenerate[..., None, None, None] * np.eye(self.dimension)
        return em.Parameters(weights, means, covariances + stand_in)

    def sample(self, size, rng):
        """Draw `size` points for every lineage: shape (lineages, size), in two dimensions (lineages, size, 2)."""
        size = validate.integer("size", size, least=1)
        dice = validate.generator("rng", rng).random((*self.lineages, size))
        noise = rng.standard_normal((*self.lineages, size, self.dimension))
        noise *= ~self.degenerate[..., None, None]
        edges = self.weights.cumsum(axis=-1)
        edges /= edges[..., -1:]  # so that behind the last component with weight there is exactly nothing
        which = (dice[..., None, :] >= edges[..., :-1, None]).sum(axis=-2)
        _, means, covariances = self._with_spread
        root = np.take_along_axis(em.cholesky(covariances), which[..., None, None], axis=-3)
        noise = np.einsum("...ij,...j->...i", root, noise)
        noise += np.take_along_axis(means, which[..., None], axis=-2)
        return self._without_axis(noise)

    def log_prob(self, x):
        """Log density in nats at `x`, of shape (..., points) or (..., points, 2): shape (lineages, points).

        Where there is no spread the density is infinite at the one value and zero elsewhere.
        """
        points = _points_last("x", x, self.dimension)
        _, log_prob = em.expect(points, self._with_spread)
        if not self.degenerate.any():
            return log_prob
        hit = (points[..., None, :, :] == self.parameters.means[..., None]).all(axis=-2) & self.alive[..., None]
        spike = np.where(hit.any(axis=-2), np.inf, -np.inf)
        return np.where(self.degenerate[..., None], spike, log_prob)

    def responsibilities(self, x):
        """Probability that a point came from each component: shape (lineages, points, K).

        Where there is no spread all components stand on one value, a point tells nothing, and these are the weights.
        """
        return np.swapaxes(em.expect(_points_last("x", x, self.dimension), self._with_spread)[0], -1, -2)

    def cdf(self, x):
        """Probability of a value of at most `x`, whose last axis runs over points: shape (lineages, points).

        Raises
        ------
        ValueError
            In two dimensions.
        """
        if self.dimension != 1:
            raise ValueError("cdf is for mixtures in one dimension, got one in two")
        gap = np.atleast_1d(validate.reals("x", x))[..., None, :] - self.means[..., None]
        with np.errstate(divide="ignore", invalid="ignore"):
            z = gap / np.sqrt(self.covariances)[..., None]
        # Without spread, everything lies at the mean.
        below = np.where((gap == 0) & np.isnan(z), 1.0, scipy.special.ndtr(z))
        return (self.weights[..., None] * below).sum(axis=-2)


def _points_last(name, data, dimension):
    """Validated `data` with its points along the last axis: shape (..., D, N)."""
    data = validate.samples(name, data, least=1)
    if dimension == 1:
        return data[..., None, :]
    if data.ndim < 2 or data.shape[-1] != 2:
        raise ValueError(f"{name} in two dimensions must have shape (..., N, 2), got shape {data.shape}")
    return np.ascontiguousarray(np.swapaxes(data, -1, -2))  # EM runs along the points: five times faster side by side


def _center_and_scale(points):
    """The units in which a lineage is fitted: its mean and its standard deviation (axes averaged), 0 without spread."""
    moments = Moments.of(points)
    variance = moments.variance.mean(axis=-1)
    return moments.mean, np.sqrt(np.where(variance < TINY, 0, variance))


def _fitted(parameters, floored, converged, lineages, sample_size):
    """What `fit` returns, in the shapes a reader expects."""
    weights, means, covariances = parameters
    if means.shape[-1] == 1:
        means, covariances = means[..., 0], covariances[..., 0, 0]
    parts = (weights, means, covariances, floored, converged)
    return FittedMixture(*(part.reshape(lineages + part.shape[1:]) for part in parts), sample_size)
