"""What a class really hands in, graded by the course's own command in the real nbgrader.

One class: each student has all answers right, and hands them in in a messy way of their own. The command grades them
once; then each test asks what became of one of them. Whether there is a sandbox is asked of the system, not hoped for.
"""

import copy
import json
import os
import shutil
import socket
import subprocess

import nbformat
import pytest
from nbgrader.utils import determine_grade

import grade
import release
from courses import nbgrader, points, python, read
from execute import NOTEBOOKS
from grading import collect, mend, prepare, report, run, sandbox

NAME = "00_start_here"
ANSWERS = {
    "0.1": "fits_of_generation_5 = 6",
    "0.2": "invented_people = 10_000",
    "0.3": "def spread(sample):\n    return np.std(sample, ddof=1)",
    "0.4": "generator = np.random.default_rng(7)",
}
ALL = set(ANSWERS)
SETUP = "import numpy as np\n\nfrom collapse.exercises import check, hint"
LIMITS = """
c.SandboxedExecute.timeout = 5
c.SandboxedExecute.grace = 4
c.SandboxedExecute.memory = 1_500
c.SandboxedExecute.disk = 50
c.SandboxedExecute.processes = 40
c.SandboxedExecute.printed = 10
"""
ROSTER = """
import sys
from nbgrader.api import Gradebook
with Gradebook("sqlite:///gradebook.db") as book:
    for student in sys.argv[1:]:
        book.add_student(student)
"""
CLASS = {}  # by student: a function that hands in, the exercises that are right in the end, what the report must say


def hands_in(student, right=ALL, says=()):
    """Enlist a student: the function below is given a notebook with right answers, and the folder to hand it in.

    What it returns is the content of the notebook's file; None stands for the notebook as it is then.
    """

    def enlist(hand_in):
        CLASS[student] = hand_in, set(right), says
        return hand_in

    return enlist


def cell_of(notebook, exercise, kind="exercise"):
    """Return the cell of an answer or of a check."""
    return notebook.cells[place(notebook, exercise, kind)]


def place(notebook, exercise, kind="exercise"):
    return [cell.id for cell in notebook.cells].index(f"{kind}-{exercise.replace('.', '-')}")


def text(notebook):
    """Return a notebook as a file holds it, mended by nobody: nbformat refuses or repairs what students hand in."""
    return json.dumps(notebook, indent=1, sort_keys=True)


def code(*sources):
    return [nbformat.v4.new_code_cell(source) for source in sources]


@hands_in("tidy", says=["The file is the same, byte for byte, as that of twin"])
@hands_in("twin", says=["The file is the same, byte for byte, as that of tidy"])
@hands_in("Ann O'Neil [2], née Ó", says=["calls this student Ann O'Neil (2), née Ó", "New in the gradebook"])
def _(notebook, folder):
    pass


# Cells copied, edited, deleted, moved


@hands_in("copied_checks", says=["The check of 0.1 was there 3 times", 'The check of 0.1 was edited (check("0.1", 7))'])
def _(notebook, folder):
    for source in (cell_of(notebook, "0.1", "check").source, 'check("0.1", 7)'):
        twin = copy.deepcopy(cell_of(notebook, "0.1", "check"))
        twin.source = source
        notebook.cells.insert(place(notebook, "0.3"), twin)


@hands_in("copied_answers", says=["Exercise 0.1: 3 cells hold answers", "Exercise 0.3: 2 cells hold answers"])
def _(notebook, folder):
    first = cell_of(notebook, "0.1")
    later, untouched, part = copy.deepcopy(first), copy.deepcopy(first), copy.deepcopy(cell_of(notebook, "0.3"))
    first.source, later.source = "fits_of_generation_5 = 5", ANSWERS["0.1"]
    later.id, untouched.id, part.id = "fresh", "fresher", "freshest"  # as JupyterLab gives them
    untouched.source = untouched.source.replace(ANSWERS["0.1"], "fits_of_generation_5 = ...")
    notebook.cells += [later, untouched]
    part.source = "root = np.sqrt"
    cell_of(notebook, "0.3").source = "def spread(sample):\n    return root(np.var(sample, ddof=1))"
    notebook.cells.insert(place(notebook, "0.3"), part)


GONE = [
    "Of the lesson's cells of code 1",
    "check of 0.1 was gone",
    "check of 0.2 was gone",
    "0.4: the answer's cell was",
]


@hands_in("deleted", right={"0.1", "0.2", "0.3"}, says=GONE)
def _(notebook, folder):
    gone = {"check-0-1", "check-0-2", "exercise-0-4", "setup"}
    notebook.cells = [cell for cell in notebook.cells if cell.id not in gone]


MOVED = [f"Exercise {number}: the answer stood in another cell" for number in ("0.1", "0.3")]


@hands_in("elsewhere", says=[*MOVED, "Exercise 0.2: the answer stood in a cell of text", "The check of 0.3 was edited"])
def _(notebook, folder):
    for exercise, gap in (("0.1", "fits_of_generation_5 = ..."), ("0.3", "def spread(sample):\n    return ...")):
        cell = cell_of(notebook, exercise)
        cell.source = cell.source.replace(ANSWERS[exercise], gap)
    notebook.cells.insert(place(notebook, "0.2"), *code(ANSWERS["0.1"]))  # below its check
    check, cell = cell_of(notebook, "0.3", "check"), cell_of(notebook, "0.2")
    check.source = f"{ANSWERS['0.3']}\n\n\n{check.source}"
    notebook.cells[place(notebook, "0.2")] = nbformat.v4.new_markdown_cell(cell.source, metadata=cell.metadata)


@hands_in("own_cells", says=["random.py was left out"])
def _(notebook, folder):
    cell = next(cell for cell in notebook.cells if cell.id == "setup")
    cell.source = f"import math\n\nfrom helper import one\n\n{cell.source}"
    notebook.cells.insert(
        place(notebook, "0.3"), nbformat.v4.new_code_cell("def root(x):\n    return one * math.sqrt(x)")
    )
    (folder / NAME / "helper.py").write_text("one = 1")
    (folder / NAME / "random.py").write_text("1 / 0")
    cell_of(notebook, "0.3").source = "def spread(sample):\n    return root(np.var(sample, ddof=1))"


@hands_in("shadowing", right={"0.2", "0.3", "0.4"}, says=["The check of 0.1 was edited"])
def _(notebook, folder):
    cell_of(notebook, "0.1").source = "fits_of_generation_5 = 5\n\n\ndef check(*_):\n    pass"
    cell_of(notebook, "0.1", "check").source = "pass"


# Files renamed, nested, written by other programs, damaged, missing


@hands_in("renamed", says=[f"found as homework{os.sep}{NAME} (1){os.sep}00_START_HERE-Copy1.ipynb", "There is also"])
def _(notebook, folder):
    nested = folder / "homework" / f"{NAME} (1)"
    (nested / ".ipynb_checkpoints").mkdir(parents=True)
    (nested / ".ipynb_checkpoints" / f"{NAME}-checkpoint.ipynb").touch()
    (nested / "00_START_HERE-Copy1.ipynb").write_text(text(notebook))
    shutil.copy(folder.parents[1] / "release" / NAME / f"{NAME}.ipynb", nested)  # where nothing is answered
    (folder / NAME).rmdir()


@hands_in("other_front_end", says=["utf-16"])
def _(notebook, folder):
    notebook.metadata = {"kernelspec": {"name": "ir", "display_name": "R", "language": "R"}, "colab": {"toc": 1}}
    notebook.nbformat_minor = 4
    cell_of(notebook, "0.1").source += "  # \ud83d, half of a smiley"
    for cell in notebook.cells:
        del cell["id"]
        cell.metadata = {"id": "x1", "nbgrader": None}
    return text(notebook).encode("utf-16")


@hands_in("years_old_from_windows", says=["utf-8-sig"])
def _(notebook, folder):
    for cell in notebook.cells:
        cell.source = cell.source.replace("\n", "\r\n")
    cells = [dict(cell_type=cell.cell_type, input=cell.source.splitlines(True)) for cell in notebook.cells]
    old = dict(nbformat=3, nbformat_minor=0, metadata={"name": ""}, worksheets=[{"cells": cells}])
    return b"\xef\xbb\xbf" + text(old).replace("\n", "\r\n").encode()


LOST = [
    f"{what} was gone" for number in ("0.3", "0.4") for what in (f"{number}: the answer's cell", f"check of {number}")
]


@hands_in(
    "truncated", right={"0.1", "0.2"}, says=["PLEASE LOOK: The file is damaged or breaks off; 6 of its cells", *LOST]
)
def _(notebook, folder):
    return text(notebook)[: text(notebook).index('"exercise-0-3"')]


@hands_in("no_notebook", right=(), says=["is no notebook", "as if nothing had been answered"])
def _(notebook, folder):
    return b"%PDF-1.7\n\xff\xfe\x00"


@hands_in("nothing", right=(), says=[f"Nothing was handed in for {NAME}. The folder holds essay.pdf"])
def _(notebook, folder):
    (folder / NAME).rmdir()
    (folder / "essay.pdf").touch()


# Programs that do not end, or end too much


@hands_in("endless", right={"0.1", "0.4"}, says=["The answer to 0.2 was stopped", "The check of 0.3 was stopped"])
def _(notebook, folder):
    cell_of(notebook, "0.2").source = "import time\n\nwhile True:\n    time.sleep(0.1)"
    cell_of(notebook, "0.3").source = "def spread(sample):\n    while True:\n        time.sleep(0.1)"


@hands_in("killing", right={"0.1", "0.4"}, says=["The answer to 0.2 was taken out", "The answer to 0.3 was taken out"])
def _(notebook, folder):
    cell_of(
        notebook, "0.2"
    ).source = "import time\n\nwhile True:\n    try:\n        time.sleep(1)\n    except BaseException:\n        pass"
    cell_of(notebook, "0.3").source = "import os\n\n\ndef spread(sample):\n    os._exit(1)"


@hands_in("leaving")
def _(notebook, folder):
    cell_of(notebook, "0.1").source += "\nexit()"
    cell_of(notebook, "0.2").source += "\nimport sys\nsys.exit(1)"
    cell_of(notebook, "0.3").source += "\nquit()"


@hands_in("talkative", right={"0.1", "0.3", "0.4"}, says=["The answer to 0.2 printed without end"])
def _(notebook, folder):
    cell_of(notebook, "0.1").source += '\nprint("x" * 6_000_000)'
    cell_of(notebook, "0.1").outputs = [nbformat.v4.new_output("stream", text="x\n" * 1_000_000)]
    cell_of(notebook, "0.2").source = 'while True:\n    print("x" * 1_000)'


@hands_in("greedy", right={"0.1", "0.4"}, says=["it started more than 40 processes", "more than 1500 MB of memory"])
def _(notebook, folder):
    cell_of(notebook, "0.1").source += "\nmemory = bytearray(10**11)"
    cell_of(
        notebook, "0.2"
    ).source = (
        "import subprocess\n\nstarted = [subprocess.Popen(['sleep', '100']) for _ in range(60)]\nstarted[0].wait()"
    )
    cell_of(notebook, "0.3").source = """
import os
import time

for _ in range(4):
    if os.fork() == 0:
        memory = bytearray(b"1") * 400_000_000
        time.sleep(100)
time.sleep(100)
"""


@hands_in("vandal")
def _(notebook, folder):
    home = folder.parents[2]
    port = json.loads((home / "port.json").read_text())
    cell_of(notebook, "0.1").source += f"""
import glob, os, shutil, socket
print("read", len(glob.glob("{home}/*/submitted/*/*/*.ipynb") + glob.glob("../../tidy/*/*.ipynb")), "notebooks")
for folder in ("{home}/victim", "../../tidy"):
    shutil.rmtree(folder, ignore_errors=True)
try:
    socket.create_connection(("127.0.0.1", {port}), 2)
except OSError as problem:
    print(problem)
"""
    cell_of(notebook, "0.2").source += """
written = 0
for name in "abc":
    with open(name, "wb", buffering=0) as file:
        try:
            for _ in range(30):
                written += file.write(bytes(2_000_000))
        except OSError as problem:
            print(problem)
print("wrote", written // 1_000_000)
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Return a folder with a course in it, to which the class has handed in, and something to lose."""
    home = tmp_path_factory.mktemp("a home")
    (home / "victim").mkdir()
    (home / "victim" / "precious").touch()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        (home / "port.json").write_text(str(server.getsockname()[1]))
        make_course(home / "course")
        yield home, server


def make_course(root):
    """Make a course with one assignment of few cells, and let the class hand in."""
    release.write_course([], root)
    notebook = release.assignment(read(NOTEBOOKS / f"{NAME}.ipynb"))
    notebook.cells = [cell for cell in notebook.cells if cell.id in ("title", "setup") or "nbgrader" in cell.metadata]
    next(cell for cell in notebook.cells if cell.id == "setup").source = SETUP
    release.write_assignment(notebook, root / "source" / NAME)
    with (root / "nbgrader_config.py").open("a") as settings:
        settings.write(LIMITS)
    nbgrader(root, "generate_assignment", NAME)
    python(root, "-c", ROSTER, *(student for student in CLASS if not student.startswith("Ann")))
    for student, (hand_in, *_) in CLASS.items():
        folder, notebook = root / "submitted" / student, read(root / "release" / NAME / f"{NAME}.ipynb")
        notebook.metadata["author"] = "tidy" if student == "twin" else student
        for exercise, answer in ANSWERS.items():
            first = cell_of(notebook, exercise).source.splitlines()[0]
            cell_of(notebook, exercise).source = f"{first}\n{answer}"
        (folder / NAME).mkdir(parents=True)
        content = hand_in(notebook, folder)
        if (folder / NAME).exists():
            content = text(notebook) if content is None else content
            (folder / NAME / f"{NAME}.ipynb").write_bytes(content if isinstance(content, bytes) else content.encode())


@pytest.fixture(scope="module")
def graded(home):
    """Give the command; return the points by student and exercise."""
    root = home[0] / "course"
    before = contents(root / "submitted")
    python(root, "grade.py")
    assert contents(root / "submitted") == before
    found = {student: scores for (student, _), scores in points(root).items()}
    return {student: found.get(student.translate(grade.NAMES), {}) for student in CLASS}


def contents(folder):
    """Return what each file of a folder holds, and when it was written."""
    return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def reported(home, graded):
    """Return, by student, the line of the report that gives the points, and what it says, each a line."""
    lines = (home[0] / "course" / "reports" / f"{NAME}.txt").read_text(encoding="utf-8").splitlines()
    starts = [lines.index(next(line for line in lines if line.startswith(f"{student}: "))) for student in CLASS]
    ends = [next((i for i in range(s + 1, len(lines)) if not lines[i].startswith(" ")), len(lines)) for s in starts]
    return {student: lines[start:end] for student, start, end in zip(CLASS, starts, ends, strict=True)}


@pytest.mark.parametrize("student", CLASS)
def test_a_student_gets_the_points_of_what_is_right(student, graded, reported):
    right = CLASS[student][1]
    assert {exercise for exercise, score in graded[student].items() if score == 1} == right
    assert set(graded[student]) == (set() if student == "nothing" else ALL)
    points = "not graded" if student == "nothing" else f"{len(right)} of 4"
    assert reported[student][0] == f"{student}: {points}"


@pytest.mark.parametrize("student", CLASS)
def test_the_report_says_what_was_mended_and_what_could_not_be_and_no_more(student, reported):
    said, words = reported[student][1:], CLASS[student][2]
    assert all(any(part in line for line in said) for part in words), said
    assert len(said) == len(words), said


# What a student's code can do to others


def system_allows():
    """Ask the system itself whether it lets us make namespaces."""
    command = "unshare --user --map-root-user --mount --pid --net --fork mount -t proc proc /proc".split()
    return bool(shutil.which("unshare")) and subprocess.run(command, capture_output=True).returncode == 0


def test_there_is_a_sandbox_where_the_system_allows_one():
    assert bool(sandbox.best()) >= system_allows()


def test_a_vandal_harms_nobody_or_the_report_says_that_it_could(home, graded):
    folder, server = home
    notebook = read(folder / "course" / "autograded" / "vandal" / NAME / f"{NAME}.ipynb")
    said = "".join(output.get("text", "") for cell in notebook.cells for output in cell.get("outputs", []))
    warned = "NOT PROTECTED" in (folder / "course" / "reports" / f"{NAME}.txt").read_text()
    assert warned == (sandbox.best() is None)
    wrote = int(said.partition("wrote ")[2].split()[0])
    assert 30 < wrote <= (150 if warned else 50)  # 50 MB a file, or in all
    if not warned:
        assert "read 0 notebooks" in said
        assert (folder / "victim" / "precious").exists()
        with pytest.raises(BlockingIOError):  # nobody has called
            server.accept()


# Where the command is given a second time, or in vain


def test_what_has_not_changed_is_not_graded_again(home, graded):
    root = home[0] / "course"
    before = contents(root / "autograded"), contents(root / "reports")
    python(root, "grade.py", NAME)
    after = contents(root / "autograded"), contents(root / "reports")
    assert before[0] == after[0]
    assert [data for data, _ in before[1].values()] == [data for data, _ in after[1].values()]


def test_a_course_without_the_sandbox_in_its_settings_is_not_graded(tmp_path, monkeypatch):
    monkeypatch.setattr(grade, "ROOT", tmp_path)
    (tmp_path / grade.SETTINGS).write_text("c = get_config()")
    with pytest.raises(SystemExit, match="does not name grading.run.PREPROCESSORS"):
        grade.Course()


# One step at a time


RELEASED = nbformat.v4.new_notebook(cells=code("import os", "# hint 9.1\na = ...", 'check("9.1", a)'))
RELEASED.cells[1].metadata["nbgrader"] = dict(grade_id="exercise-9-1", solution=True)
RELEASED.cells[2].metadata["nbgrader"] = dict(grade_id="check-9-1", grade=True, locked=True, points=1)


def prepared(tmp_path, notebook=None, **files):
    """Prepare what a student hands in for an assignment `hw`; return the folder and what is said."""
    source = tmp_path / "submitted" / "student"
    (source / "hw").mkdir(parents=True, exist_ok=True)
    if notebook:
        (source / "hw" / "hw.ipynb").write_text(notebook)
    for name, content in files.items():
        (source / "hw" / name.replace("_", ".")).write_text(content)
    said, _ = prepare.prepare(source, tmp_path / "prepared", RELEASED, "hw", ["other"])
    return tmp_path / "prepared", " ".join(f"{kind}: {sentence}" for kind, sentence in said)


def test_links_are_not_followed(tmp_path):
    (tmp_path / "secret").write_text(text(RELEASED))
    (tmp_path / "submitted" / "student" / "hw").mkdir(parents=True)
    (tmp_path / "submitted" / "student" / "hw" / "copy.txt").symlink_to(tmp_path / "secret")
    folder, said = prepared(tmp_path, text(RELEASED))
    assert said == "open: Links were left out: copy.txt." and not (folder / "copy.txt").exists()
    (tmp_path / "submitted" / "student" / "hw" / "hw.ipynb").unlink()
    (tmp_path / "submitted" / "student" / "hw" / "hw.ipynb").symlink_to(tmp_path / "secret")
    assert prepared(tmp_path)[1].startswith("absent: Nothing was handed in for hw.")


def sources(folder):
    return [cell.source for cell in read(folder / "hw.ipynb").cells]


def test_a_notebook_that_says_nothing_of_its_cells_is_known_by_their_text(tmp_path):
    cells = [dict(cell_type="code", source=cell.source.replace("\n", "\r\n")) for cell in RELEASED.cells]
    cells[2]["source"] = 'check("9.1", 7)'
    folder, said = prepared(tmp_path, text({"cells": cells}))
    assert sources(folder) == [cell.source for cell in RELEASED.cells]
    assert said == 'mended: The check of 9.1 was edited (check("9.1", 7)); the original counts.'


def test_the_line_that_is_put_before_a_check_is_known():
    assert mend.ORIGINAL == release.ORIGINAL
    released = copy.deepcopy(RELEASED)
    released.cells[2].source = release.ORIGINAL + released.cells[2].source
    assert mend.rebuild(released, [collect.Cell("code", cell.source) for cell in RELEASED.cells]).said == []


def test_a_cell_of_the_lesson_that_was_made_text_is_put_back(tmp_path):
    changed = copy.deepcopy(RELEASED)
    changed.cells[0] = nbformat.v4.new_markdown_cell("# Imports", id=RELEASED.cells[0].id)
    assert sources(prepared(tmp_path, text(changed))[0]) == [cell.source for cell in RELEASED.cells]


def test_a_cell_of_the_lesson_that_was_changed_is_run_once_as_it_was_changed(tmp_path):
    changed = copy.deepcopy(RELEASED)
    changed.cells[0].source = "import sys\r\nimport os"
    folder, said = prepared(tmp_path, text(changed))
    assert sources(folder) == ["import sys\nimport os", *(cell.source for cell in RELEASED.cells[1:])]
    assert said == ""


def test_the_time_of_a_submission_is_kept(tmp_path):
    nested = tmp_path / "submitted" / "student" / "hw" / "hw"
    nested.mkdir(parents=True)
    (nested / "hw.ipynb").write_text(text(RELEASED))
    folder, _ = prepared(tmp_path, timestamp_txt="2027-01-01")
    assert (folder / "timestamp.txt").read_text() == "2027-01-01"


def test_a_notebook_of_another_assignment_is_noticed(tmp_path):
    assert prepared(tmp_path, text(RELEASED))[1] == ""
    other = nbformat.v4.new_notebook(cells=RELEASED.cells[:1])
    assert "None of its cells is an answer" in prepared(tmp_path, text(other))[1]


@pytest.mark.parametrize("content", ["", "[1, 2]", "{}", '{"cells": 7}', '{"cells": [1]}', "[" * 100_000, "1" * 5000])
def test_what_is_no_notebook_is_said_to_be_none(content, tmp_path):
    folder, said = prepared(tmp_path, content or None, hw_ipynb=content)
    assert "is empty" in said or "is no notebook" in said
    assert sources(folder) == [cell.source for cell in RELEASED.cells]


def test_a_spreadsheet_gets_no_formula(tmp_path):
    record = dict(points=1.0, most=4.0, said=[("open", "=1")], file=None)
    report.write(tmp_path, "hw", {"@ann": record}, [])
    assert (tmp_path / "hw.csv").read_text(encoding="utf-8-sig").splitlines()[1] == "'@ann,1.0,4.0,,'=1,"


@pytest.mark.parametrize(
    ("deaths", "guilty"),
    [
        ({3: {3}}, {3}),
        ({3: {1}}, {1}),  # it dies later than where it is to blame: 3 and 2 are put back
        ({2: {2}, 4: {0}}, {0, 2}),
        ({1: {0}, 3: {3}, 4: {4}}, {0, 3, 4}),
        ({3: {1}, 4: {3}}, {1, 3}),  # innocent of one death and to blame for the next
    ],
)
def test_only_what_ends_the_kernel_is_taken_out(deaths, guilty):
    cells = code(*"abcde")

    def dies():
        alive = {place for place, cell in enumerate(cells) if not cell.source.startswith("# Taken out")}
        return next(((place, "it did") for place, killers in deaths.items() if killers & alive), None)

    taken, death = run.survive(cells, dies, 20)
    assert set(taken) == guilty and death is None
    assert {place for place, cell in enumerate(cells) if cell.source != "abcde"[place]} == guilty


def test_there_is_an_end_even_if_nothing_helps():
    cells = code(*"abc")
    assert run.survive(cells, lambda: (1, "it did"), 20) == ({}, (1, "it did"))
    assert [cell.source for cell in cells] == ["a", "b", "c"]


def test_without_a_sandbox_there_are_limits_and_a_check_that_was_not_run_is_not_right(tmp_path):
    cells = [
        *code("import os", "x = bytearray(3 * 10**9)", "print(len(os.environ))", "os._exit(1)"),
        RELEASED.cells[2].copy(),
    ]
    step = run.SandboxedExecute(shield="none", runs=1, memory=2_000)
    step.preprocess(nbformat.v4.new_notebook(cells=cells), {"metadata": {"path": str(tmp_path)}})
    assert cells[1].outputs[0].ename == "MemoryError"
    assert int(cells[2].outputs[0].text) < 40
    assert determine_grade(cells[4]) == (0, 1)
    assert step.notes[-1][0] == "open" and "on nothing could be run" in step.notes[-1][1]
    assert "NOT PROTECTED" in sandbox.protection(None)[0]
