"""The cell of notebook 04 that is there to be changed: it works on a text in another alphabet, with its own words."""

import contextlib
import io

import numpy as np
import pytest

from collapse import text
from execute import NOTEBOOKS
from hygiene import Lesson

# A toy grammar of Greek, written for this test.
WHO = "η θάλασσα|ο ψαράς|ένα μικρό καΐκι|το φεγγάρι|η γιαγιά|ο γάτος του λιμανιού|μια γλάρος|το παλιό σπίτι".split("|")
DOES = "κοιτάζει|θυμάται|ακούει|περιμένει|φωνάζει|ονειρεύεται|ξεχνά".split("|")
WHAT = "τον άνεμο|τα κύματα|ένα τραγούδι|τη βροχή|το νησί|τους ναύτες|τίποτα|τον ήλιο που δύει".split("|")
WHEN = "κάθε πρωί|το βράδυ|στις τρεις|χωρίς λόγο|όλο τον χειμώνα|«πάντα»".split("|")


def greek(characters, rng):
    sentences, length = [], 0
    while length < characters:
        sentence = " ".join(rng.choice(words) for words in (WHO, DOES, WHAT, WHEN))
        sentences.append(sentence[0].upper() + sentence[1:] + rng.choice([".", ";", "…"]))
        length += len(sentences[-1]) + 1
    return "\n".join(sentences)


def cell(name):
    lesson = Lesson.read(NOTEBOOKS / "04_train_a_char_rnn_on_itself.ipynb")
    return next(cell.source for cell in lesson.code if cell.id == name)


def run_on(path, monkeypatch):
    """Run the cell on a text; return its names, and what it and the next one print."""
    monkeypatch.chdir(NOTEBOOKS)
    source, names, said = cell("own-chain"), {}, io.StringIO()
    assert '"novels"' in source
    exec(cell("setup"), names)
    with contextlib.redirect_stdout(said):
        exec(source.replace('"novels"', repr(str(path))), names)
        exec(cell("own-read"), names)
    assert "human text is more surprising with each generation: " in said.getvalue()
    assert "English       your text" in said.getvalue() and said.getvalue().count("\ngeneration ") == 5
    return names, said.getvalue()


def test_the_cell_runs_on_greek(tmp_path, monkeypatch):
    (tmp_path / "my_text.txt").write_text(greek(text.SHORTEST, np.random.default_rng(1)), encoding="utf-8")
    names, said = run_on(tmp_path / "my_text.txt", monkeypatch)
    assert set(names["mine"].alphabet) >= set("άέήίό«»…ξψ")
    assert names["surprise"][0] < 2  # a toy grammar is learned
    assert any(word in said for word in ("θάλασσα", "φεγγάρι", "γιαγιά"))


def test_the_cell_runs_on_a_script_without_an_alphabet(tmp_path, monkeypatch):
    signs, rng = [chr(0x4E00 + 7 * i) for i in range(300)], np.random.default_rng(2)
    lines = ("".join(rng.choice(signs, 4)) + "と海を見た。\n" for _ in range(1_200))
    (tmp_path / "my_text.TXT").write_text("".join(lines), encoding="utf-8")
    with pytest.warns(text.ReadAsBytesWarning, match="read as UTF-8 bytes because it has 307 different characters"):
        names, said = run_on(tmp_path / "my_text.TXT", monkeypatch)
    assert names["mine"].as_bytes and "海を見た" in said


def test_the_text_before_the_cell_names_the_shortest_text_that_is_read():
    lesson = Lesson.read(NOTEBOOKS / "04_train_a_char_rnn_on_itself.ipynb")
    before = next(cell.source for cell in lesson.cells if cell.id == "own-text")
    assert f"{text.SHORTEST:,} characters or more" in before and f"more than {text.MOST_CHARACTERS} different" in before
