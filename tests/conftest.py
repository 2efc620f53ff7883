"""What every test run shares."""

from pathlib import Path

import pytest

try:
    from hypothesis import settings
except ModuleNotFoundError:
    pytest.exit(
        "What is installed is for reading; for the tests run: make test", returncode=pytest.ExitCode.USAGE_ERROR
    )

# The same examples on every machine, and no test that fails because a machine is slow.
settings.register_profile("lessons", derandomize=True, deadline=None)
settings.load_profile("lessons")


def pytest_ignore_collect(collection_path: Path):
    """Keep --doctest-modules from importing the scripts that lie beside the tests, the benchmarks for one."""
    if collection_path.suffix == ".py" and not collection_path.name.startswith("test_"):
        return True
