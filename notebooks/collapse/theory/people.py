"""Authors who write partly from a model's suggestions: how varied their texts are, and how new for each of them.

A toy of our own, derived in notebook 06; no number in it is fitted to people. `own` is the variance of what one author
writes alone, around their home; homes vary by 1 - own, so that all texts together begin with variance 1.
"""

import numpy as np

from collapse import validate

HOW = ("blend", "by lot")


def collective_diversity(originality, n, how="blend"):
    """Variance of all texts after n generations with a model, for many authors; 1 at n = 0.

    Blend: every text is o times one's own and 1 - o times a suggestion, so V -> o^2 + (1 - o)^2 V, which rests at
    o/(2 - o). By lot: a share o of the texts is all one's own, so V -> o + (1 - o) V, and V stays 1.
    Source: derived in notebook 06.

    Examples
    --------
    >>> print(collective_diversity(0.5, np.array([0, 1, 100])).round(3))
    [1.    0.5   0.333]
    """
    o = validate.number("originality", originality, least=0, most=1)
    n = validate.integers("n", n, least=0)
    if validate.choice("how", how, allowed=HOW) == "by lot":
        return np.ones(n.shape)[()]
    rest, left = o / (2 - o), (1 - o) ** (2 * n)
    return rest + (1 - rest) * left


def individual_novelty(originality, n, how="blend", own=0.2):
    """Mean squared distance of a text from its author's home after n generations with a model; `own` at n = 0.

    Blend: o^2 own + (1 - o)^2 (1 - own + V), V the diversity of what the model has read. By lot: o and 1 - o without
    the squares.
    Source: derived in notebook 06.

    Examples
    --------
    >>> print(individual_novelty(0.5, np.array([0, 1, 100])).round(3))
    [0.2   0.5   0.333]
    """
    o = validate.number("originality", originality, least=0, most=1)
    own = validate.number("own", own, least=0, most=1)
    n = validate.integers("n", n, least=0)
    read = collective_diversity(o, np.maximum(n - 1, 0), how)
    mine, others = (o, 1 - o) if how == "by lot" else (o**2, (1 - o) ** 2)
    return np.where(n == 0, own, mine * own + others * (1 - own + read))[()]
