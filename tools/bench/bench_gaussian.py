"""The Gaussian chain with its shortcut: how long it takes, and that it does not matter how large the sample is."""

import numpy as np

from collapse.loop import run
from collapse.models import Gaussian
from collapse.models.gaussian import Moments
from timing import interleaved, median_seconds

LINEAGES, GENERATIONS = 10_000, 200


def chain(M):
    """A function that runs the chain to its end, from human data with mean 0 and variance 1 in every lineage."""
    human = Moments(np.zeros(LINEAGES), np.ones(LINEAGES), M)

    def to_the_end():
        for _ in run(Gaussian(shortcut=True), human, GENERATIONS, rng=np.random.default_rng(1)):
            pass

    return to_the_end


def bench_gaussian_chain_seconds(report):
    value = median_seconds(chain(M=100), repeats=5)
    report("gaussian_chain_seconds", value, "s", "10 000 lineages x 200 generations, M = 100, shortcut")


def bench_gaussian_chain_ratio_M1e6_to_M1e2(report):
    _, _, ratio = interleaved(chain(M=10**6), chain(M=10**2), repeats=7)
    report("gaussian_chain_ratio_M1e6_to_M1e2", ratio, "x", "time at M = 1 000 000 over time at M = 100, shortcut")
