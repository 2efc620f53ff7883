"""What is measured of a text: its words, how it repeats itself, and what models think of each other's texts.

Functions of strings, and of fitted models that have `bits_per_character`. Nothing here trains or writes.
"""

import zlib
from collections import Counter
from collections.abc import Iterable, Set
from itertools import zip_longest
from numbers import Real

import numpy as np

from collapse import validate
from collapse.measures import words
from collapse.validate import shown

# Words by how often they stand in the human text: name of the band, and the fewest and most times.
BANDS = {"once": (1, 1), "twice": (2, 2), "3 to 10": (3, 10), "11 to 100": (11, 100), "over 100": (101, np.inf)}


def vocabulary(text):
    """Return the set of the words of a text.

    Examples
    --------
    >>> sorted(vocabulary("a rose is a rose"))
    ['a', 'is', 'rose']
    """
    return set(words(text))


def by_frequency(text, bands=BANDS):
    """Sort the words of a text into bands by how often they stand in it.

    Returns
    -------
    dict of str to set
        The words of each band.

    Examples
    --------
    >>> {name: sorted(group) for name, group in by_frequency("a rose is a rose").items() if group}
    {'once': ['is'], 'twice': ['a', 'rose']}
    """
    counts = Counter(words(text))
    for pair in validate.mapping("bands", bands, of="pairs: the fewest and the most times").values():
        if not (isinstance(pair, tuple | list) and len(pair) == 2 and all(isinstance(end, Real) for end in pair)):
            raise TypeError(f"bands must be pairs of numbers, the fewest and the most times, got {shown(pair)}")
    return {name: {word for word, n in counts.items() if low <= n <= high} for name, (low, high) in bands.items()}


def survival(text, groups):
    """Share of each group of words of which at least one copy stands in the text.

    Parameters
    ----------
    text : str
    groups : dict of str to set
        As from `by_frequency`.

    Returns
    -------
    dict of str to float
        NaN for a group without words.

    Examples
    --------
    >>> survival("a rose", {"short": {"a", "is"}, "long": {"rose"}})
    {'short': 0.5, 'long': 1.0}
    """
    found = vocabulary(text)
    for group in validate.mapping("groups", groups, of="sets of words").values():
        _checked_set("groups", group)
    return {name: len(group & found) / len(group) if group else np.nan for name, group in groups.items()}


def real_words(text, known):
    """Share of the words of a text, repeats counted, that are in the set `known`; 0 if it has no words.

    Examples
    --------
    >>> real_words("the rose borgle fimp", known={"the", "rose", "is"})
    0.5
    """
    _checked_set("known", known)
    return float(np.mean([word in known for word in words(text)] or [0]))


def repetition(text, length=24):
    """Share of the places in a text at which begins a run of `length` characters that began earlier in it as well.

    Parameters
    ----------
    text : str
    length : int
        Two people rarely write the same 24 characters, unless they quote.

    Raises
    ------
    TypeError, ValueError
        If `length` is not a whole number from 1 to the length of the text.

    Examples
    --------
    >>> repetition("abcabcab", length=3)
    0.5
    """
    length = validate.integer("length", length, least=1, most=len(validate.text("text", text)))
    places = len(text) - length + 1
    return 1 - len({text[i : i + length] for i in range(places)}) / places


def compressed(text):
    """Length of a text after compression by zlib, as a share of its length before; in UTF-8.

    Lower is more predictable. Short texts compress badly: compare texts of one size. Builds of zlib differ in the third
    digit.
    """
    raw = validate.text("text", text).encode()
    if not raw:
        raise ValueError("text must hold at least one character, got ''")
    return len(zlib.compress(raw, 9)) / len(raw)


def cross_table(models, texts):
    """Let every model read every text: bits per character, shape (models, texts).

    Parameters
    ----------
    models : sequence of fitted models with `bits_per_character`
    texts : sequence of int arrays
        Codes.
    """
    for name, many in (("models", models), ("texts", texts)):
        if isinstance(many, str | bytes) or not isinstance(many, Iterable):
            raise TypeError(f"{name} must be a sequence of them, got {shown(many)}")
    for model in models:
        validate.has("models", model, "bits_per_character")
    return np.array([[model.bits_per_character(text) for text in texts] for model in models])


def side_by_side(chains):
    """Lay chains out beside each other: what human text costs each generation, and how many different words it writes.

    Words are counted in equally many characters of all: as many as the shortest text has.

    Parameters
    ----------
    chains : dict of str to (collapse.text.Corpus, sequence of collapse.loop.Generation)
        By name: the human text, and what became of it; the models have `bits_per_character`, the texts are codes.

    Returns
    -------
    str
        A table, one line a generation: bits a character of the held-out human text (of a text that is read as bytes
        too), and words.

    Examples
    --------
    >>> from collapse.loop import run
    >>> from collapse.models import CharRNN
    >>> from collapse.text import Corpus
    >>> corpus = Corpus("sea", "the sea is the sea is the sea. " * 700, "made up")
    >>> model, rng = CharRNN(len(corpus.alphabet), hidden=8), np.random.default_rng(1)
    >>> turns = list(run(model, corpus.train[:2_000], 1, rng))
    >>> print(side_by_side({"sea": (corpus, turns)}).splitlines()[1])
    generation     bits  words
    """
    validate.mapping("chains", chains, of="a corpus and its generations")
    texts = {name: [corpus.decode(turn.synthetic) for turn in turns] for name, (corpus, turns) in chains.items()}
    shortest = min(len(text) for written in texts.values() for text in written)
    columns = {}
    for name, (corpus, turns) in chains.items():
        codes = corpus.held_out.size / len(corpus.decode(corpus.held_out))  # of a character, more than 1 for bytes
        bits = (codes * turn.model.bits_per_character(corpus.held_out) for turn in turns)
        said = (len(vocabulary(text[:shortest])) for text in texts[name])
        columns[name] = [f"{b:9.2f}{w:7,}" for b, w in zip(bits, said, strict=True)]
    lines = [
        " " * 10 + "".join(f"{name:>16}" for name in columns),
        "generation" + f"{'bits':>9}{'words':>7}" * len(columns),
    ]
    rows = zip_longest(*columns.values(), fillvalue=" " * 16)
    return "\n".join(lines + [f"{number:10}{''.join(row)}" for number, row in enumerate(rows)])


def _checked_set(name, known):
    if not isinstance(known, Set):
        raise TypeError(f"{name} must be a set of words, got {shown(known)}")
