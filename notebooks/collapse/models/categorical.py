"""A table of probabilities over types (words, names): fit relative frequencies, sample counts.

`Categorical` is what to fit (and at which temperature to sample), `FittedCategorical` what came out, or what you write
down as the truth. Data are counts, one for each type, never lists of tokens. No loop, no measures, no theory.
"""

from dataclasses import dataclass

import numpy as np
import scipy  # its parts are read at first use: they take as long to import as all else

from collapse import validate
from collapse.data_kinds import COUNTS


class Categorical:
    """The categorical model: what to fit.

    Parameters
    ----------
    temperature : float
        Fitted models sample from p^(1/T), renormalized: 1 is fair, below 1 sharpens. What they say of probabilities
        (`log_prob`, `entropy`) is of p itself.

    Notes
    -----
    Types are exchangeable and nothing is smoothed, so the counts hold all that a fit needs (they are its sufficient
    statistic), and a sample of N tokens is one multinomial draw: its cost depends on the number of types, not on N.

    Examples
    --------
    >>> Categorical().fit([6, 3, 1]).probabilities
    array([0.6, 0.3, 0.1])
    """

    def __init__(self, temperature=1.0):
        self.temperature = validate.number("temperature", temperature, least=0, exclusive=True)

    def __repr__(self):
        return f"Categorical(temperature={self.temperature})"

    def fit(self, data, rng=None):
        """Fit every lineage of `data` by maximum likelihood: relative frequencies.

        Parameters
        ----------
        data : int array, shape (..., types)
            Counts; in every lineage the same sum N, of at least 1.
        rng : ignored
            The fit is not random; the argument is there because every model has it.

        Returns
        -------
        FittedCategorical
            With probabilities of shape (..., types).

        Raises
        ------
        TypeError, ValueError
            If `data` are not counts, or lineages have different sums.
        """
        counts = validate.counts("data", data)
        size = counts.sum(axis=-1)
        if size.min() != size.max() or size.min() < 1:
            raise ValueError(f"data must have the same sum, at least 1, in every lineage, got sum {np.unique(size)}")
        return FittedCategorical(counts / size.flat[0], int(size.flat[0]), self.temperature)


@dataclass(frozen=True, repr=False)
class FittedCategorical:
    """Probabilities of types that have been fitted, one set per lineage; or that you write down.

    Attributes
    ----------
    probabilities : array, shape (lineages, types)
        Not negative; they sum to one. A type whose probability is 0 has died out.
    sample_size : int
        N, the number of tokens each was fitted to; 0 if written down.
    temperature : float
        At which it samples.
    """

    probabilities: np.ndarray
    sample_size: int = 0
    temperature: float = 1.0

    data_kind = COUNTS

    def __post_init__(self):
        p = validate.samples("probabilities", self.probabilities, least=1)
        object.__setattr__(self, "probabilities", p)
        total = p.sum(axis=-1)
        if p.min() < 0 or np.abs(total - 1).max() > 1e-8:
            raise ValueError(f"probabilities must not be negative and must sum to one, got sum {total}")
        validate.integer("sample_size", self.sample_size, least=0)
        validate.number("temperature", self.temperature, least=0, exclusive=True)

    def __repr__(self):
        *lineages, types = self.probabilities.shape
        many = f"{tuple(lineages)} lineages, " if lineages else ""
        return f"FittedCategorical({many}{types} types, sample_size={self.sample_size})"

    @property
    def tempered(self):
        """The probabilities it samples from: p^(1/T), renormalized; shape (lineages, types)."""
        if self.temperature == 1:
            return self.probabilities
        p = self.probabilities
        p = (p / p.max(axis=-1, keepdims=True)) ** (1 / self.temperature)
        return p / p.sum(axis=-1, keepdims=True)

    def sample(self, size, rng):
        """Draw `size` tokens for every lineage, and return how many there are of each type: (lineages, types)."""
        size = validate.integer("size", size, least=1)
        p = self.tempered
        left = p.any(axis=tuple(range(p.ndim - 1)))  # most types may have died out in every lineage
        left[-1] = True  # NumPy gives the last type what is left over
        counts, p = np.zeros(p.shape, dtype=np.int64), p[..., left]
        counts[..., left] = _without_ghosts(validate.generator("rng", rng).multinomial(size, p), p)
        return counts

    def log_prob(self, x):
        """Log probability in nats of the types numbered `x`, whose last axis runs over tokens: (lineages, tokens).

        Minus infinity for a type that has died out.
        """
        types = self.probabilities.shape[-1]
        x = validate.codes("x", x, types, of="types")
        lineages = np.broadcast_shapes(self.probabilities.shape[:-1], x.shape[:-1])
        p = np.broadcast_to(self.probabilities, (*lineages, types))
        with np.errstate(divide="ignore"):
            return np.log(np.take_along_axis(p, np.broadcast_to(x, (*lineages, x.shape[-1])), axis=-1))

    def entropy(self):
        """Entropy in nats, shape (lineages,): mean surprise at what it would write at temperature 1."""
        return scipy.special.entr(self.probabilities).sum(axis=-1)


def _without_ghosts(counts, p):
    """Counts without types of probability 0.

    NumPy gives the last type what is left over after all others, and rounding may leave a token or two in a thousand
    million draws. What is dead must stay dead, so the most probable type takes them.
    """
    ghosts = counts * (p == 0)
    if ghosts.any():
        likeliest = np.arange(p.shape[-1]) == p.argmax(axis=-1)[..., None]
        counts = counts - ghosts + ghosts.sum(axis=-1, keepdims=True) * likeliest
    return counts
