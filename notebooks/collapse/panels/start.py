"""The panel of notebook 00: a photocopier for people."""

import ipywidgets as widgets
import numpy as np

from collapse import validate
from collapse.figures.house import HUMAN, SYNTHETIC, decorate, lightly
from collapse.loop import run
from collapse.models import Gaussian
from collapse.panels.base import Newest, Panel, canvas, control

PAGES = 200
VILLAGES = [5, 10, 20, 50, 100, 200]


def photocopier(heights):
    """Copy a village of people drawn from `heights` (inches), generation after generation."""
    heights = validate.samples("heights", heights, least=VILLAGES[-1])
    if heights.ndim != 1:
        raise ValueError(f"heights must be one row of numbers, got shape {heights.shape}")
    figure, axes = canvas(columns=1, height=2.8)
    original = axes.scatter([], [], s=16, animated=True, **lightly(HUMAN))
    copy = axes.scatter([], [], s=16, animated=True, **lightly(SYNTHETIC))
    axes.set(
        xlim=(min(heights) - 12, max(heights) + 12), ylim=(-0.6, 1.6), yticks=[0, 1], yticklabels=["copy", "human"]
    )
    decorate(axes, "The people and their copy", "height (inches)", "", legend=False)

    def begin(M, seed):
        rng = np.random.default_rng(seed)
        return (turn.data for turn in run(Gaussian(), rng.choice(heights, size=M, replace=False), PAGES, rng))

    pile = Newest(begin)

    def draw(M, generation, seed):
        pages = pile.first(generation + 1, M, seed)
        village, page = pages[0], pages[-1]
        spread = np.random.default_rng(0).uniform(-0.25, 0.25, M)  # only to keep dots apart
        original.set_offsets(np.column_stack([village, 1 + spread]))
        copy.set_offsets(np.column_stack([page, spread]))
        low, high = axes.get_xlim()
        lost = " Some stand outside the picture." if page.min() < low or page.max() > high else ""
        return (
            f"{M} people, generation {generation}: the copies stand between {page.min():.1f} and {page.max():.1f} "
            f"inches, a range of {np.ptp(page):.1f}; the humans' range is {np.ptp(village):.1f}. "
            f"The mean has moved by {page.mean() - village.mean():+.1f}.{lost}"
        )

    return Panel(
        figure,
        draw,
        dict(
            M=control(
                widgets.SelectionSlider,
                "people M",
                "how many people live in the village",
                options=VILLAGES,
                value=20,
            ),
            generation=control(
                widgets.IntSlider,
                "generation",
                "which copy of a copy is shown; 0 is the human original",
                value=60,
                max=PAGES,
            ),
            seed=control(
                widgets.IntSlider, "seed", "which village, and which luck of the draw", value=1, min=1, max=20
            ),
        ),
        grid=[
            dict(M=[10], generation=range(61), seed=range(1, 6)),
            dict(M=VILLAGES, generation=[0, 20, 40, 60, 100, 150, PAGES], seed=range(1, 6)),
            dict(M=[200], generation=[PAGES], seed=range(1, 21)),
        ],
    )
