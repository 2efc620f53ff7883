"""What a panel makes at a key press, and the picture it sends."""

import io

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from collapse.panels.base import Newest, Panel


def counting(made):
    """An iterator over generations that writes down which it has made."""

    def begin(first):
        for number in range(first, first + 10):
            made.append(number)
            yield number

    return begin


def test_only_what_is_asked_for_is_made_and_nothing_twice():
    made = []
    newest = Newest(counting(made))
    assert newest.first(3, 0) == [0, 1, 2] and made == [0, 1, 2]
    assert newest.first(2, 0) == [0, 1] and newest.first(4, 0) == [0, 1, 2, 3] and made == [0, 1, 2, 3]
    assert newest.first(1, 5) == [5] and newest.first(1, 0) == [0] and made == [0, 1, 2, 3, 5, 0]


def test_after_a_failure_it_begins_afresh():
    def begin(luck):
        yield 0
        if luck:
            raise RuntimeError("no luck")
        yield 1

    luck = []
    newest = Newest(lambda setting: begin(luck))
    assert newest.first(1, "setting") == [0]
    luck.append(1)
    with pytest.raises(RuntimeError):
        newest.first(2, "setting")
    luck.clear()
    assert newest.first(2, "setting") == [0, 1]


def test_the_picture_sent_is_the_one_drawn_and_a_framed_legend_stands_above_what_moves():
    figure = Figure(figsize=(3, 2))
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="blue", label="still")
    axes.legend(loc="center", framealpha=1)
    area = axes.fill_between([0, 1], 0, 1, color="red", animated=True)
    panel = Panel(figure, lambda: "words", {})
    sent = np.asarray(Image.open(io.BytesIO(panel.picture.value)))
    assert sent.shape == (*figure.canvas.get_width_height()[::-1], 3)
    assert np.array_equal(sent, np.asarray(panel.frame()[0]))
    row, column = sent.shape[0] // 2, sent.shape[1] // 2
    inside = sent[row - 5 : row + 5, column - 20 : column + 20].reshape(-1, 3)
    assert area.get_animated() and not (inside == [255, 0, 0]).all(axis=1).any()
    assert (sent == [255, 0, 0]).all(axis=2).any()
