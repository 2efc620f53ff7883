"""Corpora: load a text, clean it, turn its characters into integer codes.

The human text is never stored in this repository. `load()` reads two novels, as data, from an installed package; a
text of your own goes into data/. Nothing here knows a model or measures anything.
"""

import hashlib
import re
import unicodedata
import warnings
from dataclasses import dataclass, field
from functools import cached_property
from importlib import metadata
from pathlib import Path

import numpy as np

from collapse import validate

# An assignment brings its tables along, beside the package; in the repository they lie beside the notebooks' folder.
_ASSIGNED, _SHARED = (folder / "data" for folder in Path(__file__).parents[1:3])
DATA = _ASSIGNED if _ASSIGNED.is_dir() else _SHARED
DISTRIBUTION, VERSION = "word-text-counter", "0.3.0"

BLOCK = 2_000  # characters a block; every tenth block is held out
SHORTEST = 10 * BLOCK  # so that a tenth is one block
MOST_CHARACTERS = 200


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

    Attributes
    ----------
    name : str
        What was asked of `load`.
    text : str
    source : str
        Where it comes from: print it wherever the text is used.
    alphabet : str
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
    """

    name: str
    text: str = field(repr=False)
    source: str
    alphabet: str = field(init=False)
    codes: np.ndarray = field(init=False, repr=False)

    def __post_init__(self):
        for given in ("name", "text", "source"):
            validate.text(given, getattr(self, given))
        object.__setattr__(self, "alphabet", "".join(sorted(set(self.text))))
        object.__setattr__(self, "codes", _read_only(self.encode(self.text)))

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
        code_of = {character: code for code, character in enumerate(self.alphabet)}
        try:
            return np.fromiter((code_of[character] for character in text), dtype=np.int64, count=len(text))
        except KeyError as error:
            raise ValueError(f"text must be made of {self.alphabet!r}, got {error.args[0]!r}") from None

    def decode(self, codes):
        """Turn an array of codes, of any shape, into one string, row after row.

        Raises
        ------
        TypeError, ValueError
            If they are not integers from 0 to the size of the alphabet - 1.
        """
        codes = validate.codes("codes", codes, len(self.alphabet), empty=True)
        return "".join(self.alphabet[code] for code in codes.ravel().tolist())


def load(name="novels", lower=False):
    """Load a corpus.

    Parameters
    ----------
    name : str, optional
        "novels": *The Time Machine* (H. G. Wells, 1895) and *Flatland* (E. A. Abbott, 1884), one after the other;
        "time_machine" or "flatland": one of them; "manual": Python's own manual, which also stands in, with a
        warning, where the package that carries the novels is not installed; or the name of a UTF-8 file that ends
        in .txt, in data/ or anywhere if the path is absolute.
    lower : bool, optional
        If true, in lower case: a smaller alphabet, which a small network learns sooner.

    Returns
    -------
    Corpus

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    TypeError, ValueError
        If there is no such name, a novel is not the expected text, or a file is not UTF-8, too short, or
        has more than 200 distinct characters. The message says what to do.

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
    text, source = _read(name)
    return Corpus(name, text.lower() if lower else text, source)


def _read(name):
    if name.endswith(".txt"):
        return _own_text(DATA / name)
    if name == "manual":
        return _manual()
    if name != "novels" and name not in BOOKS:
        raise ValueError(f"name must be 'novels', {str(list(BOOKS))[1:-1]}, 'manual' or end in '.txt', got {name!r}")
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
        raise ValueError(
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
        raise ValueError(
            f"this Python comes without its manual: put a UTF-8 .txt into {DATA}, or pip install "
            f"{DISTRIBUTION}=={VERSION}"
        ) from None
    text = _ascii("\n".join(topics[topic] for topic in sorted(topics)))
    return text, "Python's own manual (pydoc_data.topics; Python Software Foundation)"


def _own_text(path):
    if not path.is_file():
        there = ", ".join(sorted(p.name for p in path.parent.glob("*.txt"))) or "none"
        raise FileNotFoundError(f"there is no file {path}; the .txt files in that folder: {there}")
    text = unicodedata.normalize("NFC", _decoded(path)).replace("\r\n", "\n").replace("\r", "\n")
    distinct = len(set(text))
    if len(text) < SHORTEST:
        raise ValueError(f"{path.name} has {len(text)} characters: give it at least {SHORTEST}, or append more texts")
    if distinct > MOST_CHARACTERS:
        raise ValueError(
            f"{path.name} has {distinct} distinct characters, and at most {MOST_CHARACTERS} are supported: use a text "
            "in an alphabetic script, or remove what is rare in it (symbols, emoji, other scripts)"
        )
    return text, f"{path.name}, your own text"


def _decoded(path):
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ValueError(f"{path.name} is not UTF-8 (line {line}): save it again with the encoding UTF-8") from None
    if "\0" in text:
        raise ValueError(f"{path.name} holds zero bytes, so it is not plain UTF-8 text: save it as UTF-8 text")
    return text
