"""The claims of a popular article on model collapse, in our own words, with verdicts and the evidence behind them.

Every claim has a function that computes its evidence anew and a test that the evidence must pass, so that no verdict
rests on its wording. What the numbers are of is in their labels.
"""

import textwrap
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from collapse import comparison, measures, theory, validate
from collapse.diets import accumulate, curate, mix, replace, taste
from collapse.loop import run
from collapse.models import KDE, Gaussian
from collapse.people import write_along

SUPPORTED, CONDITIONS, NOT_SUPPORTED, NOT_TESTED = OPTIONS = (
    "supported",
    "true with conditions",
    "not supported",
    "not tested",
)
WIDTH = 100


@dataclass(frozen=True)
class Claim:
    """One claim.

    Attributes
    ----------
    words : str
        What the article says, in our words.
    verdict : str
        One of `OPTIONS`.
    why : str
    sources : tuple of str
        First author, and arXiv id or DOI.
    evidence : callable
        Called with a generator; returns numbers by what they are of.
    bears_out : callable
        Whether such numbers, in their order, bear the verdict out.
    """

    words: str
    verdict: str
    why: str
    sources: tuple
    evidence: Callable
    bears_out: Callable

    def holds(self, numbers):
        """Whether the numbers bear the verdict out."""
        return bool(self.bears_out(*numbers.values()))


def weigh(number, votes, rng):
    """Compute the evidence of a claim anew; return it as text, with the vote, the verdict and the sources."""
    claim = _find(number)
    numbers = claim.evidence(validate.generator("rng", rng))
    said = claim.verdict if claim.holds(numbers) else f"the numbers below do not bear out {claim.verdict!r}"
    lines = [f"Claim {number}. Your vote: {vote_on(number, votes)}. The evidence: {said}."]
    lines += [f"  {value:9.2g}  {label}" for label, value in numbers.items()]
    lines += textwrap.wrap(claim.why, WIDTH)
    authors = dict.fromkeys(source.split()[0] for source in claim.sources)
    lines.append(f"Sources, see the references: {', '.join(authors)}.")
    return "\n".join(lines)


def vote_on(number, votes):
    """Return the vote on a claim; "no vote" for none or `...`, and a hint for what is no vote."""
    vote = votes.get(number, ...)
    if vote is ... or vote is None:
        return "no vote"
    words = str(vote).strip().lower()
    return words if words in OPTIONS else f"not one of the four: {words[:20]!r}"


def ledger(votes):
    """All votes beside all verdicts, as text; the last line counts."""
    lines = [f"{'':4}{'your vote':30}the evidence"]
    cast = agreed = 0
    for number, claim in CLAIMS.items():
        vote = vote_on(number, votes)
        cast, agreed = cast + (vote in OPTIONS), agreed + (vote == claim.verdict)
        lines.append(f"{number:2}  {vote:30}{claim.verdict}")
    lines.append(f"Votes cast: {cast} of {len(CLAIMS)}; the same as the evidence: {agreed}.")
    return "\n".join(lines)


def _find(number):
    if number not in CLAIMS:
        raise ValueError(f"number must be one of 1 to {len(CLAIMS)}, got {number!r}")
    return CLAIMS[number]


def _last(models):
    """Return the last of the fitted models that an iterator yields, and the first."""
    first, *_, last = models
    return last, first


def _one_bell(rng, diet=replace, ddof=0, M=50, generations=300, lineages=500):
    return _last(comparison.moments(ddof, M, lineages, generations, rng, diet))


def _reality(rng):
    return {
        "variance left after 300 generations of 50 values, all replaced (humans: 1)": _one_bell(rng)[0].variance.mean(),
        "the same, and nothing is thrown away": _one_bell(rng, accumulate)[0].variance.mean(),
    }


def _tails(rng):
    last, first = (measures.tail_mass(model, 2) for model in _one_bell(rng, ddof=1, generations=50, lineages=20_000))
    return {
        "mass beyond two human sd, median history, generation 0": np.median(first),
        "median history, generation 50": np.median(last),
        "mean over 20,000 histories, generation 0": first.mean(),
        "mean over 20,000 histories, generation 50": last.mean(),
    }


def _variance(rng):
    bell, _ = _one_bell(rng, generations=20)
    kernels, _ = _last(turn.model for turn in run(KDE("scott"), rng.standard_normal((50, 50)), 20, rng))
    return {
        "median variance of a bell after 20 generations of 50 values (humans: 1)": np.median(bell.variance),
        "median variance of a kernel density estimate after as many": np.median(kernels.variance),
    }


def _confidence(rng):
    last, first = _one_bell(rng, ddof=1, generations=50)
    truth = Gaussian(ddof=0).fit([-1.0, 1.0])
    human = [measures.gaussian_cross_entropy(model, truth) for model in (first, last)]
    found = {
        "bell, 50 generations: change of its own surprise (bits)": np.median(np.log2(last.sd / first.sd)),
        "bell: change of its surprise at humans (bits)": np.median(human[1] - human[0]) / np.log(2),
    }
    for name, chain in comparison.network(("T = 0.8", "T = 1")).items():
        found[f"{name}, 7 generations: change of its own surprise (bits)"] = chain.change("own")[0]
        found[f"{name}: change of its surprise at humans (bits)"] = chain.change("human")[0]
    return found


def _called_extreme(model):
    """Share of the humans beyond two of the model's own standard deviations."""
    return ndtr(model.mean - 2 * model.sd) + ndtr(-model.mean - 2 * model.sd)


def _outliers(rng):
    last, first = _one_bell(rng, generations=100)
    return {
        "mass that the median history gives beyond two human sd, generation 100": np.median(
            measures.tail_mass(last, 2)
        ),
        "share of humans beyond two sd of the model itself, generation 0": np.median(_called_extreme(first)),
        "share of humans beyond two sd of the model itself, generation 100": np.median(_called_extreme(last)),
    }


def _across(rng):
    chains = comparison.bells(rng) | comparison.tokens(rng) | comparison.network()
    met = comparison.verdicts(chains).values()
    return {
        "chains of models compared": len(chains),
        **{f"of them: {word}": sum(each[word] for each in met) for word in comparison.CRITERIA},
    }


AUTHORS = ("Oxford", "Cambridge", "Imperial College", "Toronto and the Vector Institute", "Edinburgh")
NAMED = ("Oxford", "Cambridge")


def _institutions(rng):
    return {
        "affiliations that the article names": sum(name in NAMED for name in AUTHORS),
        "affiliations of the paper's authors that it leaves out": sum(name not in NAMED for name in AUTHORS),
    }


def _worth(rng):
    kept, _ = _one_bell(rng, mix(0.1, fresh=_humans(500)), M=100)
    lost, _ = _one_bell(rng, M=100)
    picky = curate(taste(center=1, variance=1))
    curated, _ = _last(turn.model for turn in run(Gaussian(0), rng.standard_normal((20, 500)), 20, rng, diet=picky))
    return {
        "variance left after 300 generations of 100 values, no human data": lost.variance.mean(),
        "the same, ten in 100 are fresh human values": kept.variance.mean(),
        "no human data but a verifier who likes 1: mean after 20 generations (humans: 0)": curated.mean.mean(),
    }


def _humans(lineages):
    """People to draw from, for so many histories."""
    return Gaussian(ddof=0).fit(np.tile([-1.0, 1.0], (lineages, 1)))


def _originality(rng):
    first, second, *_, last = write_along(0.5, generations=10, rng=rng, authors=1_000, histories=20)
    novelty, diversity = ([getattr(season, what).mean() for season in (first, second, last)] for what in _MEASURED)
    return {
        "generations of people and models measured in the study of writers": 1,
        "our toy: change of individual novelty with the first model": novelty[1] - novelty[0],
        "our toy: change of collective diversity with the first model": diversity[1] - diversity[0],
        "our toy: change of diversity from there to the tenth": diversity[2] - diversity[1],
    }


_MEASURED = ("novelty", "diversity")


def _known(rng):
    M = 50
    variance = [model.variance for model in comparison.moments(1, M, 4_000, 60, rng, replace)]
    return {
        "half-life of a bell's median variance, M = 50, by formula (generations)": theory.half_life(M),
        "the same, measured": measures.half_life(np.median(variance, axis=-1)),
        "people a generation above which the unbiased error stays finite, M = 50": M * theory.fresh_border(M),
        "fits until a gap is down to a third, one in ten human": theory.recovery_time(0.1, factor=3),
        "networks of the size of a product measured here": 0,
    }


def _advice(rng):
    diets = (replace, mix(0.1, fresh=_humans(500)), accumulate)
    left = [_one_bell(rng, diet, M=100)[0].variance.mean() for diet in diets]
    labels = ("no human data", "one in ten fresh human", "everything kept, nothing new")
    return {f"variance left after 300 generations, {label}": value for label, value in zip(labels, left, strict=True)}


_NATURE = "Shumailov 10.1038/s41586-024-07566-y"

CLAIMS = {
    1: Claim(
        "Models trained on what models wrote lose touch with reality. This is called model collapse.",
        CONDITIONS,
        "If every generation replaces the last, yes. If data accumulate, the error is bounded here and in the settings "
        "of two papers; a third constructs models for which it is not.",
        (_NATURE, "Gerstgrasser 2404.01413", "Kazdan 2410.16713", "Barzilai 2505.19046"),
        _reality,
        lambda replaced, kept: replaced < 0.1 and kept > 0.9,
    ),
    2: Claim(
        "What is rare is lost first: the tails of the distribution.",
        CONDITIONS,
        "In nearly every single history, yes; in the average over histories the tail of a bell grows. The figure in "
        "Nature shows a longer tail of errors besides.",
        ("Shumailov 2305.17493", _NATURE),
        _tails,
        lambda median, median_last, mean, mean_last: median_last < 0.5 * median and mean_last > 1.2 * mean,
    ),
    3: Claim(
        "The variance of what the models write narrows.",
        CONDITIONS,
        "For a fitted bell, yes. A kernel density estimate widens without end, and a published analysis finds that a "
        "generator may end with a few outputs or with all of them equally likely.",
        ("Borji 2410.12954", "Marchi 2404.02325"),
        _variance,
        lambda bell, kernels: bell < 0.8 and kernels > 2,
    ),
    4: Claim(
        "The models grow more confident and more wrong.",
        CONDITIONS,
        "More wrong, in all the chains here. More confident: the bell, with an exact law, and the network that is "
        "sampled at T = 0.8. Sampled at T = 1 the same network grows less sure of itself.",
        (_NATURE, "Shumailov 2305.17493"),
        _confidence,
        lambda own, human, cold, cold_human, fair, fair_human: (
            max(own, cold) < -0.1 and fair > 0.1 and min(human, cold_human, fair_human) > 0.1
        ),
    ),
    5: Claim(
        "The models see the world wrongly, and can neither produce outliers nor recognize them.",
        NOT_TESTED,
        "Producing them is claim 2. Recognizing them was not tested in the study. Our bell does not overlook outliers: "
        "it takes ever more ordinary people for one. That is a test on a bell, and no test of a language model.",
        (_NATURE,),
        _outliers,
        lambda own, first, last: own < 0.01 and last > 3 * first,
    ),
    6: Claim(
        "It happens to models of all kinds, however they are trained.",
        CONDITIONS,
        "All of them get worse at human data. What else happens depends on the model and on what the word means: a "
        "position paper counts eight definitions in the literature, at times conflicting.",
        ("Schaeffer 2503.03150", "Shumailov 2305.17493"),
        _across,
        lambda chains, wrong, no_end, narrow, lost, surer, noisier: (
            wrong == chains and 0 < narrow < chains and 0 < surer < chains and noisier > 0
        ),
    ),
    7: Claim(
        "The study comes from Oxford and Cambridge.",
        CONDITIONS,
        "True and incomplete: its authors are also from Imperial College, from Toronto and the Vector Institute, and "
        "from Edinburgh. You find this in the paper, and by no experiment.",
        (_NATURE,),
        _institutions,
        lambda named, left_out: named == len(NAMED) and left_out > 0,
    ),
    8: Claim(
        "Human data gain in value: they are a technical necessity.",
        CONDITIONS,
        "The paper speaks of the original data distribution. A tenth of the original data left its language model with "
        "minor degradation, which the article leaves out. Verified synthetic data can stand in, and then the "
        "verifier's taste becomes the world.",
        (_NATURE, "Feng 2406.07515", "Ferbach 2407.09499", "Yi 2510.16657"),
        _worth,
        lambda lost, kept, curated: lost < 0.3 and kept > 0.9 and curated > 0.9,
    ),
    9: Claim(
        "The survival of AI depends on human originality, and culture and thought may become uniform.",
        NOT_TESTED,
        "The evidence is of another kind: in one experiment with 293 writers ideas from a model made single stories "
        "newer and all stories together more alike. It was one shot. What many generations do is known of a toy.",
        ("Doshi 10.1126/sciadv.adn5290",),
        _originality,
        lambda generations, novelty, diversity, later: generations == 1 and novelty > 0 and diversity < 0 and later < 0,
    ),
    10: Claim(
        "How fast it goes, where thresholds lie, how it is prevented and undone: all of that is unknown.",
        CONDITIONS,
        "Exactly known for the small models of this collection, open for large ones. What has died out does not come "
        "back without a source from outside.",
        ("Suresh 2412.17646",),
        _known,
        lambda formula, measured, border, recovery, large: (
            abs(measured - formula) < 0.1 * formula and 0 < border < 1 and 10 < recovery < 11 and large == 0
        ),
    ),
    11: Claim(
        "Developers should feed more human data, and more varied data.",
        SUPPORTED,
        "A tenth of fresh human data holds a bell where it is. And keeping what you already have does most of it, at "
        "no cost in people. The second half of the advice, more varied data, is not put to a test of its own here.",
        ("Gerstgrasser 2404.01413", "Alemohammad 2307.01850", "Kazdan 2410.16713"),
        _advice,
        lambda nothing, fresh, kept: nothing < 0.3 and fresh > 0.9 and kept > 0.9,
    ),
}
