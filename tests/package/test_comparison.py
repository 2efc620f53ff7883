"""Many models in one loop: what is measured of them, and which definitions of collapse they meet."""

import numpy as np
import pandas as pd
import pytest

from collapse import comparison, theory
from collapse.comparison import HEDGE, HUMAN_WORDS, valley
from collapse.definitions import SECOND_READING
from collapse.models import FittedMixture
from collapse.reading import by_frequency
from collapse.text import DATA, load

# "-" is no, "d" depends, "b" bounded, "m" no modes, "?" untested.
VERDICTS = {
    "Gaussian, unbiased": "y y y y y m y -",
    "Gaussian, ML": "y y y y y m y -",
    "mixture": "y y y y y - y -",
    "KDE": "y y y y - y - y",
    "tokens": "y y b y - m y -",
    "5-gram, T = 1": "- y b y y m y y",
    "5-gram, T = 0.8": "y y b y y m y -",
    "network, T = 1": "- y - y y m y y",
    "network, T = 0.8": "- y y ? y m y -",
    "VAE, with noise": "d y y ? - m d y",
    "VAE, without noise": "y y y ? y m y -",
}
WORDS = {"y": "yes", "-": "no", "d": "depends", "b": "bounded", "m": "no modes", "?": "untested"}


@pytest.fixture(scope="module")
def chains():
    rng = np.random.default_rng(1)  # notebook 06 has another one
    some = comparison.bells(rng) | comparison.kinds(rng) | comparison.tokens(rng)
    return some | comparison.letters(load(lower=True), rng) | comparison.network() | comparison.drawings()


def test_the_verdicts_do_not_depend_on_the_seed(chains):
    found = {name: list(entries.values()) for name, entries in comparison.verdicts(chains).items()}
    assert found == {name: [WORDS[mark] for mark in marks.split()] for name, marks in VERDICTS.items()}


def test_what_narrows_may_invent(chains):
    """Counted in real words, letters at T = 1 lose variety and invent; numbers here do not, and T = 0.8 does not."""
    both = [
        name
        for name, entries in comparison.verdicts(chains).items()
        if entries["variance"] == entries["invented"] == "yes"
    ]
    assert both == ["5-gram, T = 1", "network, T = 1"]
    for name in both:
        assert 0.36 < chains[name].left("variety") < 0.46


def test_the_second_reading_sees_the_mixture(chains):
    entries = {name: SECOND_READING.entry(chain) for name, chain in chains.items()}
    assert [name for name, entry in entries.items() if entry == "yes"] == ["mixture", "KDE"]
    assert set(entries.values()) == {"yes", "no modes"}
    assert chains["mixture"].kind.shape == chains["mixture"].human.shape
    assert np.median(chains["mixture"].kind[0]) == pytest.approx(0.04, abs=0.01)


def test_real_words_are_those_of_the_text_that_the_chains_began_with():
    corpus = load(lower=True)
    human = corpus.train[: len(corpus.train) // 2]  # as in data/make_chains.py
    groups = by_frequency(corpus.decode(human))
    assert {f"left_{name.replace(' ', '_')}": len(words) for name, words in groups.items()} == HUMAN_WORDS


def test_the_bells_follow_their_laws(chains):
    for name, ddof in (("Gaussian, unbiased", 1), ("Gaussian, ML", 0)):
        expected = theory.median_variance(50, 51, ddof) / theory.median_variance(50, 1, ddof)
        assert chains[name].left("variety") == pytest.approx(expected, rel=0.15)
        own = np.log2(theory.median_variance(50, 51, ddof) / theory.median_variance(50, 1, ddof)) / 2
        assert chains[name].change("own")[0] == pytest.approx(own, abs=0.15)
    entropy = 0.5 * np.log2(2 * np.pi * np.e)
    excess = np.median(chains["Gaussian, ML"].human[0]) - entropy  # chi-square of 2, halved, over M: in nats
    assert excess == pytest.approx(np.log(2) / 50 / np.log(2), rel=0.15)
    assert np.median(chains["Gaussian, ML"].slopes[0]) == pytest.approx(-1, abs=0.1)


def test_tokens_follow_their_law(chains):
    assert chains["tokens"].left("variety") == pytest.approx((1 - 1 / 200) ** 50, rel=0.05)
    assert chains["tokens"].human.max() < chains["tokens"].limit == pytest.approx(np.log2(500 / HEDGE))
    assert not np.any(chains["tokens"].strange)


def test_the_guess_knows_nothing_but_the_range(chains):
    assert chains["Gaussian, ML"].guess == pytest.approx(np.log2(2 * 3.0902), abs=1e-3)
    assert chains["tokens"].guess == pytest.approx(np.log2(500))
    for name in ("5-gram, T = 1", "network, T = 1"):
        assert chains[name].guess == pytest.approx(np.log2(len(load(lower=True).alphabet)))


def test_more_of_a_5_gram_makes_it_worse(chains):
    for name in ("5-gram, T = 1", "5-gram, T = 0.8"):
        assert (chains[name].slopes[0] < 0).all() and (chains[name].slopes[1] > 0).all()
        assert chains[name].human.max() < chains[name].limit < 90


def two(weight=0.5, gap=8.0, sd=1.0, at=0.0):
    return FittedMixture([1 - weight, weight], [at, at + gap], [sd**2, sd**2])


@pytest.mark.parametrize(
    ("model", "least", "expected"),
    [
        (two(), 0.1, 0),
        (two(at=1.5), 0.1, 0),  # both peaks have moved
        (two(sd=2), 0.1, 2 * np.exp(-2)),
        (two(sd=5), 0.1, 1),
        (two(weight=0.04), 0.02, 0),
        (two(weight=0.04, sd=4), 0.02, 1),
        (two(weight=0.01, sd=5), 0.4, 0),  # gone rather than merged
        (two(weight=0.99, sd=5), 0.4, 0),
    ],
)
def test_the_valley(model, least, expected):
    assert valley(model, (0, 8), least) == pytest.approx(expected, abs=0.02)


def test_the_autoencoders_are_as_stored():
    stored = comparison.drawings()
    table = pd.read_csv(DATA / "handwriting.csv")
    for name, model in (("VAE, with noise", "VAE"), ("VAE, without noise", "VAE without noise")):
        last = table[table["model"] == model].query("diet == 'replace' and generation == 15 and seed == 2").iloc[0]
        chain = stored[name]
        assert np.shape(chain.human) == (16, 8)
        assert chain.human[15, 1] == pytest.approx(last["human_nats"] / np.log(2))
        rarest = min(last[f"read_{digit}"] for digit in range(10))
        assert (chain.rare[15, 1], chain.variety[15, 1], chain.strange[15, 1]) == (
            rarest,
            last["variance"],
            last["strange"],
        )


def test_the_network_is_as_stored():
    stored = comparison.network(("T = 1",))["network, T = 1"]
    assert np.shape(stored.human) == np.shape(stored.variety) == (8, 4)
    assert stored.human[0, 0] == 2.28550 and stored.variety[0, 0] == pytest.approx(862.4, abs=0.1)  # real words
    assert stored.strange[0, 0] == pytest.approx(1 - 0.63556)
