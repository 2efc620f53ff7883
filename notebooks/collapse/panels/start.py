"""The panel of notebook 00: a photocopier for people."""

import ipywidgets as widgets
import numpy as np
from matplotlib.collections import LineCollection

from collapse import validate
from collapse.figures.house import FAINT, HUMAN, SYNTHETIC, decorate, lightly
from collapse.loop import run
from collapse.models import Gaussian
from collapse.panels.base import Newest, Panel, canvas, control

PAGES = 200
TOGETHER = 40  # villages that are copied side by side; one of them is looked at
VILLAGES = [10, 20, 50, 100, 200]  # in villages of 5 the spread would vanish within the 200 copies


def photocopier(heights):
    """Copy a village of people drawn from `heights` (inches), generation after generation."""
    heights = validate.samples("heights", heights, least=VILLAGES[-1])
    if heights.ndim != 1:
        raise ValueError(f"heights must be one row of numbers, got shape {heights.shape}")
    figure, axes = canvas(columns=1, height=3.6)
    original = axes.scatter([], [], s=16, animated=True, **lightly(HUMAN))
    copy = axes.scatter([], [], s=16, animated=True, **lightly(SYNTHETIC))
    others = LineCollection([], colors=FAINT, linewidths=1.2, animated=True)
    axes.add_collection(others)
    rows = dict(yticks=[-1.2, 0, 1], yticklabels=[f"all {TOGETHER}", "copy", "human"])
    axes.set(xlim=(min(heights) - 12, max(heights) + 12), ylim=(-1.9, 1.6), **rows)
    title = f"The people, their copy, and the range of each of {TOGETHER} villages"
    decorate(axes, title, "height (inches)", "", legend=False)

    def begin(M):
        rng = np.random.default_rng(M)
        villages = rng.permuted(np.tile(heights, (TOGETHER, 1)), axis=1)[:, :M]
        return (turn.data for turn in run(Gaussian(), villages, PAGES, rng))

    pile = Newest(begin)

    def draw(M, generation, village):
        pages = pile.first(generation + 1, M)
        all_humans, all_now = pages[0], pages[-1]
        human, page = all_humans[village - 1], all_now[village - 1]
        ends, level = np.stack([all_now.min(axis=1), all_now.max(axis=1)], axis=-1), np.linspace(-0.7, -1.7, TOGETHER)
        others.set_segments(np.stack([ends, np.repeat(level[:, None], 2, axis=1)], axis=-1))
        spread = np.random.default_rng(0).uniform(-0.25, 0.25, M)  # only to keep dots apart
        original.set_offsets(np.column_stack([human, 1 + spread]))
        copy.set_offsets(np.column_stack([page, spread]))
        low, high = axes.get_xlim()
        lost = " Some stand outside the picture." if page.min() < low or page.max() > high else ""
        narrow = np.sum(ends[:, 1] - ends[:, 0] < 1)
        moved = np.sum(np.abs(all_now.mean(axis=1) - all_humans.mean(axis=1)) > 1)
        return (
            f"{M} people, generation {generation}: the copies of village {village} stand between {page.min():.1f} and "
            f"{page.max():.1f} inches, a range of {np.ptp(page):.1f}; the humans' range is {np.ptp(human):.1f}. Their "
            f"mean has moved by {page.mean() - human.mean():+.1f}.{lost} Of the {TOGETHER} villages {narrow} have a "
            f"range below one inch, and of {moved} the mean has moved by more than one inch."
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
            village=control(
                widgets.IntSlider, "village", "which of the villages is looked at", value=1, min=1, max=TOGETHER
            ),
        ),
        grid=[
            dict(M=[10], generation=range(61)),
            dict(M=VILLAGES, generation=[0, 20, 40, 60, 80, 100, 120, 140, 160, 180, PAGES], village=range(1, 6)),
        ],
        play="generation",
    )
