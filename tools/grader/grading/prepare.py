"""Choose among what a student handed in, and write the rebuilt notebook, with what lies beside it, for nbgrader."""

import hashlib
import shutil
import sys
from importlib.machinery import PathFinder
from pathlib import Path

import nbformat

from grading import collect, mend

BESIDE = 100_000_000  # bytes of other files that a student may hand in with a notebook


def prepare(source, folder, released, assignment, others=()):
    """Write into `folder`, anew, what nbgrader is to grade of what a student handed in.

    Parameters
    ----------
    source, folder : pathlib.Path
        What the student handed in, in which nothing is changed; what is graded.
    released : nbformat.NotebookNode
        The notebook that was released.
    assignment : str
        Its name.
    others : iterable of str
        Names of other assignments; what belongs to them is not missed here.

    Returns
    -------
    said : list of (str, str)
        What there is to say: a kind, "mended", "open" or "absent", and a sentence.
    found : str or None
        A number of the file that is graded, so that twins can be told; None where nothing is answered.
    """
    shutil.rmtree(folder, ignore_errors=True)
    paths = collect.notebooks(source, assignment)
    if not paths:
        strays = [path for path in collect.files(source) if not collect.belongs(path.relative_to(source), others)]
        there = f" The folder holds {_listed(strays, source)}." if strays else ""
        return [("open" if strays else "absent", f"Nothing was handed in for {assignment}.{there}")], None
    folder.mkdir(parents=True)
    target = folder / f"{assignment}.ipynb"
    said, readable = [], []
    for path in paths:
        try:
            cells, remarks = collect.read(path)
        except collect.UnreadableError as problem:
            said.append(("open", f"{path.relative_to(source)} {problem}."))
            continue
        made = mend.rebuild(released, cells)
        merits = made.answered, made.known, path.name == target.name, path.stat().st_mtime
        readable.append((merits, path, made, remarks))
    if not readable:
        nbformat.write(released, target)
        return [*said, ("open", "It was graded as if nothing had been answered.")], None
    _, path, made, remarks = max(readable, key=lambda one: one[0])
    if path.relative_to(source) != Path(assignment, target.name):
        said.append(("mended", f"The notebook was found as {path.relative_to(source)}."))
    if len(readable) > 1:
        rest = _listed([other for _, other, *_ in readable if other != path], source)
        said.append(("open", f"There is also {rest}; the notebook with the most answers was graded."))
    if not made.known:
        said.append(("open", "None of its cells is an answer or a check of this assignment."))
    nbformat.write(made.notebook, target)
    said += remarks + made.said
    if path.parent != source:
        said += _copied_beside(path.parent, folder)
    if (source / assignment / "timestamp.txt").is_file():  # when it was handed in, for nbgrader's late penalties
        shutil.copyfile(source / assignment / "timestamp.txt", folder / "timestamp.txt")
    return said, hashlib.sha256(path.read_bytes()).hexdigest() if made.answered else None


def _copied_beside(source, folder):
    """Copy what lies beside a notebook, but for other notebooks; yield what there is to say of what was left out."""
    links = [path for path in sorted(source.rglob("*")) if path.is_symlink()]
    if links:
        yield "open", f"Links were left out: {_listed(links, source)}."
    paths = [path for path in collect.files(source) if path.suffix.lower() != ".ipynb"]
    if sum(path.stat().st_size for path in paths) > BESIDE:
        yield "open", f"Other files, of more than {BESIDE // 10**6} MB together, were left out."
        return
    for path in paths:
        if path.parent == source and path.suffix == ".py" and _hides(path.stem):
            yield "mended", f"{path.name} was left out: it would stand in the way of Python's own {path.stem}."
            continue
        copied = folder / path.relative_to(source)
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copied)


def _hides(module):
    """Tell whether a module of this name comes with Python, or with a package that is installed."""
    return module in sys.stdlib_module_names or PathFinder.find_spec(module) is not None


def _listed(paths, source):
    return ", ".join(str(path.relative_to(source)) for path in paths)
