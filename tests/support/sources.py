"""The bibliography as tests read it: `notebooks/SOURCES.md`, and where the repository cites what stands there."""

import ast
import json
import re
from dataclasses import dataclass
from pathlib import Path

ROOT = next(folder for folder in Path(__file__).resolve().parents if (folder / "pyproject.toml").exists())
FILE = ROOT / "notebooks" / "SOURCES.md"
CHECKED = ("full text", "abstract", "code", "second-hand")
ID = re.compile(
    r"\b\d{4}\.\d{5}\b|(?<=arXiv )\d{4}\.\d{4}\b|\b10\.\d{4,}/[^\s)\]>|\"'`]*[^\s)\]>|\"'`.,;:]|\bISBN [\d-]{10,}\d"
)
AND_OTHERS = re.compile(r"\b([A-Z][\w-]+) (?:and others|et al\b)")
TEENS = "thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
WORDS = f"four five six seven eight nine ten eleven twelve {TEENS} twenty".split()
NUMBER_WORDS = {word: number for number, word in enumerate(WORDS, start=4)}
NUMBER = re.compile(rf"(?<![\w.\-/])\d[\d,]*(?:\.\d+)?(?![\w/]|\.\d)|\b(?:{'|'.join(WORDS)})\b", re.IGNORECASE)
NOT_SAID = re.compile(r"```.*?```|`[^`]*`|\$\$.*?\$\$|\$[^$]*\$|\]\([^)]*\)", re.DOTALL)
SENTENCE = re.compile(r"(?<=[.?!:;])[*_]*\s+|\n")


@dataclass(frozen=True)
class Source:
    """One work: an arXiv id, DOI or ISBN, whose it is, where it is cited, and how and when it was checked."""

    id: str
    authors: str
    title: str
    used: str
    places: tuple
    checked: str
    date: str

    @property
    def first(self):
        """The first author's name."""
        return re.match(r"[^,]+?(?= and others|,|$)", self.authors)[0]


@dataclass(frozen=True)
class Published:
    """Numbers that a sentence with one of the marks may hold."""

    marks: re.Pattern
    source: str
    numbers: frozenset


def rows(text, heading):
    """Return the cells of the table under a heading, without its head."""
    section = text.split(f"\n## {heading}\n", 1)[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [[cell.strip().replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def works(text):
    """Return all works of the bibliography."""
    return [
        Source(id, authors, title, used, tuple(places.split(", ")), checked, date)
        for id, authors, title, used, places, checked, date in rows(text, "Works")
    ]


def published(text):
    """Return all that the second table says of numbers."""
    return [
        Published(re.compile(marks.strip("`")), source, frozenset(float(n) for n in numbers.split(", ")))
        for marks, source, numbers, _ in rows(text, "Published numbers")
    ]


SOURCES = {source.id: source.first for source in works(FILE.read_text(encoding="utf-8"))}


def texts():
    """Return what may cite: pairs of a place and a dict of texts by their names; of notebooks all cells."""
    found = {}
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        found[path.name[:2]] = {cell["id"]: "".join(cell["source"]) for cell in cells}
    package = ROOT / "notebooks" / "collapse"
    for path in sorted(package.rglob("*.py")):
        room = path.relative_to(package).parts[0].removesuffix(".py")
        found.setdefault(room, {})[path.name] = path.read_text(encoding="utf-8")
    found["data"] = {path.name: path.read_text(encoding="utf-8") for path in _of("data", "*.py", "*.md")}
    found["guide"] = {path.name: path.read_text(encoding="utf-8") for path in _of("notebooks", "INSTRUCTORS.md")}
    found["front page"] = {"README.md": (ROOT / "README.md").read_text(encoding="utf-8")}
    return found


def _of(folder, *patterns):
    return sorted(path for pattern in patterns for path in (ROOT / folder).glob(pattern))


def prose(text):
    """Return the sentences of a text, without code, formulas and targets of links."""
    return [sentence for sentence in SENTENCE.split(NOT_SAID.sub(" ", text)) if sentence.strip()]


def numbers(sentence):
    """Return the numbers of a sentence: digits, and words from four to twenty."""
    found = (each.replace(",", "").lower() for each in NUMBER.findall(ID.sub(" ", sentence)))
    return [float(NUMBER_WORDS.get(each, each)) for each in found]


def complaints(bibliography, texts):
    """Yield everything in which the bibliography and what cites it do not agree."""
    listed = works(bibliography)
    yield from _of_the_list(listed)
    cited = {place: {id for text in parts.values() for id in ID.findall(text)} for place, parts in texts.items()}
    for place, ids in cited.items():
        yield from (f"{place} cites {id}, which is not listed" for id in sorted(ids - {each.id for each in listed}))
        yield from _of_names(place, texts[place], {each.first for each in listed if each.id in ids})
    for each in listed:
        places = sorted(place for place, ids in cited.items() if each.id in ids)
        if not places:
            yield f"{each.id} ({each.first}) is cited by nothing"
        elif places != sorted(each.places):
            yield f"{each.id} ({each.first}) is cited in {', '.join(places)}, the list says {', '.join(each.places)}"
    yield from _of_numbers(published(bibliography), {each.id for each in listed}, texts)


def _of_the_list(listed):
    ids = [each.id for each in listed]
    yield from (f"{id} stands twice" for id in sorted(set(ids)) if ids.count(id) > 1)
    for each in listed:
        if not ID.fullmatch(each.id) and not re.fullmatch(r"\d{4}\.\d{4}", each.id):
            yield f"{each.id!r} is no arXiv id, DOI or ISBN"
        if each.checked not in CHECKED:
            yield f"{each.id}: {each.checked!r} is not one of {', '.join(CHECKED)}"
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", each.date) or not re.search(r"\b(?:19|20)\d{2}\b", each.title):
            yield f"{each.id} has no year, or no date of the check"


def _of_names(place, parts, first_authors):
    for name, text in parts.items():
        for author in AND_OTHERS.findall(text):
            if author not in first_authors:
                yield f"{place}, {name}: {author} and others are named, and no work of theirs is cited there"


def _of_numbers(facts, ids, texts):
    yield from (
        f"published numbers of {fact.source}, which is not listed" for fact in facts if fact.source not in {*ids, ""}
    )
    used = set()
    for place, name, sentence in _sentences(texts):
        about = [fact for fact in facts if fact.marks.search(sentence)]
        used.update(fact.marks.pattern for fact in about)
        allowed = frozenset().union(*(fact.numbers for fact in about))
        for number in numbers(sentence) if about else ():
            if number not in allowed:
                yield f"{place}, {name}: {number:g} is not among the published numbers: {sentence.strip()[:90]!r}"
    for fact in facts:
        if fact.marks.pattern not in used:
            yield f"published numbers: no sentence has {fact.marks.pattern}"


def _sentences(texts):
    for place, parts in texts.items():
        for name, text in parts.items():
            if not re.match(r"references|exercise|solution|check", name):
                said = prose(docstrings(text) if name.endswith(".py") else text)
                yield from ((place, name, sentence) for sentence in said)


def docstrings(code):
    """Return the strings of a program that have more than one word: what it says, and no code."""
    nodes = ast.walk(ast.parse(code))
    strings = (node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return "\n".join(text for text in strings if " " in text.strip())
