"""The figure of the README: one history of each main stage, generation below generation."""

import textwrap

import numpy as np

from collapse.figures.house import HUMAN, Picture, canvas, decorate, generation_colors, lightly
from collapse.models import FittedMixture

HEIGHT = 0.74  # of the highest curve of a row; rows are 1 apart
PEN = 0.015  # width of the pen that draws a curve, as a share of the axis: a needle would make all else look flat
TEXT = -0.28  # where the middle of a passage lies, from the foot of its row
LINE, LINES = 46, 2  # characters, and lines, that are shown of a passage


def three_collapses(numbers, kinds, words, mark):
    """Draw three histories side by side, each from its generation 0 down.

    Parameters
    ----------
    numbers, kinds : dict of int to Generation
        By the number of the generation: `data` of shape (M,) as dots, the curve of the `model` fitted to them above.
    words : dict of int to str
        What a generation of a language model wrote.
    mark : str
        Words that begin with these letters stand out.
    """
    figure, (left, middle, right) = canvas(columns=3, width=8.6, height=4.4, width_ratios=[1, 1, 1.65])
    _rows_of_bells(left, numbers)
    decorate(left, "A Gaussian\nforgets its width", "height (inches)", "generation", legend=False)
    _rows_of_bells(middle, kinds)
    decorate(middle, "A mixture\nforgets its rare kinds", "points of a sample (values)", "generation", legend=False)
    shares = _rows_of_words(right, words, mark)
    decorate(right, "A network that writes\nforgets its words", "samples of what it writes", "generation", legend=False)
    for axes, history, shift in ((left, numbers, 0), (middle, kinds, 0), (right, words, TEXT)):
        rows = np.arange(len(history))
        axes.set(ylim=(len(rows) - 0.65, -HEIGHT - 0.1), yticks=rows + shift, yticklabels=list(history))
        axes.spines[:].set_visible(False)
        axes.tick_params(axis="y", length=0)
    return Picture(figure, _sentence(numbers, kinds, words, mark, shares))


def _rows_of_bells(axes, history):
    """Draw one row a generation: the data as dots, and above them the curve that was fitted to them."""
    everything = np.concatenate([turn.data for turn in history.values()])
    low, high = everything.min(), everything.max()
    x = np.linspace(low - 0.15 * (high - low), high + 0.15 * (high - low), 600)
    for row, (turn, color) in enumerate(zip(history.values(), _colors(history), strict=True)):
        density = np.exp(_blurred(turn.model, PEN * np.ptp(x)).log_prob(x))
        curve = row - HEIGHT * density / density.max()
        axes.fill_between(x, row, curve, facecolor=(color, 0.35), linewidth=0, zorder=row)
        axes.plot(x, curve, color=color, linewidth=1.2, zorder=row)
        axes.scatter(turn.data, np.full(len(turn.data), row + 0.11), s=6, **lightly(color))


def _blurred(model, width):
    """Return a fitted model, a Gaussian or a mixture, whose bells are wider by that of a pen."""
    if hasattr(model, "weights"):
        return FittedMixture(model.weights, model.means, model.covariances + width**2)
    return FittedMixture([1.0], [model.mean], [model.variance + width**2])


def _rows_of_words(axes, history, mark):
    """Write one passage a generation, the marked words in bold; return the share of such words in each."""
    shares = []
    for row, passage in enumerate(history.values()):
        _, *whole = passage.split()  # the first word may be cut
        shares.append(np.mean([word.startswith(mark) for word in whole]))
        for place, line in enumerate(textwrap.wrap(" ".join(whole), LINE)[:LINES]):
            _line_of_words(axes, row + TEXT + 0.36 * (place - 0.5) + 0.1, line.split(), mark)
    axes.set(xlim=(0, 1), xticks=[])
    return shares


def _line_of_words(axes, y, words, mark):
    """Write a line twice, each time with spaces in place of the other's words: in a font of one width they fit."""
    look, (_, dark) = dict(fontsize=8.5, family="monospace", va="baseline"), generation_colors(2)
    for marked, how in ((False, dict(color="0.15")), (True, dict(color=dark, weight="bold"))):
        shown = [word if word.startswith(mark) == marked else " " * len(word) for word in words]
        if any(map(str.strip, shown)):
            axes.text(0, y, " ".join(shown), **look, **how)


def _colors(history):
    return [HUMAN, *generation_colors(len(history) - 1)]


def _sentence(numbers, kinds, words, mark, shares):
    first, last = (list(numbers.values())[place].data for place in (0, -1))
    before, after = (list(kinds.values())[place].data for place in (0, -1))
    return (
        f"three histories, generation below generation. {len(first)} heights span {np.ptp(first):.1f} inches among "
        f"humans and {np.ptp(last):.1f} in generation {max(numbers)}. {len(before)} points of three kinds span "
        f"{np.ptp(before):.1f} at first and {np.ptp(after):.1f} in generation {max(kinds)}: the two rare kinds are "
        f"gone. Of the words that a small network writes, those that begin with “{mark}” are {100 * shares[0]:.0f} % "
        f"in generation 0 and {100 * shares[-1]:.0f} % in generation {max(words)}."
    )
