"""What every test run shares."""

import numpy as np
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

collect_ignore = ["support"]  # --doctest-modules would import what is no test


@pytest.fixture
def rng(request):
    """A generator of each test's own; its file says the seed."""
    return np.random.default_rng(request.module.SEED)


@pytest.fixture(scope="module")
def chrome():
    """A browser, one for all tests of a file."""
    from chromes import chromium_or_skip  # needs playwright, which few tests need

    with chromium_or_skip() as opened:
        yield opened
