"""The scripts in `data/`, imported as modules, so that tests can call what is in them."""

import importlib.util
import sys

import pytest

from repository import ROOT

DATA = ROOT / "data"


def imported(name):
    """Import a script; leave the path and the environment, which scripts change, as they were."""
    spec = importlib.util.spec_from_file_location(name, DATA / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPENBLAS_NUM_THREADS", "1")
        patch.setattr(sys, "path", [str(DATA), *sys.path])
        spec.loader.exec_module(module)
    return module
