"""Which files there are is known without git: somebody unpacked a ZIP, and there the same tests pass."""

import re
from pathlib import Path

from repository import ROOT, files

IGNORE = (ROOT / ".gitignore").read_text(encoding="utf-8")
KEPT = [".gitignore", ".jupyter/lab.json", "README.md", "data/a.csv", "data/a.txt.md", "notebooks/own.txt", "venv/a"]
LEFT_OUT = [
    *(".git/config", ".venv/pyvenv.cfg", ".uv/bin/uv", "uv.lock", "data/own.txt", "release/students/README.md"),
    *("notebooks/collapse/__pycache__/loop.pyc", "notebooks/.ipynb_checkpoints/a.ipynb", ".pytest_cache/a"),
]


def test_what_gitignore_names_is_left_out(tmp_path):
    for path in (*KEPT, *LEFT_OUT):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("")
    (tmp_path / ".gitignore").write_text(IGNORE)
    assert [path.as_posix() for path in files(tmp_path)] == KEPT


def test_a_clone_in_a_worktree_is_no_file_more(tmp_path):
    (tmp_path / ".gitignore").write_text(IGNORE)
    (tmp_path / ".git").write_text("gitdir: elsewhere")
    assert files(tmp_path) == [Path(".gitignore")]


def test_gitignore_has_only_patterns_that_are_understood():
    patterns = [line for line in IGNORE.splitlines() if line and not line.startswith("#")]
    assert [pattern for pattern in patterns if not re.fullmatch(r"[\w.*-]+(/[\w.*-]+)*/?", pattern)] == []
    assert not any("**" in pattern for pattern in patterns)
