"""Compute the histories of notebook 02 in which a mixture of two is fitted to one blob, again and again.

    python data/make_two_on_one.py              all histories, and write the table (four minutes of processor time)
    python data/make_two_on_one.py --check      recompute the beginnings, and compare them with the table (2 seconds)

The published run: 1000 points of a round Gaussian in the plane, two components with full covariances, 2050 generations,
EM from a k-means++ start in every generation until a step gains less than 1e-5 nats, at most 2000 steps. Beside it
stand three more set-ups, in which EM begins where the last fit ended, or stops at 1e-3, or both. 32 histories each;
history i is the one of `numpy.random.default_rng(i)`, so all set-ups begin with the same points.

What comes out is two_on_one.csv: for each set-up, history and every 50th generation the mean standard deviation of the
components that have weight (in two dimensions the root of the mean over the axes), that of the whole model, and the
number of components that have weight.

The check recomputes two histories of each set-up up to generation 50.
"""

import os
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "notebooks"))
os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before NumPy is imported; the processes of the pool inherit it

import numpy as np
import pandas as pd
from command import command

from collapse.loop import run
from collapse.models import GaussianMixture

TABLE = Path(__file__).parent / "two_on_one.csv"
LAST, EVERY, HISTORIES = 2050, 50, 32
SETTINGS = {  # EM starts afresh, or where the last fit ended; and when it stops
    (start, tol): dict(warm_start=start == "continued", tol=tol, max_iter=2000)
    for tol in (1e-5, 1e-3)
    for start in ("afresh", "continued")
}
CLOSE = 1e-3  # a recomputed number may be off by this share: rounding differs between processors


def history(setting, number, last=LAST):
    """Run one history: its rows of the table."""
    start, tol = setting
    rng = np.random.default_rng(number)
    blob = rng.standard_normal((1000, 2))
    rows = []
    for turn in run(GaussianMixture(2, dimension=2, **SETTINGS[setting]), blob, last, rng):
        if turn.number % EVERY == 0:
            fit = turn.model
            spread = dict(component_sd=fit.sd[fit.alive].mean(), whole_sd=np.sqrt(fit.variance.mean()))
            of = dict(start=start, tol=tol, history=number, generation=turn.number)
            rows.append(of | spread | dict(alive=fit.alive.sum()))
    return rows


def make():
    """Compute and write the table."""
    with ProcessPoolExecutor(max_workers=2, mp_context=get_context("spawn")) as pool:
        tasks = [(setting, number) for setting in SETTINGS for number in range(HISTORIES)]
        rows = [row for part in pool.map(history, *zip(*tasks, strict=True)) for row in part]
    pd.DataFrame(rows).to_csv(TABLE, index=False, float_format="%.5g", lineterminator="\n")


def check(last=EVERY, numbers=(0, HISTORIES - 1)):
    """Recompute the beginnings of some histories, and return what differs."""
    known = pd.read_csv(TABLE).set_index(["start", "tol", "history", "generation"])
    found = []
    for setting in SETTINGS:
        for row in (row for number in numbers for row in history(setting, number, last)):
            key = tuple(row[name] for name in known.index.names)
            found += [
                f"{name} of {key} is {row[name]:.5g}, stored is {stored:.5g}"
                for name, stored in known.loc[key].items()
                if not abs(row[name] - stored) <= CLOSE * abs(stored)
            ]
    return found


if __name__ == "__main__":
    command(make, check, __doc__.split("\n")[0])
