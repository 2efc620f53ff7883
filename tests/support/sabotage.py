"""Faults in the package, planted while it runs in the kernel of a notebook's copy.

Each function replaces one function of the package by one that is wrong. Nothing on disk changes.
"""

import importlib
import re
import warnings

PLANTED = "planted"


def replace(where, name, wrap):
    """Replace the function `name` of a module of the package by `wrap` of the right one."""
    module = importlib.import_module(f"collapse.{where}")
    setattr(module, name, wrap(getattr(module, name)))


def scaled(where, name, factor=1.01):
    """A formula is wrong by a factor."""
    replace(where, name, lambda right: lambda *given, **named: factor * right(*given, **named))


def repainted(where, name, change):
    """Something is done to the picture or panel that a function returns."""

    def wrong(right):
        def make(*given, **named):
            shown = right(*given, **named)
            change(shown)
            return shown

        return make

    replace(where, name, wrong)


def emptied(where, name):
    """The figure shows nothing."""

    def empty(picture):
        with warnings.catch_warnings(action="ignore"):  # matplotlib 3.10 has something to say of logarithmic axes
            for axes in picture.figure.axes:
                axes.clear()

    repainted(where, name, empty)


def relabeled(where, name):
    """An axis has the wrong words."""
    repainted(where, name, lambda picture: picture.figure.axes[0].set_xlabel(PLANTED))


def halved(where, name):
    """The first curve is half as high as it should be."""

    def change(picture):
        line = picture.figure.axes[0].lines[0]
        line.set_ydata(line.get_ydata() / 2)

    repainted(where, name, change)


def miscounting(where, name):
    """The words of a panel have other numbers than the picture."""
    other = str.maketrans("0123456789", "1234567890")

    def change(panel):
        right = panel._draw
        panel._draw = lambda **values: right(**values).translate(other)
        panel.redraw()

    repainted(where, name, change)


def rejecting(number):
    """A judge finds the solution wrong."""
    exercises = importlib.import_module("collapse.exercises").EXERCISES
    base = importlib.import_module("collapse.exercises.base")
    wrong = base.Verdict(False, f"{PLANTED}.")
    exercises[number] = base.Exercise(lambda answer: wrong, exercises[number].hints)


def another_digit(text):
    """Return the text with its last digit changed."""
    return re.sub(r"\d(?=\D*\Z)", lambda digit: str((int(digit[0]) + 1) % 10), text)
