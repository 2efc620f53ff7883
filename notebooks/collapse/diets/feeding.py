"""Diets of what there is: the newest data, all of them, a part of all, human data among them; and a change of diet."""

from collapse import validate
from collapse.data_kinds import TEXT


def replace(generation, human, rng):
    """Feed only the newest synthetic data; everything before is thrown away.

    Source: the setting of Shumailov et al., arXiv 2305.17493.
    """
    return generation.synthetic


def accumulate(generation, human, rng):
    """Feed everything there ever was: the human data and all that the generations so far have made of them.

    Source: Gerstgrasser et al., arXiv 2404.01413.
    """
    return kind_of(generation).join([generation.data, generation.synthetic])


class subsample:
    """A diet of a fixed size, drawn anew each time from everything there ever was.

    It remembers everything, so its memory grows.

    Parameters
    ----------
    budget : int, optional
        How much each generation is trained on; by default as much as the first one.

    Notes
    -----
    Source: the setting "accumulate-subsample" of Kazdan et al., arXiv 2410.16713.

    Examples
    --------
    >>> import numpy as np
    >>> from types import SimpleNamespace
    >>> newest = SimpleNamespace(data=np.array([1, 2]), synthetic=np.array([3, 4]))
    >>> print(np.sort(subsample(budget=4)(newest, newest.data, np.random.default_rng(1))))
    [1 2 3 4]
    """

    def __init__(self, budget=None):
        self.budget = budget if budget is None else validate.integer("budget", budget, least=2)
        self.pool = None

    def __repr__(self):
        return f"subsample({'' if self.budget is None else self.budget})"

    def __call__(self, generation, human, rng):
        """Return the budget's worth of everything so far."""
        kind = kind_of(generation)
        self.budget = self.budget or kind.size(generation.data)
        before = generation.data if self.pool is None else self.pool
        self.pool = kind.join([before, generation.synthetic])
        _refuse_moments(kind, self.pool)
        return kind.pick(self.pool, self.budget, rng)


class mix:
    """A diet as large as the synthetic data, of which `fraction` are human data and the rest is synthetic.

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

    Raises
    ------
    TypeError, ValueError
        If an argument is not allowed; when fed, if the fixed set would be smaller than 2 or larger than the human data.

    Examples
    --------
    >>> import numpy as np
    >>> from types import SimpleNamespace
    >>> newest = SimpleNamespace(synthetic=np.array([9, 9, 9, 9]))
    >>> mix(0.5)(newest, np.arange(5), np.random.default_rng(2))
    array([4, 0, 9, 9])
    """

    def __init__(self, fraction, fresh=None, fixed=None, by_lot=False, of=replace):
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
        source = "fresh=..." if self.fresh is not None else f"fixed={self.fixed}"
        return f"mix({self.fraction:g}, {source})"

    def __call__(self, generation, human, rng):
        """Return the human part and the synthetic part."""
        kind = kind_of(generation)
        synthetic = self.of(generation, human, rng)
        size = kind.size(synthetic)
        people = self._how_many(size, rng)
        parts = [self._people(kind, human, people, rng)] if people else []
        if people < size:
            parts.append(kind.head(synthetic, size - people, rng))
        return kind.join(parts)

    def _how_many(self, size, rng):
        wanted = self.fraction * size
        if not self.by_lot:
            return round(wanted)
        return int(wanted) + int(rng.random() < wanted - int(wanted))

    def _people(self, kind, human, many, rng):
        if self.fresh is not None:
            return self.fresh.sample(many, rng)
        if self.fixed is None:
            _refuse_moments(kind, human)
            return kind.take(human, many, rng)
        if self.kept is None:
            self.kept = self._keep(kind, human, many, rng)
        if many % kind.size(self.kept):
            _refuse_moments(kind, self.kept)
        return kind.take(self.kept, many, rng)

    def _keep(self, kind, human, many, rng):
        """Draw the people who stay."""
        wanted, there = many if self.fixed is True else self.fixed, kind.size(human)
        if not 2 <= wanted <= there:
            raise ValueError(f"a fixed set must hold from 2 to all {there} of the human data, got {wanted}")
        return kind.take(human, wanted, rng)


class switch:
    """A diet that changes: up to generation `at` models are trained on `first`, the later ones on `then`.

    Examples
    --------
    >>> import numpy as np
    >>> from types import SimpleNamespace
    >>> newest = SimpleNamespace(number=3, synthetic=np.array([9, 9]))  # generation 4 will be trained on what follows
    >>> print(switch(4, replace, mix(1))(newest, np.zeros(2), np.random.default_rng(1)))
    [9 9]
    >>> print(switch(3, replace, mix(1))(newest, np.zeros(2), np.random.default_rng(1)))
    [0. 0.]
    """

    def __init__(self, at, first, then):
        self.at = validate.integer("at", at, least=0)
        self.first, self.then = _checked_diet("first", first), _checked_diet("then", then)

    def __call__(self, generation, human, rng):
        """Return what the diet of the moment returns."""
        diet = self.first if generation.number < self.at else self.then
        return diet(generation, human, rng)


def kind_of(generation):
    """The kind of a generation's data, as its model names it; without a model that does, a text."""
    return getattr(getattr(generation, "model", None), "data_kind", TEXT)


def _checked_diet(name, diet):
    if not callable(diet):
        raise TypeError(f"{name} must be a diet, a function of (generation, human, rng), got {diet!r}")
    return diet


def _refuse_moments(kind, data):
    if not kind.again(data):
        raise TypeError(
            "parts of the same Moments cannot be drawn again and again, as their values are gone: "
            "use Gaussian(shortcut=False)"
        )
