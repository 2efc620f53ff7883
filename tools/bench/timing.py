"""How the benchmarks time things: medians, and two candidates taken in turns so that a busy machine slows both."""

import os
from contextlib import contextmanager
from statistics import median
from time import perf_counter, process_time


@contextmanager
def one_core():
    """Keep to one core where the system can, so that threads which a library starts anyway neither help nor cost."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def seconds(f, of_processor=False):
    """Seconds of one call of `f`, by the clock on the wall, or of all its threads' processor time."""
    clock = process_time if of_processor else perf_counter
    start = clock()
    f()
    return clock() - start


def median_seconds(f, repeats, of_processor=False):
    """Median seconds of `repeats` calls of `f`, after one call that is not counted."""
    f()
    return median(seconds(f, of_processor) for _ in range(repeats))


def interleaved(f, g, repeats, of_processor=False):
    """Time `f` and `g` in turns, after one call of each that is not counted.

    Each goes first in every second pair.

    Returns
    -------
    (float, float, float)
        Median seconds of `f`, median seconds of `g`, and the median over pairs of the ratio f/g.
    """
    f(), g()
    pairs = []
    for turn in range(repeats):
        if turn % 2:
            g_seconds, f_seconds = seconds(g, of_processor), seconds(f, of_processor)
        else:
            f_seconds, g_seconds = seconds(f, of_processor), seconds(g, of_processor)
        pairs.append((f_seconds, g_seconds))
    f_all, g_all = zip(*pairs, strict=True)
    return median(f_all), median(g_all), median(a / b for a, b in pairs)
