"""One list of dependencies, and everything that repeats a part of it agrees: Binder, README, Makefile."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from importlib import metadata
from itertools import chain
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from makefile import recipes
from repository import ROOT, files, read

GIVEN = {"ipython", "pillow"}  # what ipywidgets and matplotlib cannot do without
PROMISED = {"jupyterlab", "numpy", "scipy", "seaborn", "ipywidgets", "nbval"}
BINDER_PYTHON = "3.13"  # without a version in environment.yml repo2docker takes one of its own choice

# What repo2docker, conda or pip would read as a description of an environment beside, or instead of, ours.
RIVALS = re.compile(
    r"(^|/)(setup\.(py|cfg)|Pipfile(\.lock)?|runtime\.txt|apt\.txt|start|install\.R|DESCRIPTION|REQUIRE|Project\.toml"
    r"|JuliaProject\.toml|default\.nix|[^/]*Dockerfile[^/]*|(conda|poetry|uv|pixi|pdm)[-.]lock[^/]*|pixi\.toml"
    r"|[^/]*requirements[^/]*\.(txt|in)|environment[^/]*\.ya?ml|pyproject\.toml)$|^\.?binder/"
)
OURS = {"environment.yml", "requirements.txt", "requirements-dev.txt", "pyproject.toml"}

REGISTRY = re.compile(
    r"pypi\.org|pythonhosted\.org|npmjs\.(org|com)|yarnpkg\.com|(deb|security|ftp)\.debian\.org|anaconda\.(org|com)"
)
MACHINE = re.compile(r"(?<![\w./~-])/(work|root|home|Users|opt|tmp)/[\w.]|ipykernel_\d+|\b[A-Z]:\\+Users")
PICTURE = re.compile(r'"image/\w+": "[^"]*"')

BADGE = re.compile(
    r"^\[!\[[^\]]+\]\(https://mybinder\.org/badge_logo\.svg\)\]"
    r"\(https://mybinder\.org/v2/gh/(?P<owner>[\w-]+)/(?P<repo>[\w.-]+)/(?P<tag>[\w.-]+)\?urlpath=lab/tree/(?P<opens>\S+)\)$",
    re.MULTILINE,
)


def code_of(path, source):
    """Return the Python in a file: a notebook's code cells, or all of it."""
    if not path.endswith(".ipynb"):
        return source
    return "\n\n".join("".join(cell["source"]) for cell in json.loads(source)["cells"] if cell["cell_type"] == "code")


def names(requirements):
    return {canonicalize_name(Requirement(line).name) for line in requirements}


@pytest.fixture(scope="module")
def project():
    return tomllib.loads(read("pyproject.toml"))["project"]


@pytest.fixture(scope="module")
def paths():
    return [path.as_posix() for path in files()]


def test_promised_packages_are_listed_pinned_and_installed(project):
    assert PROMISED <= names(project["dependencies"])
    assert PROMISED <= names(read("requirements.txt").splitlines())
    assert {canonicalize_name(name) for name in PROMISED} <= {
        canonicalize_name(distribution.name) for distribution in metadata.distributions()
    }


def unlisted(code, listed):
    """Return what code imports and no list holds: the tests have more installed than a reader."""
    distributions = metadata.packages_distributions()
    found = re.findall(r"^\s*(?:import\s+(\w+)|from\s+(\w+)[\w.]*\s+import\b)", code, re.MULTILINE)
    modules = {"".join(either) for either in found} - sys.stdlib_module_names - {"collapse"}
    return {
        module
        for module in modules
        if not {canonicalize_name(name) for name in distributions.get(module, [])} & (listed | GIVEN)
    }


def test_lessons_import_only_what_is_listed(project, paths):
    lessons = [path for path in paths if path.startswith("notebooks/") and path.endswith((".py", ".ipynb"))]
    code = "\n".join(code_of(path, read(path)) for path in lessons)
    assert unlisted(code, names(project["dependencies"])) == set()
    assert unlisted(code, set()) > {"numpy", "scipy", "pandas"}


def test_there_is_one_environment(paths):
    """Of a Python and our pins, and no second description of it beside that."""
    described = {"dependencies": [f"python={BINDER_PYTHON}", "pip", {"pip": ["-r requirements.txt"]}]}
    assert yaml.safe_load(read("environment.yml")) == described
    assert {path for path in paths if RIVALS.search(path)} == OURS


@pytest.mark.skipif(sys.platform == "win32", reason="repo2docker does not run on Windows")
def test_binder_takes_our_environment(paths, tmp_path):
    for path in map(Path, paths):  # a copy, as a clone would be: repo2docker looks at what lies around
        (tmp_path / path.parent).mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, tmp_path / path)
    command = [sys.executable, "-m", "repo2docker", "--no-build", "--debug", "."]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    for line in (f"conda environment for python={BINDER_PYTHON}", '--file "environment.yml"', "RUN ./postBuild"):
        assert line in run.stdout + run.stderr
    assert "\nset -e\n" in read("postBuild")


def test_the_badge_opens_an_existing_notebook_of_the_release(project, paths):
    (badge,) = BADGE.finditer(read("README.md"))
    assert badge["tag"] == f"v{project['version']}"
    assert badge["opens"] in paths
    assert f"/{badge['owner']}/{badge['repo']}\n" in read("CITATION.cff")
    assert f"\nversion: {project['version']}\n" in read("CITATION.cff")


def private(text):
    """Return what names a package registry or a path of the machine it was written on."""
    text = PICTURE.sub("", text)
    return [found[0] for found in chain(REGISTRY.finditer(text), MACHINE.finditer(text))]


def test_no_file_names_a_registry_or_a_machine(paths):
    texts = {path: (ROOT / path).read_text(encoding="utf-8", errors="replace") for path in paths}
    assert {path: found for path, text in texts.items() if (found := private(text))} == {}


def test_a_path_of_a_machine_is_seen():
    for folders in (["work", "main"], ["root", ".x"], ["home", "me"], ["Users", "me"]):
        assert len(private(f'"text": "see {"/".join(["", *folders])}/a"')) == 1
    assert private("and/or https://example.org/home/me data/home/x ~/x /dev/null") == []


def test_commands_of_the_front_pages_are_those_of_the_makefile_and_the_two_that_matter_come_first(paths):
    readme, targets = read("README.md"), recipes(read("Makefile"))
    named = re.findall(r"(?:^|`)make ([\w-]+)", readme + read("CONTRIBUTING.md"), re.MULTILINE)
    assert set(named) == set(targets) and len(targets) <= 9
    assert named[:2] == ["lab", "test"] and readme.find("make test") < readme.find("\n## ")
    for command in re.findall(r"^uv run [^\n]+", readme, re.MULTILINE):
        assert [word for word in command.split() if "/" in word and word not in paths] == []
    assert "conda env create" in readme and "jupyter lab" in readme
    assert "\nmake test\n" in read(".ci/run")


def test_makefile_and_binder_switch_off_one_extension_that_jupyterlab_has():
    jupyterlab = Path(sys.prefix, "share/jupyter/lab/static").glob("jlab_core.*.js")
    switched_off = [
        re.findall(r"@jupyterlab/[\w:-]+", read(name)) for name in (".jupyter/labconfig/page_config.json", "postBuild")
    ]
    assert switched_off[0] == switched_off[1] and len(switched_off[0]) == 1
    assert any(switched_off[0][0] in js.read_text(encoding="utf-8") for js in jupyterlab)
    assert "JUPYTER_CONFIG_PATH = .jupyter" in read("Makefile")


@pytest.mark.parametrize("name", ["notes (1)", "notes [1]"])
def test_jupyterlab_looks_for_its_parts_on_a_path_without_a_square_bracket(tmp_path, name):
    folder = tmp_path / name
    folder.mkdir()
    shutil.copy(ROOT / "Makefile", folder)
    command = ["make", "--dry-run", "--assume-old=.venv/requirements.txt", "lab"]
    said = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout
    parts = re.findall(r"--app-dir=(\S+)", said)
    assert len(parts) == ("[" in name)
    assert not any("[" in part for part in parts)
