"""A diet of what is accepted: the verifiers, and how data are put before them until there are enough."""

import numpy as np

from collapse import validate
from collapse.data_kinds import COUNTS, Counts, Text, Values
from collapse.diets.feeding import kind_of

PASSAGE = 100  # characters of a text that a verifier looks at as one
FIRST_ROUNDS, MOST_ROUNDS = 20, 200  # a verifier that would need more rounds of sampling than this is refused


class curate:
    """A diet of synthetic data that a verifier has accepted; more is sampled until there is enough.

    Parameters
    ----------
    keep : callable
        Given values, points or passages (of a text, 100 characters each), returns for each of them the probability with
        which it is accepted, from 0 to 1, or True and False. Of counts it is asked about the types, by their numbers.
        Or what `taste`, `noisy` and `best_of` return.

    Raises
    ------
    TypeError
        If `keep` is no function; when fed, if the model samples no values (the shortcut of the Gaussian).
    ValueError
        When fed, if the verifier accepts less than 0.5 % in some history, or answers out of range.

    Examples
    --------
    >>> from collapse.loop import run
    >>> from collapse.models import Gaussian
    >>> rng = np.random.default_rng(1)
    >>> turns = run(Gaussian(), rng.standard_normal(1_000), 1, rng, diet=curate(lambda x: x > 0))
    >>> [bool((turn.data > 0).all()) for turn in turns]
    [False, True]
    """

    def __init__(self, keep):
        if not callable(keep):
            raise TypeError(f"keep must be a function of what it judges, got {keep!r}")
        self.keep = keep

    def __call__(self, generation, human, rng):
        """Return as much as the generation has sampled."""
        kind, picky = kind_of(generation), isinstance(self.keep, best_of)
        if isinstance(kind, Counts):
            return (_best_tokens if picky else _sifted_tokens)(generation, self.keep, rng)
        if not isinstance(kind, Values):
            raise TypeError("a verifier looks at values, and the shortcut has none: use shortcut=False")
        items = _Items(kind, kind.size(generation.synthetic))
        return items.joined((_best if picky else _sifted)(items, generation, self.keep, rng))


def taste(center, variance):
    """Make a verifier that likes values near `center`: it accepts x with probability exp(-(x - center)^2 / 2 variance).

    Examples
    --------
    >>> print(taste(center=1, variance=2)(np.array([1.0, 3.0])).round(2))
    [1.   0.37]
    """
    center = validate.number("center", center)
    variance = validate.number("variance", variance, least=0, exclusive=True)
    return lambda x: np.exp(-((x - center) ** 2) / (2 * variance))


def noisy(good, tpr, fpr):
    """Make a verifier that errs: it accepts good items with probability `tpr` and bad ones with probability `fpr`.

    Parameters
    ----------
    good : callable
        Given items, returns True for each good one and False for each bad one.
    tpr, fpr : float
        True and false positive rate: a point of the verifier's ROC curve.

    Examples
    --------
    >>> print(noisy(lambda x: x > 0, tpr=0.9, fpr=0.2)(np.array([-1.0, 1.0])))
    [0.2 0.9]
    """
    tpr = validate.number("tpr", tpr, least=0, most=1)
    fpr = validate.number("fpr", fpr, least=0, most=1)
    if not callable(good):
        raise TypeError(f"good must be a function of what it judges, got {good!r}")
    return lambda x: np.where(good(x), tpr, fpr)


class best_of:
    """A verifier that sees `k` candidates at a time and keeps the one with the highest `score`.

    The sharp limit of a related setting: in Ferbach et al., arXiv 2407.09499, a user picks one of k candidates with
    probability in proportion to exp(reward), and with many candidates the density is tilted by exp(reward). The highest
    score always wins where the rewards lie far apart.
    """

    def __init__(self, k, score):
        if not callable(score):
            raise TypeError(f"score must be a function of what it judges, got {score!r}")
        self.k, self.score = validate.integer("k", k, least=1), score

    def __call__(self, items):
        """Refuse: it compares."""
        raise TypeError("best_of compares candidates and judges none by itself: pass it to curate")


class _Items:
    """What a verifier looks at one by one, values, points or passages, and how many of them make `size` data.

    Their arrays have shape (lineages, items), and an axis more where an item has parts.
    """

    def __init__(self, kind, size):
        self.is_text, self.size = isinstance(kind, Text), size
        self.length = min(PASSAGE, size) if self.is_text else 1
        self.many = -(-size // self.length)
        self.depth = 1 if self.is_text else -1 - kind.axis

    def of(self, data):
        """Cut data into items; what is left of a text is left out."""
        data = np.asarray(data)
        if not self.is_text:
            return data
        whole = data.shape[-1] // self.length
        return data[..., : whole * self.length].reshape(*data.shape[:-1], whole, self.length)

    def sampled(self, many, generation, rng):
        """Let the model of a generation make so many items."""
        return self.of(generation.model.sample(many * self.length, rng))

    def lineages(self, items):
        """The shape of the histories."""
        return items.shape[: items.ndim - self.depth - 1]

    def joined(self, items):
        """The data that items make."""
        return items.reshape(*items.shape[:-2], -1)[..., : self.size] if self.is_text else items


def _sifted(items, generation, keep, rng):
    """The newest items that are accepted, and more of them until every lineage has enough."""
    seen, filled, rounds = items.of(generation.synthetic), 0, 0
    lineages = items.lineages(seen)
    kept = np.empty((*lineages, items.many, *seen.shape[len(lineages) + 1 :]), dtype=seen.dtype)
    while True:
        share = _checked_shares(_judged("keep", keep, seen, seen.shape[: len(lineages) + 1]))
        accepted = rng.random(share.shape) < share
        place = np.expand_dims(filled, -1) + accepted.cumsum(axis=-1) - 1
        used = accepted & (place < items.many)
        kept[(*np.nonzero(used)[:-1], place[used])] = seen[used]
        filled, rounds = np.minimum(filled + accepted.sum(axis=-1), items.many), rounds + 1
        if np.min(filled) == items.many:
            return kept
        _refuse_if_hopeless(np.min(filled), items.many, rounds)
        seen = items.sampled(items.many, generation, rng)


def _best(items, generation, keep, rng):
    """As many items as before, each the one of the highest score among k."""
    seen = items.sampled(keep.k * items.many, generation, rng)
    lineages = items.lineages(seen)
    scores = _judged("score", keep.score, seen, (*lineages, keep.k * items.many))
    chosen = scores.reshape(*lineages, items.many, keep.k).argmax(axis=-1) + keep.k * np.arange(items.many)
    chosen = np.expand_dims(chosen, tuple(range(chosen.ndim, seen.ndim)))
    return np.take_along_axis(seen, chosen, axis=len(lineages))


def _sifted_tokens(generation, keep, rng):
    """As many tokens as before, of those the verifier accepts; it is asked about the types, by their numbers."""
    batch, size = generation.synthetic, COUNTS.size(generation.synthetic)
    types = np.arange(batch.shape[-1])
    share = _checked_shares(_judged("keep", keep, types, types.shape))
    kept, rounds = np.zeros_like(batch), 0
    while True:
        tokens = np.repeat(np.arange(batch.size), batch.ravel())  # numbered through all rows
        accepted = tokens[rng.random(tokens.size) < share[tokens % types.size]]
        kept, rounds = kept + np.bincount(accepted, minlength=batch.size).reshape(batch.shape), rounds + 1
        filled = kept.sum(axis=-1).min()
        if filled >= size:
            return COUNTS.drawn(kept.reshape(-1, types.size), size, rng).reshape(kept.shape)
        _refuse_if_hopeless(filled, size, rounds)
        batch = generation.model.sample(size, rng)


def _best_tokens(generation, keep, rng):
    """As many tokens as before, each the best of k.

    With F the probability of a type that scores at most as much, the best of k is such a type with probability F^k;
    types with equal scores share what falls to them as they share p.
    """
    p = generation.model.tempered
    types = np.arange(p.shape[-1])
    scores, group = np.unique(_judged("score", keep.score, types, types.shape), return_inverse=True)
    of_group = np.stack([p[..., group == each].sum(axis=-1) for each in range(scores.size)], axis=-1)
    up_to = of_group.cumsum(axis=-1) / of_group.sum(axis=-1, keepdims=True)
    won = np.diff(up_to**keep.k, axis=-1, prepend=0)[..., group]
    with np.errstate(invalid="ignore"):
        share = np.where(p > 0, won * p / of_group[..., group], 0)
    share /= share.sum(axis=-1, keepdims=True)
    return rng.multinomial(COUNTS.size(generation.synthetic), share)


def _judged(name, function, items, shape):
    """What a verifier or a score says of items, as an array of the expected shape."""
    said = np.asarray(function(items), dtype=float)
    if said.shape != shape:
        raise ValueError(f"{name} must return one number for each item, shape {shape}, got shape {said.shape}")
    return said


def _checked_shares(share):
    if not ((share >= 0) & (share <= 1)).all():
        raise ValueError(f"keep must return shares from 0 to 1 (or True and False), got {share}")
    return share


def _refuse_if_hopeless(filled, size, rounds):
    if rounds >= FIRST_ROUNDS and filled * MOST_ROUNDS < size * rounds:
        rate = filled / (size * rounds)
        raise ValueError(
            f"keep rejects nearly everything: its acceptance rate is {100 * rate:.2g} % in at least one history, and "
            f"it must be at least {100 / MOST_ROUNDS:g} %"
        )
