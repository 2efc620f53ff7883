"""Using a trained char-RNN: read many texts side by side, character by character, and write new ones.

It changes no parameters.
"""

from functools import cache

import numpy as np

from collapse.models.char_rnn.network import CELLS, in_a_row
from collapse.models.descent import one_thread

AT_ONCE = 50  # characters of each text after which logits are computed, in one product, where the text is given
COLDEST = 1e-6  # a temperature below this takes the most probable character as surely as 0 does


class Reader:
    """B texts, read side by side, T characters of each at a time.

    Parameters
    ----------
    parameters : network.Parameters
    streams, steps : int
        B and T, their numbers.
    """

    def __init__(self, parameters, streams, steps=1):
        self.parameters = parameters
        cell, hidden, dtype = CELLS[parameters.cell], parameters.recurrent.shape[1], parameters.flat.dtype
        self.states = np.zeros((steps + 1, streams, hidden), dtype)
        self.cell = cell(self.states, np.empty((cell.blocks, steps, streams, hidden), dtype))
        self.cell.load(parameters)

    def read(self, codes):
        """Read the next characters, shape (T, B) or (B,), and return the logits of what follows each, (V, ...)."""
        self.cell.forward(codes.reshape(self.states[1:].shape[:2]))
        self.states[0] = self.states[-1]
        logits = self.parameters.output @ in_a_row(self.states[1:]).T
        logits += self.parameters.bias[:, None]
        return logits.reshape(-1, *codes.shape)

    def branched(self, count):
        """A reader of `count` copies of each text, beside one another, read as far as here."""
        reader = Reader(self.parameters, count * self.states.shape[1])
        reader.states[0] = self.states[0].repeat(count, axis=0)
        return reader


def log_softmax(logits):
    """Log probabilities from logits, shape (V, ...): along the first axis, exponentials add up to 1."""
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
    streams, length = texts.shape
    steps = min(length, AT_ONCE)
    rest = -length % steps  # is read as well, and left out
    windows = np.pad(texts.T, [(0, rest), (0, 0)]).reshape(-1, steps, streams)
    reader, result = Reader(parameters, streams, steps), np.empty(windows.shape)
    logits = np.repeat(start[:, None, None], streams, axis=2)
    with one_thread():
        for codes, found in zip(windows, result, strict=True):
            after = reader.read(codes)
            logits = np.concatenate([logits, after[:, :-1]], axis=1)
            log_p = log_softmax(logits / max(temperature, COLDEST))
            found[:] = np.take_along_axis(log_p, codes[None], axis=0)[0]
            logits = after[:, -1:]
    return result.reshape(-1, streams)[:length].T
