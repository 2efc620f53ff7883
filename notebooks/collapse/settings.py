"""What readers have set for themselves stays out of the lessons: the same cell prints the same on every machine.

Many have start-up files, warnings filters and print options of their own. Importing the package puts all of these back
to what they are for everybody; what matplotlib reads is put back where figures get their look, in `figures/house.py`.
"""

import builtins
import os
import sys
import warnings
from importlib.util import find_spec
from pathlib import Path

import numpy as np

IPYTHONS_OWN = {"open", "exit", "quit"}  # names of Python's that IPython itself takes


def leave_out():
    """Put back what changes the words that cells print, and in a notebook what changes how they are shown."""
    np.set_printoptions(
        8, 1000, 3, 75, suppress=False, nanstr="nan", infstr="inf", sign="-", floatmode="maxprec", legacy=False
    )
    np.seterr(divide="warn", over="warn", under="ignore", invalid="warn")
    if "pandas" in sys.modules:
        sys.modules["pandas"].reset_option("^display")
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if hasattr(shell, "kernel"):
        _leave_out_of(shell)


def _leave_out_of(shell):
    """Put back what the start-up files and the configuration of a notebook's kernel have changed."""
    warnings.filters[:] = [rule for rule in warnings.filters if not _is_for_all(rule)]
    _reset(shell.display_formatter)
    _reset(shell.display_formatter.formatters["text/plain"])
    shell.ast_node_interactivity = "last_expr"
    for callbacks in shell.events.callbacks.values():
        callbacks[:] = [callback for callback in callbacks if getattr(callback, "__module__", "") != "__main__"]
    for name in vars(builtins).keys() - IPYTHONS_OWN:  # as `from pylab import *` takes `sum` and `max`
        if not name.startswith("_"):
            shell.user_ns.pop(name, None)
    # Read when matplotlib is imported; a file written for an older one would make it complain in a cell.
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    os.environ["MATPLOTLIBRC"] = str(Path(find_spec("matplotlib").origin).with_name("mpl-data") / "matplotlibrc")
    shell.config.pop("InlineBackend", None)
    if "matplotlib_inline.config" in sys.modules:
        _reset(sys.modules["matplotlib_inline.config"].InlineBackend.instance(parent=shell))


def _reset(configurable):
    for name in configurable.trait_names(config=True):
        setattr(configurable, name, configurable.trait_defaults(name))


def _is_for_all(rule):
    """Say whether a filter is for warnings of a kind of Python's own wherever they come from, and none of Python's own.

    `PYTHONWARNINGS=error` makes such a filter; a library's own name a message, a module or a kind of the library's.
    """
    action, message, kind, module, _ = rule
    pythons = action == "ignore" and kind.__name__ in (
        "DeprecationWarning",
        "PendingDeprecationWarning",
        "ImportWarning",
        "ResourceWarning",
    )
    return message is None and module is None and kind.__module__ == "builtins" and not pythons
