"""The figures of notebook 02: mixtures and kernel estimates fed on their own samples.

Bands are two standard errors wide on either side (`measures.mean_band`, `measures.median_band`); theory is dashed.
"""

from itertools import cycle

import numpy as np
from matplotlib.collections import LineCollection

from collapse import measures, validate
from collapse.figures.house import (
    FAINT,
    HUMAN,
    OTHER,
    SYNTHETIC,
    THEORY,
    Picture,
    canvas,
    decorate,
    generation_colors,
    histogram,
    lightly,
    with_band,
)

KINDS = (  # the looks of the components of a mixture, the most common first
    dict(color="0.45", linestyle=":"),
    dict(color=SYNTHETIC, linestyle="-"),
    dict(color=OTHER, linestyle="-."),
)
STYLES = ("-", "-.", ":", (0, (3, 1, 1, 1)))
ROUNDING = 1e-12  # a mass is one probability less another: what is left of two near 1 is no measurement
MEASURES = (  # name, title, label of the axis
    ("mass", "Mass beyond the quantile", "probability"),
    ("surprise", "Surprise at held-out rare points", "mean surprise (nats)"),
    ("components", "Components alive", "number of components"),
)


def em_steps(data, fits, shown):
    """Draw EM at work on durations: the curves after the steps in `shown`, and the log-likelihood all along."""
    figure, (left, right) = canvas(columns=2, width=9.6)
    histogram(left, data, binwidth=0.25)
    x = np.linspace(min(data) - 0.5, max(data) + 0.5, 400)
    for step, color, style in zip(shown, generation_colors(len(shown)), cycle(STYLES), strict=False):
        curve = np.exp(fits[step].log_prob(x))
        left.plot(x, curve, color=color, linestyle=style, linewidth=2, label=f"EM step {step}")
    decorate(
        left, "Two bells find their places", "eruption (minutes)", "density (per minute)", loc="upper center", ncols=2
    )
    left.set_ylim(0, 0.95)
    level = [-measures.cross_entropy(fit, data) for fit in fits]
    right.plot(level, color=SYNTHETIC, marker="o", markersize=4)
    decorate(right, "No step lowers the likelihood", "number of EM steps", "mean log density (nats)", legend=False)
    return Picture(
        figure,
        f"in {len(fits) - 1} EM steps the mean log density of the {len(data)} eruptions rises from {level[0]:.2f} to "
        f"{level[-1]:.2f} nats; it ends with {_components(fits[-1], 'minutes')}.",
    )


def geyser(turns, every=10):
    """Draw one history of a mixture of two: what each `every`-th generation was trained on, and the components."""
    figure, (left, right) = canvas(columns=2, width=9.6, height=4.4)
    rows = range(0, len(turns), validate.integer("every", every, least=1))
    for row, color in zip(rows, [HUMAN, *generation_colors(len(rows) - 1)], strict=True):
        data = turns[row].data
        left.scatter(data, np.full(len(data), row), s=10, **lightly(color))
    left.invert_yaxis()
    decorate(left, "The real geyser on top, its copies below", "eruption (minutes)", "generation", legend=False)
    first, last = turns[0].model, turns[-1].model
    sd = np.array([turn.model.sd for turn in turns])
    order = np.argsort(first.means)
    for k, name, look in zip(order, ("short eruptions", "long eruptions"), KINDS[1:], strict=True):
        right.plot(sd[:, k], linewidth=2, label=name, **look)
    ticks = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5]
    right.set(yscale="log", ylim=(0.008, 0.6), yticks=ticks, yticklabels=ticks)
    right.minorticks_off()
    decorate(right, "How much the eruptions of a kind differ", "generation", "standard deviation (minutes)")
    return Picture(
        figure,
        f"generation 0 has {_components(first, 'minutes', order)}; "
        f"generation {len(turns) - 1} has {_components(last, 'minutes', order)}.",
    )


def two_bells(data, pair, bell):
    """Draw heights of both sexes with the mixture of two fitted to them, its two parts, and a single bell."""
    figure, axes = canvas(height=3.8)
    histogram(axes, data, binwidth=1)
    x = np.linspace(min(data) - 2, max(data) + 2, 400)
    for weight, mean, sd in zip(pair.weights, pair.means, pair.sd, strict=True):
        axes.plot(x, weight * _bell(x, mean, sd), color=SYNTHETIC, linestyle=":", linewidth=1.5)
    axes.plot(x, np.exp(pair.log_prob(x)), color=SYNTHETIC, linewidth=2, label="mixture of two (dotted: its parts)")
    axes.plot(x, np.exp(bell.log_prob(x)), color=OTHER, linestyle="-.", linewidth=2, label="single Gaussian")
    axes.set_ylim(top=1.35 * axes.get_ylim()[1])
    decorate(axes, "Men and women together", "height (inches)", "density (per inch)")
    return Picture(
        figure,
        f"{len(data)} heights; the mixture has {_components(pair, 'inches', np.argsort(pair.means))}, the single "
        f"Gaussian mean {bell.mean:.1f} and sd {bell.sd:.1f} inches.",
    )


def humps(models, two, shown):
    """Draw the curve of the first history in the generations `shown`, and in how many histories it has two humps.

    `two`, shape (generations + 1, lineages), says which of the curves have two.
    """
    figure, (left, right) = canvas(columns=2, width=9.6)
    x = np.linspace(55, 80, 1000)
    looks = zip([HUMAN, *generation_colors(len(shown) - 1)], cycle(STYLES), strict=False)
    for number, (color, style) in zip(shown, looks, strict=False):
        curve = np.exp(models[number].log_prob(x)[0])
        left.plot(x, curve, color=color, linestyle=style, linewidth=2, label=f"generation {number}")
    decorate(left, "The curve of one village", "height (inches)", "density (per inch)", loc="upper right")
    share = with_band(right, measures.mean_band(two), color=SYNTHETIC, label="mixture of two")
    right.axhline(0, color=OTHER, linestyle="-.", linewidth=2, label="single Gaussian")
    right.set_ylim(-0.03, 1.03)
    decorate(right, "Villages with two humps", "generation", "share of villages")
    most = int(np.argmax(share))
    return Picture(
        figure,
        f"the share of villages with two humps is {share[0]:.2f} in generation 0, {share[most]:.2f} in generation "
        f"{most} and {share[-1]:.2f} in generation {len(share) - 1}; a single Gaussian never has two.",
    )


def survivors(alive, theory, weights):
    """Draw the share of histories in which each rare component is still alive.

    `alive` has the shape (generations + 1, lineages, kinds), `theory` the shape (generations + 1, kinds).
    """
    figure, axes = canvas()
    said = []
    for k, (weight, look) in enumerate(zip(weights, KINDS[1:], strict=True)):
        share = with_band(axes, measures.mean_band(alive[..., k]), label=f"weight {weight:g}", **look)
        axes.plot(theory[:, k], label=r"theory: $1 - e^{-M w d_n}$" if k == 0 else None, **THEORY)
        half = measures.half_life(np.where(share > 0.5, 1.0, 0.0))
        when = f"from generation {half} on" if half else "never"
        said.append(f"the component of weight {weight:g} is gone in more than half of the histories {when}")
    axes.set_ylim(0, 1.03)
    decorate(axes, "Who is still there", "generation", "share of histories with the component")
    off = np.abs(alive.mean(axis=1) - theory).max()
    return Picture(figure, f"{' and '.join(said)}; theory is never more than {off:.2f} away from the share alive.")


def narrowing(models, theory, weights):
    """Draw the median variance of each component among the histories that still have it, on a logarithmic scale.

    `theory` holds one curve for each component, as long as it is good.
    """
    figure, axes = canvas()
    said = []
    for k, (weight, look) in enumerate(zip(weights, KINDS, strict=True)):
        values = [model.covariances[model.alive[:, k], k] for model in models]
        band = np.transpose([measures.median_band(value) for value in values])
        median = with_band(axes, band, label=f"weight {weight:g}", **look)
        axes.plot(theory[k], label="theory, while it is good" if k == 0 else None, **THEORY)
        said.append(f"{median[-1]:.2g} at weight {weight:g}")
    axes.set_yscale("log")
    decorate(axes, "The rare ones narrow first", "generation", "median variance (humans: 1)", loc="lower left")
    return Picture(
        figure, f"after {len(models) - 1} generations the median variance of the components is {_and(said)}; it was 1."
    )


def kept_on_average(mass, gone, truth):
    """Draw the mass beyond a quantile, on average and in the median history, and how many histories have lost it.

    `gone` is theory's share of histories without it, `truth` the mass the humans have there.
    """
    figure, (left, right) = canvas(columns=2, width=9.6)
    mean = with_band(left, measures.mean_band(mass), color=OTHER, linestyle="-.", label="mean of all histories")
    median = with_band(left, measures.median_band(mass), color=SYNTHETIC, label="median history")
    left.axhline(truth, label="theory for the mean", **THEORY)
    left.set_ylim(0, 2.2 * truth)
    decorate(left, "Kept on average", "generation", "probability beyond the quantile")
    lost = with_band(right, measures.mean_band(mass < truth / 20), color=SYNTHETIC, label="less than 1/20 of it left")
    right.plot(gone, label="theory: component gone", **THEORY)
    right.set_ylim(0, 1.03)
    decorate(right, "Lost in nearly every history", "generation", "share of histories", loc="lower right")
    return Picture(
        figure,
        f"after {len(mass) - 1} generations the mean mass beyond the quantile is {mean[-1]:.3f} (humans {truth:.3f}), "
        f"its median {median[-1]:.2g}; it is lost in {100 * lost[-1]:.0f} % of the histories "
        f"(theory {100 * gone[-1]:.0f} %).",
    )


def three_measures(measured, truth):
    """Draw three measures of the same loss, in the median history of each model.

    `measured` maps a model's name to one triple for each generation: mass beyond the quantile, surprise at held-out
    points from there, components alive (None for a model without); `truth` is the humans' own triple.
    """
    figure, all_axes = canvas(columns=3, width=10.4, height=4.2)
    said = []
    for k, (axes, (name, title, ylabel)) in enumerate(zip(all_axes, MEASURES, strict=True)):
        ends = []
        for (model, triples), look in zip(measured.items(), (*KINDS[1:], KINDS[0]), strict=True):
            if triples[0][k] is not None:
                median = with_band(axes, measures.median_band([triple[k] for triple in triples]), label=model, **look)
                ends.append(f"{median[-1] * (median[-1] > ROUNDING):.3g} ({model})")
        axes.axhline(truth[k], color=HUMAN, linestyle=(0, (8, 1)), linewidth=1, label="the humans")
        decorate(axes, title, "generation", ylabel, legend=False)
        said.append(f"{name} {_and(ends)}, humans {truth[k]:.3g}")
    all_axes[1].set_yscale("log")
    all_axes[2].set(ylim=(0, 1.1 * truth[2]), yticks=range(truth[2] + 1))
    handles, labels = all_axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=len(labels), frameon=False, fontsize="small")
    return Picture(figure, f"medians in generation {len(triples) - 1}: {'; '.join(said)}.")


def papers_run(table, live, published):
    """Draw the mean spread of two components fitted to one blob, and where four set-ups of the same run end.

    `table` is data/two_on_one.csv, `live` holds that spread in every generation of one more history, which may end
    earlier, and `published` are the spreads reported for the first and the last generation. The set-up named first in
    the table is theirs.
    """
    figure, (left, right) = canvas(columns=2, width=10.4)
    (_, theirs), *_ = set_ups = list(table.groupby(["start", "tol"], sort=False))
    spread, whole = (
        theirs.pivot(index="generation", columns="history", values=v) for v in ("component_sd", "whole_sd")
    )
    last = spread.index[-1]
    segments = [np.column_stack([spread.index, line]) for line in spread.to_numpy().T]
    left.add_collection(LineCollection(segments, colors=FAINT, linewidths=0.6, zorder=1))
    medians = []
    for values, color, style, what in ((whole, OTHER, "-.", "whole model"), (spread, SYNTHETIC, "-", "a component")):
        band = measures.median_band(values)
        medians.append(with_band(left, band, color, f"{what}, median", style, x=values.index))
    left.plot(live, color="0.15", linewidth=1.4, linestyle=":", label="a component, in your run")
    left.plot([0, last], published, color="black", linestyle="none", marker="D", label="a component, published")
    left.set_yscale("log")
    decorate(
        left, "Fitted afresh in every generation", "generation", "standard deviation (humans: 1)", loc="lower left"
    )
    said, labels = [], []
    for row, ((start, tol), rows) in enumerate(set_ups):
        ends = rows.loc[rows["generation"] == last, "component_sd"].to_numpy()
        shift = np.linspace(-0.25, 0.25, len(ends))
        look = dict(color=SYNTHETIC if row == 0 else "0.5", marker="o" if row == 0 else "x", linestyle="none")
        right.plot(row + shift, np.sort(ends), markersize=4, **look)
        right.hlines(np.median(ends), row - 0.35, row + 0.35, color="black", linewidth=2)
        labels.append(f"{start},\ntol = {tol:g}")
        said.append(f"{np.median(ends):.2g} ({start}, tol = {tol:g})")
    right.plot(0, published[1], color="black", marker="D", linestyle="none")
    right.set(yscale="log", xticks=range(len(labels)), xticklabels=labels, ylim=left.get_ylim())
    labels_of_axes = "how a fit begins, and the gain (nats) at which EM stops", "standard deviation (humans: 1)"
    decorate(right, f"Generation {last}, four set-ups (bar: median)", *labels_of_axes, legend=False)
    (of_whole, median), (low, high) = medians, np.quantile(spread.loc[last], [0.1, 0.9])
    now = len(live) - 1
    median_now = np.interp(now, spread.index, median)
    return Picture(
        figure,
        f"in {last} generations the spread of a component goes from {median[0]:.2f} to {median[-1]:.2g} in the median "
        f"of {spread.shape[1]} histories (eight in ten between {low:.1g} and {high:.1g}; published {published[0]:.2f} "
        f"to {published[1]:.3f}), that of the whole model from {of_whole[0]:.2f} to {of_whole[-1]:.2g}. In generation "
        f"{now} your run is at {live[-1]:.2g}, the median at {median_now:.2g}. The medians of the four set-ups at the "
        f"end: {_and(said)}.",
    )


def kernel_variance(variances, expected, limits):
    """Draw the mean variance of data resampled through kernels: of fixed widths, and under Scott's rule.

    `variances`, of shape (generations + 1, lineages), and the theory `expected` have the width h or "scott" as their
    key; `limits` says where the theory for a fixed width ends.
    """
    figure, (left, right) = canvas(columns=2, width=9.6)
    said = []
    for (h, limit), look in zip(limits.items(), KINDS[1:], strict=True):
        mean = with_band(left, measures.mean_band(variances[h]), label=f"h = {h:g}", **look)
        left.plot(expected[h], label=None if said else "theory", **THEORY)
        claim = mean[0] + h**2 * np.arange(len(mean))
        left.plot(claim, color=look["color"], linewidth=1, linestyle=(0, (1, 2 * len(said) + 2)))
        said.append(f"{mean[-1]:.2f} at h = {h:g} (theory {expected[h][-1]:.2f}, limit {limit:.2f})")
    left.set_ylim(0, 1.6 * max(limits.values()))
    decorate(left, "Fixed width (thin dots: $h^2$ more, forever)", "generation", "mean variance", loc="upper right")
    scott = with_band(right, measures.mean_band(variances["scott"]), color=SYNTHETIC, label="Scott's rule")
    right.plot(expected["scott"], label="theory", **THEORY)
    right.set_yscale("log")
    decorate(right, "A width that follows the data", "generation", "mean variance")
    return Picture(
        figure,
        f"in {len(mean) - 1} generations the mean variance goes from {mean[0]:.2f} to {_and(said)}; under Scott's rule "
        f"it reaches {scott[-1]:.3g} in {len(scott) - 1} (theory {expected['scott'][-1]:.3g}).",
    )


def _bell(x, mean, sd):
    return np.exp(-0.5 * ((x - mean) / sd) ** 2) / (sd * np.sqrt(2 * np.pi))


def _components(fitted, unit, order=slice(None)):
    """A mixture in one dimension, in words."""
    parts = zip(fitted.weights[order], fitted.means[order], fitted.sd[order], strict=True)
    return _and([f"{100 * weight:.0f} % at {mean:.2f} {unit} (sd {sd:.3f})" for weight, mean, sd in parts])


def _and(parts):
    *most, last = parts
    return f"{', '.join(most)} and {last}" if most else last
