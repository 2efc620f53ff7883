"""The figures: what they say of themselves in words and numbers, and that the same data give the same picture."""

import base64
import re
from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from collapse import figures
from collapse.figures import house
from collapse.figures.house import THEORY, describe
from figure_cases import CASES

X = np.linspace(0, 6, 50)
NUMBER = re.compile(r"(?<![\w=.])-?\d+(?:,\d{3})*(?:\.\d+)?(?:e-?\d+)?")
UNIT = re.compile(
    r"generation|inch|minutes|human s|humans: 1|human data: 1|nats|bits|density|sample|share|number|people|probability"
    r"|variance|distance|temperature|picture|digit|direction"
)


# --- what a figure says as text ---


def drawn(draw):
    """Return the description of a figure on whose axes `draw` has drawn."""
    figure = Figure()
    draw(figure.subplots())
    return describe(figure)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda axes: None,
        lambda axes: axes.plot(X, np.cos(X), label="sine"),
        lambda axes: axes.plot(X, 2 * np.sin(X), label="sine"),
        lambda axes: axes.plot(X + 1, np.sin(X), label="sine"),
        lambda axes: axes.plot(X, np.sin(X), label="cosine"),
        lambda axes: axes.plot(X, np.sin(X)),
        lambda axes: (axes.plot(X, np.sin(X), label="sine"), axes.set_xlabel("x")),
        lambda axes: (axes.plot(X, np.sin(X), label="sine"), axes.set_title("x", loc="left")),
        lambda axes: (axes.plot(X, np.sin(X), label="sine"), axes.set_yscale("symlog")),
        lambda axes: (axes.plot(X, np.sin(X), label="sine"), axes.plot(X, X)),
    ],
    ids=["empty", "cosine", "doubled", "shifted", "label", "no label", "axis label", "title", "scale", "one more"],
)
def test_a_wrong_picture_has_another_description(wrong):
    assert drawn(wrong) != drawn(lambda axes: axes.plot(X, np.sin(X), label="sine"))


@pytest.mark.parametrize(
    "draw",
    [
        lambda axes, y: axes.scatter(X, y),
        lambda axes, y: axes.bar(X, y),
        lambda axes, y: axes.hist(y, bins=np.arange(-4, 5)),
        lambda axes, y: axes.stairs(y[1:], X),
        lambda axes, y: axes.fill_between(X, 0, y),
        lambda axes, y: axes.errorbar(X, 0 * y, yerr=np.abs(y)),
        lambda axes, y: axes.add_collection(LineCollection([np.column_stack([X, y])])),
        lambda axes, y: axes.imshow(np.outer(y, y)),
        lambda axes, y: axes.axhline(y[1]),
        lambda axes, y: axes.text(1, 1, f"{y[1]:.2f}"),
    ],
    ids=["scatter", "bar", "hist", "stairs", "fill", "errorbar", "segments", "image", "upright line", "text"],
)
def test_every_kind_of_artist_is_described(draw):
    said = [drawn(lambda axes, y=y: draw(axes, y)) for y in (np.sin(X), 2 * np.sin(X), np.sin(X))]
    assert said[0] == said[2] != said[1]
    assert said[0] != drawn(lambda axes: None)


def test_what_is_invisible_to_four_digits_does_not_matter():
    assert drawn(lambda axes: axes.plot(X, np.sin(X))) == drawn(lambda axes: axes.plot(X, np.sin(X) + 1e-12))


def test_a_figure_of_the_learners_own_is_described_as_well(monkeypatch):
    shell = SimpleNamespace(display_formatter=DisplayFormatter())
    monkeypatch.setattr(house, "get_ipython", lambda: shell)
    house.set_style()
    figure, axes = plt.subplots()
    axes.plot(X, X)
    plt.close(figure)
    assert shell.display_formatter.format(figure)[0]["text/plain"] == describe(figure)
    assert describe(figure).startswith("Figure of 1 axes\n")


# --- every figure, on small data ---

each_figure = pytest.mark.parametrize("case", CASES.values(), ids=CASES)


def test_every_figure_has_a_case():
    assert set(CASES) == set(figures.__all__) - {"set_style"}


@each_figure
def test_the_sentence_holds_the_numbers_of_the_data(case):
    picture, numbers, _ = case()
    assert picture.sentence.startswith("Figure: ")
    assert picture.sentence.endswith(".")
    assert NUMBER.findall(picture.sentence) == numbers


@each_figure
def test_theory_is_drawn_dashed_and_as_given(case):
    picture, _, theory = case()
    lines = [line for axes in picture.figure.axes for line in axes.lines]
    dashed = [line for line in lines if line.get_color() == THEORY["color"] and line.is_dashed()]
    said = [line for line in lines if str(line.get_label()).startswith("theory")]
    for curve in theory:
        assert any(np.array_equal(line.get_ydata(), curve) for line in dashed)
    assert all(line in dashed for line in said)
    assert all(axes.get_legend() is not None for axes in picture.figure.axes if set(axes.lines) & set(said))


@each_figure
def test_axes_have_a_title_and_labels_with_units(case):
    for axes in case()[0].figure.axes:
        assert axes.get_title(loc="left")
        for label in (axes.get_xlabel(), axes.get_ylabel()):
            assert UNIT.search(label), label


@each_figure
def test_a_notebook_shows_the_picture_the_data_and_the_sentence_each_time_the_same(case, monkeypatch, capsys):
    shown = []
    monkeypatch.setattr(house, "display", lambda data, raw, metadata: shown.extend([data, metadata]))
    picture = case()[0]
    picture._ipython_display_()
    assert set(shown[0]) == {"image/png", "text/plain"}
    assert shown[0]["text/plain"] == describe(picture.figure)
    alt = shown[1]["image/png"]["alt"]
    assert all(axes.get_title(loc="left").replace("\n", " ") in alt for axes in picture.figure.axes)
    assert shown[0]["text/plain"].startswith(f"Figure of {len(picture.figure.axes)} axes\n")
    assert " ".join(capsys.readouterr().out.split()) == " ".join(picture.sentence.split())
    drawn = base64.b64decode(shown[0]["image/png"])
    assert drawn[:8] == b"\x89PNG\r\n\x1a\n"
    assert drawn == picture.png() == case.__wrapped__()[0].png()
