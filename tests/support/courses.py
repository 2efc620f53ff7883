"""A course in the real nbgrader: how to call it, and what it has written down."""

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat

GRADES = """
import json
from nbgrader.api import Grade, Gradebook
with Gradebook("sqlite:///gradebook.db") as book:
    grades = book.db.query(Grade).all()
    print(json.dumps([[g.student.id, g.assignment.name, g.name, g.score, g.max_score] for g in grades]))
"""


def nbgrader(root, *command):
    """Run a command of nbgrader in the course `root`, and return what it says."""
    return python(root, "-m", "nbgrader", *command)


def python(root, *arguments):
    bin = str(Path(sys.executable).parent)  # nbgrader starts a script that lies beside Python
    environment = {**os.environ, "PATH": os.pathsep.join([bin, os.environ["PATH"]])}
    done = subprocess.run([sys.executable, *arguments], cwd=root, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def points(root):
    """Return the points of each check in the gradebook of a course, by student and assignment."""
    found = {}
    for student, name, check_id, score, most in json.loads(python(root, "-c", GRADES)):
        assert most == 1
        found.setdefault((student, name), {})[check_id.removeprefix("check-").replace("-", ".")] = score
    return found


def read(path):
    """Return a notebook."""
    return nbformat.read(path, as_version=4)
