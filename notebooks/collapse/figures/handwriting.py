"""The figures of notebook 07: models of handwritten digits, fed on their own drawings.

`chains` is the table handwriting.csv of the folder data/. Bands are two standard errors wide on either side
(`measures.mean_band`, `measures.median_band`); theory is dashed, people are blue, ink is black.
"""

from itertools import cycle

import numpy as np

from collapse import measures, theory, validate
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
    ink_on,
    with_band,
)

FAIR, MEANS = "VAE", "VAE without noise"
LOOKS = {FAIR: dict(color=OTHER, linestyle="-."), MEANS: dict(color=SYNTHETIC, linestyle="-")}
DIET_LOOKS = {
    "replace": dict(color=SYNTHETIC, linestyle="-"),
    "a tenth human, drawn anew": dict(color=HUMAN, linestyle="-."),
    "the same tenth human": dict(color="0.2", linestyle=(0, (5, 1))),
    "accumulate": dict(color="#CC79A7", linestyle=":"),
    "a curator of threes": dict(color=OTHER, linestyle=(0, (3, 1, 1, 1))),
}
STYLES = ("-", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1)), (0, (1, 1)))
LEFT = 0.02  # a digit is there while at least one picture in fifty is read as it
PAPER = "0.82"  # between the pictures


def mosaic(rows, gap=1):
    """Lay pictures out in rows, NaN between them; `rows` holds tables of as many pictures of 8 x 8 pixels each."""
    side = int(np.sqrt(np.shape(rows)[-1]))
    framed = [[np.pad(drawn.reshape(side, side), gap, constant_values=np.nan) for drawn in row] for row in rows]
    return np.vstack([np.hstack(row) for row in framed])


def show_mosaic(axes, rows, **look):
    """Draw the mosaic of the rows, ink black on white paper, and return the image."""
    image = axes.imshow(mosaic(rows), cmap="gray_r", vmin=0, vmax=1, interpolation="nearest", **look)
    axes.set_facecolor(PAPER)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    return image


def gallery(rows, title, across="a sample of its pictures", down="generation"):
    """Draw rows of pictures, each with its name.

    Parameters
    ----------
    rows : dict of str to array, shape (pictures, 64)
        Drawn as far as paper and ink go, from 0 to 1.
    title : str
    across, down : str
        What lies beside each other, and what below.
    """
    rows = {str(name): np.asarray(drawn) for name, drawn in validate.mapping("rows", rows, of="pictures").items()}
    many, count = len(next(iter(rows.values()))), len(rows)
    figure, axes = canvas(width=1.2 + 0.42 * many, height=0.45 + 0.42 * count)
    image = show_mosaic(axes, list(rows.values()))
    tall = image.get_array().shape[0] / count
    axes.set(
        yticks=(np.arange(count) + 0.5) * tall - 0.5, yticklabels=list(rows), xticks=[], xlabel=across, ylabel=down
    )
    axes.set_title(title, loc="left", fontsize="medium")
    differ = ", ".join(f"{name} {drawn.std(axis=0).mean():.2f}" for name, drawn in rows.items())
    return Picture(figure, f"{count} rows of {many} pictures; how much a pixel differs within a row (sd): {differ}.")


def dying_directions(unexplained, exponents, shown=(1, 2, 5, 10, 20)):
    """Draw how much is left of the variance of some directions that those before them leave unexplained.

    Parameters
    ----------
    unexplained : array, shape (generations, lineages, d)
        As a share of what there was at first.
    exponents : array, shape (d,)
        Their rates of growth, by theory.
    shown : sequence of int
        Which directions are drawn, counted from 1.
    """
    figure, (left, right) = canvas(columns=2, width=9.6)
    logs, n = np.log(unexplained), np.arange(len(unexplained))
    for i, color, style in zip(shown, generation_colors(len(shown)), cycle(STYLES), strict=False):
        band = np.exp(measures.mean_band(logs[:, :, i - 1]))
        with_band(left, band, color=color, linestyle=style, label=f"direction {i}")
        left.plot(n, np.exp(n * exponents[i - 1]), label="theory" if i == shown[0] else None, **THEORY)
    left.set(yscale="log")
    decorate(left, "What is left of a direction", "generation", "variance (share of the first; geometric mean)")
    place = np.arange(1, len(exponents) + 1)
    slope = with_band(right, measures.mean_band(-logs[-1].T / (len(n) - 1)), SYNTHETIC, "simulated", x=place)
    right.plot(place, -exponents, label="theory", **THEORY)
    right.plot(place, -place * exponents[0], color="0.45", linestyle=":", label="$i$ times the first")
    right.set_ylim(bottom=0)
    decorate(right, "How fast each direction dies", "direction $i$", "rate (per generation)", loc="upper left")
    ends = ", ".join(f"{i}: {np.exp(logs[-1, :, i - 1].mean()):.2g}" for i in shown)
    return Picture(
        figure,
        f"after {n[-1]} generations the share left of direction {ends}; the rates of directions 1, 2 and {shown[-1]} "
        f"are {slope[0]:.3f}, {slope[1]:.3f} and {slope[shown[-1] - 1]:.3f} (theory {-exponents[0]:.3f}, "
        f"{-exponents[1]:.3f} and {-exponents[shown[-1] - 1]:.3f}).",
    )


def directions_left(of_square, squared_trace, r0, M):
    """Draw how many effective directions are left: the ratio of two means, the median history, and the laws.

    Parameters
    ----------
    of_square, squared_trace : array, shape (generations, lineages)
        tr S^2 and (tr S)^2 of every history.
    r0 : float
        Effective directions at first.
    M : int
        Pictures a generation.
    """
    figure, axes = canvas(height=4.2)
    n = np.arange(len(of_square))
    ratio = squared_trace.mean(axis=1) / of_square.mean(axis=1)
    residual = (squared_trace - ratio[:, None] * of_square) / of_square.mean(axis=1, keepdims=True)
    error = 2 * residual.std(axis=1, ddof=1) / np.sqrt(of_square.shape[1])
    with_band(axes, (ratio, ratio - error, ratio + error), color=OTHER, label="ratio of the means", linestyle="-.")
    median = with_band(axes, measures.median_band(squared_trace / of_square), color=SYNTHETIC, label="median history")
    law, rough = theory.effective_directions(M, n, r0), theory.directions_left(M, n, r0)
    axes.plot(n, law, label="theory: ratio of the means", **THEORY)
    axes.plot(n, rough, color="0.45", linestyle=":", label="$1 / (1/r_0 + n/M)$")
    axes.set_ylim(bottom=0)
    decorate(axes, "Directions that are left", "generation $n$", "effective directions")
    at = [0, len(n) // 6, len(n) - 1]
    said = "; ".join(
        f"generation {k}: {median[k]:.1f} in the median history, {ratio[k]:.1f} as a ratio of the means (theory "
        f"{law[k]:.1f})"
        for k in at
    )
    return Picture(figure, f"effective directions of {of_square.shape[1]} histories; {said}.")


def training(losses, human):
    """Draw the loss of each update of a training, and what held-out pictures by people cost after it."""
    figure, axes = canvas(height=3.6)
    axes.plot(np.arange(1, len(losses) + 1), losses, color=SYNTHETIC, linewidth=1, label="each batch")
    axes.axhline(human, color=HUMAN, linestyle="-.", label="held-out people, in the end")
    decorate(axes, "Learning to draw", "update (number of batches)", "loss (nats per picture)")
    return Picture(
        figure,
        f"in {len(losses)} updates the loss falls from {losses[0]:.1f} to {np.mean(losses[-20:]):.1f} nats per picture "
        f"(mean of the last 20); held-out pictures by people cost {human:.1f}.",
    )


def whole(value):
    """Return a number without decimals, and no sign before 0.

    >>> whole(-0.2), whole(12.6)
    ('0', '13')
    """
    return f"{round(float(value)) + 0}"


def over_seeds(chains, model, name, diet="replace"):
    """Return a column of `chains` for one model and diet: array of shape (generations, seeds)."""
    rows = chains[(chains["model"] == model) & (chains["diet"] == diet)]
    return rows.pivot(index="generation", columns="seed", values=name).to_numpy()


def shares_read(chains, model, diet="replace"):
    """Return the share of pictures read as each digit, shape (generations, seeds, 10)."""
    return np.stack([over_seeds(chains, model, f"read_{digit}", diet) for digit in range(10)], axis=-1)


def two_networks(chains):
    """Draw, with and without the decoder's noise: what people's and its own pictures cost, and directions left."""
    figure, all_axes = canvas(columns=3, width=10.6, height=3.8)
    said = []
    for axes, model in zip(all_axes, (MEANS, FAIR), strict=False):
        human = with_band(
            axes,
            measures.median_band(over_seeds(chains, model, "human_nats")),
            color=HUMAN,
            linestyle="-.",
            label="held-out people",
        )
        own = with_band(
            axes, measures.median_band(over_seeds(chains, model, "own_nats")), color=SYNTHETIC, label="its own"
        )
        title = "Without noise" if model == MEANS else "With noise"
        decorate(axes, title, "generation", "surprise (nats per picture)", loc="upper left")
        directions = with_band(
            all_axes[2],
            measures.median_band(over_seeds(chains, model, "directions")),
            label=title.lower(),
            **LOOKS[model],
        )
        said.append(
            f"{title.lower()} people's pictures go from {whole(human[0])} to {whole(human[-1])} nats, its own from "
            f"{whole(own[0])} to {whole(own[-1])}, directions from {directions[0]:.0f} to {directions[-1]:.0f}"
        )
    low = min(axes.get_ylim()[0] for axes in all_axes[:2])
    high = max(axes.get_ylim()[1] for axes in all_axes[:2])
    for axes in all_axes[:2]:
        axes.set_ylim(low, high)
    all_axes[2].set_ylim(bottom=0)
    decorate(all_axes[2], "Directions in its pictures", "generation", "effective directions", loc="upper left")
    seeds = over_seeds(chains, MEANS, "human_nats").shape[1]
    return Picture(figure, f"median of {seeds} chains; {'; '.join(said)}.")


def digits_read(chains):
    """Draw what share of the pictures is read as each digit, over the generations, and which digit went first."""
    figure, (left, middle, right) = canvas(columns=3, width=9.6, height=4.0, width_ratios=[1, 1, 0.6])
    said = []
    first = {}
    for axes, model in ((left, MEANS), (middle, FAIR)):
        shares = shares_read(chains, model)
        table = 100 * np.median(shares, axis=1).T
        image = axes.imshow(table, cmap="cividis", vmin=0, vmax=50, aspect="auto")
        for digit, generation in np.ndindex(table.shape):
            if generation % 3 == 0:
                value = table[digit, generation]
                color = ink_on(image.cmap(min(value / 50, 1.0)))
                axes.text(generation, digit, f"{value:.0f}", ha="center", va="center", fontsize=SMALLEST, color=color)
        title = "Without noise" if model == MEANS else "With noise"
        axes.set(yticks=range(10), xticks=range(0, table.shape[1], 3))
        decorate(axes, f"{title}: share read as (%)", "generation", "digit", legend=False)
        first[model] = np.bincount(first_to_go(shares), minlength=11)[:10]
        last = np.median(shares[-1], axis=0)
        said.append(
            f"{title.lower()} the last generation is read as {last.argmax()} most often ({100 * last.max():.0f} %), "
            f"and the first digit to go was {_named(first[model])}"
        )
    for model, shift in ((MEANS, -0.2), (FAIR, 0.2)):
        name = "without noise" if model == MEANS else "with noise"
        hatch = None if model == MEANS else "///"
        color = LOOKS[model]["color"]
        right.barh(
            np.arange(10) + shift, first[model], height=0.38, facecolor=(color, 0.35), edgecolor=color, hatch=hatch,
            label=name,
        )  # fmt: skip
    most = max(counts.max() for counts in first.values())
    right.set(yticks=range(10), ylim=(9.6, -0.6), xticks=range(most + 1))
    decorate(right, "First to go", "number of chains", "digit", loc="best")
    return Picture(figure, f"median shares of {shares.shape[1]} chains; {'; '.join(said)}.")


def first_to_go(shares):
    """Return which digit falls below one picture in fifty first, for each chain; 10 where none does.

    Parameters
    ----------
    shares : array, shape (generations, chains, 10)

    Examples
    --------
    >>> shares = np.full((3, 1, 10), 0.1)
    >>> shares[1:, 0, 7], shares[2:, 0, 3] = 0.01, 0
    >>> print(first_to_go(shares), first_to_go(shares[:1]))
    [7] [10]
    """
    gone = shares < LEFT
    when = np.where(gone.any(axis=0), gone.argmax(axis=0), len(shares))
    lowest = np.take_along_axis(shares, np.minimum(when, len(shares) - 1)[None], axis=0)[0]
    order = when + lowest  # of two that go at once, the rarer one
    return np.where(gone.any(axis=(0, 2)), order.argmin(axis=1), 10)


def digits_left(shares):
    """Return of how many digits at least one picture in fifty is read; shape (...) of shares of shape (..., 10)."""
    return (np.asarray(shares) >= LEFT).sum(axis=-1)


def _named(counts):
    order = [digit for digit in np.argsort(-counts, kind="stable") if counts[digit]]
    return ", ".join(f"{digit} in {counts[digit]}" for digit in order) or "none"


def what_helps(chains):
    """Draw five diets: the surprise at people, of both networks, and of how many digits there are pictures."""
    figure, all_axes = canvas(columns=3, width=10.6, height=4.4)
    said = []
    for axes, model in zip(all_axes, (MEANS, FAIR), strict=False):
        ends = []
        for diet, look in DIET_LOOKS.items():
            band = measures.median_band(over_seeds(chains, model, "human_nats", diet))
            ends.append(f"{diet} {whole(with_band(axes, band, label=diet, **look)[-1])}")
        title = "Without noise" if model == MEANS else "With noise"
        decorate(axes, title, "generation", "surprise at people (nats per picture)", legend=False)
        said.append(f"{title.lower()} {', '.join(ends)}")
    counts = []
    for place, (diet, look) in enumerate(DIET_LOOKS.items()):
        curve = np.median(digits_left(shares_read(chains, MEANS, diet)), axis=1)
        all_axes[2].plot(curve + 0.15 * (place - 2), label=diet, linewidth=2, **look)  # apart, or they hide each other
        counts.append(f"{diet} {curve[-1]:g}")
    all_axes[2].set_ylim(0, 10.8)
    decorate(
        all_axes[2], "Digits left, without noise", "generation", "number of digits (lines set apart)", legend=False
    )
    handles, labels = all_axes[2].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=3, frameon=False, fontsize="small")
    return Picture(
        figure,
        f"surprise at people in generation {len(curve) - 1}, median, in nats: {'; '.join(said)}. Digits left without "
        f"noise: {', '.join(counts)}.",
    )
