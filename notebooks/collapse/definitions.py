"""What "collapse" could mean: the eight definitions that a position paper finds in the literature, put to a chain.

The names are the authors' (R. Schaeffer and others, arXiv 2503.03150), as their published code for the paper's table of
definitions writes them; a digest of the paper has "disappearance or entanglement" for the sixth: `SECOND_READING`. How
each is measured and where its border lies is our reading, one line each, `rule`. Nothing here runs a loop; what a
chain holds is said in `comparison.Chain`.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from collapse import measures

YES, NO, DEPENDS = "yes", "no", "depends"  # the last: on the seed
BOUNDED, NOT_TESTED, NO_MODES = "bounded", "untested", "no modes"


@dataclass(frozen=True)
class Definition:
    """One definition of collapse.

    Attributes
    ----------
    name : str
        What its authors call it.
    short : str
        At most nine characters, for the head of a table.
    rule : str
        How we read it.
    measure : callable
        Called with a chain; returns one number for each history.
    unit : str
        What these are of.
    border : float
        Beyond which the definition is met.
    above : bool
        Whether beyond is above.
    decided : callable, optional
        Called with a chain; returns the word that stands for a verdict where no measurement can give one, or None.
    """

    name: str
    short: str
    rule: str
    measure: Callable
    unit: str
    border: float
    above: bool = True
    decided: Callable | None = None

    def entry(self, chain):
        """Whether a chain meets it: "yes", "no", "depends", or the word that is decided without measuring.

        The median history is judged. Where the border lies within its error band, another seed may come to another
        verdict, and it depends. With four histories or fewer the band reaches from the lowest to the highest.
        """
        word = self.decided and self.decided(chain)
        if word:
            return word
        _, *edges = measures.median_band(self.measure(chain))
        met = [bool(edge > self.border if self.above else edge < self.border) for edge in edges]
        return YES if all(met) else DEPENDS if any(met) else NO


def momentum(curve):
    """The rise in the second half of a chain, less half of the rise in the first; generations along the first axis.

    The middle of an even number of generations lies between two of them.

    Examples
    --------
    >>> print(momentum(np.array([1.0, 2.0, 3.0, 4.0])))
    0.75
    """
    middle = (curve[(len(curve) - 1) // 2] + curve[len(curve) // 2]) / 2
    return (curve[-1] - middle) - 0.5 * (middle - curve[0])


def _left(name):
    """What is left of one of a chain's measures, as a share of the median at first."""
    return lambda chain: np.asarray(getattr(chain, name))[-1] / np.median(getattr(chain, name)[0])


DEFINITIONS = (
    Definition(
        "Catastrophic Increase of Population Risk",
        "disaster",
        "the last model is more surprised by human data than a uniform guess is",
        lambda chain: chain.human[-1] - chain.guess,
        "surprise beyond a guess's (bits)",
        0,
        decided=lambda chain: None if np.isfinite(chain.guess) else NOT_TESTED,
    ),
    Definition(
        "Any Increase of Population Risk",
        "any rise",
        "the last model is more surprised by human data than the first one was",
        lambda chain: chain.human[-1] - chain.human[0],
        "rise of the surprise (bits)",
        0,
    ),
    Definition(
        "Asymptotically Diverging Population Risk",
        "diverging",
        "it rises in the chain's second half over half as much as in the first, and no bound is known",
        lambda chain: momentum(chain.human),
        "late minus half the early rise (bits)",
        0,
        decided=lambda chain: BOUNDED if np.isfinite(chain.limit) else None,
    ),
    Definition(
        "Change in Scaling Law",
        "scaling",
        "more data from the last model lower the surprise less than half as steeply as more human data",
        lambda chain: chain.slopes[1] / np.median(chain.slopes[0]),
        "slope (human data: 1)",
        0.5,
        above=False,
        decided=lambda chain: NOT_TESTED if chain.slopes is None else None,
    ),
    Definition(
        "Collapsing Variance",
        "variance",
        "less than half of the first model's variance, or number of different real words, is left",
        _left("variety"),
        "variety left (share)",
        0.5,
        above=False,
    ),
    Definition(
        "Entanglement of Real Data Mode(s)",
        "modes",
        "between two peaks that are both still there the valley is more than half as high as the lower one",
        lambda chain: chain.valley,
        "valley (share of the lower peak)",
        0.5,
        decided=lambda chain: NO_MODES if chain.valley is None else None,
    ),
    Definition(
        "Disappearance of Real Tail Data",
        "tail",
        "less than half of what the first model gave to the rare is left",
        _left("rare"),
        "rare left (share)",
        0.5,
        above=False,
    ),
    Definition(
        "Appearance of Hallucinated Data",
        "invented",
        "of what a model writes, the share where humans have next to nothing is up by more than 0.05",
        lambda chain: np.asarray(chain.strange)[-1] - np.asarray(chain.strange)[0],
        "rise of the invented (share)",
        0.05,
        decided=lambda chain: NOT_TESTED if chain.strange is None else None,
    ),
)

SECOND_READING = Definition(  # of the sixth
    "Disappearance or Entanglement of Real Data Mode(s)",
    "modes, too",
    "the valley is more than half as high as the lower peak, or more than half of the rarer mode is gone",
    lambda chain: np.maximum(chain.valley, 1 - _left("kind")(chain)),
    "valley, or what is gone (share)",
    0.5,
    decided=lambda chain: NO_MODES if chain.valley is None or chain.kind is None else None,
)
