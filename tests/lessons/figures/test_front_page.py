"""The figure of the README: what it marks, and as it is stored."""

import re

import pytest
from PIL import Image

from figure_cases.front_page import case_three_collapses
from repository import ROOT
from scripts import imported

README = (ROOT / "README.md").read_text(encoding="utf-8")
MOST_BYTES = 150_000


def test_marked_words_stand_in_the_gaps_of_the_others():
    right = case_three_collapses()[0].figure.axes[2]
    lines = [text.get_text() for text in right.texts]
    assert lines == [
        "in a         land a rose is a rose",
        "     strange                      ",
        "                 estranged        ",
        "strange stranger           strange",
    ]


def stored(path):
    """Return the size of a picture and the texts it carries."""
    with Image.open(path) as image:
        return image.size, image.text


@pytest.fixture
def script():
    """Load the script that draws the stored picture."""
    return imported("make_front_page")


def test_the_stored_picture_shows_what_the_script_draws(script):
    assert script.check() == []


def test_the_stored_picture_is_light_and_of_the_size_of_the_page(script):
    assert stored(script.FILE)[0] == (1720, 880)  # twice the width that a code host gives to a README
    assert script.FILE.stat().st_size < MOST_BYTES


def test_the_readme_shows_it_with_its_sentence_for_those_who_do_not_see_it(script):
    alt, file = re.search(r"!\[([^\]]+)\]\((data/[^)]+)\)", README).groups()
    assert ROOT / file == script.FILE
    assert alt[0].lower() + alt[1:] == stored(script.FILE)[1]["Description"]
