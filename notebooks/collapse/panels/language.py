"""The panels of notebook 04: what the generations of the long chains wrote, and which human words they still use.

`chains` and `texts` are the tables chains.csv and chains_texts.csv of the folder data/; for `recipes`, study.csv and
study_texts.csv.
"""

import textwrap

import ipywidgets as widgets
import numpy as np

from collapse import measures, reading
from collapse.figures.house import FAINT, HUMAN, SMALLEST, SYNTHETIC, decorate, generation_colors
from collapse.figures.language import BANDS, STYLES, over_seeds
from collapse.panels.base import Panel, canvas, control
from collapse.panels.typescript import Typescript

COLUMNS = 62  # characters of a line of text in the picture
ROOM = 9  # percentage points that the number above a bar takes


def passages(chains, texts, corpus):
    """Show what two generations of a chain wrote, beside each other, with words of their own in capitals.

    Parameters
    ----------
    chains, texts : DataFrame
    corpus : collapse.text.Corpus
        The human text.
    """
    known, written, measured = _read(chains, texts, corpus)
    figure, pages = _pages(height=2.6)

    def draw(setting, seed, generation, beside):
        for page, number in zip(pages, (generation, beside), strict=True):
            page["head"].set_text(f"{setting}, seed {seed}: generation {number}")
            page["text"].set_text(marked(written[setting, seed, number], known))
        here, there = (measured.loc[(setting, seed, number)] for number in (generation, beside))
        return f"{setting}, seed {seed}. {_says(generation, here)} {_says(beside, there)}"

    generations = dict(min=0, max=int(chains["generation"].max()))
    settings, seeds, every = (chains[name].unique().tolist() for name in ("setting", "seed", "generation"))
    return Panel(
        figure,
        draw,
        dict(
            setting=_setting(chains),
            seed=_seed(chains),
            generation=control(
                widgets.IntSlider,
                "generation",
                "who wrote the text on the left",
                value=generations["max"],
                **generations,
            ),
            beside=control(
                widgets.IntSlider,
                "beside it",
                "the generation that wrote the text on the right",
                value=0,
                **generations,
            ),
        ),
        grid=[
            dict(setting=settings, seed=seeds, generation=every, beside=[0]),
            dict(setting=settings, generation=every, beside=every),
        ],
    )


def recipes(chains, texts, corpus):
    """Show what the same generation of two settings of the study in small wrote, beside each other.

    Parameters
    ----------
    chains, texts : DataFrame
    corpus : collapse.text.Corpus
        The human text.
    """
    known, written, measured = _read(chains, texts, corpus)
    settings = list(texts["setting"].unique())
    figure, pages = _pages(height=1.8, top=0.8)

    def draw(setting, beside, generation, seed):
        for page, name in zip(pages, (setting, beside), strict=True):
            page["head"].set_text(f"{name}: generation {generation}")
            lines = written[name, seed, generation].split("\n")
            page["text"].set_text("\n".join(marked_line(line, known) for line in lines))
        said = (_says_of(name, measured.loc[(name, seed, generation)]) for name in (setting, beside))
        return f"Generation {generation}, seed {seed}. {' '.join(said)}"

    last, seeds = int(chains["generation"].max()), texts["seed"]
    lists = dict(options=settings)
    return Panel(
        figure,
        draw,
        dict(
            setting=control(widgets.Dropdown, "on the left", "what differs from the study's protocol", **lists),
            beside=control(
                widgets.Dropdown, "on the right", "another setting, to be read beside it", value="T = 1", **lists
            ),
            generation=control(widgets.IntSlider, "generation", "who wrote both", value=last, min=0, max=last),
            seed=_seed(texts, "another seed, another base"),
        ),
        grid=[
            dict(setting=settings, beside=["T = 1", settings[0]], generation=[0, 1, 2, 4, last]),
            dict(setting=settings, generation=[last], seed=sorted(seeds.unique().tolist())),
        ],
        play="generation",
    )


def marked_line(line, known):
    """Cut a line at its first and its last blank, since words may be cut there, and capitalize words not `known`.

    Examples
    --------
    >>> marked_line("f the flome is o", known={"the", "is"})
    'the FLOME is'
    """
    whole = line[line.find(" ") + 1 : line.rfind(" ")] if line.count(" ") > 1 else line
    return measures.WORD.sub(lambda found: found[0] if found[0] in known else found[0].upper(), whole)


def _says_of(setting, row):
    words = row["distinct_words"]
    return (
        f"{setting}: human text costs {row['human_bits']:.2f} bits a character; half of its blocks cost generation 0 "
        f"less than {row['median']:.2f} (of human blocks, {row['human_median']:.2f}); in all it uses {words:.0f} "
        f"different word{'s' if words != 1 else ''}."
    )


def marked(passage, known):
    """Lay a passage out in lines, from its first blank to its last, with words that are not `known` in capitals.

    Examples
    --------
    >>> marked("f the flome is o", known={"the", "is"})
    'the FLOME is'
    """
    return textwrap.fill(marked_line(passage, known), COLUMNS, break_on_hyphens=False)


def _read(chains, texts, corpus):
    """Return the human words, and both tables by setting, seed and generation: what was written, what was measured."""
    keys = ["setting", "seed", "generation"]
    return reading.vocabulary(corpus.text), texts.set_index(keys)["text"], chains.set_index(keys)


def _pages(height, top=0.86):
    """Make two sheets of paper beside each other: a heading each, and a text that begins at `top`."""
    figure, both = canvas(width=9.6, height=height)
    figure.subplots_adjust(left=0.01, right=0.99, wspace=0.02, bottom=0.02, top=0.98)
    pages = []
    for axes in both:
        axes.set_axis_off()
        place = dict(transform=axes.transAxes, ha="left", va="top", animated=True)
        head = axes.text(0.02, 0.99, "", fontsize=10, color=SYNTHETIC, weight="bold", **place)
        text = axes.add_artist(Typescript(0.02, top, family="monospace", fontsize=8.4, **place))
        pages.append(dict(head=head, text=text))
    return figure, pages


def _says(number, row):
    return (
        f"Generation {number}: human text costs {row['human_bits']:.2f} bits a character, its own "
        f"{row['own_bits']:.2f}; {row['distinct_words']:.0f} different words, {100 * row['real_words']:.0f} % of its "
        "words are human words."
    )


def bands(chains):
    """Show which share of the human words of each band a chain still uses, and when a band has halved."""
    figure, (curves, bars) = canvas()
    moving = _prepare(curves, bars, int(chains["generation"].max()))
    shares = {
        setting: 100 * np.array([over_seeds(chains, setting, f"left_{band}") for band in BANDS])
        for setting in chains["setting"].unique()
    }
    seeds = sorted(chains["seed"].unique().tolist())

    def draw(setting, band, generation, seed):
        table = shares[setting][:, :, seeds.index(seed)]
        number = list(BANDS).index(band)
        half = measures.half_life(table[number])
        _update(moving, table, number, generation, half)
        return _words(table[number], BANDS[band], generation, half, setting, seed)

    return Panel(
        figure,
        draw,
        dict(
            setting=_setting(chains),
            band=control(
                widgets.Dropdown,
                "words seen",
                "how often the words occur in the human text",
                options=[(label, name) for name, label in BANDS.items()],
                value="3_to_10",
            ),
            generation=control(
                widgets.IntSlider,
                "generation",
                "how far the chain has come",
                value=7,
                max=int(chains["generation"].max()),
            ),
            seed=_seed(chains),
        ),
        grid=[dict(setting=list(shares), band=BANDS, generation=range(chains["generation"].max() + 1), seed=seeds)],
        play="generation",
    )


def _prepare(curves, bars, last):
    """Draw everything that stays, and return the artists that move."""
    looks = list(zip(BANDS.values(), generation_colors(len(BANDS)), STYLES, strict=True))
    lines = [curves.plot([], [], color=c, linestyle=s, label=label, animated=True)[0] for label, c, s in looks]
    low, full, high = -3, 100, 138
    below_legend = dict(ymax=(full - low) / (high - low), animated=True)
    moving = dict(
        lines=lines,
        chosen=curves.plot([], [], color=SYNTHETIC, linewidth=3, marker="o", markersize=5, animated=True)[0],
        now=curves.axvline(0, color=FAINT, linewidth=1, **below_legend),
        half=curves.axvline(0, color=SYNTHETIC, linewidth=1.5, linestyle=":", **below_legend),
        bars=bars.bar(range(len(BANDS)), 0, color=[color for _, color, _ in looks], width=0.7, animated=True),
        first=bars.plot([], [], color=HUMAN, marker="_", markersize=34, linestyle="none", animated=True)[0],
        labels=[bars.text(i, 0, "", ha="center", va="bottom", fontsize=9, animated=True) for i in range(len(BANDS))],
    )
    curves.set(xlim=(-0.2, last + 0.2), ylim=(low, high), yticks=range(0, full + 1, 20))
    decorate(curves, "Still used (dotted: half of generation 0's)", "generation", "words still used (%)", legend=False)
    bars.set(xlim=(-0.6, len(BANDS) - 0.4), ylim=(-3, 112), yticks=range(0, 101, 20), xticks=range(len(BANDS)))
    bars.set_xticklabels([label.replace(" times", "") for label in BANDS.values()])
    decorate(
        bars,
        "At that generation (blue: at generation 0)",
        "times in the human text",
        "words still used (%)",
        legend=False,
    )
    handles = [curves.plot([], [], color=c, linestyle=s, label=label)[0] for label, c, s in looks]
    curves.legend(handles=handles, frameon=False, fontsize=SMALLEST, ncols=2, loc="upper center")
    return moving


def _update(moving, table, number, generation, half):
    x = np.arange(table.shape[1])
    for line, shares in zip(moving["lines"], table, strict=True):
        line.set_data(x, shares)
    moving["chosen"].set_data(x[: generation + 1], table[number, : generation + 1])
    moving["now"].set_xdata([generation] * 2)
    moving["half"].set_xdata([half if half is not None else -1] * 2)
    rows = zip(moving["bars"], moving["labels"], table[:, generation], table[:, 0], strict=True)
    for bar, label, share, first in rows:
        bar.set_height(share)
        label.set_text(f"{share:.0f}")
        below_tick = share + ROOM < first  # where there is room, a number stands on its own bar and not on the tick
        label.set_y((share if below_tick else max(share, first)) + 1)
    moving["first"].set_data(np.arange(len(table)), table[:, 0])


def _words(shares, label, generation, half, setting, seed):
    read_off = f"falls to half of that in generation {half}" if half is not None else "never falls to half of that"
    return (
        f"{setting}, seed {seed}, words that occur {label} in the human text: generation 0 uses {shares[0]:.1f} % of "
        f"them, generation {generation} {shares[generation]:.1f} %. The share {read_off}."
    )


def _setting(chains):
    options, what = list(chains["setting"].unique()), "temperature, and what the next generation is trained on"
    return control(widgets.Dropdown, "setting", what, options=options, value="T = 0.8")


def _seed(table, what="another seed, another chain"):
    seeds = table["seed"]
    return control(widgets.IntSlider, "seed", what, value=1, min=int(seeds.min()), max=int(seeds.max()))
