"""The figures of notebook 03: words and names that die out. Arrays of many histories: (generations, lineages).

Bands are two standard errors wide on either side (`measures.mean_band`); theory is dashed.
"""

import numpy as np

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
    with_band,
    with_errors,
)

SHOWN = 40  # single histories drawn in a fan
GRAY = "0.35"  # for a third chain
MARKERS = ("o", "s", "^", "D")
STYLES = ("-", "-.", ":")
BESIDE = dict(loc="center left", bbox_to_anchor=(1, 0.5))  # a legend to the right of the axes


def one_town(history, names, marked=3):
    """Draw one history of a town: the shares of its names, and how many names are left.

    Parameters
    ----------
    history : sequence of int arrays, shape (names,)
        How many people bear each name, generation by generation.
    names : sequence of str
    marked : int
        How many of the names that are commonest in the end are labeled.
    """
    marked = validate.integer("marked", marked, least=1, most=np.shape(history)[-1])
    figure, (left, right) = canvas(columns=2, width=9.6)
    order = np.argsort(-np.asarray(history[-1]), kind="stable")[: marked + SHOWN]
    shares = 100 * np.array([counts[order] for counts in history]) / np.sum(history[0])
    left.plot(shares[:, marked:], color=FAINT, linewidth=0.6)
    looks = zip(order[:marked], shares.T, generation_colors(marked)[::-1], STYLES, strict=False)
    for type_, share, color, style in looks:
        left.plot(share, color=color, linestyle=style, linewidth=2, label=names[type_].title())
    decorate(left, "Who bears which name", "generation", "share of the people (%)")
    alive = np.array([np.count_nonzero(counts) for counts in history])
    right.plot(alive, color=SYNTHETIC)
    _log_ticks(right, "y", alive.min(), alive.max())
    decorate(right, "How many names are left", "generation", "number of names", legend=False)
    first = order[0]
    return Picture(
        figure,
        f"of {alive[0]} names {alive[-1]} are left after {len(shares) - 1} generations; the commonest, "
        f"{names[first].title()}, is borne by {shares[-1, 0]:.1f} % of the people, at first by {shares[0, 0]:.1f} %.",
    )


def survival(expected, alive, theory):
    """Draw the share of names that are still there against how many bearers theory expects in the first sample.

    Parameters
    ----------
    expected : array, shape (classes,)
        Expected number of bearers in one sample, N p, of each class of names.
    alive : dict of int to array, shape (lineages, classes)
        By the number of samples n: share of the names of each class that are left.
    theory : dict of int to array, shape (classes,)
    """
    figure, axes = canvas()
    said = []
    looks = zip(alive.items(), generation_colors(len(alive)), MARKERS, strict=False)
    for (n, values), color, marker in looks:
        mean = with_errors(axes, expected, measures.mean_band(values, axis=0), marker, color, label=f"sample {n}")
        axes.plot(expected, theory[n], label="theory" if n == max(alive) else None, **THEORY)
        said.append(f"{100 * mean[0]:.1f} % and {100 * mean[-1]:.0f} % in sample {n}")
    _log_ticks(axes, "x", 0.01, 10)
    axes.set_ylim(-0.03, 1.03)
    decorate(axes, "Rare names die first", "expected bearers in one sample, N p", "share of such names still there")
    return Picture(
        figure,
        f"of the names with {expected[0]:.3f} and with {expected[-1]:.0f} expected bearers are left: "
        f"{'; '.join(said)}.",
    )


def two_counts(names, differ, names_theory, differ_theory):
    """Draw two ways to count variety along the same histories: names left, and the chance that two names differ.

    Arrays are (samples, lineages), the first row being sample 1; theories are curves over the samples.
    """
    figure, (left, right) = canvas(columns=2, width=9.6)
    n = np.arange(1, len(names) + 1)
    some = with_band(left, measures.mean_band(names), SYNTHETIC, "names left, mean", x=n)
    left.plot(n, names_theory, label="theory", **THEORY)
    _log_ticks(left, "x", 1, n[-1])
    _log_ticks(left, "y", some[-1], some[0])
    decorate(left, "Names left", "sample n", "number of names")
    _fan(right, n, differ)
    chance = with_band(right, measures.mean_band(differ), OTHER, "two people differ, mean", x=n)
    right.plot(n, differ_theory, label="theory: $H_0 (1 - 1/N)^n$", **THEORY)
    right.set_ylim(bottom=0)
    decorate(right, "Two people, two names?", "sample n", "probability H")
    return Picture(
        figure,
        f"from sample 1 to {n[-1]} the names go from {some[0]:.0f} to {some[-1]:.0f} (theory {names_theory[-1]:.0f}), "
        f"the chance that two people have different names from {chance[0]:.3f} to {chance[-1]:.3f} "
        f"(theory {differ_theory[-1]:.3f}).",
    )


def originals(left, theory):
    """Draw how many of the people of sample 1 still have descendants; arrays begin with sample 1."""
    figure, axes = canvas(height=3.6)
    n = np.arange(1, len(left) + 1)
    mean = with_band(axes, measures.mean_band(left), SYNTHETIC, "people with descendants, mean", x=n)
    axes.plot(n, theory, label="theory: $N d_n$", **THEORY)
    _log_ticks(axes, "x", 1, n[-1])
    _log_ticks(axes, "y", mean[-1], mean[0])
    decorate(axes, "Whose descendants are we?", "sample n", "people of sample 1")
    return Picture(
        figure,
        f"of the {mean[0]:,.0f} people of sample 1, {mean[-1]:.1f} still have descendants in sample {n[-1]} "
        f"(theory {theory[-1]:.1f}).",
    )


def takeover(share, wins, times, theory):
    """Draw how often a type takes over, and how long it takes until one of two types has.

    Parameters
    ----------
    share : array, shape (starts,)
    wins, times : array, shape (lineages, starts)
        Whether the type took over, and the number of generations until one of the two had.
    theory : tuple of arrays, shape (points,)
        Shares from 0 to 1, and for each the probability and the time.
    """
    figure, (left, right) = canvas(columns=2, width=9.6)
    looks = dict(marker="o", color=SYNTHETIC, label="simulated", capsize=4)
    means, (x, *curves) = [], theory
    for axes, values, curve in zip((left, right), (wins, times), curves, strict=True):
        means.append(with_errors(axes, share, measures.mean_band(values, axis=0), **looks))
        axes.plot(x, curve, label="theory", **THEORY)
        axes.set_ylim(bottom=0)
    decorate(left, "Who takes over", "share at the start", "probability of being the only one left")
    decorate(right, "How long it takes", "share at the start", "generations until one is left")
    middle = len(share) // 2
    expected = np.interp(share, x, curves[1])
    return Picture(
        figure,
        f"a type of share {share[0]:.2f} takes over in {100 * means[0][0]:.1f} % of the histories and one of share "
        f"{share[middle]:.2f} in {100 * means[0][middle]:.1f} %; until one is left it takes {means[1][0]:.0f} and "
        f"{means[1][middle]:.0f} generations (theory {expected[0]:.0f} and {expected[middle]:.0f}).",
    )


def missing(N, truly, estimate, theory):
    """Draw the probability of all types that a sample of N tokens misses, with the estimate from the sample itself.

    Parameters
    ----------
    N : array, shape (sizes,)
    truly, estimate : dict of str to array, shape (draws, sizes)
        By the name of the truth, a human one first: the missing mass, and what the singletons say of it.
    theory : dict of str to array, shape (sizes,)
    """
    figure, axes = canvas(width=9.6)
    said = []
    for (name, values), color, marker in zip(truly.items(), (HUMAN, OTHER), MARKERS, strict=False):
        for kind, drawn, fill, shift in (("missing", values, color, 1), ("estimate", estimate[name], "none", 1.12)):
            looks = dict(marker=marker, color=color, markerfacecolor=fill, label=f"{name}: {kind}")
            mean = with_errors(axes, shift * N, measures.mean_band(drawn, axis=0), **looks)
            said.append(f"{100 * mean[0]:.1f} % to {100 * mean[-1]:.1f} % ({kind})")
        axes.plot(N, theory[name], label="theory" if name == list(truly)[-1] else None, **THEORY)
        said[-2:] = [f"{name}, {' and '.join(said[-2:])}, theory at the end {100 * theory[name][-1]:.1f} %"]
    _log_ticks(axes, "x", N[0], N[-1])
    _log_ticks(axes, "y", theory[name][-1], 1)
    decorate(axes, "What a sample misses", "sample size N (words)", "missing mass (probability)", **BESIDE)
    return Picture(figure, f"the missing mass from N = {N[0]:,} to {N[-1]:,}: {'; '.join(said)}.")


def from_inside(surprise, entropy, start):
    """Draw what the original model finds of the text, and what the models find of their own, both in nats.

    `surprise` and `entropy` are (generations, lineages); their difference is the divergence. `start` is S_0.
    """
    figure, axes = canvas(width=9.6)
    x = np.arange(len(surprise))
    _fan(axes, x, surprise)
    judged = with_band(axes, measures.mean_band(surprise), OTHER, "surprise of the original at the text, mean")
    own = with_band(axes, measures.mean_band(entropy), SYNTHETIC, "entropy of the models, mean", "-.")
    apart = with_band(axes, measures.mean_band(surprise - entropy), GRAY, "divergence from the original", ":")
    axes.axhline(start, label="theory: the original's entropy $S_0$", **THEORY)
    axes.set_ylim(0, 1.35 * start)
    decorate(axes, "Nothing looks wrong from inside", "generation", "nats a word", **BESIDE)
    return Picture(
        figure,
        f"in {len(x) - 1} generations the original's mean surprise goes from {judged[0]:.2f} to {judged[-1]:.2f} nats "
        f"a word, while the entropy of the models falls from {own[0]:.2f} to {own[-1]:.2f} and their divergence rises "
        f"from {apart[0]:.2f} to {apart[-1]:.2f}.",
    )


def temperatures(surprise, theory):
    """Draw the original's surprise at what is sampled at several temperatures; both dicts are keyed by temperature."""
    figure, axes = canvas()
    said = []
    looks = zip(surprise.items(), (SYNTHETIC, OTHER, GRAY), STYLES, strict=False)
    for (temperature, values), color, style in looks:
        mean = with_band(axes, measures.mean_band(values), color, f"T = {temperature}", style)
        last = temperature == list(surprise)[-1]
        axes.plot(theory[temperature], label="theory, large samples" if last else None, **THEORY)
        said.append(f"{mean[1]:.2f} and {mean[-1]:.2f} at T = {temperature}")
    axes.set_ylim(bottom=0)
    decorate(axes, "A temperature shows at once", "generation", "surprise of the original (nats a word)")
    return Picture(
        figure,
        f"from {mean[0]:.2f} nats a word the mean surprise goes, in the first generation and after {len(values) - 1}, "
        f"to {', '.join(said)}.",
    )


def ngrams(judged, human):
    """Draw chains of n-gram models: the original's surprise at their text, and theirs at human text, in bits.

    Both are dicts of str to array, shape (generations,).
    """
    figure, both = canvas(columns=2, width=9.6)
    said = []
    titles = "Judged by the original: the text", "Judged by the human text: the models"
    for axes, values, title in zip(both, (judged, human), titles, strict=True):
        looks = zip(values.items(), (SYNTHETIC, OTHER, GRAY), STYLES, strict=False)
        for (name, chain), color, style in looks:
            axes.plot(chain, color=color, linestyle=style, linewidth=2, label=name)
            said.append(f"{chain[0]:.2f} to {chain[-1]:.2f} ({name})")
        decorate(axes, title, "generation", "mean surprise (bits a character)")
    first, second = "; ".join(said[: len(judged)]), "; ".join(said[len(judged) :])
    return Picture(
        figure,
        f"bits a character over {len(chain) - 1} generations, generated text under the original model: {first}. "
        f"Held-out human text under the models: {second}.",
    )


def _fan(axes, x, values):
    """Draw single histories, behind what else there is."""
    axes.plot(x, np.asarray(values)[:, :SHOWN], color=FAINT, linewidth=0.6, zorder=1)


def _log_ticks(axes, which, low, high):
    """Make one axis logarithmic, with plain numbers 1, 3, 10, 30, ... from `low` to `high`."""
    ticks = np.ravel([[10.0**power, 3 * 10.0**power] for power in range(-3, 6)])
    ticks = ticks[(ticks >= low / 1.1) & (ticks <= 1.1 * high)]
    axes.set(**{f"{which}scale": "log"})
    axes.set(**{f"{which}ticks": ticks, f"{which}ticklabels": [f"{tick:,g}" for tick in ticks]})
    axes.tick_params(axis=which, which="minor", length=0)
    getattr(axes, f"{which}axis").set_minor_formatter("")
