"""EM for mixtures: against a loop over scikit-learn from the same starts, and what more of anything costs."""

import warnings

import numpy as np

from collapse.models import FittedMixture, GaussianMixture
from timing import interleaved, median_seconds

STEPS = 50
LINEAGES, COMPONENTS, POINTS = 64, 4, 500


def problem(lineages, components, points, dimension=1):
    """Data of that many lineages, each from a mixture of its own, and a start not far from them."""
    rng = np.random.default_rng(1)
    weights = np.full((lineages, components), 1 / components)
    means = 4 * rng.standard_normal((lineages, components, dimension))
    covariances = np.tile(np.eye(dimension), (lineages, components, 1, 1))
    if dimension == 1:
        means, covariances = means[..., 0], covariances[..., 0, 0]
    data = FittedMixture(weights, means, covariances).sample(points, rng)
    return data, FittedMixture(weights, means + 0.5, covariances)


def ours(data, start):
    """A function that takes 50 steps of EM in every lineage."""
    model = GaussianMixture(start.n_components, start.dimension, start=start, tol=0, max_iter=STEPS)
    return lambda: model.fit(data)


def sklearns(data, start):
    """A function that takes the same steps with scikit-learn, lineage by lineage."""
    from sklearn.mixture import GaussianMixture as SklearnMixture

    data = data.reshape(*data.shape[:2], start.dimension)
    _, means, covariances = start.parameters
    precisions = np.linalg.inv(covariances)

    def fit_all():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that 50 steps are not enough to converge
            for lineage, points in enumerate(data):
                SklearnMixture(
                    start.n_components,
                    weights_init=start.weights[lineage],
                    means_init=means[lineage],
                    precisions_init=precisions[lineage],
                    tol=0,
                    max_iter=STEPS,
                ).fit(points)

    return fit_all


def bench_mixture_em_vs_sklearn(report):
    size = f"{LINEAGES} lineages x {COMPONENTS} components x {POINTS} points x {STEPS} EM steps"
    for dimension, suffix in ((1, ""), (2, "_2d")):
        data, start = problem(LINEAGES, COMPONENTS, POINTS, dimension)
        theirs, own, ratio = interleaved(sklearns(data, start), ours(data, start), repeats=7)
        compares = f"times faster than a loop over scikit-learn, {size}, {dimension}-D: {theirs:.2f} s and {own:.3f} s"
        report(f"mixture_em_vs_sklearn{suffix}", ratio, "x", compares)


def bench_mixture_em_cost(report):
    """The same number in every line means: the cost is linear in lineages, components and points."""
    sizes = {
        "lineages": [(lineages, COMPONENTS, POINTS) for lineages in (16, 64, 256, 1024)],
        "components": [(LINEAGES, components, POINTS) for components in (2, 4, 8, 16)],
        "points": [(LINEAGES, COMPONENTS, points) for points in (125, 500, 2000, 8000)],
    }
    for what, rows in sizes.items():
        for row in rows:
            seconds = median_seconds(ours(*problem(*row)), repeats=3)
            number = row[list(sizes).index(what)]
            compares = "for one point, component, lineage and step; {} lineages x {} components x {} points".format(
                *row
            )
            report(f"mixture_em_cost_{what}_{number}", 1e9 * seconds / np.prod(row) / STEPS, "ns", compares)
