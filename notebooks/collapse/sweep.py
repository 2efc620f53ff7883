"""One point of the phase diagram of notebook 05: what a diet keeps of the variance, at one share and one sample size.

A pure function of its setting, seed included, so that it does not matter who computes it, when, or in which order. Who
does, and how the points are collected, is the business of `data/make_phase_diagram.py`.
"""

import numpy as np

from collapse import measures, theory, validate
from collapse.diets import accumulate, mix, replace
from collapse.loop import last, run
from collapse.models import FittedGaussian, Gaussian

DIETS = ("replace", "accumulate", "fresh", "fixed")


def point(diet, share, M, generations=100, lineages=2_000):
    """Run the histories of one setting, a Gaussian under maximum likelihood, and measure the last generation.

    Parameters
    ----------
    diet : {"replace", "accumulate", "fresh", "fixed"}
        The last two mix in a share of human data: fresh ones, or the same lambda M people of generation 0.
    share : float
        Lambda, of which lambda M must make whole values, at least two; the first two diets take no notice of it.
    M, generations, lineages : int

    Returns
    -------
    dict
        The setting, the mean variance with its two standard errors, and what theory expects.

    Examples
    --------
    >>> found = point("fresh", share=0.1, M=100, generations=30)
    >>> print(f"{found['variance']:.2f} +- {found['error']:.2f}, theory {found['theory']:.2f}")
    0.95 +- 0.01, theory 0.95
    """
    validate.choice("diet", diet, DIETS)
    share, M = validate.number("share", share, least=0, most=1), validate.integer("M", M, least=2)
    generations = validate.integer("generations", generations, least=0)
    lineages = validate.integer("lineages", lineages, least=2)
    if diet in ("fresh", "fixed") and (round(share * M) < 2 or abs(share * M - round(share * M)) > 1e-9):
        raise ValueError(f"share times M must be a whole number of at least 2 human values, got {share} times {M}")
    rng = np.random.default_rng([DIETS.index(diet), round(1e6 * share), M, generations, lineages])
    people = FittedGaussian(mean=0, variance=1).repeat(lineages, shortcut=True)
    fed = dict(replace=replace, accumulate=accumulate, fresh=mix(share, fresh=people), fixed=mix(share, fixed=True))
    turns = run(Gaussian(0, shortcut=True), people.sample(M, rng), generations, rng, fed[diet])
    mean, low, _ = measures.mean_band(last(turns).model.variance)
    expected = theory.intervention_variance(diet, M, share, 0, generations)[-1]
    setting = dict(diet=diet, share=share, M=M, generations=generations, lineages=lineages)
    return setting | dict(variance=float(mean), error=float(mean - low), theory=float(expected))
