"""The figures of notebook 04: a network that is trained on what networks wrote.

`chains` and `cross` are the tables chains.csv and chains_cross.csv of the folder data/. Bands are two standard errors
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
    with_band,
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
STYLES = ("-", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1, 1, 1)))


def over_seeds(table, setting, name):
    """Return a column of `chains` for one setting: array of shape (generations, seeds)."""
    rows = table[table["setting"] == setting]
    return rows.pivot(index="generation", columns="seed", values=name).to_numpy()


def learning(losses, uniform, letters):
    """Draw the bits per character of the first updates of a training, and what two simpler guesses cost."""
    figure, axes = canvas(height=3.6)
    axes.plot(np.arange(1, len(losses) + 1), losses, color=SYNTHETIC, linewidth=1, label="network, each window")
    axes.axhline(uniform, label="all characters alike", **THEORY)
    axes.axhline(letters, label="by how common each is", **THEORY | dict(linestyle=":"))
    axes.set_ylim(bottom=0)
    decorate(axes, "The first updates", "update (number of windows read)", "surprise (bits per character)")
    return Picture(
        figure,
        f"in {len(losses)} updates the surprise falls from {losses[0]:.2f} to {np.mean(losses[-20:]):.2f} bits per "
        f"character (mean of the last 20); knowing nothing costs {uniform:.2f}, knowing how common each character is "
        f"{letters:.2f}.",
    )


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
