"""The figure of notebook 00."""

import numpy as np

from collapse import validate
from collapse.figures.house import HUMAN, THEORY, Picture, canvas, decorate, generation_colors, lightly


def photocopies(pages, expected_sd, every=10):
    """Draw every `every`-th page of a pile of photocopies as a row of dots, the human original on top.

    Parameters
    ----------
    pages : sequence of arrays, shape (M,)
        What each generation was trained on; page 0 is the human one.
    expected_sd : array, shape (pages,)
        The standard deviation theory expects on each page, in the middle history; drawn as a funnel.
    every : int
        Which pages are drawn.
    """
    figure, axes = canvas(height=4.6)
    rows = range(0, len(pages), validate.integer("every", every, least=1))
    for row, color in zip(rows, [HUMAN, *generation_colors(len(rows) - 1)], strict=True):
        axes.scatter(pages[row], np.full(len(pages[row]), row), s=14, **lightly(color))
    for side in (-2, 2):
        label = "theory: 2 sd either side, middle history" if side == 2 else None
        axes.plot(np.mean(pages[0]) + side * expected_sd, np.arange(len(pages)), label=label, **THEORY)
    axes.invert_yaxis()
    below = dict(loc="upper center", bbox_to_anchor=(0.5, -0.15))
    decorate(axes, "A photocopy of a photocopy", "height (inches)", "generation", **below)
    low, high, last = np.min(pages[0]), np.max(pages[0]), pages[rows[-1]]
    return Picture(
        figure,
        f"the {len(pages[0])} people of generation 0 stand between {low:.1f} and {high:.1f} inches tall; "
        f"those of generation {rows[-1]} all between {np.min(last):.1f} and {np.max(last):.1f}.",
    )
