"""Diets: what the next generation is trained on.

A diet is called as `diet(generation, human, rng)` and returns data for the next fit:

- `generation` is the newest `Generation`: its `data` are what it was trained on, its `synthetic` what it generated;
- `human` are the data generation 0 was trained on;
- `rng` is the chain's `numpy.random.Generator`.

Every chain works on its own copy of the diet, so a diet that has to remember may keep what it has seen in attributes.
How data are joined and divided depends on their kind, which the fitted model knows (`models/portions.py`); without a
model that says otherwise, data are codes in order along the last axis.
"""

import numpy as np

from collapse import validate
from collapse.models.portions import TEXT


def replace(generation, human, rng):
    """Feed only the newest synthetic data; everything before is thrown away.

    Source: the setting of Shumailov et al., arXiv 2305.17493.
    """
    return generation.synthetic


def accumulate(generation, human, rng):
    """Feed everything there ever was: the human data and all that the generations so far have made of them.

    Source: Gerstgrasser et al., arXiv 2404.01413.
    """
    return _portions(generation).join([generation.data, generation.synthetic])


def subsample(budget=None):
    """Make a diet of a fixed size, drawn anew each time from everything there ever was.

    Parameters
    ----------
    budget : int, optional
        How much each generation is trained on; by default as much as the first one.

    Returns
    -------
    diet
        It remembers everything, so its memory grows.

    Notes
    -----
    Source: the setting "accumulate-subsample" of Kazdan et al., arXiv 2410.16713.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> newest = SimpleNamespace(data=np.array([1, 2]), synthetic=np.array([3, 4]))
    >>> print(np.sort(subsample(budget=4)(newest, newest.data, np.random.default_rng(1))))
    [1 2 3 4]
    """
    return _Subsample(budget if budget is None else validate.integer("budget", budget, least=2))


class _Subsample:
    def __init__(self, budget):
        self.budget, self.pool = budget, None

    def __repr__(self):
        return f"subsample({'' if self.budget is None else self.budget})"

    def __call__(self, generation, human, rng):
        portions = _portions(generation)
        budget = self.budget or portions.size(generation.data)
        self.budget = budget
        before = generation.data if self.pool is None else self.pool
        self.pool = portions.join([before, generation.synthetic])
        _refuse_moments(portions, self.pool)
        return portions.pick(self.pool, budget, rng)


def mix(fraction, fresh=None, fixed=None, by_lot=False, of=replace):
    """Make a diet as large as the synthetic data, of which `fraction` are human data and the rest is synthetic.

    The human part comes first. Without `fresh` and `fixed` it is a part of the data generation 0 was trained on, drawn
    anew each time (of a text, a passage, the text read as a ring).

    Parameters
    ----------
    fraction : float
        From 0 to 1.
    fresh : fitted model, optional
        New human data each time, from a source that can `sample`; with the same lineages as the chain.
    fixed : int or True, optional
        The same human data each time: so many, drawn once from those of generation 0, and repeated until they fill
        their share. True for as many as fill it once.
    by_lot : bool
        A fraction need not make a whole number of values. If false that number is rounded; if true it is rounded up or
        down by lot, so that it is right on average.
    of : diet
        Where the synthetic part comes from.

    Returns
    -------
    diet

    Raises
    ------
    TypeError, ValueError
        If an argument is not what is said above; when fed, if the fixed set would be smaller than 2 or larger than the
        human data.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> newest = SimpleNamespace(synthetic=np.array([9, 9, 9, 9]))
    >>> mix(0.5)(newest, np.arange(5), np.random.default_rng(2))
    array([4, 0, 9, 9])
    """
    return _Mix(fraction, fresh, fixed, by_lot, of)


class _Mix:
    def __init__(self, fraction, fresh, fixed, by_lot, of):
        self.fraction = validate.number("fraction", fraction, least=0, most=1)
        if fresh is not None and not callable(getattr(fresh, "sample", None)):
            raise TypeError(f"fresh must be a source with a method sample(size, rng), got {fresh!r}")
        if fresh is not None and fixed is not None:
            raise ValueError("human data are either fresh or fixed, got both")
        if fixed is not None and fixed is not True:
            fixed = validate.integer("fixed", fixed, least=2)
        self.fresh, self.fixed, self.kept = fresh, fixed, None
        self.by_lot = validate.choice("by_lot", by_lot, allowed=(False, True))
        self.of = _checked_diet("of", of)

    def __repr__(self):
        kind = "fresh=..." if self.fresh is not None else f"fixed={self.fixed}"
        return f"mix({self.fraction:g}, {kind})"

    def __call__(self, generation, human, rng):
        portions = _portions(generation)
        synthetic = self.of(generation, human, rng)
        size = portions.size(synthetic)
        people = self._how_many(size, rng)
        parts = [self._people(portions, human, people, rng)] if people else []
        if people < size:
            parts.append(portions.head(synthetic, size - people, rng))
        return portions.join(parts)

    def _how_many(self, size, rng):
        wanted = self.fraction * size
        if not self.by_lot:
            return round(wanted)
        return int(wanted) + int(rng.random() < wanted - int(wanted))

    def _people(self, portions, human, many, rng):
        if self.fresh is not None:
            return self.fresh.sample(many, rng)
        if self.fixed is None:
            _refuse_moments(portions, human)
            return portions.take(human, many, rng)
        if self.kept is None:
            self.kept = self._keep(portions, human, many, rng)
        if many % portions.size(self.kept):
            _refuse_moments(portions, self.kept)
        return portions.take(self.kept, many, rng)

    def _keep(self, portions, human, many, rng):
        """Draw the people who stay."""
        wanted, there = many if self.fixed is True else self.fixed, portions.size(human)
        if not 2 <= wanted <= there:
            raise ValueError(f"a fixed set must hold from 2 to all {there} of the human data, got {wanted}")
        return portions.take(human, wanted, rng)


def curate(keep):
    """Make a diet of synthetic data that a verifier has accepted; more is sampled until there is enough.

    Parameters
    ----------
    keep : callable
        Given values, points or passages (of a text, 100 characters each), returns for each of them the probability with
        which it is accepted, from 0 to 1, or True and False. Of counts it is asked about the types, by their numbers.
        Or what `taste`, `noisy` and `best_of` return.

    Returns
    -------
    diet

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
    if not callable(keep):
        raise TypeError(f"keep must be a function of what it judges, got {keep!r}")

    def curated(generation, human, rng):
        if isinstance(keep, _BestOf):
            return _portions(generation).best(generation, keep.k, keep.score, rng)
        return _portions(generation).sift(generation, keep, rng)

    return curated


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


class _BestOf:
    def __init__(self, k, score):
        self.k, self.score = validate.integer("k", k, least=1), score

    def __call__(self, items):
        raise TypeError("best_of compares candidates and judges none by itself: pass it to curate")


def best_of(k, score):
    """Make a verifier that sees `k` candidates at a time and keeps the one with the highest `score`.

    The sharp limit of a related setting: in Ferbach et al., arXiv 2407.09499, a user picks one of k candidates with
    probability in proportion to exp(reward), and with many candidates the density is tilted by exp(reward). The highest
    score always wins where the rewards lie far apart.
    """
    if not callable(score):
        raise TypeError(f"score must be a function of what it judges, got {score!r}")
    return _BestOf(k, score)


def switch(at, first, then):
    """Make a diet that changes: up to generation `at` models are trained on `first`, the later ones on `then`.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> newest = SimpleNamespace(number=3, synthetic=np.array([9, 9]))  # generation 4 will be trained on what follows
    >>> print(switch(4, replace, mix(1))(newest, np.zeros(2), np.random.default_rng(1)))
    [9 9]
    >>> print(switch(3, replace, mix(1))(newest, np.zeros(2), np.random.default_rng(1)))
    [0. 0.]
    """
    return _Switch(at, first, then)


class _Switch:
    def __init__(self, at, first, then):
        self.at = validate.integer("at", at, least=0)
        self.first, self.then = _checked_diet("first", first), _checked_diet("then", then)

    def __call__(self, generation, human, rng):
        diet = self.first if generation.number < self.at else self.then
        return diet(generation, human, rng)


def _portions(generation):
    return getattr(getattr(generation, "model", None), "portions", TEXT)


def _checked_diet(name, diet):
    if not callable(diet):
        raise TypeError(f"{name} must be a diet, a function of (generation, human, rng), got {diet!r}")
    return diet


def _refuse_moments(portions, data):
    if not portions.again(data):
        raise TypeError(
            "parts of the same Moments cannot be drawn again and again, as their values are gone: "
            "use Gaussian(shortcut=False)"
        )
