"""Grade what was handed in, whatever it is: `python grade.py`, or `python grade.py 00_start_here`.

It takes each student's notebook from submitted/STUDENT/, where nothing is changed, rebuilds it in prepared/ from the
notebook that was released, lets nbgrader grade that, and says in reports/ what was mended and what could not be.
"""

import argparse
import hashlib
import json
import logging
import os
import shutil
import sys
import warnings
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from traitlets.config import PyFileConfigLoader

from grading import collect, mend, report, run, sandbox

ROOT = Path(__file__).resolve().parent
SETTINGS, PREPARED, REPORTS = "nbgrader_config.py", "prepared", "reports"
NAMES = str.maketrans("[]*?", "()__")  # nbgrader does not find a folder with such letters in its name
BESIDE = 100_000_000  # bytes of other files that a student may hand in with a notebook


class Course:
    """A course of nbgrader, and what this command does with a submission."""

    def __init__(self, again=False):
        config = PyFileConfigLoader(SETTINGS, path=str(ROOT)).load_config()
        if run.SandboxedExecute not in config.Autograde.get("autograde_preprocessors", []):
            raise SystemExit(f"{SETTINGS} does not name grading.run.PREPROCESSORS: see the guide for instructors")
        config.CourseDirectory.root = str(ROOT)
        self.submitted = ROOT / NbGraderAPI(config=config).coursedir.submitted_directory
        config.CourseDirectory.submitted_directory = PREPARED
        self.api, self.again = NbGraderAPI(config=config), again
        self.api.log.setLevel(logging.CRITICAL)
        shield = run.SandboxedExecute(config=config).shield
        self.protection = sandbox.protection(sandbox.best() if shield == "best" else None)
        self.settings = (ROOT / SETTINGS).read_bytes()

    def gradebook(self):
        """Return the gradebook, to be used in a `with`."""
        return Gradebook(self.api.coursedir.db_url, self.api.coursedir.course_id)

    def assignments(self):
        """Return the names of what was released."""
        return sorted(path.parent.name for path in ROOT.glob("release/*/*.ipynb") if path.stem == path.parent.name)

    def students(self):
        """Return the names of those who handed in anything, and of those whom the gradebook knows."""
        with self.gradebook() as book:
            known = {student.id for student in book.students}
        handed_in = {path.name for path in self.submitted.iterdir() if path.is_dir() and not path.is_symlink()}
        return sorted(handed_in | known - {name.translate(NAMES) for name in handed_in}), known

    def grade(self, assignment, only=None):
        """Grade an assignment, for one student or for all; write the report, and return its path."""
        released = nbformat.read(ROOT / "release" / assignment / f"{assignment}.ipynb", as_version=4)
        students, known = self.students()
        records = {}
        for student in students:
            kept = ROOT / REPORTS / assignment / f"{student}.json"
            if only in (None, student):
                record = self.grade_student(assignment, student, released, kept)
                if known and student.translate(NAMES) not in known:
                    record["said"].append(("open", "New in the gradebook: is the name right?"))
                kept.parent.mkdir(parents=True, exist_ok=True)
                kept.write_text(json.dumps(record), encoding="utf-8")
                print(f"{assignment}, {student}: {record['points']} of {record['most']}")
            if kept.exists():
                records[student] = json.loads(kept.read_text(encoding="utf-8"))
        self.find_twins(records)
        return report.write(ROOT / REPORTS, assignment, records, self.protection)[0]

    def grade_student(self, assignment, student, released, kept):
        """Prepare and grade a student's submission; return what there is to say about it."""
        record = dict(points=None, most=None, said=[], file=None, digest=None)
        name = student.translate(NAMES)
        if name != student:
            record["said"].append(("mended", f"nbgrader's gradebook calls this student {name}."))
        folder = self.prepare(assignment, student, released, record)
        if folder is None:
            return record
        record["digest"] = self.digest(folder, released)
        graded = ROOT / self.api.coursedir.autograded_directory / name / assignment / f"{assignment}.ipynb"
        if kept.exists() and graded.exists() and not self.again:
            before = json.loads(kept.read_text(encoding="utf-8"))
            if before["digest"] == record["digest"]:
                return before
        result = self.api.autograde(assignment, name)
        record["said"] += run.SandboxedExecute.notes if result["success"] else []
        if not result["success"]:
            record["said"].append(("open", f"nbgrader could not grade it: {result['error'].splitlines()[-1]}"))
            return record
        with self.gradebook() as book:
            submission = book.find_submission(assignment, name)
            record["points"], record["most"] = submission.score, submission.max_score
        return record

    def prepare(self, assignment, student, released, record):
        """Write a student's rebuilt notebook anew, with what lies beside it; return the folder, or None."""
        said = record["said"]
        source, folder = self.submitted / student, ROOT / PREPARED / student.translate(NAMES) / assignment
        shutil.rmtree(folder, ignore_errors=True)
        found, rebuilt = collect.notebooks(source, assignment), []
        for path in found:
            try:
                cells, mended = collect.read(path)
            except collect.UnreadableError as problem:
                said.append(("open", f"{path.relative_to(source)} {problem}."))
                continue
            made = mend.rebuild(released, cells)
            exact = path.name == f"{assignment}.ipynb"
            rebuilt.append(((made.answered, made.known, exact, path.stat().st_mtime), path, made, mended))
        if not found:
            there = ", ".join(str(path.relative_to(source)) for path in collect.files(source))
            said.append(("open", f"Nothing was handed in for {assignment}. In the folder: {there or 'no file'}."))
            return None
        folder.mkdir(parents=True)
        if not rebuilt:
            said.append(("open", "It was graded as if nothing had been answered."))
            nbformat.write(released, folder / f"{assignment}.ipynb")
            return folder
        _, path, made, mended = max(rebuilt, key=lambda one: one[0])
        record["file"] = hashlib.sha256(path.read_bytes()).hexdigest()
        if path.relative_to(source) != Path(assignment, f"{assignment}.ipynb"):
            said.append(("mended", f"The notebook was found as {path.relative_to(source)}."))
        if len(rebuilt) > 1:
            others = ", ".join(str(other.relative_to(source)) for _, other, *_ in rebuilt if other != path)
            said.append(("open", f"There is also {others}; graded was the notebook with the most answers."))
        said += [("mended", sentence) for sentence in mended] + made.said
        if not made.known:
            said.append(("open", "No cell of it is a cell of this assignment."))
        nbformat.write(made.notebook, folder / f"{assignment}.ipynb")
        if path.parent != source:
            self.copy_beside(path.parent, folder, said)
        return folder

    def copy_beside(self, source, folder, said):
        """Copy what lies beside a notebook, but for other notebooks."""
        paths = [path for path in collect.files(source) if path.suffix.lower() != ".ipynb"]
        if sum(path.stat().st_size for path in paths) > BESIDE:
            said.append(
                ("open", f"The files beside the notebook are larger than {BESIDE // 10**6} MB and were left out.")
            )
            paths = []
        for path in paths:
            copied = folder / path.relative_to(source)
            copied.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copied)

    def digest(self, folder, released):
        """Return a number of what is graded and how, to tell whether it has been graded before."""
        files = [path.relative_to(folder).as_posix().encode() + path.read_bytes() for path in collect.files(folder)]
        return hashlib.sha256(b"\n".join([nbformat.writes(released).encode(), self.settings, *files])).hexdigest()

    @staticmethod
    def find_twins(records):
        """Note who handed in the same file."""
        for student, record in records.items():
            twins = [other for other in records if other != student and records[other]["file"] == record["file"]]
            if record["file"] and twins:
                record["said"].append(("open", f"The file is the same, byte for byte, as that of {', '.join(twins)}."))


def main(arguments=None):
    """Grade the assignments named on the command line; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("assignments", nargs="*", help="names of assignments; by default all that were released")
    parser.add_argument("--student", help="the name of one student's folder; by default all")
    parser.add_argument("--again", action="store_true", help="grade also what has been graded before and is the same")
    options = parser.parse_args(arguments)
    os.chdir(ROOT)
    warnings.filterwarnings("ignore", module="nbgrader")  # on its tables: they tell a lecturer nothing
    course = Course(options.again)
    for name in options.assignments or course.assignments():
        if name not in course.assignments():
            raise SystemExit(f"{name} was not released; there are {', '.join(course.assignments()) or 'none'}")
        print(course.grade(name, options.student).read_text(encoding="utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
