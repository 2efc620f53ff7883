"""The one look of every figure, and how a figure says in words and numbers what it shows.

`Picture` is what every figure function returns. No data are computed here, and no subject is drawn.
"""

import base64
import io
import textwrap
from pathlib import Path

import matplotlib
import numpy as np
from IPython import get_ipython
from IPython.display import display
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap, to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import StepPatch
from PIL import Image

# Okabe and Ito's palette, told apart by all three common kinds of color blindness; styles differ as well as colors.
HUMAN = "#0072B2"
SYNTHETIC = "#D55E00"
OTHER = "#009E73"
THEORY = dict(color="black", linestyle=(0, (4, 2)), linewidth=1.5)
ESTIMATOR = {
    1: dict(color=SYNTHETIC, linestyle="-", label="unbiased (ddof=1)"),
    0: dict(color=OTHER, linestyle="-.", label="maximum likelihood (ddof=0)"),
}
FAINT = "0.58"  # for single histories, many of them: the lightest gray that still stands out from white, three to one
# From early, light yet three to one against white, to late: a part of seaborn's "flare".
RAMP = LinearSegmentedColormap.from_list(
    "early to late",
    ["#e46f5e", "#dd5a5c", "#d04962", "#be3f69", "#a93a6e", "#943470", "#7f2f70", "#6a2b6c", "#562666"],
)
STYLE = Path(__file__).with_name("house.mplstyle")
DPI = 110
SMALLEST = 8.1  # points of the smallest words: where a laptop shrinks a wide figure to 920 pixels, 8 are left
WORDS_WIDTH = 100  # characters a line of output holds on a laptop before it breaks inside a word


def set_style():
    """Set the look of every figure, the learner's own included, and let figures carry their data as text."""
    shell = get_ipython()
    if hasattr(shell, "kernel"):
        shell.enable_matplotlib("inline")  # first, because it forgets what a figure's text is
    matplotlib.rc_file(STYLE)  # over matplotlib's defaults, not over the settings of whoever runs it
    if shell is not None:
        shell.display_formatter.formatters["text/plain"].for_type(Figure, _print_described)


def _print_described(figure, printer, cycle):
    printer.text(describe(figure))


def generation_colors(count):
    """Colors for `count` generations, from early (light, yet three to one against white) to late (dark)."""
    return [to_hex(RAMP(place)) for place in np.linspace(0, 1, count)]


def lightly(color):
    """Looks of an area or a dot in a light shade, so that what lies behind it shows; its edge stands out from white."""
    return dict(facecolor=(color, 0.35), edgecolor=color, linewidth=0.6)


def ink_on(color):
    """Black or white, whichever stands out more from a color: by WCAG's luminance, their contrasts cross at 0.18."""
    red, green, blue = np.array(to_rgb(color)) ** 2.2
    return "black" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.18 else "white"


def histogram(axes, data, binwidth):
    """Draw the measured human data."""
    import seaborn as sns  # here, because it takes as long to import as all else together

    sns.histplot(x=data, ax=axes, stat="density", binwidth=binwidth, label="measured")
    for bar in axes.patches:
        bar.set(**lightly(HUMAN))


def canvas(rows=1, columns=1, width=7.6, height=4.0, **grid):
    """Make a figure with axes in rows and columns; it belongs to no window and needs no closing."""
    figure = Figure(figsize=(width, height), dpi=DPI, layout="constrained")
    FigureCanvasAgg(figure)
    return figure, figure.subplots(rows, columns, **grid)


def decorate(axes, title, xlabel, ylabel, legend=True, **place):
    """Give axes their words: title, labels with units, a legend if asked; spines only left and below.

    `place` says where the legend stands and how it looks, in the words of `Axes.legend`; by default where there is most
    room.
    """
    axes.set(xlabel=xlabel, ylabel=ylabel)
    axes.set_title(title, loc="left", fontsize="medium")
    if legend:
        axes.legend(**dict(frameon=False, fontsize="small") | place)
    axes.spines[["top", "right"]].set_visible(False)


def with_band(axes, band, color, label, linestyle="-", x=None):
    """Draw a curve in its error band, (curve, low, high), over `x`, else over generations; return the curve."""
    curve, low, high = band
    x = np.arange(len(curve)) if x is None else x
    axes.fill_between(x, low, high, **lightly(color))
    axes.plot(x, curve, color=color, linestyle=linestyle, linewidth=2, label=label)
    return curve


def with_errors(axes, x, band, marker, color, label, capsize=3, **look):
    """Draw points with their error bars, (points, low, high); return the points."""
    points, low, high = map(np.asarray, band)
    errors, looks = [points - low, high - points], dict(color=color, label=label, capsize=capsize, **look)
    axes.errorbar(x, points, yerr=errors, fmt=marker, linestyle="none", **looks)
    return points


class Picture:
    """A finished figure and the sentence that says what it shows.

    A notebook displays the picture, with its data as text for readers without it, and prints the sentence.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
    sentence : str
    """

    def __init__(self, figure, sentence):
        self.figure, self.sentence = figure, f"Figure: {sentence}"

    def png(self):
        """Return the picture as PNG bytes; the same figure gives the same bytes."""
        canvas, buffer = self.figure.canvas, io.BytesIO()
        canvas.draw()
        self.figure.set_layout_engine("none")  # a layout made once stays: making it again may move things
        drawn = Image.fromarray(np.asarray(canvas.buffer_rgba()))  # `savefig` would draw it all a second time
        drawn.save(buffer, format="png", dpi=(self.figure.dpi, self.figure.dpi))
        return buffer.getvalue()

    def _ipython_display_(self):
        data, metadata = stored(self.figure, self.png())
        display(data, raw=True, metadata=metadata)
        print(in_lines(self.sentence))

    def __repr__(self):
        return self.sentence


def stored(figure, png):
    """Return what a notebook stores of a picture: its data, by their MIME types, and its metadata.

    Strict comparison reads the text, never the pixels. The short text in place of the picture is handed on to pages by
    nbconvert, not yet by JupyterLab.
    """
    titles = [f"{title}." for title in map(_title, figure.axes) if title]
    alt = " ".join([*titles, "What is to be seen is said below the picture."]).replace("\n", " ")
    data = {"image/png": base64.b64encode(png).decode(), "text/plain": describe(figure)}
    return data, {"image/png": {"alt": alt}}


def in_lines(sentence):
    """Break a sentence into lines that no output breaks again."""
    return textwrap.fill(sentence, WORDS_WIDTH)


def describe(figure):
    """Say in text which data a figure holds: one line for each axes, line, band, cloud of points, set of bars, image.

    The numbers are rounded to four digits, so that versions of the libraries agree and a wrong curve does not pass.
    """
    lines = [f"Figure of {len(figure.axes)} axes"]
    for axes in figure.axes:
        scales = f"{axes.get_xscale()}/{axes.get_yscale()}"
        lines.append(f"axes {_title(axes)!r}: x {axes.get_xlabel()!r}, y {axes.get_ylabel()!r}, {scales}")
        lines += [f"  {line}" for line in _describe_artists(axes)]
    return "\n".join(lines)


def _title(axes):
    return axes.get_title(loc="left") or axes.get_title()


def _describe_artists(axes):
    for line in axes.lines:
        x, y = (np.asarray(values, dtype=float) for values in line.get_data(orig=False))
        yield f"line {_label(line)}: n={len(x)}, x {_summary(x)}, y {_summary(y)}"
    for collection in axes.collections:
        if _is_scatter(collection):
            points = np.ma.filled(collection.get_offsets(), np.nan)
        else:
            points = np.concatenate([path.vertices for path in collection.get_paths()])
        kind = "points" if _is_scatter(collection) else type(collection).__name__
        yield f"{kind} {_label(collection)}: n={len(points)}, x {_summary(points[:, 0])}, y {_summary(points[:, 1])}"
    bars = [patch for patch in axes.patches if hasattr(patch, "get_height")]
    if bars:
        heights = np.array([bar.get_height() for bar in bars])
        centers = np.array([bar.get_x() + bar.get_width() / 2 for bar in bars])
        moment = _rounded((heights * centers).sum(), np.abs(heights * centers).sum())
        yield f"bars: n={len(bars)}, sum {_rounded(heights.sum(), 0)}, first moment {moment}"
    for stairs in (patch for patch in axes.patches if isinstance(patch, StepPatch)):
        values, edges, _ = stairs.get_data()
        yield f"stairs {_label(stairs)}: n={len(values)}, x {_summary(edges)}, y {_summary(values)}"
    for image in axes.images:
        yield f"image: {image.get_array().shape}, {_summary(np.ma.filled(image.get_array(), np.nan).ravel())}"
    for text in axes.texts:
        yield f"text {text.get_text()!r}"


def _is_scatter(collection):
    return hasattr(collection, "get_sizes") and len(collection.get_sizes()) > 0


def _label(artist):
    label = str(artist.get_label())
    return repr(label) if not label.startswith("_") else "(unlabeled)"


def _summary(values):
    values = values[np.isfinite(values)]
    if not values.size:
        return "nothing"
    scale = np.abs(values).max()
    parts = dict(min=values.min(), max=values.max(), mean=values.mean(), last=values[-1])
    return " ".join(f"{name} {_rounded(value, scale)}" for name, value in parts.items())


def _rounded(value, scale):
    """Four digits, and zero for what is only rounding error beside `scale`."""
    return "0" if abs(value) < 1e-9 * scale else f"{value:.4g}"
