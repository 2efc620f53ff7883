"""What is pinned is what gets installed, and the pins are those of pyproject.toml's list and of what it needs.

Whether a resolver would choose the same versions today is no question for these tests: `make requirements` asks it.
"""

import os
import re
import shutil
import subprocess
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


def needed(requirements, needs_of):
    """Return the names of the requirements and of all that they need, as far as they are for this machine."""
    found, left = set(), [requirement for requirement in map(Requirement, requirements) if holds(requirement)]
    while left:
        requirement = left.pop()
        name = canonicalize_name(requirement.name)
        for extra in {"", *requirement.extras}:
            if (name, extra) not in found:
                found.add((name, extra))
                left += [need for need in map(Requirement, needs_of(name) or ()) if holds(need, extra)]
    return {name for name, _ in found}


def loose(lines):
    """Yield the lines that are not one exact version, perhaps for some machines only."""
    yield from (
        f"not one exact version: {line}" for line in lines if not re.fullmatch(r"[\w.-]+==[\w.+]+( ; .+)?", line)
    )


def stale(lines, requirements, needs_of):
    """Yield how the pins are not those of a list: a version it does not allow, a package too many or too few."""
    here = {canonicalize_name(pin.name): pin for pin in map(Requirement, lines) if holds(pin)}
    for requirement in map(Requirement, requirements):
        pin = here.get(canonicalize_name(requirement.name))
        if pin and not requirement.specifier.contains(str(pin.specifier).removeprefix("==")):
            yield f"{pin} is pinned, pyproject.toml asks for {requirement}; run: make requirements"
    names = needed(requirements, needs_of)
    yield from (f"{name} is not pinned; run: make requirements" for name in sorted(names - set(here)))
    yield from (f"{name} is pinned, and nothing needs it; run: make requirements" for name in sorted(set(here) - names))


def other_versions(lines, version_of):
    """Yield each package whose pin for this machine is not what is installed, with both versions."""
    for pin in filter(holds, map(Requirement, lines)):
        try:
            version = version_of(pin.name)
        except metadata.PackageNotFoundError:
            version = "nothing"
        if version == "nothing" or version not in pin.specifier:
            yield f"{pin} is pinned, {version} is installed; run: make test"


@pytest.mark.parametrize("name", [READERS, TESTS])
def test_a_pin_is_one_version(name):
    assert len(pins(name)) > 100
    assert list(loose(pins(name))) == []


def test_pins_are_those_of_the_list():
    readers, tests = listed()
    assert list(stale(pins(READERS), readers, metadata.requires)) == []
    assert list(stale(pins(TESTS), readers + tests, metadata.requires)) == []


def test_readers_get_the_versions_of_the_tests():
    readers, tests = ({line.partition(" ; ")[0] for line in pins(name)} for name in (READERS, TESTS))
    assert readers - tests == set()


def test_what_is_installed_is_what_is_pinned():
    assert list(other_versions(pins(TESTS), metadata.version)) == []


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
    environment = {**os.environ, **index, "VIRTUAL_ENV": theirs, "CONDA_PREFIX": theirs, "PATH": path}

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


@pytest.mark.parametrize("name", ["PYTHONWARNINGS", "PYTHONSTARTUP", "PYTHONPATH", "PYTEST_ADDOPTS"])
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


# --- planted faults ---


def test_a_loose_pin_is_seen():
    assert list(loose(["numpy==2.4.6", "scipy==1.17.1 ; python_full_version < '3.12'"])) == []
    for line in ("numpy>=2.0", "numpy", "numpy @ https://example.org/numpy.whl", "-e .", "numpy==2.*"):
        assert len(list(loose([line]))) == 1, line


NEEDS = {
    "numpy": [],
    "pandas": ["numpy>=2", "pytz ; python_version < '3'", "lxml ; extra == 'xml'"],
    "lxml": None,
}


@pytest.mark.parametrize(
    ("lines", "requirements", "complaint"),
    [
        (["numpy==2.4", "pandas==3.0"], ["pandas>=3"], None),
        (["numpy==2.4", "pandas==3.0", "lxml==1 ; python_version < '3'"], ["pandas"], None),
        (["numpy==2.4", "pandas==3.0", "lxml==6"], ["pandas[xml]"], None),
        (["numpy==2.4", "pandas==3.0"], ["pandas>=3.1"], "pandas==3.0 is pinned, pyproject.toml asks for pandas>=3.1"),
        (["numpy==2.4", "pandas==3.0"], ["pandas", "lxml"], "lxml is not pinned"),
        (["numpy==2.4", "pandas==3.0"], ["pandas[xml]"], "lxml is not pinned"),
        (["pandas==3.0"], ["pandas"], "numpy is not pinned"),
        (["numpy==2.4", "pandas==3.0"], ["numpy"], "pandas is pinned, and nothing needs it"),
    ],
)
def test_stale_pins_are_seen(lines, requirements, complaint):
    found = [line.partition(";")[0] for line in stale(lines, requirements, NEEDS.get)]
    assert found == ([complaint] if complaint else [])


def test_another_version_is_named_with_both():
    lines = ["numpy==2.0 ; python_full_version < '3.0'", "numpy==2.4"]  # the first is for no Python of ours
    assert list(other_versions(lines, {"numpy": "2.4"}.get)) == []
    (other,) = other_versions(lines, {"numpy": "2.5"}.get)
    assert other == "numpy==2.4 is pinned, 2.5 is installed; run: make test"
    (missing,) = other_versions(["no-such-thing==1"], metadata.version)
    assert missing == "no-such-thing==1 is pinned, nothing is installed; run: make test"
