"""Faults in the package, planted while it runs: in the kernel of a notebook's copy, or in a process that runs tests.

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


def _redrawn(where, name, wrap):
    """Another function draws a panel, `wrap(panel, right)`."""

    def wrong(right):
        def make(*given, **named):
            panel = right(*given, **named)
            panel._draw = wrap(panel, panel._draw)
            panel.redraw()
            return panel

        return make

    replace(where, name, wrong)


def raising(where, name, control):
    """A panel cannot be drawn at the far end of a control."""

    def wrap(panel, right):
        def draw(**values):
            widget = panel.controls[control]
            if values[control] == getattr(widget, "max", None):
                raise ValueError(PLANTED)
            return right(**values)

        return draw

    _redrawn(where, name, wrap)


def dead(where, name, control):
    """A control of a panel does nothing."""

    def wrap(panel, right):
        first = panel.controls[control].value
        return lambda **values: right(**values | {control: first})

    _redrawn(where, name, wrap)


def mute(where, name):
    """The words of a panel never change."""

    def wrap(panel, right):
        return lambda **values: right(**values) and PLANTED

    _redrawn(where, name, wrap)


def miscounting(where, name):
    """The words of a panel have other numbers than the picture."""
    other = str.maketrans("0123456789", "1234567890")

    def wrap(panel, right):
        return lambda **values: right(**values).translate(other)

    _redrawn(where, name, wrap)


def remembering(where, name):
    """A panel moved there and back is not what it was."""

    def wrap(panel, right):
        turns = []

        def draw(**values):
            turns.append(values)
            return f"{right(**values)} {len(turns)}"

        return draw

    _redrawn(where, name, wrap)


def unexplained(where, name):
    """The controls of a panel have no tooltips."""

    def wrong(right):
        def make(*given, **named):
            panel = right(*given, **named)
            for control in panel.controls.values():
                control.tooltip = ""
            return panel

        return make

    replace(where, name, wrong)


def too_short(where, name):
    """A chain ends one generation too early."""
    replace(where, name, lambda right: lambda *given, **named: list(right(*given, **named))[:-1])


def turned_round(where, name):
    """A share is taken for what is left of it."""
    replace(where, name, lambda right: lambda share, **named: right(1 - share, **named))


def rejecting(number):
    """A judge finds the solution wrong."""
    _judge(number, lambda right: lambda answer: _verdict(False))


def accepting(number):
    """A judge finds everything right."""
    _judge(number, lambda right: lambda answer: _verdict(True))


def _judge(number, wrap):
    exercises = importlib.import_module("collapse.exercises").EXERCISES
    base = importlib.import_module("collapse.exercises.base")
    exercises[number] = base.Exercise(wrap(exercises[number].judge), exercises[number].hints)


def _verdict(correct):
    return importlib.import_module("collapse.exercises.base").Verdict(correct, f"{PLANTED}.")


def another_digit(text):
    """Return the text with its last digit changed."""
    return re.sub(r"\d(?=\D*\Z)", lambda digit: str((int(digit[0]) + 1) % 10), text)
