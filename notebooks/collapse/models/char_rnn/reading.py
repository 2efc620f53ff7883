"""Using a trained char-RNN: read many texts side by side, character by character, and write new ones.

It changes no parameters.
"""

from functools import cache

import numpy as np

from collapse.models.char_rnn.network import CELLS
from collapse.models.descent import one_thread

COLDEST = 1e-6  # a temperature below this takes the most probable character as surely as 0 does


class Reader:
    """B texts, read side by side, one character of each at a time.

    Parameters
    ----------
    parameters : network.Parameters
    streams : int
        Their number B.
    """

    def __init__(self, parameters, streams):
        self.parameters = parameters
        cell, hidden, dtype = CELLS[parameters.cell], parameters.recurrent.shape[1], parameters.flat.dtype
        self.states = np.zeros((2, streams, hidden), dtype)
        self.cell = cell(self.states, np.empty((cell.blocks, 1, streams, hidden), dtype))
        self.cell.load(parameters)

    def read(self, codes):
        """Read one character of each text, shape (B,), and return the logits of the next ones, shape (V, B)."""
        self.cell.forward(codes[None])
        self.states[0] = self.states[1]
        logits = self.parameters.output @ self.states[1].T
        logits += self.parameters.bias[:, None]
        return logits

    def branched(self, count):
        """A reader of `count` copies of each text, beside one another, read as far as here."""
        reader = Reader(self.parameters, count * self.states.shape[1])
        reader.states[0] = self.states[0].repeat(count, axis=0)
        return reader


def log_softmax(logits):
    """Log probabilities from logits, shape (V, B): each column's exponentials add up to 1."""
    logits = logits - logits.max(axis=0)
    return logits - np.log(np.exp(logits).sum(axis=0))


def pick(logits, temperature, rng):
    """Draw a code for each column of `logits`, shape (V, B): probabilities in proportion to exp(logit / temperature).

    A uniform number in (0, 1] is looked up in the cumulative probabilities; as it is never 0, a character whose
    probability is 0 is never drawn. A product with a triangle of ones adds up faster than `numpy.cumsum` does.

    Examples
    --------
    >>> pick(np.array([[0.0, 9.0], [1.0, 8.0]]), temperature=0, rng=np.random.default_rng(1)).tolist()
    [1, 0]
    """
    weights = logits - logits.max(axis=0)
    weights *= 1 / max(temperature, COLDEST)
    np.exp(weights, weights)
    cumulative = triangle(len(weights), weights.dtype) @ weights
    below = cumulative < (1 - rng.random(cumulative.shape[1], cumulative.dtype)) * cumulative[-1]
    return below.sum(axis=0)


@cache
def triangle(size, dtype):
    """Ones on and below the diagonal: its product with a column is the column's running sum."""
    return np.tri(size, dtype=dtype)


def write(parameters, start, length, streams, temperature, rng):
    """Write texts, side by side.

    Parameters
    ----------
    parameters : network.Parameters
    start : array, shape (V,)
        Logits of a text's first character.
    length, streams : int
        How many characters, of how many texts.
    temperature : float
    rng : numpy.random.Generator

    Returns
    -------
    int array, shape (streams, length)
    """
    reader, written = Reader(parameters, streams), np.empty((length, streams), np.int64)
    logits = np.repeat(start[:, None], streams, axis=1)
    with one_thread():
        for codes in written:
            codes[:] = pick(logits, temperature, rng)
            logits = reader.read(codes)
    return written.T


def log_prob(parameters, start, texts, temperature):
    """Log probability of each character, given those before it in its text.

    Parameters
    ----------
    parameters : network.Parameters
    start : array, shape (V,)
        Logits of a text's first character.
    texts : int array, shape (streams, length)
    temperature : float

    Returns
    -------
    array, shape (streams, length)
        In nats.
    """
    reader, result = Reader(parameters, len(texts)), np.empty(texts.T.shape)
    logits = np.repeat(start[:, None], len(texts), axis=1)
    with one_thread():
        for place, codes in enumerate(np.ascontiguousarray(texts.T)):
            result[place] = log_softmax(logits / max(temperature, COLDEST))[codes, np.arange(len(codes))]
            logits = reader.read(codes)
    return result.T
