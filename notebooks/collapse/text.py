"""Corpora: load a text, clean it, turn its characters into integer codes.

The human text is never stored in this repository. `load()` reads two novels, as data, from an installed package; a
text of your own goes into data/, in any language and script. Nothing here knows a model or measures anything.
"""

import codecs
import hashlib
import re
import unicodedata
import warnings
from dataclasses import dataclass, field
from functools import cached_property
from importlib import metadata
from pathlib import Path

import charset_normalizer
import numpy as np

from collapse import validate

# An assignment brings its tables along, beside the package; in the repository they lie beside the notebooks' folder.
_ASSIGNED, _SHARED = (folder / "data" for folder in Path(__file__).parents[1:3])
DATA = _ASSIGNED if _ASSIGNED.is_dir() else _SHARED
DISTRIBUTION, VERSION = "word-text-counter", "0.3.0"

BLOCK = 2_000  # characters a block; every tenth block is held out
SHORTEST = 10 * BLOCK  # so that a tenth is one block
MOST_CHARACTERS = 200  # a text with more different ones is read as bytes, of which there are at most 256

# Encodings of texts that are not UTF-8, as people call them; of equally likely ones the first is named.
ENCODINGS = {
    "cp1252": "Windows-1252 (Western European)",
    "cp1250": "Windows-1250 (Central European)",
    "iso8859_2": "ISO 8859-2 (Central European)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "koi8_r": "KOI8-R (Russian)",
    "cp1253": "Windows-1253 (Greek)",
    "cp1254": "Windows-1254 (Turkish)",
    "cp1255": "Windows-1255 (Hebrew)",
    "cp1256": "Windows-1256 (Arabic)",
    "mac_roman": "Mac Roman (Western European)",
    "cp850": "code page 850 (DOS, Western European)",
    "cp932": "Shift JIS (Japanese)",
    "euc_jp": "EUC-JP (Japanese)",
    "gb18030": "GB 18030 (Chinese)",
    "big5": "Big5 (Chinese)",
    "cp949": "code page 949 (Korean)",
}
MARKS = {  # the longer ones first: that of UTF-32 begins like that of UTF-16
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    codecs.BOM_UTF8: "utf-8-sig",
}


class TextError(ValueError):
    """A text that cannot be used. A notebook shows its sentence alone, and not the way through this file."""

    def _render_traceback_(self):
        return [str(self)]


class TextNotFoundError(FileNotFoundError, TextError):
    """There is no such text."""


class ReadAsBytesWarning(UserWarning):
    """A text has so many different characters that it is read as UTF-8 bytes."""


@dataclass(frozen=True)
class Book:
    """One novel in the installed package. Paragraphs are counted after the distributor's header, from 0."""

    title: str
    author: str
    year: int
    file: str
    sha256: str
    first: int  # paragraphs before this one are title pages and a table of contents
    left_out: frozenset = field(default=frozenset())


BOOKS = {
    "time_machine": Book(
        "The Time Machine",
        "H. G. Wells",
        1895,
        "time_machine.txt",
        "531e11d1185ca4a86cb7acf60fd45943c1591945aea40f4f1c1ea577dfd6e2d9",
        first=5,
        left_out=frozenset({177}),  # a comparison in terms of race
    ),
    "flatland": Book(
        "Flatland",
        "Edwin A. Abbott",
        1884,
        "flatland.txt",
        "c44667b9791d338979438546b624f3e597c0b66792a59e6c9a12f94d6aef7653",
        first=7,
    ),
}


@dataclass(frozen=True, eq=False)
class Corpus:
    """A text, its alphabet, and its characters as codes.

    A text in a script with thousands of characters is read as the bytes of its UTF-8 encoding: one to four for each
    character. Then *character* below means byte.

    Attributes
    ----------
    name : str
        What was asked of `load`.
    text : str
    source : str
        Where it comes from: print it wherever the text is used.
    as_bytes : bool
        Whether codes stand for bytes.
    alphabet : str or bytes
        The distinct characters, sorted; a character's code is its place here.
    codes : int array, shape (characters,)
        The text as codes, read-only.

    Examples
    --------
    >>> corpus = Corpus("tiny", "abba", "made up")
    >>> corpus.alphabet, corpus.codes.tolist()
    ('ab', [0, 1, 1, 0])
    >>> corpus.decode([1, 0, 0])
    'baa'
    >>> corpus = Corpus("tiny", "日本", "made up", as_bytes=True)
    >>> corpus.codes.size, corpus.decode(corpus.codes), corpus.decode(corpus.codes[:4])
    (6, '日本', '日�')
    """

    name: str
    text: str = field(repr=False)
    source: str
    as_bytes: bool = False
    alphabet: str | bytes = field(init=False)
    codes: np.ndarray = field(init=False, repr=False)

    def __post_init__(self):
        for given in ("name", "text", "source"):
            validate.text(given, getattr(self, given))
        validate.choice("as_bytes", self.as_bytes, allowed=(False, True))
        distinct = sorted(set(self._characters(self.text)))
        object.__setattr__(self, "alphabet", bytes(distinct) if self.as_bytes else "".join(distinct))
        object.__setattr__(self, "codes", _read_only(self.encode(self.text)))

    def _characters(self, text):
        return text.encode() if self.as_bytes else text

    @cached_property
    def train(self):
        """Codes of nine blocks in ten, joined: what generation 0 is trained on. Shape (characters,)."""
        return _read_only(self.codes[~_held_out(self.codes.size)])

    @cached_property
    def held_out(self):
        """Codes of every tenth block, joined, which no model is ever trained on. Shape (characters,)."""
        return _read_only(self.codes[_held_out(self.codes.size)])

    def encode(self, text):
        """Turn `text` into codes: int array, shape (characters,).

        Raises
        ------
        TypeError, ValueError
            If it is not a string, or holds a character that is not in the alphabet.
        """
        validate.text("text", text)
        characters = self._characters(text)
        code_of = {character: code for code, character in enumerate(self.alphabet)}
        try:
            return np.fromiter((code_of[character] for character in characters), dtype=np.int64, count=len(characters))
        except KeyError as error:
            raise ValueError(f"text must be made of {self.alphabet!r}, got {error.args[0]!r}") from None

    def decode(self, codes):
        """Turn an array of codes, of any shape, into one string, row after row.

        Bytes that are no character, which a model may write and a passage may begin with, become the sign �.

        Raises
        ------
        TypeError, ValueError
            If they are not integers from 0 to the size of the alphabet - 1.
        """
        codes = validate.codes("codes", codes, len(self.alphabet), empty=True)
        if self.as_bytes:
            return np.frombuffer(self.alphabet, np.uint8)[codes].tobytes().decode(errors="replace")
        numbers = np.array([ord(character) for character in self.alphabet], dtype="<u4")
        return numbers[codes].tobytes().decode("utf-32-le", "surrogatepass")


def load(name="novels", lower=False):
    """Load a corpus.

    Parameters
    ----------
    name : str, optional
        "novels": *The Time Machine* (H. G. Wells, 1895) and *Flatland* (E. A. Abbott, 1884), one after the other;
        "time_machine" or "flatland": one of them; "manual": Python's own manual, which also stands in, with a
        warning, where the package that carries the novels is not installed; or the name of a file that ends in .txt,
        in data/ or anywhere if the path is absolute: UTF-8, or UTF-16 with its mark, in any language.
    lower : bool, optional
        If true, in lower case: a smaller alphabet, which a small network learns sooner.

    Returns
    -------
    Corpus

    Raises
    ------
    TextNotFoundError
        If there is no such file.
    TypeError, TextError
        If there is no such name, a novel is not the expected text, or a file is in another encoding, or too short. The
        message says what to do, in a notebook without a traceback.

    Warns
    -----
    ReadAsBytesWarning
        If a file has more than 200 different characters (Japanese, Chinese, emoji).

    Examples
    --------
    >>> corpus = load("novels", lower=True)
    >>> len(corpus.alphabet)
    39
    >>> print(corpus.source)
    The Time Machine (H. G. Wells, 1895) and Flatland (Edwin A. Abbott, 1884), in the public domain; text of Project \
Gutenberg as carried by the package word-text-counter 0.3.0
    """
    validate.text("name", name)
    validate.choice("lower", lower, allowed=(False, True))
    if name.lower().endswith(".txt"):
        return _own_text(name, lower)
    text, source = _read(name)
    return Corpus(name, _lowered(text) if lower else text, source)


def _read(name):
    if name == "manual":
        return _manual()
    if name != "novels" and name not in BOOKS:
        raise TextError(f"name must be 'novels', {str(list(BOOKS))[1:-1]}, 'manual' or end in '.txt', got {name!r}")
    try:
        return _novels([BOOKS[name]] if name in BOOKS else list(BOOKS.values()))
    except metadata.PackageNotFoundError:
        missing = f"{DISTRIBUTION} {VERSION}, which carries the novels, is not installed"
        warnings.warn(f"{missing}: reading Python's own manual instead", stacklevel=3)
        text, source = _manual()
        return text, f"{source}, because {missing}"


def _held_out(size):
    return np.arange(size) // BLOCK % 10 == 9


def _read_only(array):
    array.setflags(write=False)
    return array


# The novels


def _novels(books):
    credits = " and ".join(f"{book.title} ({book.author}, {book.year})" for book in books)
    carrier = f"text of Project Gutenberg as carried by the package {DISTRIBUTION} {VERSION}"
    return "\n".join(_prose(_verified(book), book) for book in books), f"{credits}, in the public domain; {carrier}"


def _verified(book):
    """Read a book from the installed package, without importing any of it, and check that it is the text we know."""
    path = Path(metadata.distribution(DISTRIBUTION).locate_file(f"word_text_counter/data/{book.file}"))
    found = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(found).hexdigest() != book.sha256:
        raise TextError(
            f"{path} is not the text of {book.title} that the lessons are written for (its SHA-256 differs). "
            f"Reinstall it with: pip install --force-reinstall {DISTRIBUTION}=={VERSION}, or use load('manual')"
        )
    return found.decode("utf-8-sig")


def _prose(raw, book):
    """Keep the novel's prose, one paragraph a line: no header, footer, headings, drawings or editor's numbering."""
    body = re.search(r"\*\*\* START OF [^\n]*\n(.*)\*\*\* END OF ", raw.replace("\r\n", "\n"), re.DOTALL)[1]
    paragraphs = re.split(r"\n\s*\n", body.strip("\n"))
    wanted = [p for i, p in enumerate(paragraphs) if i >= book.first and i not in book.left_out]
    return "\n".join(_plain(p) for p in wanted if not _is_heading_or_drawing(p))


def _is_heading_or_drawing(paragraph):
    indented = re.search(r"^ ", paragraph, re.MULTILINE)
    return indented or re.match(r"Section|PART |CONTENTS|\[(Ill|ASC|for)", paragraph)


def _plain(paragraph):
    """Fold to letters and common punctuation, on one line; numerals and other rare signs are left out."""
    text = re.sub(r"\^?\(\d+\)|^\d+\. |[^A-Za-z\s.,;:!?'\"()-]", "", _ascii(paragraph))
    return " ".join(text.split())


SIGNS = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "—": "--", "–": "-", "æ": "ae", "œ": "oe", "ß": "ss"})


def _ascii(text):
    """Replace typographic quotes, dashes and accented letters by plain ones, and drop what has no plain form.

    >>> _ascii("“naïve” — so…")
    '"naive" -- so...'
    """
    return unicodedata.normalize("NFKD", text.translate(SIGNS)).encode("ascii", "ignore").decode()


# The other sources


def _manual():
    try:
        from pydoc_data.topics import topics
    except ImportError:
        raise TextError(
            f"this Python comes without its manual: put a UTF-8 .txt into {DATA}, or pip install "
            f"{DISTRIBUTION}=={VERSION}"
        ) from None
    text = _ascii("\n".join(topics[topic] for topic in sorted(topics)))
    return text, "Python's own manual (pydoc_data.topics; Python Software Foundation)"


def _own_text(name, lower):
    path = DATA / name
    if not path.is_file():
        there = ", ".join(sorted(p.name for p in path.parent.glob("*") if p.suffix.lower() == ".txt")) or "none"
        raise TextNotFoundError(f"there is no file {path}; the .txt files in that folder: {there}")
    text = unicodedata.normalize("NFC", _decoded(path)).replace("\r\n", "\n").replace("\r", "\n")
    text, source = _lowered(text) if lower else text, f"{path.name}, your own text"
    distinct = len(set(text))
    as_bytes = distinct > MOST_CHARACTERS
    size, unit = (len(text.encode()), "bytes") if as_bytes else (len(text), "characters")
    if size < SHORTEST:
        raise TextError(f"{path.name} has {size:,} {unit}: give it at least {SHORTEST:,}, or append more texts")
    if as_bytes:
        source += f", read as UTF-8 bytes because it has {distinct:,} different characters"
        warnings.warn(f"{source}: what is said of characters holds for bytes", ReadAsBytesWarning, stacklevel=3)
    return Corpus(name, text, source, as_bytes)


def _lowered(text):
    """Return a text in lower case.

    Python makes two characters of the capital dotted I of Turkish, the second a stray dot.
    """
    return text.replace("\u0130", "i").lower()


def _decoded(path):
    raw = path.read_bytes()
    encoding = next((name for mark, name in MARKS.items() if raw.startswith(mark)), "utf-8")
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        reason = f"{path.name} is not {encoding.upper()} (line {line})"
        raise TextError(f"{reason}. {_advice(path, raw, error.start)}") from None
    if "\0" in text:
        raise TextError(f"{path.name} holds zero bytes, so it is not plain UTF-8. {_advice(path, raw, 0)}")
    return text


def _advice(path, raw, start):
    """Say in which encoding a file probably is, what it says then, and how to convert it."""
    encoding, name = _likely_encoding(raw)
    if encoding is None:
        return "Open it in the program that wrote it, and save it again with the encoding UTF-8."
    start -= start % 2  # in UTF-16 a character has two bytes
    seen = " ".join(raw[max(start - 40, 0) : start + 40].decode(encoding, errors="ignore").split())
    old, new = str(path), str(path.with_name(f"{path.stem}_utf8.txt"))
    return (
        f"It is probably {name}: then it says “…{seen}…”. If that reads well, the next line makes a copy to load.\n"
        f"from pathlib import Path; Path({new!r}).write_text(Path({old!r}).read_text({encoding!r}), 'utf-8')"
    )


def _likely_encoding(raw):
    """Return the likely encoding of bytes that are not UTF-8, as Python and as people call it; or None, None."""
    plain = {name: len(raw.decode(name, "ignore").encode("ascii", "ignore")) for name in ("utf-16-le", "utf-16-be")}
    likely = max(plain, key=plain.get)
    if 0 in raw and plain[likely] > len(raw) / 40:  # blanks and stops at least: one character in twenty
        return likely, "UTF-16 without its mark"
    matches = charset_normalizer.from_bytes(raw, cp_isolation=list(ENCODINGS))
    order = list(ENCODINGS)
    found = [
        (round(50 * match.chaos), -match.coherence, order.index(encoding), encoding)
        for match in matches
        for encoding in match.could_be_from_charset
        if encoding in order
    ]
    encoding = min(found)[-1] if found else None
    return encoding, ENCODINGS.get(encoding)
