"""What an article claims, in our own words; our verdict on each claim, its reason, and the condition it drops.

The article is a web page that credits *Psychology Today* and names neither paper nor numbers. Nothing here computes:
the evidence is what the cells of notebook 06 run, and each of these claims is tested once more, by other means, in the
tests. "Nobody" is what a search on `SEARCHED` found.
"""

import textwrap
from dataclasses import dataclass

from collapse import validate

SUPPORTED, CONDITIONS, NOT_SUPPORTED, NOT_TESTED, NORM = OPTIONS = (
    "supported",
    "true with conditions",
    "not supported",
    "not tested",
    "a norm",
)
DROPPED = (
    "diet",
    "history or average",
    "estimator",
    "model",
    "temperature",
    "measure",
    "definition",
    "source",
    "scale",
    "an addition",
    "nothing",
)
SEARCHED = "2026-11-28"
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
    dropped : tuple of str
        The conditions, of `DROPPED`, that the claim does not name; the first one decides.
    why : str
    sources : tuple of str
        First author, and arXiv id or DOI.
    """

    words: str
    verdict: str
    dropped: tuple
    why: str
    sources: tuple


def verdict(number):
    """Return our verdict on a claim as text: what it drops, why, and the sources."""
    claim = find(number)
    lines = [f"Claim {number}: {claim.verdict}. It drops: {' and '.join(claim.dropped)}."]
    lines += textwrap.wrap(claim.why, WIDTH)
    lines += textwrap.wrap(f"Sources: {'; '.join(claim.sources)}.", WIDTH)
    return "\n".join(lines)


def find(number):
    """Return the claim with this number."""
    return CLAIMS[validate.integer("number", number, least=1, most=len(CLAIMS))]


_NATURE = "Shumailov 10.1038/s41586-024-07566-y"

CLAIMS = {
    1: Claim(
        "Models trained on what models wrote lose touch with reality. This is called model collapse.",
        CONDITIONS,
        ("diet",),
        "If every generation replaces the last, yes: that is what the study's theory takes. If data accumulate, the "
        "error is bounded here and in the settings of two papers; a third proves it under standard assumptions, and "
        "constructs counterexamples that break them. Bounded is not harmless: at a fixed synthetic share, more data "
        "may no longer help.",
        (_NATURE, "Gerstgrasser 2404.01413", "Kazdan 2410.16713", "Barzilai 2505.19046", "Dohmatob 2410.04840"),
    ),
    2: Claim(
        "What is rare is lost first: the tails of the distribution.",
        CONDITIONS,
        ("history or average",),
        "Of words the rare ones go first. Of a bell the median history loses its tails, and yet the average over "
        "histories has more of them than at first. In the study a long tail of improbable text grows besides.",
        ("Shumailov 2305.17493", _NATURE, "Suresh 2412.17646"),
    ),
    3: Claim(
        "The variance of what the models write narrows.",
        CONDITIONS,
        ("model", "history or average"),
        "For the median history of a fitted bell, yes; its mean stays where it was under the unbiased estimator. A "
        "kernel density estimate with Scott's rule widens without end. And a published analysis finds that, away "
        "from a trivial temperature and without enough external data, a generator may end with few outputs or with "
        "all of them equally likely.",
        (_NATURE, "Borji 2410.12954", "Marchi 2404.02325"),
    ),
    4: Claim(
        "The models grow more confident and more wrong.",
        CONDITIONS,
        ("temperature", "model"),
        "More wrong, in all the chains here. More confident: the bell, with an exact law, and whatever is sampled "
        "sharply. Sampled fairly, a 3-gram and a network grow less sure of themselves, a bell and a 5-gram surer. "
        "How the decoding drives the collapse of language models has been studied, on models of 124 million to 1.7 "
        "billion parameters.",
        (_NATURE, "Drayson 2502.15654", "Gerstgrasser 2404.01413"),
    ),
    5: Claim(
        "The models see the world wrongly, and can neither produce outliers nor recognize them.",
        NOT_TESTED,
        ("measure", "scale"),
        "Producing them is claim 2. Recognizing them was not tested in the study. Of our bell it depends on the "
        "rule: by its own two standard deviations it raises the alarm at most people, by eight it sees the outliers "
        "and leaves most others alone. That is a bell. For language models nobody has put it to a test, as far as "
        f"we found ({SEARCHED}).",
        (_NATURE,),
    ),
    6: Claim(
        "It happens to models of all kinds, however they are trained.",
        CONDITIONS,
        ("definition", "diet"),
        "All chains here get worse at human data, the weakest of eight definitions, and change their scaling wherever "
        "that could be tested. Each of the other six holds for some of them and not for others. All of them are fed "
        "nothing but the last one's output: however they are trained is what was not varied. The study ran language "
        "models, and autoencoders and mixtures in its supplement.",
        ("Schaeffer 2503.03150", _NATURE, "Gerstgrasser 2404.01413"),
    ),
    7: Claim(
        "The study comes from Oxford and Cambridge.",
        CONDITIONS,
        ("an addition",),
        "True with an addition: its authors are also from Imperial College London, the University of Toronto, the "
        "Vector Institute and the University of Edinburgh, four that are left out. Read as 'from nowhere else' it is "
        "false. This is settled by reading, and by no experiment.",
        (_NATURE,),
    ),
    8: Claim(
        "Human data gain in value: they are a technical necessity.",
        CONDITIONS,
        ("source", "diet"),
        "The study does speak of real human-produced data, where tails matter. It also reports minor degradation "
        "with a random tenth of the original data in each generation, and ten epochs in place of five, which the "
        "article leaves out. A verifier can stand in, if it tells good from bad better than chance and as long as "
        "what is good stays the same; with a taste it moves the world there. At scale, single rounds have been "
        "measured: rephrased text showed no degradation, mixtures with generated textbooks patterns of collapse. "
        "And for a statistical language model it has been estimated how much synthetic data there may be beside human "
        "ones if collapse is to be avoided.",
        (_NATURE, "Feng 2406.07515", "Ferbach 2407.09499", "Yi 2510.16657", "Kang 2510.01631", "Seddik 2404.05090"),
    ),
    9: Claim(
        "The survival of AI depends on human originality, and culture and thought may become uniform.",
        NOT_TESTED,
        ("source", "scale"),
        "Survival is a forecast, and whether uniformity would be bad a norm. Two experiments bear on the rest, and "
        "disagree. In a single round, ideas from a model made stories newer and more alike. Over rounds, with ideas of "
        "earlier participants and of a chatbot, high exposure to the chatbot made them more varied. In neither was a "
        f"model trained on what people wrote. That loop nobody has measured, as far as we found ({SEARCHED}).",
        ("Doshi 10.1126/sciadv.adn5290", "Ashkinaze 2401.13481"),
    ),
    10: Claim(
        "How fast it goes, where thresholds lie, how it is prevented and undone: all of that is unknown.",
        NOT_SUPPORTED,
        ("scale",),
        "False as it stands. Rates, thresholds, prevention and recovery are known exactly for the small models of this "
        "collection, rates and bounds have been published, and provenance has tools: training on watermarked text can "
        "be detected. What is open is the loop at the scale of a product.",
        ("Suresh 2412.17646", "Xu 2505.13947", "Gerstgrasser 2404.01413", "Sander 2402.14904"),
    ),
    11: Claim(
        "Developers should feed more human data, and more varied data.",
        NORM,
        ("diet",),
        "'Should' is a norm: it weighs costs, which no experiment here does. The facts under it are true with "
        "conditions. A tenth of fresh human data holds a bell nearly where it is; keeping everything, with nothing "
        "new, holds it as well. Varied matters: a rare kind is lost with a fresh tenth that does not have it. And "
        "cut tails change how models scale.",
        ("Gerstgrasser 2404.01413", "Alemohammad 2307.01850", "Kazdan 2410.16713", "Dohmatob 2402.07043"),
    ),
}
