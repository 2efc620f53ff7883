"""Going down a gradient: Adam, clipping, the learning rate, and a loop of updates that can be stopped and resumed.

What networks share. It knows none of them: only flat vectors, and a trainer that makes one update at a time.
"""

import math
import signal
import threading
from contextlib import contextmanager, nullcontext
from dataclasses import replace

import numpy as np

try:
    from threadpoolctl import threadpool_limits
except ImportError:  # then NumPy uses as many threads as it likes: the results are the same, later
    threadpool_limits = None

MEAN_DECAY, SQUARE_DECAY = 0.9, 0.99  # Adam's beta 1 and beta 2
CHUNK = 20_000  # parameters that Adam works on at a time: few enough to stay in the processor's cache
LINE = 64  # bytes that a processor fetches at once


def aligned(shape, dtype="float64"):
    """Make an array of zeros that begins at a line of the cache, as NumPy's own need not.

    What reads 64 bytes at a time then fetches one line for each and not two, and is up to twice as fast.

    >>> aligned((3, 5), "float32").ctypes.data % LINE
    0
    """
    size = math.prod(shape) * np.dtype(dtype).itemsize
    memory = np.zeros(size + LINE, "uint8")
    begin = -memory.ctypes.data % LINE
    return memory[begin : begin + size].view(dtype).reshape(shape)


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
    """Make Adam's update number `count` (from 1), in place; it writes over the gradient.

    Each number moves by `rate` times its mean gradient over the root of its mean squared gradient, both means with
    exponentially fading weights. `mean` and `square` hold the fading *sums*: what makes means of them, 1 - beta, and
    the correction for having started at 0 are two scalars.

    Nothing is made anew: touching fresh memory takes longer than the arithmetic.

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
        g *= g
        s += g
        step = np.sqrt(s, out=g)
        step += 1e-8 / to_root
        np.divide(m, step, step)
        step *= rate * to_mean / to_root
        p -= step


class State:
    """All that the next update depends on, so that a training can stop and go on: a dataclass, mostly of arrays."""

    def copy(self):
        """A state that shares no array with this one."""
        arrays = {name: value for name, value in vars(self).items() if isinstance(value, np.ndarray)}
        copies = {name: aligned(array.shape, array.dtype) for name, array in arrays.items()}
        for name, copy in copies.items():
            copy[...] = arrays[name]
        return replace(self, **copies)


def follow(trainer, number, loss, gradient):
    """Make update `number`, from 0, along a gradient: clipped, at the rate of the moment, by Adam or a plain step.

    Parameters
    ----------
    trainer : has `model`, `state`, `parameters` and `updates`
        The parameters, and Adam's sums in the state, are changed in place.
    number : int
    loss : float
        Before the update.
    gradient : has `flat`

    Raises
    ------
    FloatingPointError
        If the training diverges.
    """
    model, state = trainer.model, trainer.state
    if not math.isfinite(loss):
        raise FloatingPointError(f"the loss is {loss} at update {number}: choose a rate below {model.rate}")
    clip(gradient.flat, model.clip)
    rate = learning_rate(model, number, trainer.updates)
    if getattr(model, "optimizer", "adam") == "adam":
        adam(trainer.parameters.flat, state.mean, state.square, gradient.flat, rate, number + 1)
    else:
        trainer.parameters.flat -= rate * gradient.flat


def descend(trainer, watch=None):
    """Make the updates that are still to be made, or as many as there is time for before an interrupt, at least one.

    Parameters
    ----------
    trainer : has `state`, `updates` and `update(number)`
        What the state holds is changed in place; it has `losses`, one for each update that was made. An update returns
        the loss before it.
    watch : callable, optional
        Called as `watch(losses, updates, stopped)` after each update and after an interrupt; a KeyboardInterrupt from
        it counts as one.

    Returns
    -------
    The trainer's state after the last update that was made.
    """
    losses, watch = trainer.state.losses.tolist(), watch or (lambda losses, updates, stopped: None)
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


def one_thread():
    """Limit BLAS to one thread inside a `with` block, where threadpoolctl is installed.

    Products as small as these networks' lose more by handing work over than they gain: with two threads, and another
    program on one of the cores, training is more than ten times slower. The environment variable
    OPENBLAS_NUM_THREADS=1, set before NumPy is imported, does the same for a whole program.
    """
    return threadpool_limits(1, user_api="blas") if threadpool_limits else nullcontext()


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
