"""What notebook 04 says a learner finds with its panels, and reads in the tables, is what they hold."""

import re

import numpy as np
import pandas as pd
import pytest

from collapse import measures, panels, reading, text
from collapse.panels.language import marked, recipes
from repository import ROOT

DATA = ROOT / "data"
CHAINS, TEXTS = (pd.read_csv(DATA / f"{name}.csv") for name in ("chains", "chains_texts"))
CROSS = pd.read_csv(DATA / "chains_cross.csv").groupby(["setting", "model", "text"])["bits"].mean()
MEAN = CHAINS.groupby(["setting", "generation"]).mean(numeric_only=True)
SETTINGS, SEEDS = ("T = 1", "T = 0.8", "T = 0.8, 25 % human", "T = 0.8, accumulate"), (1, 2, 3, 4)


@pytest.fixture
def passages():
    return panels.passages(CHAINS, TEXTS, text.load("novels", lower=True))


@pytest.fixture
def bands():
    return panels.bands(CHAINS)


def place(panel, **values):
    for name, value in values.items():
        panel.controls[name].value = value
    return panel.words.value


def page(panel):
    """The text on the left."""
    return panel.figure.axes[0].texts[1].get_text()


def test_capitals_become_more_at_1_and_fewer_below(passages):
    counts = {}
    for setting in SETTINGS[:2]:
        for generation in (0, 4, 7):
            place(passages, setting=setting, seed=1, generation=generation)
            counts[setting, generation] = len(re.findall(r"\b[A-Z']*[A-Z][A-Z']*\b", page(passages)))
    assert counts["T = 1", 0] < counts["T = 1", 4] <= counts["T = 1", 7]
    assert counts["T = 0.8", 0] > counts["T = 0.8", 4] > counts["T = 0.8", 7]


def test_the_four_chains_end_in_nearly_one_loop(passages):
    for seed in SEEDS:
        place(passages, setting="T = 0.8", seed=seed, generation=7)
        words = measures.words(page(passages).lower())
        assert np.mean([word in ("the", "of", "strange", "stranger", "same", "and", "to") for word in words]) > 0.6
        assert words.count("strange") + words.count("stranger") >= 6


def test_a_quarter_of_human_text_is_known_and_not_said(passages):
    words = place(passages, setting="T = 0.8, 25 % human", seed=1, generation=7, beside=0)
    last, first = map(float, re.findall(r"human text costs ([\d.]+) bits", words))
    assert 0.3 < last - first < 0.4
    for seed in SEEDS:
        words = place(passages, setting="T = 0.8", seed=seed, generation=7, beside=0)
        last, first = map(float, re.findall(r"human text costs ([\d.]+) bits", words))
        assert last - first > 2.5
    assert page(passages).count("strange") > 10


def test_half_of_the_words_seen_3_to_10_times_are_gone_in_generation_1(bands):
    def halved(**values):
        found = re.search(r"falls to half of that in generation (\d)", place(bands, **values))
        return int(found[1]) if found else None

    assert sorted(halved(setting="T = 0.8", band="3_to_10", seed=seed) for seed in SEEDS) == [1, 1, 1, 2]
    assert [halved(setting="T = 0.8", band="11_to_100", seed=seed) for seed in SEEDS] == [4] * 4
    assert [halved(setting="T = 1", band="once", seed=seed) for seed in SEEDS] == [None] * 4
    assert max(halved(setting="T = 1", band="3_to_10", seed=seed) for seed in SEEDS) <= 2
    names = ("once", "twice", "3_to_10", "11_to_100", "over_100")
    keeps = {
        setting: all(halved(setting=setting, band=band, seed=seed) is None for band in names for seed in SEEDS)
        for setting in SETTINGS
    }
    assert [setting for setting in SETTINGS if keeps[setting]] == ["T = 0.8, accumulate"]


def test_the_number_of_a_bar_stands_on_the_bar_and_never_on_the_mark_of_generation_0(bands):
    for setting in SETTINGS:
        for generation in range(8):
            place(bands, setting=setting, seed=1, generation=generation)
            bars = bands.figure.axes[1]
            firsts = bars.lines[0].get_ydata()
            for label, bar, first in zip(bars.texts, bars.patches, firsts, strict=True):
                bottom, share = label.get_position()[1], bar.get_height()
                assert not bottom < first < bottom + 6  # the number is six points high
                assert bottom - share < 11, (setting, generation)


def test_a_page_is_cut_at_blanks_and_marks_what_is_not_known():
    assert marked("e flome, i saw sphe", known={"i", "saw"}) == "FLOME, i saw"
    assert marked("x the time-traveller's x", known={"the", "time", "traveller's"}) == "the time-traveller's"


# --- what the prose says of the tables ---


def rises(setting, name):
    return bool((MEAN.loc[setting][name].diff().dropna() > 0).all())


def falls(setting, name):
    return bool((MEAN.loc[setting][name].diff().dropna() < 0).all())


def test_two_ways():
    assert rises("T = 1", "human_bits") and rises("T = 1", "own_bits")
    assert rises("T = 0.8", "human_bits") and falls("T = 0.8", "own_bits")
    letters = text.load("novels", lower=True)
    shares = np.bincount(letters.train, minlength=len(letters.alphabet)) / letters.train.size
    assert MEAN.loc[("T = 0.8", 7), "human_bits"] > -np.log2(shares[letters.held_out]).mean()


def test_held_out_text_notices_in_every_chain():
    for _, chain in CHAINS[CHAINS["setting"].isin(SETTINGS[:2])].groupby(["setting", "seed"]):
        assert (chain.sort_values("generation")["human_bits"].diff().dropna() > 0).all()


def test_what_two_signs_pass_on_the_way_down():
    novels = text.load("novels", lower=True)
    blocks = novels.train[: novels.train.size // text.BLOCK * text.BLOCK].reshape(-1, text.BLOCK)
    others = novels.decode(blocks[1::2])
    for name, human in (("distinct_words", len(reading.vocabulary(others))), ("zlib", reading.compressed(others))):
        assert MEAN.loc[("T = 0.8", 0), name] > human > MEAN.loc[("T = 0.8", 7), name]
        assert (MEAN.loc["T = 1"][name] > human).all()


def test_most_words_at_temperature_1_are_inventions():
    taught = np.array([2804, 810, 1031, 294, 39])  # words in each band, as section 9 prints
    shares = MEAN.loc["T = 1"][[f"left_{band}" for band in ("once", "twice", "3_to_10", "11_to_100", "over_100")]]
    elsewhere = 7_315 - taught.sum()  # the novels' other words, as if all of them were used
    assert ((shares @ taught + elsewhere) / MEAN.loc["T = 1"]["distinct_words"] < 0.5).all()


def test_signs_point_in_opposite_directions():
    assert rises("T = 1", "distinct_words") and falls("T = 0.8", "distinct_words")
    assert rises("T = 1", "zlib") and falls("T = 0.8", "zlib")
    assert MEAN.loc[("T = 0.8", 7), "repetition"] > 0.5
    assert falls("T = 1", "real_words") and rises("T = 0.8", "real_words")
    for setting in SETTINGS[:2]:
        assert MEAN.loc[setting]["left_3_to_10"].iloc[-1] < MEAN.loc[setting]["left_3_to_10"].iloc[0] / 2


def test_who_reads_whom():
    loop, noise = CROSS["T = 0.8"], CROSS["T = 1"]
    last = [loop[7, name] for name in ("human", *map(str, range(8)))]
    assert last == sorted(last, reverse=True)
    assert loop[0, "7"] < loop[0, "0"] < loop[0, "human"]
    assert np.ptp([noise[7, name] for name in ("human", *map(str, range(8)))]) < 0.1
    first = [noise[0, str(name)] for name in range(8)]
    assert first == sorted(first)


def test_what_diets_keep():
    bits = {setting: MEAN.loc[setting]["human_bits"] for setting in SETTINGS}
    assert bits["T = 0.8, accumulate"].iloc[-1] - bits["T = 0.8, accumulate"].iloc[0] < 0.1
    assert np.ptp(bits["T = 0.8, 25 % human"].iloc[3:]) < 0.06
    left = {setting: MEAN.loc[setting]["left_3_to_10"] for setting in SETTINGS}
    assert left["T = 0.8, 25 % human"].iloc[-1] < left["T = 0.8, 25 % human"].iloc[0] / 5
    kept = left["T = 0.8, accumulate"]
    assert kept.iloc[-1] > kept.iloc[0] / 2
    assert 0 < kept.iloc[4] - kept.iloc[7] < (kept.iloc[0] - kept.iloc[3]) / 2


def test_what_two_recipes_wrote_is_read_beside_each_other():
    chains, texts = pd.read_csv(DATA / "study.csv"), pd.read_csv(DATA / "study_texts.csv")
    panel = recipes(chains, texts, text.load("novels", lower=True))
    words = place(panel, setting="protocol", beside="T = 1", generation=7, seed=1)
    left, right = (axes.texts[1].get_text() for axes in panel.figure.axes)
    assert len(set(measures.words(left))) < 6 and left.count("\n") == right.count("\n") == 5
    assert len(re.findall(r"\b[A-Z']*[A-Z][A-Z']*\b", right)) > 6 and left == left.lower()
    costs = list(map(float, re.findall(r"human text costs ([\d.]+) bits", words)))
    used = list(map(int, re.findall(r"uses (\d+) different", words)))
    stored = chains.set_index(["setting", "seed", "generation"]).loc[[("protocol", 1, 7), ("T = 1", 1, 7)]]
    assert costs == [round(bits, 2) for bits in stored["human_bits"]] and used == stored["distinct_words"].tolist()
