"""Draw the figure of the README: one history of each main stage.

    python data/make_front_page.py            draw it, and write front_page.png (2 seconds)
    python data/make_front_page.py --check    compare the picture's data with those computed anew; write nothing

The picture carries its sentence and its data as text, in fields of the file, because pixels differ between versions of
matplotlib and data do not. What the network wrote comes from chains_texts.csv; the other two are computed here.
"""

import io
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "notebooks"))

import numpy as np
import pandas as pd
from command import command
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from collapse.figures import three_collapses
from collapse.figures.house import describe
from collapse.loop import run
from collapse.models import FittedMixture, Gaussian, GaussianMixture

DATA = Path(__file__).parent
FILE = DATA / "front_page.png"
ROWS = 8
VILLAGE_SEED = 301  # keeps near the median history that theory expects, in every row
KINDS_SEED = 97  # loses its rare kinds one after the other, at about the times when half of such histories have
WRITER = "setting == 'T = 0.8' and seed == 1"
SHARP = 200  # dots an inch: fine screens show a page at twice its size
TONES = 96  # colors of the stored picture, which make it a third as large


def heights():
    """Return one history of a village of fifty men, every 25th generation."""
    rng = np.random.default_rng(VILLAGE_SEED)
    men = pd.read_csv(DATA / "galton_heights.csv").query("sex == 'male'")["height_in"].to_numpy()
    return every(25, Gaussian(), rng.choice(men, size=50, replace=False), rng)


def kinds():
    """Return one history of a hundred points of three kinds, two of them rare, every tenth generation."""
    rng = np.random.default_rng(KINDS_SEED)
    world = FittedMixture([0.82, 0.12, 0.06], [0.0, 8.0, 14.0], [1.0, 1.0, 1.0])
    return every(10, GaussianMixture(3, start=world, warm_start=True), world.sample(100, rng), rng)


def every(step, model, human, rng):
    """Run a history; return every `step`-th generation, by its number."""
    return {turn.number: turn for turn in run(model, human, step * (ROWS - 1), rng) if turn.number % step == 0}


def passages():
    """Return what each generation of one network wrote."""
    texts = pd.read_csv(DATA / "chains_texts.csv").query(WRITER)
    return dict(zip(texts["generation"], texts["text"], strict=True))


def fields(picture):
    """Return the texts that the file carries."""
    return {"Description": picture.sentence.removeprefix("Figure: "), "Comment": describe(picture.figure)}


def draw():
    """Draw the picture."""
    return three_collapses(heights(), kinds(), passages(), mark="strange")


def make():
    """Draw and write the picture."""
    picture, carried = draw(), PngInfo()
    for name, text in fields(picture).items():
        carried.add_itxt(name, text)
    drawn = io.BytesIO()
    picture.figure.savefig(drawn, format="png", dpi=SHARP)
    image = Image.open(drawn).convert("RGB")
    image.quantize(TONES, dither=Image.Dither.NONE).save(FILE, pnginfo=carried, optimize=True)


def check():
    """Return the lines in which the stored picture's texts and those of a new one differ."""
    with Image.open(FILE) as image:
        stored = image.text
    pairs = [(stored.get(name, "").splitlines(), text.splitlines()) for name, text in fields(draw()).items()]
    return [line for old, new in pairs for line in (*new, *old) if (line in old) != (line in new)]


if __name__ == "__main__":
    command(make, check, __doc__.split("\n")[0])
