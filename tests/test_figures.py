"""The figures: what they say of themselves in words and numbers, and that they can be read without color."""

import importlib
import re
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from scipy import stats

from collapse import figures
from collapse.figures import house
from collapse.figures.house import THEORY, describe
from collapse.models import Gaussian

X = np.linspace(0, 6, 50)
NUMBER = re.compile(r"(?<![\w=.])-?\d+(?:,\d{3})*(?:\.\d+)?(?:e-?\d+)?")
UNIT = re.compile(
    r"generation|inch|minutes|human s|humans: 1|nats|bits|density|sample|share|number|people|probability|variance"
    r"|distance"
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


# --- every figure, on small data of its own; each case returns the picture, the numbers its sentence must hold,
# recomputed here, and the curves of theory that must be in it ---

GENERATIONS = np.arange(6)
DECAY = np.exp(-0.3 * GENERATIONS)


def chains(seed, lineages=40):
    """Make positive numbers of shape (generations, lineages)."""
    return DECAY[:, None] * np.random.default_rng(seed).lognormal(sigma=0.3, size=(6, lineages))


def case_heights():
    data = np.array([61.0, 64.0, 66.5, 68.0, 72.5])
    numbers = ["5", "61.0", "72.5", f"{np.mean(data):.2f}", f"{np.std(data, ddof=1):.2f}"]
    return figures.heights(data, Gaussian(ddof=1).fit(data)), numbers, []


def case_one_history():
    models = [Gaussian().fit(np.array([-1, 0, 1.3]) * scale) for scale in (1, 0.9, 0.7)]
    ends = [f"{model.variance**0.5:.2f}" for model in (models[0], models[2])]
    ends += [f"{model.mean:.2f}" for model in (models[0], models[2])]
    return figures.one_history(models, [0, 2]), ["0", "2", *ends], []


def case_histories():
    variance, theory = chains(1), 0.9 * DECAY
    mean, median = variance.mean(axis=1), np.median(variance, axis=1)
    off = max(abs(100 * (m / t - 1)) for m, t in zip(median, theory, strict=True))
    numbers = [f"{value:.2f}" for value in (mean[0], mean[-1], median[0], median[-1])]
    return figures.histories(variance, theory), ["5", *numbers, f"{off:.1f}"], [theory]


def case_half_lives():
    theory = np.array([6.01, 19.87])
    picture = figures.half_lives([10, 30], [[7, 20], [6, 18], [8, 23]], theory)
    return picture, ["7", "10", "20", "30", "6", "20"], [theory]


def case_estimators():
    variance, theory = {1: chains(2), 0: chains(3)}, {1: np.ones(6), 0: DECAY}
    numbers = [f"{value:.2f}" for d in (1, 0) for value in (variance[d][-1].mean(), theory[d][-1])]
    return figures.estimators(variance, theory), ["5", *numbers], list(theory.values())


def case_random_walk():
    mean, theory_square = chains(4) - 0.5, (GENERATIONS + 1) / 50
    first, last = (f"{np.sqrt(np.mean(row**2)):.2f}" for row in (mean[0], mean[-1]))
    curves = [-2 * np.sqrt(theory_square), 2 * np.sqrt(theory_square)]
    numbers = ["5", first, last, f"{np.sqrt(6 / 50):.2f}", f"{np.median(np.abs(mean[-1])):.2f}"]
    return figures.random_walk(mean, theory_square), numbers, curves


def case_landing():
    rng = np.random.default_rng(5)
    mean = {ddof: scale * rng.standard_normal(300) for ddof, scale in ((1, 2.0), (0, 1.2))}
    laws = {1: stats.t(2), 0: stats.norm(0, 1.2)}
    numbers = ["2"]
    for ddof in (1, 0):
        outside = sum(abs(value) > 2 for value in mean[ddof]) / 300
        numbers += [f"{outside:.3f}", f"{1 - laws[ddof].cdf(2) + laws[ddof].cdf(-2):.3f}"]
    return figures.landing(mean, laws), numbers, [laws[d].pdf(np.linspace(-6, 6, 400)) for d in (1, 0)]


def case_tails():
    mass, first_order = 0.05 * chains(6), 0.05 + 0.01 * GENERATIONS[:3]
    fewer = 100 * sum(last < mass[0].mean() for last in mass[-1]) / 40
    numbers = [f"{mass[0].mean():.3f}", "5", f"{mass[-1].mean():.3f}", "0.184", f"{np.median(mass[-1]):.2g}"]
    numbers += [f"{fewer:.0f}"]
    return figures.tails(mass, first_order, limit=0.1837, threshold=3), ["3", *numbers], [first_order]


def case_confident_and_wrong():
    own, human = chains(7), chains(8) + GENERATIONS[:, None]
    theories = 1.1 * DECAY, 1.2 * DECAY + GENERATIONS
    numbers = []
    for values, theory in zip((own, human), theories, strict=True):
        numbers += [f"{values[0].mean():.2f}", f"{values[-1].mean():.2f}", f"{theory[-1]:.2f}"]
    numbers += [f"{np.median(human[-1]):.2f}"]
    return figures.confident_and_wrong(own, human, *theories), ["5", *numbers], theories


def case_distance_to_truth():
    squared, theory = {1: chains(9), 0: chains(10)}, {1: 1 - DECAY, 0: 2 - DECAY}
    numbers = [f"{value:.2f}" for d in (1, 0) for value in (squared[d][-1].mean(), theory[d][-1])]
    return figures.distance_to_truth(squared, theory), ["5", *numbers], list(theory.values())


def case_trap():
    variance = {lineages: chains(lineages, lineages) for lineages in (10, 100, 1000)}
    numbers = []
    for size, values in variance.items():
        error = 2 * values[-1].std(ddof=1) / np.sqrt(size)
        numbers += [f"{values[-1].mean():.2g}", f"{error:.2g}", f"{size:,}"]
    return figures.trap(variance, {10: 1, 100: 2, 1000: 3}), ["1", "5", *numbers], [np.ones(2)]


def case_photocopies():
    pages = [np.array([60.0, 66.0, 75.0]) / (1 + page) for page in range(5)]
    numbers = ["3", "0", "60.0", "75.0", "4", "12.0", "15.0"]
    picture = figures.photocopies(pages, np.full(5, 2.5), every=2)
    return picture, numbers, [np.arange(5), np.arange(5)]


# Other files named test_figures_*.py have cases of their own, which go through the same tests.
OTHERS = [vars(importlib.import_module(path.stem)) for path in sorted(Path(__file__).parent.glob("test_figures_*.py"))]
CASES = {
    name.removeprefix("case_"): cache(case)
    for names in (dict(globals()), *OTHERS)
    for name, case in names.items()
    if name.startswith("case_")
}
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
def test_labeled_lines_differ_in_more_than_color(case):
    for axes in case()[0].figure.axes:
        styles = [(line.get_linestyle(), line._dash_pattern, line.get_marker()) for line in axes.lines if labeled(line)]
        assert len(set(map(str, styles))) == len(styles), styles


def labeled(artist):
    return not str(artist.get_label()).startswith("_")


@each_figure
def test_a_notebook_shows_the_picture_the_data_and_the_sentence(case, monkeypatch, capsys):
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


@each_figure
def test_the_same_data_give_the_same_bytes(case):
    picture, again = case()[0], case.__wrapped__()[0]
    assert picture.png()[:8] == b"\x89PNG\r\n\x1a\n"
    assert picture.png() == picture.png() == again.png()
