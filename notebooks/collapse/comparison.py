"""Many models in the one loop with the same measures, put to the eight definitions of collapse.

`Chain` holds what was measured; `collapse.definitions` says what it takes to have collapsed. The network's chains come
from data/, since they take longer than a lesson has.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from collapse import measures, reading, study, tables, validate
from collapse.definitions import DEFINITIONS, NO_MODES, NOT_TESTED, SECOND_READING
from collapse.loop import run
from collapse.models import (
    KDE,
    Categorical,
    FittedCategorical,
    FittedGaussian,
    FittedMixture,
    Gaussian,
    GaussianMixture,
    NGram,
)

HEDGE = 0.01  # a table of tokens is judged with this share of the uniform table mixed in: no surprise is infinite
FEATURES = 96  # of the network of notebook 04
CHARACTERS = 39  # of the novels in lower case, which the stored chains began with
SHARES = "human", "own", "rare", "variety", "strange"
# Different words of the text that the stored chains began with, by how often they stand in it: columns of the table.
HUMAN_WORDS = dict(left_once=2341, left_twice=775, left_3_to_10=1000, left_11_to_100=294, left_over_100=38)


@dataclass(frozen=True)
class Chain:
    """What was measured of a chain; the arrays without a shape of their own have shape (generations, lineages).

    Attributes
    ----------
    human, own : array
        The model's mean surprise at human data it has not seen, and at what it wrote itself; bits per value or
        character.
    rare : array
        What the model still gives to, or writes of, what is rare among humans.
    variety : array
        Variance, chance that two tokens differ, or number of different real words: invented ones are no variety.
    strange : array, optional
        Share of what it writes that lies where humans have next to nothing.
    guess : float
        Surprise at human data, in bits, of a uniform guess.
    limit : float
        Bits that the surprise at human data cannot exceed, whatever the generation.
    slopes : array, shape (2, lineages), optional
        How the logarithm of the surprise depends on that of the size of the data, human ones and the last model's.
        Where the least surprise that is possible is known, it is taken off first.
    valley : array, shape (lineages,), optional
        Of the last model, as `valley` returns it.
    kind : array, optional
        What the model gives to the side of the rarer of two modes.
    """

    human: np.ndarray
    own: np.ndarray
    rare: np.ndarray
    variety: np.ndarray
    strange: np.ndarray | None = None
    guess: float = np.inf
    limit: float = np.inf
    slopes: np.ndarray | None = None
    valley: np.ndarray | None = None
    kind: np.ndarray | None = None

    def change(self, measure):
        """The median history's change of one measure, and its error band: (median, low, high)."""
        values = self._of(measure)
        return measures.median_band(values[-1] - values[0])

    def left(self, measure):
        """The last value as a share of the median at first; the median over histories."""
        values = np.asarray(self._of(measure))
        return np.median(values[-1]) / np.median(values[0])

    def _of(self, measure):
        return getattr(self, validate.choice("measure", measure, allowed=SHARES))


def verdicts(chains):
    """What each definition says of each chain: dict of str to dict of str (the definition's `short`) to str."""
    chains = _checked(chains).items()
    return {name: {each.short: each.entry(chain) for each in DEFINITIONS} for name, chain in chains}


def _checked(chains):
    for chain in validate.mapping("chains", chains, of="chains by their names").values():
        validate.has("chains", chain, *SHARES)
    return chains


def table(chains):
    """The verdicts, as text."""
    rows = {" ": range(1, len(DEFINITIONS) + 1), "": [each.short for each in DEFINITIONS]}
    rows |= {name: entries.values() for name, entries in verdicts(chains).items()}
    lines = [f"{name:20}" + "".join(f"{entry:<10}" for entry in entries) for name, entries in rows.items()]
    return "\n".join(line.rstrip() for line in lines)


def profile(chains):
    """The verdicts as text, one definition a line by its full name; the second reading of the sixth stands below it."""
    chains = _checked(chains)
    numbered = [(f"{number}", each) for number, each in enumerate(DEFINITIONS, 1)]
    numbered.insert(6, ("or", SECOND_READING))
    names = [[*name.split(", "), ""][:2] for name in chains]
    lines = [f"{'':54}" + "".join(f"{part:9}" for part in parts) for parts in zip(*names, strict=True)]
    for number, each in numbered:
        entries = (SHORT.get(entry := each.entry(chain), entry) for chain in chains.values())
        lines.append(f"{number:>2} {each.name:51}" + "".join(f"{entry:9}" for entry in entries))
    return "\n".join(line.rstrip() for line in lines if line.strip())


SHORT = {NO_MODES: "-", NOT_TESTED: "-"}


def bells(rng, generations=50):
    """The chains of a Gaussian, with both estimators, 50 values each. The humans are one bell."""
    _check(rng, generations)
    bell, people = FittedGaussian(mean=0, variance=1), rng.standard_normal((1_000, 50))
    return {
        "Gaussian, unbiased": _follow(Gaussian(ddof=1), people, generations, rng, bell),
        "Gaussian, ML": _follow(Gaussian(ddof=0), people, generations, rng, bell),
    }


def kinds(rng, generations=50, lineages=100):
    """The chains of a mixture and of a kernel density estimate, 100 values each. The humans are two kinds, one rare.

    The kernel density estimate, which is slow, has a fifth of the lineages.
    """
    _check(rng, generations)
    lineages = validate.integer("lineages", lineages, least=1)
    truth = FittedMixture(weights=[0.96, 0.04], means=[0, 8], covariances=[1, 1])
    people = truth.sample(100 * lineages, rng).reshape(lineages, 100)
    return {
        "mixture": _follow(GaussianMixture(2, tol=1e-3), people, generations, rng, truth, modes=(0, 8)),
        "KDE": _follow(KDE("scott"), people[::5], generations, rng, truth, modes=(0, 8)),
    }


def _check(rng, generations):
    """Before anything is drawn."""
    validate.generator("rng", rng)
    validate.integer("generations", generations, least=1)


class _Humans:
    """A distribution of humans that is known: what a model makes of all of them, and where next to none are."""

    def __init__(self, truth):
        self.truth = truth
        self.reach = truth.mean + np.array([-8, 8]) * np.sqrt(truth.variance)
        self.x = np.arange(*self.reach, 0.2)  # fine enough: a mean over this grid is one over all humans
        self.weights = np.exp(truth.log_prob(self.x))
        self.weights /= self.weights.sum()
        self.finer = np.linspace(*self.reach, 20_001)

    def surprise(self, model):
        """In bits, shape (lineages,)."""
        return -(model.log_prob(self.x) * self.weights).sum(axis=-1) / np.log(2)

    def quantiles(self, *shares):
        return np.interp(shares, self.truth.cdf(self.finer), self.finer)

    def strangers(self, values):
        """Share of `values` where humans are more seldom than where all but one in a thousand of them are."""
        density = np.sort(np.exp(self.truth.log_prob(self.finer)))
        least = density[np.searchsorted(density.cumsum(), 0.001 * density.sum())]
        return (self.truth.log_prob(values) < np.log(least)).mean(axis=-1)


def _follow(model, human, generations, rng, truth, modes=None):
    """Run a chain of a model of numbers. Rare is what lies above the 95th percentile of the humans."""
    humans, rows, kinds = _Humans(truth), [], []
    lowest, edge, highest = humans.quantiles(0.001, 0.95, 0.999)
    for turn in run(model, human, generations, rng):
        last = turn.model
        row = (
            humans.surprise(last),
            measures.cross_entropy(last, turn.synthetic) / np.log(2),
            measures.mass_between(last, low=edge),
            last.variance,
            humans.strangers(turn.synthetic),
        )
        rows.append(row)
        kinds.append(measures.mass_between(last, low=np.mean(modes or (0, 0))))
    lineages, M = human.shape
    slopes = _slopes(
        lambda size: truth.sample(size * lineages, rng).reshape(lineages, size),
        lambda size: last.sample(size, rng),
        (M, 4 * M, 16 * M),
        lambda data: humans.surprise(model.fit(data, rng)) - humans.surprise(truth),
    )
    found = dict(guess=np.log2(highest - lowest), slopes=slopes)
    if modes is not None:
        found |= dict(valley=valley(last, modes, least=truth.weights.min() / 2), kind=np.array(kinds))
    return _chain(rows, **found)


def _chain(rows, **more):
    return Chain(*map(np.array, zip(*rows, strict=True)), **more)


def _slopes(human, last, sizes, surprise):
    """Both slopes, of what is drawn from `human` and from the `last` model: shape (2, lineages)."""
    return np.array([_slope(draw, sizes, surprise) for draw in (human, last)])


def _slope(draw, sizes, surprise):
    """Fit a line to the logarithm of the surprise against that of the size of the data; its slope in every lineage."""
    x = np.log(sizes) - np.log(sizes).mean()
    y = np.array([np.log(surprise(draw(size))) for size in sizes])
    return (x[:, None] * y).sum(axis=0) / (x**2).sum()


def valley(model, modes, least):
    """How high the valley between two modes of the humans is in a model, as a share of the lower of its two peaks.

    Parameters
    ----------
    model : fitted model with `log_prob` and `cdf`
    modes : pair of float
        Where the modes of the humans are. The model's may have moved: its peaks are the highest places on either side.
    least : float
        Where the model gives less than this to one side, that peak is gone, and nothing has merged: 0.

    Returns
    -------
    array, shape (lineages,)

    Examples
    --------
    >>> two = FittedMixture(weights=[0.5, 0.5], means=[0, 8], covariances=[1, 1])
    >>> broad = FittedMixture(weights=[0.5, 0.5], means=[0, 8], covariances=[25, 25])
    >>> print([f"{valley(model, (0, 8), least=0.1):.2f}" for model in (two, broad)])
    ['0.00', '1.00']
    """
    middle, reach = np.mean(modes), np.ptp(modes)
    x = np.linspace(middle - reach, middle + reach, 321)
    density = model.log_prob(x)
    left, right = density[..., :161], density[..., 160:]
    place, first, last = np.arange(321), left.argmax(axis=-1), 160 + right.argmax(axis=-1)
    between = (place >= first[..., None]) & (place <= last[..., None])
    bottom = np.where(between, density, np.inf).min(axis=-1)
    lower_peak = np.minimum(left.max(axis=-1), right.max(axis=-1))
    above = measures.mass_between(model, low=middle)
    return np.where(np.minimum(above, 1 - above) < least, 0, np.exp(bottom - lower_peak))


def tokens(rng, generations=50, types=500, size=200):
    """The chain of a table of words. Rare are all types but the commonest tenth, and it counts how many are left.

    Nothing that a table writes is strange: it knows no word that humans do not have.
    """
    _check(rng, generations)
    types, size = validate.integer("types", types, least=10), validate.integer("size", size, least=2)
    shares = 1 / np.arange(1, types + 1)
    truth, rows = FittedCategorical(shares / shares.sum()), []

    def surprise(model):
        hedged = FittedCategorical((1 - HEDGE) * model.probabilities + HEDGE / types)
        return measures.categorical_cross_entropy(hedged, truth) / np.log(2)

    def people(size):
        return rng.multinomial(size, truth.probabilities, size=100)

    for turn in run(Categorical(), people(size), generations, rng):
        last = turn.model
        alive = (last.probabilities[:, types // 10 :] > 0).sum(axis=-1)
        strange = turn.synthetic[:, truth.probabilities == 0].sum(axis=-1) / size
        rows.append((surprise(last), last.entropy() / np.log(2), alive, measures.heterozygosity(last), strange))
    slopes = _slopes(
        people,
        lambda size: last.sample(size, rng),
        (size, 4 * size, 16 * size),
        lambda data: surprise(Categorical().fit(data)) - truth.entropy() / np.log(2),
    )
    found = _chain(rows, guess=np.log2(types), limit=np.log2(types / HEDGE), slopes=slopes)
    return {"tokens": found}


def letters(corpus, rng, generations=6, size=20_000):
    """The chains of a 5-gram model of characters, fair and sharpened, each from three parts of the corpus.

    Rare are the words that it has 3 to 10 times, and strange those that it has not.
    """
    _check(rng, generations)
    validate.has("corpus", corpus, "train", "held_out", "decode")
    size = validate.integer("size", size, least=5)
    sizes, bands = (max(size // 4, 5), size, 3 * size), reading.by_frequency(corpus.text)
    known, rare = set().union(*bands.values()), bands["3 to 10"]

    def people(size):
        return np.resize(corpus.train, (3, size))

    def surprise(model):
        return measures.cross_entropy(model, corpus.held_out[:10_000]) / np.log(2)

    def read(codes):
        """Share of the rare words that are there, how many real ones are, and the share of the strange."""
        words = Counter(measures.words(corpus.decode(codes)))
        real = known & words.keys()
        strange = 1 - sum(words[word] for word in real) / (words.total() or 1)
        return len(rare & words.keys()) / (len(rare) or np.nan), len(real), strange

    def follow(model):
        rows = []
        for turn in run(model, people(size), generations, rng, size=size):
            last = turn.model
            own = measures.cross_entropy(last, turn.synthetic) / np.log(2)
            rows.append((surprise(last), own, *zip(*map(read, turn.synthetic), strict=True)))
        slope = _slope(lambda size: last.sample(size, rng), sizes, lambda data: surprise(model.fit(data)))
        return _chain(rows, guess=guess, limit=limit, slopes=np.array([human, slope]))

    fair, sharpened = (NGram(5, len(corpus.alphabet), temperature) for temperature in (1.0, 0.8))
    human = _slope(people, sizes, lambda data: surprise(fair.fit(data)))  # what was counted depends on no temperature
    guess = np.log2(len(corpus.alphabet))
    # Each of the n levels of the smoothing leaves a character at least 1/(size + 1) of what the next shorter one does.
    limit = guess + fair.order * np.log2(size + 1)
    return {"5-gram, T = 1": follow(fair), "5-gram, T = 0.8": follow(sharpened)}


def network(settings=("T = 1", "T = 0.8")):
    """The chains of the network of notebook 04, as stored in data/; rare and strange are as for `letters`.

    Real are the different words of the human text that it began with. How it scales is known at T = 1 only, from the
    runs with three amounts of text and two seeds.
    """
    stored = tables.read("chains.csv").set_index(["setting", "generation", "seed"]).sort_index()
    there = tuple(stored.index.unique("setting"))
    if isinstance(settings, str) or not isinstance(settings, Iterable):
        raise TypeError(f"settings must be a sequence of {', '.join(map(repr, there))}, got {validate.shown(settings)}")
    settings = [validate.choice("each of the settings", name, allowed=there) for name in settings]
    stored["strange"] = 1 - stored["real_words"]
    stored["real"] = sum(stored[column] * words for column, words in HUMAN_WORDS.items())
    columns = ["human_bits", "own_bits", "left_3_to_10", "real", "strange"]
    slopes = {"T = 1": study.slopes(study.sizes(), FEATURES, "T = 1")}
    return {
        f"network, {name}": Chain(
            *(stored.loc[name][column].unstack().to_numpy() for column in columns),
            guess=np.log2(CHARACTERS),
            slopes=slopes.get(name),
        )
        for name in settings
    }


def drawings():
    """The chains of the autoencoder of notebook 07, with and without its decoder's noise, as stored in data/.

    Surprise is in bits a picture; the uniform guess gives every shade of every pixel from 0 to 1 the same density, 1,
    and is surprised by 0. Rare is the digit that its pictures are read as least often, and strange what lies farther
    from every picture by people than each one held out lies from those trained on. Pictures have ten kinds and no line
    on which two peaks could be told from a valley; whether it would scale otherwise cannot be computed from what is
    stored.
    """
    stored = tables.read("handwriting.csv").query("diet == 'replace'").copy()
    stored["rare"] = stored.filter(regex="^read_").min(axis=1)
    stored[["human", "own"]] = stored[["human_nats", "own_nats"]] / np.log(2)  # nats to bits
    stored = stored.set_index(["model", "generation", "seed"]).sort_index()
    columns, names = ["human", "own", "rare", "variance", "strange"], {"VAE": "with", "VAE without noise": "without"}
    return {
        f"VAE, {word} noise": Chain(*(stored.loc[model][column].unstack().to_numpy() for column in columns), guess=0.0)
        for model, word in names.items()
    }
