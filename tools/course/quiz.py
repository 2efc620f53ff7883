"""The test before and after a course, from `quiz.toml`: to print, for Moodle (GIFT), for Canvas (QTI), and to score."""

import csv
import html
import io
import re
import shutil
import tomllib
import warnings
import zipfile
from dataclasses import dataclass
from pathlib import Path

from course.sheets import sheet

SOURCE = Path(__file__).with_name("quiz.toml")
FORMS, LETTERS = "AB", "abcd"
RIGHT = "right"
MARKUP = re.compile(r"[*_`<>\\\[\]{}#~^$]|&\w+;")  # what Moodle, Canvas or a page might take for something else


class QuizError(ValueError):
    """Something is wrong with the file of the questions; the message says where, and what is wanted."""


@dataclass(frozen=True)
class Option:
    """An answer to choose: what is read, why it is chosen ("right", or a row of the guide), and code for its value."""

    text: str
    why: str
    value: str


@dataclass(frozen=True)
class Question:
    """One question of one form."""

    name: str
    idea: str
    text: str
    options: tuple

    @property
    def key(self):
        """The letter of the right option."""
        return LETTERS[[option.why for option in self.options].index(RIGHT)]


def read(path=SOURCE):
    """Return the words above the questions, and the questions of each form: {"A": [Question, ...], "B": [...]}."""
    try:
        book = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as problem:
        raise QuizError(f"{path} is not TOML: {problem}") from None
    intro = _of(book, "intro", str, path).strip()
    items = _of(book, "item", list, path)
    names = [_of(item, "name", str, f"{path}, item {number}") for number, item in enumerate(items, start=1)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise QuizError(f"{path}: two items are called {twice[0]!r}")
    return intro, {form: [_question(item, form, path) for item in items] for form in FORMS}


def _question(item, form, path):
    where = f"{path}, item {item['name']!r}"
    asked, where = _of(item, form, dict, where), f"{where}, form {form}"
    options = _of(asked, "options", list, where)
    for option in options:
        if not (isinstance(option, list) and len(option) == 3 and all(isinstance(part, str) for part in option)):
            raise QuizError(f"{where}: an option is [what is read, why it is chosen, its value], got {option!r}")
    if not 3 <= len(options) <= len(LETTERS):
        raise QuizError(f"{where}: 3 or 4 options are wanted, got {len(options)}")
    right = [option[1] for option in options].count(RIGHT)
    if right != 1:
        raise QuizError(f'{where}: one option is "right", got {right}')
    question = Question(
        item["name"],
        _of(item, "idea", str, where),
        _of(asked, "question", str, where).strip(),
        tuple(Option(*option) for option in options),
    )
    for text in (question.text, *(option.text for option in question.options)):
        if MARKUP.search(text):
            raise QuizError(f"{where}: {MARKUP.search(text)[0]!r} means something in Moodle or Canvas, in {text!r}")
    return question


def _of(table, key, kind, where):
    if not isinstance(table.get(key), kind):
        wrong = f"is no {kind.__name__}" if key in table else "is missing"
        raise QuizError(f"{where}: the key {key!r} {wrong}")
    return table[key]


def write(root):
    """Write everything into the folder `root`."""
    intro, forms = read()
    root.mkdir(parents=True, exist_ok=True)
    for form, questions in forms.items():
        (root / f"form_{form}.html").write_text(printed(intro, form, questions), encoding="utf-8")
        (root / f"form_{form}.gift").write_text(gift(intro, form, questions), encoding="utf-8")
        (root / f"form_{form}_canvas.zip").write_bytes(qti(intro, form, questions))
    (root / "key.html").write_text(key_page(forms), encoding="utf-8")
    with (root / "key.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(key_rows(forms))
    for form in ("before", "after"):
        with (root / f"{form}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerow(["student", "form", *range(1, len(forms["A"]) + 1)])
    shutil.copy(Path(__file__).with_name("score.py"), root)


def printed(intro, form, questions):
    """Return a form as a page to print."""
    parts = [f"<p>{html.escape(intro)}</p>", '<p class="name">Name</p>', '<ol class="questions">']
    for question in questions:
        options = "".join(f"<li>{html.escape(option.text)}</li>" for option in question.options)
        parts.append(f"<li><p>{html.escape(question.text)}</p><ol>{options}</ol></li>")
    return sheet(f"What becomes of a model that learns from models? Form {form}", "\n".join([*parts, "</ol>"]))


def key_page(forms):
    """Return the key, for the lecturer: what a question is about, what is right, and what each other option shows."""
    rows = []
    for number, (first, second) in enumerate(zip(*forms.values(), strict=True), start=1):
        whys = {}
        for form, question in zip(FORMS, (first, second), strict=True):
            for letter, option in zip(LETTERS, question.options, strict=False):
                whys.setdefault(option.why, []).append(f"{form} {letter} ({html.escape(option.text)})")
        shown = "".join(
            f"<li>{', '.join(places)}: {html.escape(why)}</li>" for why, places in whys.items() if why != RIGHT
        )
        rows.append(
            f"<tr><td>{number}</td><td><b>{first.key}</b></td><td><b>{second.key}</b></td>"
            f"<td>{html.escape(first.idea)}<ul>{shown}</ul></td></tr>"
        )
    about = "what it is about, and which misconception an answer shows"
    head = f"<tr><th>question</th><th>A</th><th>B</th><th>{about}</th></tr>"
    text = "<p>Not for students. The numbers are those of the exercises; the guide says what to do about each.</p>"
    return sheet("Key of both forms", f"{text}<table>{head}{''.join(rows)}</table>")


def key_rows(forms):
    """Return the key as rows for score.py: form, question, right letter, all letters."""
    yield ["form", "question", "right", "options"]
    for form, questions in forms.items():
        for number, question in enumerate(questions, start=1):
            yield [form, number, question.key, LETTERS[: len(question.options)]]


def gift(intro, form, questions):
    """Return a form in GIFT, which Moodle imports."""
    lines = [
        f"// Form {form}. Import as GIFT, UTF-8.",
        f"$CATEGORY: model collapse, form {form}",
        "",
        f"::{form}00 intro::{_gift(intro)}",
        "",
    ]
    for number, question in enumerate(questions, start=1):
        marks = ["=" if option.why == RIGHT else "~" for option in question.options]
        options = [f"\t{mark}{_gift(option.text)}" for mark, option in zip(marks, question.options, strict=True)]
        lines += [f"::{form}{number:02d} {question.name}::{_gift(question.text)}{{", *options, "}", ""]
    return "\n".join(lines)


def _gift(text):
    return re.sub(r"([~=#{}:\\])", r"\\\1", text)


def qti(intro, form, questions):
    """Return a form as a QTI 1.2 package, bytes of a zip, which Canvas imports; text2qti writes it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of text2qti's own
        from text2qti.config import Config
        from text2qti.qti import QTI
        from text2qti.quiz import Quiz

    lines = [f"Quiz title: Model collapse, form {form}", f"Quiz description: {intro}", ""]
    for number, question in enumerate(questions, start=1):
        lines += [f"Title: {question.name}", f"{number}. {question.text}"]
        for letter, option in zip(LETTERS, question.options, strict=False):
            lines.append(f"{'*' if option.why == RIGHT else ''}{letter}) {option.text}")
        lines.append("")
    return _licensed(QTI(Quiz("\n".join(lines), config=Config(), source_name=SOURCE.name)).zip_bytes())


def _licensed(package):
    """Return the package with our license in place of text2qti's words, by which all rights would be reserved."""
    with zipfile.ZipFile(io.BytesIO(package)) as given, zipfile.ZipFile(out := io.BytesIO(), "w") as licensed:
        for entry in given.infolist():
            text = given.read(entry).decode("utf-8")
            licensed.writestr(entry, re.sub(r"Private \(Copyrighted\)[^<]*", "CC BY 4.0", text))
    return out.getvalue()
