"""The instructor's guide keeps its word: its sections, minutes, cells, mistakes, timetables and commands are real.

Its links are checked with all others, in test_links.py.
"""

import math
import re
from collections import Counter

from nbgrader.apps.nbgraderapp import NbGraderApp

from collapse.exercises import EXERCISES
from execute import tags
from guide import GUIDE, MISCONCEPTIONS, tables
from hygiene import SECTION, lessons, pictures, printed
from repository import ROOT

LESSONS = {lesson.name[:2]: lesson for lesson in lessons()}


# The notebooks


def minutes(lesson):
    """Return the minutes of each numbered section of a notebook, by the section's number."""
    found = [SECTION.fullmatch(heading or "") for heading, _ in lesson.sections]
    return {int(match[1]): int(match[3]) for match in found if match}


def announced(lesson):
    """Return the minutes that the first cell of a notebook announces: for reading, for the exercises."""
    found = re.search(r"\*\*Time:\*\* (\d+) minutes, and about (\d+) more", lesson.cells[0].source)
    return int(found[1]), int(found[2])


def shown_in(lesson, section):
    """Return the names of the cells of a section under which there is something to look at."""
    cells = next(cells for heading, cells in lesson.sections if heading == section)
    code = [cell for cell in cells if cell.cell_type == "code"]
    return {cell.id for cell in code if pictures(cell) or "".join(printed(cell)).strip() or "panel" in tags(cell)}


def notebook_complaints():
    chapters = dict(tables("Notebook by notebook"))
    if [heading[:2] for heading in chapters] != list(LESSONS):
        yield f"the notebooks are {[heading[:2] for heading in chapters]}, not {list(LESSONS)}"
    for heading, rows in chapters.items():
        lesson = LESSONS[heading[:2]]
        reading, exercising = announced(lesson)
        if not heading.endswith(f"({reading} min, exercises {exercising} min)"):
            yield f"{heading!r}: the notebook announces {reading} and {exercising} minutes"
        yield from section_complaints(lesson, rows)


def section_complaints(lesson, rows):
    said = [f"{title} ({spent} min)" for title, spent, *_ in rows]
    there = [heading for heading, _ in lesson.sections if SECTION.fullmatch(heading or "")]
    if said != there:
        yield f"{lesson.name}: {sorted(set(said) ^ set(there))} differ between guide and notebook"
        return
    for section, (*_, question, place, _answer) in zip(there, rows, strict=True):
        names = re.findall(r"`(.+?)`", place)
        yield from (f"{lesson.name}: {name} shows nothing in {section!r}" for name in names if name not in
                    shown_in(lesson, section))  # fmt: skip
        asks = "> **Predict" in "".join(c.source for h, cells in lesson.sections if h == section for c in cells)
        if asks and not (question and names):
            yield f"{lesson.name}: {section!r} asks for a prediction, the guide has no question or no cell for it"


def test_the_notebooks_are_as_the_guide_says():
    assert list(notebook_complaints()) == []


def test_prerequisites_are_given_for_every_notebook():
    ((_, rows),) = tables("What the course is")
    assert [row[0] for row in rows] == list(LESSONS)


# Misconceptions


def coverage_complaints():
    listed = Counter(number for _, number, _, _ in MISCONCEPTIONS)
    yield from (f"exercise {number} has {listed[number]} misconceptions" for number in EXERCISES if listed[number] < 2)
    words = re.sub(r"`[^`\n]+`", "", GUIDE)  # an answer's (0.5) is no exercise
    mentioned = re.findall(r"\((\d\.\d+(?:, \d\.\d+)*)\)", words) + re.findall(
        r"(?:[Ee]xercises? |[Aa]s in |[Bb]ack to )(\d\.\d+(?: (?:to|and) \d\.\d+)?)(?![\d.]*\d)", words
    )
    named = {number for mention in mentioned for number in re.findall(r"\d\.\d+", mention)}
    yield from (f"there is no exercise {number}" for number in sorted(named - set(EXERCISES)))


def test_every_exercise_is_covered_and_no_mistake_stands_twice():
    """That each is met with the reason given is seen to in `exercises/test_exercises.py`."""
    assert list(coverage_complaints()) == []
    assert [row for row in MISCONCEPTIONS if row[1] not in EXERCISES or row[0] != f"Notebook 0{row[1][0]}"] == []
    assert max(Counter((number, said) for _, number, _, said in MISCONCEPTIONS).values()) == 1


# Timetables

PLAN = re.compile(r"One (\w+): (\d+) sessions? of (\d+) minutes")


def sections_of(text):
    """Yield (notebook, section) for each section that a row names: `01: 2-4; 05: 3, 6`."""
    for part in text.split(";"):
        notebook, _, numbers = part.partition(":")
        for first, last in re.findall(r"(\d+)(?:-(\d+))?", numbers):
            yield from ((notebook.strip(), k) for k in range(int(first), int(last or first) + 1))


def time_of(sections, where):
    """Return the minutes that what a row names takes; None if it names nothing.

    At home a section takes what its heading says, in class half of that; exercises take the same everywhere.
    """
    exercises = re.fullmatch(r"exercises of (\d\d)", sections)
    if exercises:
        return announced(LESSONS[exercises[1]])[1]
    whole = sum(minutes(LESSONS[notebook])[k] for notebook, k in sections_of(sections))
    return (math.ceil(whole / 2) if where == "class" else whole) if sections else None


def timetable_complaints():
    for heading, rows in tables("Timetables"):
        period, sessions, length = PLAN.fullmatch(heading).groups()
        spent, seen = Counter(), set()
        for session, where, took, what, sections in rows:
            due = time_of(sections, where)
            if due not in (None, int(took)):
                yield f"{period}: {what!r} takes {due} minutes, not {took}"
            if where == "class":
                spent[int(session)] += int(took)
                seen.update(sections_of(sections))
        if spent != {k: int(length) for k in range(1, int(sessions) + 1)}:
            yield f"{period}: the sessions take {dict(spent)} minutes"
        left_out = {(name, k) for name, lesson in LESSONS.items() for k in minutes(lesson)} - seen
        if period == "month" and left_out:
            yield f"month: {sorted(left_out)} are left out"


def test_the_timetables_add_up():
    assert [PLAN.fullmatch(heading)[1] for heading, _ in tables("Timetables")] == ["lecture", "week", "month"]
    assert list(timetable_complaints()) == []


# Seeds, commands, files


def seeded():
    """Return the cells that make a generator of their own, besides `setup`: (notebook, cell)."""
    return {
        (name, cell.id)
        for name, lesson in LESSONS.items()
        for cell in lesson.code
        if "default_rng(" in cell.source and cell.id != "setup" and not {"exercise", "solution"} & set(tags(cell))
    }


def seed_complaints():
    listed = {
        (notebook, cell)
        for heading, rows in tables("A new term")
        if heading == "Where the seeds are"
        for notebook, cells, _ in rows
        for cell in re.findall(r"`(.+?)`", cells)
    }
    yield from (f"{place} are not both in guide and notebooks" for place in sorted(listed ^ seeded()))
    for name, lesson in LESSONS.items():
        setup = next(cell for cell in lesson.code if cell.id == "setup")
        if not re.search(r"^rng = np\.random\.default_rng\(\d+\)$", setup.source, re.MULTILINE):
            yield f"the seed of {name} is not in its cell setup"


def cell_complaints():
    """Complain of cells that the tables of the last chapter name and the notebooks lack."""
    for heading, rows in tables("A new term"):
        for notebook, cells, *_ in (row for row in rows if re.fullmatch(r"\d\d", row[0])):
            there = {cell.id for cell in LESSONS[notebook].cells} if notebook in LESSONS else set()
            missing = [name for name in re.findall(r"`([a-z0-9-]+)`", cells) if name not in there]
            yield from (f"{heading}: notebook {notebook} has no cell {name}" for name in missing)


def command_complaints():
    """Complain of commands of nbgrader and of notebooks; of make and of files, `test_front_pages.py` does."""
    fences = re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL)
    code = "\n".join(fences + re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", GUIDE, flags=re.DOTALL)))
    tools = NbGraderApp().subcommands
    yield from (
        f"nbgrader {name}: no such command" for name in re.findall(r"^nbgrader (\w+)", code, re.M) if name not in tools
    )
    scripts = {path.name for folder in ("grader", "course") for path in (ROOT / "tools" / folder).glob("*.py")}
    yield from (
        f"python {name}: not released" for name in re.findall(r"^python (\S+)", code, re.M) if name not in scripts
    )
    for arguments in re.findall(r'make (?:notebooks|release) ARGS="([\d ]*)"', code):
        yield from (f"there is no notebook {name}" for name in arguments.split() if name not in LESSONS)
    names = {lesson.name for lesson in LESSONS.values()}
    yield from (f"there is no notebook {name}" for name in re.findall(r"\b0\d_\w+", GUIDE) if name not in names)


def test_the_seeds_are_where_the_guide_says():
    assert list(seed_complaints()) == []
    assert list(cell_complaints()) == []


def test_the_commands_and_notebooks_of_the_guide_exist():
    assert list(command_complaints()) == []


def test_the_readme_leads_to_the_guide():
    assert "](notebooks/INSTRUCTORS.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
