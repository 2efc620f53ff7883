"""Grade what was handed in, whatever it is: `python grade.py`, or `python grade.py 00_start_here`.

It takes each student's notebook from submitted/STUDENT/, where nothing is changed, rebuilds it in prepared/ from the
notebook that was released, lets nbgrader grade that, and says in reports/ what was mended and what could not be.
"""

import argparse
import hashlib
import json
import logging
import os
import sys
import warnings
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from traitlets.config import PyFileConfigLoader

from grading import collect, report, run, sandbox
from grading.prepare import prepare

ROOT = Path(__file__).resolve().parent
SETTINGS, PREPARED, REPORTS = "nbgrader_config.py", "prepared", "reports"
NAMES = str.maketrans("[]*?", "()__")  # nbgrader does not find a folder with such letters in its name


class Course:
    """A course of nbgrader, and what this command does with a submission."""

    def __init__(self, again=False):
        config = PyFileConfigLoader(SETTINGS, path=str(ROOT)).load_config()
        if run.SandboxedExecute not in config.Autograde.get("autograde_preprocessors", []):
            raise SystemExit(f"{SETTINGS} does not name grading.run.PREPROCESSORS; see the guide, *Strangers' code*")
        config.CourseDirectory.root = str(ROOT)
        self.submitted = ROOT / NbGraderAPI(config=config).coursedir.submitted_directory
        if not self.submitted.is_dir():
            raise SystemExit(f"nothing was handed in: there is no folder {self.submitted}")
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
            before = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else None
            if only not in (None, student):
                record = before
            else:
                try:
                    record = self.grade_student(assignment, student, released, before)
                except Exception as problem:  # whatever it is, the others are graded
                    said = f"It could not be graded ({type(problem).__name__}: {problem})."
                    record = dict(points=None, most=None, said=[("open", said)], file=None, digest=None)
                if known and record is not before and student.translate(NAMES) not in known:
                    record["said"].append(("open", "New in the gradebook: is the name right?"))
                kept.parent.mkdir(parents=True, exist_ok=True)
                kept.write_text(json.dumps(record), encoding="utf-8")
                print(f"{assignment}, {student}: {record['points']} of {record['most']}")
            if record:
                records[student] = record
        self.find_twins(records)
        return report.write(ROOT / REPORTS, assignment, records, self.protection)

    def grade_student(self, assignment, student, released, before):
        """Prepare and grade a submission; return what there is to say about it, `before` if it is as it was."""
        name = student.translate(NAMES)
        folder = ROOT / PREPARED / name / assignment
        others = set(self.assignments()) - {assignment}
        said, file = prepare(self.submitted / student, folder, released, assignment, others)
        if name != student:
            said.append(("mended", f"nbgrader's gradebook calls this student {name}."))
        record = dict(points=None, most=None, said=said, file=file, digest=self.digest(folder, released))
        if not folder.exists():
            return record
        graded = ROOT / self.api.coursedir.autograded_directory / name / assignment / f"{assignment}.ipynb"
        if before and before["digest"] == record["digest"] and graded.exists() and not self.again:
            return before
        result = self.api.autograde(assignment, name)
        if not result["success"]:
            raise RuntimeError(result["error"].strip().splitlines()[-1])
        said += run.SandboxedExecute.notes
        with self.gradebook() as book:
            submission = book.find_submission(assignment, name)
            return dict(record, points=submission.score, most=submission.max_score)

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
    sys.stdout.reconfigure(errors="replace")  # a console may lack a letter of somebody's name
    warnings.filterwarnings("ignore", module="nbgrader")  # on its tables: they tell a lecturer nothing
    course = Course(options.again)
    for name in options.assignments or course.assignments():
        if name not in course.assignments():
            raise SystemExit(f"{name} was not released; there are {', '.join(course.assignments()) or 'none'}")
        print(f"{course.grade(name, options.student)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
