"""The corpora: what is loaded and what is refused. That nothing of them is stored: test_no_corpus.py."""

import dataclasses
import hashlib
import re
import subprocess
import sys
from importlib import metadata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collapse import text
from collapse.text import Corpus, load
from repository import ROOT


@pytest.fixture(scope="module")
def novels():
    return load()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty stand-in for data/."""
    monkeypatch.setattr(text, "DATA", tmp_path)
    return tmp_path


# The novels


def test_novels_have_the_expected_size_and_alphabet(novels):
    lengths = [len(load(name).text) for name in text.BOOKS]
    assert 176_000 < lengths[0] < 178_500 and 188_500 < lengths[1] < 191_000
    assert len(novels.text) == sum(lengths) + 1
    assert len(novels.alphabet) == 64 and len(load(lower=True).alphabet) == 39
    words = re.findall(r"[a-z']+", novels.text.lower())
    assert 7_250 < len(set(words)) < 7_450


def test_cleaned_text_does_not_change_unnoticed(novels):
    """Every stored number of the lessons hangs on it; a digest shows a change and no prose."""
    assert hashlib.sha256(novels.text.encode()).hexdigest()[:16] == "b95782e512d53d24"


@pytest.mark.parametrize(
    "trace",
    ["Gutenberg", "CONTENTS", "\nSection", "PART I", "ASCII", "Illustration", "Abbott", "|", "_", "  "],
    ids=lambda trace: trace.strip() or "spaces",
)
def test_nothing_but_prose_is_left(novels, trace):
    assert trace not in novels.text


def test_prose_begins_and_ends_with_the_novel_itself():
    for name in text.BOOKS:
        corpus = load(name)
        assert corpus.text == corpus.text.strip() and corpus.text[-1] == "."
        assert min(map(len, corpus.text.split("\n"))) >= 5


def test_lower_case_is_the_same_text_in_lower_case(novels):
    assert load(lower=True).text == novels.text.lower()


def test_source_credits_authors_years_and_carrier(novels):
    for part in ("H. G. Wells", "1895", "Edwin A. Abbott", "1884", "public domain", "word-text-counter 0.3.0"):
        assert part in novels.source
    assert "Abbott" not in load("time_machine").source


def test_changed_novel_is_refused_with_what_to_do(monkeypatch):
    changed = dataclasses.replace(text.BOOKS["flatland"], sha256="0" * 64)
    monkeypatch.setitem(text.BOOKS, "flatland", changed)
    with pytest.raises(ValueError, match=r"not the text of Flatland.*pip install --force-reinstall.*0\.3\.0"):
        load("flatland")


def test_missing_novel_file_is_refused_with_what_to_do(monkeypatch):
    monkeypatch.setitem(text.BOOKS, "flatland", dataclasses.replace(text.BOOKS["flatland"], file="gone.txt"))
    with pytest.raises(ValueError, match="pip install"):
        load("novels")


def test_none_of_the_carrier_is_imported():
    script = "import sys; from collapse.text import load; load(); print('word_text_counter' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT / "notebooks", capture_output=True, text=True)
    assert done.stdout.strip() == "False", done.stderr


# The fallback


def test_without_the_package_the_manual_stands_in_and_says_so(monkeypatch):
    def missing(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(text.metadata, "distribution", missing)
    with pytest.warns(UserWarning, match="not installed: reading Python's own manual"):
        corpus = load("novels")
    assert corpus.text == load("manual").text
    assert "word-text-counter 0.3.0, which carries the novels, is not installed" in corpus.source


def test_without_package_and_manual_the_error_says_what_to_do(monkeypatch):
    monkeypatch.setitem(sys.modules, "pydoc_data.topics", None)
    with pytest.raises(ValueError, match=r"put a UTF-8 \.txt into .* or pip install word-text-counter==0\.3\.0"):
        load("manual")


def test_manual_is_plain_and_long_enough():
    corpus = load("manual")
    assert corpus.text.isascii() and len(corpus.text) > 400_000 and "manual" in corpus.source


# Blocks, codes


def test_every_tenth_block_is_held_out(novels):
    blocks = [novels.codes[i : i + text.BLOCK] for i in range(0, novels.codes.size, text.BLOCK)]
    assert np.array_equal(novels.held_out, np.concatenate(blocks[9::10]))
    assert np.array_equal(novels.train, np.concatenate([b for i, b in enumerate(blocks) if i % 10 != 9]))


def test_codes_are_places_in_the_alphabet_and_read_only(novels):
    assert "".join(sorted(set(novels.text))) == novels.alphabet
    assert novels.decode(novels.codes) == novels.text
    for codes in (novels.codes, novels.train, novels.held_out):
        assert codes.dtype == np.int64
        with pytest.raises(ValueError, match="read-only"):
            codes[0] = 0
    with pytest.raises(dataclasses.FrozenInstanceError):
        novels.text = "other"


@given(st.text(min_size=1, max_size=50))
def test_encode_and_decode_are_inverse(characters):
    corpus = Corpus("any", characters, "hypothesis")
    assert corpus.decode(corpus.encode(characters)) == characters
    assert corpus.encode(characters).tolist() == [sorted(set(characters)).index(c) for c in characters]


def test_encode_and_decode_of_nothing_and_of_rows():
    corpus = Corpus("tiny", "abc", "made up")
    assert corpus.encode("").size == 0 and corpus.decode([]) == "" and corpus.decode([[0, 1], [2, 2]]) == "abcc"


# A text of your own


def test_own_text_in_any_language(folder):
    poem = "Der Fluß fließt — über Köln, à l'été, в море; 東\n" * 500
    (folder / "my.txt").write_bytes(poem.replace("\n", "\r\n").encode("utf-8-sig"))
    corpus = load("my.txt")
    assert corpus.text == poem and "my.txt" in corpus.source
    assert load(str(folder / "my.txt")).text == poem


def test_accents_typed_in_two_ways_are_one_character(folder):
    (folder / "my.txt").write_text("e\u0301\u00e9" * 10_000 + "." * 20_000, encoding="utf-8")
    assert load("my.txt").alphabet == ".\u00e9"


@pytest.mark.parametrize(
    "raw, message",
    [
        (b"", "0 characters: give it at least 20000"),
        (b"a" * 19_999, "19999 characters: give it at least 20000"),
        (b"fine\nna\xefve" + b"a" * 30_000, r"not UTF-8 \(line 2\): save it again with the encoding UTF-8"),
        (("a" * 30_000).encode("utf-16-le"), "zero bytes.*save it as UTF-8"),
        (("a" * 30_000).encode("utf-16"), "not UTF-8"),
        (("".join(map(chr, range(0x4E00, 0x4E00 + 201))) * 100).encode(), "201 distinct characters, and at most 200"),
    ],
)
def test_own_text_that_cannot_be_used_says_what_to_do(folder, raw, message):
    (folder / "my.txt").write_bytes(raw)
    with pytest.raises(ValueError, match=message):
        load("my.txt")


def test_200_distinct_characters_and_20000_characters_are_enough(folder):
    (folder / "my.txt").write_text("".join(map(chr, range(0x4E00, 0x4E00 + 200))) * 100, encoding="utf-8")
    corpus = load("my.txt")
    assert len(corpus.alphabet) == 200 and corpus.held_out.size == text.BLOCK


def test_missing_own_text_lists_what_is_there(folder):
    (folder / "yours.txt").write_text("a")
    with pytest.raises(FileNotFoundError, match=r"there is no file .*mine\.txt.*in that folder: yours\.txt"):
        load("mine.txt")
