"""Compute the recovery of a small network: four generations on their own text, then human text again.

    python data/make_recovery.py            compute everything, and write recovery.csv (some five minutes)
    python data/make_recovery.py --check    recompute generations 0 and 1 of one chain, and compare (half a minute)

The network, the human text and what is measured are those of `make_chains.py`, and so is what `--check` lets pass.
Sampled at T = 0.8, generations 1 to 4 are trained on the text of the one before, generations 5 to 10 on a quarter of
human text and three quarters of that. Three seeds, one after the other, on one thread.
"""

import make_chains
import pandas as pd
from command import command

from collapse.diets import mix, replace, switch

SETTING, LAST, SEEDS = "T = 0.8, then 25 % human", 10, (1, 2, 3)
make_chains.SETTINGS[SETTING] = (0.8, switch(4, replace, mix(0.25)))


def make():
    """Compute and write everything."""
    rows = [row for seed in SEEDS for row in make_chains.chain(SETTING, seed, LAST)[0]]
    make_chains.write("recovery.csv", rows)


def check():
    """Recompute a part, and return what differs."""
    stored = pd.read_csv(make_chains.DATA / "recovery.csv").query("seed == 1 and generation <= 1")
    rows = make_chains.chain(SETTING, 1, last=1)[0]
    return list(make_chains.differing(rows, stored, make_chains.LOOSE))


if __name__ == "__main__":
    command(make, check, __doc__.split("\n")[0])
