"""One list of dependencies, and everything that repeats a part of it agrees: Binder, README, Makefile.

Each check is a function of text that yields complaints, so that the second half of this file can plant every fault.
"""

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
TARGETS = {"lab", "test", "versions", "bench", "weight", "notebooks", "release", "requirements"}
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


def about_promises(listed, where):
    """The packages that the lessons promise are there."""
    yield from (f"{name} is missing in {where}" for name in sorted(PROMISED - listed))


def about_imports(code, listed):
    """A lesson imports only what is listed: the tests have more installed than a reader."""
    distributions = metadata.packages_distributions()
    found = re.findall(r"^\s*(?:import\s+(\w+)|from\s+(\w+)[\w.]*\s+import\b)", code, re.MULTILINE)
    for module in sorted({"".join(either) for either in found} - sys.stdlib_module_names - {"collapse"}):
        if not {canonicalize_name(name) for name in distributions.get(module, [])} & (listed | GIVEN):
            yield f"imports {module}, which pyproject.toml does not list"


def about_rivals(paths):
    """There is one description of the environment, at the root."""
    yield from (f"a second environment file: {path}" for path in paths if RIVALS.search(path) and path not in OURS)


def about_binder(output):
    """repo2docker takes our environment.yml, the Python it names, and postBuild."""
    wanted = [f"Building conda environment for python={BINDER_PYTHON}", '--file "environment.yml"', "RUN ./postBuild"]
    yield from (f"repo2docker does not say: {line}" for line in wanted if line not in output)


def about_conda(environment):
    """environment.yml holds a Python and our pins, and no second list."""
    if environment != {"dependencies": [f"python={BINDER_PYTHON}", "pip", {"pip": ["-r requirements.txt"]}]}:
        yield f"environment.yml holds something else: {environment}"


def about_badge(readme, citation, version, paths):
    """The badge opens an existing notebook of the release that pyproject.toml and CITATION.cff name."""
    badges = list(BADGE.finditer(readme))
    if len(badges) != 1:
        yield f"{len(badges)} well-formed Binder badges instead of one"
    for badge in badges:
        if badge["tag"] != f"v{version}":
            yield f"the badge points at {badge['tag']}, the version is {version}"
        if f"/{badge['owner']}/{badge['repo']}\n" not in citation:
            yield f"CITATION.cff does not name {badge['owner']}/{badge['repo']}"
        if badge["opens"] not in paths:
            yield f"the badge opens {badge['opens']}, which is not there"
    if f"\nversion: {version}\n" not in citation:
        yield f"CITATION.cff does not name version {version}"


def about_privacy(text):
    """Nothing names a package registry or a path of the machine it was written on."""
    text = PICTURE.sub("", text)
    yield from (f"names {found[0]}" for found in chain(REGISTRY.finditer(text), MACHINE.finditer(text)))


def about_commands(readme, makefile, paths):
    """Every command in the README, and in CONTRIBUTING after it, is in the Makefile; the two that matter come first."""
    have = recipes(makefile)
    yield from (f"the Makefile has no target {target}" for target in sorted(TARGETS - set(have)))
    named = re.findall(r"(?:^|`)make ([\w-]+)", readme, re.MULTILINE)
    yield from (f"the README names make {target}, the Makefile does not" for target in named if target not in have)
    yield from (f"the README does not name make {target}" for target in sorted(TARGETS - set(named)))
    if len(have) > 9:
        yield f"{len(have)} targets are too many to remember"
    if named[:2] != ["lab", "test"] or readme.find("make test") > readme.find("\n## "):
        yield "make lab and make test do not come first"
    for command in re.findall(r"^uv run [^\n]+", readme, re.MULTILINE):
        yield from (f"{command}: {word} is not there" for word in command.split() if "/" in word and word not in paths)
    yield from (
        f"the README does not say: {rest}" for rest in ("conda env create", "jupyter lab") if rest not in readme
    )


def about_news(page_config, post_build, jupyterlab):
    """Makefile and Binder switch off one and the same extension, one that JupyterLab has."""
    found = {tuple(re.findall(r"@jupyterlab/[\w:-]+", text)) for text in (page_config, post_build)}
    if len(found) != 1 or len(ids := found.pop()) != 1:
        yield "page_config.json and postBuild do not switch off one and the same extension"
    elif ids[0] not in jupyterlab:
        yield f"JupyterLab has no {ids[0]} any more"


# --- our repository ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def project():
    return tomllib.loads(read("pyproject.toml"))["project"]


@pytest.fixture(scope="module")
def paths():
    return [path.as_posix() for path in files()]


def test_promised_packages_are_listed_pinned_and_installed(project):
    assert not list(about_promises(names(project["dependencies"]), "pyproject.toml"))
    assert not list(about_promises(names(read("requirements.txt").splitlines()), "requirements.txt"))
    assert not list(about_promises({canonicalize_name(d.name) for d in metadata.distributions()}, "what is installed"))


def test_lessons_import_only_what_is_listed(project, paths):
    lessons = [path for path in paths if path.startswith("notebooks/") and path.endswith((".py", ".ipynb"))]
    code = "\n".join(code_of(path, read(path)) for path in lessons)
    assert "import numpy as np" in code
    assert not list(about_imports(code, names(project["dependencies"])))


def test_there_is_one_environment(paths):
    assert OURS <= set(paths)
    assert not list(about_conda(yaml.safe_load(read("environment.yml"))))
    assert not list(about_rivals(paths))


@pytest.mark.skipif(sys.platform == "win32", reason="repo2docker does not run on Windows")
def test_binder_takes_our_environment(paths, tmp_path):
    for path in map(Path, paths):  # a copy, as a clone would be: repo2docker looks at what lies around
        (tmp_path / path.parent).mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, tmp_path / path)
    command = [sys.executable, "-m", "repo2docker", "--no-build", "--debug", "."]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert not list(about_binder(run.stdout + run.stderr))
    assert "\nset -e\n" in read("postBuild")


def test_badge_opens_the_release(project, paths):
    assert not list(about_badge(read("README.md"), read("CITATION.cff"), project["version"], paths))


def test_no_file_names_a_registry_or_a_machine(paths):
    texts = {path: (ROOT / path).read_text(encoding="utf-8", errors="replace") for path in paths}
    assert not {path: found for path, text in texts.items() if (found := list(about_privacy(text)))}


def test_commands_of_the_readme_are_those_of_the_makefile(paths):
    pages = read("README.md") + read("CONTRIBUTING.md")
    assert not list(about_commands(pages, read("Makefile"), paths))
    assert "\nmake test\n" in read(".ci/run")


def test_news_are_switched_off():
    jupyterlab = Path(sys.prefix, "share/jupyter/lab/static").glob("jlab_core.*.js")
    page_config, post_build = read(".jupyter/labconfig/page_config.json"), read("postBuild")
    assert not list(about_news(page_config, post_build, "".join(js.read_text(encoding="utf-8") for js in jupyterlab)))
    assert "JUPYTER_CONFIG_PATH = .jupyter" in read("Makefile")


# --- planted faults: each check sees what it is there for -------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(PROMISED))
def test_a_missing_package_is_seen(name):
    assert not list(about_promises(PROMISED | {"matplotlib"}, "a list"))
    assert list(about_promises(PROMISED - {name}, "a list")) == [f"{name} is missing in a list"]


def test_an_import_that_is_not_listed_is_seen():
    code = "import json\nimport numpy as np\nfrom collapse import loop\ndef f():\n    from PIL import Image\n"
    code += '    """Words\n    from the text."""\n'
    assert not list(about_imports(code, {"numpy"}))
    assert len(list(about_imports(code, set()))) == 1
    assert len(list(about_imports(code + "    from sklearn.mixture import GaussianMixture\n", {"numpy"}))) == 1
    assert len(list(about_imports(code + "import no_such_module\n", {"numpy"}))) == 1
    assert code_of("a.ipynb", '{"cells": [{"cell_type": "code", "source": ["import a\\n", "a"]}]}') == "import a\na"


@pytest.mark.parametrize(
    "path",
    "binder/environment.yml .binder/postBuild Pipfile setup.py setup.cfg runtime.txt uv.lock conda-lock.yml start"
    " environment.yaml notebooks/requirements.txt requirements-old.txt .devcontainer/Dockerfile"
    " notebooks/environment.yml Project.toml install.R apt.txt poetry.lock tests/pyproject.toml".split(),
)
def test_a_second_environment_is_seen(path):
    assert list(about_rivals([*OURS, "README.md", path])) == [f"a second environment file: {path}"]


def test_a_wrong_image_is_seen():
    good = 'Building conda environment for python=3.13\n... env update --file "environment.yml"\nRUN ./postBuild\n'
    assert not list(about_binder(good))
    for change in (("3.13", "3.10"), ('"environment.yml"', '"binder/environment.yml"'), ("RUN ./postBuild", "")):
        assert len(list(about_binder(good.replace(*change)))) == 1


@pytest.mark.parametrize(
    "text", ["{}", "dependencies: [python=3.13, pip]", "dependencies: [python=3.12, pip, {pip: [-r requirements.txt]}]"]
)
def test_another_conda_list_is_seen(text):
    assert not list(about_conda(yaml.safe_load("dependencies: [python=3.13, pip, {pip: [-r requirements.txt]}]")))
    assert list(about_conda(yaml.safe_load(text)))


def test_a_wrong_badge_is_seen():
    readme = "[![B](https://mybinder.org/badge_logo.svg)](https://mybinder.org/v2/gh/me/lessons/v0.1.0?urlpath=lab/tree/a.ipynb)"
    citation = "title: x\nversion: 0.1.0\nrepository-code: https://github.com/me/lessons\n"
    assert not list(about_badge(readme, citation, "0.1.0", ["a.ipynb"]))
    assert len(list(about_badge(readme, citation, "0.2.0", ["a.ipynb"]))) == 2
    assert len(list(about_badge(readme, citation, "0.1.0", ["b.ipynb"]))) == 1
    assert len(list(about_badge(readme, citation.replace("/me/", "/you/"), "0.1.0", ["a.ipynb"]))) == 1
    for change in (
        ("v0.1.0", "main"),
        ("/gh/", "/gl/"),
        ("urlpath", "filepath"),
        ("badge_logo", "logo"),
        ("[![B]", "![B]"),
    ):
        assert len(list(about_badge(readme.replace(*change), citation, "0.1.0", ["a.ipynb"]))) == 1


def test_a_registry_or_a_machine_is_seen():
    secrets = [
        ".".join(host) for host in (("pypi", "org"), ("files", "pythonhosted", "org"), ("registry", "npmjs", "org"))
    ]
    secrets += ["/".join(["", *parts]) for parts in (("work", "main"), ("root", ".x"), ("home", "me"), ("Users", "me"))]
    secrets += ["C:" + r"\Users\me", "ipykernel" + "_12/34.py"]
    for secret in secrets:
        assert list(about_privacy(f'"text": "see {secret}/a"')), secret
    for harmless in (
        "and/or",
        "https://example.org/home/me",
        "data/home/x",
        '"image/png": "iVBO/tmp/abc"',
        "~/x",
        "/dev/null",
    ):
        assert not list(about_privacy(harmless)), harmless


GOOD_MAKEFILE = """UV := uv

lab: $(UV)
\t$(UV) run jupyter lab /a.ipynb $(ARGS)
test: $(UV)
\t$(UV) run pytest $(ARGS)
""" + "".join(f"{target}:\n\techo {target}\n" for target in sorted(TARGETS - {"lab", "test"}))
GOOD_README = "make lab\nmake test\n\n## Windows\n\nuv run jupyter lab /a.ipynb\nconda env create\n" + " ".join(
    f"`make {target}`" for target in sorted(TARGETS)
)


def test_a_command_that_is_not_there_is_seen():
    def complaints(readme=GOOD_README, makefile=GOOD_MAKEFILE, paths=("/a.ipynb",)):
        return list(about_commands(readme, makefile, paths))

    assert not complaints()
    assert complaints(paths=()) == ["uv run jupyter lab /a.ipynb: /a.ipynb is not there"]
    for target in TARGETS:
        assert complaints(makefile=GOOD_MAKEFILE.replace(f"{target}:", f"{target}s:"))
    for change in (
        ("make lab\nmake test", "make test\nmake lab"),
        ("make lab\nmake test\n\n## Windows", "## Windows\nmake lab\nmake test"),
        ("lab /a.ipynb", "lab /b.ipynb"),
        ("`make bench`", "`make speed`"),
        ("conda env create", "conda create"),
    ):
        assert complaints(readme=GOOD_README.replace(*change)), change
    ten = GOOD_MAKEFILE + "one:\n\techo\ntwo:\n\techo\n"
    assert complaints(makefile=ten) == ["10 targets are too many to remember"]


def test_an_extension_that_is_gone_is_seen():
    page_config, post_build = '{"@jupyterlab/a:news": true}', 'jupyter labextension disable "@jupyterlab/a:news"'
    assert not list(about_news(page_config, post_build, "... @jupyterlab/a:news ..."))
    assert list(about_news(page_config, post_build, "... @jupyterlab/a:tidings ..."))
    assert list(about_news(page_config, post_build.replace("news", "other"), "@jupyterlab/a:news @jupyterlab/a:other"))
    assert list(about_news("{}", "", ""))
