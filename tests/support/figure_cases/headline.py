"""The figures of notebook 06, on small data of their own."""

import numpy as np

from collapse import figures
from collapse.comparison import Chain


def case_eight_definitions():
    """Three chains: one that meets all it can be put to, one that meets nothing, one of which too little is known."""
    still = np.ones((6, 9))
    curves = [still * np.linspace(1, end, 6)[:, None] for end in (9, 0.1, 0.1, 1)]
    lost = Chain(
        curves[0],
        still,
        *curves[1:3],
        curves[3] * np.linspace(0, 1, 6)[:, None],
        2,
        np.inf,
        [still[0], 0 * still[0]],
        still[0],
    )
    kept = Chain(*[still] * 4, 0 * still, 2, 20, [still[0], still[0]], 0 * still[0])
    chains = {"lost": lost, "kept": kept, "hardly known": Chain(*[still] * 4)}
    return figures.eight_definitions(chains), ["1", "1", "1", "1", "1", "1", "1", "1", "3", "1", "8"], []


def case_writers():
    rng = np.random.default_rng(2)
    novelty, diversity = ({how: rng.random((6, 30)) for how in ("blend", "by lot")} for _ in range(2))
    theory = {how: (np.full(6, 0.4 + k), np.full(6, 0.6 + k)) for k, how in enumerate(novelty)}
    numbers = ["0", "1", "5"]
    for how in novelty:
        for values in (novelty[how], diversity[how]):
            numbers += [f"{values[generation].mean():.2f}" for generation in (0, 1, -1)]
    return figures.writers(novelty, diversity, theory), numbers, [curve for pair in theory.values() for curve in pair]
