"""The figures of notebook 01. Arrays of many histories have the shape (generations + 1, lineages).

Bands are two standard errors wide on either side (`measures.mean_band`, `measures.median_band`); theory is dashed.
"""

from itertools import cycle

import numpy as np
import scipy  # its parts are read at first use: they take as long to import as all else

from collapse import measures
from collapse.figures.house import (
    ESTIMATOR,
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
    with_errors,
)

SHOWN = 60  # single histories drawn in a fan: more of them hide each other


def heights(data, model):
    """Draw measured heights as a histogram with the bell fitted to them."""
    figure, axes = canvas(height=3.6)
    histogram(axes, data, binwidth=1)
    x = np.linspace(min(data) - 2, max(data) + 2, 200)
    axes.plot(x, np.exp(model.log_prob(x)), color=HUMAN, linewidth=2, label="fitted Gaussian")
    decorate(axes, "The human data", "height (inches)", "share per inch")
    return Picture(
        figure,
        f"{len(data)} heights from {min(data):.1f} to {max(data):.1f} inches under a bell with mean {model.mean:.2f} "
        f"and standard deviation {model.sd:.2f}.",
    )


def one_history(models, shown):
    """Draw one history: the bells of the generations in `shown`, and mean and standard deviation all along."""
    figure, (left, right) = canvas(columns=2, width=9.6)
    x = np.linspace(-4, 4, 400)
    looks = zip([HUMAN, *generation_colors(len(shown) - 1)], cycle(("-", "-.", ":", (0, (3, 1, 1, 1, 1, 1)))))
    for number, (color, style) in zip(shown, looks, strict=False):
        left.plot(x, np.exp(models[number].log_prob(x)), color=color, linestyle=style, label=f"generation {number}")
    decorate(left, "The bell, now and then", "height (human standard deviations)", "density")
    mean, sd = (np.array([getattr(model, name) for model in models]) for name in ("mean", "sd"))
    right.plot(sd, color=SYNTHETIC, label="standard deviation")
    right.plot(mean, color=OTHER, linestyle="-.", label="mean")
    decorate(right, "The two numbers that make a bell", "generation", "human standard deviations")
    last = len(models) - 1
    return Picture(
        figure,
        f"from generation 0 to {last} the standard deviation goes from {sd[0]:.2f} to {sd[-1]:.2f} and the mean from "
        f"{mean[0]:.2f} to {mean[-1]:.2f}.",
    )


def histories(variance, median_theory):
    """Draw the variances of many histories with their mean and their median, on a logarithmic scale."""
    figure, axes = canvas()
    axes.plot(variance[:, :SHOWN], color=FAINT, linewidth=0.6)
    axes.plot(variance.mean(axis=1), color=OTHER, linewidth=2, linestyle="-.", label="mean of all histories")
    median = with_band(axes, measures.median_band(variance), color=SYNTHETIC, label="median of all histories")
    axes.plot(median_theory, label="theory for the median", **THEORY)
    axes.set_yscale("log")
    decorate(axes, f"{SHOWN} of {variance.shape[1]:,} histories", "generation", "variance (humans: 1)")
    off = np.abs(median / median_theory - 1).max()
    return Picture(
        figure,
        f"over {len(variance) - 1} generations the mean variance goes from {variance[0].mean():.2f} to "
        f"{variance[-1].mean():.2f}, the median from {median[0]:.2f} to {median[-1]:.2f}; "
        f"theory is never more than {100 * off:.1f} % away from the median.",
    )


def half_lives(M, band, theory):
    """Draw the measured half-life of the median variance against the sample size M.

    `band` is (measured, low, high), each of the shape of `M`.
    """
    figure, axes = canvas(height=3.6)
    measured = with_errors(axes, M, band, marker="o", color=SYNTHETIC, label="measured", capsize=4)
    axes.plot(M, theory, label="theory: $\\ln 2 / \\delta$", **THEORY)
    axes.set(xscale="log", yscale="log", xticks=M, xticklabels=M)
    axes.minorticks_off()
    decorate(axes, "How long half of the variance lasts", "sample size M", "half-life (generations)")
    pairs = ", ".join(f"{h} generations at M = {m}" for m, h in zip(M, measured, strict=True))
    return Picture(figure, f"the median variance halves in {pairs}; theory says {_listed(theory, '.0f')}.")


def estimators(variance, theory):
    """Draw the mean variance under both estimators; both arguments map ddof (1, 0) to arrays."""
    figure, axes = canvas()
    ends = _both_estimators(axes, variance, theory)
    decorate(axes, "Dividing by M - 1 or by M", "generation", "mean variance of all histories")
    return Picture(
        figure,
        f"after {len(variance[0]) - 1} generations the mean variance is {ends[1]:.2f} under ddof=1 "
        f"(theory {theory[1][-1]:.2f}) and {ends[0]:.2f} under ddof=0 (theory {theory[0][-1]:.2f}).",
    )


def random_walk(mean, theory_square):
    """Draw the means of many histories and the spread that theory expects, 2 sqrt(E[mu^2]) either side."""
    figure, axes = canvas()
    axes.plot(mean[:, :SHOWN], color=FAINT, linewidth=0.6)
    square, low, high = measures.mean_band(mean**2)
    x = np.arange(len(mean))
    for side in (-2, 2):
        axes.fill_between(x, side * np.sqrt(low), side * np.sqrt(high), **lightly(SYNTHETIC))
        axes.plot(x, side * np.sqrt(square), color=SYNTHETIC, label="2 root mean squares" if side == 2 else None)
        axes.plot(x, side * np.sqrt(theory_square), label="theory: $2 \\sqrt{n/M}$" if side == 2 else None, **THEORY)
    axes.set_ylim(-3.5 * np.sqrt(theory_square[-1]), 3.5 * np.sqrt(theory_square[-1]))
    decorate(axes, "The mean goes for a walk", "generation", "mean (human standard deviations)")
    return Picture(
        figure,
        f"in {len(mean) - 1} generations the root mean square of the mean grows from {np.sqrt(square[0]):.2f} to "
        f"{np.sqrt(square[-1]):.2f} human standard deviations (theory {np.sqrt(theory_square[-1]):.2f}); the median "
        f"distance at the end is {np.median(np.abs(mean[-1])):.2f}.",
    )


def landing(mean, laws):
    """Draw where the mean has come to rest, under both estimators, with the law of the limit over it."""
    figure, both = canvas(columns=2, width=9.6, sharex=True, sharey=True)
    bins, x, shares = np.linspace(-6, 6, 61), np.linspace(-6, 6, 400), {}
    for axes, ddof in zip(both, (1, 0), strict=True):
        style = ESTIMATOR[ddof]
        counts = np.histogram(mean[ddof], bins)[0]
        density = counts / (mean[ddof].size * np.diff(bins))
        error = 2 * np.sqrt(counts) / (mean[ddof].size * np.diff(bins))
        axes.stairs(density, bins, fill=True, label="simulated", **lightly(style["color"]))
        centers = (bins[1:] + bins[:-1]) / 2
        axes.errorbar(centers, density, yerr=error, fmt="none", color=style["color"], linewidth=1)
        axes.plot(x, laws[ddof].pdf(x), label="theory", **THEORY)
        axes.plot(x, scipy.stats.norm.pdf(x), color=HUMAN, linewidth=1, label="the humans")
        axes.set(yscale="log", ylim=(1e-4, 2))
        axes.minorticks_off()
        decorate(axes, style["label"], "where the mean lands (human standard deviations)", "density")
        shares[ddof] = (np.abs(mean[ddof]) > 2).mean(), 2 * laws[ddof].sf(2)
    return Picture(
        figure,
        f"the share of histories whose mean comes to rest more than 2 human standard deviations away is "
        f"{shares[1][0]:.3f} under ddof=1 (theory {shares[1][1]:.3f}) and {shares[0][0]:.3f} under ddof=0 "
        f"(theory {shares[0][1]:.3f}).",
    )


def tails(mass, first_order, limit, threshold=2):
    """Draw the mass that models give to the tails: mean of all histories, median history, and theory.

    `first_order` covers as many generations as its expansion holds; `limit` is where the mean ends for large M.
    """
    figure, axes = canvas()
    mean = with_band(axes, measures.mean_band(mass), color=OTHER, linestyle="-.", label="mean of all histories")
    median = with_band(axes, measures.median_band(mass), color=SYNTHETIC, label="median history")
    axes.plot(first_order, label="theory for the mean, first order in $n/M$", **THEORY)
    axes.axhline(limit, label="theory: share of means that rest out there", **THEORY | dict(linestyle=":"))
    decorate(axes, "The tail paradox", "generation", f"probability beyond {threshold} human sd")
    axes.set_ylim(bottom=0)
    fewer = (mass[-1] < mass[0].mean()).mean()
    return Picture(
        figure,
        f"the mass beyond {threshold} human standard deviations starts near {mean[0]:.3f}; after {len(mass) - 1} "
        f"generations its mean over the histories is {mean[-1]:.3f} (limit {limit:.3f}), its median {median[-1]:.2g}, "
        f"and {100 * fewer:.0f} % of the histories have less than at the start.",
    )


def confident_and_wrong(own, human, own_theory, human_theory):
    """Draw how surprised the models are by their own data and by the human data: means, theory, the middle history."""
    figure, axes = canvas()
    at_human = dict(color=HUMAN, linestyle="-.", label="at human data (cross-entropy), mean")
    wrong = with_band(axes, measures.mean_band(human), **at_human)
    middle = np.median(human, axis=1)
    axes.plot(middle, color=HUMAN, linestyle=":", linewidth=2, label="at human data, median history")
    sure = with_band(axes, measures.mean_band(own), color=SYNTHETIC, label="at its own data (entropy), mean")
    axes.plot(human_theory, label="theory for the means", **THEORY)
    axes.plot(own_theory, **THEORY)
    decorate(axes, "More confident and more wrong", "generation", "surprise of the model (nats)")
    return Picture(
        figure,
        f"in {len(own) - 1} generations the models' mean surprise at their own data falls from {sure[0]:.2f} to "
        f"{sure[-1]:.2f} nats (theory {own_theory[-1]:.2f}); at human data it rises from {wrong[0]:.2f} to "
        f"{wrong[-1]:.2f} in the mean (theory {human_theory[-1]:.2f}) and to {middle[-1]:.2f} in the median history.",
    )


def distance_to_truth(squared, theory):
    """Draw the mean squared 2-Wasserstein distance to the humans under both estimators (dicts by ddof)."""
    figure, axes = canvas()
    ends = _both_estimators(axes, squared, theory)
    decorate(axes, "How far from the truth", "generation", "mean squared distance $W_2^2$ to the humans")
    return Picture(
        figure,
        f"after {len(squared[0]) - 1} generations the mean squared distance to the humans is {ends[1]:.2f} under "
        f"ddof=1 (theory {theory[1][-1]:.2f}) and {ends[0]:.2f} under ddof=0 (theory {theory[0][-1]:.2f}).",
    )


def trap(variance, limits):
    """Draw the ensemble mean of a variance whose true mean is 1 forever; both dicts are keyed by ensemble size."""
    figure, axes = canvas()
    ends = []
    looks = zip(generation_colors(len(variance)), cycle(("-.", "-", ":")), strict=False)
    for (lineages, values), (color, style) in zip(variance.items(), looks, strict=True):
        band = measures.mean_band(values)
        mean = with_band(axes, band, color=color, linestyle=style, label=f"{lineages:,} histories")
        axes.axvline(limits[lineages], color=color, linestyle=style, linewidth=1)
        ends.append(f"{mean[-1]:.2g} ± {band[2][-1] - mean[-1]:.2g} from {lineages:,} histories")
    axes.axhline(1, label="the true mean, forever", **THEORY)
    axes.set_ylim(0, 2)
    decorate(axes, "An average that lies (vertical lines: worthless from here)", "generation", "mean variance")
    return Picture(
        figure,
        f"the true mean variance is 1 throughout; after {len(values) - 1} generations the simulated one, with two "
        f"standard errors, is {' and '.join(ends)}.",
    )


def _both_estimators(axes, values, theory):
    """Draw mean, band and theory for ddof 1 and 0; return the two last means by ddof."""
    ends = {}
    for ddof in (1, 0):
        ends[ddof] = with_band(axes, measures.mean_band(values[ddof]), **ESTIMATOR[ddof])[-1]
        axes.plot(theory[ddof], label="theory" if ddof == 0 else None, **THEORY)
    axes.set_ylim(bottom=0)
    return ends


def _listed(values, form):
    return ", ".join(f"{value:{form}}" for value in values)
