"""The figures of notebook 04: a network that is trained on what networks wrote.

`chains` and `cross` are the tables chains.csv and chains_cross.csv of the folder data/, `study` and `blocks` are
study.csv and study_blocks.csv. Bands are two standard errors
wide on either side, over the seeds (`measures.mean_band`); the human text is blue.
"""

import numpy as np

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
    ink_on,
    lightly,
    with_band,
    with_errors,
)

NOISE, LOOP = "T = 1", "T = 0.8"
LOOKS = {  # of a setting
    NOISE: dict(color=OTHER, linestyle="-."),
    LOOP: dict(color=SYNTHETIC, linestyle="-"),
    "T = 0.8, 25 % human": dict(color="0.2", linestyle=(0, (5, 1))),
    "T = 0.8, accumulate": dict(color="#CC79A7", linestyle=":"),
}
BANDS = {
    "once": "once",
    "twice": "twice",
    "3_to_10": "3 to 10 times",
    "11_to_100": "11 to 100 times",
    "over_100": "over 100 times",
}
PIECE = 5_000  # characters whose mean surprise is one point of a learning curve, or nearly so many
STYLES = ("-", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1, 1, 1)))


def over_seeds(table, setting, name):
    """Return a column of `chains` for one setting: array of shape (generations, seeds)."""
    rows = table[table["setting"] == setting]
    return rows.pivot(index="generation", columns="seed", values=name).to_numpy()


def learning(learners, uniform, letters):
    """Draw how fast several learners learn from what they read, and what two simpler guesses cost.

    Parameters
    ----------
    learners : dict of str to (int, sequence of float)
        By name: how many characters a window holds, and the bits per character of each window, in the order of reading.
    uniform, letters : float
        Bits per character of guessing all characters alike, and by how common each is.
    """
    figure, axes = canvas(height=3.6)
    looks = dict(color=HUMAN, linestyle="-."), dict(color=OTHER, linestyle=(0, (3, 1, 1, 1))), dict(color=SYNTHETIC)
    said = []
    for (name, (window, bits)), look in zip(learners.items(), looks, strict=False):
        size = max(1, round(PIECE / window))
        mean = in_pieces(bits, size)
        read = size * window * np.arange(1, len(mean) + 1)
        axes.plot(read, mean, label=name, **look)
        said.append(f"{mean[-1]:.2f} after {read[-1]:,} ({name})")
    axes.axhline(uniform, label="all characters alike", **THEORY)
    axes.axhline(letters, label="by how common each is", **THEORY | dict(linestyle=":"))
    axes.set_xlim(left=0)
    axes.set_ylim(top=uniform + 2)  # room for the legend
    place = dict(loc="upper right", ncols=2)
    title = f"What {PIECE:,} characters cost, piece by piece"
    decorate(axes, title, "number of characters read", "surprise (bits per character)", **place)
    return Picture(
        figure,
        f"bits per character, by the characters read: {'; '.join(said)}. Knowing nothing costs {uniform:.2f}, knowing "
        f"how common each character is {letters:.2f}.",
    )


def in_pieces(values, size):
    """Return the means of `size` values each, side by side; what is left over at the end is left out."""
    whole = len(values) // size * size
    return np.reshape(values[:whole], (-1, size)).mean(axis=1)


def two_ways(chains):
    """Draw, for both temperatures, what human text and its own text cost each generation."""
    figure, both = canvas(columns=2, width=9.6, sharey=True)
    said = []
    for axes, setting in zip(both, (NOISE, LOOP), strict=True):
        band = measures.mean_band(over_seeds(chains, setting, "human_bits"))
        human = with_band(axes, band, color=HUMAN, linestyle="-.", label="held-out human text")
        band = measures.mean_band(over_seeds(chains, setting, "own_bits"))
        own = with_band(axes, band, color=SYNTHETIC, label="its own text")
        decorate(axes, setting, "generation", "surprise of the model (bits per character)")
        said.append(
            f"at {setting} human text goes from {human[0]:.2f} to {human[-1]:.2f} bits per character, own text from "
            f"{own[0]:.2f} to {own[-1]:.2f}"
        )
    both[0].set_ylim(bottom=0)
    return Picture(figure, f"{'; '.join(said)}.")


def signs(chains, human):
    """Draw three signs of a text's health over the generations.

    Parameters
    ----------
    chains : DataFrame
    human : dict of str to float
        The same three of human text of the same length.
    """
    titles = {
        "distinct_words": ("Different words", "number of words"),
        "zlib": ("Size after compression", "share of the size before"),
        "repetition": ("24 characters said before", "share of the places"),
    }
    figure, all_axes = canvas(columns=3, width=10.6, height=3.6)
    said = []
    for axes, (name, (title, label)) in zip(all_axes, titles.items(), strict=True):
        form = ".0f" if name == "distinct_words" else ".2f"
        axes.axhline(human[name], color=HUMAN, linewidth=1, linestyle=(0, (5, 1)), label="human text")
        ends = []
        for setting in (NOISE, LOOP):
            band = measures.mean_band(over_seeds(chains, setting, name))
            curve = with_band(axes, band, label=setting, **LOOKS[setting])
            ends.append(f"at {setting} from {curve[0]:{form}} to {curve[-1]:{form}}")
        axes.set_ylim(bottom=0)
        decorate(axes, title, "generation", label, legend=name == "repetition")
        said.append(f"{title.lower()}, {human[name]:{form}} in human text: {' and '.join(ends)}")
    return Picture(figure, f"{'; '.join(said)}.")


def real_words(chains, band="left_3_to_10"):
    """Draw the share of real words in the text beside the share of the human words that are still used."""
    figure, (left, right) = canvas(columns=2, width=9.6)
    said = []
    titles = {"real_words": "human words among its words", band: "words seen 3 to 10 times that are left"}
    for axes, (name, title) in zip((left, right), titles.items(), strict=True):
        ends = []
        for setting in (NOISE, LOOP):
            band = measures.mean_band(100 * over_seeds(chains, setting, name))
            curve = with_band(axes, band, label=setting, **LOOKS[setting])
            ends.append(f"at {setting} from {curve[0]:.0f} to {curve[-1]:.0f} %")
        axes.set_ylim(0, 100)
        said.append(f"{title}: {' and '.join(ends)}")
    decorate(left, "What the text is made of", "generation", "share of human words (%)")
    decorate(right, "What is left of the words seen 3 to 10 times", "generation", "share still used (%)")
    return Picture(figure, f"{'; '.join(said)}.")


def dying_words(chains):
    """Draw, for both temperatures, the share of the human words of each band that a generation still uses."""
    figure, both = canvas(columns=2, width=9.6, sharey=True)
    said = []
    for axes, setting in zip(both, (NOISE, LOOP), strict=True):
        ends = []
        for (band, label), color, style in zip(BANDS.items(), generation_colors(len(BANDS)), STYLES, strict=True):
            shares = 100 * over_seeds(chains, setting, f"left_{band}")
            curve = with_band(axes, measures.mean_band(shares), color=color, linestyle=style, label=label)
            ends.append(f"{label} {curve[0]:.0f} to {curve[-1]:.0f}")
        axes.set_ylim(-3, 103)
        decorate(axes, setting, "generation", "share still used (%)", legend=setting == NOISE)
        said.append(f"at {setting}: {', '.join(ends)}")
    words = dict(title="in the human text", title_fontsize=SMALLEST, fontsize=SMALLEST)
    both[0].legend(framealpha=0.9, edgecolor="none", loc="upper right", bbox_to_anchor=(1.02, 0.93), **words)
    return Picture(
        figure,
        f"percentage of the human words of each band that generations 0 and {len(curve) - 1} use; {'; '.join(said)}.",
    )


def cross_table(cross):
    """Draw who reads whom: bits per character of the text of generation j under the model of generation i."""
    figure, both = canvas(columns=2, width=9.6, height=4.6)
    said = []
    tables = {setting: _table(cross, setting) for setting in (NOISE, LOOP)}
    highest = max(table.max() for table in tables.values())
    for axes, (setting, table) in zip(both, tables.items(), strict=True):
        image = axes.imshow(table, cmap="cividis", vmin=0, vmax=highest, aspect="auto")
        for (i, j), bits in np.ndenumerate(table):
            look = dict(ha="center", va="center", fontsize=SMALLEST, color=ink_on(image.cmap(bits / highest)))
            axes.text(j, i, f"{bits:.1f}", **look)
        names = range(len(table))
        axes.set(xticks=range(table.shape[1]), xticklabels=["human", *names], yticks=names)
        decorate(axes, setting, "text of generation", "model of generation", legend=False)
        said.append(
            f"{setting}: the last model gives {table[-1, 0]:.1f} bits to human text, {table[-1, 1]:.1f} to the text "
            f"of generation 0 and {table[-1, -1]:.1f} to its own; generation 0 gives the last text {table[0, -1]:.1f}"
        )
    return Picture(figure, f"{'; '.join(said)}.")


def _table(cross, setting):
    """Mean over the seeds; rows are models, columns the human text and then the generations' texts."""
    mean = cross[cross["setting"] == setting].groupby(["model", "text"])["bits"].mean().unstack()
    return mean[["human", *sorted((name for name in mean if name != "human"), key=int)]].to_numpy()


def diets(chains):
    """Draw what four settings do to the bits of human text and to the words seen 3 to 10 times."""
    figure, (left, right) = canvas(columns=2, width=9.6)
    said = []
    for setting, look in LOOKS.items():
        human = with_band(left, measures.mean_band(over_seeds(chains, setting, "human_bits")), label=setting, **look)
        shares = 100 * over_seeds(chains, setting, "left_3_to_10")
        words = with_band(right, measures.mean_band(shares), label=setting, **look)
        said.append(f"{setting}: human text {human[-1]:.2f} bits, {words[-1]:.0f} % of such words left")
    decorate(left, "Held-out human text", "generation", "surprise of the model (bits per character)")
    decorate(right, "Words seen 3 to 10 times", "generation", "share still used (%)", legend=False)
    right.set_ylim(bottom=0)
    return Picture(
        figure,
        f"generation 0 reads human text at {human[0]:.2f} bits and uses {words[0]:.0f} % of the words seen 3 to 10 "
        f"times; the last generation: {'; '.join(said)}.",
    )


# The study in small

INGREDIENTS = {  # columns of the table: title, label of the axis, digits in the sentence
    "human_bits": ("Held-out human text", "bits per character", ".2f"),
    "median": ("Blocks it writes", "bits per character under generation 0", ".2f"),
    "distinct_words": ("Different words it writes", "number (log scale)", ".0f"),
}


def ingredients(study, settings=None):
    """Draw what the last generation knows and writes in every setting of the study in small.

    Parameters
    ----------
    study : DataFrame
    settings : sequence of str, optional
        By default all that are in the table, in its order.
    """
    settings = list(study["setting"].unique() if settings is None else settings)
    end, said = study["generation"].max(), []
    first, last = (study[study["generation"] == at] for at in (0, end))
    places = np.arange(len(settings))
    figure, all_axes = canvas(columns=3, width=10.6, height=1.3 + 0.25 * len(settings), sharey=True)
    for axes, (name, (title, label, form)) in zip(all_axes, INGREDIENTS.items(), strict=True):
        middle, low, high = measures.mean_band(_by_setting(last, name).loc[settings].to_numpy(float))
        if name == "human_bits":
            begin = _by_setting(first, name).loc[settings[0]].mean()
            line = dict(color=HUMAN, linestyle=(0, (5, 1)), linewidth=1)
            axes.axvline(begin, label=f"generation 0 of {settings[0]}", **line)
        elif name == "median":
            tops = _by_setting(last, "q99").loc[settings].mean(axis=1)
            axes.hlines(
                places, middle, tops, color=SYNTHETIC, linewidth=1, label="from the median to the 99 % of blocks"
            )
            human = first["human_median"].mean(), first["human_q99"].mean()
            axes.axvspan(*human, label="the same of human blocks", **lightly(HUMAN))
        looks = dict(fmt="o", color=SYNTHETIC, capsize=3, markersize=5, label=f"generation {end}")
        axes.errorbar(middle, places, xerr=[middle - np.maximum(low, 1e-9), high - middle], **looks)
        decorate(axes, title, label, f"setting (generation {end})", legend=False)
        axes.yaxis.label.set_visible(axes is all_axes[0])
        axes.tick_params(axis="y", length=0)
        extremes = ", ".join(f"{settings[at]} {middle[at]:{form}}" for at in (0, middle.argmin(), middle.argmax()))
        said.append(f"{title.lower()} ({label.removesuffix(' (log scale)')}): {extremes}")
    all_axes[2].set_xscale("log")
    all_axes[0].set(yticks=places, yticklabels=settings, ylim=(len(settings) - 0.5, -0.5))
    entries = {
        label: artist for axes in all_axes for artist, label in zip(*axes.get_legend_handles_labels(), strict=True)
    }
    look = dict(ncols=len(entries), frameon=False, fontsize="small")
    figure.legend(entries.values(), entries, loc="outside lower center", **look)
    return Picture(
        figure,
        f"generation {end} of {len(settings)} settings; first, lowest, highest: {'; '.join(said)}.",
    )


def _by_setting(rows, name):
    return rows.pivot(index="setting", columns="seed", values=name)


def block_bits(blocks, settings, generations=(0, 1, 7)):
    """Draw how the blocks of some generations are spread over bits per character under the model of generation 0.

    Parameters
    ----------
    blocks : DataFrame
    settings : sequence of str
        An axes for each.
    generations : sequence of int
    """
    figure, all_axes = canvas(columns=len(settings), width=10.6, height=3.6, sharey=True)
    rows = blocks[blocks["setting"].isin(settings)]
    step = np.diff(np.unique(rows["bits"])).min()
    edges = np.arange(rows["bits"].min(), rows["bits"].max() + 1.5 * step, step)
    looks = list(zip(generation_colors(len(generations)), STYLES[: len(generations)], strict=True))
    names, said, low, high = ["human", *map(str, generations)], [], None, None
    for axes, setting in zip(np.atleast_1d(all_axes), settings, strict=True):
        shares = {name: _shares(rows, setting, name, edges) for name in names}
        axes.stairs(shares["human"], edges, fill=True, label="human text", **lightly(HUMAN))
        for generation, (color, style) in zip(generations, looks, strict=True):
            label = f"generation {generation}"
            axes.stairs(shares[str(generation)], edges, color=color, linestyle=style, linewidth=2, label=label)
        decorate(axes, setting, "bits per character", "share of the blocks (%)", legend=setting == settings[-1])
        if low is None:
            low, high = (np.searchsorted(shares["human"].cumsum(), reach) + 1 for reach in (50, 99))
        ends = [f"{shares[name][:low].sum():.0f} and {shares[name][high:].sum():.1f}" for name in names]
        who = ["human text", *(f"generation {generation}" for generation in generations)]
        said.append(f"{setting}: {', '.join(map(' '.join, zip(who, ends, strict=True)))}")
    return Picture(
        figure,
        f"percentage of the blocks that cost generation 0 less than {edges[low]:.1f} bits per character, and more than "
        f"{edges[high]:.1f}; {'; '.join(said)}.",
    )


def _shares(blocks, setting, text, edges):
    """Percentage of the blocks of one text in each bin."""
    rows = blocks[(blocks["setting"] == setting) & (blocks["text"] == text)]
    counts = np.histogram(rows["bits"] + (edges[1] - edges[0]) / 2, edges, weights=rows["blocks"])[0]
    return 100 * counts / counts.sum()


def between_temperatures(chains, law):
    """Draw what is lost after the last generation against the temperature, beside what sharpening alone would do.

    Parameters
    ----------
    chains, law : DataFrame
        chains.csv with temperatures.csv below it, and temperatures_law.csv, of the folder data/.
    """
    every, law = (table.assign(temperature=_temperature(table["setting"])) for table in (chains, law))
    every = every.dropna(subset="temperature")
    last = every["generation"].max()
    figure, (left, right) = canvas(columns=2, width=9.6)
    looks = dict(marker="o", color=SYNTHETIC, label=f"generation {last}")
    temperatures = sorted(every["temperature"].unique())
    bits = _against_temperature(left, every, "human_bits", last, 1, looks)
    begin = every[every["generation"] == 0]["human_bits"].mean()
    left.axhline(begin, color=HUMAN, linestyle=(0, (5, 1)), linewidth=1, label="generation 0")
    drawn = law[law["generation"] == last].groupby("temperature")["human_bits"].mean()
    left.plot(drawn.index, drawn, label="theory: sharpened, no errors", **THEORY)
    both = drawn + bits[temperatures.index(1)] - drawn[1]
    left.plot(drawn.index, both, label="the same plus what is lost at T = 1", **THEORY | dict(linestyle=":"))
    decorate(left, "Held-out human text", "temperature of the sampling", "surprise of the model (bits per character)")
    words = _against_temperature(right, every, "left_3_to_10", last, 100, looks)
    right.set_ylim(bottom=0)
    decorate(right, "Words seen 3 to 10 times", "temperature of the sampling", "share still used (%)", legend=False)
    said = "; ".join(
        f"T = {T:g}: {bit:.2f} bits, {word:.0f} % of such words left"
        for T, bit, word in zip(temperatures, bits, words, strict=True)
    )
    least = temperatures[int(np.argmin(bits))]
    return Picture(
        figure,
        f"generation 0 reads human text at {begin:.2f} bits, generation {last} least badly at T = {least:g}; {said}.",
    )


def _temperature(settings):
    """The number in "T = 0.8"; NaN for a setting that changes more than that."""
    return settings.str.extract(r"^T = ([\d.]+)$", expand=False).astype(float)


def _against_temperature(axes, rows, name, generation, scale, looks):
    groups = rows[rows["generation"] == generation].groupby("temperature")[name]
    bands = [measures.mean_band(scale * values.to_numpy()) for _, values in groups]
    return with_errors(axes, [temperature for temperature, _ in groups], np.transpose(bands), **looks)


SOURCES = {  # of the text that networks of several sizes were trained on
    "human": dict(color=HUMAN, linestyle="-.", label="human"),
    "half human": dict(color="0.2", linestyle=(0, (5, 1)), label="half human, half the last generation's, T = 1"),
    "T = 1": dict(color=OTHER, linestyle=":", label="the last generation's, T = 1"),
    "T = 0.8": dict(color=SYNTHETIC, linestyle="-", label="the last generation's, T = 0.8"),
}


def sizes(table):
    """Draw the bits of held-out human text against the amount of text, by its source and the network's size.

    Parameters
    ----------
    table : DataFrame
        sizes.csv of the folder data/.
    """
    features = sorted(table["features"].unique().tolist())
    figure, all_axes = canvas(columns=len(features), width=10.6, height=3.8, sharey=True)
    said = []
    for axes, size in zip(all_axes, features, strict=True):
        ends = []
        for source, look in SOURCES.items():
            rows = table[(table["features"] == size) & (table["source"] == source)]
            amounts = rows.pivot(index="characters", columns="seed", values="human_bits")
            curve = with_band(axes, measures.mean_band(amounts.to_numpy()), x=amounts.index, **look)
            ends.append(f"{source} {curve[0]:.2f} to {curve[-1]:.2f}")
        axes.set_xscale("log")
        axes.set_xticks(amounts.index, [f"{amount / 1000:.0f}" for amount in amounts.index], minor=False)
        axes.minorticks_off()
        decorate(
            axes, f"{size} features", "number of characters (thousands)", "held-out bits per character", legend=False
        )
        said.append(f"{size} features: {', '.join(ends)}")
    handles, labels = all_axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=2, frameon=False, fontsize="small")
    few, many = (f"{amount:,}" for amount in (amounts.index[0], amounts.index[-1]))
    return Picture(figure, f"held-out bits at {few} and at {many} characters; {'; '.join(said)}.")
