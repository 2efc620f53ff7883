"""Diets: what the next generation is trained on.

A diet is called as `diet(generation, human, rng)` and returns data for the next fit:

- `generation` is the newest `Generation`: its `data` are what it was trained on, its `synthetic` what it generated;
- `human` are the data generation 0 was trained on;
- `rng` is the chain's `numpy.random.Generator`.

Every chain works on its own copy of the diet, so a diet that has to remember may keep what it has seen in attributes.
"""


def replace(generation, human, rng):
    """Feed only the newest synthetic data; everything before is thrown away.

    Source: the setting of Shumailov et al., arXiv 2305.17493.
    """
    return generation.synthetic
