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
from collapse.figures.start import photocopies

__all__ = [
    "confident_and_wrong",
    "distance_to_truth",
    "estimators",
    "half_lives",
    "heights",
    "histories",
    "landing",
    "one_history",
    "photocopies",
    "random_walk",
    "set_style",
    "tails",
    "trap",
]

set_style()
