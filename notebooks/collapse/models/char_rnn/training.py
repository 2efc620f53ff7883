"""Training a char-RNN: the windows of an epoch, and what one update needs. How to go down is said in `descent`.

It knows the network only as something with a loss and a gradient. No files, no printing.
"""

from dataclasses import dataclass

import numpy as np

from collapse.models.char_rnn.network import Parameters, Window
from collapse.models.descent import State, descend, follow


@dataclass
class TrainingState(State):
    """All that the next update depends on, so that a training can stop and go on later to the same numbers.

    Attributes
    ----------
    parameters, mean, square : arrays, shape (parameters,)
        The network's numbers and Adam's two moving sums, which plain steps leave at 0.
    hidden : array, shape (B, H)
        The streams' states at the end of the last window.
    offsets : int array, shape (epochs,)
        Where in the text each epoch begins.
    losses : array, shape (updates done,)
        Of each window before its update, in nats per character.
    """

    parameters: np.ndarray
    mean: np.ndarray
    square: np.ndarray
    hidden: np.ndarray
    offsets: np.ndarray
    losses: np.ndarray

    @classmethod
    def start(cls, model, size, rng):
        """Before the first update of a `model` (a `char_rnn.CharRNN`) on a text of `size` characters."""
        parameters = Parameters(model.cell, model.hidden, model.characters, model.dtype)
        if model.start is None:
            parameters.randomize(rng)
        else:
            parameters.flat[:] = model.start.state.parameters
        return cls(
            parameters=parameters.flat,
            mean=np.zeros_like(parameters.flat),
            square=np.zeros_like(parameters.flat),
            hidden=np.zeros((model.streams, model.hidden), model.dtype),
            offsets=rng.integers(size, size=model.epochs),
            losses=np.empty(0),
        )


def windows_per_epoch(model, size):
    """How often T characters of B streams fit into a text."""
    return size // (model.streams * model.steps)


def excerpt(model, codes, offset, place):
    """Window number `place` of an epoch: what to read, and what comes next.

    The text is read as a ring that begins at `offset`, cut into B streams; each goes on where its last window ended.

    Returns
    -------
    x, y : int arrays, shape (T, B)

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> x, y = excerpt(SimpleNamespace(streams=2, steps=3), np.arange(20), offset=4, place=1)
    >>> x.T.tolist(), y.T.tolist()
    ([[7, 8, 9], [17, 18, 19]], [[8, 9, 10], [18, 19, 0]])
    """
    begins = offset + np.arange(model.streams) * (len(codes) // model.streams)
    places = begins + place * model.steps + np.arange(model.steps + 1)[:, None]
    both = codes.take(places, mode="wrap")
    return both[:-1], both[1:]


class Trainer:
    """Makes the updates of a training, one by one, on the arrays of `state` themselves."""

    def __init__(self, model, codes, state):
        self.model, self.codes, self.state = model, codes, state
        network = model.cell, model.hidden, model.characters
        self.parameters = Parameters(*network, model.dtype, state.parameters)
        self.window = Window(*network, model.streams, model.steps, model.dtype)
        self.each = windows_per_epoch(model, len(codes))
        self.updates = self.each * model.epochs

    def update(self, number):
        """Make update `number`, from 0, and return the loss before it, in nats per character."""
        epoch, place = divmod(number, self.each)
        self.window.states[0] = self.state.hidden if place else 0
        x, y = excerpt(self.model, self.codes, self.state.offsets[epoch], place)
        loss, gradient = self.window.loss_and_gradient(self.parameters, x, y)
        follow(self, number, loss, gradient)
        self.state.hidden[:] = self.window.states[-1]
        return loss


def train(model, codes, state, watch=None):
    """Make the updates that are still to be made, or as many as there is time for before an interrupt, at least one.

    Parameters
    ----------
    model : char_rnn.CharRNN
    codes : int array, shape (size,)
    state : TrainingState
        Where to go on from; left as it is.
    watch : callable, optional
        As in `descent.descend`.

    Returns
    -------
    TrainingState
        After the last update that was made.
    """
    return descend(Trainer(model, codes, state.copy()), watch)
