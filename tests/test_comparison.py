"""Many models in one loop: what is measured of them, and the criteria of collapse."""

import numpy as np
import pytest

from collapse import comparison, theory
from collapse.comparison import CRITERIA, Chain
from collapse.text import load


def chain(human=(1, 1, 1), own=(1, 1, 1), rare=(1, 1, 1), variety=(1, 1, 1)):
    """Make a chain of 50 histories that differ a little, from one value for each generation."""
    noise = 0.01 * np.random.default_rng(1).standard_normal((4, 3, 50))
    return Chain(
        *(np.array(curve)[:, None] + each for curve, each in zip((human, own, rare, variety), noise, strict=True))
    )


@pytest.mark.parametrize(
    ("met", "measured"),
    [
        (set(), {}),
        (set(), dict(human=(1, 1, 0.5))),
        ({"wrong"}, dict(human=(1, 2, 2.5))),
        ({"wrong", "no end"}, dict(human=(1, 2, 4))),
        ({"narrow"}, dict(variety=(1, 0.9, 0.4))),
        (set(), dict(variety=(1, 0.9, 0.6))),
        ({"rare lost"}, dict(rare=(1, 0.9, 0.4))),
        (set(), dict(rare=(1, 0.9, 0.6))),
        ({"surer"}, dict(own=(1, 0.9, 0.8))),
        ({"noisier"}, dict(own=(1, 1.1, 1.2))),
    ],
)
def test_a_criterion_is_met_by_what_it_says(met, measured):
    words = comparison.verdicts({"it": chain(**measured)})["it"]
    assert {word for word, yes in words.items() if yes} == met
    assert list(words) == list(CRITERIA)


def test_the_table_holds_the_numbers_and_the_verdicts():
    said = comparison.table({"it": chain(human=(1, 2, 4), variety=(1, 1, 0.25))}).splitlines()
    assert len(said) == 2
    assert said[1].split() == ["it", "+3.0", "-0.0", "1.00", "0.25", "yes", "yes", "yes", "-", "-", "-"] or (
        said[1].split() == ["it", "+3.0", "+0.0", "1.00", "0.25", "yes", "yes", "yes", "-", "-", "-"]
    )


def test_the_bells_follow_their_laws():
    chains = comparison.bells(np.random.default_rng(2))
    for name, ddof in (("Gaussian, unbiased", 1), ("Gaussian, ML", 0)):
        expected = theory.median_variance(50, 51, ddof) / theory.median_variance(50, 1, ddof)
        assert chains[name].left("variety") == pytest.approx(expected, rel=0.25)
        own = np.log2(theory.median_variance(50, 51, ddof) / theory.median_variance(50, 1, ddof)) / 2
        assert chains[name].change("own")[0] == pytest.approx(own, abs=0.2)
    assert chains["KDE"].left("variety") > 100


@pytest.mark.parametrize("seed", [1, 2])
def test_all_get_worse_at_humans_and_differ_in_the_rest(seed):
    rng = np.random.default_rng(seed)
    chains = comparison.bells(rng) | comparison.kinds(rng) | comparison.tokens(rng)
    chains |= comparison.letters(load(lower=True), rng, generations=3, size=20_000) | comparison.network()
    words = comparison.verdicts(chains)
    assert len(words) == 9
    assert all(met["wrong"] for met in words.values())
    assert {name for name, met in words.items() if met["noisier"]} == {"KDE", "network, T = 1"}
    assert not any(met["surer"] and met["noisier"] for met in words.values())
    assert chains["network, T = 1"].left("variety") > 1 and words["network, T = 1"]["rare lost"]
    assert words["mixture"]["rare lost"] and words["tokens"]["rare lost"] and not words["KDE"]["rare lost"]
    for each in chains.values():
        assert all(np.isfinite(values).all() for values in (each.human, each.own, each.rare, each.variety))


def test_the_network_is_as_stored():
    stored = comparison.network(("T = 1",))["network, T = 1"]
    assert np.shape(stored.human) == np.shape(stored.variety) == (8, 4)
    assert stored.human[0, 0] == 2.28550 and stored.variety[0, 0] == 10589
