"""What every test run shares."""

from pathlib import Path

import pytest
from hypothesis import settings

# The same examples on every machine, and no test that fails because a machine is slow.
settings.register_profile("lessons", derandomize=True, deadline=None)
settings.load_profile("lessons")


def pytest_ignore_collect(collection_path: Path):
    """Keep --doctest-modules from importing the scripts that lie beside the tests, the benchmarks for one."""
    if collection_path.suffix == ".py" and not collection_path.name.startswith("test_"):
        return True


SHARED_OUT = {"test_notebook_runs.py", "test_planted_faults.py"}  # long, and each test stands for itself


def pytest_collection_modifyitems(items):
    """Where two processes share the tests, keep those of a file together: the cells of a notebook are one kernel's."""
    for item in items:
        if item.path.name not in SHARED_OUT:
            item.add_marker(pytest.mark.xdist_group(item.path.name))
