"""The panel of notebook 03: the words of a text, copied on, and what the model of the original finds of the copies."""

from functools import partial

import ipywidgets as widgets
import numpy as np

from collapse import measures, theory, validate
from collapse.figures.house import HUMAN, OTHER, SYNTHETIC, THEORY, decorate, lightly
from collapse.loop import run
from collapse.models import Categorical
from collapse.panels.base import LEGEND, Newest, Panel, canvas, control

LAST = 40
SIZES = [100, 300, 1_000, 3_000, 10_000, 30_000]
TEMPERATURES = [0.5, 0.7, 0.8, 0.9, 0.95, 1.0, 1.05, 1.1, 1.2]


def vocabulary(text):
    """Copy the words of `text` generation after generation, and judge the copies from outside and from inside."""
    counts = -np.sort(-np.unique(measures.words(text), return_counts=True)[1])
    if not counts.size:
        raise ValueError(f"text must hold at least one word, got {validate.shown(text)}")
    original = Categorical().fit(counts)
    figure, (table, curves) = canvas()
    moving = _prepare(table, curves, original)
    history = Newest(partial(_history, counts, original))

    def draw(N, temperature, generation, seed):
        drawn, surprise, entropy = zip(*history.first(generation + 1, N, temperature, seed), strict=True)
        band = _band(original, N)
        _update(moving, drawn[generation], surprise, entropy, band)
        return _words(original, drawn[generation], surprise, entropy, band, N, temperature, generation)

    return Panel(
        figure,
        draw,
        dict(
            N=control(
                widgets.SelectionSlider,
                "words N",
                "how many words each generation writes",
                options=SIZES,
                value=1_000,
            ),
            temperature=control(
                widgets.SelectionSlider,
                "temperature T",
                "1 samples fairly, less sharpens, more flattens",
                options=TEMPERATURES,
                value=1.0,
            ),
            generation=control(widgets.IntSlider, "generation", "0 is the human text", value=20, max=LAST),
            seed=control(widgets.IntSlider, "seed", "another seed, another history", value=1, min=1, max=40),
        ),
        grid=[
            dict(N=[1_000, 10_000], temperature=TEMPERATURES, generation=[0, 1, 2, 5, *range(10, LAST + 1, 10)]),
            dict(N=SIZES, temperature=TEMPERATURES, generation=[1]),
            dict(N=[1_000], generation=[20, LAST], seed=range(1, 11)),
            dict(N=SIZES, generation=[0, 1, 2, 5, *range(10, LAST + 1, 10)]),
        ],
        play="generation",
    )


def _history(counts, original, N, temperature, seed):
    """Run one history: what each generation was trained on, the original's surprise at it, the entropy of its model."""
    for turn in run(Categorical(temperature), counts, LAST, np.random.default_rng(seed), size=N):
        yield turn.data, measures.categorical_cross_entropy(original, turn.model), turn.model.entropy()


def _band(original, N):
    """Return where the surprise lies in 19 of 20 fair histories, generation by generation: its ends."""
    off = 2 * theory.surprise_sd(original.probabilities, N, np.arange(LAST + 1))
    return original.entropy() - off, original.entropy() + off


def _prepare(table, curves, original):
    """Draw everything that stays, and return the artists that move."""
    p = original.probabilities
    ranks = np.arange(1, p.size + 1)
    table.plot(ranks, p, color=HUMAN, linewidth=2, label="the human text")
    table.set(xscale="log", yscale="log", xlim=(0.8, 1.3 * p.size), ylim=(p[-1] / 2, 1.5))
    look = dict(linestyle="none", marker="o", markersize=2.5, animated=True)
    dots = table.plot([], [], color=SYNTHETIC, label="this generation", **look)[0]
    decorate(table, "Every word that is left", "rank of the word in the human text", "share of the words", **LEGEND)
    newest = dict(marker="o", markersize=4, markevery=[-1], linewidth=2, animated=True)
    outside = curves.plot([], [], color=OTHER, label="the original's surprise at the text", **newest)[0]
    inside = curves.plot([], [], color=SYNTHETIC, linestyle="-.", label="entropy of the models", **newest)[0]
    fair = curves.fill_between([0], [0], [0], animated=True, label="19 of 20 fair copies", **lightly("0.5"))
    curves.axhline(original.entropy(), label="where both begin", **THEORY)
    curves.set(xlim=(0, LAST), ylim=(0, 2 * original.entropy()))
    decorate(
        curves,
        "What a judge sees, and what is there",
        "generation",
        "nats a word",
        **LEGEND | dict(loc="upper left", ncols=2),
    )
    return dict(dots=dots, outside=outside, inside=inside, fair=fair)


def _update(moving, counts, surprise, entropy, band):
    alive = np.flatnonzero(counts)
    moving["dots"].set_data(alive + 1, counts[alive] / counts.sum())
    x = np.arange(len(surprise))
    moving["outside"].set_data(x, surprise)
    moving["inside"].set_data(x, entropy)
    moving["fair"].set_data(np.arange(LAST + 1), *band)


def _words(original, counts, surprise, entropy, band, N, temperature, generation):
    left = counts > 0
    missed = original.probabilities[~left].sum()
    low, high = (end[generation] for end in band)
    return (
        f"N = {N:,}, T = {temperature}, generation {generation}: {left.sum():,} of {left.size:,} words are left; the "
        f"others make up {100 * missed:.0f} % of the human text. The original's surprise is {surprise[generation]:.2f} "
        f"nats a word (human: {surprise[0]:.2f}; of 20 fair copies about 19 lie between {low:.2f} and {high:.2f}), the "
        f"entropy of this generation's model {entropy[generation]:.2f}."
    )
