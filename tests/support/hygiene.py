"""The conventions of the notebooks, as small functions: each yields what it has to complain about in a lesson.

`complaints(lesson)` collects them all. Nothing here runs a notebook.
"""

import ast
import re
import statistics
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import nbformat

from execute import METADATA, NOTEBOOKS, marks, tags
from minutes import promised
from repository import MEGABYTE
from sources import ID as SOURCE
from sources import SOURCES

SLIDE_TAGS = {
    "slide-words",
    "slide-question",
    "slide-figure",
    "slide-sentence",
}  # of which `make release` makes slides for a lecture
TAGS = {"exercise", "solution", "check", "panel", "predict", "nbval-ignore-output"} | SLIDE_TAGS
VERBS = {"Copy", "Feed", "Let", "Lose", "Read", "Resample", "Start", "Train"}
MOST_BYTES, MEDIAN_LINES, NINTH_DECILE_LINES, MOST_LINES = 2 * MEGABYTE, 4, 12, 25

ID = re.compile(r"([a-z]+\d?|\d{1,2})(-([a-z]+\d?|\d{1,2}))*")  # a random id would need luck to look like this
HEADING = re.compile(r"^(#+) +(.+?) *$", re.MULTILINE)
# What looks like a heading and is none to a screen reader, or one that the rules here do not see.
NO_HEADING = re.compile(
    r"^ *(?:\*\*[^*\n]+\*\*|__[^_\n]+__|<h\d.*|#+|(?<=\S\n)(?:=+|-+)) *$", re.MULTILINE | re.IGNORECASE
)
MARKDOWN_LINK = re.compile(r"(!?)\[([^\]]*)\]\([^)]+\)")
NOWHERE = {"", "here", "click here", "link", "this", "this link", "there", "see", "more", "read more"}
SECTION = re.compile(r"(\d+)\. (.+) \((\d+) min\)")
REPR = re.compile(r"\bat 0x[0-9a-f]+|\bnp\.(?:float|int|uint|bool|str)\w*\(|\bnp\.(?:True|False)_")
NOT_PROSE = re.compile(r"```.*?```|`[^`]*`|\$\$.*?\$\$|\$[^$]*\$|!(?=\[)|\]\([^)]*\)|<!--", re.DOTALL)
BRITISH = re.compile(
    r"\b\w*(?:colour|behaviour|favour|neighbour|labour|honour)\w*\b|\b(?:cent(?:re|red|res)|grey|whilst|learnt|catalogue)\b"
    r"|\banalys(?:e|ed|es|ing)\b|\b(?:model|label|cancel|travel|signal)l(?:ed|ing)\b"
    r"|\b(?:character|discret|emphas|equal|general|homogen|initial|marginal|maxim|memor|minim|normal|optim|organ|parametr"
    r"|penal|random|real|recogn|regular|standard|summar|util|visual)is(?:e|ed|es|ing|ation)\b",
    re.IGNORECASE,
)
FILLER = re.compile(r"\b(?:simply|obviously|trivially|just|let['’]s|of course)\b", re.IGNORECASE)
EMOJI = re.compile("[\u2600-\u27bf\U0001f000-\U0001faff]")
NAMES = re.compile(rf"{SOURCE.pattern}|\bExercise \d+\.\d+")  # numbers that name a thing
DECIMAL = re.compile(r"(?<![\w.])\d+\.\d{2,}(?!\w|\.\d)")


@dataclass(frozen=True)
class Lesson:
    """A notebook, the name of its file without ending, and the name of the file that follows it (None for the last)."""

    name: str
    notebook: nbformat.NotebookNode
    following: str | None = None

    @classmethod
    def read(cls, path):
        """Read the notebook at `path`."""
        path = Path(path)
        later = [other.name for other in sorted(path.parent.glob("*.ipynb")) if other.name > path.name]
        return cls(path.stem, nbformat.read(path, as_version=nbformat.NO_CONVERT), next(iter(later), None))

    @property
    def cells(self):
        """All cells."""
        return self.notebook.cells

    @cached_property
    def code(self):
        """The code cells."""
        return [cell for cell in self.cells if cell.cell_type == "code"]

    @cached_property
    def markdown(self):
        """The markdown cells."""
        return [cell for cell in self.cells if cell.cell_type == "markdown"]

    @cached_property
    def sections(self):
        """The cells of the notebook in sections: (heading of level 2 or None, cells)."""
        found = [(None, [])]
        for cell in self.cells:
            heading = cell.cell_type == "markdown" and re.match("## +(.+)", cell.source)
            if heading:
                found.append((heading[1].strip(), []))
            found[-1][1].append(cell)
        return found

    @property
    def is_start(self):
        """Whether this is notebook 00, which is short and cites nothing."""
        return self.name.startswith("00")


def lessons():
    """Return all notebooks, read once; that there are none is an error, so that no test passes for want of one."""
    return list(_lessons(NOTEBOOKS))


@cache
def _lessons(folder):
    paths = sorted(folder.glob("*.ipynb"))
    if not paths:
        raise FileNotFoundError(f"no notebook in {folder}")
    return [Lesson.read(path) for path in paths]


def complaints(lesson):
    """Return everything that is wrong with a lesson, one sentence each."""
    return [f"{lesson.name}: {complaint}" for rule in RULES for complaint in rule(lesson)]


def printed(cell):
    """Return the texts that a code cell shows: streams and text/plain."""
    outputs = cell.get("outputs", [])
    return [output.text if "text" in output else output.get("data", {}).get("text/plain", "") for output in outputs]


def pictures(cell):
    """Return the data of the pictures that a cell has stored."""
    return [output.data for output in cell.get("outputs", []) if "image/png" in output.get("data", {})]


def parsed(cell):
    """Return the statements of a code cell, or None if it is not Python (a magic, a shell command)."""
    try:
        return ast.parse(cell.source).body
    except SyntaxError:
        return None


def calls(node):
    """Yield the calls made when a statement runs, with their dotted names; not those inside functions it defines."""
    if isinstance(node, ast.FunctionDef | ast.Lambda | ast.ClassDef):
        return
    if isinstance(node, ast.Call):
        yield ast.unparse(node.func), node
    for child in ast.iter_child_nodes(node):
        yield from calls(child)


def rule_ids(lesson):
    ids = [cell.id for cell in lesson.cells]
    yield from (f"cell id {name!r} is not made of lower-case words" for name in ids if not ID.fullmatch(name))
    yield from (f"cell id {name!r} is used twice" for name in sorted(set(ids)) if ids.count(name) > 1)


def rule_metadata(lesson):
    if (lesson.notebook.nbformat, lesson.notebook.nbformat_minor >= 5) != (4, True):
        yield f"nbformat {lesson.notebook.nbformat}.{lesson.notebook.nbformat_minor} knows no cell ids"
    if lesson.notebook.metadata != METADATA:
        yield f"notebook metadata is {dict(lesson.notebook.metadata)}"
    for cell in lesson.cells:
        unknown = set(cell.metadata) - {"tags", "jupyter", "nbgrader"}
        yield from (f"cell {cell.id} has metadata {key!r}" for key in sorted(unknown))
        yield from (f"cell {cell.id} has an unknown tag {tag!r}" for tag in tags(cell) if tag not in TAGS)
        folded = {"source_hidden": True} if "solution" in tags(cell) else {}
        if cell.metadata.get("jupyter", {}) != folded:
            yield f"cell {cell.id} has jupyter metadata {dict(cell.metadata.get('jupyter', {}))}, not {folded}"


def rule_nbgrader(lesson):
    for cell, mark in zip(lesson.cells, marks(lesson.notebook), strict=True):
        told, kinds = cell.metadata.get("nbgrader"), {"exercise", "check"}.intersection(tags(cell))
        if told and not kinds:
            yield f"cell {cell.id} is neither exercise nor check, and is marked for nbgrader"
        elif kinds and not mark:
            yield f"cell {cell.id} has no exercise's number, by which nbgrader would know it"
        elif told != mark:
            yield f"cell {cell.id} is marked {told} for nbgrader, not {mark}: execute the notebook"
    ids = [mark["grade_id"] for mark in marks(lesson.notebook) if mark]
    yield from (f"nbgrader knows two cells as {name}" for name in sorted(set(ids)) if ids.count(name) > 1)


def rule_execution_counts(lesson):
    counts = [cell.execution_count for cell in lesson.code]
    if counts != list(range(1, len(counts) + 1)):
        yield f"execution counts are {counts}, not 1 to {len(counts)}"


def rule_outputs(lesson):
    for cell in lesson.code:
        for output in cell.outputs:
            kind = output.get("name", output.output_type)
            if kind not in {"stdout", "display_data", "execute_result"}:
                yield f"cell {cell.id} has stored {kind} output"
            widgets = [mime for mime in output.get("data", {}) if "widget" in mime]
            yield from (f"cell {cell.id} has stored {mime}" for mime in widgets)
            if set(output.get("metadata", {})) - {"image/png"} or set(_of_picture(output)) - {"alt"}:
                yield f"cell {cell.id} has output metadata {dict(output.metadata)}"
        found = REPR.search("\n".join(printed(cell)))
        if found:
            yield f"cell {cell.id} prints {found[0]!r}: format it"


def _of_picture(output):
    return output.get("metadata", {}).get("image/png", {})


def rule_outputs_are_stored(lesson):
    for cell in lesson.code:
        ignored = "nbval-ignore-output" in tags(cell)
        if ignored and cell.outputs:
            yield f"cell {cell.id} is tagged nbval-ignore-output and has stored output"
        if not ignored and not cell.outputs and _shows_something(cell):
            yield f"cell {cell.id} shows something, and no output is stored"


def _shows_something(cell):
    statements = parsed(cell) or []
    called = {name for statement in statements for name, _ in calls(statement)}
    last = statements[-1] if statements else None
    shown = isinstance(last, ast.Expr) and (
        not isinstance(last.value, ast.Call) or ast.unparse(last.value).startswith(("figures.", "panels."))
    )
    return shown or bool(called & {"print", "display", "check", "hint"})


def rule_code(lesson):
    for cell in lesson.code:
        if parsed(cell) is None:
            yield f"cell {cell.id} is not plain Python"
        if re.search(r"; *$", cell.source, re.MULTILINE):
            yield f"cell {cell.id} has a line that ends in a semicolon"


def rule_gaps(lesson):
    for cell in lesson.code:
        for words in ("____", "Remove the #"):
            if words in cell.source:
                yield f"cell {cell.id} has {words!r}: a gap is marked ... in a function that runs"


def rule_seeds(lesson):
    for cell in lesson.code:
        for call in re.findall(r"\bnp\.random\.(?!default_rng\b|Generator\b|SeedSequence\b)\w+", cell.source):
            yield f"cell {cell.id} uses global random state: {call}"
        if re.search(r"\bdefault_rng\(\s*\)", cell.source):
            yield f"cell {cell.id} makes a generator without a seed"


def rule_sizes(lesson):
    size = len(nbformat.v4.writes(lesson.notebook).encode())
    if size > MOST_BYTES:
        yield f"{size / MEGABYTE:.1f} MB, more than {MOST_BYTES / MEGABYTE:.0f}"
    lines = {cell.id: sum(bool(line.strip()) for line in cell.source.splitlines()) for cell in lesson.code}
    yield from (f"cell {name} has {n} lines of code" for name, n in lines.items() if not 1 <= n <= MOST_LINES)
    if len(lines) > 1:
        median = statistics.median(lines.values())
        ninth_decile = statistics.quantiles(lines.values(), n=10, method="inclusive")[-1]
        if median > MEDIAN_LINES:
            yield f"half of the code cells have {median} lines or more, not {MEDIAN_LINES}"
        if ninth_decile > NINTH_DECILE_LINES:
            yield f"a tenth of the code cells have more than {ninth_decile:.0f} lines, not {NINTH_DECILE_LINES}"


def rule_words_before_code(lesson):
    may_follow = {"check": "exercise", "solution": "check"}
    for before, cell in zip(lesson.cells, lesson.cells[1:], strict=False):
        if cell.cell_type != "code":
            continue
        prose = before.cell_type == "markdown" and HEADING.sub("", before.source).strip()
        if not prose and not any(may_follow.get(tag) in tags(before) for tag in tags(cell)):
            yield f"code cell {cell.id} has no sentence before it"


def rule_opening(lesson):
    first = lesson.cells[0]
    title = re.match("# +(\\w+)", first.source)
    if first.cell_type != "markdown" or not title:
        yield "the first cell has no title"
    elif title[1] not in VERBS:
        yield f"the title begins with {title[1]!r}, not with one of the verbs {', '.join(sorted(VERBS))}"
    for words in ("You will do", "You will learn", "You will need"):
        if f"**{words}" not in first.source:
            yield f"the first cell does not say {words!r}"
    if not re.search(rf"\]\(https://[\w-]+\.github\.io/[\w-]+/notebooks/{lesson.name}\.html\)", first.source):
        yield "the first cell does not lead to its page of the book"


def rule_headings(lesson):
    headings = [
        (len(marks), text) for cell in lesson.markdown for marks, text in HEADING.findall(_without_fences(cell.source))
    ]
    if [level for level, _ in headings].count(1) != 1:
        yield "there must be one title"
    yield from (f"heading {text!r} stands twice" for _, text in sorted(set(headings)) if _twice(text, headings))
    for (before, _), (level, text) in zip(headings, headings[1:], strict=False):
        if level > before + 1:
            yield f"heading {text!r} skips a level"
    for cell in lesson.markdown:
        if re.search(r"(?<!\A)^## ", _without_fences(cell.source), re.MULTILINE):
            yield f"cell {cell.id} has a section's heading that does not begin the cell"
        for found in NO_HEADING.finditer(_without_fences(cell.source)):
            yield f"cell {cell.id} has {found[0].strip()!r}, which only looks like a heading"


def _twice(text, headings):
    return [other for _, other in headings].count(text) > 1


def _without_fences(source):
    return re.sub("```.*?```", "", source, flags=re.DOTALL)


def rule_sections(lesson):
    numbered = [match for heading, _ in lesson.sections if (match := SECTION.fullmatch(heading or ""))]
    numbers = [int(match[1]) for match in numbered]
    if not numbers or numbers != list(range(1, len(numbers) + 1)):
        yield f"sections are numbered {numbers}"
    for heading, _ in lesson.sections:
        if heading and heading[0].isdigit() and not SECTION.fullmatch(heading):
            yield f"section {heading!r} is not of the form '1. Title (5 min)'"
    sections, whole, exercises = promised(lesson.notebook)
    for heading, minutes in sections.items():
        if f"## {heading} ({minutes} min)" not in [cell.source.splitlines()[0] for cell in lesson.markdown]:
            yield f"section {heading!r} takes {minutes} minutes: run tools/minutes.py --write"
    if f"**Time:** {whole} minutes, and about {exercises} more for the exercises." not in lesson.cells[0].source:
        yield f"the first cell does not say {whole} minutes, and about {exercises} more for the exercises"
    titles = [SECTION.sub(r"\2", heading) for heading, _ in lesson.sections if heading]
    needed = ["Summary"] if lesson.is_start else ["What would change my mind", "Summary", "References"]
    yield from (f"there is no section {title!r}" for title in needed if title not in titles)


def rule_predictions(lesson):
    asked = sum(cell.source.count("> **Predict.**") for cell in lesson.markdown)
    least = 1 if lesson.is_start else 3
    if asked < least:
        yield f"{asked} predictions are asked for, not {least}"
    for heading, cells in lesson.sections:
        text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
        experiment = any(pictures(cell) or {"panel", "predict"}.intersection(tags(cell)) for cell in cells)
        if SECTION.fullmatch(heading or "") and experiment and "> **Predict.**" not in text:
            yield f"section {heading!r} has an experiment, and no prediction is asked for"


def rule_panel(lesson):
    if not any("panel" in tags(cell) for cell in lesson.code):
        yield "there is no panel"


def rule_links(lesson):
    text = "\n".join(cell.source for cell in lesson.markdown)
    if lesson.following and f"]({lesson.following})" not in text:
        yield f"there is no link to {lesson.following}"


def rule_texts_of_links(lesson):
    for cell in lesson.markdown:
        for picture, text in MARKDOWN_LINK.findall(re.sub("`[^`]*`", "", _without_fences(cell.source))):
            if picture and not text.strip():
                yield f"cell {cell.id} has a picture without a text in its place"
            elif not picture and text.strip(" .*_").lower() in NOWHERE:
                yield f"cell {cell.id} has a link that does not say where it leads: {text!r}"


def rule_references(lesson):
    for cell in lesson.markdown:
        for source in SOURCE.findall(cell.source):
            if source not in SOURCES:
                yield f"cell {cell.id} names {source}, which is not in notebooks/SOURCES.md"
    for heading, cells in lesson.sections:
        if heading != "References":
            continue
        entries = [
            entry for cell in cells for entry in re.findall(r"^(?:-|\*|\d+\.) (.+(?:\n .+)*)", cell.source, re.M)
        ]
        if not entries:
            yield "the section References lists nothing"
        for entry in entries:
            authors = [SOURCES.get(source, "") for source in SOURCE.findall(entry)]
            if not authors:
                yield f"reference without DOI or arXiv id: {entry[:60]!r}"
            yield from (f"reference to {author} does not name them" for author in authors if author not in entry)


def rule_figures(lesson):
    for cell in lesson.code:
        for data in pictures(cell):
            if not data.get("text/plain", "").startswith("Figure of"):
                yield f"cell {cell.id} has a picture that does not carry its data as text"
        if not all(_of_picture(output).get("alt") for output in cell.outputs if "image/png" in output.get("data", {})):
            yield f"cell {cell.id} has a picture without a short text in its place"
        if pictures(cell) and not re.search(r"(?:\A|\n)Figure: .*(?:\n.+)*\.\n?\Z", printed(cell)[-1]):
            yield f"cell {cell.id} does not end with a sentence that says what its picture shows"


def rule_prose(lesson):
    texts = (NAMES.sub(" ", text) for cell in lesson.code for text in printed(cell))
    shown = {number for text in texts for number in DECIMAL.findall(text)}
    for cell in lesson.markdown:
        prose = NAMES.sub(" ", NOT_PROSE.sub(" ", cell.source))
        for kind, words in dict(British=BRITISH, filler=FILLER, emoji=EMOJI).items():
            yield from (f"cell {cell.id} has {kind}: {match[0]!r}" for match in words.finditer(prose))
        if "!" in prose:
            yield f"cell {cell.id} exclaims"
        for number in sorted(shown.intersection(DECIMAL.findall(prose))):
            yield f"cell {cell.id} repeats the number {number}, which a cell prints"


RULES = [rule for name, rule in list(globals().items()) if name.startswith("rule_")]


def defined(cell):
    """Return the names that a cell defines when it runs: not those inside its functions."""
    statements = parsed(cell) or []
    functions = {node.name for node in statements if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    stored = {
        node.id
        for statement in statements
        if not isinstance(statement, ast.FunctionDef | ast.ClassDef)
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    return functions | stored


def named(cell):
    """Return every name that a cell reads or writes anywhere."""
    nodes = [node for statement in parsed(cell) or [] for node in ast.walk(statement)]
    return {node.id for node in nodes if isinstance(node, ast.Name)} | defined(cell)
