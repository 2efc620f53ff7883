"""Diets: what the next generation is trained on.

A diet is called as `diet(generation, human, rng)` and returns data for the next fit:

- `generation` is the newest `Generation`: its `data` are what it was trained on, its `synthetic` what it generated;
- `human` are the data generation 0 was trained on;
- `rng` is the chain's `numpy.random.Generator`.

Every chain works on its own copy of the diet, so a diet that has to remember may keep what it has seen in attributes.
Values (people, tokens, the characters of a text) lie along the last axis.
"""

import numpy as np

from collapse import validate


def replace(generation, human, rng):
    """Feed only the newest synthetic data; everything before is thrown away.

    Source: the setting of Shumailov et al., arXiv 2305.17493.
    """
    return generation.synthetic


def accumulate(generation, human, rng):
    """Feed everything there ever was: the human data and all that the generations so far have made of them.

    Source: Gerstgrasser et al., arXiv 2404.01413.
    """
    return np.concatenate([generation.data, generation.synthetic], axis=-1)


def mix(fraction):
    """Make a diet as large as the synthetic data, of which `fraction` are human data and the rest is synthetic.

    The human part is a stretch of the data generation 0 was trained on, read as a ring from a place drawn anew each
    time, so that what stands side by side stays so: of a text, a passage.

    Parameters
    ----------
    fraction : float
        From 0 to 1.

    Returns
    -------
    diet

    Raises
    ------
    TypeError, ValueError
        If `fraction` is not such a number.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> newest = SimpleNamespace(synthetic=np.array([9, 9, 9, 9]))
    >>> mix(0.5)(newest, np.arange(5), np.random.default_rng(2))
    array([4, 0, 9, 9])
    """
    fraction = validate.number("fraction", fraction, least=0, most=1)

    def mixed(generation, human, rng):
        size = generation.synthetic.shape[-1]
        kept = round(fraction * size)
        places = rng.integers(human.shape[-1]) + np.arange(kept)
        return np.concatenate(
            [human.take(places, axis=-1, mode="wrap"), generation.synthetic[..., : size - kept]], axis=-1
        )

    return mixed
