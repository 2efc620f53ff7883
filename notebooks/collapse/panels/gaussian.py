"""The panel of notebook 01: many histories of one Gaussian, one of them looked at closely."""

import ipywidgets as widgets
import numpy as np
from matplotlib.collections import LineCollection

from collapse import measures, theory
from collapse.figures.house import FAINT, HUMAN, OTHER, SYNTHETIC, THEORY, decorate
from collapse.loop import run
from collapse.models import Gaussian
from collapse.panels.base import LEGEND, Newest, Panel, canvas, control

LAST = 300
LINEAGES = 200
SIZES = [5, 10, 20, 50, 100, 200, 400]
SHOWN = 25
EDGE = 5  # human standard deviations shown either side


def histories():
    """Show variances of 200 histories, the bell of one of them beside the human one, and the half-life read off."""
    figure, (fan, bell) = canvas()
    artists = _prepare(fan, bell)
    ensemble = Newest(_ensemble)

    def draw(M, generations, ddof, seed):
        mean, variance = np.moveaxis(ensemble.first(generations + 1, M, ddof, seed), 1, 0)
        _update(artists, mean, variance, M, generations, ddof)
        return _words(mean, variance, M, generations, ddof)

    return Panel(
        figure,
        draw,
        dict(
            M=control(
                widgets.SelectionSlider,
                "sample size M",
                "how many people each generation is fitted to",
                options=SIZES,
                value=50,
            ),
            generations=control(
                widgets.IntSlider, "generations", "how far the histories have come", value=100, max=LAST
            ),
            ddof=control(
                widgets.ToggleButtons,
                "estimator",
                "divide the sum of squares by M - 1 (unbiased) or by M (maximum likelihood)",
                options=[("M - 1 (ddof=1)", 1), ("M (ddof=0)", 0)],
            ),
            seed=control(widgets.IntSlider, "seed", "another seed, other histories", value=1, min=1, max=40),
        ),
        grid=[
            dict(M=SIZES, generations=range(0, LAST + 1, 20), ddof=[1, 0]),
            dict(M=[50, 100, 200], seed=range(1, 41)),
        ],
        play="generations",
    )


def _ensemble(M, ddof, seed):
    """Run the histories from M humans each: for each generation the means and the variances, shape (LINEAGES,)."""
    rng = np.random.default_rng(seed)
    for turn in run(Gaussian(ddof, shortcut=True), rng.standard_normal((LINEAGES, M)), LAST, rng):
        yield turn.model.mean, turn.model.variance


def _prepare(fan, bell):
    """Draw everything that stays, and return the artists that move."""
    newest = dict(marker="o", markersize=4, markevery=[-1], animated=True)
    moving = dict(
        lines=LineCollection([], colors=FAINT, linewidths=0.6, zorder=1, animated=True),
        median=fan.plot([], [], color=SYNTHETIC, linewidth=2, label=f"median of {LINEAGES}", **newest)[0],
        one=fan.plot([], [], color=OTHER, linewidth=1.5, linestyle="-.", label="one history", **newest)[0],
        theory=fan.plot([], [], label="theory, median", animated=True, **THEORY)[0],
        half_life=fan.axvline(0, color=SYNTHETIC, linewidth=1, linestyle=":", animated=True),
        bell=bell.plot([], [], color=OTHER, linewidth=2, linestyle="-.", label="that one history", animated=True)[0],
    )
    fan.add_collection(moving["lines"])
    fan.set(yscale="log", xlim=(0, LAST), ylim=(1e-4, 1e3))
    decorate(fan, "Variance (dotted: half-life of the median)", "generation", "variance (humans: 1)", **LEGEND)
    x = np.linspace(-EDGE, EDGE, 300)
    bell.plot(x, np.exp(-(x**2) / 2), color=HUMAN, label="the humans")
    bell.set(xlim=(-EDGE, EDGE), ylim=(0, 1.35))
    decorate(
        bell,
        "The bell of that history",
        "height (human standard deviations)",
        "density / peak",
        **LEGEND | dict(loc="upper left", ncols=2),
    )
    return moving


def _update(moving, mean, variance, M, generations, ddof):
    x = np.arange(generations + 1)
    median = np.median(variance[: generations + 1], axis=1)
    moving["lines"].set_segments([np.column_stack([x, v[: generations + 1]]) for v in variance.T[:SHOWN]])
    moving["median"].set_data(x, median)
    moving["one"].set_data(x, variance[: generations + 1, 0])
    moving["theory"].set_data(np.arange(LAST + 1), theory.median_variance(M, np.arange(1, LAST + 2), ddof))
    half = measures.half_life(median)
    moving["half_life"].set_xdata([half if half is not None else -1] * 2)
    z = np.linspace(-5, 5, 200)  # around the bell's own mean, so that a needle is drawn as one
    moving["bell"].set_data(mean[generations, 0] + z * np.sqrt(variance[generations, 0]), np.exp(-(z**2) / 2))


def _words(mean, variance, M, generations, ddof):
    now, half = variance[generations], measures.half_life(np.median(variance[: generations + 1], axis=1))
    read_off = f"has halved at generation {half}" if half is not None else "has not halved yet"
    lost = ", outside the picture" if abs(mean[generations, 0]) > EDGE else ""
    more = np.sum(now > 1)
    return (
        f"M = {M}, ddof = {ddof}, generation {generations}: the median variance is {np.median(now):.2g} and "
        f"{read_off} (theory: {theory.half_life(M, ddof):.1f} generations). "
        f"{more} of the {LINEAGES} histories have more variance than the humans. "
        f"The one history has variance {now[0]:.2g} and mean {mean[generations, 0]:.1f}{lost}."
    )
