"""The figures of notebook 06: chains of models put to eight definitions, and authors who write with a model's help."""

import textwrap

import numpy as np

from collapse import measures
from collapse.definitions import DEFINITIONS, DEPENDS, NO, YES
from collapse.figures.house import OTHER, SMALLEST, SYNTHETIC, THEORY, Picture, canvas, decorate

GRAY = "0.35"
STYLES = {
    "blend": dict(color=SYNTHETIC, linestyle="-"),
    "by lot": dict(color=OTHER, linestyle="-."),
    "blend, from outside": dict(color=GRAY, linestyle=":"),
}
LOOKS = {  # of a verdict
    YES: dict(marker="o", color=SYNTHETIC),
    NO: dict(marker="o", color=GRAY, markerfacecolor="white"),
    DEPENDS: dict(marker="D", color=OTHER, fillstyle="left"),
}
BITS = dict(scale=dict(value="symlog", linthresh=1), ticks=[-1, 0, 1, 10, 100], low=-8, high=400)
LEFT = dict(scale=dict(value="log"), ticks=[0.001, 0.03, 1, 1000], low=0.0005, high=4000)
SHARE = dict(scale=dict(value="linear"), ticks=[0, 0.5, 1], low=-0.7, high=1.15)
RULERS = dict(zip(DEFINITIONS, (BITS, BITS, BITS, SHARE, LEFT, SHARE, LEFT, SHARE), strict=True))
LEAST = 0.001  # a share that is less is drawn here


def eight_definitions(chains):
    """Draw how far chains of models are beyond the border of each definition of collapse, or short of it.

    Parameters
    ----------
    chains : dict of str to Chain
        As in `comparison`. Drawn is the median history with its error band; of few histories, from lowest to highest.
    """
    height = 1.6 + 0.42 * len(chains)
    figure, grid = canvas(rows=2, columns=len(DEFINITIONS) // 2, width=9.6, height=height, sharey=True)
    met = []
    for number, (axes, definition) in enumerate(zip(grid.flat, DEFINITIONS, strict=True), 1):
        met.append(sum(_row(axes, definition, chain, y) for y, chain in enumerate(chains.values())))
        _ruler(axes, definition)
        title = textwrap.fill(f"{number} {definition.name}", 26)
        decorate(axes, title, definition.unit, "model (number of histories)", legend=False)
        axes.set_title(title, loc="left", fontsize=SMALLEST, weight="bold")
        axes.xaxis.label.set_fontsize(SMALLEST)
        axes.yaxis.label.set_visible(False)
        axes.tick_params(labelsize=SMALLEST, labelleft=axes in grid[:, 0])
    axes.set(ylim=(len(chains) - 0.5, -0.5), yticks=range(len(chains)))
    axes.set_yticklabels([f"{name} ({chain.human.shape[1]:,})" for name, chain in chains.items()])
    return Picture(
        figure,
        f"{', '.join(map(str, met))} of {len(chains)} chains meet definitions 1 to {len(met)} (filled marks). White "
        "marks do not, two-colored ones depend on the seed; the border is dashed, and beyond it is gray.",
    )


def _row(axes, definition, chain, y):
    """Draw one chain, or the word that stands for it; return whether it meets the definition."""
    entry = definition.entry(chain)
    if entry not in LOOKS:
        axes.annotate(entry, (0.02, y), xycoords=("axes fraction", "data"), va="center", fontsize=SMALLEST, color=GRAY)
        return False
    median, *edges = (max(x, LEAST) if RULERS[definition] is LEFT else x for x in _band(definition, chain))
    axes.plot(edges, [y, y], color=LOOKS[entry]["color"], linewidth=1.5)
    axes.plot([median], [y], linestyle="", markersize=6, **LOOKS[entry])
    return entry == YES


def _band(definition, chain):
    return measures.median_band(definition.measure(chain))


def _ruler(axes, definition):
    """Set the scale, and shade where the definition is met."""
    ruler = RULERS[definition]
    axes.set_xscale(**ruler["scale"])
    axes.set(xlim=(ruler["low"], ruler["high"]), xticks=ruler["ticks"], xticklabels=[f"{t:g}" for t in ruler["ticks"]])
    axes.xaxis.set_minor_formatter("")
    axes.axvline(definition.border, **THEORY)
    beyond = (definition.border, ruler["high"]) if definition.above else (ruler["low"], definition.border)
    axes.axvspan(*beyond, color="0.92", zorder=0)


def writers(novelty, diversity, theory):
    """Draw authors who write with a model's help: novelty of the single text, diversity of all texts.

    Parameters
    ----------
    novelty, diversity : dict of str to array, shape (generations, histories)
        By how the authors use which suggestions: "blend", "by lot", or "blend, from outside".
    theory : dict of str to (array, array)
        The curves of both.
    """
    figure, both = canvas(columns=2, width=9.6)
    titles = "New for the author", "Different from the others"
    labels = "distance from home (mean square)", "variance of all texts"
    said = []
    for place, (axes, values) in enumerate(zip(both, (novelty, diversity), strict=True)):
        for how, each in values.items():
            mean, low, high = measures.mean_band(each)
            axes.fill_between(np.arange(len(mean)), low, high, color=STYLES[how]["color"], alpha=0.3, linewidth=0)
            axes.plot(mean, linewidth=2, label=how, **STYLES[how])
            last = how == list(values)[-1]
            axes.plot(theory[how][place], label="theory, many authors" if last else None, **THEORY)
            said.append(f"{mean[0]:.2f}, {mean[1]:.2f}, {mean[-1]:.2f}")
        axes.set_ylim(0, 1.65 * max(np.mean(each, axis=1).max() for each in values.values()))
        decorate(axes, titles[place], "generation", labels[place])
    names = list(novelty)
    pairs = zip(names, said[: len(names)], said[len(names) :], strict=True)
    parts = [f"{name} {new}, diversity {varied}" for name, new, varied in pairs]
    return Picture(
        figure,
        f"in generations 0, 1 and {len(mean) - 1}, novelty of {'; of '.join(parts)}.",
    )
