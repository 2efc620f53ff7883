"""The figures of notebook 05: what human data change. Arrays of many histories: (generations, lineages).

Bands are two standard errors wide on either side (`measures.mean_band`); theory is dashed.
"""

from itertools import cycle

import numpy as np
from matplotlib.ticker import MaxNLocator

from collapse import measures
from collapse.figures.house import (
    HUMAN,
    OTHER,
    SMALLEST,
    SYNTHETIC,
    THEORY,
    Picture,
    canvas,
    decorate,
    generation_colors,
    with_band,
    with_errors,
)

GRAY = "0.35"
STYLES = ("-", "-.", ":", (0, (3, 1, 1, 1, 1, 1)), (0, (1, 3)))
MARKERS = ("o", "s", "^", "D", "v")
BETWEEN = (SYNTHETIC, OTHER, GRAY, "#CC79A7", "#663300")


def diet_table(rows, notes=None):
    """Draw one row a model and one column a diet.

    Parameters
    ----------
    rows : dict of str to (str, dict of str to array)
        By the name of the model: what is measured, and by the name of the diet its curve over generations. All rows
        have the same diets, in the same order; a curve may be None, for what has not been run.
    notes : dict of (str, str) to str, optional
        By model and diet: what is written beside an end, where a picture shows something else than its column says.
    """
    notes = notes or {}
    diets = list(next(iter(rows.values()))[1])
    width, height = 9.6, 1.5 * len(rows) + 0.5
    shape = dict(rows=len(rows), columns=len(diets), width=width, height=height)
    figure, grid = canvas(**shape, sharex="row", sharey="row", squeeze=False)
    figure.set_layout_engine(None)  # to find places for so many axes would take longer than to draw them
    edges = dict(left=0.79 / width, right=1 - 0.04 / width, bottom=0.5 / height, top=1 - 0.44 / height)
    figure.subplots_adjust(wspace=0.103, hspace=0.53, **edges)
    said = []
    for row, (name, (measure, curves)) in enumerate(rows.items()):
        line, ends = grid[row], []
        for column, (diet, axes) in enumerate(zip(diets, line, strict=True)):
            ends.append(_cell(axes, curves[diet], measure, notes.get((name, diet))))
            axes.xaxis.label.set_visible(row == len(rows) - 1)
            axes.yaxis.label.set_visible(column == 0)
            if row == 0:
                heading = dict(xycoords="axes fraction", ha="center", fontsize="small", weight="bold")
                axes.annotate(diet, (0.5, 1.3), **heading)
        line[0].set_ylabel(f"{name}\n{measure}", fontsize="small")
        said.append(f"{name} {', '.join(ends)}")
    return Picture(figure, f"the last generation under {', '.join(diets)}: {'; '.join(said)}.")


def _cell(axes, curve, measure, note):
    """Draw one curve from where it begins, a dotted line; return its end in words."""
    if curve is not None:
        axes.plot(curve, color=SYNTHETIC, linewidth=2)
        axes.axhline(curve[0], color=HUMAN, linestyle=":", linewidth=1.2)
        axes.margins(y=0.15)
    end = "not run" if curve is None else f"{curve[-1]:.2f}"
    end = f"{end} ({note})" if note else end
    axes.xaxis.set_major_locator(MaxNLocator(3, integer=True))
    decorate(axes, end, "generation", measure, legend=False)
    axes.title.set_fontsize("small")
    axes.tick_params(labelsize=SMALLEST)
    return end


def one_identity(square, variance):
    """Draw mean variance against the mean squared error of the mean, generation after generation; dicts by diet."""
    figure, axes = canvas(width=6.4, height=4.4)
    said = []
    for (name, x), color, style, marker in zip(square.items(), BETWEEN, STYLES, MARKERS, strict=False):
        x, y = np.mean(x, axis=1), np.mean(variance[name], axis=1)
        axes.plot(x, y, color=color, linestyle=style, marker=marker, markersize=4, markevery=6, label=name)
        said.append(f"{name} {x[-1]:.2f} + {y[-1]:.2f}")
    axes.plot([0, 1], [1, 0], label="theory: they add up to 1", **THEORY)
    decorate(
        axes,
        "What the variance loses, the mean gains",
        "squared error of the mean (human variance: 1)",
        "mean variance",
    )
    return Picture(figure, f"error of the mean and variance in the last generation: {', '.join(said)}.")


def fresh_people(variance, theory):
    """Draw the mean variance over the fits, for several shares of fresh human data; both dicts are keyed by share."""
    figure, axes = canvas()
    said = []
    looks = zip(variance.items(), generation_colors(len(variance))[::-1], cycle(STYLES), strict=False)
    for (share, values), color, style in looks:
        mean = with_band(axes, measures.mean_band(values), color, _percent(share), style)
        axes.plot(theory[share], label="theory" if share == list(variance)[-1] else None, **THEORY)
        said.append(f"{mean[-1]:.2f} with {_percent(share)} (theory {theory[share][-1]:.2f})")
    axes.set_ylim(0, 1.05)
    decorate(axes, "Some of the data are fresh human data", "generation", "mean variance (humans: 1)")
    return Picture(figure, f"after {len(values) - 1} generations the mean variance is {', '.join(said)}.")


def half_a_person(people, variance, theory, border):
    """Draw the variance under the unbiased estimator against the number of fresh human values a generation.

    Parameters
    ----------
    people : array, shape (settings,)
    variance : array, shape (settings, ensembles, lineages)
        In the last generation.
    theory : tuple of arrays, shape (points,)
        Numbers of people above the border, and the expected variance at rest.
    border : float
    """
    figure, axes = canvas(height=3.8)
    means = np.mean(variance, axis=-1)
    axes.plot(people, means, ".", color=SYNTHETIC, markersize=3)
    middle = np.median(means, axis=1)
    axes.plot(people, middle, color=SYNTHETIC, linestyle="-.", marker="o", label="simulated means, their median")
    typical = np.median(variance, axis=(1, 2))
    axes.plot(people, typical, color=OTHER, linestyle=":", marker="s", label="the median history")
    axes.plot(*theory, label="theory: the mean at rest", **THEORY)
    axes.axvline(border, color=GRAY, linestyle=":", linewidth=1)
    axes.set(yscale="log", ylim=(0.1, 100))
    decorate(axes, "Half a human value a generation", "fresh human values a generation (number)", "variance")
    above = np.interp(people, *theory)
    pairs = [
        f"{middle[i]:.2f} (theory {above[i]:.2f}) at {people[i]:g}" for i in range(len(people)) if people[i] > border
    ]
    return Picture(
        figure,
        f"the border lies at {border:.2f} human values a generation; the simulated mean variance is "
        f"{', '.join(pairs)}; the median history has {typical[0]:.2f} at {people[0]:g} and {typical[-1]:.2f} at "
        f"{people[-1]:g}.",
    )


def fresh_or_fixed(shares, square, theory):
    """Draw the error of the mean at rest against the share of human data.

    Parameters
    ----------
    shares : array, shape (settings,)
    square : dict of str to array, shape (settings, lineages)
        Squared errors of the mean, by where the human data come from.
    theory : dict of str to array, shape (settings,)
    """
    figure, axes = canvas()
    percent, said = 100 * np.asarray(shares), []
    for (name, values), color, marker in zip(square.items(), BETWEEN, MARKERS, strict=False):
        mean = with_errors(axes, percent, measures.mean_band(values), marker, color, label=name)
        axes.plot(percent, theory[name], label="theory" if name == list(square)[-1] else None, **THEORY)
        said.append(
            f"{name} {mean[0]:.3f} and {mean[-1]:.3f} (theory {theory[name][0]:.3f} and {theory[name][-1]:.3f})"
        )
    axes.set(yscale="log", xscale="log", xticks=percent)
    axes.set_xticklabels([f"{100 * share:g}" for share in shares])
    axes.minorticks_off()
    decorate(
        axes, "New people, or the same ones again", "human share of the data (%)", "squared error (human variance: 1)"
    )
    return Picture(figure, f"at {_percent(shares[0])} and {_percent(shares[-1])} human data: {'; '.join(said)}.")


def nothing_thrown_away(square, theory, M):
    """Draw M times the squared error of the mean over the fits; both dicts are keyed by diet."""
    figure, axes = canvas()
    said = []
    for (name, values), color, style in zip(square.items(), BETWEEN, STYLES, strict=False):
        mean = with_band(axes, [M * part for part in measures.mean_band(values)], color, name, style)
        axes.plot(M * theory[name], label="theory" if name == list(square)[-1] else None, **THEORY)
        said.append(f"{name} {mean[-1]:.2f} (theory {M * theory[name][-1]:.2f})")
    axes.set_ylim(0, 6)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    decorate(axes, "Errors that stop growing", "generation", "M times the error of the mean (variance)")
    return Picture(figure, f"M times the error after {len(values) - 1} generations: {', '.join(said)}.")


def blend(weights, square, theory, best, M):
    """Draw M times the error of a blend against the weight of its human part; `theory` is (weights, errors)."""
    figure, axes = canvas(height=3.6)
    band = [M * part for part in measures.mean_band(square)]
    mean = with_errors(axes, weights, band, marker="o", color=SYNTHETIC, label="simulated")
    axes.plot(theory[0], M * theory[1], label="theory", **THEORY)
    axes.axvline(best, color=GRAY, linestyle=":", linewidth=1.2)
    axes.set_ylim(0, 2)
    decorate(axes, "The best blend (dotted: 1/φ)", "weight of the human sample (share)", "M times the error (variance)")
    at = int(np.argmin(mean))
    return Picture(
        figure,
        f"M times the error is {mean[0]:.2f} at weight {weights[0]:g}, smallest with {mean[at]:.2f} at "
        f"{weights[at]:g}, and {mean[-1]:.2f} at {weights[-1]:g}.",
    )


def price_map(people, M, maps):
    """Draw lines of equal error over the number of people and the size of the training set.

    Parameters
    ----------
    people : array, shape (columns,)
    M : array, shape (rows,)
    maps : dict of str to array, shape (rows, columns)
        The error of the mean, by when it is looked at; where there are more people than places, not a number.
    """
    figure, both = canvas(columns=2, width=9.6, height=4.2, sharey=True)
    levels, said = [0.003, 0.01, 0.03, 0.1], []
    for axes, (when, error) in zip(both, maps.items(), strict=True):
        axes.contour(people, M, error, levels=levels, colors=generation_colors(4), linestyles=STYLES[:4])
        axes.set(xscale="log", yscale="log")
        decorate(axes, when, "fresh human values a generation (number)", "size M of the training set (number)", False)
        first = int(np.argmax(np.nanmin(error, axis=0) <= 0.01))
        said.append(f"{people[first]:.0f}{'' if first else ' or fewer'} {when}")  # the map may begin too late to tell
    for level, color, style in zip(levels, generation_colors(4), STYLES, strict=False):
        both[0].plot([], [], color=color, linestyle=style, label=f"error {level:g}")
    both[0].legend(frameon=False, fontsize="small", loc="upper right")
    both[1].yaxis.label.set_visible(False)
    return Picture(
        figure, f"the fewest human values a generation with which an error of 0.01 is reached: {', '.join(said)}."
    )


def recovery(variance, square, at):
    """Draw a collapse and what comes after it, for several sizes M.

    Parameters
    ----------
    variance, square : dict of int to array, shape (generations, lineages)
        By M: the variance, and the squared error of the mean.
    at : int
        The last generation without people.
    """
    figure, (left, right) = canvas(columns=2, width=9.6, sharex=True)
    said = []
    for (M, values), color, style in zip(variance.items(), BETWEEN, STYLES, strict=False):
        mean = with_band(left, measures.mean_band(values), color, f"M = {M}", style)
        error = with_band(right, measures.mean_band(square[M]), color, f"M = {M}", style)
        said.append(f"{mean[at]:.2f}, {mean[at + 10]:.2f} and {mean[-1]:.2f} (error {error[-1]:.2f}) at M = {M}")
    for axes in (left, right):
        axes.axvline(at, color=HUMAN, linestyle=":", linewidth=1.2)
    decorate(left, "Collapse and recovery", "generation", "mean variance (humans: 1)")
    decorate(right, "The mean comes back as well", "generation", "squared error (human variance: 1)")
    return Picture(
        figure, f"mean variance when people return, ten generations later and in the end: {'; '.join(said)}."
    )


def back_to_human(gap, theory):
    """Draw what is left of a gap since people returned; `gap` is a dict by (share, M), `theory` by share."""
    figure, axes = canvas(height=3.8)
    said = []
    for (share, M), color, marker in zip(gap, BETWEEN, MARKERS, strict=False):
        values = gap[share, M]
        label = f"{_percent(share)}, M = {M}"
        axes.plot(values, color=color, marker=marker, linestyle="none", markevery=3, label=label)
        said.append(f"{values[10]:.3f} with {label} (theory {theory[share][10]:.3f})")
    for share, curve in theory.items():
        axes.plot(curve, label="theory: $(1 - \\lambda)^n$" if share == list(theory)[-1] else None, **THEORY)
    axes.set(yscale="log", ylim=(1e-3, 1.3))
    decorate(axes, "The way back does not depend on M", "generations since people returned", "share of the gap left")
    return Picture(figure, f"ten generations later, the share of the gap that is left: {', '.join(said)}.")


def words_back(left, at):
    """Draw the number of types over the generations; dict by diet, arrays (generations, lineages)."""
    figure, axes = canvas(height=3.8)
    said = []
    for (name, values), color, style in zip(left.items(), BETWEEN, STYLES, strict=False):
        mean = with_band(axes, measures.mean_band(values), color, name, style)
        said.append(f"{name} {mean[-1]:.0f}")
    axes.axvline(at, color=HUMAN, linestyle=":", linewidth=1.2)
    axes.set_ylim(bottom=0)
    decorate(axes, "Words come back from outside only", "generation", "number of different words")
    return Picture(
        figure, f"of {mean[0]:.0f} words {mean[at]:.0f} are left at generation {at}; in the end: {', '.join(said)}."
    )


def network_back(bits, at):
    """Draw the bits a character that a network needs for human text; dict by diet, arrays (generations, seeds)."""
    figure, axes = canvas(height=3.8)
    said = []
    for (name, values), color, style in zip(bits.items(), BETWEEN, STYLES, strict=False):
        axes.plot(values, color=color, linestyle=style, linewidth=0.6)
        mean = np.mean(values, axis=1)
        axes.plot(mean, color=color, linestyle=style, linewidth=2, marker="o", markersize=4, label=name)
        said.append(f"{name} from {mean[0]:.2f} to {mean[-1]:.2f}")
    axes.axvline(at, color=HUMAN, linestyle=":", linewidth=1.2)
    decorate(axes, "A network comes back", "generation", "bits a character (human text)", loc="center right")
    return Picture(figure, f"bits a character for human text: {'; '.join(said)}; at generation {at}, {mean[at]:.2f}.")


def sharper_with_people(shares, variance, theory):
    """Draw the variance at rest against the human share, for several widths tau; dicts by tau.

    `variance` are arrays (settings, lineages); `theory` is (shares, dict of curves).
    """
    figure, axes = canvas(height=3.8)
    said = []
    for (tau, values), color, marker in zip(variance.items(), BETWEEN, MARKERS, strict=False):
        band = measures.mean_band(values)
        mean = with_errors(axes, 100 * np.asarray(shares), band, marker, color, label=f"τ = {tau:g}")
        last = tau == list(variance)[-1]
        axes.plot(100 * theory[0], theory[1][tau], label="theory" if last else None, **THEORY)
        said.append(f"{mean[0]:.2f} and {mean[1]:.2f} at τ = {tau:g}")
    axes.set_ylim(0, 1.05)
    decorate(axes, "A sharper sampler needs more people", "share of fresh human data (%)", "mean variance (humans: 1)")
    fresh = f"{_percent(shares[0])} and {_percent(shares[1])} fresh human data"
    return Picture(figure, f"with {fresh} the mean variance comes to {', '.join(said)}.")


def more_data(sizes, error, theory, limit):
    """Draw the squared error of a regression against the number of its values, on two logarithmic scales.

    Parameters
    ----------
    sizes : sequence of int
    error : dict of float to array, shape (sizes, histories)
        By the share of synthetic labels.
    theory : dict of float to (array, array)
        Sizes and expected errors of a finer curve.
    limit : dict of float to float
        Where the error ends; 0 is not drawn.
    """
    figure, axes = canvas(height=4.2)
    said = []
    for (share, values), color, marker in zip(error.items(), BETWEEN, MARKERS, strict=False):
        mean = with_errors(axes, sizes, measures.mean_band(values), marker, color, label=f"{_percent(share)} synthetic")
        axes.plot(*theory[share], label="theory" if share == list(error)[-1] else None, **THEORY)
        if limit[share] > 0:
            axes.axhline(limit[share], color=color, linestyle=":", linewidth=1.2)
        said.append(f"{mean[0]:.4f} to {mean[-1]:.4f} with {_percent(share)} (limit {limit[share]:.4f})")
    axes.set(xscale="log", yscale="log")
    decorate(
        axes,
        "Does more data still help?",
        "number of values fitted",
        "squared distance from the truth",
        loc="upper right",
    )
    return Picture(
        figure,
        f"from {sizes[0]:,} to {sizes[-1]:,} values the squared error goes from {'; from '.join(said)}. Dotted: the "
        "limits.",
    )


def curators(mean, variance, theory, center):
    """Draw mean and variance under a verifier's taste; dicts by diet, of `theory` with pairs of curves."""
    figure, (left, right) = canvas(columns=2, width=9.6)
    said = []
    for name, color, style in zip(mean, BETWEEN, STYLES, strict=False):
        ends = []
        for axes, values, curve in zip((left, right), (mean[name], variance[name]), theory[name], strict=True):
            ends.append(with_band(axes, measures.mean_band(values), color, name, style)[-1])
            axes.plot(curve, label="theory" if name == list(mean)[-1] else None, **THEORY)
        said.append(f"{name}: mean {ends[0]:.2f}, variance {ends[1]:.2f}")
    for axes in (left, right):
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    for place, color, name in ((center, GRAY, "taste"), (0, HUMAN, "humans")):
        left.axhline(place, color=color, linestyle=":", linewidth=1.2)
        left.annotate(name, (1, place), xycoords=left.get_yaxis_transform(), ha="right", va="bottom", fontsize="small")
    decorate(left, "Where the world lies", "generation", "mean (human standard deviations)")
    decorate(right, "How wide it is", "generation", "mean variance (humans: 1)")
    return Picture(figure, f"after {len(values) - 1} generations, {'; '.join(said)}.")


def noisy_verifiers(good, theory):
    """Draw the share of good data over the generations; dicts by (TPR, FPR)."""
    figure, axes = canvas(height=3.8)
    said = []
    for (rates, values), color, style in zip(good.items(), BETWEEN, STYLES, strict=False):
        label = "TPR {:g}, FPR {:g}".format(*rates)
        mean = with_band(axes, measures.mean_band(values), color, label, style)
        axes.plot(theory[rates], label="theory" if rates == list(good)[-1] else None, **THEORY)
        said.append(f"{mean[-1]:.2f} with {label}")
    axes.set_ylim(0, 1.05)
    decorate(axes, "Verifiers that err", "generation", "share of good data")
    return Picture(
        figure,
        f"in {len(values) - 1} generations the share of good data goes from {mean[0]:.2f} to {', '.join(said)}.",
    )


def _percent(share):
    return f"{100 * share:g} %"
