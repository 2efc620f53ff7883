"""The eight definitions of collapse: each is met by what its rule says, and by nothing short of it."""

import numpy as np
import pytest

from collapse.comparison import Chain
from collapse.definitions import (
    BOUNDED,
    DEFINITIONS,
    DEPENDS,
    NO,
    NO_MODES,
    NOT_TESTED,
    SECOND_READING,
    YES,
)

NAMES = [each.short for each in DEFINITIONS]
STILL = dict(human=(1, 1, 1), rare=(1, 1, 1), variety=(1, 1, 1), strange=(0.1, 0.1, 0.1))


def chain(slopes=(-1, -1), valley=0.0, guess=9, limit=np.inf, histories=50, spread=0.01, **curves):
    """Make a chain of histories that differ a little, in which nothing happens but what is said."""
    noise = np.linspace(-spread, spread, histories)
    human, rare, variety, strange = (np.add.outer(curve, noise) for curve in (STILL | curves).values())
    # A part of the noise is a history's own rise or fall, so that a change of 0 has an error band.
    rise = np.linspace(0, 1, len(human))[:, None] * noise
    return Chain(
        human + rise,
        np.zeros_like(human),
        rare,
        variety,
        strange + rise,
        guess=guess,
        limit=limit,
        slopes=None if slopes is None else np.add.outer(slopes, noise),
        valley=None if valley is None else valley + noise,
    )


def met(**what):
    return {each.short for each in DEFINITIONS if each.entry(chain(**what)) == YES}


@pytest.mark.parametrize(
    ("names", "happens"),
    [
        ("", {}),
        ("", dict(human=(1, 1, 0.5))),
        ("disaster", dict(human=(10, 10, 10))),
        ("any rise", dict(human=(1, 2, 2))),
        ("any rise", dict(human=(1, 2, 2.4))),
        ("any rise, diverging", dict(human=(1, 2, 2.6))),
        ("any rise, diverging, disaster", dict(human=(1, 5, 9.2))),
        ("scaling", dict(slopes=(-1, -0.4))),
        ("scaling", dict(slopes=(-1, 0.1))),
        ("", dict(slopes=(-1, -0.6))),
        ("variance", dict(variety=(1, 0.9, 0.4))),
        ("", dict(variety=(1, 0.9, 0.6))),
        ("modes", dict(valley=0.6)),
        ("", dict(valley=0.4)),
        ("tail", dict(rare=(1, 0.9, 0.4))),
        ("", dict(rare=(1, 0.9, 0.6))),
        ("invented", dict(strange=(0.1, 0.1, 0.2))),
        ("", dict(strange=(0.1, 0.1, 0.13))),
        ("", dict(strange=(0.3, 0.1, 0.1))),
    ],
)
def test_a_definition_is_met_by_what_it_says(names, happens):
    assert met(**happens) == set(filter(None, names.split(", ")))


@pytest.mark.parametrize("definition", DEFINITIONS, ids=NAMES)
def test_where_the_border_is_within_the_band_it_depends(definition):
    on_the_border = dict(
        disaster=dict(guess=1),
        scaling=dict(slopes=(-1, -0.5)),
        variance=dict(variety=(1, 1, 0.5)),
        modes=dict(valley=0.5),
        tail=dict(rare=(1, 1, 0.5)),
        invented=dict(strange=(0.1, 0.1, 0.15)),
        diverging=dict(human=(1, 2, 2.5)),
    )
    known = chain(**on_the_border.get(definition.short, {}))
    assert definition.entry(known) == DEPENDS


def test_few_histories_have_to_agree():
    """Of four, three on one side are not enough; of four hundred, the median decides."""
    collapsing = next(each for each in DEFINITIONS if each.short == "variance")
    left = np.array([0.3, 0.4, 0.45, 0.6])
    for histories, entry in ((left, DEPENDS), (left[:3], YES), (np.tile(left, 100), YES), (left[3:], NO)):
        variety = np.array([np.ones(len(histories)), histories])
        assert collapsing.entry(Chain(variety, variety, variety, variety)) == entry


def test_what_cannot_be_measured_has_its_own_word():
    entries = {
        each.short: each.entry(chain(human=(1, 2, 3), limit=12, slopes=None, valley=None)) for each in DEFINITIONS
    }
    words = {name: word for name, word in entries.items() if word not in (YES, NO, DEPENDS)}
    assert words == {"diverging": BOUNDED, "scaling": NOT_TESTED, "modes": NO_MODES}
    bare = Chain(*np.ones((4, 3, 5)))
    assert [each.entry(bare) for each in DEFINITIONS].count(NOT_TESTED) == 3  # guess, slopes and strange are missing


@pytest.mark.parametrize(
    ("valley", "left", "entry"),
    [(0.1, 0.9, NO), (0.8, 0.9, YES), (0.1, 0.2, YES), (0.8, 0.1, YES), (0.5, 0.9, DEPENDS), (0.1, 0.5, DEPENDS)],
)
def test_the_second_reading_asks_for_either(valley, left, entry):
    """Peaks that have merged, or a mode that has gone; the first reading sees merged ones alone."""
    still, noise = np.ones((2, 50)), np.linspace(-0.01, 0.01, 50)
    kind = np.stack([0.04 * np.ones(50), 0.04 * (left + noise)])
    gone = Chain(*[still] * 4, valley=valley + noise, kind=kind)
    assert SECOND_READING.entry(gone) == entry
    sixth = next(each for each in DEFINITIONS if each.short == "modes")
    assert sixth.entry(gone) == (DEPENDS if valley == 0.5 else YES if valley > 0.5 else NO)
    assert SECOND_READING.entry(Chain(*[still] * 4)) == NO_MODES
