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

__all__ = [
    "confident_and_wrong",
    "distance_to_truth",
    "em_steps",
    "estimators",
    "geyser",
    "half_lives",
    "heights",
    "histories",
    "humps",
    "kept_on_average",
    "kernel_variance",
    "landing",
    "narrowing",
    "one_history",
    "papers_run",
    "photocopies",
    "random_walk",
    "set_style",
    "survivors",
    "tails",
    "three_measures",
    "trap",
    "two_bells",
]

set_style()
