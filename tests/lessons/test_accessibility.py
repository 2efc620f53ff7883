"""What everybody can read: figures, colors, words. For eyes that tell fewer colors, for a small screen, for the ear.

The colors of each deficiency are simulated by the matrices of Machado, Oliveira and Fernandes (2009) at full severity.
Contrast is WCAG's ratio of luminances: text needs 4.5 to 1, a mark that carries meaning 3 to 1.
"""

import itertools
from functools import cache

import matplotlib
import numpy as np
import pytest
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_hex, to_rgb, to_rgba
from matplotlib.text import Text

from collapse.figures import house, human_data, language
from collapse.figures.house import FAINT, HUMAN, OTHER, SYNTHETIC, THEORY, ink_on
from execute import NOTEBOOKS
from figure_cases import CASES
from panel_cells import CELLS, make

TEXT, MARK = 4.5, 3  # least contrast
APART = 15  # least distance of two colors in CIE L*a*b*, where 2 can be told
LAPTOP, LEAST_POINTS = 920, 8  # pixels a picture gets in JupyterLab on a screen of 1366, and the smallest words there


# --- colors ---

DEFICIENCIES = {
    "none": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])  # of linear sRGB
each_deficiency = pytest.mark.parametrize("matrix", DEFICIENCIES.values(), ids=DEFICIENCIES)


def linear(color):
    """Linear RGB of a color."""
    rgb = np.array(to_rgb(color))
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def seen(color, matrix):
    """CIE L*a*b* of a color as somebody with a deficiency sees it, under white light."""
    ratio = XYZ @ np.clip(np.array(matrix) @ linear(color), 0, 1) / XYZ.sum(axis=1)
    x, y, z = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def contrast(color, other="white"):
    """WCAG's contrast ratio of two opaque colors."""
    darker, lighter = sorted(XYZ[1] @ linear(each) + 0.05 for each in (color, other))
    return lighter / darker


def over(color, alpha=None, below="white"):
    """Return the opaque color of something translucent that lies on another color."""
    *rgb, opacity = to_rgba(color, alpha)
    return tuple(opacity * np.array(rgb) + (1 - opacity) * np.array(to_rgb(below)))


MEANINGS = {
    "the three, theory and the page": [HUMAN, SYNTHETIC, OTHER, THEORY["color"], "white"],
    "diets": [*human_data.BETWEEN[:3], HUMAN],
    "settings of the network": [look["color"] for look in language.LOOKS.values()],
    "early and late": [house.generation_colors(8)[0], house.generation_colors(8)[-1], HUMAN],
    "generations of one figure": house.generation_colors(3),
    "ends of a heat map": [matplotlib.colormaps["cividis"](end) for end in (0.0, 1.0)],
}


@each_deficiency
@pytest.mark.parametrize("colors", MEANINGS.values(), ids=MEANINGS)
def test_colors_with_a_meaning_stay_apart(colors, matrix):
    pairs = itertools.combinations(colors, 2)
    close = [(to_hex(a), to_hex(b)) for a, b in pairs if np.linalg.norm(seen(a, matrix) - seen(b, matrix)) < APART]
    assert close == []


@each_deficiency
@pytest.mark.parametrize("ramp", [house.generation_colors(8), matplotlib.colormaps["cividis"](np.linspace(0, 1, 9))])
def test_a_ramp_goes_from_light_to_dark_or_back(ramp, matrix):
    steps = np.diff([seen(color, matrix)[0] for color in ramp])
    assert (steps < -2).all() or (steps > 2).all()


@pytest.mark.parametrize("place", np.linspace(0, 1, 21))
def test_the_ink_on_a_heat_map_stands_out(place):
    shade = matplotlib.colormaps["cividis"](place)
    assert contrast(ink_on(shade), shade) >= TEXT


# --- figures ---


@cache
def drawn(name):
    """Return the figure of a case, drawn; it is this file's own, since what follows hides its words for a moment."""
    figure = CASES[name].__wrapped__()[0].figure
    figure.canvas.draw()
    figure.set_layout_engine("none")
    return figure


@cache
def panel(name):
    """Return the figure of a panel as it opens."""
    setup, cell = next((setup, cell) for setup, cell in CELLS if cell.id == name)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(NOTEBOOKS)
        return make(setup, cell).figure


FIGURES = {**dict.fromkeys(CASES, drawn), **{cell.id: panel for _, cell in CELLS}}
each_figure = pytest.mark.parametrize("figure", [lambda n=n, f=f: f(n) for n, f in FIGURES.items()], ids=list(FIGURES))


def words(figure):
    """Return the texts that are seen in a figure."""
    return [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip() and _shown(text)]


def _shown(text):
    return text.axes is None or text.axes.axison


def small(figure):
    """Yield the texts that are too small on a laptop, where a wide picture is shrunk."""
    shrunk = min(1, LAPTOP / (figure.get_figwidth() * figure.dpi))
    for text in words(figure):
        points = text.get_fontsize() * figure.dpi / 96 * shrunk  # a CSS point is 1/72 of 96 pixels
        if points < LEAST_POINTS:
            yield f"{text.get_text()!r} has {points:.1f} points"


def pale_words(figure):
    """Yield the texts that do not stand out from what lies behind them."""
    texts = words(figure)
    boxes = [text.get_window_extent() for text in texts]
    assert [text for text in texts if text.get_bbox_patch()] == []  # its ground would be hidden with it
    for text in texts:
        text.set_visible(False)
    figure.canvas.draw()
    pixels = np.asarray(figure.canvas.buffer_rgba())[::-1, :, :3] / 255
    for text, box in zip(texts, boxes, strict=True):
        text.set_visible(True)
        left, right, low, high = (max(0, round(edge)) for edge in (box.x0, box.x1, box.y0, box.y1))
        around = pixels[low:high, left:right].reshape(-1, 3)
        if not around.size:  # the label of a tick outside the axes, which is not drawn
            continue
        behind = np.median(around, axis=0)
        ratio = contrast(over(text.get_color(), text.get_alpha(), behind), behind)
        if ratio < TEXT:
            yield f"{text.get_text()!r} has a contrast of {ratio:.1f}"


def pale_marks(figure):
    """Yield lines, dots and areas that do not stand out from white; an area may be pale if its edge does, or a line
    of its color, or of theory's, goes along it.
    """
    for axes in figure.axes:
        lines = {to_hex(over(line.get_color(), line.get_alpha())) for line in axes.lines}
        yield from (f"a line is {color}" for color in lines if contrast(color) < MARK)
        edges = {color for color in lines if contrast(color) >= MARK}
        for artist in (*axes.collections, *axes.patches):
            fills, borders = (_colors(artist, part) for part in ("facecolor", "edgecolor"))
            for fill, border in itertools.zip_longest(fills, borders, fillvalue=(borders or fills)[-1]):
                bordered = contrast(over(border)) >= MARK and np.any(artist.get_linewidth())
                along = to_hex(fill) in edges or to_hex(THEORY["color"]) in edges
                area = not isinstance(artist, LineCollection | PathCollection)
                if contrast(over(fill)) < MARK and not bordered and not (area and along):
                    yield f"{type(artist).__name__} is {to_hex(fill, keep_alpha=True)}"


def _colors(artist, part):
    colors = np.atleast_2d(getattr(artist, f"get_{part}")())
    if isinstance(artist, LineCollection):
        colors = artist.get_colors()
    return [tuple(color) for color in colors if len(color)][:20]


def told_by_color_alone(figure):
    """Yield pairs of lines, and of clouds of dots, that only their color tells apart."""
    for axes in figure.axes:
        lines = [line for line in axes.lines if len(line.get_xdata()) and not _is_fan_or_cap(line)]
        clouds = [dots for dots in axes.collections if isinstance(dots, PathCollection) and len(dots.get_offsets())]
        named = {round(text.xy[1], 6) for text in axes.texts if hasattr(text, "xy")} | _labeled_rows(axes)
        for one, other in (*itertools.combinations(lines, 2), *itertools.combinations(clouds, 2)):
            if _color(one) != _color(other) and _look(one) == _look(other) and not _in_rows(one, other, named):
                yield f"{axes.get_title(loc='left')!r}: {one.get_label()!r} and {other.get_label()!r}"


def _is_fan_or_cap(line):
    """Whether a line is one of many histories, which need not be told apart, or the end of an error bar."""
    return line.get_color() == FAINT or line.get_marker() in ("_", "|") or line.get_marker() in (2, 3)


def _color(artist):
    return to_hex(artist.get_color() if hasattr(artist, "get_color") else artist.get_edgecolor()[0])


def _look(artist):
    """Return all that is seen of lines or dots but their color."""
    if isinstance(artist, PathCollection):
        return str(artist.get_paths()[0].vertices.tolist())
    x, y = artist.get_data(orig=False)
    across = "|" if len(set(x)) == 1 else "-" if len(set(y)) == 1 and len(y) == 2 else ""
    marker = artist.get_marker(), artist.get_fillstyle(), to_hex(artist.get_markerfacecolor()) == to_hex("white")
    return str((artist._dash_pattern, artist.get_linestyle(), marker, artist.get_linewidth(), across))


def _labeled_rows(axes):
    """Where rows lie whose names stand at the axis in place of numbers; axes beside each other share them."""
    names = {y: str(axes.yaxis.get_major_formatter()(y)) for y in axes.get_yticks()}
    return {round(float(y), 6) for y, name in names.items() if name[:1].isalpha()}


def _in_rows(one, other, named):
    """Whether two lines, or clouds, lie in rows of their own, which an axis or a word beside each line names."""
    (low, high), (low_other, high_other) = (_heights(artist) for artist in (one, other))
    if low == high and low_other == high_other and not isinstance(one, PathCollection):
        return {round(low, 6), round(low_other, 6)} <= named
    return high <= low_other or high_other <= low


def _heights(artist):
    if isinstance(artist, PathCollection):
        y = np.asarray(artist.get_offsets())[:, 1]
    else:
        y = np.asarray(artist.get_ydata(), dtype=float)
    return np.nanmin(y), np.nanmax(y)


RULES = small, pale_words, pale_marks, told_by_color_alone


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@each_figure
def test_a_figure_breaks_no_rule(figure, rule):
    assert list(rule(figure())) == []


# --- planted faults: each rule sees what it is there for ---


def good(axes):
    """Draw what breaks no rule: two lines, an area, dots, words."""
    x = np.arange(5.0)
    axes.plot(x, x, color=SYNTHETIC)
    axes.plot(x, x**2, color=OTHER, linestyle="-.")
    axes.plot(x, x - 1, color=FAINT, linewidth=0.6)
    axes.fill_between(x, x - 0.1, x + 0.1, **house.lightly(SYNTHETIC))
    axes.scatter(x, x + 9, **house.lightly(HUMAN))
    axes.scatter(x, x + 19, **house.lightly(OTHER))
    axes.bar(x, x, facecolor=(HUMAN, 0.3), edgecolor=HUMAN)
    axes.text(1, 1, "words")


def complaints(draw):
    """Return what each rule says of a figure on whose axes `draw` has drawn."""
    figure, axes = house.canvas(width=9.6)
    draw(axes)
    figure.canvas.draw()
    return {rule.__name__: list(rule(figure)) for rule in RULES}


X = np.arange(5.0)
FAULTS = {
    "tiny words": (lambda axes: axes.text(1, 1, "tiny", fontsize="x-small"), "small"),
    "gray words": (lambda axes: axes.text(1, 1, "gray", color="0.6"), "pale_words"),
    "a pale line": (lambda axes: axes.plot(X, X + 3, ":", color="0.8"), "pale_marks"),
    "pale dots": (lambda axes: axes.scatter(X, X + 40, color=(HUMAN, 0.4), linewidth=0), "pale_marks"),
    "lines of one style": (lambda axes: axes.plot(X, X + 3, color=HUMAN), "told_by_color_alone"),
}


@pytest.mark.parametrize(("fault", "rule"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_seen(fault, rule):
    assert not any(complaints(good).values())
    found = complaints(lambda axes: (good(axes), fault(axes)))
    assert [name for name, said in found.items() if said] == [rule]
