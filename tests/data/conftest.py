"""What tests of the scripts in `data/` share."""

import pytest

from scripts import imported


@pytest.fixture(scope="module")
def script(request):
    """The script that a file of tests has its name from."""
    return imported(request.path.stem.replace("test_", "make_"))
