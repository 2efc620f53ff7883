"""Compute what more text and larger networks are worth, when the text is human and when networks have written it.

    python data/make_sizes.py            all networks that are not trained yet, and write the table (2 minutes)
    python data/make_sizes.py --check    train the smallest ones again, and compare (half a minute)

A chain of generations, each trained afresh on the text of the one before, is run at T = 1 and at T = 0.8. Then networks
of three sizes are trained on three amounts of text each from four sources: people; the last generation at T = 1, or at
T = 0.8; people for one half and the last generation at T = 1 for the other. What comes out is sizes.csv: the bits of
held-out human text. More text is read less often, since fewer passes are enough. What is finished is written at once to
sizes.part.
"""

import json
import os
from functools import cache

import make_chains
import numpy as np
import pandas as pd
from command import command
from ledger import compute

from collapse.loop import last, run
from collapse.models.char_rnn import CharRNN
from collapse.text import BLOCK, load

WORKERS = int(os.environ.get("STUDY_WORKERS", "1"))
SEEDS, FEATURES = (1, 2), (24, 48, 96)
EPOCHS = {9_000: 12, 27_000: 6, 81_000: 3}  # by the number of characters
NETWORK = dict(cell="gru", streams=8, steps=32)
AUTHOR, AUTHOR_TEXT, GENERATIONS = dict(hidden=48, epochs=6), 54_000, 4
SOURCES = ("human", "half human", "T = 1", "T = 0.8")
CLOSE = 0.15  # bits that a network trained again may be off


@cache
def corpus():
    """The novels."""
    return load("novels", lower=True)


@cache
def last_generation(seed, temperature):
    """The last model of a chain."""
    model = CharRNN(len(corpus().alphabet), **NETWORK, **AUTHOR, temperature=temperature)
    human, rng = make_chains.human_text(corpus())[:AUTHOR_TEXT], np.random.default_rng([seed, 0])
    return last(run(model, human, GENERATIONS, rng)).model


def sources(seed):
    """As much text as the largest amount, from each source. The human one is not what the chains began with."""
    rng, most = np.random.default_rng([seed, 1]), max(EPOCHS)
    blocks = corpus().train[: corpus().train.size // BLOCK * BLOCK].reshape(-1, BLOCK)
    people = blocks[1::2].ravel()[:most]
    fair, sharp = (last_generation(seed, temperature).sample(most, rng) for temperature in (1.0, 0.8))
    return dict(zip(SOURCES, (people, None, fair, sharp), strict=True))


def part(texts, source, size):
    """The first `size` characters of a source."""
    if source == "half human":
        return np.concatenate([texts["human"][: size // 2], texts["T = 1"][: size // 2]])
    return texts[source][:size]


def job(features, seed, sizes=tuple(EPOCHS)):
    """Train a network of so many features on every text."""
    texts, rows = sources(seed), []
    for source in SOURCES:
        for size in sizes:
            model = CharRNN(len(corpus().alphabet), **NETWORK, hidden=features, epochs=EPOCHS[size])
            model = model.fit(part(texts, source, size), np.random.default_rng([seed, 2]), progress=None)
            bits = model.bits_per_character(corpus().held_out)
            rows.append(dict(features=features, characters=size, source=source, seed=seed, human_bits=bits))
    return rows


def jobs():
    """Arguments by keys that say all they depend on, seed by seed."""
    settings = json.dumps([list(EPOCHS.items()), NETWORK, AUTHOR, AUTHOR_TEXT, GENERATIONS])
    return {
        f"{features} features, seed {seed}, {settings}": (features, seed) for seed in SEEDS for features in FEATURES
    }


def table(done):
    """Write the table of what is finished."""
    make_chains.write("sizes.csv", [row for rows in done.values() for row in rows])


def make():
    """Compute and write everything."""
    ledger = make_chains.DATA / "sizes.part"
    table(compute(ledger, job, jobs(), WORKERS, after=table))
    ledger.unlink(missing_ok=True)


def check():
    """Recompute a part, and return what differs."""
    stored = pd.read_csv(make_chains.DATA / "sizes.csv").query("features == 24 and seed == 1 and characters == 9_000")
    rows = [row | dict(generation=GENERATIONS) for row in job(24, 1, sizes=(9_000,))]
    return list(make_chains.differing(rows, stored, {"human_bits": CLOSE}))


if __name__ == "__main__":
    command(make, check, __doc__.split("\n")[0])
