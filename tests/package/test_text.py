"""The corpora: what is loaded and what is refused. That nothing of them is stored: test_no_corpus.py."""

import contextlib
import dataclasses
import hashlib
import io
import re
import subprocess
import sys
from importlib import metadata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.interactiveshell import InteractiveShell

from collapse import text
from collapse.models import CharRNN, NGram
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


def test_cleaned_text_does_not_change_unnoticed(novels):
    """Every stored number of the lessons hangs on it; a digest shows a change and no prose."""
    assert hashlib.sha256(novels.text.encode()).hexdigest()[:16] == "b95782e512d53d24"


def test_lower_case_is_the_same_text_in_lower_case(novels):
    assert load(lower=True).text == novels.text.lower()


def test_source_credits_authors_years_and_carrier(novels):
    for part in (
        "H. G. Wells",
        "1895",
        "Edwin A. Abbott",
        "1884",
        "1895) and Flatland",
        "public domain",
        "word-text-counter 0.3.0",
    ):
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

# Two sentences in each of ten languages and seven scripts, written for this test.
SAID = {
    "German": "Über den Fluß führte eine schöne alte Brücke. Die Großmutter erzählte, daß früher auch Bären kamen. ",
    "French": "L'été, les élèves rêvaient à la forêt où coulait la rivière. « Ça ira », répétait l'aïeul, très âgé. ",
    "Polish": "Żółta łódź płynęła wśród mgły, a dziewczęta śpiewały cichą pieśń o źródle i gęsiach. Zbliżał się świt. ",
    "Russian": "Старый рыбак каждое утро выходил к морю и долго смотрел, как волны уносят его следы. Он молчал. ",
    "Greek": "Ο γέρος ψαράς κοίταζε κάθε πρωί τη θάλασσα και θυμόταν τα παλιά τραγούδια. Το βράδυ έβρεχε. ",
    "Turkish": "İstanbul'da ılık bir sabah, çocuklar şarkı söyleyerek köprüden geçti; güneş yavaşça doğuyordu. ",
    "Hebrew": "הדייג הזקן יצא כל בוקר אל הים והביט בגלים שנושאים את עקבותיו. בערב ירד גשם. ",
    "Japanese": "むかしむかし、海の近くの村に、毎朝歌を歌う漁師が住んでいました。彼は波の音を聞くのが好きでした。",
    "Chinese": "从前有一个老渔夫，每天早晨都到海边去看波浪，听风的歌声，想起年轻时的日子。",
    "Korean": "옛날 바닷가 마을에 매일 아침 노래를 부르는 어부가 살았습니다. 그는 파도 소리를 좋아했습니다.",
}
KANJI = "".join(map(chr, range(0x4E00, 0x4E00 + 400)))  # more different characters than an alphabet has


def test_own_text_in_any_language(folder):
    poem = "Der Fluß fließt — über Köln, à l'été, в море; 東\n" * 500
    half = len(poem) // 2  # line ends of Windows, and of old Macs
    (folder / "my.txt").write_bytes(
        (poem[:half].replace("\n", "\r\n") + poem[half:].replace("\n", "\r")).encode("utf-8-sig")
    )
    corpus = load("my.txt")
    assert corpus.text == poem and "my.txt" in corpus.source
    assert load(str(folder / "my.txt")).text == poem


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("language", SAID)
def test_unicode_with_or_without_a_mark_is_read(folder, language, encoding):
    (folder / "MY.TXT").write_text(SAID[language] * 600, encoding=encoding)
    assert load("MY.TXT").text == SAID[language] * 600


def test_the_mark_of_the_other_byte_order_is_known(folder):
    (folder / "my.txt").write_bytes(b"\xfe\xff" + SAID["Greek"].encode("utf-16-be") * 300)
    assert load("my.txt").text == SAID["Greek"] * 300


@pytest.mark.parametrize(
    "language, encoding, name",
    [
        ("German", "cp1252", "Windows-1252"),
        ("German", "mac_roman", "Mac Roman"),
        ("German", "cp850", "code page 850"),
        ("German", "utf-16-le", "UTF-16 without its mark"),
        ("Russian", "utf-16-be", "UTF-16 without its mark"),
        ("French", "cp1252", "Windows-1252"),
        ("Polish", "cp1250", "Windows-1250"),
        ("Polish", "iso8859_2", "ISO 8859-2"),
        ("Russian", "cp1251", "Windows-1251"),
        ("Russian", "koi8_r", "KOI8-R"),
        ("Greek", "cp1253", "Windows-1253"),
        ("Turkish", "cp1254", "Windows-1254"),
        ("Hebrew", "cp1255", "Windows-1255"),
        ("Japanese", "cp932", "Shift JIS"),
        ("Japanese", "euc_jp", "EUC-JP"),
        ("Chinese", "gb18030", "GB 18030"),
        ("Korean", "cp949", "code page 949"),
    ],
)
def test_another_encoding_is_named_and_the_line_given_converts_it(folder, language, encoding, name):
    (folder / "my.txt").write_bytes((SAID[language] * 600).encode(encoding))
    with pytest.raises(text.TextError, match=rf"my\.txt .* not .*UTF-8.*It is probably {name}") as caught:
        load("my.txt")
    reason, line = str(caught.value).split("\n")
    assert SAID[language][:10] in reason  # the learner sees whether it reads well
    exec(line)
    assert load("my_utf8.txt").text == SAID[language] * 600
    assert (folder / "my.txt").read_bytes() == (SAID[language] * 600).encode(encoding)


@pytest.mark.parametrize(
    "raw", [bytes(range(128, 256)) * 300, bytes([*range(128, 256), *range(128)]) * 99], ids=["high", "all"]
)
def test_what_is_no_text_in_any_encoding_is_said_to_be_none(folder, raw):
    (folder / "my.txt").write_bytes(raw)
    with pytest.raises(text.TextError, match=r"not UTF-8 \(line 1\)\..*save it again with the encoding UTF-8\.$"):
        load("my.txt")


def test_accents_typed_in_two_ways_are_one_character(folder):
    (folder / "my.txt").write_text("e\u0301\u00e9" * 10_000 + "." * 20_000, encoding="utf-8")
    assert load("my.txt").alphabet == ".\u00e9"


@pytest.mark.parametrize("capital", ["\u0130", "I\u0307"], ids=["one character", "two"])
def test_a_capital_dotted_i_leaves_no_stray_dot(folder, capital):
    (folder / "my.txt").write_text(f"{capital}ZM{capital}R Iğdır " * 3_000, encoding="utf-8")
    assert load("my.txt", lower=True).text == "izmir iğdır " * 3_000


# A text in a script with thousands of characters


@pytest.fixture
def large(folder):
    (folder / "my.txt").write_text((KANJI + "😀 ok\n") * 20, encoding="utf-8")
    with pytest.warns(text.ReadAsBytesWarning, match=r"read as UTF-8 bytes because it has 405 different characters"):
        return load("my.txt")


def test_a_text_with_many_different_characters_is_read_as_bytes_and_says_so(large):
    assert large.as_bytes and large.text == (KANJI + "😀 ok\n") * 20
    assert large.alphabet == bytes(sorted(set(large.text.encode())))
    assert large.codes.size == len(large.text.encode()) and large.codes.max() < len(large.alphabet) <= 256
    assert "read as UTF-8 bytes because it has 405 different characters" in large.source
    assert large.train.size + large.held_out.size == large.codes.size


def test_bytes_decode_to_the_text_and_what_is_no_character_to_a_sign(large):
    assert large.decode(large.codes) == large.text
    assert large.decode(large.encode("一ok😀")) == "一ok😀"
    assert large.decode(large.codes[1:6]) == "\ufffd\ufffd丁"
    with pytest.raises(ValueError, match="text must be made of"):
        large.encode("é")


def test_a_network_learns_bytes_and_what_it_writes_decodes(large):
    fitted = CharRNN(len(large.alphabet), hidden=32, streams=8, epochs=1).fit(large.train, np.random.default_rng(1))
    assert fitted.bits_per_character(large.held_out) < np.log2(len(large.alphabet))
    written = large.decode(fitted.sample(3_000, np.random.default_rng(2)))
    assert 1_000 < len(written) < 3_000 and set(written) & set(KANJI)
    pairs = NGram(2, len(large.alphabet)).fit(large.train)
    assert set(large.decode(pairs.sample(3_000, np.random.default_rng(3)))) & set(KANJI)


def test_the_limit_counts_what_is_left_in_lower_case(folder):
    letters = "".join(
        map(chr, [*range(0x391, 0x3A2), *range(0x410, 0x430), *range(0x531, 0x557), *range(0x10A0, 0x10C0)])
    )
    (folder / "my.txt").write_text((letters + letters.lower()) * 100, encoding="utf-8")
    assert len(set(letters + letters.lower())) > 200
    assert not load("my.txt", lower=True).as_bytes
    with pytest.warns(text.ReadAsBytesWarning):
        assert load("my.txt").as_bytes


@pytest.mark.parametrize(
    "raw, message",
    [
        (b"", "0 characters: give it at least 20,000"),
        (b"a" * 19_999, "19,999 characters: give it at least 20,000"),
        (b"fine\nna\xefve" + b"a" * 30_000, r"not UTF-8 \(line 2\)"),
        (b"\xff\xfea", r"not UTF-16 \(line 1\)"),
        (KANJI.encode() * 16, "19,200 bytes: give it at least 20,000"),
    ],
    ids=["nothing", "too short", "another encoding", "half a character", "too few bytes"],
)
def test_own_text_that_cannot_be_used_says_what_to_do(folder, raw, message):
    (folder / "my.txt").write_bytes(raw)
    with pytest.raises(text.TextError, match=message):
        load("my.txt")


def test_200_distinct_characters_and_20000_characters_are_enough(folder):
    (folder / "my.txt").write_text(KANJI[:200] * 100, encoding="utf-8")
    corpus = load("my.txt")
    assert len(corpus.alphabet) == 200 and corpus.held_out.size == text.BLOCK and not corpus.as_bytes


def test_missing_own_text_lists_what_is_there(folder):
    for name in ("yours.txt", "THEIRS.TXT", "no.text"):
        (folder / name).write_text("a")
    with pytest.raises(text.TextNotFoundError, match=r"there is no file .*mine\.txt.*folder: THEIRS\.TXT, yours\.txt$"):
        load("mine.txt")


def test_a_notebook_shows_one_sentence_and_no_traceback():
    shell = InteractiveShell()
    with contextlib.redirect_stdout(io.StringIO()) as said:
        shell.run_cell("from collapse.text import load; load('no such text.txt')")
        shell.run_cell("load('no such novel')")
    missing, unknown = said.getvalue().splitlines()
    assert re.fullmatch(r"there is no file .*no such text\.txt; the \.txt files in that folder: .*", missing)
    assert unknown.startswith("name must be 'novels'")
