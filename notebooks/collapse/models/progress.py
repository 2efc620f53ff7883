"""Showing how a long training goes: the bar, and when there is somebody to look at it.

It knows no network: only losses, and a clock.
"""

import sys
import time
from typing import NamedTuple

import numpy as np

from collapse import validate

RECENT = 50  # updates whose mean loss is shown


class Unit(NamedTuple):
    """In which words and units a network's training is shown.

    Attributes
    ----------
    items : str
        What it is trained on.
    loss : str
        The unit in which the loss is shown.
    scale : float
        By which a loss in nats is multiplied for that.
    """

    items: str
    loss: str
    scale: float


CHARACTERS = Unit("characters", "bits/character", 1 / np.log(2))
PICTURES = Unit("pictures", "nats/picture", 1.0)


class Progress(NamedTuple):
    """How far a training is.

    Attributes
    ----------
    done, updates : int
        Updates made, and how many it is to be.
    loss : float
        Averaged over the last 50 updates, in the unit's words.
    a_second, seconds_left : float
        Items (characters, pictures) a second, and the time that is left.
    stopped : bool
        True if it was interrupted here.
    unit : Unit
    """

    done: int
    updates: int
    loss: float
    a_second: float
    seconds_left: float
    stopped: bool = False
    unit: Unit = CHARACTERS


def meter(show, each, done=0, unit=CHARACTERS, clock=time.monotonic):
    """A function for `descent.descend` to call, which calls `show` with the `Progress`.

    Parameters
    ----------
    show : callable
    each : int
        Items an update.
    done : int, optional
        Updates made in an earlier session, which do not count for the speed.
    unit : Unit, optional
    clock : callable, optional
        Returns seconds.
    """
    began = clock()

    def watch(losses, updates, stopped):
        a_second = (len(losses) - done) / max(clock() - began, 1e-9)
        loss, left = unit.scale * np.mean(losses[-RECENT:]), (updates - len(losses)) / a_second
        show(Progress(len(losses), updates, loss, each * a_second, left, stopped, unit))

    return watch


def bar(stream=None, every=0.2, clock=time.monotonic):
    """A function that draws a `Progress` as one line that rewrites itself.

    Parameters
    ----------
    stream : file, optional
        By default the standard output of the moment.
    every : float, optional
        Seconds between two drawings, at least.

    Examples
    --------
    >>> end = Progress(done=200, updates=200, loss=2.25, a_second=2e5, seconds_left=0)
    >>> bar(sys.stdout)(end)  # doctest: +NORMALIZE_WHITESPACE
    [####################] 100 %  2.25 bits/character  200 k characters/s  0:00 left
    """
    last = -np.inf

    def draw(progress):
        nonlocal last
        end = progress.stopped or progress.done == progress.updates
        if end or clock() - last >= every:
            last = clock()
            print(_line(progress), end="\n" if end else "\r", file=stream or sys.stdout, flush=True)

    return draw


def _line(progress):
    share, unit = progress.done / progress.updates, progress.unit
    minutes, seconds = divmod(round(progress.seconds_left), 60)
    end = "interrupted: resume() goes on" if progress.stopped else f"{minutes}:{seconds:02} left"
    line = (
        f"[{'#' * int(20 * share):<20}] {100 * share:3.0f} %  {progress.loss:.2f} {unit.loss}"
        f"  {progress.a_second / 1e3:.0f} k {unit.items}/s  {end}"
    )
    return line.ljust(110)  # longer than any line before it, which it overwrites


def bar_if_watched():
    """A bar if somebody sits in front of it, else None, so that what a stored notebook shows is always the same.

    A terminal says so itself. A notebook that is run by a person can be asked for input; one that is run by a program
    (nbconvert, nbclient, nbval) cannot.
    """
    get_ipython = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)
    asked = getattr(getattr(get_ipython(), "kernel", None), "_allow_stdin", False)
    return bar() if asked or sys.stdout.isatty() else None


def shown_how(progress):
    """Return what shows the progress: a function, or None; "auto" is the bar, if somebody watches.

    Raises
    ------
    TypeError
        If it is anything else.
    """
    show = bar_if_watched() if isinstance(progress, str) and progress == "auto" else progress
    if not (show is None or callable(show)):
        raise TypeError(f"progress must be 'auto', None or callable, got {validate.shown(progress)}")
    return show
