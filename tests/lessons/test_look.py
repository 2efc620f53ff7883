"""The look of every figure: seaborn's, without waiting for seaborn, and the same on every machine."""

import subprocess
import sys

import matplotlib
import numpy as np
import pytest
import seaborn
from matplotlib.colors import to_hex, to_rgb

from collapse.figures import house


def look(set_look, **before):
    """All settings of matplotlib after `set_look`, which begins with the settings `before`."""
    with matplotlib.rc_context(before):
        set_look()
        return {name: value for name, value in matplotlib.rcParams.items() if name != "backend"}


def seaborns_look():
    matplotlib.rcdefaults()
    seaborn.set_theme(context="notebook", style="ticks", palette="colorblind", font_scale=0.9)


def test_the_look_is_seaborns_in_a_font_that_every_machine_has():
    ours, theirs = look(house.set_style), look(seaborns_look)
    assert [to_hex(hue) for hue in ours.pop("axes.prop_cycle").by_key()["color"]] == seaborn.color_palette(
        "colorblind"
    ).as_hex()
    assert ours.pop("font.sans-serif")[0] == "DejaVu Sans"
    assert ours.pop("image.cmap") == "cividis"  # seaborn's would need seaborn
    assert ours.pop("axes.titley") == 1.0  # said for speed: where seaborn, too, has it
    assert {name: theirs[name] for name in ours} == ours


@pytest.mark.parametrize(
    "setting", [{"figure.facecolor": "black"}, {"text.usetex": True}, {"lines.linewidth": 9}], ids=str
)
def test_the_look_is_the_same_whatever_was_set_before(setting):
    assert look(house.set_style, **setting) == look(house.set_style)


def test_generations_have_the_colors_of_seaborns_flare():
    flare = seaborn.color_palette("flare", as_cmap=True)(np.linspace(0.26, 0.95, 50))
    assert np.allclose([to_rgb(color) for color in house.generation_colors(50)], flare[:, :3], atol=2 / 255)


def test_a_lesson_begins_without_the_slow_imports():
    begin = (
        "import sys; from collapse import figures, panels; from collapse.exercises import check; print(*sys.modules)"
    )
    folder = house.STYLE.parents[2]
    run = subprocess.run([sys.executable, "-c", begin], capture_output=True, text=True, cwd=folder, check=True)
    assert "matplotlib.figure" in run.stdout.split()
    assert {"seaborn", "scipy.special", "scipy.stats", "matplotlib.pyplot"}.isdisjoint(run.stdout.split())
