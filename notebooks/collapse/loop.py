"""The one loop of the whole subject: fit, sample, feed. It knows no model, and of diets the plainest."""

import collections
import copy
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from collapse import validate
from collapse.diets import replace


class DegenerateFitWarning(UserWarning):
    """A fit has no spread left; the chain goes on."""


@dataclass(frozen=True)
class Generation:
    """One turn of the loop.

    Attributes
    ----------
    number : int
        0 for the model fitted to the human data.
    model : fitted model
    data : what the model was trained on
    synthetic : what the model generated
    """

    number: int
    model: Any
    data: Any
    synthetic: Any


def run(model, human, generations, rng, diet=replace, size=None):
    """Fit `model` to `human` data, sample from it, fit the next one to what the `diet` makes of that, and so on.

    Parameters
    ----------
    model : has `fit(data, rng)`
        See `collapse.models`.
    human : array, or whatever the model fits
        What generation 0 is trained on; independent histories (lineages) along the leading axes. Values have shape
        (..., M), points (..., M, d), counts (..., types), codes (..., characters); see the model.
    generations : int
        The last generation's number; generations 0 to `generations` are yielded.
    rng : numpy.random.Generator
    diet : callable, optional
        See `collapse.diets`.
    size : int, optional
        How much each generation samples, per lineage; by default as much as generation 0 was fitted to.

    Yields
    ------
    Generation
        One at a time, so that memory does not grow with their number. A fit that its reader interrupts, so that it
        says `finished` is False, is the chain's last.

    Raises
    ------
    TypeError, ValueError
        If an argument is not allowed, or the diet returns nothing.

    Warns
    -----
    DegenerateFitWarning
        Once a chain, at the first fit without any spread (variance 0). It is a result: the chain goes on.

    Examples
    --------
    >>> from collapse.models import Gaussian
    >>> rng = np.random.default_rng(1)
    >>> [g.number for g in run(Gaussian(), rng.standard_normal(100), generations=3, rng=rng)]
    [0, 1, 2, 3]
    """
    if isinstance(model, type) or not callable(getattr(model, "fit", None)):
        raise TypeError(f"model must be an object with a method fit(data, rng), got {model!r}")
    if not callable(diet):
        raise TypeError(f"diet must be a function of (generation, human, rng), got {diet!r}")
    generations = validate.integer("generations", generations, least=0)
    validate.generator("rng", rng)
    if size is not None:
        size = validate.integer("size", size, least=2)
    # A model or a diet may remember; each chain has its own of both, so that a second chain starts afresh.
    return _turns(copy.copy(model), human, generations, rng, copy.deepcopy(diet), size)


def last(turns):
    """Return the last `Generation` of a chain; only one is in memory at a time.

    Examples
    --------
    >>> from collapse.models import Gaussian
    >>> rng = np.random.default_rng(1)
    >>> last(run(Gaussian(), rng.standard_normal(100), generations=3, rng=rng)).number
    3
    """
    if not isinstance(turns, Iterable):
        raise TypeError(f"turns must be those of a chain, as `run` yields them, got {validate.shown(turns)}")
    found = collections.deque(turns, maxlen=1)
    if not found:
        raise ValueError(f"turns must hold at least one generation, got none from {validate.shown(turns)}")
    return found.pop()


def _turns(model, human, generations, rng, diet, size):
    data, warned = human, False
    for number in range(generations + 1):
        fitted = model.fit(data, rng)
        size = size or fitted.sample_size
        warned = warned or _warn_if_degenerate(fitted, number)
        generation = Generation(number, fitted, data, fitted.sample(size, rng))
        yield generation
        if not getattr(fitted, "finished", True):
            return  # the fit was interrupted, and so was the chain
        if number < generations:
            data = diet(generation, human, rng)
            _refuse_nothing(data, diet, number)


def _refuse_nothing(data, diet, number):
    empty = data.size == 0 if isinstance(data, np.ndarray) else hasattr(data, "__len__") and len(data) == 0
    if data is None or empty:
        name = getattr(diet, "__name__", repr(diet))
        raise ValueError(
            f"diet must return the data of the next generation; {name} returned {data!r} after generation {number}"
        )


def _warn_if_degenerate(fitted, number):
    degenerate = np.asarray(getattr(fitted, "degenerate", False))
    if degenerate.any():
        message = (
            f"generation {number}: {degenerate.sum()} of {degenerate.size} fits have no spread left; the chain goes on"
        )
        warnings.warn(message, DegenerateFitWarning, stacklevel=3)
    return degenerate.any()
