"""Compute the chains of notebook 07: models of handwritten digits, each trained on what the one before it has drawn.

    python data/make_handwriting.py            all chains, and write the tables (six minutes of processor time)
    python data/make_handwriting.py --check    recompute the beginning of some chains, and compare (5 seconds)

Three models, five diets, generations 0 to 15; eight seeds where only the newest pictures are fed, three elsewhere.
Chains are independent: each runs in a process of its own, on one thread, two at a time. What comes out:

- handwriting.csv: what was measured of each generation;
- handwriting_pictures.csv: the first ten pictures of each generation, for the three seeds.

All is in double precision, in which a chain comes out the same on every machine that was tried; so the check is strict.
"""

import os
import sys
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "notebooks"))
os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before NumPy is imported; the chains' processes inherit it

import numpy as np
import pandas as pd
from command import command

from collapse import measures, pictures
from collapse.diets import accumulate, curate, mix, replace
from collapse.loop import run
from collapse.models import VAE, GaussianND

DATA = Path(__file__).parent
LAST, SEEDS, MORE_SEEDS = 15, (1, 2, 3), tuple(range(1, 9))
VILLAGE = 100  # pictures that the Gaussian is fitted to; the network sees all of the training part
LIKED = 3
OWN = 400  # of its own pictures a model judges
SHOWN = 10  # pictures of a generation that are stored

MODELS = {"Gaussian": GaussianND(), "VAE": VAE(), "VAE without noise": VAE(noise=0)}
PEOPLE = pictures.load()
READER = pictures.learn_to_read(PEOPLE.train, PEOPLE.train_digits)
DIETS = {
    "replace": replace,
    "a tenth human, drawn anew": mix(0.1),
    "the same tenth human": mix(0.1, fixed=True),
    "accumulate": accumulate,
    "a curator of threes": curate(lambda drawn: READER.probabilities(drawn)[..., LIKED]),
}
KEYS = ["model", "diet", "seed", "generation"]
TIGHT = 2e-3  # how far a recomputed number may be off; the tables hold four decimals


def human(model, seed):
    """The pictures that generation 0 is trained on."""
    if model != "Gaussian":
        return PEOPLE.train
    return np.random.default_rng([seed, VILLAGE]).choice(PEOPLE.train, VILLAGE, replace=False)


def surprise(model, drawn):
    """Mean surprise in nats; infinite if the model finds one of the pictures impossible."""
    log_prob = model.log_prob(drawn)
    return np.inf if (log_prob == -np.inf).any() else -log_prob.mean()


def nearest(drawn):
    """Distance of each picture from the nearest one that people made for training."""
    people = PEOPLE.train
    squares = (drawn**2).sum(axis=1)[:, None] - 2 * drawn @ people.T + (people**2).sum(axis=1)
    return np.sqrt(np.maximum(squares.min(axis=1), 0))


FARTHEST = nearest(PEOPLE.held_out).max()


def measured(turn):
    """Measure one generation: its model, and what it has drawn."""
    model, drawn = turn.model, turn.synthetic
    covariance = np.cov(drawn.T)
    return dict(
        human_nats=surprise(model, PEOPLE.held_out),
        own_nats=surprise(model, drawn[:OWN]),
        directions=measures.effective_directions(covariance),
        variance=np.trace(covariance),
        noise=getattr(model, "noise_sd", 0.0),
        codes=(model.code_costs(turn.data) > 0.1).sum() if hasattr(model, "code_costs") else 0,
        strange=(nearest(drawn) > FARTHEST).mean(),
        unsure=READER.unsure(drawn),
        **{f"read_{digit}": share for digit, share in enumerate(READER.shares(drawn))},
    )


def chain(model, diet, seed, last=LAST):
    """Run one chain: rows of the two tables."""
    rows, shown = [], []
    for turn in run(MODELS[model], human(model, seed), last, np.random.default_rng(seed), DIETS[diet]):
        of = dict(zip(KEYS, (model, diet, seed, turn.number), strict=True))
        rows.append(of | measured(turn))
        shown.append(of | dict(pictures=pictures.packed(turn.synthetic[:SHOWN])))
    print(f"{model}, {diet}, seed {seed}: {rows[-1]['human_nats']:.1f} nats", flush=True)
    return rows, shown if seed in SEEDS else []


def settings():
    """Name all chains, in the order of the tables."""
    for model, diet in product(MODELS, DIETS):
        yield from ((model, diet, seed) for seed in (MORE_SEEDS if diet == "replace" else SEEDS))


def make():
    """Compute and write everything."""
    long_first = sorted(settings(), key=lambda setting: setting[1] != "accumulate")
    with ProcessPoolExecutor(max_workers=2, mp_context=get_context("spawn")) as pool:
        done = dict(zip(long_first, pool.map(chain, *zip(*long_first, strict=True)), strict=True))
    in_order = [done[setting] for setting in settings()]
    for name, parts in zip(("handwriting", "handwriting_pictures"), zip(*in_order, strict=True), strict=True):
        table = pd.DataFrame([row for part in parts for row in part])
        table.to_csv(DATA / f"{name}.csv", index=False, float_format="%.4f", lineterminator="\n")


def differing(rows, stored):
    """Say in which numbers recomputed rows differ from the stored ones."""
    for row, (_, known) in zip(rows, stored.iterrows(), strict=True):
        for name, value in row.items():
            same = (
                value == known[name] if isinstance(value, str) else np.isclose(value, known[name], rtol=0, atol=TIGHT)
            )
            if not same:
                yield f"{', '.join(str(row[key]) for key in KEYS)}: {name} is {value}, stored is {known[name]}"


def check():
    """Recompute a part, and return what differs."""
    tables = [pd.read_csv(DATA / f"{name}.csv") for name in ("handwriting", "handwriting_pictures")]
    found = []
    for model, diet in zip(MODELS, ("replace", "a curator of threes", "accumulate"), strict=True):
        for rows, table in zip(chain(model, diet, seed=1, last=2), tables, strict=True):
            wanted = (table["model"] == model) & (table["diet"] == diet) & (table["seed"] == 1)
            found += differing(rows, table[wanted & (table["generation"] <= 2)])
    return found


if __name__ == "__main__":
    command(make, check, __doc__.split("\n")[0])
