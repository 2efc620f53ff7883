"""The figures of notebook 01, on small data of their own."""

import numpy as np
from scipy import stats

from collapse import figures
from collapse.models import Gaussian

GENERATIONS = np.arange(6)
DECAY = np.exp(-0.3 * GENERATIONS)


def chains(seed, lineages=40):
    """Make positive numbers of shape (generations, lineages)."""
    return DECAY[:, None] * np.random.default_rng(seed).lognormal(sigma=0.3, size=(6, lineages))


def case_heights():
    data = np.array([61.0, 64.0, 66.5, 68.0, 72.5])
    numbers = ["5", "61.0", "72.5", f"{np.mean(data):.2f}", f"{np.std(data, ddof=1):.2f}"]
    return figures.heights(data, Gaussian(ddof=1).fit(data)), numbers, []


def case_one_history():
    models = [Gaussian().fit(np.array([-1, 0, 1.3]) * scale) for scale in (1, 0.9, 0.7)]
    ends = [f"{model.variance**0.5:.2f}" for model in (models[0], models[2])]
    ends += [f"{model.mean:.2f}" for model in (models[0], models[2])]
    return figures.one_history(models, [0, 2]), ["0", "2", *ends], []


def case_histories():
    variance, theory = chains(1), 0.9 * DECAY
    mean, median = variance.mean(axis=1), np.median(variance, axis=1)
    off = max(abs(100 * (m / t - 1)) for m, t in zip(median, theory, strict=True))
    numbers = [f"{value:.2f}" for value in (mean[0], mean[-1], median[0], median[-1])]
    return figures.histories(variance, theory), ["5", *numbers, f"{off:.1f}"], [theory]


def case_half_lives():
    theory = np.array([6.01, 19.87])
    picture = figures.half_lives([10, 30], [[7, 20], [6, 18], [8, 23]], theory)
    return picture, ["7", "10", "20", "30", "6", "20"], [theory]


def case_estimators():
    variance, theory = {1: chains(2), 0: chains(3)}, {1: np.ones(6), 0: DECAY}
    numbers = [f"{value:.2f}" for d in (1, 0) for value in (variance[d][-1].mean(), theory[d][-1])]
    return figures.estimators(variance, theory), ["5", *numbers], list(theory.values())


def case_random_walk():
    mean, theory_square = chains(4) - 0.5, (GENERATIONS + 1) / 50
    first, last = (f"{np.sqrt(np.mean(row**2)):.2f}" for row in (mean[0], mean[-1]))
    curves = [-2 * np.sqrt(theory_square), 2 * np.sqrt(theory_square)]
    numbers = ["5", first, last, f"{np.sqrt(6 / 50):.2f}", f"{np.median(np.abs(mean[-1])):.2f}"]
    return figures.random_walk(mean, theory_square), numbers, curves


def case_landing():
    rng = np.random.default_rng(5)
    mean = {ddof: scale * rng.standard_normal(300) for ddof, scale in ((1, 2.0), (0, 1.2))}
    laws = {1: stats.t(2), 0: stats.norm(0, 1.2)}
    numbers = ["2"]
    for ddof in (1, 0):
        outside = sum(abs(value) > 2 for value in mean[ddof]) / 300
        numbers += [f"{outside:.3f}", f"{1 - laws[ddof].cdf(2) + laws[ddof].cdf(-2):.3f}"]
    return figures.landing(mean, laws), numbers, [laws[d].pdf(np.linspace(-6, 6, 400)) for d in (1, 0)]


def case_tails():
    mass, first_order = 0.05 * chains(6), 0.05 + 0.01 * GENERATIONS[:3]
    fewer = 100 * sum(last < mass[0].mean() for last in mass[-1]) / 40
    numbers = [f"{mass[0].mean():.3f}", "5", f"{mass[-1].mean():.3f}", "0.184", f"{np.median(mass[-1]):.2g}"]
    numbers += [f"{fewer:.0f}"]
    return figures.tails(mass, first_order, limit=0.1837, threshold=3), ["3", *numbers], [first_order]


def case_confident_and_wrong():
    own, human = chains(7), chains(8) + GENERATIONS[:, None]
    theories = 1.1 * DECAY, 1.2 * DECAY + GENERATIONS
    numbers = []
    for values, theory in zip((own, human), theories, strict=True):
        numbers += [f"{values[0].mean():.2f}", f"{values[-1].mean():.2f}", f"{theory[-1]:.2f}"]
    numbers += [f"{np.median(human[-1]):.2f}"]
    return figures.confident_and_wrong(own, human, *theories), ["5", *numbers], theories


def case_distance_to_truth():
    squared, theory = {1: chains(9), 0: chains(10)}, {1: 1 - DECAY, 0: 2 - DECAY}
    numbers = [f"{value:.2f}" for d in (1, 0) for value in (squared[d][-1].mean(), theory[d][-1])]
    return figures.distance_to_truth(squared, theory), ["5", *numbers], list(theory.values())


def case_trap():
    variance = {lineages: chains(lineages, lineages) for lineages in (10, 100, 1000)}
    numbers = []
    for size, values in variance.items():
        error = 2 * values[-1].std(ddof=1) / np.sqrt(size)
        numbers += [f"{values[-1].mean():.2g}", f"{error:.2g}", f"{size:,}"]
    return figures.trap(variance, {10: 1, 100: 2, 1000: 3}), ["1", "5", *numbers], [np.ones(2)]
