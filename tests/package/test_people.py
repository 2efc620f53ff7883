"""Authors who write with a model's help: the simulation follows the law, and both do what they are said to do."""

import numpy as np
import pytest

from collapse import theory
from collapse.people import HOW, write_along

GENERATIONS = np.arange(7)


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize(("o", "own"), [(0.2, 0.2), (0.5, 0.4), (0.9, 0.1)])
def test_the_simulation_follows_the_law(how, o, own):
    seasons = list(write_along(o, 6, np.random.default_rng(4), authors=20_000, histories=40, how=how, own=own))
    for measured, law in (
        ([season.diversity for season in seasons], theory.collective_diversity(o, GENERATIONS, how)),
        ([season.novelty for season in seasons], theory.individual_novelty(o, GENERATIONS, how, own)),
    ):
        error = np.std(measured, axis=1, ddof=1) / np.sqrt(40)
        assert (np.abs(np.mean(measured, axis=1) - law) < 4 * error + 5e-4).all()


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize(
    ("o", "outside", "spread"), [(0.3, 0.1, 3.0), (0.3, 0.75, 3.0), (0.6, 1.0, 0.25), (0.0, 0.5, 2.0)]
)
def test_suggestions_from_outside_follow_the_law(how, o, outside, spread):
    """And the law without them lies far away."""
    more = dict(how=how, outside=outside, spread=spread)
    seasons = list(write_along(o, 6, np.random.default_rng(8), authors=20_000, histories=40, **more))
    for measured, law, other in (
        (
            [season.diversity for season in seasons],
            theory.collective_diversity(o, GENERATIONS, **more),
            theory.collective_diversity(o, GENERATIONS, how),
        ),
        (
            [season.novelty for season in seasons],
            theory.individual_novelty(o, GENERATIONS, **more),
            theory.individual_novelty(o, GENERATIONS, how),
        ),
    ):
        mean, error = np.mean(measured, axis=1), np.std(measured, axis=1, ddof=1) / np.sqrt(40)
        assert (np.abs(mean - law) < 4 * error + 5e-4).all()
        assert abs(mean[-1] - other[-1]) > 20 * error[-1]


@pytest.mark.parametrize("o", [0.1, 0.3, 0.5])
def test_when_strangers_raise_the_diversity(o):
    """A blend rests above 1 if b (v - 1) > 2 o/(1 - o): few of them do not do it."""
    for v in (2.0, 4.0, 9.0):
        border = 2 * o / (1 - o) / (v - 1)
        for b in (0.9 * border, 1.1 * border):
            if b <= 1:
                assert (theory.collective_diversity(o, 500, outside=b, spread=v) > 1) == (b > border)


def test_the_law_rests_where_it_says():
    for o in (0.1, 0.4, 1.0):
        assert theory.collective_diversity(o, 1_000) == pytest.approx(o / (2 - o))
    assert (theory.collective_diversity(0.0, GENERATIONS) == 1).all()
    assert (theory.collective_diversity(0.1, GENERATIONS, "by lot") == 1).all()


@pytest.mark.parametrize("own", [0.1, 0.2, 0.5])
def test_the_single_text_gains_at_first_below_one_minus_w(own):
    gain = [theory.individual_novelty(o, 1, own=own) - own for o in (0.99 - own, 1 - own, min(1.01 - own, 1))]
    assert gain[0] > 0 and gain[1] == pytest.approx(0, abs=1e-12) and gain[2] < 0
