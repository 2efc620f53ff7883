"""A test is where its name says and imports no other; programs lie in tools, and what tests share in tests/support."""

import ast
from pathlib import PurePosixPath

from repository import files, read

PATHS = [PurePosixPath(path) for path in files() if path.suffix == ".py"]
ABOUT_ALL = {"test_bad_inputs", "test_rooms"}  # tests of the whole package


def imported(source):
    """Return the names, without packages before the first dot, of all that a file of Python imports."""
    nodes = list(ast.walk(ast.parse(source)))
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)]
    return {name.split(".")[0] for name in names}


def complaints(path, source, paths):
    """Say what is wrong with a file of Python, one of `paths`, below `tests` or `tools`."""
    names = imported(source)
    is_test, shared = path.name.startswith("test_"), path.is_relative_to("tests/support")
    yield from (f"{path} imports {name}, a test" for name in sorted(names) if name.startswith("test_"))
    if path.is_relative_to("tests") and not shared and not is_test and path.name != "conftest.py":
        yield f"{path} is no test: what several tests use belongs in tests/support, a program in tools"
    if is_test and (shared or not path.is_relative_to("tests")):
        yield f"{path} is a test, and would never be run there"
    if path.is_relative_to("tests/package") and path.stem not in ABOUT_ALL:
        home = PurePosixPath("notebooks/collapse", path.relative_to("tests/package").with_name(path.name[5:]))
        if home not in paths and home.with_suffix("") / "__init__.py" not in paths:
            yield f"{path} is the test of {home}, which is not there"
    if path.is_relative_to("tools"):
        helpers = {other.parts[2].removesuffix(".py") for other in paths if other.is_relative_to("tests/support")}
        yield from (f"{path} imports {name} of the tests" for name in sorted(names & helpers))


def test_every_file_is_where_it_belongs():
    inside = [path for path in PATHS if path.parts[0] in ("tests", "tools")]
    assert len(inside) > 80
    assert [said for path in inside for said in complaints(path, read(path), PATHS)] == []
