"""The figures of notebook 02, on small data of their own."""

import itertools
from types import SimpleNamespace

import numpy as np
import pandas as pd

from collapse import figures
from collapse.models import FittedMixture, Gaussian

DATA = np.array([1.8, 2.0, 2.3, 4.1, 4.4, 4.5])
PAIR = FittedMixture([0.4, 0.6], [2.0, 4.25], [0.04, 0.09])
NARROWER = FittedMixture([0.25, 0.75], [2.1, 4.0], [0.01, 0.04])


def in_words(fitted):
    """The numbers with which a sentence describes a mixture of two."""
    rows = zip(fitted.weights, fitted.means, fitted.sd, strict=True)
    return [text for w, mean, sd in rows for text in (f"{100 * w:.0f}", f"{mean:.2f}", f"{sd:.3f}")]


def median(values):
    return sorted(values)[len(values) // 2]


def case_em_steps():
    fits = [FittedMixture([0.5, 0.5], [3.0, 4.0], [1.0, 1.0]), NARROWER, PAIR]
    level = [np.mean(np.log(fit.weights @ normal(DATA, fit))) for fit in fits]
    numbers = ["2", "6", f"{level[0]:.2f}", f"{level[-1]:.2f}", *in_words(PAIR)]
    return figures.em_steps(DATA, fits, shown=[0, 2]), numbers, []


def normal(x, fitted):
    """The density of every component, shape (K, points), written out."""
    z = (x - fitted.means[:, None]) / fitted.sd[:, None]
    return np.exp(-(z**2) / 2) / (np.sqrt(2 * np.pi) * fitted.sd[:, None])


def case_geyser():
    swapped = [FittedMixture(m.weights[::-1], m.means[::-1], m.covariances[::-1]) for m in (PAIR, PAIR, NARROWER)]
    turns = [SimpleNamespace(data=DATA, model=model) for model in swapped]  # the long eruptions are component 0
    return figures.geyser(turns, every=1), ["0", *in_words(PAIR), "2", *in_words(NARROWER)], []


def case_two_bells():
    bell = Gaussian(ddof=0).fit(DATA)
    numbers = ["6", *in_words(PAIR), f"{np.mean(DATA):.1f}", f"{np.std(DATA):.1f}"]
    return figures.two_bells(DATA, PAIR, bell), numbers, []


def case_humps():
    models = [FittedMixture(np.full((2, 2), 0.5), [[64, 70], [66, 67]], np.full((2, 2), s)) for s in (4.0, 2.0, 1.0)]
    two = np.array([[True, False, False, False], [True, True, True, False], [True, True, False, False]])
    numbers = ["0.25", "0", "0.75", "1", "0.50", "2"]
    return figures.humps(models, two, shown=[0, 2]), numbers, []


def case_survivors():
    there = [[4, 4], [4, 2], [3, 1], [3, 0]]  # of four histories, in generations 0 to 3
    alive = np.array([[[k < n for n in row] for k in range(4)] for row in there])
    theory = np.array([[0.99, 0.9], [0.95, 0.52], [0.8, 0.3], [0.7, 0.15]])
    numbers = ["0.1", "0.03", "1", "0.15"]
    return figures.survivors(alive, theory, weights=[0.1, 0.03]), numbers, list(theory.T)


def case_narrowing():
    models = []
    for factor in (1.0, 0.5):
        covariances = factor * np.array([[1.0, 0.8, 0.5], [1.1, 0.9, 9.0], [0.9, 0.4, 0.7]])
        weights = [[0.9, 0.06, 0.04], [0.9, 0.1, 0.0], [0.9, 0.06, 0.04]]  # the second history has lost the last one
        models.append(FittedMixture(weights, np.zeros((3, 3)), covariances))
    theory = [np.ones(2), np.array([0.9, 0.7]), np.array([0.8])]
    numbers = ["1", "0.5", "0.9", "0.4", "0.06", "0.3", "0.04", "1"]
    return figures.narrowing(models, theory, weights=[0.9, 0.06, 0.04]), numbers, theory


def case_kept_on_average():
    mass = np.array([[0.05, 0.04, 0.06], [0.0, 0.02, 0.1], [0.0, 0.0, 0.141]])
    gone = np.array([0.1, 0.35, 0.62])
    picture = figures.kept_on_average(mass, gone, truth=0.0499)
    return picture, ["2", "0.047", "0.050", "0", "67", "62"], [gone, np.full(2, 0.0499)]


def case_three_measures():
    rng = np.random.default_rng(1)
    measured, said = {}, {0: [], 1: [], 2: []}
    for name in ("one", "two", "three"):
        triples = [tuple(rng.uniform(1, 9, (3, 5))) for _ in range(4)]
        triples = triples if name != "three" else [(mass, surprise, None) for mass, surprise, _ in triples]
        measured[name] = triples
        for k in range(3):
            said[k] += [] if triples[-1][k] is None else [f"{median(triples[-1][k]):.3g}"]
    truth = (0.02, 5.26, 3)
    numbers = ["3", *said[0], "0.02", *said[1], "5.26", *said[2], "3"]
    return figures.three_measures(measured, truth), numbers, []


def case_papers_run():
    rows, factors = [], (0.5, 1.0, 1.5, 2.0, 4.0)
    for start, tol, worse in (("afresh", 1e-4, 1.0), ("continued", 1e-4, 3.0), ("continued", 0.01, 5.0)):
        for (history, factor), generation in itertools.product(enumerate(factors), (0, 10, 20)):
            spread = worse * factor * 0.58 * 0.5 ** (generation / 10)
            spreads = dict(component_sd=spread, whole_sd=0.95 - generation / 50)
            rows.append(dict(start=start, tol=tol, history=history, generation=generation) | spreads)
    live = np.geomspace(0.9, 0.077, 16)  # in generation 15 the median is halfway between 0.435 and 0.2175
    # medians 0.87 and 0.2175; the quantiles of 0.0725, 0.145, 0.2175, 0.29, 0.58 lie 0.4 of the way into the outer gaps
    numbers = ["20", "0.87", "0.22", "5", "0.1", "0.5", "0.91", "0.011", "0.95", "0.55", "15", "0.077", "0.33"]
    numbers += ["0.22", "0.0001", "0.65", "0.0001", "1.1", "0.01"]
    return figures.papers_run(pd.DataFrame(rows), live, published=(0.91, 0.011)), numbers, []


def case_kernel_variance():
    rng, expected = np.random.default_rng(2), {0.5: np.linspace(1, 3, 6), 0.2: np.linspace(1, 0.6, 6)}
    expected["scott"] = 1.3 ** np.arange(4)
    variances = {h: curve[:, None] * rng.uniform(0.8, 1.2, (len(curve), 30)) for h, curve in expected.items()}
    mean = {h: [sum(row) / 30 for row in values] for h, values in variances.items()}
    numbers = ["5", f"{mean[0.2][0]:.2f}"]
    for h, limit in ((0.5, 4.0), (0.2, 0.3)):
        numbers += [f"{mean[h][-1]:.2f}", f"{h}", f"{expected[h][-1]:.2f}", f"{limit:.2f}"]
    numbers += [f"{mean['scott'][-1]:.3g}", "3", f"{1.3**3:.3g}"]
    return figures.kernel_variance(variances, expected, {0.5: 4.0, 0.2: 0.3}), numbers, list(expected.values())
