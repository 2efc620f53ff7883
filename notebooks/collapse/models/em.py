"""Expectation-maximization for mixtures of Gaussians: what happens inside `GaussianMixture.fit`.

Points lie along the last axis: `x` has shape (lineages, D, N) with D = 1 or 2 the dimension, and K components give
arrays of shape (lineages, K, ...). All lineages are worked on at once. The functions stand in the order in which they
run; nothing here checks arguments, nothing knows a loop of generations.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from collapse.models.gaussian import LOG_TWO_PI

HALF_A_POINT = 0.5  # a component that accounts for less of the data than this has lost them all
BLOCK = 2**15  # numbers in one array; larger ones leave the processor's cache, and every step takes twice as long


class Parameters(NamedTuple):
    """What EM turns over: weights (lineages, K), means (lineages, K, D), covariances (lineages, K, D, D)."""

    weights: np.ndarray
    means: np.ndarray
    covariances: np.ndarray

    def at(self, lineages):
        """The parameters of some of the lineages."""
        return Parameters(*(part[lineages] for part in self))

    def moved(self, shift, factor):
        """The parameters of the same data times `factor` (lineages,) plus `shift` (lineages, D)."""
        means = self.means * factor[:, None, None] + shift[:, None]
        return Parameters(self.weights, means, self.covariances * factor[:, None, None, None] ** 2)


def kmeans_plus_plus(x, K, rng):
    """Draw K of the points of each lineage, far apart: (lineages, K, D).

    The first is any point; each further one is drawn with a probability proportional to its squared distance from the
    nearest one so far. Source: Arthur and Vassilvitskii, "k-means++", SODA 2007.
    """
    lineages, _, N = x.shape
    chosen, nearest = rng.integers(N, size=lineages), np.full((lineages, N), np.inf)
    centers = []
    for _ in range(K):
        center = np.take_along_axis(x, chosen[:, None, None], axis=-1)
        centers.append(center[..., 0])
        nearest = np.minimum(nearest, ((x - center) ** 2).sum(axis=-2))
        reached = nearest.cumsum(axis=-1)
        chosen = (reached < rng.random((lineages, 1)) * reached[:, -1:]).sum(axis=-1)
    return np.stack(centers, axis=-2)


def start_at(centers, x, covariance_type, floor):
    """Parameters to begin with: every point goes to its nearest center, and all components get the same spread.

    The common spread, that of the points about their centers, keeps a center which only a few points chose from
    starting as a spike on them.
    """
    distance = ((x[:, None] - centers[..., None]) ** 2).sum(axis=-2)
    share = (distance.argmin(axis=-2)[:, None] == np.arange(centers.shape[-2])[:, None]).astype(float)
    spread = np.broadcast_to(np.eye(x.shape[-2]), (*centers.shape, x.shape[-2]))
    parameters = maximize(x, share, Parameters(None, centers, spread), covariance_type, floor)
    pooled = (parameters.weights[..., None, None] * parameters.covariances).sum(axis=1, keepdims=True)
    return parameters._replace(covariances=np.broadcast_to(pooled, spread.shape))


def expect(x, parameters):
    """E-step: every component's share of every point, (lineages, K, N), and the points' log density, (lineages, N)."""
    joint = log_joint(x, parameters)
    top = joint.max(axis=-2, keepdims=True)
    joint -= top  # log-sum-exp: the largest term becomes exp(0), so the sum can neither overflow nor vanish
    share = np.exp(joint, out=joint)
    total = share.sum(axis=-2, keepdims=True)
    share /= total
    return share, (top + np.log(total))[..., 0, :]


def log_joint(x, parameters):
    """ln(weight times density) of every component at every point: shape (lineages, K, N)."""
    weights, means, covariances = parameters
    root = cholesky(covariances)
    volume = np.diagonal(root, axis1=-2, axis2=-1).prod(axis=-1)
    with np.errstate(divide="ignore"):  # an emptied component has weight 0, and ln 0 = -inf gives it no share
        height = np.log(weights / volume) - 0.5 * LOG_TWO_PI * means.shape[-1]
    z = standardized(x, means, root)
    joint = sum((each * each for each in z[1:]), start=np.square(z[0], out=z[0]))
    joint *= -0.5
    joint += height[..., None]
    return joint


def cholesky(covariances):
    """The lower triangular roots of covariances; of variances the square root, without the way through LAPACK."""
    return np.sqrt(covariances) if covariances.shape[-1] == 1 else np.linalg.cholesky(covariances)


def standardized(x, means, root):
    """The points seen from every component, in its standard deviations: for each axis an array (lineages, K, N)."""
    z = []
    for axis in range(means.shape[-1]):
        gap = x[..., None, axis, :] - means[..., axis, None]
        for before, known in enumerate(z):
            gap -= root[..., axis, before, None] * known
        gap /= root[..., axis, axis, None]
        z.append(gap)
    return z


def maximize(x, share, previous, covariance_type="full", floor=0.0):
    """M-step: the parameters that make points with these shares most likely.

    A component that accounts for less than half a point is emptied: weight 0, and the `previous` mean and covariance.
    """
    count = share.sum(axis=-1)
    alive = count >= HALF_A_POINT
    count = np.where(alive, count, 1)[..., None]
    weights = np.where(alive, count[..., 0], 0)
    means = share @ x.swapaxes(-1, -2) / count
    gap = x[..., None, :, :] - means[..., None]
    scatter = (share[..., None, :] * gap) @ gap.swapaxes(-1, -2) / count[..., None]
    return Parameters(
        weights / weights.sum(axis=-1, keepdims=True),
        np.where(alive[..., None], means, previous.means),
        np.where(alive[..., None, None], lift(restrict(scatter, covariance_type), floor), previous.covariances),
    )


def restrict(covariances, covariance_type):
    """The covariances nearest in likelihood among those the type allows: "full", "diag" or "spherical"."""
    if covariance_type == "full":
        return covariances
    axes = np.eye(covariances.shape[-1])
    if covariance_type == "diag":
        return covariances * axes
    return np.trace(covariances, axis1=-2, axis2=-1)[..., None, None] / len(axes) * axes


def smallest_variance(covariances):
    """Variance in the direction in which it is smallest: shape (..., K)."""
    first, last, both = covariances[..., 0, 0], covariances[..., -1, -1], covariances[..., 0, -1]
    if covariances.shape[-1] == 1:
        return first
    return (first + last) / 2 - np.hypot((first - last) / 2, both)


def lift(covariances, floor):
    """Add as much to the variance in every direction as brings the smallest one up to the floor."""
    missing = np.maximum(floor - smallest_variance(covariances), 0)
    return covariances + missing[..., None, None] * np.eye(covariances.shape[-1])


def climb(x, start, covariance_type, floor, tol, max_iter):
    """E-step and M-step in turn: the final parameters, and which lineages have converged.

    A lineage is put aside once a step has changed its mean log density by less than `tol`, so what comes out of it does
    not depend on the lineages beside it.
    """
    parameters, final = start, Parameters(*map(np.copy, start))
    going, before = np.arange(len(x)), np.full(len(x), -np.inf)
    for step in range(max_iter):
        share, log_prob = expect(x, parameters)
        parameters = maximize(x, share, parameters, covariance_type, floor)
        now = log_prob.mean(axis=-1)
        moving = np.abs(now - before) >= tol
        before = now
        if moving.all() and step + 1 < max_iter:
            continue
        for whole, part in zip(final, parameters, strict=True):
            whole[going] = part
        going, before = going[moving], now[moving]
        if going.size == 0:
            break
        x, parameters = x[moving], parameters.at(moving)
    return final, ~np.isin(np.arange(len(final.weights)), going)


def climb_in_blocks(x, start, *options):
    """`climb`, on about as many lineages at a time as the cache holds: in equal blocks, for a small rest takes long."""
    wanted = round(start.means.size * x.shape[-1] / BLOCK)
    edges = np.linspace(0, len(x), min(max(wanted, 1), len(x)) + 1).astype(int)
    blocks = [slice(*ends) for ends in pairwise(edges)]
    fits = [climb(x[block], start.at(block), *options) for block in blocks]
    parameters, converged = zip(*fits, strict=True)
    return Parameters(*map(np.concatenate, zip(*parameters, strict=True))), np.concatenate(converged)
