"""What is pinned is what gets installed, and the pins are those of pyproject.toml's list and of what it needs.

Whether a resolver would choose the same versions today is no question for these tests: `make requirements` asks it.
"""

import os
import re
import shutil
import subprocess
import sysconfig
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from repository import ROOT, UV

READERS, TESTS = "requirements.txt", "requirements-dev.txt"
README = (ROOT / "README.md").read_text(encoding="utf-8")
WITHOUT_MAKE = re.findall(r"^uv .*", README, re.MULTILINE)  # the way to a lesson without make, and so on Windows


def pins(name):
    return (ROOT / name).read_text(encoding="utf-8").splitlines()


def listed():
    """Return what pyproject.toml lists for readers, and what for the tests beside it."""
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = pyproject["dependency-groups"]
    parts = [[entry] if isinstance(entry, str) else groups[entry["include-group"]] for entry in groups["dev"]]
    return pyproject["project"]["dependencies"], sum(parts, [])


def holds(requirement, extra=""):
    return requirement.marker is None or requirement.marker.evaluate({"extra": extra})


def needed(requirements):
    """Return the names of the requirements and of all that they need, as far as they are for this machine."""
    found, left = set(), [requirement for requirement in map(Requirement, requirements) if holds(requirement)]
    while left:
        requirement = left.pop()
        name = canonicalize_name(requirement.name)
        for extra in {"", *requirement.extras}:
            if (name, extra) not in found:
                found.add((name, extra))
                left += [need for need in map(Requirement, metadata.requires(name) or ()) if holds(need, extra)]
    return {name for name, _ in found}


@pytest.mark.parametrize("name", [READERS, TESTS])
def test_a_pin_is_one_version_perhaps_for_some_machines_only(name):
    assert len(pins(name)) > 100
    assert [line for line in pins(name) if not re.fullmatch(r"[\w.-]+==[\w.+]+( ; .+)?", line)] == []


@pytest.mark.parametrize("name", [READERS, TESTS])
def test_pins_are_those_of_the_list(name):
    """Else run: make requirements."""
    readers, tests = listed()
    requirements = readers if name == READERS else readers + tests
    here = {canonicalize_name(pin.name): pin for pin in map(Requirement, pins(name)) if holds(pin)}
    assert set(here) == needed(requirements)
    for requirement in filter(holds, map(Requirement, requirements)):
        version = str(here[canonicalize_name(requirement.name)].specifier).removeprefix("==")
        assert requirement.specifier.contains(version), requirement


def test_readers_get_the_versions_of_the_tests():
    readers, tests = ({line.partition(" ; ")[0] for line in pins(name)} for name in (READERS, TESTS))
    assert readers - tests == set()


def test_what_is_installed_is_what_is_pinned():
    """Else run: make test."""
    # Not all of sys.path: setuptools, once imported, adds the packages there that it carries.
    installed = metadata.distributions(path=[sysconfig.get_path("purelib"), sysconfig.get_path("platlib")])
    there = {canonicalize_name(each.name): each.version for each in installed}
    wanted = [pin for pin in map(Requirement, pins(TESTS)) if holds(pin)]
    assert [str(pin) for pin in wanted if there.get(canonicalize_name(pin.name), "0") not in pin.specifier] == []


# --- a newer version turns up ---


def wheel(folder, version):
    """Put a package of one empty module into a folder, as a registry would serve it."""
    about = f"small_thing-{version}.dist-info"
    with zipfile.ZipFile(folder / f"small_thing-{version}-py3-none-any.whl", "w") as archive:
        archive.writestr("small_thing.py", "")
        archive.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: small-thing\nVersion: {version}\n")
        archive.writestr(
            f"{about}/WHEEL", "Wheel-Version: 1.0\nGenerator: us\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{about}/RECORD", "")


@pytest.fixture
def project(tmp_path):
    """Make a project with our Makefile, one pinned package and an index with newer ones; return how to run there."""
    (tmp_path / "index").mkdir()
    for version in ("1.0", "1.0.post1", "2.0"):
        wheel(tmp_path / "index", version)
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "toy"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = ["small-thing>=1"]\n'
        "[dependency-groups]\ndev = []\n[tool.uv]\npackage = false\n"
    )
    for name in (READERS, TESTS):
        (tmp_path / name).write_text("small-thing==1.0\n")

    # An environment of the reader's own that is active is not to be touched.
    theirs = str(tmp_path / "theirs")
    subprocess.run([UV, "venv", "--quiet", "--no-project", theirs], check=True)
    path = os.pathsep.join([str(Path(UV).parent), os.environ["PATH"]])
    index = {"UV_FIND_LINKS": str(tmp_path / "index"), "UV_OFFLINE": "1"}
    from_outside = dict.fromkeys(("ARGS", "MAKEFLAGS"), "")  # those of `make test ARGS=...` are for pytest
    ours = {**index, **from_outside, "VIRTUAL_ENV": theirs, "CONDA_PREFIX": theirs, "PATH": path}
    environment = os.environ | ours

    def run(*command):
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True).stdout

    yield run
    assert list(Path(theirs).rglob("small_thing*")) == []


def installed(folder):
    return [path.name.split("-")[1].removesuffix(".dist") for path in folder.rglob("small_thing-*.dist-info")]


@pytest.mark.parametrize("name", [READERS, TESTS])
def test_make_installs_the_pinned_version_though_there_are_newer_ones(project, tmp_path, name):
    project("make", f".venv/{name}")
    assert installed(tmp_path) == ["1.0"]


def test_without_make_it_is_the_pinned_version_as_well(project, tmp_path):
    *install, start = WITHOUT_MAKE
    for command in install:
        project(*command.split())
    assert start.startswith(
        "uv run --no-project --python .venv jupyter lab "
    )  # in .venv as it is: a project would be resolved anew
    assert installed(tmp_path) == ["1.0"]


def test_another_pin_is_installed_as_soon_as_it_is_written(project, tmp_path):
    project("make", f".venv/{READERS}")
    (tmp_path / READERS).write_text("small-thing==2.0\n")
    project("make", f".venv/{READERS}")
    assert installed(tmp_path) == ["2.0"]


OWN = "PYTHONWARNINGS PYTHONSTARTUP PYTHONPATH PYTHONDONTWRITEBYTECODE PYTHONDEVMODE PYTEST_ADDOPTS".split()


@pytest.mark.parametrize("name", OWN)
def test_what_changes_every_python_is_not_passed_on(project, name):
    said = project("env", f"{name}=error", "NAME=error", "make", "--eval=said: ; @env", "said").splitlines()
    assert f"{name}=error" not in said and "NAME=error" in said


def test_pins_stay_until_newer_ones_are_asked_for(project, tmp_path):
    project("make", "requirements")
    assert [(tmp_path / name).read_text() for name in (READERS, TESTS)] == ["small-thing==1.0\n"] * 2
    project("make", "requirements", "ARGS=--upgrade")
    assert [(tmp_path / name).read_text() for name in (READERS, TESTS)] == ["small-thing==2.0\n"] * 2


def test_nothing_is_resolved_on_the_way():
    recipes = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.findall(r"\$\(UV\) (?:sync|lock|run(?! --no-project)|pip install(?!.*--no-deps))", recipes) == []
