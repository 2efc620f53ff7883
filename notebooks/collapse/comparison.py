"""Many models in the one loop with the same measures, and what "collapse" could mean, as tests of a chain.

`Chain` holds four measures of every generation; `CRITERIA` are operational readings of our own, not a list from the
literature. The network's chains come from data/, since they take longer than a lesson has.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from collapse import measures, reading
from collapse.loop import run
from collapse.models import KDE, Categorical, FittedCategorical, FittedMixture, Gaussian, GaussianMixture, NGram
from collapse.models.gaussian import Moments
from collapse.text import DATA

HEDGE = 0.01  # a table of tokens is judged with this share of the uniform table mixed in: no surprise is infinite


@dataclass(frozen=True)
class Chain:
    """What was measured of every generation; arrays of shape (generations, lineages).

    Attributes
    ----------
    human, own : array
        The model's mean surprise at human data held out, and at what it wrote itself; bits per value or character.
    rare : array
        What the model still gives to, or writes of, what is rare among humans.
    variety : array
        Variance, chance that two tokens differ, or number of different words.
    """

    human: np.ndarray
    own: np.ndarray
    rare: np.ndarray
    variety: np.ndarray

    def change(self, measure):
        """The median history's change of one measure, and its error band: (median, low, high)."""
        values = getattr(self, measure)
        return measures.median_band(values[-1] - values[0])

    def left(self, measure):
        """The last value as a share of the median at first; the median over histories."""
        values = np.asarray(getattr(self, measure))
        return np.median(values[-1]) / np.median(values[0])


def _drifts(chain):
    return bool(chain.change("human")[1] > 0)


def _grows_on(chain):
    first, middle, last = np.median(chain.human[[0, len(chain.human) // 2, -1]], axis=-1)
    return _drifts(chain) and bool(last - middle >= middle - first)


CRITERIA = {
    "wrong": _drifts,
    "no end": _grows_on,
    "narrow": lambda chain: bool(chain.left("variety") < 0.5),
    "rare lost": lambda chain: bool(chain.left("rare") < 0.5),
    "surer": lambda chain: bool(chain.change("own")[2] < 0),
    "noisier": lambda chain: bool(chain.change("own")[1] > 0),
}


def verdicts(chains):
    """Which criteria each chain meets: dict of str to dict of str to bool."""
    return {name: {word: test(chain) for word, test in CRITERIA.items()} for name, chain in chains.items()}


def table(chains):
    """The verdicts and the numbers behind them, as text."""
    lines = [f"{'':20}{'human':>8}{'own':>8}{'rare':>7}{'variety':>8}   " + "  ".join(CRITERIA)]
    for name, met in verdicts(chains).items():
        chain = chains[name]
        numbers = f"{chain.change('human')[0]:+8.1f}{chain.change('own')[0]:+8.1f}"
        numbers += f"{chain.left('rare'):7.2f}{chain.left('variety'):8.2g}"
        marks = "  ".join(f"{'yes' if met[word] else '-':^{len(word)}}" for word in CRITERIA)
        lines.append(f"{name:20}{numbers}   {marks}".rstrip())
    return "\n".join(lines)


def bells(rng, generations=50):
    """Chains of models of one bell: a Gaussian with both estimators, a kernel density estimate; 50 values each."""
    bell = Gaussian(ddof=0).fit([-1.0, 1.0])
    people = rng.standard_normal((400, 50))
    return {
        "Gaussian, unbiased": _follow(Gaussian(ddof=1), people, generations, rng, bell),
        "Gaussian, ML": _follow(Gaussian(ddof=0), people, generations, rng, bell),
        "KDE": _follow(KDE("scott"), people[:30], generations, rng, bell),
    }


def kinds(rng, generations=50, lineages=25):
    """The chain of a mixture: two kinds, one of them rare, 100 values."""
    truth = FittedMixture(weights=[0.96, 0.04], means=[0, 8], covariances=[1, 1])
    people = truth.sample(100 * lineages, rng).reshape(lineages, 100)
    return {"mixture": _follow(GaussianMixture(2, tol=1e-3), people, generations, rng, truth)}


def _follow(model, human, generations, rng, truth):
    """Run a chain of a model of numbers. Rare is what lies above the 95th percentile of the truth."""
    held_out = truth.sample(2_000, rng)
    edge = np.quantile(truth.sample(100_000, rng), 0.95)
    rows = [
        (
            measures.cross_entropy(turn.model, held_out) / np.log(2),
            measures.cross_entropy(turn.model, turn.synthetic) / np.log(2),
            measures.mass_between(turn.model, low=edge),
            turn.model.variance,
        )
        for turn in run(model, human, generations, rng)
    ]
    return Chain(*map(np.array, zip(*rows, strict=True)))


def tokens(rng, generations=50, types=500, size=200):
    """The chain of a table of words. Rare are all types but the commonest tenth, and it counts how many are left."""
    shares = 1 / np.arange(1, types + 1)
    truth = FittedCategorical(shares / shares.sum())
    rows = []
    for turn in run(Categorical(), rng.multinomial(size, truth.probabilities, size=100), generations, rng):
        p = (1 - HEDGE) * turn.model.probabilities + HEDGE / types
        human = measures.categorical_cross_entropy(FittedCategorical(p), truth) / np.log(2)
        alive = (turn.model.probabilities[:, types // 10 :] > 0).sum(axis=-1)
        rows.append((human, turn.model.entropy() / np.log(2), alive, measures.heterozygosity(turn.model)))
    return {"tokens": Chain(*map(np.array, zip(*rows, strict=True)))}


def letters(corpus, rng, generations=6, size=30_000):
    """The chains of a 5-gram model of characters, fair and sharpened. Rare are the words seen 3 to 10 times."""
    people = np.tile(corpus.train[:size], (3, 1))
    rare = {"rare": reading.by_frequency(corpus.text)["3 to 10"]}
    found = {}
    for T in (1.0, 0.8):
        rows = []
        for turn in run(NGram(5, len(corpus.alphabet), T), people, generations, rng, size=size):
            texts = [corpus.decode(codes) for codes in turn.synthetic]
            rows.append(
                (
                    measures.cross_entropy(turn.model, corpus.held_out[:10_000]) / np.log(2),
                    measures.cross_entropy(turn.model, turn.synthetic) / np.log(2),
                    [reading.survival(text, rare)["rare"] for text in texts],
                    [len(reading.vocabulary(text)) for text in texts],
                )
            )
        found[f"5-gram, T = {T:g}"] = Chain(*map(np.array, zip(*rows, strict=True)))
    return found


def network(settings=("T = 1", "T = 0.8")):
    """The chains of the network of notebook 04, as stored in data/. Rare are the words seen 3 to 10 times."""
    stored = pd.read_csv(DATA / "chains.csv").set_index(["setting", "generation", "seed"]).sort_index()
    columns = ["human_bits", "own_bits", "left_3_to_10", "distinct_words"]
    return {
        f"network, {name}": Chain(*(stored.loc[name][column].unstack().to_numpy() for column in columns))
        for name in settings
    }


def moments(ddof, M, lineages, generations, rng, diet):
    """Run many histories of one Gaussian by the exact shortcut; yield the fitted models."""
    human = Moments(rng.standard_normal(lineages) / np.sqrt(M), rng.chisquare(M - 1, lineages) / M, M)
    for turn in run(Gaussian(ddof=ddof, shortcut=True), human, generations, rng, diet=diet):
        yield turn.model
