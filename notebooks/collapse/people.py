"""Authors in the loop: they write partly from a model's suggestions, and their texts train the next model.

A text is one number, which stands for what it is about. Every author has a *home*; alone they write around it. All of
this is assumption: nothing here is fitted to people.
"""

from dataclasses import dataclass

import numpy as np

from collapse import validate
from collapse.models import Gaussian
from collapse.theory.people import HOW


@dataclass(frozen=True)
class Season:
    """One generation of texts.

    Attributes
    ----------
    number : int
        0 for texts written without any model.
    homes, texts : array, shape (histories, authors)
    """

    number: int
    homes: np.ndarray
    texts: np.ndarray

    @property
    def novelty(self):
        """Mean squared distance of a text from its author's home, shape (histories,): how new it is for them."""
        return ((self.texts - self.homes) ** 2).mean(axis=-1)

    @property
    def diversity(self):
        """Variance of all texts, shape (histories,): half the mean squared distance of two texts."""
        return self.texts.var(axis=-1, ddof=1)


def write_along(
    originality, generations, rng, authors=1_000, histories=1, how="blend", own=0.2, outside=0.0, spread=3.0
):
    """Let generations of authors write with the help of a model that was fitted to the texts of the last one.

    Parameters
    ----------
    originality : float
        o, from 0 to 1: how much of the writing is one's own.
    generations : int
    rng : numpy.random.Generator
    authors, histories : int
        Every generation has new authors, as many as before.
    how : {"blend", "by lot"}
        Every text is o times one's own and 1 - o times a suggestion; or a share o of the texts is one's own alone, and
        the others are suggestions.
    own : float
        Variance of what one author writes alone; homes vary by 1 - own.
    outside : float
        Share of the suggestions that come from a source outside of the crowd, which reads none of these texts.
    spread : float
        Variance of what that source suggests, around 0.

    Yields
    ------
    Season

    Examples
    --------
    >>> seasons = list(write_along(0.5, generations=1, rng=np.random.default_rng(1), authors=100_000))
    >>> print([f"{season.diversity[0]:.1f}" for season in seasons])
    ['1.0', '0.5']
    """
    o = validate.number("originality", originality, least=0, most=1)
    own = validate.number("own", own, least=0, most=1)
    shape = (validate.integer("histories", histories, least=1), validate.integer("authors", authors, least=2))
    validate.choice("how", how, allowed=HOW)
    outside = validate.number("outside", outside, least=0, most=1)
    spread = validate.number("spread", spread, least=0)
    validate.generator("rng", rng)
    generations = validate.integer("generations", generations, least=0)
    return _seasons(o, generations, rng, shape, how, own, outside, spread)


def _seasons(o, generations, rng, shape, how, own, outside, spread):
    model = None
    for number in range(generations + 1):
        homes = np.sqrt(1 - own) * rng.standard_normal(shape)
        texts = homes + np.sqrt(own) * rng.standard_normal(shape)
        if model is not None:
            suggestions = model.sample(shape[1], rng)
            if outside > 0:
                stranger = rng.random(shape) < outside
                suggestions = np.where(stranger, np.sqrt(spread) * rng.standard_normal(shape), suggestions)
            share = o if how == "blend" else rng.random(shape) < o
            texts = share * texts + (1 - share) * suggestions
        model = Gaussian().fit(texts)
        yield Season(number, homes, texts)
