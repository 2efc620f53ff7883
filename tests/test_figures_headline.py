"""The figures of notebook 06, on small data of their own; test_figures.py puts every case through its tests."""

import numpy as np

from collapse import figures
from collapse.comparison import Chain

GENERATIONS = np.arange(6)


def case_many_models():
    rng = np.random.default_rng(1)
    drift = {"bell": (1, 2), "tokens": (-2, 3), "network, hot": (-1, -1), "KDE": (0.3, 5)}
    chains = {
        name: Chain(*(GENERATIONS[:, None] * slope + 0.1 * rng.random((6, 9)) for slope in (human, own)), None, None)
        for name, (own, human) in drift.items()
    }
    return figures.many_models(chains), ["4", "3", "2", "2"], []


def case_writers():
    rng = np.random.default_rng(2)
    novelty, diversity = ({how: rng.random((6, 30)) for how in ("blend", "by lot")} for _ in range(2))
    theory = {how: (np.full(6, 0.4 + k), np.full(6, 0.6 + k)) for k, how in enumerate(novelty)}
    numbers = ["0", "1", "5"]
    for how in novelty:
        for values in (novelty[how], diversity[how]):
            numbers += [f"{values[generation].mean():.2f}" for generation in (0, 1, -1)]
    return figures.writers(novelty, diversity, theory), numbers, [curve for pair in theory.values() for curve in pair]
