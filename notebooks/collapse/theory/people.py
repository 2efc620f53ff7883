"""Authors who write partly from a model's suggestions: how varied their texts are, and how new for each of them.

A toy of our own, derived in notebook 06; no number in it is fitted to people. `own` is the variance of what one author
writes alone, around their home; homes vary by 1 - own, so that all texts together begin with variance 1.
"""

import numpy as np

from collapse import validate

HOW = ("blend", "by lot")


def collective_diversity(originality, n, how="blend", outside=0.0, spread=3.0):
    """Variance of all texts after n generations with a model, for many authors; 1 at n = 0.

    A share b = `outside` of the suggestions has the variance v = `spread` whatever was written, the others that of the
    last texts: R = (1 - b) V + b v. Blend: every text is o times one's own and 1 - o times a suggestion, so V -> o^2 +
    (1 - o)^2 R, which rests at o/(2 - o) for b = 0. By lot: a share o of the texts is all one's own, so V -> o +
    (1 - o) R, and V stays 1 for b = 0. A blend comes to rest above 1 if b (v - 1) > 2 o/(1 - o).
    Source: derived in notebook 06.

    Examples
    --------
    >>> print(collective_diversity(0.5, np.array([0, 1, 100])).round(3))
    [1.    0.5   0.333]
    >>> print(collective_diversity(0.3, np.array([0, 1, 100]), outside=0.75, spread=3).round(1))
    [1.  1.3 1.4]
    """
    o = validate.number("originality", originality, least=0, most=1)
    n = validate.integers("n", n, least=0)
    mine, others = _factors(o, how)
    b, v = validate.number("outside", outside, least=0, most=1), validate.number("spread", spread, least=0)
    kept = others * (1 - b)
    rest = (mine + others * b * v) / (1 - kept) if kept < 1 else 1.0
    return rest + (1 - rest) * kept**n


def individual_novelty(originality, n, how="blend", own=0.2, outside=0.0, spread=3.0):
    """Mean squared distance of a text from its author's home after n generations with a model; `own` at n = 0.

    Blend: o^2 own + (1 - o)^2 (1 - own + R), R the variance of the suggestions, see `collective_diversity`. By lot: o
    and 1 - o without the squares.
    Source: derived in notebook 06.

    Examples
    --------
    >>> print(individual_novelty(0.5, np.array([0, 1, 100])).round(3))
    [0.2   0.5   0.333]
    """
    o = validate.number("originality", originality, least=0, most=1)
    own = validate.number("own", own, least=0, most=1)
    n = validate.integers("n", n, least=0)
    read = collective_diversity(o, np.maximum(n - 1, 0), how, outside, spread)
    mine, others = _factors(o, how)
    return np.where(n == 0, own, mine * own + others * (1 - own + (1 - outside) * read + outside * spread))[()]


def _factors(o, how):
    """What own writing and suggestions count in a variance."""
    return (o, 1 - o) if validate.choice("how", how, allowed=HOW) == "by lot" else (o**2, (1 - o) ** 2)
