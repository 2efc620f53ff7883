"""What all panels are made of: labeled controls, a picture of fixed size, words for what is seen, errors in sight.

A panel draws on a canvas in memory and sends one PNG, because that is the fastest way to a steady picture. What stands
still (axes, ticks, words) is drawn once; only artists marked `animated=True` are drawn again. No subject lives here.

Where nothing runs, on the page of a code host or in a book, a panel is what is stored of it: a picture and its
sentence, as every figure has them.
"""

import html
import itertools
import struct
import zlib
from pathlib import Path

import ipywidgets as widgets
import numpy as np
from IPython.display import display
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from collapse.figures.house import SMALLEST, in_lines, stored

DPI = 100
LEGEND = dict(fontsize=SMALLEST, loc="upper right")  # of the small pictures of panels
INTERVAL, MOST_STEPS = 250, 60  # milliseconds between two steps of a run, and how many steps it has at most
INVITATION = "Run this cell, and the panel moves."
ACCESS = Path(__file__).with_name("access.js").read_text(encoding="utf-8")


def canvas(columns=2, width=9.2, height=3.6):
    """Make a figure with `columns` axes whose place never moves, so that the picture does not jump."""
    figure = Figure(figsize=(width, height), dpi=DPI)
    FigureCanvasAgg(figure)
    edges = dict(left=0.75 / width, right=1 - 0.2 / width, bottom=0.6 / height, top=1 - 0.35 / height)
    figure.subplots_adjust(wspace=0.22, **edges)
    return figure, figure.subplots(1, columns)


def control(kind, label, tooltip, **settings):
    """Make a control of the ipywidgets class `kind` with the look that all controls share."""
    style = {"description_width": "7.5em"}
    if kind is widgets.ToggleButtons:
        style["button_width"] = "9.5em"
    layout = widgets.Layout(width="30em")  # two fit beside each other, even on a small screen
    made = kind(
        description=label, tooltip=tooltip, description_allow_html=False, style=style, layout=layout, **settings
    )
    made.add_class("jupyter-widgets")  # some kinds lack it, and with it the margin of the others
    # The page knows what it has just said. Telling it again takes time from the drawing; only a second page that shows
    # the same kernel's panel would want to hear of it.
    for trait in made.traits(sync=True).values():
        trait.tag(echo_update=False)
    return made


def stops(widget):
    """Return where a control can stand: labels and values, in order."""
    if hasattr(widget, "options"):
        return [stop if isinstance(stop, tuple) else (str(stop), stop) for stop in widget.options]
    return [(str(value), value) for value in range(widget.min, widget.max + 1, widget.step)]


def _settings(controls, grid):
    """Return all settings of a grid, each once, as tuples of values in the order of the controls."""
    found = {}
    for block in grid:
        unknown = set(block) - set(controls)
        if unknown:
            raise ValueError(f"grid must name controls, {list(controls)}, got {sorted(unknown)}")
        rows = [list(block.get(name, [widget.value])) for name, widget in controls.items()]
        for (name, widget), row in zip(controls.items(), rows, strict=True):
            beside = [value for value in row if value not in [value for _, value in stops(widget)]]
            if beside:
                raise ValueError(f"grid must hold values that {name} can take, got {beside}")
        found |= dict.fromkeys(itertools.product(*rows))
    return list(found)


def _player(slider):
    """Make a button that lets a slider run to its end: the page counts the steps, each is one message to the kernel.

    Were the two linked in the page, both would tell the kernel of every step, also of one by hand, and the slider last.
    """
    step = max(1, round((slider.max - slider.min) / MOST_STEPS))
    label, limits = "let it run", dict(min=slider.min, max=slider.max, value=slider.value, step=step)
    player = control(widgets.Play, label, f"let the {slider.description} run", interval=INTERVAL, **limits)
    widgets.link((player, "value"), (slider, "value"))
    player.add_class("collapse-play")
    return player


def _access():
    """Make the hidden output that runs access.js in the page."""
    script = {"output_type": "display_data", "data": {"application/javascript": ACCESS}, "metadata": {}}
    return widgets.Output(outputs=(script,), layout=widgets.Layout(display="none"))


def _pixels(canvas):
    return Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")


def _png(pixels):
    """Return pixels, (rows, columns, 3), as PNG bytes.

    Light compression, because on one machine a picture travels faster than it can be squeezed; and no filters, which
    take Pillow half of its time and make drawings no smaller.
    """
    rows, columns, _ = pixels.shape
    lines = np.zeros((rows, 1 + 3 * columns), np.uint8)  # before each row stands its filter: 0, none
    lines[:, 1:] = pixels.reshape(rows, -1)
    header = struct.pack(">2I5B", columns, rows, 8, 2, 0, 0, 0)  # 8 bits of red, green and blue, not interlaced
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(lines, 1)), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _framed(legend):
    """Return the picture of a legend that has been drawn, and its upper left corner in the picture of the figure."""
    whole, place = _pixels(legend.figure.canvas), legend.get_window_extent()
    corner = round(place.x0), round(whole.height - place.y1)
    return whole.crop((*corner, round(place.x1) + 1, round(whole.height - place.y0) + 1)), corner


class Newest:
    """What was made for the newest setting, as far as it has been asked for.

    A key press waits for nothing that it does not show. Another setting takes the place of the last one, so the panel's
    memory does not grow.

    Parameters
    ----------
    begin : callable
        Called as `begin(*setting)`, returns an iterator over generations.

    Examples
    --------
    >>> counts = Newest(itertools.count)
    >>> counts.first(3, 10), counts.first(2, 10), counts.first(1, 20)
    ([10, 11, 12], [10, 11], [20])
    """

    def __init__(self, begin):
        self._begin, self._setting = begin, None

    def first(self, many, *setting):
        """Return the first so `many` generations at a setting, and make those that are missing."""
        if setting != self._setting:
            self._turns, self._made = self._begin(*setting), []
        self._setting = None  # a failure leaves nothing half made
        self._made.extend(itertools.islice(self._turns, max(many - len(self._made), 0)))
        self._setting = setting
        return self._made[:many]


class Panel(widgets.VBox):
    """Controls above a picture above a line of words.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        On an Agg canvas; `draw` updates in place those of its artists that are `animated`.
    draw : callable
        Called as `draw(**values)`, the values of the controls by name; returns the words.
    controls : dict of str to widget
    grid : list of dict
        The settings that a book shows, which cannot draw others. Each dict names, for some of the controls, the values
        they take, in all combinations; the other controls stay where they begin.
    play : str, optional
        The name of a slider that a play button lets run.

    Attributes
    ----------
    controls, picture, words, error
        The widgets. `error.value` is empty unless the last drawing failed.
    figure : matplotlib.figure.Figure
    """

    def __init__(self, figure, draw, controls, grid=(), play=None):
        self.figure, self._draw = figure, draw
        figure.canvas.draw()
        self._still = figure.canvas.copy_from_bbox(figure.bbox)
        self._framed = [
            _framed(legend) for legend in map(Axes.get_legend, figure.axes) if legend and legend.get_frame_on()
        ]
        width, height = (f"{pixels}px" for pixels in figure.canvas.get_width_height())
        self.controls = dict(controls)
        self._settings = _settings(self.controls, grid)
        narrow = dict(width="100%", max_width=width)  # where the window is narrower than the picture
        whole = widgets.Layout(width=width, height=height, object_fit="contain")
        self.picture = widgets.Image(format="png", layout=whole)
        three_lines = widgets.Layout(min_height="84px", **narrow)  # the page below must not jump
        self.words, self.error = widgets.HTML(layout=three_lines), widgets.HTML(layout=widgets.Layout(**narrow))
        for widget in self.controls.values():  # before its button is linked, so that the picture comes first
            widget.observe(self._on_change, names="value")
        shown = [*([_player(self.controls[play])] if play else []), *self.controls.values()]
        rows = widgets.Box(shown, layout=widgets.Layout(flex_flow="row wrap", **narrow))
        super().__init__([rows, self.picture, self.words, self.error, _access()])
        for widget, name in ((self, "panel"), (self.words, "words"), (self.error, "error")):
            widget.add_class(f"collapse-{name}")
        self.redraw()

    def redraw(self):
        """Draw the present values of the controls; show the reason in the panel if that fails."""
        try:
            words = self._draw(**{name: widget.value for name, widget in self.controls.items()})
            self.picture.value = self._png()
            self.words.value = html.escape(words)
            self.error.value = ""
        except Exception as problem:  # a callback's exception is invisible in a notebook unless the panel shows it
            reason = html.escape(f"{type(problem).__name__}: {problem}")
            self.error.value = f"<b>This setting could not be drawn.</b> {reason}"

    def _on_change(self, change):
        """Draw before the kernel says it is done: until then the page keeps what a burst of keys changes to itself."""
        self.redraw()

    def settings(self):
        """Return the settings that a book shows, each once: dicts of values by control."""
        return [dict(zip(self.controls, values, strict=True)) for values in self._settings]

    def frame(self, **values):
        """Draw one setting as the panel draws it; return the picture, a `PIL.Image.Image`, and the words."""
        words = self._draw(**values)
        return self._image(), words

    def _png(self):
        """Return the picture as PNG bytes."""
        return _png(np.asarray(self._image()))

    def _image(self):
        """Draw the moving artists over the picture of what stands still."""
        canvas = self.figure.canvas
        canvas.restore_region(self._still)
        for axes in self.figure.axes:
            moving = [artist for artist in axes.get_children() if artist.get_animated()]
            for artist in sorted(moving, key=lambda artist: artist.zorder):
                axes.draw_artist(artist)
        picture = _pixels(canvas)
        for legend, corner in self._framed:  # they stand above what moves
            picture.paste(legend, corner)
        return picture

    @property
    def sentence(self):
        """Say what is stored below the picture."""
        return f"Figure: {html.unescape(self.words.value)} {INVITATION}"

    def _ipython_display_(self):
        """Show the panel, and nothing below it; what is not alive shows the picture, and its sentence below it."""
        data, metadata = stored(self.figure, self.picture.value)
        nothing = widgets.Box(layout=widgets.Layout(display="none"))
        display(self._repr_mimebundle_() | data, raw=True, metadata=metadata)
        display(nothing._repr_mimebundle_() | {"text/plain": in_lines(self.sentence)}, raw=True)

    def __repr__(self):
        return self.sentence
