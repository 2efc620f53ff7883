"""The front pages and the guide name only what is there, and so do the workflows; they run when they should."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from hygiene import lessons
from makefile import recipes
from minutes import in_step
from repository import ROOT, files, read

PAGES = "README.md", "CONTRIBUTING.md", "notebooks/INSTRUCTORS.md"
# What is made by a command, or by a reader, a course, a hub.
LATER = ".venv", ".uv", "release/", "site/", "my_text.txt", "nbgrader_config.py", "jupyterhub_config.py"
LATER += "submitted/", "prepared/", "reports/"
WORKFLOWS = {path.name: yaml.safe_load(path.read_text(encoding="utf-8")) for path in ROOT.glob(".github/workflows/*")}
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`([^`\n]+)`")
FILE = re.compile(r"(?<![\w=:/.-])(?:[\w.-]+/)+[\w.-]*|(?<![\w=:/.-])[\w-]+\.(?:py|md|ipynb|toml|txt|yml|cff)\b")
NEXT = f"{len(lessons()):02}"  # a page may name the notebook that is still to be written


def commands(page):
    """Return the commands of a page: the lines of its blocks, without comments, and what stands `so` in the text."""
    blocks = "\n".join(BLOCK.findall(page)).splitlines()
    return [line.split(" #")[0].strip() for line in blocks] + INLINE.findall(re.sub("```.*?```", "", page, flags=re.S))


def absent(page, paths, targets, programs):
    """Yield what a page names and is not there: files, make targets, programs of the environment."""
    there = {*paths, *(parent.as_posix() for path in paths for parent in Path(path).parents)}
    there |= {path.removeprefix("notebooks/") for path in there} | {Path(path).name for path in paths}
    for command in commands(page):
        target = re.match(r"make ([\w-]+)", command)
        if target and target[1] not in targets:
            yield f"{command}: no such target"
        program = re.match(r"\.venv/bin/(\w+)", command)
        if program and program[1] not in programs:
            yield f"{command}: no such program"
        for name in FILE.findall(command):
            known = name.rstrip("/") in there or name.startswith(LATER)
            if not known and "..." not in name and f"_{NEXT}" not in name:
                yield f"{command}: {name} is not there"


@pytest.fixture(scope="module")
def programs():
    """Return the programs of the environment."""
    return {path.stem for path in Path(sys.executable).parent.iterdir()} | {"activate"}


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_names_is_there(page, programs):
    paths = [path.as_posix() for path in files()]
    assert list(absent(read(page), paths, recipes(read("Makefile")), programs)) == []


def test_the_one_leads_to_the_other():
    assert "(CONTRIBUTING.md)" in read("README.md")
    for name in ("LICENSE", "CITATION.cff", "data/front_page.png"):
        assert f"({name})" in read("README.md")


def test_the_six_lines_of_the_readme_print_what_it_says():
    code, said = re.findall(r"^```(?:python|text)\n(.*?)^```", read("README.md"), re.MULTILINE | re.DOTALL)
    assert len([line for line in code.splitlines() if line]) == 6
    command = [sys.executable, "-W", "error", "-c", code]
    assert subprocess.run(command, cwd=ROOT / "notebooks", capture_output=True, text=True, check=True).stdout == said


def test_the_readme_is_read_in_three_minutes():
    assert len(read("README.md").split()) <= 700


# --- the workflows ---


PUBLISH = {"pages": "write", "id-token": "write"}  # what a job may that publishes pages, and runs nothing of ours
ACCOUNT = 'python3 tools/account.py "$GITHUB_REPOSITORY_OWNER"'


def faults(workflow, targets):
    """Yield what a workflow should not do: more than read, run what is not there, or take an action of no version."""
    if workflow["permissions"] != {"contents": "read"}:
        yield f"permissions are {workflow['permissions']}"
    for name, job in workflow["jobs"].items():
        publishes = job.get("permissions") == PUBLISH and not any("run" in step for step in job["steps"])
        if ("permissions" in job and not publishes) or not job.get("timeout-minutes"):
            yield f"{name} has permissions of its own, or no end"
        for step in job["steps"]:
            if "uses" in step and not re.fullmatch(r"actions/[\w-]+@(v\d+|[0-9a-f]{40})", step["uses"]):
                yield f"{step['uses']} is not an action of the host, by its major version or its commit"
            command = step.get("run", "bash .ci/run").replace(ACCOUNT, "bash .ci/run")
            target = re.fullmatch(r'make (\w+)( ARGS="\w+")?', command)
            if command != "bash .ci/run" and not (target and target[1] in targets):
                yield f"{step['run']} is not there"


def runs(workflow):
    """Return the commands of a workflow."""
    return [step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step]


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_runs_what_is_there_and_may_not_write(name):
    assert list(faults(WORKFLOWS[name], recipes(read("Makefile")))) == []


def test_every_push_is_tested_and_once_a_week_the_newest_versions():
    # YAML reads the key `on` as true.
    every_push, weekly = WORKFLOWS["test.yml"], WORKFLOWS["newest.yml"]
    assert set(every_push[True]) == {"push", "pull_request"}
    assert runs(every_push) == ["bash .ci/run"]
    assert set(weekly[True]) == {"schedule", "workflow_dispatch"}
    (when,) = weekly[True]["schedule"]
    minute, hour, day, month, weekday = when["cron"].split()
    assert (day, month) == ("*", "*")
    assert all(field.isdigit() for field in (minute, hour, weekday))  # one time of one day: not `*`, not a list
    assert runs(weekly) == ['make versions ARGS="newest"']


def test_the_minutes_on_the_front_pages_are_those_of_the_lessons():
    numbered = {lesson.name[:2]: lesson.notebook for lesson in lessons()}
    start = next(cell.source for cell in numbered["00"].cells if cell.id == "map")
    assert (read("README.md"), start) == in_step(read("README.md"), start, numbered)
    assert read("README.md").count(" min)") == start.count(" + ") == len(numbered)
