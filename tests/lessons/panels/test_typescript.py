"""A page drawn line by line stands where matplotlib's own would, letter for letter."""

import numpy as np
import pytest
from matplotlib.text import Text

from collapse.panels.base import canvas
from collapse.panels.typescript import SPACING, Typescript

LINES = "the stranger\nEXPLE of\n\nstrange, of the straight"


def ink(kind, text, color="black"):
    """Draw a text at the upper left of an empty page; return how dark each pixel is, a color each."""
    figure, axes = canvas(columns=1, height=4)
    axes.set_axis_off()
    look = dict(family="monospace", fontsize=8.4, linespacing=SPACING, color=color)
    axes.add_artist(kind(0.1, 0.9, text, va="top", transform=axes.transAxes, **look))
    figure.canvas.draw()
    return 255 - np.asarray(figure.canvas.buffer_rgba())[..., :3].astype(int)


def edges(page):
    """Return the first and last row and column with ink."""
    rows, columns = np.nonzero(page.sum(axis=-1) > 100)
    return rows.min(), rows.max(), columns.min(), columns.max()


@pytest.mark.parametrize("text", [LINES, "w", "Ap\n" * 8 + "Ap"], ids=["four lines", "one letter", "nine lines"])
def test_it_stands_where_matplotlib_puts_it(text):
    theirs, ours = (np.array(edges(ink(kind, text))) for kind in (Text, Typescript))
    assert np.abs(theirs - ours).max() <= 3


def test_each_line_has_its_ink():
    theirs, ours = (ink(kind, LINES).sum(axis=(1, 2)) for kind in (Text, Typescript))
    top = edges(ink(Text, LINES))[0] - 3
    rows = np.arange(top, top + 4 * 17.5 + 1, 17.5).astype(int)
    theirs, ours = (np.add.reduceat(page, rows)[:-1] for page in (theirs, ours))
    assert ours[2] == theirs[2] == 0
    assert ours[[0, 1, 3]] == pytest.approx(theirs[[0, 1, 3]], rel=0.2)


def test_it_has_its_color_and_leaves_the_rest_of_the_page():
    red = ink(Typescript, LINES, color="red")
    assert not red[..., 0].any() and red[..., 1].any()
    assert (ink(Typescript, "")).max() == 0
