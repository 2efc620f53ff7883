"""The panel of notebook 07: what models of handwritten digits draw, generation after generation."""

import ipywidgets as widgets
import numpy as np

from collapse import pictures
from collapse.figures.handwriting import DIET_LOOKS, digits_left, mosaic, show_mosaic
from collapse.figures.house import OTHER, SYNTHETIC, decorate
from collapse.panels.base import Panel, canvas, control

NAMES = {
    "the Gaussian": "Gaussian",
    "network without noise": "VAE without noise",
    "network with noise": "VAE",
}
PLACES = (0.09, 0.52, 0.88, 0.41), (0.09, 0.12, 0.38, 0.28), (0.59, 0.12, 0.38, 0.28)  # pictures above, curves below
READ = [f"read_{digit}" for digit in range(10)]


def drawings(chains, drawn):
    """Show what a generation draws, and how many directions and digits are left; from the tables of `data/`.

    Parameters
    ----------
    chains, drawn : DataFrame
        handwriting.csv and handwriting_pictures.csv.
    """
    figure, (gallery, directions, digits) = canvas(columns=3, height=4.4)
    for axes, place in zip((gallery, directions, digits), PLACES, strict=True):
        axes.set_position(place)
    last, seeds = int(chains["generation"].max()), sorted(int(seed) for seed in drawn["seed"].unique())
    rows = drawn.set_index(["model", "diet", "seed", "generation"])["pictures"].to_dict()
    chain = dict(list(chains.set_index("generation").groupby(["model", "diet", "seed"])))
    moving = _prepare(figure, gallery, directions, digits, last)
    people = pictures.load()
    of_people = np.array([people.train[people.train_digits == digit][0] for digit in range(10)])

    def draw(generation, model, diet, seed):
        name, measured = NAMES[model], chain[NAMES[model], diet, seed]
        first, now = (pictures.unpacked(rows[name, diet, seed, at]) for at in (0, generation))
        moving["pictures"].set_data(mosaic([of_people, first, now]))
        left, counts = measured["directions"].to_numpy(), digits_left(measured[READ].to_numpy())
        for line, values in ((moving["directions"], left), (moving["digits"], counts)):
            line.set_data(np.arange(generation + 1), values[: generation + 1])
        unsure, cost = (measured[column].to_numpy()[generation] for column in ("unsure", "human_nats"))
        told = f"cost {cost:.0f} nats each" if np.isfinite(cost) else "are impossible to it"
        return (
            f"{model[0].upper()}{model[1:]}, diet: {diet}, seed {seed}, generation {generation}: "
            f"{left[generation]:.1f} effective directions, pictures of {counts[generation]} digits, and of "
            f"{100 * unsure:.0f} % nobody can say which. People's held-out pictures {told}."
        )

    return Panel(
        figure,
        draw,
        dict(
            generation=control(widgets.IntSlider, "generation", "how far the chain has come", value=8, max=last),
            model=control(
                widgets.Dropdown,
                "model",
                "what is fitted in every generation",
                options=list(NAMES),
                value="network without noise",
            ),
            diet=control(widgets.Dropdown, "diet", "what each generation is trained on", options=list(DIET_LOOKS)),
            seed=control(
                widgets.IntSlider, "seed", "which luck of the draw", value=seeds[0], min=seeds[0], max=seeds[-1]
            ),
        ),
        grid=[
            dict(generation=range(last + 1), model=list(NAMES), diet=["replace"], seed=seeds),
            dict(generation=[8, last], model=list(NAMES), diet=list(DIET_LOOKS), seed=seeds),
        ],
        play="generation",
    )


def _prepare(figure, gallery, directions, digits, last):
    """Draw everything that stays, and return the artists that move."""
    blank = [np.zeros((10, 64))] * 3
    image = show_mosaic(gallery, blank, animated=True)
    gallery.set(xticks=[], yticks=[4.5, 14.5, 24.5], yticklabels=["people", "first", "now"])
    gallery.set_title("What it draws", loc="left", fontsize="medium")
    gallery.set(xlabel="a sample of ten pictures", ylabel="generation", anchor="W")
    look = dict(linewidth=2, marker="o", markersize=4, markevery=[-1], animated=True)
    lines = {
        "directions": directions.plot([], [], color=SYNTHETIC, **look)[0],
        "digits": digits.plot([], [], color=OTHER, linestyle="-.", **look)[0],
    }
    directions.set(xlim=(-0.4, last + 0.4), yscale="log", ylim=(0.9, 64), yticks=[1, 2, 5, 10, 20, 50])
    directions.set_yticklabels([1, 2, 5, 10, 20, 50])
    directions.minorticks_off()
    decorate(directions, "Effective directions", "generation", "number of directions", legend=False)
    digits.set(xlim=(-0.4, last + 0.4), ylim=(-0.4, 10.4), yticks=range(0, 11, 2))
    decorate(digits, "Digits left", "generation", "number of digits", legend=False)
    return dict(pictures=image, **lines)
