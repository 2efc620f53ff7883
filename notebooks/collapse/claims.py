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
from collapse.definitions import DEFINITIONS, YES
from collapse.diets import accumulate, curate, mix, noisy, replace, taste
from collapse.loop import run
from collapse.models import KDE, Categorical, FittedMixture, Gaussian, GaussianMixture
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
    claim, vote = _find(number), vote_on(number, votes)
    numbers = claim.evidence(validate.generator("rng", rng))
    said = claim.verdict if claim.holds(numbers) else f"the numbers below do not bear out {claim.verdict!r}"
    lines = [f"Claim {number}. Your vote: {vote}. The evidence: {said}."]
    lines += [f"  {value:9.2g}  {label}" for label, value in numbers.items()]
    lines += textwrap.wrap(claim.why, WIDTH)
    authors = dict.fromkeys(source.split()[0] for source in claim.sources)
    lines.append(f"Sources, see the references: {', '.join(authors)}.")
    return "\n".join(lines)


def vote_on(number, votes):
    """Return the vote on a claim; "no vote" for none or `...`, and a hint for what is no vote."""
    _find(number)
    vote = validate.mapping("votes", votes, of="votes by the numbers of the claims").get(number, ...)
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
    return CLAIMS[validate.integer("number", number, least=1, most=len(CLAIMS))]


HUMANS = Gaussian(ddof=0).fit([-1.0, 1.0])


def _last(models):
    """Return the last of the fitted models that an iterator yields, and the first."""
    first, *_, last = models
    return last, first


def _one_bell(rng, diet=replace, ddof=0, M=50, generations=300, lineages=500):
    return _last(comparison.moments(ddof, M, lineages, generations, rng, diet))


def _reality(rng):
    found = {}
    for diet, label in ((replace, "all replaced"), (accumulate, "nothing thrown away")):
        last, first = _one_bell(rng, diet, generations=100)
        rise = measures.gaussian_cross_entropy(last, HUMANS) - measures.gaussian_cross_entropy(first, HUMANS)
        found[f"median variance after 100 generations of 50 values, {label} (humans: 1)"] = np.median(last.variance)
        found[f"{label}: rise of the surprise at humans, median history (bits)"] = np.median(rise) / np.log(2)
    return found


def _tails(rng):
    last, first = (measures.tail_mass(model, 2) for model in _one_bell(rng, ddof=1, generations=50, lineages=20_000))
    common, rare = _words_left(rng)
    return {
        "mass beyond two human sd, median history, generation 0": np.median(first),
        "median history, generation 50": np.median(last),
        "share of the histories that have less of it in generation 50 than at first": (last < first).mean(),
        "mean over 20,000 histories, generation 0": first.mean(),
        "mean over 20,000 histories, generation 50": last.mean(),
        "of 500 words, share left of the 50 commonest after 10 generations (generation 0: 1)": common,
        "share left of the others": rare,
    }


def _words_left(rng):
    """How many of the common and of the rare words that generation 0 knew are left after ten generations."""
    shares = 1 / np.arange(1, 501)
    people = rng.multinomial(200, shares / shares.sum(), size=100)
    last, first = _last(turn.model.probabilities > 0 for turn in run(Categorical(), people, 10, rng))
    return [last[:, which].sum() / first[:, which].sum() for which in (slice(50), slice(50, None))]


def _variance(rng):
    bell, _ = _one_bell(rng, generations=20)
    kernels, _ = _last(turn.model for turn in run(KDE("scott"), rng.standard_normal((50, 50)), 20, rng))
    return {
        "median variance of a bell after 20 generations of 50 values (humans: 1)": np.median(bell.variance),
        "median variance of a kernel density estimate, Scott's rule, after as many": np.median(kernels.variance),
    }


def _confidence(rng):
    last, first = _one_bell(rng, ddof=1, generations=50)
    human = [measures.gaussian_cross_entropy(model, HUMANS) for model in (first, last)]
    found = {
        "bell, 50 generations: change of its own surprise (bits)": np.median(np.log2(last.sd / first.sd)),
        "bell: change of its surprise at humans (bits)": np.median(human[1] - human[0]) / np.log(2),
    }
    for name, chain in comparison.network(("T = 0.8", "T = 1")).items():
        found[f"{name}, 7 generations: change of its own surprise (bits)"] = chain.change("own")[0]
        found[f"{name}: change of its surprise at humans (bits)"] = chain.change("human")[0]
    return found


def _called_extreme(model, low=-np.inf):
    """Share of the humans above `low` who are beyond two of the model's own standard deviations."""
    below, above = model.mean - 2 * model.sd, model.mean + 2 * model.sd
    share = np.maximum(ndtr(below) - ndtr(low), 0) + ndtr(-np.maximum(above, low))
    return share / ndtr(-low)


def _outliers(rng):
    last, first = _one_bell(rng, generations=100)
    return {
        "mass that the median history gives beyond two human sd, generation 100": np.median(
            measures.tail_mass(last, 2)
        ),
        "share of humans beyond two sd of the model itself, generation 0": np.median(_called_extreme(first)),
        "share of humans beyond two sd of the model itself, generation 100": np.median(_called_extreme(last)),
        "share of humans above two human sd that are ordinary to it, mean, generation 100": 1
        - _called_extreme(last, low=2).mean(),
    }


def _across(rng):
    chains = comparison.bells(rng) | comparison.kinds(rng) | comparison.tokens(rng) | comparison.network()
    met = [list(entries.values()) for entries in comparison.verdicts(chains).values()]
    counts = [sum(entry == YES for entry in column) for column in zip(*met, strict=True)]
    labels = [f"of them meet definition {n}, {each.name}" for n, each in enumerate(DEFINITIONS, 1)]
    return {"chains of models compared": len(chains), **dict(zip(labels, counts, strict=True))}


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
    judge = curate(noisy(lambda kind: kind == 0, tpr=0.9, fpr=0.6))
    (apart,) = rng.spawn(1)  # versions of NumPy draw large counts differently; what comes after is to be the same
    good, _ = _last(turn.model for turn in run(Categorical(), np.tile([400, 1_600], (20, 1)), 15, apart, judge))
    picky = curate(taste(center=1, variance=1))
    liked, _ = _last(turn.model for turn in run(Gaussian(0), rng.standard_normal((20, 500)), 20, rng, diet=picky))
    return {
        "median variance after 300 generations of 100 values, no human data": np.median(lost.variance),
        "the same, ten in 100 are fresh human values": np.median(kept.variance),
        "a verifier who accepts 0.9 of the good, 0.6 of the bad: share of the good (at first 0.2)": (
            good.probabilities[:, 0].mean()
        ),
        "a verifier who likes 1: mean after 20 generations (humans: 0)": liked.mean.mean(),
        "a verifier who likes 1: variance after 20 generations (humans: 1)": liked.variance.mean(),
    }


def _humans(lineages):
    """People to draw from, for so many histories."""
    return Gaussian(ddof=0).fit(np.tile([-1.0, 1.0], (lineages, 1)))


def _originality(rng):
    first, second, *_, last = write_along(0.5, generations=10, rng=rng, authors=1_000, histories=100)
    alone, *_, lot = write_along(0.5, generations=10, rng=rng, authors=1_000, histories=100, how="by lot")
    novelty, diversity = ([getattr(season, what).mean() for season in (first, second, last)] for what in _MEASURED)
    return {
        "generations of people and models measured in the study of writers": 1,
        "our toy, blended: change of individual novelty with the first model": novelty[1] - novelty[0],
        "our toy, blended: change of collective diversity with the first model": diversity[1] - diversity[0],
        "our toy, blended: change of diversity from there to the tenth": diversity[2] - diversity[1],
        "our toy, suggestions taken by lot: change of diversity up to the tenth": (
            lot.diversity.mean() - alone.diversity.mean()
        ),
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
    left = [np.median(_one_bell(rng, diet, M=100)[0].variance) for diet in diets]
    labels = ("no human data", "one in ten fresh human", "everything kept, nothing new")
    found = {
        f"median variance after 300 generations, {label}": value for label, value in zip(labels, left, strict=True)
    }
    for label, weight in (("both kinds", 0.04), ("the common kind alone", 0.0)):
        found[f"mean mass of a rare kind (at first 0.04), a fresh tenth from {label}"] = _rare_kind(rng, weight)
    return found


def _rare_kind(rng, weight, lineages=100):
    """Mass of a rare kind after 50 generations whose fresh human tenth has it with this weight."""
    humans, fresh = (FittedMixture([1 - w, w], means=[0, 8], covariances=[1, 1]) for w in (0.04, weight))
    people = humans.sample(100 * lineages, rng).reshape(lineages, 100)
    tenth = mix(0.1, fresh=FittedMixture(*(np.tile(part, (lineages, 1)) for part in _parts(fresh))))
    last, _ = _last(turn.model for turn in run(GaussianMixture(2, tol=1e-3), people, 50, rng, tenth))
    return measures.mass_between(last, low=4).mean()


def _parts(mixture):
    return mixture.weights, mixture.means, mixture.covariances


_NATURE = "Shumailov 10.1038/s41586-024-07566-y"

CLAIMS = {
    1: Claim(
        "Models trained on what models wrote lose touch with reality. This is called model collapse.",
        CONDITIONS,
        "If every generation replaces the last, yes. If data accumulate, the error is bounded here and in the settings "
        "of two papers; a third constructs models for which it is not.",
        (_NATURE, "Gerstgrasser 2404.01413", "Kazdan 2410.16713", "Barzilai 2505.19046"),
        _reality,
        lambda replaced, wrong, kept, hardly: replaced < 0.1 and wrong > 5 and kept > 0.8 and 0 < hardly < 0.1,
    ),
    2: Claim(
        "What is rare is lost first: the tails of the distribution.",
        CONDITIONS,
        "Of words the rare ones go first. Of a bell the median history loses its tails, most histories have less of "
        "them than at first, and yet the average over histories has more. The figure in Nature shows a longer tail of "
        "errors besides.",
        ("Shumailov 2305.17493", _NATURE),
        _tails,
        lambda median, median_last, less, mean, mean_last, common, rare: (
            median_last < 0.5 * median and 0.5 < less < 0.8 and mean_last > 1.2 * mean and common > 1.5 * rare
        ),
    ),
    3: Claim(
        "The variance of what the models write narrows.",
        CONDITIONS,
        "For the median history of a fitted bell, yes. A kernel density estimate with Scott's rule widens without end. "
        "And a published analysis finds that a generator may end with few outputs, or with all of them equally likely.",
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
        "Producing them is claim 2. Recognizing them was not tested in the study. Our bell overlooks few outliers "
        "(its mean has drifted toward them); it takes most ordinary people for one. That is a test of one rule on a "
        "bell, and no test of a language model.",
        (_NATURE,),
        _outliers,
        lambda own, first, last, overlooked: own < 0.01 and last > 3 * first and 0 < overlooked < 0.15,
    ),
    6: Claim(
        "It happens to models of all kinds, however they are trained.",
        CONDITIONS,
        "All get worse at human data, which is definition 2; and definition 4 holds wherever it could be tested. Each "
        "of the other six holds for some of the chains and not for others. A position paper, whose list this is, finds "
        "the definitions at times conflicting. All chains here are fed nothing but the last one's output.",
        ("Schaeffer 2503.03150", "Shumailov 2305.17493"),
        _across,
        lambda chains, disaster, rise, diverging, scaling, variance, modes, tail, invented: (
            rise == chains and all(0 < met < chains for met in (disaster, diverging, variance, modes, tail, invented))
        ),
    ),
    7: Claim(
        "The study comes from Oxford and Cambridge.",
        CONDITIONS,
        "True with an addition: its authors are also from Imperial College, from Toronto and the Vector Institute, and "
        'from Edinburgh. Read as "from nowhere else" the claim is false. You find this in the paper, and by no '
        "experiment.",
        (_NATURE,),
        _institutions,
        lambda named, left_out: named == len(NAMED) and left_out > 0,
    ),
    8: Claim(
        "Human data gain in value: they are a technical necessity.",
        CONDITIONS,
        "The paper speaks of the original data distribution. A tenth of the original data left its language model with "
        "minor degradation, which the article leaves out. Verified synthetic data can stand in, if the verifier tells "
        "good from bad better than chance, and as long as what is good stays the same. A verifier with a taste moves "
        "the world there, and narrows it.",
        (_NATURE, "Feng 2406.07515", "Ferbach 2407.09499", "Yi 2510.16657"),
        _worth,
        lambda lost, kept, good, liked, width: lost < 0.1 and kept > 0.8 and good > 0.9 and liked > 0.8 and width < 0.2,
    ),
    9: Claim(
        "The survival of AI depends on human originality, and culture and thought may become uniform.",
        NOT_TESTED,
        "The evidence is of another kind: in one experiment with 293 writers ideas from a model made single stories "
        "newer and all stories together more alike. It was one shot. What many generations do is known of a toy, and "
        "there it depends on whether suggestions are blended into every text or taken by lot.",
        ("Doshi 10.1126/sciadv.adn5290",),
        _originality,
        lambda generations, novelty, diversity, later, lot: (
            generations == 1 and novelty > 0 and diversity < 0 and later < 0 and abs(lot) < 0.1
        ),
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
        "A tenth of fresh human data holds a bell nearly where it is; and keeping what you already have does as well, "
        "at no cost in people. More varied: a rare kind is kept by a tenth that has it, and lost with a tenth of the "
        "common kind alone. These are tests on small models.",
        ("Gerstgrasser 2404.01413", "Alemohammad 2307.01850", "Kazdan 2410.16713"),
        _advice,
        lambda nothing, fresh, kept, varied, alike: (
            nothing < 0.1 and fresh > 0.8 and kept > 0.9 and varied > 0.02 and alike < 0.005
        ),
    ),
}
