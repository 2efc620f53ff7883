"""Every panel in a notebook, driven through all of its controls; and the base that all panels share."""

import asyncio
import base64
import io
import itertools

import ipywidgets as widgets
import pytest
from PIL import Image

from collapse import panels
from collapse.figures.house import describe
from collapse.panels import base
from collapse.panels.base import Panel, canvas, control
from execute import NOTEBOOKS, WIDGET_VIEW
from panel_cells import CELLS, make


def places(widget):
    """Return what a control can be moved to, from end to end: the name of its trait, and values."""
    if widget.has_trait("index"):
        return "index", list(range(len(widget.options)))
    if isinstance(widget, widgets.Checkbox):
        return "value", [False, True]
    steps = (widget.max - widget.min) / widget.step
    return "value", [widget.min, type(widget.value)(widget.min + steps // 2 * widget.step), widget.max]


def seen(panel):
    """Return what a learner sees."""
    return panel.picture.value, panel.words.value


@pytest.fixture(params=CELLS, ids=[cell.id for _, cell in CELLS])
def new_panel(request, monkeypatch):
    monkeypatch.chdir(NOTEBOOKS)
    return lambda: make(*request.param)


def test_every_panel_is_in_a_notebook():
    used = "\n".join(cell.source for _, cell in CELLS)
    assert [name for name in panels.__all__ if f"panels.{name}(" not in used] == []


def test_a_panel_has_labels_tooltips_and_a_picture_of_fixed_size(new_panel):
    panel = new_panel()
    assert isinstance(panel, Panel)
    assert panel.error.value == ""
    assert panel.controls
    for widget in panel.controls.values():
        assert widget.description
        assert widget.tooltip and widget.tooltip != widget.description
    width, height = Image.open(io.BytesIO(panel.picture.value)).size
    assert (panel.picture.layout.width, panel.picture.layout.height) == (f"{width}px", f"{height}px")
    for widget in (*panel.controls.values(), panel.picture, panel.words, panel.error):
        assert widget in panel.children or widget in panel.children[0].children


def test_every_control_does_something_everywhere_and_nothing_is_left_behind(new_panel):
    panel = new_panel()
    at_first = seen(panel)
    size = Image.open(io.BytesIO(panel.picture.value)).size
    for name, widget in panel.controls.items():
        trait, values = places(widget)
        default = getattr(widget, trait)
        shown = {default: at_first}
        for value in values:
            setattr(widget, trait, value)
            assert panel.error.value == "", (name, value)
            assert Image.open(io.BytesIO(panel.picture.value)).size == size
            shown[value] = seen(panel)
        pictures, words = zip(*shown.values(), strict=True)
        assert len(set(pictures)) == len(shown), f"{name} moves, and the picture does not change"
        assert len(set(words)) == len(shown), f"{name} moves, and the words do not change"
        setattr(widget, trait, default)
        assert seen(panel) == at_first


def test_a_page_is_not_told_what_it_has_said(new_panel, monkeypatch):
    panel, sent = new_panel(), []
    monkeypatch.setattr(widgets.Widget, "_send", lambda self, message, buffers=None: sent.append((self, message)))
    for widget in panel.controls.values():
        trait, values = places(widget)
        widget.set_state({trait: next(value for value in values if value != getattr(widget, trait))})
    assert panel.picture in [receiver for receiver, _ in sent]
    assert {message["method"] for _, message in sent} == {"update"}


def test_all_ends_together(new_panel):
    panel = new_panel()
    traits, values = zip(*map(places, panel.controls.values()), strict=True)
    for ends in itertools.product(*[(row[0], row[-1]) for row in values]):
        for widget, trait, end in zip(panel.controls.values(), traits, ends, strict=True):
            setattr(widget, trait, end)
        assert panel.error.value == "", ends


def test_two_panels_share_nothing(new_panel):
    moved, still = new_panel(), new_panel()
    at_first = seen(still)
    for widget in moved.controls.values():
        trait, values = places(widget)
        setattr(widget, trait, values[-1])
    assert seen(still) == at_first
    still.redraw()
    assert seen(still) == at_first


# --- the base ---


class Toy:
    """A panel with one slider, which counts its drawings and cannot draw 3."""

    def __init__(self):
        figure, axes = canvas(columns=1)
        self.line = axes.plot([0, 1], [0, 1], animated=True)[0]
        self.drawn = []
        slider = control(widgets.IntSlider, "height", "how high the line goes", max=10)
        self.panel = Panel(figure, self.draw, dict(x=slider))
        self.slider = slider

    def draw(self, x):
        self.drawn.append(x)
        if x == 3:
            raise ValueError("3 is <not> a height")
        self.line.set_ydata([0, x / 10])
        return f"height {x} & no more"


def test_an_exception_is_shown_and_the_panel_recovers():
    toy = Toy()
    toy.slider.value = 2
    before = seen(toy.panel)
    toy.slider.value = 3
    assert "ValueError: 3 is &lt;not&gt; a height" in toy.panel.error.value
    assert seen(toy.panel) == before
    toy.slider.value = 4
    assert toy.panel.error.value == ""
    assert seen(toy.panel) != before


def test_a_change_is_drawn_before_the_kernel_goes_on():
    async def change(toy):  # as in a kernel, whose answers the page awaits before it tells of the next change
        toy.slider.value = 9
        return list(toy.drawn)

    toy = Toy()
    assert asyncio.run(change(toy)) == [0, 9]
    assert "height 9 " in toy.panel.words.value


def test_the_text_of_a_panel_is_its_words():
    toy = Toy()
    toy.slider.value = 7
    assert repr(toy.panel) == "Figure: height 7 & no more Run this cell, and the panel moves."
    assert toy.panel.words.value == "height 7 &amp; no more"


def test_a_panel_is_alive_and_beside_that_its_picture_and_its_sentence(monkeypatch):
    shown = []
    monkeypatch.setattr(base, "display", lambda data, raw, metadata=None: shown.append((data, metadata)))
    toy = Toy()
    toy.slider.value = 6
    toy.panel._ipython_display_()
    (picture, metadata), (sentence, _) = shown
    assert [data.pop(WIDGET_VIEW)["model_id"] for data in (picture, sentence)][0] == toy.panel.model_id
    assert base64.b64decode(picture["image/png"]) == toy.panel.picture.value
    assert picture["text/plain"] == describe(toy.panel.figure) and "max 0.6" in picture["text/plain"]
    assert metadata["image/png"]["alt"]
    assert sentence == {"text/plain": repr(toy.panel)}
