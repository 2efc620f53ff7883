"""The instructor's guide keeps its word: its sections, minutes, cells, wrong answers, timetables and commands are real.

Its links are checked with all others, in test_links.py.
"""

import math
import re
from collections import Counter

import numpy as np
from nbgrader.apps.nbgraderapp import NbGraderApp
from scipy.special import softmax
from scipy.stats import norm

from collapse import theory
from collapse.diets import mix, replace
from collapse.exercises import EXERCISES
from collapse.models import KDE, Gaussian
from execute import tags
from hygiene import SECTION, lessons, pictures, printed
from repository import ROOT

GUIDE = (ROOT / "notebooks" / "INSTRUCTORS.md").read_text(encoding="utf-8")
LESSONS = {lesson.name[:2]: lesson for lesson in lessons()}
LIBRARY = dict(np=np, norm=norm, softmax=softmax, theory=theory, Counter=Counter)  # what an answer in the guide may use
LIBRARY |= dict(replace=replace, mix=mix, Gaussian=Gaussian, KDE=KDE)


def tables(text, title):
    """Yield (heading, rows) of the tables in the chapter `title`: the nearest heading above, the cells of each row."""
    chapter = re.search(rf"^## {title}$(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    heading = title
    for block in re.split(r"\n\n+", chapter[1] if chapter else ""):
        lines = block.strip().splitlines()
        for line in lines:
            heading = line.lstrip("# ") if line.startswith("###") else heading
        rows = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines if line.startswith("|")]
        if rows:
            yield heading, rows[2:]


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


def notebook_complaints(text):
    chapters = dict(tables(text, "Notebook by notebook"))
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
    assert list(notebook_complaints(GUIDE)) == []


def test_prerequisites_are_given_for_every_notebook():
    ((_, rows),) = tables(GUIDE, "What the course is")
    assert [row[0] for row in rows] == list(LESSONS)


# Misconceptions


def parameters():
    """Return the parameters of the functions that the exercises ask for, by the exercise's number."""
    found = {}
    for cell in (cell for lesson in LESSONS.values() for cell in lesson.code if "exercise" in tags(cell)):
        blank = re.search(r"^(\w+) = \.\.\.$", cell.source, re.MULTILINE)
        asked = re.search(rf"\b{blank[1]}\(([^)]*)\)" if blank else r"^def \w+\((.*)\):$", cell.source, re.MULTILINE)
        found[re.search(r'hint\("([\d.]+)"\)', cell.source)[1]] = asked and asked[1]
    return found


PARAMETERS = parameters()


def answer_of(number, code):
    """Return the answer that the guide gives as code: a value, or a function of which it is what comes to the end."""
    names = dict(LIBRARY)
    if PARAMETERS[number] is None:
        return eval(code, names)
    exec(f"def answer({PARAMETERS[number]}): {code if 'return ' in code else f'return {code}'}", names)
    return names["answer"]


def misconceptions(text):
    """Yield (heading, exercise, answer, what the check says) for each row."""
    for heading, rows in tables(text, "Misconceptions and the checks that catch them"):
        for number, _, answer, said, _ in rows:
            yield heading, number, answer.strip("`"), said.strip('"')


def misconception_complaints(text):
    reasons = set()
    for heading, number, code, said in misconceptions(text):
        if number not in EXERCISES or heading != f"Notebook 0{number[0]}":
            yield f"{heading}: there is no exercise {number}"
            continue
        verdict = EXERCISES[number].judge(answer_of(number, code))
        if verdict.correct:
            yield f"{number}: {code} is right"
        elif not said or said not in verdict.reason:
            yield f"{number}: {code} is met with {verdict.reason!r}, not {said!r}"
        elif (number, verdict.reason) in reasons:
            yield f"{number}: {verdict.reason!r} stands there twice"
        reasons.add((number, verdict.reason))


def coverage_complaints(text):
    listed = Counter(number for _, number, _, _ in misconceptions(text))
    yield from (f"exercise {number} has {listed[number]} misconceptions" for number in EXERCISES if listed[number] < 2)
    words = re.sub(r"`[^`\n]+`", "", text)  # an answer's (0.5) is no exercise
    mentioned = re.findall(r"\((\d\.\d+(?:, \d\.\d+)*)\)", words) + re.findall(
        r"(?:[Ee]xercises? |[Aa]s in |[Bb]ack to )(\d\.\d+(?: (?:to|and) \d\.\d+)?)(?![\d.]*\d)", words
    )
    named = {number for mention in mentioned for number in re.findall(r"\d\.\d+", mention)}
    yield from (f"there is no exercise {number}" for number in sorted(named - set(EXERCISES)))


def test_every_misconception_is_met_with_the_reason_that_the_guide_gives():
    assert list(misconception_complaints(GUIDE)) == []


def test_every_exercise_is_covered():
    assert list(coverage_complaints(GUIDE)) == []


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


def timetable_complaints(text):
    for heading, rows in tables(text, "Timetables"):
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
    assert [PLAN.fullmatch(heading)[1] for heading, _ in tables(GUIDE, "Timetables")] == ["lecture", "week", "month"]
    assert list(timetable_complaints(GUIDE)) == []


# Seeds, commands, files


def seeded():
    """Return the cells that make a generator of their own, besides `setup`: (notebook, cell)."""
    return {
        (name, cell.id)
        for name, lesson in LESSONS.items()
        for cell in lesson.code
        if "default_rng(" in cell.source and cell.id != "setup" and not {"exercise", "solution"} & set(tags(cell))
    }


def seed_complaints(text):
    listed = {
        (notebook, cell)
        for heading, rows in tables(text, "A new term")
        if heading == "Where the seeds are"
        for notebook, cells, _ in rows
        for cell in re.findall(r"`(.+?)`", cells)
    }
    yield from (f"{place} are not both in guide and notebooks" for place in sorted(listed ^ seeded()))
    for name, lesson in LESSONS.items():
        setup = next(cell for cell in lesson.code if cell.id == "setup")
        if not re.search(r"^rng = np\.random\.default_rng\(\d+\)$", setup.source, re.MULTILINE):
            yield f"the seed of {name} is not in its cell setup"


def cell_complaints(text):
    """Complain of cells that the tables of the last chapter name and the notebooks lack."""
    for heading, rows in tables(text, "A new term"):
        for notebook, cells, *_ in (row for row in rows if re.fullmatch(r"\d\d", row[0])):
            there = {cell.id for cell in LESSONS[notebook].cells} if notebook in LESSONS else set()
            missing = [name for name in re.findall(r"`([a-z0-9-]+)`", cells) if name not in there]
            yield from (f"{heading}: notebook {notebook} has no cell {name}" for name in missing)


def code_in(text):
    """Return all code of the guide, in fences and between backquotes."""
    fences = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    return "\n".join(fences + re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL)))


def command_complaints(text):
    """Complain of commands of nbgrader and of notebooks; of make and of files, `test_front_pages.py` does."""
    code = code_in(text)
    tools = NbGraderApp().subcommands
    yield from (
        f"nbgrader {name}: no such command" for name in re.findall(r"^nbgrader (\w+)", code, re.M) if name not in tools
    )
    scripts = {path.name for path in (ROOT / "tools" / "course").glob("*.py")}
    yield from (
        f"python {name}: not in a course" for name in re.findall(r"^python (\S+)", code, re.M) if name not in scripts
    )
    for arguments in re.findall(r'make (?:notebooks|release) ARGS="([\d ]*)"', code):
        yield from (f"there is no notebook {name}" for name in arguments.split() if name not in LESSONS)
    names = {lesson.name for lesson in LESSONS.values()}
    yield from (f"there is no notebook {name}" for name in re.findall(r"\b0\d_\w+", text) if name not in names)


def test_the_seeds_are_where_the_guide_says():
    assert list(seed_complaints(GUIDE)) == []
    assert list(cell_complaints(GUIDE)) == []


def test_the_commands_and_notebooks_of_the_guide_exist():
    assert list(command_complaints(GUIDE)) == []


def test_the_readme_leads_to_the_guide():
    assert "](notebooks/INSTRUCTORS.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
