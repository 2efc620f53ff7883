"""What the next generation is fed (`feeding`), and who chooses it (`curation`).

A diet is called as `diet(generation, human, rng)` and returns data for the next fit:

- `generation` is the newest `Generation`: its `data` are what it was trained on, its `synthetic` what it generated;
- `human` are the data generation 0 was trained on;
- `rng` is the chain's `numpy.random.Generator`.

Every chain works on its own copy of the diet, so a diet that has to remember may keep what it has seen in attributes.
"""

from collapse.diets.curation import best_of, curate, noisy, taste
from collapse.diets.feeding import accumulate, mix, replace, subsample, switch

__all__ = ["accumulate", "best_of", "curate", "mix", "noisy", "replace", "subsample", "switch", "taste"]
