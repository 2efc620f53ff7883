"""Every static figure, one file a subject. Each function draws what it is given and returns a `Picture`."""

from collapse.figures.gaussian import (
    confident_and_wrong,
    distance_to_truth,
    estimators,
    half_lives,
    heights,
    histories,
    landing,
    one_history,
    random_walk,
    tails,
    trap,
)
from collapse.figures.house import set_style
from collapse.figures.mixture import (
    em_steps,
    geyser,
    humps,
    kept_on_average,
    kernel_variance,
    narrowing,
    papers_run,
    survivors,
    three_measures,
    two_bells,
)
from collapse.figures.start import photocopies
from collapse.figures.words import (
    from_inside,
    missing,
    ngrams,
    one_town,
    originals,
    survival,
    takeover,
    temperatures,
    two_counts,
)

__all__ = [
    "confident_and_wrong",
    "distance_to_truth",
    "em_steps",
    "estimators",
    "from_inside",
    "geyser",
    "half_lives",
    "heights",
    "histories",
    "humps",
    "kept_on_average",
    "kernel_variance",
    "landing",
    "missing",
    "narrowing",
    "ngrams",
    "one_history",
    "one_town",
    "originals",
    "papers_run",
    "photocopies",
    "random_walk",
    "set_style",
    "survival",
    "survivors",
    "tails",
    "takeover",
    "temperatures",
    "three_measures",
    "trap",
    "two_bells",
    "two_counts",
]

set_style()
