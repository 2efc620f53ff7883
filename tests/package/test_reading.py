"""Measures of texts, against computations that share nothing with them."""

import zlib
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collapse import reading
from collapse.text import Corpus

TEXT = "The cat sat on the mat, and the cat didn't sit. A dog sat; a dog, a dog! été"
texts = st.text(alphabet="ab' .é\n1_-", min_size=1, max_size=60)


def words_by_hand(text):
    """Words letter by letter, without regular expressions."""
    found, word = [], ""
    for before, letter, after in zip(" " + text, text, text[1:] + " ", strict=False):
        if letter.isalpha() or (letter == "'" and before.isalpha() and after.isalpha()):
            word += letter
        elif word:
            found.append(word)
            word = ""
    return found + [word] * bool(word)


@given(texts)
def test_vocabulary_and_frequencies(text):
    words = words_by_hand(text)
    assert reading.vocabulary(text) == set(words)
    bands = reading.by_frequency(text, {"one": (1, 1), "some": (2, 3), "many": (4, np.inf)})
    assert set().union(*bands.values()) == set(words)
    for word in words:
        name = "one" if words.count(word) == 1 else "some" if words.count(word) < 4 else "many"
        assert [band for band in bands if word in bands[band]] == [name]


def test_the_bands_leave_no_gap_and_do_not_overlap():
    edges = list(reading.BANDS.values())
    assert edges[0][0] == 1 and edges[-1][1] == np.inf
    assert all(after[0] == before[1] + 1 for before, after in zip(edges, edges[1:], strict=False))


def test_survival_counts_words_not_places():
    groups = {"cats": {"cat", "The"}, "others": {"bird", "dog", "sat", "mat"}, "none": set()}
    left = reading.survival("cat cat cat dog", groups)
    assert left["cats"] == 1 / 2
    assert left["others"] == 1 / 4
    assert np.isnan(left["none"])


@given(texts, st.sets(st.sampled_from(["a", "b", "ab", "aa", "é"])))
def test_share_of_real_words(text, known):
    words = words_by_hand(text)
    expected = sum(word in known for word in words) / len(words) if words else 0
    assert reading.real_words(text, known) == pytest.approx(expected)


@given(texts, st.integers(1, 5))
def test_repetition_counts_runs_that_began_earlier(text, length):
    places = range(len(text) - length + 1)
    if not places:
        with pytest.raises(ValueError, match="length"):
            reading.repetition(text, length)
        return
    earlier = sum(text.find(text[i : i + length]) < i for i in places)
    assert reading.repetition(text, length) == pytest.approx(earlier / len(places))


def test_repetition_at_its_ends():
    assert reading.repetition("".join(map(chr, range(97, 123))), length=1) == 0
    assert reading.repetition("abc " * 1_000) == pytest.approx(1 - 4 / (4_000 - 23))
    with pytest.raises(TypeError, match="length"):
        reading.repetition(TEXT, length=2.5)


def test_compression_is_that_of_zlib_and_is_counted_in_bytes():
    assert reading.compressed("été" * 50) == len(zlib.compress(("été" * 50).encode(), 9)) / 250
    rng = np.random.default_rng(1)
    noise = "".join(rng.choice(list("abcdefghijklmnop"), 20_000))
    assert 4 / 8 < reading.compressed(noise) < 0.6  # 4 bits a letter, stored in 8, is what nothing can beat
    assert reading.compressed("ab" * 10_000) < 0.01


class Uniform:
    def __init__(self, characters):
        self.characters = characters

    def bits_per_character(self, codes):
        return np.log2(self.characters) + len(codes)


def test_cross_table_has_models_in_rows_and_texts_in_columns():
    table = reading.cross_table([Uniform(2), Uniform(4)], [np.zeros(10), np.zeros(20), np.zeros(30)])
    assert table.tolist() == [[11, 21, 31], [12, 22, 32]]


def test_chains_lie_side_by_side_each_with_its_bits_and_its_words():
    """Bits a character, of which one is two bytes; words of as many characters as the shortest text has, here 7."""
    corpus, foreign = Corpus("A", "a bc d " * 5_000, ""), Corpus("é", "é" * 30_000, "", as_bytes=True)
    texts = corpus.encode("a bc d a ccc"), corpus.encode("a a a a")
    turns = [SimpleNamespace(synthetic=codes, model=Uniform(4)) for codes in texts]
    told = [SimpleNamespace(synthetic=foreign.encode("é" * 7), model=Uniform(2))]
    bits = 2 + corpus.held_out.size, 2 * (1 + foreign.held_out.size)
    assert reading.side_by_side({"one": (corpus, turns), "two": (foreign, told)}).splitlines() == [
        f"{'':10}{'one':>16}{'two':>16}",
        f"generation{'bits':>9}{'words':>7}{'bits':>9}{'words':>7}",
        f"{0:10}{bits[0]:9.2f}{3:7}{bits[1]:9.2f}{1:7}",
        f"{1:10}{bits[0]:9.2f}{1:7}{'':16}",
    ]
