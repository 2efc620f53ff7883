"""Characters from n-grams: count what follows each short run of characters, and write on from the counts.

`NGram` is what to fit, `FittedNGram` what came out. Data are character codes, as `collapse.text` makes them. No loop,
no measures, no theory.
"""

from dataclasses import dataclass
from itertools import zip_longest

import numpy as np

from collapse import validate
from collapse.data_kinds import TEXT

SPARSE = 16  # possible contexts for each character of text, beyond which a table of all of them would be a waste
PIECES, SHORTEST = 25, 1_000  # a text is written in pieces side by side: NumPy is slow at one thing after another


class NGram:
    """The n-gram model: what to fit.

    Parameters
    ----------
    order : int
        n: a character is predicted from the n - 1 before it, its *context*. From 1 (letters from a bag) to 6.
    characters : int
        Size of the alphabet; codes are 0 to `characters` - 1.
    temperature : float
        Fitted models write from p^(1/T), renormalized: 1 is fair, below 1 sharpens. `log_prob` is of p itself.
    smoothing : bool
        If true, what was never seen after a context gets some probability as well (Witten and Bell): a context that was
        followed by t different characters is counted t times more, each as what the context without its first character
        predicts. If false, only what was seen can be written.

    Examples
    --------
    >>> pairs = NGram(order=2, characters=2, smoothing=False).fit([0, 1, 1, 0, 1, 1])
    >>> np.exp(pairs.log_prob([0, 1, 1, 1])).round(2)
    array([0.33, 1.  , 0.5 , 0.5 ])
    """

    def __init__(self, order, characters, temperature=1.0, smoothing=True):
        self.order = validate.integer("order", order, least=1, most=6)
        self.characters = validate.integer("characters", characters, least=1, most=256)
        self.temperature = validate.number("temperature", temperature, least=0, exclusive=True)
        self.smoothing = validate.choice("smoothing", smoothing, allowed=(False, True))

    def __repr__(self):
        named = (f"{name}={getattr(self, name)}" for name in ("order", "characters", "temperature", "smoothing"))
        return f"NGram({', '.join(named)})"

    def fit(self, data, rng=None):
        """Count the n-grams in every lineage of `data`.

        Parameters
        ----------
        data : int array, shape (..., M)
            Codes of the characters of a text, M >= `order`. It is read as a ring, the beginning after the end, so that
            every context is followed by something.
        rng : ignored
            The fit is not random; the argument is there because every model has it.

        Returns
        -------
        FittedNGram

        Raises
        ------
        TypeError, ValueError
            If `data` are not codes, or too few.
        """
        codes = validate.codes("data", data, self.characters)
        *lineages, size = codes.shape
        if size < self.order:
            raise ValueError(f"data must hold at least {self.order} characters, got {size}")
        rows = codes.reshape(-1, size)
        ring = np.concatenate([rows[:, size - self.order + 1 :], rows], axis=1)
        contexts = self.contexts(ring)[:, self.order - 1 :]
        levels = []
        for length in range(self.order):
            keys = self.keys(contexts, np.arange(len(rows))[:, None], length)
            levels.append(self._level(keys, rows, length, levels[-1] if levels else None))
        return FittedNGram(self, tuple(levels), tuple(lineages), size)

    def _level(self, keys, following, length, shorter):
        """Count what follows the contexts of one length, given the level of those that are one shorter."""
        seen, place = _numbered(keys.ravel(), len(keys) * self.characters**length)
        pairs = np.bincount(place * self.characters + following.ravel(), minlength=seen.size * self.characters)
        counts = pairs.reshape(seen.size, self.characters)
        total = counts.sum(axis=1, keepdims=True)
        shortened = None
        if length:
            lineage, context = np.divmod(seen, self.characters**length)
            shortened, _ = shorter.find(self.keys(context, lineage, length - 1))
        if not self.smoothing:
            return _Level(seen, total[:, 0], counts / total, shortened)
        below = shorter.probabilities[shortened] if length else 1 / self.characters
        variety = np.count_nonzero(counts, axis=1, keepdims=True)
        probabilities = variety * below if length else np.full(counts.shape, variety * below)
        probabilities += counts  # in place: these are the largest arrays there are
        probabilities /= total + variety
        return _Level(seen, total[:, 0], probabilities, shortened)

    def contexts(self, codes):
        """Return the n - 1 characters before each character as one number, the nearest as its lowest digit."""
        numbers = np.zeros(codes.shape, dtype=np.int64)
        for back in range(1, self.order):
            numbers[..., back:] += codes[..., :-back] * self.characters ** (back - 1)
        return numbers

    def keys(self, contexts, lineage, length):
        """Return the last `length` characters of contexts as one number, with the lineage as its highest digit."""
        return lineage * self.characters**length + contexts % self.characters**length


def _numbered(keys, most):
    """`np.unique(keys, return_inverse=True)` of keys below `most`; by a table, where that is small: it is faster."""
    if most > SPARSE * keys.size:
        return np.unique(keys, return_inverse=True)
    there = np.zeros(most, dtype=bool)
    there[keys] = True
    seen, number = np.flatnonzero(there), np.empty(most, dtype=np.int32)
    number[seen] = np.arange(seen.size)
    return seen, number[keys]


@dataclass(frozen=True, eq=False)
class _Level:
    """The contexts of one length that were seen."""

    keys: np.ndarray  # (contexts,), sorted
    total: np.ndarray  # (contexts,): how often each was seen
    probabilities: np.ndarray  # (contexts, characters): what follows each
    shortened: np.ndarray | None  # (contexts,): places, one level below, of the contexts without their first character

    def find(self, keys):
        """Return the place of each key, and whether it is there."""
        place = np.minimum(np.searchsorted(self.keys, keys), self.keys.size - 1)
        return place, self.keys[place] == keys

    def put_steps(self, temperature, into):
        """Put the cumulative probabilities at a temperature into an array of shape (contexts, characters)."""
        p = self.probabilities
        if temperature != 1:
            p = p / p.max(axis=1, keepdims=True)
            p **= 1 / temperature
        p.cumsum(axis=1, out=into)
        into /= into[:, -1:].copy()


@dataclass(frozen=True, eq=False, repr=False)
class FittedNGram:
    """N-grams that have been counted, one set per lineage.

    Attributes
    ----------
    model : NGram
        The specification it was fitted with.
    levels : tuple
        What follows contexts of 0, 1, ..., n - 1 characters.
    lineages : tuple of int
        () for a single history.
    sample_size : int
        M, the number of characters each was fitted to.
    """

    model: NGram
    levels: tuple
    lineages: tuple
    sample_size: int

    data_kind = TEXT

    def __repr__(self):
        many = f"{self.lineages} lineages, " if self.lineages else ""
        return f"FittedNGram({many}order={self.model.order}, sample_size={self.sample_size})"

    @property
    def contexts_seen(self):
        """How many different contexts of full length it knows; shape (lineages,)."""
        lineage = self.levels[-1].keys // self.model.characters ** (self.model.order - 1)
        return np.bincount(lineage, minlength=self._count).reshape(self.lineages)[()]

    @property
    def _count(self):
        return int(np.prod(self.lineages))

    def _writer(self):
        """Return what it writes by: cumulative probabilities and what comes next, both of shape (contexts, characters).

        Contexts of all lengths are numbered, level by level. After a context and a character comes the longest context
        that was seen and ends that way: the context and the character, if they were seen together, and else what comes
        after the context without its first character. (What was seen has only ends that were seen.)
        """
        steps = np.empty((sum(level.keys.size for level in self.levels), self.model.characters))
        following, after, end = np.empty(steps.shape, dtype=np.int32), np.arange(self._count)[:, None], 0
        for level, longer in zip_longest(self.levels, self.levels[1:]):
            here, end = slice(end, end + level.keys.size), end + level.keys.size
            level.put_steps(self.model.temperature, into=steps[here])
            following[here] = after if level.shortened is None else after[level.shortened]
            after = following[here]
            if longer is not None:
                context, character = np.divmod(longer.keys, self.model.characters)
                after[level.find(context)[0], character] = end + np.arange(longer.keys.size)
        return steps, following

    def sample(self, size, rng):
        """Write `size` characters for every lineage: shape (lineages, size).

        The text is put together from pieces that are written side by side, at most 25, none shorter than 1000. Each
        begins after a context drawn from the text it was fitted to; at the seams characters meet that never had before.
        """
        size = validate.integer("size", size, least=1)
        lineage = np.arange(self._count)[:, None]
        pieces = min(max(size // SHORTEST, 1), PIECES)
        place = self._beginnings(lineage, pieces, validate.generator("rng", rng))
        steps, following = self._writer()
        context = len(steps) - self.levels[-1].keys.size + place
        written = np.empty((-(-size // pieces), self._count, pieces), dtype=np.int64)
        for column, dice in zip(written, rng.random(written.shape), strict=True):
            column[:] = (steps[context] > dice[..., None]).argmax(axis=-1)  # the first that is
            context = following[context, column]
        text = np.moveaxis(written, 0, -1).reshape(self._count, -1)[:, :size]
        return text.reshape(*self.lineages, size)

    def _beginnings(self, lineage, pieces, rng):
        """Draw contexts of full length, by their place, as often as they were seen: shape (lineages, pieces)."""
        drawn = rng.integers(self.sample_size, size=(self._count, pieces)) + lineage * self.sample_size
        return np.searchsorted(self.levels[-1].total.cumsum(), drawn, side="right")

    def _longest_seen(self, context, lineage, longest):
        """Find for every context the longest end of it, of at most `longest` characters, that was seen.

        Yields
        ------
        (int, int array, int array)
            A length, which of the contexts have their longest seen end of that length, and its place in that level.
        """
        waiting, longest = np.arange(context.size), np.broadcast_to(longest, context.shape)
        for length in range(self.model.order - 1, -1, -1):
            place, seen = self.levels[length].find(self.model.keys(context[waiting], lineage[waiting], length))
            seen &= length <= longest[waiting]
            yield length, waiting[seen], place[seen]
            waiting = waiting[~seen]
            if not waiting.size:
                return

    def log_prob(self, x):
        """Log probability in nats of every character of the texts `x` given those before: (lineages, characters).

        A context that was never seen is shortened until it is one that was. The first characters have short contexts.

        Parameters
        ----------
        x : int array, shape (characters,) or (lineages, characters)
            For a single history any number of texts, shape (..., characters).
        """
        codes = validate.codes("x", x, self.model.characters)
        lineages = codes.shape[:-1] if not self.lineages else self.lineages
        codes = np.broadcast_to(codes, (*lineages, codes.shape[-1]))
        lineage = np.broadcast_to(np.arange(self._count).reshape(*self.lineages, 1), codes.shape).ravel()
        before = np.broadcast_to(np.arange(codes.shape[-1]), codes.shape).ravel()
        contexts, flat, p = self.model.contexts(codes).ravel(), codes.ravel(), np.zeros(codes.size)
        for length, here, place in self._longest_seen(contexts, lineage, longest=before):
            p[here] = self.levels[length].probabilities[place, flat[here]]
        with np.errstate(divide="ignore"):
            return np.log(p.reshape(codes.shape))
