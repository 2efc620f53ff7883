"""The study in small: its tables are complete and agree, and the scripts still compute them."""

import itertools

import numpy as np
import pandas as pd
import pytest

from collapse import study
from scripts import DATA

KEYS = ["setting", "seed", "generation"]
INGREDIENTS = ["decoding", "prompts", "start", "kept", "epochs", "penalty"]
QUANTILES = ["median", "q90", "q99"]
SEEDS, GENERATIONS = (1, 2, 3, 4), range(8)


@pytest.fixture(scope="module")
def chains():
    return study.chains()


@pytest.fixture(scope="module")
def settings(script):
    return [recipe.name for recipe in script.RECIPES]


def test_every_generation_of_every_chain_is_there_once(chains, settings):
    rows = chains[KEYS].itertuples(index=False, name=None)
    assert list(rows) == list(itertools.product(settings, SEEDS, GENERATIONS))


def test_a_setting_is_named_after_what_differs_from_the_protocol(chains):
    protocol = chains.loc[0, INGREDIENTS]
    assert chains.loc[0, "setting"] == study.PROTOCOL
    for setting, rows in chains.groupby("setting"):
        (recipe,) = rows[INGREDIENTS].drop_duplicates().to_dict("records")
        differs = [value for name, value in recipe.items() if value != protocol[name]]
        assert setting == ", ".join(differs) or (setting, differs) == (study.PROTOCOL, [])


def test_the_recipes_change_one_ingredient_or_cross_two(script):
    protocol = script.Recipe()
    counts = [sum(vars(recipe)[name] != vars(protocol)[name] for name in INGREDIENTS) for recipe in script.RECIPES]
    assert counts[0] == 0 and max(counts) == 2
    crossed = {(recipe.kept, recipe.epochs) for recipe in script.RECIPES if recipe.decoding == "beam 5"}
    assert crossed >= set(itertools.product(["nothing kept", *script.TENTHS], script.EPOCHS))
    assert len(set(script.RECIPES)) == len(script.RECIPES)


def test_numbers_are_possible(chains):
    shares = chains[["real_words", "repetition"]]
    assert shares.min(axis=None) >= 0 and shares.max(axis=None) <= 1
    assert chains[["human_bits", "own_bits", *QUANTILES]].min(axis=None) > 0
    assert chains["distinct_words"].between(0, 32_768 / 2).all()
    for prefix in ("", "human_"):
        assert (chains[prefix + "median"] <= chains[prefix + "q90"]).all()
        assert (chains[prefix + "q90"] <= chains[prefix + "q99"]).all()


def test_settings_that_train_alike_share_generation_0(chains):
    same = ["seed", "start", "epochs"]
    for _, rows in chains[chains["generation"] == 0].groupby(same):
        assert len(rows[["human_bits", *(f"human_{name}" for name in QUANTILES)]].drop_duplicates()) == 1


def test_histograms_hold_every_block_and_agree_with_the_quantiles(chains, settings, script):
    blocks = study.blocks()
    counts = blocks.groupby(["setting", "text"])["blocks"].sum()
    assert set(counts) == {script.BLOCKS * len(SEEDS)}
    assert set(counts.index) == set(itertools.product(settings, ["human", *map(str, GENERATIONS)]))
    last = chains[chains["generation"] == 7].groupby("setting")
    for setting, rows in blocks[blocks["text"] == "7"].groupby("setting"):
        total = rows.set_index("bits")["blocks"].cumsum()
        middle = total.index[np.searchsorted(total, total.iloc[-1] / 2)]
        medians = last.get_group(setting)["median"]
        assert medians.min() - script.BIN <= middle <= medians.max()


def test_a_passage_is_stored_of_every_generation_of_the_shown_chains(script, settings):
    """That none of it is human prose is seen to in `repository/test_no_corpus.py`, as of all files."""
    texts = pd.read_csv(DATA / "study_texts.csv")
    rows = texts[KEYS].itertuples(index=False, name=None)
    assert list(rows) == list(itertools.product(settings, script.SHOWN_SEEDS, GENERATIONS))
    assert (texts["text"].str.count("\n") == script.SHOWN - 1).all()


def test_a_passage_avoids_quotations(script):
    corpus = script.library().alphabet
    own = [f"{letter} wild flome {letter * 3} borgle {'fimp ' * 9}".ljust(64)[:64] for letter in "abcdefg"]
    quoted = " ".join(corpus.text[50_000:50_100].split())[:64]
    blocks = [corpus.encode(line) for line in (own[0], quoted, *own[1:])]
    assert script.passage(blocks, corpus) == "\n".join(" ".join(line.split()) for line in own[:6])
    with pytest.raises(ValueError, match="too many blocks quote"):
        script.passage(blocks[1:3] * 3, corpus)


# What is said of it


def test_the_decoder_decides_and_the_prompts_do_not(chains):
    change = study.summary(chains, "human_bits")
    for setting, most in (("T = 1", -1.2), ("T = 0.8", -0.4)):
        assert change.loc[setting, "change"] < most and clear(change, setting)
    for setting in ("beam 2", "greedy", "no prompts"):
        assert abs(change.loc[setting, "change"]) < 0.3


def clear(change, setting):
    """Tell whether a change is beyond its error."""
    return abs(change.loc[setting, "change"]) > change.loc[setting, "change_error"]


def test_a_tenth_of_human_text_keeps_the_reading_and_not_the_writing(chains):
    bits, words = (study.summary(chains, name) for name in ("human_bits", "distinct_words"))
    for setting in ("a fresh tenth", "the same tenth", "a fresh tenth, trained twice", "the same tenth, trained twice"):
        assert bits.loc[setting, "change"] < -1 and clear(bits, setting)
        assert words.loc[setting, "mean"] < 10
    assert abs(bits["mean"]["a fresh tenth"] - bits["mean"]["the same tenth"]) < 0.1
    assert words["mean"]["T = 1"] > 1_382 > words["mean"]["T = 0.8"] > 100  # as many are in the human blocks


def test_no_setting_moves_the_bulk_to_the_probable_and_grows_a_tail(chains):
    means = chains[chains["generation"] > 0].groupby(["setting", "generation"]).mean(numeric_only=True)
    both = (means["median"] < means["human_median"]) & (means["q99"] > means["human_q99"])
    assert not both.any()
    last = means.xs(7, level="generation")
    assert last["median"]["T = 1"] > last["human_median"]["T = 1"] and last["q99"]["T = 1"] > last["human_q99"]["T = 1"]


def test_the_human_blocks_have_so_many_words(script):
    human = script.library()
    assert len(script.reading.vocabulary(script.whole_words(human.blocks, human.alphabet))) == 1_382


# The ingredients


@pytest.fixture(scope="module")
def tiny(script):
    """A network of no learning, and a library of which it is made."""
    human = script.library().smaller()
    return script.pretrained(human, script.TINY, 1), human


def test_human_prompts_are_the_blocks_and_the_decoding_is_that_of_the_recipe(script, tiny, monkeypatch):
    model, human = tiny
    rng = np.random.default_rng
    plain = script.written(script.Recipe(), model, human, rng(1))
    assert np.array_equal(plain, model.beam_search(human.blocks, 64, width=5))
    fair = script.written(script.Recipe("T = 1"), model, human, rng(1))
    assert np.array_equal(fair, model.sample_after(human.blocks, 64, rng(1), 1.0))
    penalized = script.written(script.Recipe("greedy", penalty="penalty 2"), model, human, rng(1))
    assert np.array_equal(penalized, model.beam_search(human.blocks, 64, width=1, penalty=2))


def test_without_prompts_no_human_block_is_read(script, tiny):
    model, human = tiny
    recipe, shifted = script.Recipe(prompts="no prompts"), np.roll(human.blocks, 1)
    found = [
        script.written(recipe, model, script.dataclasses.replace(human, blocks=blocks), np.random.default_rng(1))
        for blocks in (human.blocks, shifted)
    ]
    assert np.array_equal(*found) and found[0].shape == human.blocks.shape


def test_a_generation_begins_at_the_base_or_at_random(script, tiny, monkeypatch):
    model, human = tiny
    monkeypatch.setattr(script, "TUNING", dict(rate=1e-300))
    tuned = script.trained(script.Recipe(), human.blocks, human, model, np.random.default_rng(1))
    assert np.array_equal(tuned.state.parameters, model.state.parameters)
    twice = script.trained(script.Recipe(epochs="trained twice"), human.blocks, human, model, np.random.default_rng(1))
    assert twice.updates == 2 * tuned.updates
    afresh = script.trained(script.Recipe(start="from scratch"), human.blocks, human, model, np.random.default_rng(1))
    assert afresh.model.start is None and not np.allclose(afresh.state.parameters, model.state.parameters, atol=0.1)


def test_a_tenth_is_put_in_place_of_what_was_written(script, tiny):
    human = tiny[1]
    blocks, rng = np.full_like(human.blocks, -1), np.random.default_rng(1)
    same = script.by_lot(len(blocks), np.random.default_rng(2))
    fed = [script.fed(script.Recipe(kept=kept), blocks, human, rng, same) for kept in (*script.TENTHS, *script.TENTHS)]
    kept = [np.flatnonzero((each == human.blocks).all(axis=1)) for each in fed]
    assert [len(each) for each in kept] == [len(blocks) // 10] * 4
    assert np.array_equal(kept[1], kept[3]) and np.array_equal(kept[1], np.sort(same))
    assert not np.array_equal(kept[0], kept[2])
    assert all((np.delete(each, where, axis=0) == -1).all() for each, where in zip(fed, kept, strict=True))
    assert script.fed(script.Recipe(), blocks, human, rng, same) is blocks and (blocks == -1).all()


def test_the_human_text_of_the_task_is_seen_by_no_other_part(script):
    human = script.library()
    assert human.blocks.shape == human.unseen.shape == (script.BLOCKS, script.BLOCK)
    task, unseen, held_out = (human.alphabet.decode(part) for part in (human.blocks, human.unseen, human.held_out))
    for one, other in itertools.permutations((task, unseen, held_out, human.alphabet.decode(human.pretraining)), 2):
        assert one[1_000:1_060] not in other


# The check


def test_the_tiny_chains_come_out_as_stored(script):
    stored = pd.read_csv(DATA / "study_check.csv")
    assert list(script.differing(script.tiny_chains(), stored, script.TIGHT)) == []
