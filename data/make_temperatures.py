"""Compute long chains at temperatures between those of notebook 04: where does narrowing turn into noise?

    python data/make_temperatures.py            all chains that are not finished yet, and write the tables (10 minutes)
    python data/make_temperatures.py --check    recompute the law, and generations 0 and 1 of one chain (half a minute)

The network, the human text and what is measured are those of `make_chains.py`, whose chains at T = 0.8 and T = 1 belong
to the same row, and so is what `--check` lets pass. A finished chain is written at once to temperatures.part.

What comes out, beside this file:

- temperatures.csv: the chains, with the columns of chains.csv;
- temperatures_law.csv: what held-out human text costs under the model of generation 0 at temperature T^n, which is what
  generation n would be if it learned the text before it without error.
"""

import os

import make_chains
import numpy as np
import pandas as pd
from command import command
from ledger import compute

from collapse.models.char_rnn import CharRNN
from collapse.text import load

WORKERS = int(os.environ.get("STUDY_WORKERS", "1"))
TEMPERATURES = (0.85, 0.9, 0.95, 1.05)
ALL = (0.8, *TEMPERATURES[:3], 1.0, TEMPERATURES[3])
SEEDS, PIECE = (1, 2), 2_000
CLOSE = 0.1  # bits: as far as another processor may compute another generation 0
NAMES = {f"T = {T:g}": T for T in ALL}
make_chains.SETTINGS |= {name: (T, make_chains.replace) for name, T in NAMES.items()}


def law(seed):
    """Bits of held-out human text under generation 0, trained as in make_chains.py, sharpened n times."""
    corpus = load("novels", lower=True)
    network = CharRNN(len(corpus.alphabet), **make_chains.NETWORK)
    model = network.fit(make_chains.human_text(corpus), np.random.default_rng(seed), progress=None)
    pieces = corpus.held_out[: corpus.held_out.size // PIECE * PIECE].reshape(-1, PIECE)
    return [
        dict(setting=name, seed=seed, generation=n, human_bits=-model.log_prob(pieces, T**n).mean() / np.log(2))
        for name, T in NAMES.items()
        for n in range(make_chains.LAST + 1)
    ]


def job(name, seed):
    """Compute one chain, or the law of a seed."""
    return law(seed) if name == "law" else make_chains.chain(name, seed)[0]


def jobs():
    """Arguments by keys: the law first, then seed by seed."""
    names = [f"T = {T:g}" for T in TEMPERATURES]
    pairs = [("law", seed) for seed in SEEDS] + [(name, seed) for seed in SEEDS for name in names]
    return {f"{name}, seed {seed}": (name, seed) for name, seed in pairs}


def tables(done):
    """Write the two tables of what is finished."""
    rows = [row for key, found in done.items() if not key.startswith("law") for row in found]
    order = list(NAMES)
    if rows:
        rows.sort(key=lambda row: (order.index(row["setting"]), row["seed"], row["generation"]))
        make_chains.write("temperatures.csv", rows)
    make_chains.write(
        "temperatures_law.csv", [row for key, found in done.items() if key.startswith("law") for row in found]
    )


def make():
    """Compute and write everything."""
    part = make_chains.DATA / "temperatures.part"
    tables(compute(part, job, jobs(), WORKERS, after=tables))
    part.unlink(missing_ok=True)


def check():
    """Recompute a part, and return what differs."""
    stored = pd.read_csv(make_chains.DATA / "temperatures_law.csv").query("seed == 1")
    found = list(make_chains.differing(law(1), stored, {"human_bits": CLOSE}))
    stored = pd.read_csv(make_chains.DATA / "temperatures.csv").query("setting == 'T = 0.9' and seed == 1")
    rows = make_chains.chain("T = 0.9", 1, last=1)[0]
    return found + list(make_chains.differing(rows, stored.query("generation <= 1"), make_chains.LOOSE))


if __name__ == "__main__":
    command(make, check, __doc__.split("\n")[0])
