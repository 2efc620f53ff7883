"""Rebuild a student's notebook from the released one: checks as they were released, the rest as the student has it.

So whatever happened to a check, copied, edited, deleted, falls away, and what the student wrote stays. The rules:

- A cell is known by its mark of nbgrader, else by its id, else by its text, else by the line that names its exercise.
- An answer that stands in several cells: those that were changed all stay, in their order, where the answer belongs;
  so the last of them counts.
- Where the answer's own cell is untouched or gone, another cell that defines the exercise's name is the answer.
- A cell of the lesson that the student changed stays changed; one that is gone is put back.
- Cells of the student's own stay where they were.
"""

import copy
import re
from collections import defaultdict
from dataclasses import dataclass, field

import nbformat

ORIGINAL = "from collapse.exercises import check\n"  # release.py puts it before every check
CHECK = re.compile(r'^check\("(?P<number>[\d.]+)", (?P<name>\w+)', re.MULTILINE)


@dataclass
class Rebuilt:
    """A notebook made of a released one and a student's."""

    notebook: nbformat.NotebookNode
    known: int = 0  # cells of the student's that are answers or checks of the released one
    answered: int = 0  # answers that differ from what was released
    said: list = field(default_factory=list)  # pairs of a kind, "mended" or "open", and a sentence


def rebuild(released, cells):
    """Return a `Rebuilt` made of a released notebook and the cells of a student."""
    return _Rebuilding(released).of(cells)


class _Rebuilding:
    """The released notebook, and what is known of its cells."""

    def __init__(self, released):
        self.released = released
        self.by_mark = {_mark(cell).get("grade_id"): i for i, cell in enumerate(released.cells)}
        self.by_id = {cell.get("id"): i for i, cell in enumerate(released.cells)}
        self.by_text = {_plain(cell.source): i for i, cell in enumerate(released.cells)}
        lines = [(cell.source.splitlines() or [None])[0] for cell in released.cells if _mark(cell).get("solution")]
        self.unique = {line for line in lines if lines.count(line) == 1}  # such a line names its exercise
        self.by_check = {}  # place of the check, by its number
        self.exercises = {}  # number and name, by the place of the answer
        answer = None
        for place, cell in enumerate(released.cells):
            check = CHECK.search(cell.source) if _mark(cell).get("grade") else None
            if _mark(cell).get("solution"):
                answer = place
            elif check and answer is not None:
                self.exercises[answer] = check["number"], check["name"]
                self.by_check[check["number"]] = place
                answer = None

    def of(self, cells):
        """Return a `Rebuilt` with the cells of a student."""
        made = Rebuilt(copy.deepcopy(self.released))
        theirs, own, at = defaultdict(list), defaultdict(list), -1  # by place: cells that are this one, or follow it
        for cell in cells:
            place = self.place(cell)
            if place is None or (theirs[place] and self.lessons(place)):
                own[at].append(cell)
            else:
                at = max(at, place)
                theirs[place].append(cell)
                made.known += bool(_mark(self.released.cells[place]))
        self.find_elsewhere(theirs, own, made.said)
        made.notebook.cells = list(map(_own, own[-1]))
        gone = sum(self.lessons(place) and not theirs[place] for place in range(len(self.released.cells)))
        if gone:
            made.said.append(("mended", f"Of the lesson's cells of code {gone} were gone; they were put back."))
        for place in range(len(self.released.cells)):
            made.notebook.cells += [*self.filled(place, theirs[place], made), *map(_own, own[place])]
        made.notebook.cells = [cell for cell in made.notebook.cells if cell.source.strip() or cell.id in self.by_id]
        for count, cell in enumerate(made.notebook.cells):
            cell.id = cell.id if cell.id in self.by_id else f"own-{count}"
        return made

    def lessons(self, place):
        """Tell whether a cell is code of the lesson, neither an answer nor a check."""
        cell = self.released.cells[place]
        return cell.cell_type == "code" and not _mark(cell)

    def place(self, cell):
        """Return which of the released cells a student's is; None if none."""
        for known, key in ((self.by_mark, cell.grade_id), (self.by_id, cell.id), (self.by_text, _plain(cell.source))):
            if isinstance(key, str) and key in known:
                return known[key]
        lines = self.unique.intersection(cell.source.splitlines())
        for place in self.exercises:
            if lines.intersection(self.released.cells[place].source.splitlines()[:1]):
                return place
        check = CHECK.search(cell.source)
        return self.by_check.get(check["number"]) if check else None

    def find_elsewhere(self, theirs, own, said):
        """Put cells that define the name of an exercise where the answer belongs, if nothing is there."""
        for answer, (number, name) in self.exercises.items():
            if self.changed(answer, theirs[answer]):
                continue
            defines = re.compile(rf"^\s*(def\s+{name}\s*\(|{name}\s*[=:])", re.MULTILINE)
            places = *own.values(), self.changed(self.by_check[number], theirs[self.by_check[number]])
            found = [cell for cells in places for cell in cells if cell.kind == "code" and defines.search(cell.source)]
            if found:
                theirs[answer] = found
                for cells in own.values():
                    cells[:] = [cell for cell in cells if cell not in found]
                said.append(("mended", f"Exercise {number}: the answer stood in another cell; it was moved."))

    def changed(self, place, theirs):
        """Return those of a student's cells whose text is not that of the released one."""
        given = _plain(self.released.cells[place].source)
        sources = ((cell, _plain(cell.source)) for cell in theirs)
        return [cell for cell, source in sources if source not in ("", given, given.removeprefix(ORIGINAL))]

    def filled(self, place, theirs, made):
        """Return the cells that stand for a released one; count what was answered, and note what was mended."""
        cell, changed = copy.deepcopy(self.released.cells[place]), self.changed(place, theirs)
        if place in self.exercises:
            made.said += self.on_answer(self.exercises[place][0], theirs, changed)
            made.answered += bool(changed)
        elif _mark(cell).get("locked"):
            made.said += self.on_check(_called(cell), theirs, changed)
            return [cell]
        if cell.cell_type == "code" and changed and (place in self.exercises or changed[-1].kind == "code"):
            cell.source = changed[-1].source
        else:
            cell.metadata["by"] = "lesson"
        return [*map(_own, changed[:-1]), cell]

    def on_answer(self, exercise, theirs, changed):
        """Yield what there is to say of the cells that hold an answer."""
        if not theirs:
            yield "mended", f"Exercise {exercise}: the answer's cell was gone; it was put back, empty."
        if len(theirs) > 1 and changed:
            yield (
                "mended",
                f"Exercise {exercise}: {len(theirs)} cells hold answers; the last that was changed counts.",
            )
        if changed and changed[-1].kind != "code":
            yield "mended", f"Exercise {exercise}: the answer stood in a cell of text; it was run as code."

    def on_check(self, check, theirs, changed):
        """Yield what there is to say of the cells that hold a check."""
        if not theirs:
            yield "mended", f"{check} was gone; it was put back."
        if len(theirs) > 1:
            yield "mended", f"{check} was there {len(theirs)} times; once is enough."
        for cell in changed:
            yield "mended", f"{check} was edited ({_last(cell.source)}); the original counts."


def _mark(cell):
    return cell.metadata.get("nbgrader", {})


def _called(cell):
    check = CHECK.search(cell.source)
    return f"The check of {check['number']}" if check else f"The cell {cell.get('id')}"


def _own(cell):
    """Return a student's cell as one that nbgrader has nothing to do with."""
    made = nbformat.v4.new_code_cell if cell.kind == "code" else nbformat.v4.new_markdown_cell
    return made(cell.source, metadata={"by": "student"})


def _plain(source):
    """Return what counts when two sources are compared; tables lie elsewhere where nothing is handed in."""
    return "\n".join(line.rstrip() for line in source.strip().splitlines()).replace("../data/", "data/")


def _last(source):
    return source.strip().splitlines()[-1][:80]
