"""What a lecturer shows and prints: slides, prediction sheets, handouts; whole, offline, on few pages."""

import csv
import re
from pathlib import Path

import nbformat
import pytest

import course
import release
from collapse import theory
from course import handout, lesson, slides, words
from execute import NOTEBOOKS, tags

PATHS = sorted(NOTEBOOKS.glob("0*.ipynb"))
TESTS = ("form_A", "form_B", "key")
TALKS = ("00", "01", "02", "04", "06")
OUTSIDE = re.compile(
    r"""(?:src|href|url)\s*[=(]\s*["']?(?!["']|data:|#)|@import|\bfetch\(|XMLHttpRequest|https?://(?!www\.w3\.org)"""
)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    root = tmp_path_factory.mktemp("lecturer") / "lecturer"
    (root / "stale").mkdir(parents=True)
    course.write(PATHS, root)
    assert not (root / "stale").exists()
    return root


def path_of(number):
    return next(path for path in PATHS if path.name.startswith(number))


def changed(tmp_path, number, change):
    """Write a notebook with a change, under its own name."""
    notebook = nbformat.read(path_of(number), as_version=4)
    cells = {cell.id: cell for cell in notebook.cells}
    change(cells)
    path = tmp_path / path_of(number).name
    nbformat.write(notebook, path)
    return path


def test_make_release_writes_it_for_the_notebooks_it_is_asked_for(tmp_path, capsys):
    release.main(["00", "--into", str(tmp_path)])
    assert f"{tmp_path / 'lecturer'}: what is shown, printed and scored" in capsys.readouterr().out
    names = {str(path.relative_to(tmp_path / "lecturer")) for path in (tmp_path / "lecturer").rglob("*.html")}
    assert names == {"slides/00_start_here.html", "predictions/00_start_here.html", *map("test/{}.html".format, TESTS)}


# --- slides ---


def test_the_lessons_of_a_lecture_have_slides(written):
    assert [path.name[:2] for path in sorted((written / "slides").iterdir())] == list(TALKS)


@pytest.mark.parametrize("number", TALKS)
def test_the_notes_have_the_row_of_the_guide_once(number):
    for aloud, places, answer in lesson.guide_rows(number).values():
        rows = [slide for slide in slides.slides(path_of(number)) if words.inline(aloud) in slide.before]
        assert len(rows) <= 1 and all(words.inline(answer) in slide.after for slide in rows)
        stops = [f"<code>{place}</code>.)" for place in places]
        assert not aloud or rows == [
            s for s in slides.slides(path_of(number)) if any(stop in s.after for stop in stops)
        ]


@pytest.mark.parametrize("number", TALKS)
def test_every_slide_has_its_three_parts_and_its_notes(number):
    found = slides.slides(path_of(number))
    assert len(found) == sum("slide-sentence" in tags(cell) for cell in lesson.read(path_of(number))[0].cells) > 0
    for slide in found:
        assert slide.question.startswith("<p>") and slide.sentence and slide.section.minutes > 0
        assert re.match(
            r'<img src="data:image/png;base64,[^"]{1000,}" alt="[^"]{20,}">|<pre tabindex="0"', slide.figure
        )
        assert re.search(r"\(Cell <code>[\w-]+</code>\.\)", slide.after)
        assert not re.search(
            r"\$|\*\*|&lt;details|Predict", slide.question + slide.sentence + slide.before + slide.after
        )


def untagged(name):
    return lambda cells: cells[name].metadata.pop("tags")


def tagged(name, tag):
    return lambda cells: cells[name].metadata.update(tags=[tag])


def rewritten(name, source):
    return lambda cells: cells[name].update(source=source)


@pytest.mark.parametrize(
    ("number", "change", "said"),
    [
        ("00", untagged("story"), "cell draw-photocopies: 'slide-figure', where 'slide-question' is wanted"),
        ("00", untagged("draw-photocopies"), "cell story-why: 'slide-sentence', where 'slide-figure' is wanted"),
        ("00", untagged("story-why"), "cell story: no 'slide-sentence' follows"),
        ("00", lambda cells: cells["draw-photocopies"].outputs.clear(), "'slide-figure' wants a stored picture"),
        ("00", rewritten("story", "## 1. See (1 min)\n\nNo box."), "cell story: 'slide-question' wants a box"),
        ("00", rewritten("story-why", "No result."), "cell story-why: 'slide-sentence' wants a result in bold"),
        ("02", rewritten("by-hand", "No section."), "cell em-run-words: a slide is in a numbered section"),
        ("00", tagged("summary", "slide-words"), "no slide follows the last cell with 'slide-words'"),
    ],
)
def test_a_cell_without_what_its_slide_needs_is_named(number, change, said, tmp_path):
    path = changed(tmp_path, number, change)
    with pytest.raises(lesson.LessonError) as raised:
        slides.slides(path)
    assert said in str(raised.value) and path.name in str(raised.value)


def test_the_words_before_a_slide_go_into_its_notes():
    one_history = next(slide for slide in slides.slides(path_of("01")) if slide.section.number == 3)
    assert "right on average" in one_history.before and "Exercise 1.1" not in one_history.before


def test_a_question_about_a_claim_says_the_claim(written):
    assert "<strong>Claim 6.</strong>" in slides.slides(path_of("06"))[0].question
    sheet = (written / "predictions" / f"{path_of('06').stem}.html").read_text(encoding="utf-8")
    asked = [cell for cell in lesson.read(path_of("06"))[0].cells if lesson.boxes(cell) and "**Claim" in cell.source]
    assert sheet.count("<strong>Claim ") == len(asked) > 3


def test_a_notebook_without_tags_has_no_slides():
    assert slides.slides(path_of("03")) == []


def test_slides_work_in_a_browser_without_a_network(written, chrome):
    for number in TALKS:
        path = next((written / "slides").glob(f"{number}*"))
        page = chrome.new_page(viewport={"width": 1280, "height": 720})
        asked, errors = [], []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.on("pageerror", lambda error, errors=errors: errors.append(str(error)))
        page.goto(path.as_uri())
        count = page.locator(".slide").count()
        assert page.locator(".now").count() == 1
        for place in range(1, count):
            seen = []
            for _ in range(3):
                page.keyboard.press("ArrowRight")
                seen.append(page.locator(".now .later.shown").count())
            assert seen == [0, 1, 2] and page.locator("#place").inner_text() == f"{place + 1} / {count}"
            assert page.evaluate(FITS) == [], f"{path.name}, slide {place + 1}"
        page.keyboard.press("ArrowRight")
        assert page.locator("#place").inner_text() == f"{count} / {count}"
        page.keyboard.press("n")
        assert page.locator(".now .notes").is_visible()
        page.keyboard.press("n")
        page.keyboard.press("ArrowLeft")
        assert page.locator(".now .later.shown").count() == 1
        page.keyboard.press("Home")
        assert page.locator("#place").inner_text() == f"1 / {count}"
        assert pages(page) == count
        assert [url for url in asked if not url.startswith(("file:", "data:"))] == [] and errors == []
        page.close()


FITS = """() => [...document.querySelectorAll(".now, .now .question, .now pre, .now .sentence")].filter(
    (part) => part.scrollHeight > part.clientHeight + 1 || part.scrollWidth > part.clientWidth + 1
).map((part) => part.className || part.tagName)"""


def pages(page, **settings):
    """Return on how many pages a page is printed."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True, **settings)))


# --- sheets ---


def test_no_page_asks_for_anything_outside(written):
    found = sorted(written.rglob("*.html"))
    assert len(found) > 20
    for path in found:
        text = re.sub(r'"data:image/png;base64,[^"]*"', '"data:"', path.read_text(encoding="utf-8"))
        assert not OUTSIDE.search(text), (path.name, OUTSIDE.search(text)[0])


def test_what_asks_outside_is_seen():
    for text in ('<img src="https://x.y/z.png">', "<script src=x.js>", "@import 'x'", "url(x.woff)", "http://x.y"):
        assert OUTSIDE.search(text)
    assert not OUTSIDE.search('<img src="data:x"> <math xmlns="http://www.w3.org/1998/Math/MathML"> <a href="#1">')


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name[:2])
def test_the_sheet_has_every_box_once(path, written):
    asked = sum(cell.source.count("> **Predict") for cell in lesson.read(path)[0].cells if cell.cell_type == "markdown")
    sheet = (written / "predictions" / f"{path.stem}.html").read_text(encoding="utf-8")
    with (written / "predictions" / f"{path.stem}_hands.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == asked == sheet.count('class="room"') > 0
    ids = {cell.id for cell in lesson.read(path)[0].cells}
    assert all(row["cell"] in ids and row["question"] and row["answer 1"] == "" for row in rows)


def test_every_formula_is_on_one_handout(written):
    placed = [name for path in PATHS for found in handout.functions(path).values() for name in found]
    public = [name for name in theory.__all__ if callable(getattr(theory, name))]
    assert sorted(function.__name__ for function in placed) == sorted(public)
    for path in PATHS:
        for found in handout.functions(path).values():
            sheet = (written / "handouts" / f"{path.stem}.html").read_text(encoding="utf-8")
            assert all(f"<code>{function.__name__}</code></dt>" in sheet for function in found)
            assert "Source:" not in sheet and ">>>" not in sheet


def test_a_lesson_without_a_file_of_formulas_has_those_that_it_displays(written):
    sheets = {path.name[:2] for path in (written / "handouts").iterdir()}
    assert sheets == {path.name[:2] for path in PATHS} - {"00"}
    cells = [cell for cell in lesson.read(path_of("04"))[0].cells if cell.cell_type == "markdown"]
    shown = sum(len(re.findall(r"^\$\$", words.FOLDED.sub("", cell.source), re.MULTILINE)) for cell in cells)
    assert len(handout.displayed(path_of("04"))) - 3 == shown == 4  # and three headings


def test_a_function_without_a_docstring_is_named(monkeypatch):
    monkeypatch.setattr(theory.half_life, "__doc__", None)
    with pytest.raises(lesson.LessonError, match="half_life of collapse.theory has no docstring"):
        handout.page(path_of("01"))


@pytest.mark.parametrize(
    ("plain", "written"),
    [
        ("1 - (1 - 1/M)^n", "1 &minus; (1 &minus; 1/M)<sup>n</sup>"),
        ("E[mu_n^2] = sqrt(n/M)", "E[&mu;<sub>n</sub><sup>2</sup>] = &radic;(n/M)"),
        ("tau^(2n)", "&tau;<sup>2n</sup>"),
        ("p_0^(T^-n)", "p<sub>0</sub><sup>T<sup>&minus;n</sup></sup>"),
        ("chi2_{M-1}, sum_1^n", "&chi;<sup>2</sup><sub>M-1</sub>, &Sigma;<sub>1</sub><sup>n</sup>"),
        ("r^-beta N^-(1 - 1/beta)", "r<sup>&minus;&beta;</sup> N<sup>&minus;(1 &minus; 1/&beta;)</sup>"),
        ("V <- a *V*, k3, eps", "V &larr; a <em>V</em>, k<sub>3</sub>, &epsilon;"),
        ("see `half_life`, a < b", "see <code>half_life</code>, a &lt; b"),
    ],
)
def test_formulas_are_written_as_on_paper(plain, written):
    assert handout.formulas(plain) == written


def test_words_of_a_notebook_need_no_script():
    said = words.html_of("Half of $M$, *now* [there](x.ipynb).\n\n<details>\nno\n</details>\n\n$$\\frac{1}{2}$$")
    assert said.count("<math") == 2 and "<em>now</em> there." in said and "no" not in re.sub("now", "", said)


def test_sheets_fit_their_pages(written, chrome):
    page = chrome.new_page()
    for paper in ("A4", "Letter"):
        for folder, most in (("handouts", 1), ("predictions", 4), ("test", 3)):
            for path in sorted((written / folder).glob("*.html")):
                page.goto(Path(path).as_uri())
                assert pages(page, format=paper) <= most, (path.name, paper)
    page.close()
