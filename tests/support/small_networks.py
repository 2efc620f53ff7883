"""Networks small enough for a test, and how to stop their training."""

import numpy as np
import pytest

from collapse.models.char_rnn import CharRNN
from collapse.models.char_rnn.network import CELLS

SMALL = dict(hidden=6, streams=3, steps=5, epochs=2, warm_up=2)
cells = pytest.mark.parametrize("cell", CELLS)


def text(size=200, characters=4, seed=0):
    """A text in which each character depends on the one before."""
    rng = np.random.default_rng(seed)
    return np.cumsum(rng.choice(2, size=size, p=[0.8, 0.2]) + 1) % characters


def fitted(cell="gru", seed=1, **options):
    """A char-RNN that has read it."""
    return CharRNN(4, cell, **SMALL | options).fit(text(), np.random.default_rng(seed))


def stop_after(count):
    """A progress callable that interrupts, as the stop button does, when `count` updates are made."""

    def show(progress):
        if progress.done == count and not progress.stopped:
            raise KeyboardInterrupt

    return show
