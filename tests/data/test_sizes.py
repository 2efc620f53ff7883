"""More text and larger networks: the table is complete, and says what is said of it."""

import itertools

import numpy as np

from collapse import study

FEATURES, SIZES, SOURCES, SEEDS = (
    (24, 48, 96),
    (9_000, 27_000, 81_000),
    ("human", "half human", "T = 1", "T = 0.8"),
    (1, 2),
)
TABLE = study.sizes()
MEAN = TABLE.groupby(["source", "features", "characters"])["human_bits"].mean()


def test_every_network_is_there_once():
    rows = TABLE[["seed", "features", "source", "characters"]].itertuples(index=False, name=None)
    assert list(rows) == list(itertools.product(SEEDS, FEATURES, SOURCES, SIZES))


def test_more_human_text_helps_and_with_enough_of_it_more_features_do():
    human = MEAN["human"].unstack()
    assert (np.diff(human, axis=1) < 0).all()
    assert (np.diff(human[max(SIZES)]) < -0.1).all()


def test_the_law_of_scaling_changes():
    """Text of the last generation lowers the bits less than half as steeply as human text, at each size and seed."""
    for features in FEATURES:
        for source, most in (("half human", 0.8), ("T = 1", 0.5), ("T = 0.8", 0.5)):
            human, written = study.slopes(TABLE, features, source)
            assert (written / human < most).all(), (features, source)


def test_a_larger_network_loses_more_of_what_it_could_have_and_gains_nothing():
    most = {source: MEAN[source].unstack()[max(SIZES)].to_numpy() for source in SOURCES}
    for source in SOURCES[1:]:
        assert (np.diff(most[source] - most["human"]) > 0.05).all(), source
    assert abs(most["T = 1"][2] - most["T = 1"][1]) < 0.05


def test_the_sources_are_what_they_say(script, monkeypatch):
    monkeypatch.setattr(script, "last_generation", lambda seed, temperature: Echo(round(10 * temperature)))
    texts = script.sources(1)
    assert set(texts["T = 1"]) == {10} and set(texts["T = 0.8"]) == {8}
    half = script.part(texts, "half human", 9_000)
    assert np.array_equal(half[:4_500], texts["human"][:4_500]) and set(half[4_500:]) == {10} and half.size == 9_000
    assert all(script.part(texts, name, 81_000).size == 81_000 for name in SOURCES)
    corpus = script.corpus()
    author = corpus.decode(script.make_chains.human_text(corpus)[: script.AUTHOR_TEXT])
    assert corpus.decode(texts["human"][1_000:1_100]) not in author


class Echo:
    """Writes one character, again and again."""

    def __init__(self, code):
        self.code = code

    def sample(self, size, rng):
        return np.full(size, self.code)
