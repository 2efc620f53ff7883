"""The panel of notebook 05: what a diet keeps of the variance, and what it costs."""

import ipywidgets as widgets
import numpy as np
from matplotlib.collections import LineCollection

from collapse import theory
from collapse.diets import accumulate, mix, replace, switch
from collapse.figures.house import FAINT, HUMAN, OTHER, SMALLEST, SYNTHETIC, THEORY, decorate
from collapse.loop import run
from collapse.models import FittedGaussian, Gaussian
from collapse.panels.base import LEGEND, Newest, Panel, canvas, control

LAST = 100
LINEAGES = 200
SHOWN = 15
SHARES = [0.02, 0.05, 0.1, 0.2, 0.5]
SIZES = [100, 200, 400, 1_000, 2_000]
DIETS = {
    "replace": "Only the newest synthetic data",
    "accumulate": "Everything since then",
    "fresh": "New human values in every generation",
    "fixed": "The same human values in every generation",
}


def diet():
    """Show the variance of 200 histories whose diet changes at some generation, and the bill for it."""
    figure, (fan, bill) = canvas()
    moving = _prepare(fan, bill)
    ensemble = Newest(_ensemble)

    def draw(diet, share, M, at):
        variance = np.array(ensemble.first(LAST + 1, diet, share, M, at))
        collected, trained = _bill(diet, share, M, at)
        expected = theory.intervention_variance(diet, M, share, at, LAST)
        _update(moving, variance, collected, trained, expected, at)
        return _words(variance, expected, collected, trained, diet, share, M, at)

    return Panel(
        figure,
        draw,
        dict(
            diet=control(
                widgets.Dropdown,
                "diet",
                "what the generations after the change are fed",
                options=[
                    ("replace", "replace"),
                    ("accumulate", "accumulate"),
                    ("new people", "fresh"),
                    ("the same people", "fixed"),
                ],
                value="fresh",
            ),
            share=control(
                widgets.SelectionSlider,
                "human share",
                "how much of the data is human after the change; the first two diets have no such share",
                options=[(f"{100 * share:g} %", share) for share in SHARES],
                value=0.1,
            ),
            M=control(
                widgets.SelectionSlider,
                "sample size M",
                "how many values each generation writes",
                options=SIZES,
                value=100,
            ),
            at=control(
                widgets.IntSlider,
                "change after",
                "the last generation whose data are replaced; 0 is the first",
                value=40,
                max=90,
                step=5,
            ),
        ),
        grid=[
            dict(diet=DIETS, share=SHARES, at=[0, 20, 40, 60, 80]),
            dict(diet=DIETS, M=SIZES, at=range(0, 95, 10)),
            dict(M=[400], at=range(0, 95, 5)),
        ],
    )


def _ensemble(diet, share, M, at):
    """Run the histories: for each generation the variances, shape (LINEAGES,)."""
    rng = np.random.default_rng(5)
    people = FittedGaussian(mean=0, variance=1).repeat(LINEAGES, shortcut=True)
    fed = dict(
        replace=replace,
        accumulate=accumulate,
        fresh=mix(share, fresh=people),
        fixed=mix(share, fixed=True),
    )[diet]
    turns = run(Gaussian(0, shortcut=True), people.sample(M, rng), LAST, rng, switch(at, replace, fed))
    return (turn.model.variance for turn in turns)


def _bill(diet, share, M, at):
    """Human values collected up to each generation, and values it is trained on."""
    after = np.maximum(np.arange(LAST + 1) - at, 0)
    collected = M + after * round(share * M) if diet == "fresh" else np.full(LAST + 1, M)
    trained = M * (1 + after) if diet == "accumulate" else np.full(LAST + 1, M)
    return collected, trained


def _prepare(fan, bill):
    """Draw everything that stays, and return the artists that move."""
    moving = dict(
        lines=LineCollection([], colors=FAINT, linewidths=0.6, zorder=1, animated=True),
        mean=fan.plot([], [], color=SYNTHETIC, linewidth=2, label=f"mean of {LINEAGES:,}", animated=True)[0],
        theory=fan.plot([], [], label="theory, mean", animated=True, **THEORY)[0],
        at=fan.axvline(0, color=HUMAN, linewidth=1.2, linestyle=":", animated=True),
        collected=bill.plot([], [], color=HUMAN, linewidth=2, label="human values collected so far", animated=True)[0],
        trained=bill.plot(
            [], [], color=OTHER, linestyle="-.", linewidth=2, label="values it is trained on", animated=True
        )[0],
    )
    fan.add_collection(moving["lines"])
    fan.axhline(0.9, color="0.35", linewidth=1, linestyle=(0, (1, 3)))
    fan.set(xlim=(0, LAST), ylim=(0, 1.6))
    decorate(fan, "Variance (faint line: 0.9)", "generation", "variance (humans: 1)", legend=False)
    fan.legend(fontsize=SMALLEST, loc="upper right", framealpha=1)  # a frame: above the histories
    bill.set(xlim=(0, LAST), yscale="log", ylim=(50, 1e6))
    decorate(bill, "The bill", "generation", "number of values", **LEGEND | dict(loc="upper left"))
    return moving


def _update(moving, variance, collected, trained, expected, at):
    x = np.arange(LAST + 1)
    moving["lines"].set_segments([np.column_stack([x, history]) for history in variance.T[:SHOWN]])
    moving["mean"].set_data(x, variance.mean(axis=1))
    moving["theory"].set_data(x, expected)
    moving["at"].set_xdata([at, at])
    moving["collected"].set_data(x, collected)
    moving["trained"].set_data(x, trained)


def _words(variance, expected, collected, trained, diet, share, M, at):
    people = f", {100 * share:g} %" if diet in ("fresh", "fixed") else f" ({100 * share:g} % has no effect)"
    below = np.flatnonzero(expected < 0.9)
    kept = f"falls below 0.9 at generation {below[0]}" if below.size else "never falls below 0.9"
    return (
        f"{DIETS[diet]}{people}, M = {M:,}, after generation {at}: the expected variance {kept}; the mean is "
        f"{variance[-1].mean():.3f} (theory {expected[-1]:.3f}) at generation {LAST}. Human values collected: "
        f"{collected[-1]:,}; values trained on, all generations together: {trained.sum():,}."
    )
