"""Make what a course hands out: `make release`, or `make release ARGS="01 05"`, writes the folder release/.

`make release ARGS="--seed 2027"` gives the tasks other numbers, drawn from that seed: for an exam.

release/students   the notebooks without solutions and outputs, the package, the tables, the environment's files
release/course     a course of nbgrader: its settings, grade.py, and in source/ an assignment for each notebook
release/lecturer   slides, handouts, prediction sheets, a test for before and after: what tools/course makes

Git ignores the folder. What nbgrader and teachers add to release/course, submissions and grades, stays. The script
lies beside execute.py, whose handling of notebooks it shares, and outside the package, which is for learners.
"""

import argparse
import re
import shutil
import sys
from pathlib import Path

import nbformat

import course
import exam
from execute import NOTEBOOKS, chosen, tags, without_solutions, write

ROOT = NOTEBOOKS.parent
RELEASE = ROOT / "release"
GRADER = ROOT / "tools" / "grader"  # grade.py and what it imports
ENVIRONMENT = (
    ".gitattributes .gitignore .jupyter CITATION.cff LICENSE Makefile environment.yml postBuild pyproject.toml"
    " requirements.txt"
).split()
CACHES = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")

README = """# Model collapse, notebook by notebook

Start with `make lab`. On Windows, or without make: `python -m pip install uv`, then `uv venv`,
`uv pip install --python .venv -r requirements.txt`, and
`uv run --no-project --python .venv jupyter lab notebooks/00_start_here.ipynb`.
With conda: `conda env create -n model-collapse -f environment.yml`, `conda activate model-collapse`, `jupyter lab`.

An assignment that you are given apart, a folder with a notebook, its tables and the package, goes beside `notebooks`.
"""

SETTINGS = """# For nbgrader, which reads this file where it is started. `make release` does not touch it again.
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from grading.run import PREPROCESSORS

c = get_config()
c.CourseDirectory.course_id = "model-collapse"
c.ClearSolutions.code_stub = {"python": ""}  # the task and its dots stand in the answer's cell already
c.Autograde.autograde_preprocessors = PREPROCESSORS  # nbgrader's, but students' code runs in a sandbox
c.SandboxedExecute.timeout = 60  # seconds for a cell that a student wrote, or that checks what a student wrote
c.SandboxedExecute.lesson_timeout = 300  # seconds for a cell of the lesson
c.SandboxedExecute.memory = 4_000  # MB for a student's notebook
c.SandboxedExecute.disk = 200  # MB that it may write
c.SandboxedExecute.processes = 100  # that it may start
"""

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"  # what lies between is stripped by generate_assignment
CHECK = re.compile(r'^check\("(?P<number>[\d.]+)", (?P<answer>.+?)(?:, reason=False)?\)$', re.MULTILINE)
TABLE = re.compile(r'tables\.read\("(\w+)\.csv"')  # how the package reads one
ORIGINAL = "from collapse.exercises import check\n"  # a check is locked: whatever else is called check does not count


def for_students(notebook):
    """Return a notebook without its solutions, and without outputs, which answer what it asks to predict."""
    bare = without_solutions(notebook)
    for cell in bare.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return bare


def assignment(notebook):
    """Return a notebook as nbgrader wants the teacher's: each answer in its cell, the tables beside the notebook."""
    answers = iter([cell.source for cell in notebook.cells if "solution" in tags(cell)])
    source = for_students(notebook)
    for cell, check in zip(source.cells, [*source.cells[1:], None], strict=True):
        cell.source = cell.source.replace("../data/", "data/")
        if "exercise" in tags(cell):
            name = CHECK.search(check.source)["answer"]
            cell.source += f"\n{BEGIN}\n{answered(name, next(answers))}\n{END}"
        elif "check" in tags(cell):
            cell.source = ORIGINAL + cell.source
    return source


def answered(name, solution):
    """Return a solution as a learner would write it: under the exercise's own name, and not checked yet."""
    given = CHECK.search(solution)["answer"]
    own = CHECK.sub("", solution).partition("\n")[2].strip()  # without the comment that says it is a solution
    if given == f"{name}_solution":
        return re.sub(rf"\b{name}_solution\b", name, own)
    return f"{own}\n{name} = {given}".strip()


def write_notebooks(paths, root, given=exam.GIVEN):
    """Write the students' notebooks, with the package and the tables, into `root`, as they lie in the repository."""
    write_package(root / "notebooks", given)
    (root / "data").mkdir()
    for table in tables():
        shutil.copy(table, root / "data")
    for path in paths:
        write(for_students(read(path, given)), root / "notebooks" / path.name)


def write_students(paths, root, given=exam.GIVEN):
    """Write all that students need into the folder `root`, anew."""
    shutil.rmtree(root, ignore_errors=True)
    write_notebooks(paths, root, given)
    for name in ENVIRONMENT:
        copied = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copied(ROOT / name, root / name)
    (root / "README.md").write_text(README, encoding="utf-8")


def write_course(paths, root, given=exam.GIVEN):
    """Write grade.py and an assignment for each notebook into the nbgrader course `root`; leave alone what is there."""
    shutil.copytree(GRADER, root, dirs_exist_ok=True, ignore=CACHES)
    settings = root / "nbgrader_config.py"
    if not settings.exists():
        settings.write_text(SETTINGS, encoding="utf-8")
    for path in paths:
        write_assignment(assignment(read(path, given)), root / "source" / path.stem, given)


def write_assignment(notebook, folder, given=exam.GIVEN):
    """Write a notebook into a folder of its name, anew, with the package and those tables that it may mean."""
    shutil.rmtree(folder, ignore_errors=True)
    write_package(folder, given)
    (folder / "data").mkdir()
    words = re.findall(r"\w+", " ".join(cell.source for cell in notebook.cells))
    wanted = {*words, *read_by_the_package(), "README"}
    for table in tables():
        if table.stem in wanted:
            shutil.copy(table, folder / "data")
    write(notebook, folder / f"{folder.name}.ipynb")


def read(path, given):
    """Return a notebook, with the numbers `given` in its tasks."""
    return exam.retold(nbformat.read(path, as_version=4), given)


def write_package(folder, given):
    """Write the package into `folder`; its checks expect the numbers `given`."""
    shutil.copytree(NOTEBOOKS / "collapse", folder / "collapse", ignore=CACHES)
    if given != exam.GIVEN:
        exam.give(given, folder)


def read_by_the_package():
    """Return the names of the tables that the package reads itself, for whatever a cell or a check asks of it."""
    modules = (NOTEBOOKS / "collapse").rglob("*.py")
    return {name for module in modules for name in TABLE.findall(module.read_text(encoding="utf-8"))}


def tables():
    """Return the paths of the tables, and of the page that says where they are from; no one's own texts."""
    return sorted(path for path in (ROOT / "data").iterdir() if path.suffix in (".csv", ".md"))


def main(arguments=None):
    """Write all releases of the notebooks named on the command line; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="beginnings of file names, as 01; all notebooks by default")
    parser.add_argument("--into", type=Path, default=RELEASE, help="the folder to write (default: release)")
    parser.add_argument("--seed", type=int, help="for an exam: draw other numbers for the tasks from this seed")
    options = parser.parse_args(arguments)
    if options.seed is not None and options.seed < 0:
        parser.error(f"argument --seed: must be 0 or more, got {options.seed}")
    paths, given = chosen(options.names), exam.GIVEN if options.seed is None else exam.drawn(options.seed)
    write_students(paths, options.into / "students", given)
    write_course(paths, options.into / "course", given)
    course.write(paths, options.into / "lecturer")
    numbers = "" if options.seed is None else f", with the numbers of seed {options.seed}"
    print(f"{options.into}: {len(paths)} notebooks, in students and, for nbgrader, in course{numbers}")
    print(f"{options.into / 'lecturer'}: what is shown, printed and scored")
    return 0


if __name__ == "__main__":
    sys.exit(main())
