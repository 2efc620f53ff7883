"""The test before and after: every number is computed, every distractor is a row of the guide, no wording tells.

What is written for Moodle and Canvas is read back by programs that did not write it, and the script that scores is
given classes whose gain is known, and files with every fault that a lecturer may make.
"""

import csv
import html
import io
import json
import re
import subprocess
import sys
import zipfile
from xml.etree import ElementTree

import numpy as np
import pytest
from qti2latex import get_choices, get_correct_idents, get_item_stem
from scipy.stats import norm

from collapse import measures, theory
from collapse.loop import run
from collapse.models import Gaussian
from course import quiz, score
from execute import NOTEBOOKS

INTRO, FORMS = quiz.read()
ASKED = [(form, question) for form, questions in FORMS.items() for question in questions]
EACH = pytest.mark.parametrize(("form", "question"), ASKED, ids=[f"{form}-{q.name}" for form, q in ASKED])
GUIDE = (NOTEBOOKS / "INSTRUCTORS.md").read_text(encoding="utf-8")
ROWS = set(re.findall(r"^\| (\d\.\d+) \| (.+?) \|", GUIDE, re.MULTILINE))

# --- the numbers ---


def products(factors, steps):
    """Draw what is left of 1 after so many steps, in many histories."""
    return np.random.default_rng(0).choice(factors, size=(20_001, steps)).prod(axis=1)


def outlives(light, heavy, M=1_000):
    """Return in what share of histories the lighter of two rare kinds is there longer, by the law of extinction."""
    n = np.arange(0, 20_000)
    gone_light, gone_heavy = (theory.extinction_probability(M, w, n) for w in (light, heavy))
    return np.sum(np.diff(gone_heavy) * (1 - (gone_light[1:] + gone_light[:-1]) / 2))


def tails(M, n, threshold):
    """Return what becomes of the tail mass in the middle history and on average: "falls", "stays" or "rises"."""
    rng = np.random.default_rng(1)
    *_, last = run(Gaussian(ddof=1, shortcut=True), rng.standard_normal((20_000, M)), generations=n, rng=rng)
    mass, human = measures.tail_mass(last.model, threshold), 2 * norm.sf(threshold)
    bands = (measures.median_band(mass), measures.mean_band(mass))
    return tuple("rises" if low > human else "falls" if high < human else "stays" for _, low, high in bands)


LIBRARY = dict(np=np, norm=norm, theory=theory, measures=measures, products=products, outlives=outlives, tails=tails)


def value(option):
    """Return what an option's code computes."""
    return eval(option.value, dict(LIBRARY))


def disagreements(question):
    """Yield what is wrong with the numbers of a question."""
    for option in question.options:
        found, read = value(option), re.fullmatch(r"(-?[\d,]+(?:\.(\d+))?)(?: %)?", option.text)
        if read:
            decimals = len(read[2] or "")
            if abs(found - float(read[1].replace(",", ""))) > 0.5001 * 10.0**-decimals:
                yield f"{option.text} is read, its value is {found}"
        elif bool(found) != (option.why == quiz.RIGHT):
            yield f"{option.text} is {bool(found)}"


@EACH
def test_every_option_is_what_its_value_says(form, question):
    assert list(disagreements(question)) == []


@EACH
def test_only_one_option_is_right(form, question):
    texts = [option.text for option in question.options]
    assert len(set(texts)) == len(texts) and [option.why for option in question.options].count(quiz.RIGHT) == 1


def test_every_distractor_is_a_misconception_of_the_guide():
    whys = {option.why for _, question in ASKED for option in question.options if option.why != quiz.RIGHT}
    assert {tuple(why.split(" ", 1)) for why in whys} <= ROWS
    for first, second in zip(*FORMS.values(), strict=True):
        assert {option.why for option in first.options} == {option.why for option in second.options}


def test_there_are_twelve_and_the_forms_are_parallel():
    assert len(FORMS["A"]) == len(FORMS["B"]) == 12
    for first, second in zip(*FORMS.values(), strict=True):
        assert first.name == second.name and first.text != second.text
        assert {o.text for o in first.options} != {o.text for o in second.options}


def test_the_two_values_of_a_fair_chance_agree_with_a_simulation_of_the_package():
    drawn = np.random.default_rng(2).choice([0, 1, 2], p=[0.01, 0.03, 0.96], size=(4_000, 200))
    counts = np.stack([(drawn == kind).sum(axis=1) for kind in range(3)], axis=1)
    rng, alive = np.random.default_rng(3), []
    for _ in range(60):
        alive.append(counts[:, :2] > 0)
        counts = rng.multinomial(200, counts / 200)
    lived = np.sum(alive, axis=0)
    decided = lived[:, 0] != lived[:, 1]
    share = np.mean(lived[decided, 0] > lived[decided, 1])
    assert abs(share - outlives(0.01, 0.03)) < 3 * np.sqrt(0.25 * 0.75 / decided.sum())


# --- no wording tells ---


def wordings(forms):
    """Yield how somebody who knows nothing of the subject would score more than a third of a form."""
    for form, questions in forms.items():
        rules = {
            "the longest": lambda texts: max(texts, key=len) if len(set(map(len, texts))) > 1 else None,
            "the shortest": lambda texts: min(texts, key=len) if len(set(map(len, texts))) > 1 else None,
            "the largest number": lambda texts: max(texts, key=_number),
            "the smallest number": lambda texts: min(texts, key=_number),
            "a number in the middle": lambda texts: sorted(texts, key=_number)[len(texts) // 2],
            **{f"letter {letter}": lambda texts, k=k: texts[k : k + 1] for k, letter in enumerate(quiz.LETTERS)},
        }
        for name, rule in rules.items():
            hits = sum(_hit(rule, question) for question in questions)
            if hits > len(questions) / 3 + 1:
                yield f"form {form}: {name} is right {hits} times of {len(questions)}"
    keys = ["".join(question.key for question in questions) for questions in forms.values()]
    if sum(a == b for a, b in zip(*keys, strict=True)) > len(keys[0]) / 3:
        yield f"the keys {keys} of the two forms are alike"


def _hit(rule, question):
    right = next(option.text for option in question.options if option.why == quiz.RIGHT)
    chosen = rule([option.text for option in question.options])
    return chosen is not None and right in (chosen if isinstance(chosen, list) else [chosen])


def _number(text):
    found = re.match(r"[\d,.]+", text)
    return float(found[0].replace(",", "")) if found else np.inf


def test_no_wording_tells():
    assert list(wordings(FORMS)) == []


@EACH
def test_the_right_option_is_as_precise_and_as_long_as_the_others(form, question):
    lengths = [len(option.text) for option in question.options]
    assert max(lengths) - min(lengths) <= max(7, 0.15 * max(lengths))
    cues = re.compile(r"\b(?:always|never|only|all|none|usually|may)\b", re.IGNORECASE)
    told = [bool(cues.search(option.text)) for option in question.options]
    assert len(set(told)) == 1


# --- read back by others ---


def test_moodle_reads_what_is_written():
    script = """
import json, sys
from pygiftparser import parser
found = []
for question in parser.parseFile(sys.stdin):
    options = getattr(question.answers, "answers", [])  # the words above the questions have none
    found.append([question.title, question.text, question.valid, [[a.answer, a.fraction] for a in options]])
print(json.dumps(found))
"""
    for form, questions in FORMS.items():
        text = quiz.gift(INTRO, form, questions)
        # In a process of its own: it asks for the locale in a way that Python warns of.
        done = subprocess.run([sys.executable, "-c", script], input=text, capture_output=True, text=True, check=True)
        found = [read for read in json.loads(done.stdout) if read[3]]
        assert len(found) == len(questions)
        for number, ((title, text, valid, options), question) in enumerate(zip(found, questions, strict=True), 1):
            assert valid and title == f"{form}{number:02d} {question.name}"
            assert _unescaped(text) == question.text
            assert [(_unescaped(answer), fraction) for answer, fraction in options] == [
                (option.text, 100 if option.why == quiz.RIGHT else 0) for option in question.options
            ]


def _unescaped(text):
    return re.sub(r"\\([~=#{}:\\])", r"\1", text)


ODD = quiz.Option("=1", quiz.RIGHT, ""), quiz.Option("~#", "1", "")


def test_what_moodle_would_take_for_its_own_is_escaped():
    odd = quiz.Question(
        "odd", "", "a: {b} = c # d ~ e", (quiz.Option("=1", quiz.RIGHT, ""), quiz.Option("~#", "1", ""))
    )
    assert r"a\: \{b\} \= c \# d \~ e{" in quiz.gift("", "A", [odd])
    assert "\t=\\=1\n\t~\\~\\#\n" in quiz.gift("", "A", [odd])


def test_canvas_reads_what_is_written():
    for form, questions in FORMS.items():
        with zipfile.ZipFile(io.BytesIO(quiz.qti(INTRO, form, questions))) as package:
            trees = {name: ElementTree.fromstring(package.read(name)) for name in package.namelist() if "xml" in name}
        listed = {f.get("href") for f in trees["imsmanifest.xml"].iter() if f.tag.endswith("}file")}
        assert listed == set(trees) - {"imsmanifest.xml"}
        assert "CC BY 4.0" in "".join(trees["imsmanifest.xml"].itertext())
        items = [item for tree in trees.values() for item in tree.iter() if item.tag.endswith("}item")]
        assert len(items) == len(questions)
        for item, question in zip(items, questions, strict=True):
            choices = get_choices(item)
            assert _plain(get_item_stem(item)) == question.text
            assert [_plain(text) for _, text in choices] == [option.text for option in question.options]
            (right,) = get_correct_idents(item)
            assert [name for name, _ in choices].index(right) == quiz.LETTERS.index(question.key)


def _plain(text):
    return html.unescape(re.sub(r"<[^>]+>", "", text)).strip().replace("’", "'")  # quotes are curled on the way


# --- a file that is wrong ---

GOOD = quiz.SOURCE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "half-life"\n', "", "item 2: the key 'name' is missing"),
        ('idea = "The half-life', 'ideas = "The half-life', "item 'half-life', form A: the key 'idea' is missing"),
        ('name = "half-life"', 'name = "fair-factor"', "two items are called 'fair-factor'"),
        ("[item.B]", "[item.C]", "item 'fair-factor': the key 'B' is missing"),
        ('["68", "right"', '["68", "1.2 Half-life is M"', "'half-life', form A: one option is \"right\", got 0"),
        ('["0.24", "right", ', '["0.24", ', "an option is [what is read, why it is chosen, its value]"),
        ("A quantity starts at 1.", "A quantity starts at `1`.", "'`' means something in Moodle or Canvas"),
        ("[[item]]", "[[item", "is not TOML"),
    ],
)
def test_a_wrong_file_of_questions_is_named_with_its_place(old, new, said, tmp_path):
    assert old in GOOD
    path = tmp_path / "quiz.toml"
    path.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(quiz.QuizError) as raised:
        quiz.read(path)
    assert said in str(raised.value) and str(path) in str(raised.value)


# --- the faults are seen ---


def test_a_wrong_number_is_seen():
    wrong = quiz.Question("x", "", "", (quiz.Option("67", quiz.RIGHT, "theory.half_life(100)"),))
    assert "67 is read" in "".join(disagreements(wrong))
    refuted = quiz.Question("x", "", "", (quiz.Option("It rises.", quiz.RIGHT, "1 > 2"),))
    assert "It rises. is False" in "".join(disagreements(refuted))


def test_a_wording_that_tells_is_seen():
    def made(texts):
        options = (quiz.Option(text, quiz.RIGHT if k == 0 else "1", "") for k, text in enumerate(texts))
        return quiz.Question("x", "", "", tuple(options))

    told = {form: [made(["a very long answer", "b", "c"])] * 12 for form in "AB"}
    said = "\n".join(wordings(told))
    for rule in ("the longest", "letter a", "are alike"):
        assert rule in said


# --- scoring ---


@pytest.fixture
def files(tmp_path):
    """The key of the release, and a class of three that takes both tests."""
    quiz.write(tmp_path)
    keys = {form: [question.key for question in questions] for form, questions in FORMS.items()}

    def line(student, form, right):
        return [student, form, *keys[form][:right], *[""] * (12 - right)]

    def put(name, lines):
        with (tmp_path / name).open("a", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(lines)

    put("before.csv", [line("Ada", "A", 3), line("Ben", "B", 6), line("Cyd", "A", 0)])
    put("after.csv", [line("Cyd", "B", 6), line("Ada", "B", 9), line("Ben", "A", 12)])
    return tmp_path


def scored(files):
    return score.score(*(files / f"{name}.csv" for name in ("key", "before", "after")))


def test_the_gain_of_a_known_class(files):
    said = "\n".join(scored(files))
    # Before 9 of 36, after 27 of 36: two thirds of what there was to gain.
    assert "3 students took both tests." in said and "Normalized gain 0.67" in said
    assert "Form A: before 12 % (2 students), after 100 % (1 students)." in said
    assert "fewer than 20 students" in said


def test_the_script_runs_by_itself(files):
    command = [sys.executable, "-I", "score.py", "key.csv", "before.csv", "after.csv"]
    done = subprocess.run(command, cwd=files, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == scored(files) and not done.stderr
    (files / "before.csv").unlink()
    done = subprocess.run(command, cwd=files, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and done.stderr == "there is no file before.csv\n" and not done.stdout


def test_who_took_one_test_is_named_and_left_out(files):
    path = files / "before.csv"
    path.write_text(path.read_text() + "Dee,A" + ",a" * 12 + "\n")
    assert "Left out, since they took the first one only: Dee." in scored(files)


def test_who_took_the_same_form_twice_is_named(files):
    assert "The same form twice" not in "\n".join(scored(files))
    path = files / "after.csv"
    path.write_text(path.read_text().replace("Ben,A,", "Ben,B,"))
    assert "The same form twice, of which they may remember answers: Ben." in scored(files)


def test_nothing_to_gain(files):
    lines = (files / "after.csv").read_text().splitlines()
    text = "\n".join([lines[0], lines[3], ""])
    for name in ("before.csv", "after.csv"):
        (files / name).write_text(text)
    assert scored(files)[-1] == "Everybody knew everything before: there was nothing to gain."


def test_what_spreadsheets_write_is_read(files):
    path = files / "after.csv"
    path.write_bytes(
        b"\xef\xbb\xbf"
        + path.read_bytes()
        .replace(b",", b";")
        .replace(b"\n", b"\r\n")
        .upper()
        .replace(b"STUDENT;FORM", b"student;form")
        .replace(b"ADA", b"Ada")
        .replace(b"BEN", b"Ben")
        .replace(b"CYD", b" Cyd ")
    )
    assert "Normalized gain 0.67" in "\n".join(scored(files))


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("key", "A,2,d,abcd", "A,2,,abcd", "line 3: the key of question 2, form A, is missing"),
        ("key", "A,2,d,abcd\n", "", "the key of question 2, form A, is missing"),
        ("key", "A,2,d,abcd", "A,2,e,abcd", "line 3: 'e' is none of the options a, b, c, d"),
        ("key", "A,2,d,abcd", "A,1,d,abcd", "line 3: question 1, form A, stands there twice"),
        ("key", "form,question", "form,questions", "line 1: the column 'question' is missing"),
        ("before", "Ben,B,", "Ada,B,", "line 3: 'Ada' handed in twice, in line 2 as well"),
        ("before", "Ben,B,", ",B,", "line 3: a student's name is missing"),
        ("before", "Ben,B,", "Ben,C,", "line 3: there is no form 'C', only A and B"),
        ("before", "Ben,B,b", "Ben,B,e", "line 3: 'e' is no answer to question 1 of form B; allowed are a, b, c, or"),
        ("before", "12\n", "13\n", "line 1: the column '12' is missing"),
        ("before", "12\n", "12,13\n", "line 1: there is no column '13'"),
        ("before", "Ben,B,", "Ben,B,b,", "line 3: 15 entries, the head has 14"),
        ("after", "Ben,A,", "Bob,A,", "line 4: 'Bob' is unknown"),
    ],
)
def test_a_wrong_file_is_named_with_line_and_what_is_allowed(name, old, new, said, files):
    path = files / f"{name}.csv"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(score.MarkError) as raised:
        scored(files)
    assert said in str(raised.value) and str(path) in str(raised.value)


def test_an_empty_class_and_a_file_that_is_no_text(files):
    (files / "after.csv").write_text((files / "after.csv").read_text().splitlines()[0])
    with pytest.raises(score.MarkError, match="no student handed in"):
        scored(files)
    (files / "after.csv").write_bytes(b"student,form\n\xe9,A\n")
    with pytest.raises(score.MarkError, match="is not UTF-8"):
        scored(files)


def test_the_band_covers_as_often_as_it_says():
    rng, hits = np.random.default_rng(4), 0
    for _ in range(300):
        skill = rng.beta(2, 4, size=25)
        before = rng.binomial(12, skill) / 12
        after = rng.binomial(12, skill + 0.4 * (1 - skill)) / 12
        low, high = score.band(before, after, classes=400)
        hits += low <= 0.4 <= high
    assert 0.88 < hits / 300 < 0.98
