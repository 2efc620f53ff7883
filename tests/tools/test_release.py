"""The course in the real nbgrader: what is handed out, what an answer scores, and what a student reads afterwards.

Three students hand in: one the assignment as it was released, one the solutions, one the solutions but for a known
mistake. Running whole notebooks takes nbgrader minutes, so here it runs the exercises of all of them with what they
need, in one notebook, as an exam with numbers of its own. `COURSE=whole` in the environment runs all of them whole,
with the public numbers.
"""

import ast
import html
import os
import re
import shutil
import warnings

import nbformat
import pytest

import exam
import release
from collapse.exercises import EXERCISES, check
from collapse.exercises.base import NotRightError
from collapse.exercises.given import GIVEN
from courses import nbgrader, points, python, read
from execute import NOTEBOOKS, tags
from hygiene import defined, lessons, named, parsed

LESSONS = lessons()
PATHS = [NOTEBOOKS / f"{lesson.name}.ipynb" for lesson in LESSONS]
ALL, EXAM = "all_exercises", exam.drawn(2027)
STUDENTS = "empty", "solved", "mistaken"
WHOLE = [lesson.name for lesson in LESSONS if os.environ.get("COURSE") == "whole"]

# One known mistake a notebook, and the words in which its reason must reach the student; in braces a task's numbers.
MISTAKES = {
    "0.3": (
        "def spread(sample):\n    return np.std(sample)\n\n\ncheck = print  # gains nothing",
        "You divided by M. The unbiased variance",
    ),
    "1.2": ("people_needed = {generations}", "After M generations about 1/e of the variance is left"),
    "2.1": (
        "def shares(log_joint):\n    joint = np.exp(log_joint)\n    return joint / joint.sum(axis=1, keepdims=True)",
        "A point far from every bell underflows to 0, and 0/0 is not a number.",
    ),
    "3.3": (
        "def heterozygosity(counts):\n    return ((counts / counts.sum()) ** 2).sum()",
        "That is the chance that they have the same name.",
    ),
    "4.1": ("def bits(p):\n    return -np.log(p).mean()", "That is in nats. Bits count halvings"),
    "5.4": ("values_per_person = {M} / {people}", "Nearly: the price is M/(k + 1), and k is {people}."),
    "6.2": ("break_2 = np.median", "That is the median, as in the claim's cell"),
    "7.4": (
        "def read_nearest(drawn, averages):\n    return (drawn @ averages.T).argmax(axis=1)",
        "A product grows with the ink of an average.",
    ),
}


def mistakes(name):
    """Return the mistakes, and the words of their reasons, with the numbers of an assignment."""
    given = EXAM if name == ALL else GIVEN
    return {number: [text.format(**given.get(number, {})) for text in pair] for number, pair in MISTAKES.items()}


def number(cell):
    """Return the number of the exercise to which an answer's or a check's cell belongs."""
    return ".".join(cell.metadata.nbgrader.grade_id.split("-")[1:])


def kept_for_exercises(notebook):
    """Return the cells of an assignment that its exercises need: answers, checks, and what defines the names there."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    kept, needed = [], set()
    for cell in reversed(code):
        if cell is code[0] or "nbgrader" in cell.metadata or needed & defined(cell):
            kept.insert(0, cell)
            needed = needed - defined(cell) | free(cell)
    return kept


def free(cell):
    """Return the names that a cell takes from others, roughly: bound nowhere in it, not in a function either."""
    nodes = [node for statement in parsed(cell) for node in ast.walk(statement)]
    arguments = {node.arg for node in nodes if isinstance(node, ast.arg)}
    bound = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return named(cell) - defined(cell) - arguments - bound


def all_exercises(folder):
    """Join the exercises of all assignments in one notebook: nbgrader starts a kernel for each notebook it grades."""
    sources = [read(path) for path in sorted(folder.glob("*/0*.ipynb"))]
    joined = sources[0]
    joined.cells = [cell for source in sources for cell in kept_for_exercises(source)]
    for count, cell in enumerate(joined.cells):
        cell.id = f"cell-{count}"  # setup cells have the same id in all notebooks
    return joined


def hand_in(root, name):
    """Let the three students hand in an assignment, each starting from what was released."""
    notebook = f"{name}/{name}.ipynb"
    solutions = {number(cell): solution(cell) for cell in taking_answers(read(root / "source" / notebook))}
    mistaken = solutions | {exercise: answer for exercise, (answer, _) in mistakes(name).items()}
    for student, answers in zip(STUDENTS, ({}, solutions, mistaken), strict=True):
        shutil.copytree(root / "release" / name, root / "submitted" / student / name)
        handed_in = read(root / "release" / notebook)
        for cell in taking_answers(handed_in):
            cell.source += answers.get(number(cell), "")
        nbformat.write(handed_in, root / "submitted" / student / notebook)


def taking_answers(notebook):
    return [cell for cell in notebook.cells if "exercise" in tags(cell)]


def solution(cell):
    return re.search(f"{release.BEGIN}\n(.*)\n{release.END}", cell.source, re.DOTALL)[1]


def feedback(root, student, name):
    """Return the feedback that a student gets for an assignment, as text in one line."""
    page = (root / "feedback" / student / name / f"{name}.html").read_text(encoding="utf-8")
    return " ".join(html.unescape(re.sub(r"<(style|script).*?</\1>|<[^>]+>", "", page, flags=re.DOTALL)).split())


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """Make the course, with one assignment more, an exam of all exercises; let nbgrader release all of it."""
    root, other = tmp_path_factory.mktemp("course"), tmp_path_factory.mktemp("exam")
    release.write_course(PATHS, root)
    release.write_course(PATHS, other, EXAM)
    release.write_assignment(all_exercises(other / "source"), root / "source" / ALL, EXAM)
    nbgrader(root, "generate_assignment", "--assignment=*")
    return root


@pytest.fixture(scope="module")
def grades(root):
    """Hand in, let nbgrader grade and answer; return the points, by student and assignment, of each check."""
    for name in [*WHOLE, ALL]:
        hand_in(root, name)
    nbgrader(root, "autograde", "--assignment=*")
    nbgrader(root, "generate_feedback", "--assignment=*", "--student=mistaken")
    return points(root)


def test_nbgrader_finds_its_marks_in_every_notebook(root):
    script = "import sys, nbformat; from nbgrader.nbgraderformat import MetadataValidator\n"
    script += "for path in sys.argv[1:]: MetadataValidator().validate_nb(nbformat.read(path, as_version=4))"
    python(root, "-c", script, *map(str, PATHS))


def test_nbgrader_releases_every_notebook_without_its_solutions(root):
    for lesson in LESSONS:
        released = read(root / "release" / lesson.name / f"{lesson.name}.ipynb")
        kept = release.for_students(lesson.notebook)
        for given, own in zip(released.cells, kept.cells, strict=True):
            expected = own.source.replace("../data/", "data/")
            if "check" in tags(own):
                expected = release.ORIGINAL + expected
            assert given.source.rstrip("\n") == expected, own.id
            assert not given.get("outputs")


each_graded = pytest.mark.parametrize("name", [*WHOLE, ALL])


@each_graded
def test_an_empty_submission_scores_nothing(grades, name):
    assert set(grades["empty", name].values()) == {0}


@each_graded
def test_the_solutions_score_full_marks(grades, name):
    assert set(grades["solved", name].values()) == {1}
    digit = "" if name == ALL else name[1]
    assert sorted(grades["solved", name]) == sorted(number for number in EXERCISES if number.startswith(digit))


@each_graded
def test_every_cell_of_the_solved_assignment_runs(root, grades, name):
    graded = read(root / "autograded" / "solved" / name / f"{name}.ipynb")
    errors = {cell.source: output for cell in graded.cells for output in cell.get("outputs", []) if _failed(output)}
    assert not errors


def _failed(output):
    return output.output_type == "error" or output.get("name") == "stderr"


@each_graded
def test_a_mistake_costs_the_points_of_its_exercise_and_no_others(grades, name):
    lost = {number for number, points in grades["mistaken", name].items() if points == 0}
    assert lost == {number for number in MISTAKES if number in grades["mistaken", name]}
    assert lost


def test_every_notebook_has_its_mistake():
    assert [number[0] for number in MISTAKES] == [lesson.name[1] for lesson in LESSONS]


@each_graded
def test_the_feedback_says_why(root, grades, name):
    said = feedback(root, "mistaken", name)
    for number in grades["mistaken", name]:
        if number in MISTAKES:
            assert f"Exercise {number}: not yet. {mistakes(name)[number][1]}" in said
        else:
            assert f"Exercise {number}: right. " in said
    assert "Traceback" not in said


# --- what is handed out ---


def test_students_get_notebooks_without_answers_and_what_they_need_to_run_them(tmp_path):
    (tmp_path / "students").mkdir()
    (tmp_path / "students" / "stale").touch()
    release.main(["--into", str(tmp_path)])
    students = tmp_path / "students"
    assert sorted(path.name for path in students.iterdir()) == sorted(
        [*release.ENVIRONMENT, "README.md", "data", "notebooks"]
    )
    assert not list(students.glob("**/__pycache__"))
    for lesson in LESSONS:
        cells = read(students / "notebooks" / f"{lesson.name}.ipynb").cells
        assert [cell.source for cell in cells] == [c.source for c in lesson.cells if "solution" not in tags(c)]
        assert not any(cell.get("outputs") or cell.get("execution_count") for cell in cells)
    assert {path.name for path in (students / "data").iterdir()} >= {"README.md", "surnames_1990.csv"}


def test_one_command_makes_both_and_the_readme_names_it():
    readme, makefile, ignored = ((release.ROOT / name).read_text() for name in ("README.md", "Makefile", ".gitignore"))
    assert "`make release`" in readme and "remove_cell_tags" not in readme
    assert re.search(r"^release: .*\n\t\$\(PYTHON\) tools/release\.py \$\(ARGS\)$", makefile, re.MULTILINE)
    assert f"{release.RELEASE.relative_to(release.ROOT)}/\n" in ignored


def test_students_need_no_nbgrader():
    for name in ("requirements.txt", "environment.yml"):
        assert "nbgrader" not in (release.ROOT / name).read_text()
    paths = (NOTEBOOKS / "collapse").rglob("*.py")
    assert not [path.name for path in paths if re.search(r"^\s*(import|from) nbgrader", path.read_text(), re.MULTILINE)]


def test_no_texts_of_a_teacher_are_handed_out(tmp_path, monkeypatch):
    shutil.copytree(release.ROOT / "data", tmp_path / "data")
    (tmp_path / "data" / "mine.txt").touch()
    monkeypatch.setattr(release, "ROOT", tmp_path)
    assert [path.suffix for path in release.tables()].count(".csv") == len(list((tmp_path / "data").glob("*.csv")))
    assert "mine.txt" not in [path.name for path in release.tables()]


def test_a_course_keeps_its_settings_and_its_grades(tmp_path):
    release.write_course(PATHS[:1], tmp_path)
    kept, lost = tmp_path / "gradebook.db", tmp_path / "source" / PATHS[0].stem / "lost"
    for path in (kept, lost):
        path.touch()
    (tmp_path / "nbgrader_config.py").write_text("# ours")
    release.write_course(PATHS[:2], tmp_path)
    assert kept.exists() and not lost.exists()
    assert (tmp_path / "nbgrader_config.py").read_text() == "# ours"
    assert sorted(path.name for path in (tmp_path / "source").iterdir()) == [path.stem for path in PATHS[:2]]


def test_an_assignment_is_complete_in_its_folder(root):
    folder = root / "source" / LESSONS[6].name
    tables = {path.name for path in (folder / "data").iterdir()}
    assert tables > {"README.md", "chains.csv"} and "surnames_1990.csv" not in tables
    said = python(folder, "-c", "from collapse import tables, text; print(tables.DATA, text.DATA)")
    assert said.split() == [str(folder / "data")] * 2


def test_an_assignment_has_every_table_that_its_cells_and_the_package_read(root):
    package = "".join(path.read_text(encoding="utf-8") for path in (NOTEBOOKS / "collapse").rglob("*.py"))
    read_there = release.TABLE.findall(package)
    assert len(read_there) == package.count("tables.read(") and package.count("read_csv(") == 1  # by `tables.read`
    for lesson in LESSONS:
        there = {path.stem for path in (root / "source" / lesson.name / "data").glob("*.csv")}
        named = re.findall(r"data/(\w+)\.csv", "".join(cell.source for cell in lesson.code))
        assert there >= {*read_there, *named}, lesson.name


@pytest.mark.parametrize(
    ("name", "answer", "solution"),
    [
        ("half", "half = 1 / 2", '# Solution\nhalf_solution = 1 / 2\ncheck("1.1", half_solution, reason=False)'),
        ("half", "half = f(1, [2])", '# Solution\ncheck("1.1", f(1, [2]), reason=False)'),
        ("half", "a = 1\nhalf = a / 2", '# Solution\na = 1\ncheck("1.1", a / 2, reason=False)'),
        (
            "f",
            "def f(x):\n    return f(x)",
            '# Solution\ndef f_solution(x):\n    return f_solution(x)\n\n\ncheck("1.1", f_solution, reason=False)',
        ),
    ],
)
def test_a_solution_becomes_an_answer(name, answer, solution):
    assert release.answered(name, solution) == answer


# --- the check, in and out of nbgrader ---


@pytest.mark.parametrize("kind", ["autograde", "validate"])
def test_under_nbgrader_a_check_raises_its_reason(kind, monkeypatch, capsys):
    monkeypatch.setenv("NBGRADER_EXECUTION", kind)
    with pytest.raises(NotRightError, match=r"Exercise 0\.1: not attempted yet\."):
        check("0.1", ...)
    with pytest.raises(AssertionError, match=r"Exercise 0\.1: not yet\. Generation 0 is already a model") as raised:
        check("0.1", 5)
    assert " ".join(raised.value._render_traceback_()) == str(raised.value)
    assert capsys.readouterr().out == ""
    check("0.1", 6)
    assert capsys.readouterr().out.startswith("Exercise 0.1: right. ")


def test_for_learners_a_check_says_its_reason_and_raises_nothing(monkeypatch, capsys):
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    check("0.1", ...)
    check("0.1", 5)
    assert capsys.readouterr().out == (
        "Exercise 0.1: not attempted yet.\n"
        "Exercise 0.1: not yet. Generation 0 is already a model, fitted to the humans. Count it.\n"
        'Stuck? hint("0.1")\n'
    )


def test_a_right_answer_that_warns_keeps_its_points(monkeypatch, capsys):
    def spread(sample):
        warnings.warn("nbgrader takes the points of a cell that writes to stderr", stacklevel=1)
        return sample.std(ddof=1)

    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    check("0.3", spread)
    assert "right" in capsys.readouterr().out
