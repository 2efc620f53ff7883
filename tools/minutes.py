"""How long a lesson takes: count what a learner reads, runs, predicts and tries, and promise that.

Run without arguments it prints the minutes of every lesson; with `--write` it puts them into the lessons' headings. The
rates are an assumption, stated here and nowhere else; they were set so that notebook 01, before its derivations were
folded, takes the 75 minutes that a student of psychology took for it. What is folded away is not counted, nor is what
stands under a heading that begins with Appendix.
"""

import argparse
import re
import sys
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = ROOT / "notebooks"
# Minutes for each of:
RATES = {
    "words": 1 / 150,  # to study, not to skim
    "displayed formulas": 1.5,
    "lines of code": 1 / 8,
    "predictions": 1,
    "figures": 1,
    "questions to a panel": 3,
}
AN_EXERCISE = 6

SECTION = re.compile(r"^## (\d+\. .+) \((\d+) min\)$", re.MULTILINE)
IN_README = re.compile(r"(\]\(notebooks/(\d\d)_\w+\.ipynb\)) \((\d+) min\)")
IN_MAP = re.compile(r"^(\| \[?(\d\d) [^|]*\|) (\d+(?: \+ \d+)?) \|", re.MULTILINE)
APPENDIX = "## Appendix"
TIME = re.compile(r"\*\*Time:\*\* (\d+) minutes, and about (\d+) more for the exercises\.")
FOLDED = re.compile(r"<details>.*?</details>", re.DOTALL)
FORMULA = re.compile(r"\$\$.*?\$\$", re.DOTALL)
WORD = re.compile(r"\w[\w'’-]*")


def counts(cells):
    """Count what the cells ask of a learner, by the names of RATES; exercises are counted by themselves."""
    found = dict.fromkeys(RATES, 0)
    for cell in cells:
        tags = cell.metadata.get("tags", [])
        if cell.cell_type == "markdown":
            text = FOLDED.sub("", cell.source)
            found["displayed formulas"] += len(FORMULA.findall(text))
            found["words"] += len(WORD.findall(re.sub(r"\]\([^)]*\)", "]", FORMULA.sub("", text))))
            found["predictions"] += text.count("> **Predict")
            if "with the panel" in text:
                found["questions to a panel"] += len(re.findall(r"^> \d\. ", text, re.MULTILINE))
        elif not {"exercise", "check", "solution"}.intersection(tags):
            found["lines of code"] += sum(bool(line.strip()) for line in cell.source.splitlines())
            found["figures"] += any("image/png" in output.get("data", {}) for output in cell.outputs)
    return found


def minutes(cells):
    """Return the minutes that the cells take, exercises apart."""
    return sum(RATES[name] * count for name, count in counts(cells).items())


def promised(notebook):
    """Return what a lesson must promise: minutes of its sections by heading, of the whole, and of its exercises.

    A section takes at least a minute; the whole is rounded to five and holds the opening and the endings as well.
    """
    starts = [at for at, cell in enumerate(notebook.cells) if cell.cell_type == "markdown" and cell.source[:3] == "## "]
    sections = {}
    for at, end in zip(starts, [*starts[1:], None], strict=True):
        if heading := SECTION.match(notebook.cells[at].source):
            sections[heading[1]] = max(1, round(minutes(notebook.cells[at:end])))
    ends = dict(zip(starts, [*starts[1:], len(notebook.cells)], strict=True))
    optional = {k for at in starts if notebook.cells[at].source.startswith(APPENDIX) for k in range(at, ends[at])}
    counted = [cell for at, cell in enumerate(notebook.cells) if at not in optional]
    exercises = sum("exercise" in cell.metadata.get("tags", []) for cell in notebook.cells)
    return sections, _to_five(minutes(counted)), _to_five(AN_EXERCISE * exercises)


def _to_five(value):
    return max(5, 5 * round(value / 5))


def write(notebook):
    """Put the minutes into the headings and the first cell of a lesson."""
    sections, whole, exercises = promised(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = SECTION.sub(lambda found: f"## {found[1]} ({sections[found[1]]} min)", cell.source)
    first = notebook.cells[0]
    first.source = TIME.sub(f"**Time:** {whole} minutes, and about {exercises} more for the exercises.", first.source)


def in_step(readme, map_of_00, lessons):
    """Return the README and the map of notebook 00 with the minutes of the lessons, notebooks by their numbers."""
    spent = {number: promised(notebook)[1:] for number, notebook in lessons.items()}
    readme = IN_README.sub(lambda row: f"{row[1]} ({spent[row[2]][0]} min)", readme)
    map_of_00 = IN_MAP.sub(lambda row: "{} {} + {} |".format(row[1], *spent[row[2]]), map_of_00)
    return readme, map_of_00


def main(arguments):
    """Print the minutes of every lesson, or write them, there and on the front pages."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="put the minutes into the lessons and on the front pages")
    options = parser.parse_args(arguments)
    paths = {path.name[:2]: path for path in sorted(NOTEBOOKS.glob("*.ipynb"))}
    lessons = {number: nbformat.read(path, as_version=nbformat.NO_CONVERT) for number, path in paths.items()}
    if options.write:
        readme, start = ROOT / "README.md", next(cell for cell in lessons["00"].cells if cell.id == "map")
        text, start.source = in_step(readme.read_text(encoding="utf-8"), start.source, lessons)
        readme.write_text(text, encoding="utf-8")
        for number, notebook in lessons.items():
            write(notebook)
            paths[number].write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
    for number, notebook in lessons.items():
        sections, whole, exercises = promised(notebook)
        print(f"{paths[number].stem}: {whole} minutes, exercises {exercises}; sections {list(sections.values())}")


if __name__ == "__main__":
    main(sys.argv[1:])
