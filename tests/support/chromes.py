"""A browser for a test."""

import os
from contextlib import contextmanager

import pytest

from browser import NoChromium, chromium


@contextmanager
def chromium_or_skip():
    """A browser; without one the test is skipped, but not where all tests must run."""
    try:
        with chromium() as opened:
            yield opened
    except NoChromium as problem:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(problem))
