"""The book: what stops its build and how that is said, what its pages must hold to, the script that moves panels."""

import base64
import io
import json
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path, PurePosixPath

import nbformat
import pytest
from PIL import Image

import check
import formulas
import frames
import pages
import pictures
import stage
from execute import NOTEBOOKS
from panel_cells import CELLS, make

BOOK = f"https://somebody.github.io/{stage.NAME}/"

# --- what stops the build ---


@pytest.fixture(scope="module")
def katex():
    if not formulas.KATEX.exists():
        if not shutil.which("npm"):
            pytest.skip("there is no npm, by which formulas are set")
        formulas.install()


@pytest.fixture(scope="module")
def whole(tmp_path_factory, katex):
    """The source of the book as the repository has it, written; a fault would stop that."""
    book = stage.Stage(tmp_path_factory.mktemp("book") / "source", {})
    book.write()
    return book


def lesson(book, start):
    return next(page for page in book.pages if page.source.name.startswith(start))


def staged(page, cell=None):
    """A source of the book of one page, or of one cell of a lesson; a lesson needs its first two cells."""
    book = stage.Stage.__new__(stage.Stage)
    book.folder, book.panels, book.faults, book.pages = Path("nowhere"), {}, [], [page]
    book.by_source = {str(page.source): page}
    return book


def test_the_repository_has_no_fault(whole):
    made = {str(path.relative_to(whole.folder)) for path in whole.folder.rglob("*.md")}
    made |= {str(path.relative_to(whole.folder)) for path in whole.folder.rglob("*.ipynb")}
    assert {"index.md", "data/README.md", "notebooks/SOURCES.md", "package/theory.md"} <= made
    assert {f"notebooks/{path.name}" for path in NOTEBOOKS.glob("*.ipynb")} <= made


def test_the_notebooks_say_in_the_book_what_they_say(whole):
    for path in NOTEBOOKS.glob("*.ipynb"):
        stored, made = (nbformat.read(each, as_version=4) for each in (path, whole.folder / "notebooks" / path.name))
        assert [c.source for c in made.cells if c.cell_type == "code"] == [
            c.source for c in stored.cells if c.cell_type == "code"
        ]
        shown = "\n".join(str(c.get("outputs")) for c in made.cells)
        assert "image/png" not in shown
        assert len(re.findall(r"<figcaption>Figure: ", shown)) == sum(
            "image/png" in output.get("data", {}) for c in stored.cells for output in c.get("outputs", [])
        )


def with_cell(source, *outputs, tags=()):
    """A lesson of a title and one code cell."""
    cells = [
        nbformat.v4.new_markdown_cell("# Try it\n\nSee [below](#2.-Look-(3-min)).", id="title"),
        nbformat.v4.new_markdown_cell("## 2. Look (3 min)\n\n> **Predict.** What?\n\nText.", id="look"),
        nbformat.v4.new_code_cell(source, id="draw", outputs=list(outputs), metadata={"tags": list(tags)}),
    ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    return stage.Page(PurePosixPath("notebooks/07_toy.ipynb"), "notebooks/07_toy", notebook)


def complaints(page):
    book = staged(page)
    for cell, text in page.texts:
        book._note_headings(page, cell, text)
    book.folder = Path(pytest.scratch)
    book._lesson(page)
    return "\n".join(book.faults)


@pytest.fixture(autouse=True)
def scratch(tmp_path, monkeypatch):
    monkeypatch.setattr(pytest, "scratch", tmp_path, raising=False)


def picture(described="Figure of 1 axes\naxes 'A': x 'x', y 'y', linear/linear"):
    buffer = io.BytesIO()
    Image.new("RGB", (6, 4)).save(buffer, "png")
    png = base64.b64encode(buffer.getvalue()).decode()
    return nbformat.v4.new_output("display_data", {"image/png": png, "text/plain": described})


SENTENCE = nbformat.v4.new_output("stream", name="stdout", text="3 rows\nFigure: a line\nfrom 0 to 1.\n")


def test_a_good_lesson_has_no_fault():
    assert complaints(with_cell("figures.draw()", picture(), SENTENCE)) == ""


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (lambda: with_cell("draw()", picture()), "07_toy.ipynb: cell draw has a figure without a sentence"),
        (lambda: with_cell("draw()", picture(), picture(), SENTENCE), "cell draw has a figure without a sentence"),
        (lambda: with_cell("draw()", picture("<Figure>"), SENTENCE), "cell draw has a figure that does not carry"),
        (lambda: with_cell("p()", tags=["panel"]), "cell draw has a panel of which no picture is stored"),
        (lambda: changed("(#2.-Look-(3-min))", "(#2.-Look-(4-min))"), "cell title has a link to '#2.-Look-(4-min)'"),
        (lambda: changed("(#2.-Look-(3-min))", "(08_none.ipynb)"), "cell title has a link to '08_none.ipynb', which"),
        (lambda: changed("(#2.-Look-(3-min))", f"({BOOK}notebooks/08.html)"), "and the book has no such page"),
    ],
)  # fmt: skip
def test_a_fault_is_said_with_its_cell(page, said):
    assert said in complaints(page())


def test_links_to_the_book_lead_on_in_it_and_a_page_drops_the_one_to_itself():
    page = with_cell("x = 1")
    page.notebook.cells[0].source += f"\n\nIn [the book]({BOOK}).\n\nOn [this page]({BOOK}notebooks/07_toy.html)."
    book = staged(page)
    book.pages.append(stage.Page(PurePosixPath("README.md"), "index"))
    title = book._text(page, "title", page.notebook.cells[0].source)
    assert title.endswith("In [the book](../index.md).\n") and "this page" not in title
    front = stage.Page(PurePosixPath("README.md"), "index", text=f"# T\n\nThe [book]({BOOK}), of\nlessons.\n\nMore.")
    assert staged(front)._text(front, None, front.text) == "(index-t)=\n# T\n\n\nMore."


@pytest.mark.parametrize(
    ("line", "made"),
    [
        ("| 2305.17493 | A, B |", "| [2305.17493](https://arxiv.org/abs/2305.17493) | A, B |"),
        ("| 10.1038/s1-0-y | A |", "| [10.1038/<wbr>s1-0-y](https://doi.org/10.1038/s1-0-y) | A |"),
        ("| marks | 2305.17493 |", "| marks | 2305.17493 |"),
        ("arXiv 2305.17493.", "[arXiv 2305.17493](https://arxiv.org/abs/2305.17493)."),
        ("755, doi 10.1038/s1-0-y.", "755, [doi 10.1038/<wbr>s1-0-y](https://doi.org/10.1038/s1-0-y)."),
    ],
)
def test_a_work_leads_to_where_it_is(line, made):
    page = stage.Page(PurePosixPath("notebooks/SOURCES.md"), "notebooks/SOURCES")
    assert staged(page)._text(page, None, line) == made


def changed(old, new):
    page = with_cell("x = 1")
    page.notebook.cells[0].source = page.notebook.cells[0].source.replace(old, new)
    return page


def test_a_page_of_a_lesson_folds_frames_and_explains():
    page = with_cell('check("7.1", x)', picture(), SENTENCE, tags=["check"])
    page.notebook.cells.append(nbformat.v4.new_code_cell("x = 2", id="solve", metadata={"tags": ["solution"]}))
    book = staged(page)
    for cell, text in page.texts:
        book._note_headings(page, cell, text)
    book.folder = pytest.scratch
    title, how, look, draw, solve = book._lesson(page).cells
    assert "(#notebooks-07-toy-2-look-3-min)" in title.source and "mybinder.org" in how.source
    assert ":::{admonition} Predict\n:class: predict\n\nWhat?\n:::" in look.source
    assert "(notebooks-07-toy-2-look-3-min)=\n## 2. Look" in look.source
    rows, figure, note = draw.outputs
    assert rows.text == "3 rows\n"
    assert "<figcaption>Figure: a line from 0 to 1.</figcaption>" in figure.data["text/html"]
    assert 'alt="Plot “A”: y against x."' in figure.data["text/html"]
    assert 'hint("7.1")' in note.data["text/html"]
    assert "hide-cell" in solve.metadata.tags


@pytest.mark.parametrize(("printed", "prose"), [("a line\n  and another", True), ("T = 1    2.90", False), ("", False)])
def test_printed_lines_may_break_where_they_are_no_columns(printed, prose):
    page = with_cell("print(x)", *([nbformat.v4.new_output("stream", text=printed)] if printed else []))
    (cell,) = (cell for cell in staged(page)._lesson(page).cells if cell.cell_type == "code")
    assert ("prose" in cell.metadata.get("tags", [])) == prose


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("line 'model': n=3", "line “model”"),
        ('line "it\'s": n=3', "line “it's”"),
        ("line (unlabeled): n=2", ""),
        ("LineCollection (unlabeled): n=9", "many thin lines"),
        ("FillBetweenPolyCollection (unlabeled): n=9", "error band"),
        ("points (unlabeled): n=9", "points"),
        ("bars: n=5, sum 3", "bars"),
        ("image: (3, 4), min 0", "heat map"),
    ],
)
def test_words_in_place_of_a_picture_name_what_is_drawn(line, said):
    made = pictures.alternative(f"Figure of 1 axes\naxes 'A': x 'x', y 'y', log/linear\n  {line}")
    assert made == f"Plot “A”: y against x (logarithmic scale){'; ' + said if said else ''}."


# --- the settings of the panels ---


@pytest.fixture(scope="module")
def panels():
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(NOTEBOOKS)
        return {cell.id: make(setup, cell) for setup, cell in CELLS}


def test_every_panel_has_settings_for_the_book(panels):
    assert [fault for name, panel in panels.items() for fault in frames.faults(panel, name)] == []


def test_every_control_moves_from_where_a_panel_opens(panels):
    for name, panel in panels.items():
        opens = {control: widget.value for control, widget in panel.controls.items()}
        for control in opens:
            others = [s for s in panel.settings() if s != opens and s | {control: None} == opens | {control: None}]
            assert others, f"{name}: {control} alone leads to nothing that was drawn"


def test_a_panel_without_settings_is_said_with_its_cell(panels):
    panel = next(iter(panels.values()))
    keep = panel._settings
    try:
        closed = [setting for setting in keep if setting != tuple(widget.value for widget in panel.controls.values())]
        for settings, said in (([], "without a grid"), (keep[:20], "with 20 settings"), (closed, "opens at")):
            panel._settings = settings
            found = list(frames.faults(panel, "07.ipynb: cell p"))
            assert found[0].startswith("07.ipynb: cell p") and said in "\n".join(found)
    finally:
        panel._settings = keep


# What the lessons ask of their panels: settings, each of which the book must have; what they leave out is as it opens.
ASKED = {
    "panel-photocopier": [
        *(dict(M=10, generation=g) for g in range(60)),
        *(dict(M=200, generation=g) for g in range(0, 201, 20)),
    ],
    "panel-gaussian": [
        *(dict(M=M, generations=100, seed=seed) for M in (50, 100, 200) for seed in range(1, 41)),
        *(dict(M=M, generations=300, ddof=ddof) for M in (5, 400) for ddof in (0, 1)),
        *(dict(M=M, generations=100) for M in (5, 10, 20, 50, 100, 200, 400)),
    ],
    "panel-rare-modes": [
        *(
            dict(A=A, B=B, M=M, generation=25, model=model)
            for A, B in ((0.06, 0.02), (0.04, 0.04), (0.02, 0.06))
            for M, model in product((25, 50, 100, 200), ("mixture", "Gaussian"))
        ),
        *(dict(A=0.06, B=0.02, M=50, model="KDE", generation=g) for g in (0, 10, 25)),
        dict(A=0.1, B=0.1, M=200, K=2, generation=0),
    ],
    "panel-words": [
        *(dict(N=1_000, temperature=1.0, generation=40, seed=seed) for seed in range(1, 11)),
        *(dict(N=N, temperature=0.95, generation=1) for N in (100, 300, 1_000, 3_000, 10_000, 30_000)),
        *(dict(N=10_000, temperature=1.2, generation=g) for g in (0, 1, 2, 5, 10, 20, 30, 40)),
    ],
    "panel-passages": [
        *(dict(setting=s, seed=1, generation=g, beside=0) for s in ("T = 1", "T = 0.8") for g in (0, 4, 7)),
        *(dict(setting="T = 0.8", seed=seed, generation=7, beside=0) for seed in (1, 2, 3, 4)),
        dict(setting="T = 0.8, 25 % human", generation=7, beside=0),
    ],
    "panel-bands": [dict(band=band, seed=seed) for band in ("once", "3_to_10", "11_to_100") for seed in (1, 2, 3, 4)],
    "panel-recipes": [
        *(dict(setting="protocol", generation=g) for g in (0, 1, 7)),
        *(dict(setting=s, generation=7) for s in ("a fresh tenth", "T = 1", "T = 0.8", "no prompts", "greedy")),
    ],
    "panel-diet": [
        *(
            dict(M=100, at=at, diet=diet, share=share)
            for at, diet in product((0, 40), ("replace", "accumulate", "fresh", "fixed"))
            for share in (0.02, 0.05, 0.1, 0.2, 0.5)
        ),
        *(dict(M=400, diet="fresh", share=0.1, at=at) for at in range(0, 95, 5)),
    ],
    "panel-writers": [
        *(dict(originality=0.3, how="blend", generation=15, outside=s) for s in (0.0, 0.1, 0.25, 0.5, 0.75, 1.0)),
        *(dict(originality=o, how="by lot", generation=15, crowd=k) for o in (0.05, 0.5) for k in range(1, 21)),
    ],
    "panel-handwriting": [
        *(
            dict(model=model, diet="replace", generation=g, seed=seed)
            for model in ("network without noise", "network with noise")
            for g, seed in product(range(16), (1, 2, 3))
        ),
        *(
            dict(model=model, diet=diet, generation=15, seed=seed)
            for model in ("the Gaussian", "network without noise", "network with noise")
            for diet, seed in product(("a tenth human, drawn anew", "the same tenth human"), (1, 2, 3))
        ),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", ASKED)
def test_every_question_can_be_answered_in_the_book(panels, name):
    panel, settings = panels[name], panels[name].settings()
    opens = {control: widget.value for control, widget in panel.controls.items()}
    assert [asked for asked in ASKED[name] if opens | asked not in settings] == []


def test_every_panel_is_asked_something(panels):
    assert set(ASKED) == set(panels)


def test_a_frame_is_what_the_panel_shows(panels):
    panel = panels["panel-bands"]
    image, words = panel.frame(**panel.settings()[7])
    for name, value in panel.settings()[7].items():
        panel.controls[name].value = value
    assert words == panel.sentence.removeprefix("Figure: ").removesuffix(" Run this cell, and the panel moves.")
    assert image.tobytes() == Image.open(io.BytesIO(panel.picture.value)).convert("RGB").tobytes()


def test_a_frame_that_is_lost_is_drawn_again_and_what_is_there_is_not(tmp_path, monkeypatch):
    parts = []

    def draw(path, name, part, folder):
        parts.append(part)
        setup, (cell,) = frames.panel_cells(path)
        count = len(frames.make(setup, cell).settings()) if part == 0 else 0
        for number in range(count):
            (folder / f"{number}.webp").touch()
        return dict.fromkeys(range(count), "words")

    def draw_all():
        folders, wrong = frames.draw_all([NOTEBOOKS / "00_start_here.ipynb"], tmp_path)
        (folder,) = folders.values()
        assert not wrong and not list(pages.lost_frames(folder))
        return folder

    monkeypatch.chdir(NOTEBOOKS)
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    monkeypatch.setattr(frames, "draw", draw)
    monkeypatch.setattr(frames, "ProcessPoolExecutor", ThreadPoolExecutor)
    folder = draw_all()
    draw_all()
    assert len(parts) == frames.PARTS
    (folder / "7.webp").unlink()
    draw_all()
    assert len(parts) == 2 * frames.PARTS


def test_a_change_of_what_a_panel_imports_draws_it_again_and_one_of_another_lesson_does_not(monkeypatch):
    setup, cell = next((setup, cell) for setup, cell in CELLS if cell.id == "panel-gaussian")
    reached = {str(path.relative_to(NOTEBOOKS)) for path in frames.reached([frames._module_of(cell)])}
    assert {"collapse/loop.py", "collapse/figures/house.py", "collapse/theory/gaussian.py"} <= reached
    assert not {"collapse/panels/words.py", "collapse/claims.py", "collapse/exercises/gaussian.py"} & reached
    before = frames.key(setup, cell)
    monkeypatch.setattr(frames, "reached", lambda modules: set())
    assert frames.key(setup, cell) != before


# --- the pages ---


GOOD = {
    "index.html": '<a href="a/b.html#here">b</a><a href="https://example.org/x">x</a><img src="p.webp" alt="A plot.">',
    "a/b.html": '<h1 id="here">b</h1><script src="../s.js"></script>'
    '<figure class="panel" data-panel="../_panels/p/"></figure>',
    "p.webp": "",
    "s.js": "",
    "_panels/p/panel.js": f"collapsePanel(\"p\", {json.dumps(dict(words=['one, two', 'three']))});\n",
    "_panels/p/0.webp": "",
    "_panels/p/1.webp": "",
}  # fmt: skip


def site(folder, changes):
    for name, text in (GOOD | changes).items():
        if text is not None:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
    return list(pages.faults(folder))


def test_good_pages_are_good(tmp_path):
    assert site(tmp_path, {}) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("index.html", "b.html", "c.html", "index.html: a/c.html#here leads nowhere"),
        ("index.html", "#here", "#there", "leads to a page without this anchor"),
        ("index.html", ' alt="A plot."', "", "p.webp has no words in its place"),
        ("index.html", 'src="p.webp"', 'src="https://example.org/p.webp"', "is fetched from elsewhere"),
        ("a/b.html", "../s.js", "//example.org/s.js", "is fetched from elsewhere"),
        ("a/b.html", "<figure", 'to $<span class="formula">1</span>$<figure', "stands between dollar signs"),
        ("a/b.html", "../_panels/p/", "../_panels/q/", "the panel q has no frames"),
        ("_panels/p/1.webp", None, None, "the panel p lacks frames [1] of 2"),
    ],
)
def test_a_bad_page_is_said(tmp_path, name, old, new, said):
    assert old is None or old in GOOD[name]
    found = site(tmp_path, {name: None if old is None else GOOD[name].replace(old, new)})
    assert len(found) == 1 and said in found[0]


def test_formulas_are_set_and_faults_in_them_are_said(katex):
    made = formulas.typeset(r"\frac{1}{2}", display=True)
    assert 'class="katex-display"' in made and "<mfrac>" in made
    with pytest.raises(ValueError, match="KaTeX parse error"):
        formulas.typeset(r"\frac{1}{", display=False)


# --- the script, in a browser ---


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    """A page with one panel: a slider of five places, a menu of three; the last of each has one picture."""
    folder = tmp_path_factory.mktemp("toy")
    settings = [[n, m] for n in range(5) for m in range(2) if (n, m) != (4, 1)] + [[0, 2]]
    control = dict(tooltip="what it does", all=5, start=0)
    data = dict(
        controls=[
            control | dict(label="height", kind="IntSlider", stops=list("abcde")),
            control | dict(label="model", kind="Dropdown", stops=["x", "y", "z"], all=3),
            control | dict(label="how", kind="ToggleButtons", stops=["only"], all=1),
        ],
        settings=[[*setting, 0] for setting in settings],
        words=[f"height {'abcde'[n]}, model {'xyz'[m]}" for n, m in settings],
        width=60,
        height=40,
    )
    panel = folder / "_panels" / "toy"
    panel.mkdir(parents=True)
    for number in range(len(settings)):
        Image.new("RGB", (60, 40), (20 * number, 0, 0)).save(panel / f"{number}.webp", lossless=True)
    (panel / "3.webp").unlink()
    (panel / "panel.js").write_text(f'collapsePanel("toy", {json.dumps(data)});')
    for name in ("panel.js", "book.css"):
        shutil.copy(Path(stage.__file__).with_name("static") / name, folder)
    Image.new("RGB", (60, 40)).save(folder / "stored.webp")
    (folder / "toy.html").write_text(
        '<!doctype html><html lang="en"><title>Toy</title><link rel="icon" href="data:,">'
        '<link rel="stylesheet" href="book.css"><script defer src="panel.js"></script><main><h1>Toy</h1>'
        '<figure class="panel" data-panel="_panels/toy/"><img src="stored.webp" alt="A plot." width="60" height="40">'
        "<figcaption>Figure: as stored. Run this cell, and the panel moves.</figcaption></figure></main></html>"
    )
    return folder


@pytest.fixture
def visit(toy, chrome):
    with check.served(toy) as address:
        visit = check.Visit(chrome, address, "toy.html")
        (visit.panel,) = visit.panels()
        yield visit
        visit.close()


def said(visit):
    return visit.panel.locator("figcaption").text_content()


def test_a_panel_moves_by_keyboard_says_what_it_shows_and_what_it_cannot_show(visit):
    slider, menu = visit.panel.get_by_role("slider"), visit.panel.get_by_role("combobox")
    assert said(visit) == "Figure: height a, model x"
    assert visit.panel.locator("img").get_attribute("src") == "stored.webp"
    slider.press("ArrowRight")
    visit.page.wait_for_function("document.querySelector('figcaption').textContent === 'Figure: height b, model x'")
    assert visit.panel.locator("img").get_attribute("src").endswith("/2.webp")
    assert slider.get_attribute("aria-valuetext") == "b"
    slider.press("End")
    visit.page.wait_for_function("document.querySelector('figcaption').textContent === 'Figure: height e, model x'")
    menu.press("ArrowDown")  # not drawn: said, and no picture is shown in its place
    visit.page.wait_for_function("document.querySelector('.panel-missing').hidden === false")
    assert said(visit).startswith("Not drawn for this page: height: e; model: y; how: only.")
    assert not visit.panel.locator("img").is_visible()
    visit.panel.get_by_role("button", name="nearest").press("Enter")
    visit.page.wait_for_function("document.querySelector('figcaption').textContent === 'Figure: height d, model y'")
    assert visit.panel.locator("img").is_visible()
    assert [said for said in visit.complaints if "404" not in said] == []  # of the frame that is lost on purpose


def test_a_lost_picture_is_said(visit):
    visit.panel.get_by_role("combobox").select_option("y")
    visit.page.wait_for_function("document.querySelector('figcaption').textContent === 'Figure: height a, model y'")
    visit.panel.get_by_role("slider").press("ArrowRight")
    visit.page.wait_for_function("document.querySelector('.panel-missing').hidden === false")
    assert "could not be fetched" in said(visit)


def test_a_panel_plays_and_pauses(visit):
    visit.panel.get_by_role("button", name="Play: height").press("Enter")
    assert visit.panel.locator("figcaption").get_attribute("aria-live") == "off"
    visit.page.wait_for_function("document.querySelector('figcaption').textContent === 'Figure: height e, model x'")
    visit.page.wait_for_function("document.querySelector('figcaption').ariaLive === 'polite'")
    visit.panel.get_by_role("button", name="Play: height").press("Enter")
    visit.page.wait_for_function("document.querySelector('figcaption').textContent === 'Figure: height b, model x'")
    visit.panel.get_by_role("button", name="Pause: height").press("Enter")
    visit.page.wait_for_function("document.querySelector('figcaption').textContent")  # it is said once more
    here = said(visit)
    visit.page.wait_for_timeout(600)
    assert said(visit) == here


def test_a_play_button_says_where_nothing_else_was_drawn_and_begins_again_from_what_was_not(visit):
    play, menu = visit.panel.get_by_role("button", name="Play: height"), visit.panel.get_by_role("combobox")
    menu.select_option("z")
    visit.page.wait_for_function("document.querySelector('figcaption').textContent === 'Figure: height a, model z'")
    for _ in range(2):
        play.click()
        assert said(visit).endswith("z Nothing to play: no other place of height was drawn beside these settings.")
        assert play.is_visible() and visit.panel.locator("figcaption").get_attribute("aria-live") == "polite"
    menu.select_option("y")
    visit.page.wait_for_function("document.querySelector('figcaption').textContent === 'Figure: height a, model y'")
    visit.panel.get_by_role("slider").press("End")
    visit.page.wait_for_function("document.querySelector('.panel-missing').hidden === false")
    play.click()
    visit.page.wait_for_function("document.querySelector('figcaption').textContent === 'Figure: height a, model y'")


@pytest.mark.parametrize(
    "html, wide",
    [
        ("<h2>collapse.models.char_rnn</h2>", False),
        (f"<h2>{'collapse.' * 50}</h2>", True),
        ("<div style='overflow-x: hidden'><p style='width: 2000px'>cut</p></div>", True),
        ("<div style='overflow-x: auto'><p style='width: 2000px'>scrolls</p></div>", False),
    ],
)
def test_what_is_wider_than_the_window_is_said(visit, html, wide):
    visit.page.locator("main").evaluate("(main, html) => main.insertAdjacentHTML('beforeend', html)", html)
    visit.measure()
    assert any("wider than the window" in said for said in visit.complaints) == wide


def test_without_scripts_the_stored_picture_and_its_sentence_remain(toy, chrome):
    with check.served(toy) as address:
        context = chrome.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(f"{address}/toy.html")
        assert page.locator("figcaption").text_content().startswith("Figure: as stored.")
        assert page.locator("img").get_attribute("src") == "stored.webp"
        context.close()
