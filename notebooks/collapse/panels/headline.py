"""The panel of notebook 06: authors who write with a model's help, and what they write when they are many."""

import ipywidgets as widgets
import numpy as np

from collapse import theory
from collapse.figures.house import FAINT, OTHER, SYNTHETIC, THEORY, decorate, lightly
from collapse.panels.base import LEGEND, Newest, Panel, canvas, control
from collapse.people import HOW, write_along

LAST, AUTHORS, CROWDS = 15, 400, 20
SHARES = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]
OUTSIDE = [0.0, 0.1, 0.25, 0.5, 0.75, 1.0]


def writers():
    """Move how much of the writing is the authors' own, and see single texts and all texts together."""
    figure, (texts, curves) = canvas()
    moving = _prepare(texts, curves)
    history = Newest(_history)

    def draw(originality, how, outside, generation, crowd):
        seasons = history.first(generation + 1, originality, how, outside)
        setting = dict(originality=originality, how=how, outside=outside)
        _update(moving, seasons, setting, crowd)
        return _words(seasons, setting, crowd)

    return Panel(
        figure,
        draw,
        dict(
            originality=control(
                widgets.SelectionSlider,
                "originality o",
                "share of the writing that is the author's own",
                options=SHARES,
                value=0.6,
            ),
            how=control(
                widgets.ToggleButtons,
                "suggestions",
                "blended into every text, or taken whole in some texts and not at all in the others",
                options=list(HOW),
                value="blend",
            ),
            outside=control(
                widgets.SelectionSlider,
                "from outside",
                "share of the suggestions from a source that reads none of these texts, with a variance of 3",
                options=OUTSIDE,
                value=0.0,
            ),
            generation=control(widgets.IntSlider, "generation", "0 is without any model", value=1, max=LAST),
            crowd=control(
                widgets.IntSlider, "crowd", f"which of {CROWDS} crowds of authors is shown", value=1, min=1, max=CROWDS
            ),
        ),
        grid=[
            dict(originality=SHARES, how=HOW, generation=[0, 1, 2, 3, 5, 10, LAST]),
            dict(originality=[0.05, 0.5], how=["by lot"], generation=[LAST], crowd=range(1, CROWDS + 1)),
            dict(originality=[0.6], how=["blend"], generation=[1, LAST], crowd=range(1, CROWDS + 1)),
            dict(originality=SHARES, how=HOW, outside=OUTSIDE, generation=[1, LAST]),
        ],
        play="generation",
    )


def _history(originality, how, outside):
    """Run all crowds at once: which of them is shown changes no number."""
    return write_along(originality, LAST, np.random.default_rng(1), AUTHORS, CROWDS, how=how, outside=outside)


def _prepare(texts, curves):
    """Draw everything that stays, and return the artists that move."""
    texts.plot([-4, 4], [-4, 4], color=FAINT, linewidth=1, label="text = home")
    dots = texts.plot([], [], "o", color=SYNTHETIC, markersize=2.5, animated=True)[0]
    texts.set(xlim=(-4, 4), ylim=(-5, 5))
    decorate(
        texts, "Single texts", "home of the author (human sd)", "text (human sd)", **LEGEND | dict(loc="upper left")
    )
    newest = dict(marker="o", markersize=4, markevery=[-1], linewidth=2, animated=True)
    varied = curves.plot([], [], color=SYNTHETIC, label="diversity of all texts", **newest)[0]
    new = curves.plot([], [], color=OTHER, linestyle="-.", label="novelty for the author", **newest)[0]
    band = curves.fill_between(
        [0], [0], [0], animated=True, label=f"diversity of all {CROWDS} crowds", **lightly(SYNTHETIC)
    )
    laws = [curves.plot([], [], animated=True, **THEORY)[0] for _ in range(2)]
    curves.plot([], [], label="theory, many authors", **THEORY)
    curves.set(xlim=(0, LAST), ylim=(0, 4.6))
    decorate(curves, "What becomes of them", "generation", "variance (humans: 1)", **LEGEND)
    return dict(dots=dots, varied=varied, new=new, band=band, laws=laws)


def _update(moving, seasons, setting, crowd):
    moving["dots"].set_data(seasons[-1].homes[crowd - 1], seasons[-1].texts[crowd - 1])
    x = np.arange(len(seasons))
    diversity = np.array([season.diversity for season in seasons])
    moving["varied"].set_data(x, diversity[:, crowd - 1])
    moving["band"].set_data(x, diversity.min(axis=1), diversity.max(axis=1))
    moving["new"].set_data(x, [season.novelty[crowd - 1] for season in seasons])
    every = np.arange(LAST + 1)
    laws = theory.collective_diversity, theory.individual_novelty
    for line, law in zip(moving["laws"], laws, strict=True):
        line.set_data(every, law(n=every, **setting))


def _words(seasons, setting, crowd):
    season, alone = seasons[-1], seasons[0]
    strangers = f", {100 * setting['outside']:g} % from outside" if setting["outside"] else ""
    novelty, diversity = (
        [getattr(each, name)[crowd - 1] for each in (season, alone)] for name in ("novelty", "diversity")
    )
    return (
        f"o = {setting['originality']}, {setting['how']}{strangers}, generation {season.number}, crowd {crowd}: a text "
        f"is {novelty[0]:.2f} from its author's home (alone: {novelty[1]:.2f}), and the diversity of all texts is "
        f"{diversity[0]:.2f} (alone: {diversity[1]:.2f}). In the {CROWDS} crowds it lies between "
        f"{season.diversity.min():.2f} and {season.diversity.max():.2f}."
    )
