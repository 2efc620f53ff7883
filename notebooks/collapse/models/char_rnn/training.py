"""Training a char-RNN: the windows of an epoch, Adam, clipping, the learning rate, and a loop that can be stopped.

It knows the network only as something with a loss and a gradient. No files, no printing.
"""

import math
import signal
import threading
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np

from collapse.models.char_rnn.network import Parameters, Window
from collapse.models.char_rnn.threads import one_thread

MEAN_DECAY, SQUARE_DECAY = 0.9, 0.99  # Adam's beta 1 and beta 2
CHUNK = 20_000  # parameters that Adam works on at a time: few enough to stay in the processor's cache


@dataclass
class TrainingState:
    """All that the next update depends on, so that a training can stop and go on later to the same numbers.

    Attributes
    ----------
    parameters, mean, square : arrays, shape (parameters,)
        The network's numbers and Adam's two moving sums.
    hidden : array, shape (H, B)
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
            hidden=np.zeros((model.hidden, model.streams), model.dtype),
            offsets=rng.integers(size, size=model.epochs),
            losses=np.empty(0),
        )

    def copy(self):
        """A state that shares no array with this one."""
        return replace(self, **{name: array.copy() for name, array in vars(self).items()})


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


def learning_rate(model, update, updates):
    """Rise in a straight line over the first `warm_up` updates, and fall along a cosine to 0 after the last.

    >>> from types import SimpleNamespace
    >>> [round(learning_rate(SimpleNamespace(rate=1, warm_up=1), update, updates=4), 2) for update in range(4)]
    [0.5, 0.85, 0.5, 0.15]
    """
    rise = min(1, (update + 1) / (model.warm_up + 1))
    return model.rate * rise * 0.5 * (1 + math.cos(math.pi * update / updates))


def clip(gradient, most):
    """Shorten `gradient`, in place, to the length `most` if it is longer, so that one bad window cannot undo the rest.

    Source: arXiv 1211.5063.

    >>> gradient = np.array([3.0, 4.0])
    >>> clip(gradient, most=1)
    >>> gradient.round(2).tolist()
    [0.6, 0.8]
    """
    length = math.sqrt(np.dot(gradient, gradient))
    if length > most:
        gradient *= most / length


def adam(parameters, mean, square, gradient, rate, count):
    """Make Adam's update number `count` (from 1), in place.

    Each number moves by `rate` times its mean gradient over the root of its mean squared gradient, both means with
    exponentially fading weights. `mean` and `square` hold the fading *sums*: what makes means of them, 1 - beta, and
    the correction for having started at 0 are two scalars.

    Source: arXiv 1412.6980.
    """
    to_mean = (1 - MEAN_DECAY) / (1 - MEAN_DECAY**count)
    to_root = math.sqrt((1 - SQUARE_DECAY) / (1 - SQUARE_DECAY**count))
    for begin in range(0, len(parameters), CHUNK):
        chunk = slice(begin, begin + CHUNK)
        p, m, s, g = parameters[chunk], mean[chunk], square[chunk], gradient[chunk]
        m *= MEAN_DECAY
        m += g
        s *= SQUARE_DECAY
        s += g * g
        step = np.sqrt(s)
        step += 1e-8 / to_root
        np.divide(m, step, step)
        step *= rate * to_mean / to_root
        p -= step


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
        if not np.isfinite(loss):
            raise FloatingPointError(f"the loss is {loss} at update {number}: choose a rate below {self.model.rate}")
        clip(gradient.flat, self.model.clip)
        rate = learning_rate(self.model, number, self.updates)
        adam(self.parameters.flat, self.state.mean, self.state.square, gradient.flat, rate, number + 1)
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
        Called as `watch(losses, updates, stopped)` after each update and after an interrupt; a KeyboardInterrupt from
        it counts as one.

    Returns
    -------
    TrainingState
        After the last update that was made.
    """
    trainer = Trainer(model, codes, state.copy())
    losses, watch = state.losses.tolist(), watch or (lambda losses, updates, stopped: None)
    with one_thread(), held_back_interrupt() as interrupted:
        while len(losses) < trainer.updates:
            losses.append(trainer.update(len(losses)))
            try:
                watch(losses, trainer.updates, stopped=False)
            except KeyboardInterrupt:
                break
            if interrupted():
                break
    if len(losses) < trainer.updates:
        watch(losses, trainer.updates, stopped=True)
    trainer.state.losses = np.array(losses)
    return trainer.state


@contextmanager
def held_back_interrupt():
    """Hold the first interrupt (the stop button, Ctrl-C) back, so that it never lands in the middle of an update.

    Yields a function that says whether it has come; the second one interrupts at once. Only a program's main thread
    gets interrupts, so in another thread there is nothing to hold back.
    """
    come = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield come.is_set
        return

    def hold(number, frame):
        come.set()
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, hold)
    try:
        yield come.is_set
    finally:
        signal.signal(signal.SIGINT, before)
