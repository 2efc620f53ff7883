"""Showing how a long training goes: the bar, and when there is somebody to look at it.

It knows no network: only losses, and a clock.
"""

import sys
import time
from typing import NamedTuple

import numpy as np

RECENT = 50  # windows whose mean loss is shown


class Progress(NamedTuple):
    """How far a training is.

    Attributes
    ----------
    done, updates : int
        Updates made, and how many it is to be.
    bits_per_character : float
        Loss, averaged over the last 50 windows.
    characters_per_second, seconds_left : float
    stopped : bool
        True if it was interrupted here.
    """

    done: int
    updates: int
    bits_per_character: float
    characters_per_second: float
    seconds_left: float
    stopped: bool = False


def meter(show, each, done=0, clock=time.monotonic):
    """A function for `training.train` to call, which calls `show` with the `Progress`.

    Parameters
    ----------
    show : callable
    each : int
        Characters a window.
    done : int, optional
        Updates made in an earlier session, which do not count for the speed.
    clock : callable, optional
        Returns seconds.
    """
    began = clock()

    def watch(losses, updates, stopped):
        a_second = (len(losses) - done) / max(clock() - began, 1e-9)
        bits = np.mean(losses[-RECENT:]) / np.log(2)
        left = (updates - len(losses)) / a_second
        show(Progress(len(losses), updates, bits, each * a_second, left, stopped))

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
    >>> end = Progress(done=200, updates=200, bits_per_character=2.25, characters_per_second=2e5, seconds_left=0)
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
    share = progress.done / progress.updates
    minutes, seconds = divmod(round(progress.seconds_left), 60)
    end = "interrupted: resume() goes on" if progress.stopped else f"{minutes}:{seconds:02} left"
    line = (
        f"[{'#' * int(20 * share):<20}] {100 * share:3.0f} %  {progress.bits_per_character:.2f} bits/character"
        f"  {progress.characters_per_second / 1e3:.0f} k characters/s  {end}"
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
