"""The cell of notebook 04 that is there to be changed: it works on a text in another alphabet, with its own words."""

import contextlib
import io

import numpy as np

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


def test_the_cell_runs_on_greek(tmp_path, monkeypatch):
    monkeypatch.chdir(NOTEBOOKS)
    (tmp_path / "my_text.txt").write_text(greek(80_000, np.random.default_rng(1)), encoding="utf-8")
    source, names, said = cell("own-chain"), {}, io.StringIO()
    assert '"novels"' in source
    exec(cell("setup"), names)
    with contextlib.redirect_stdout(said):
        exec(source.replace('"novels"', repr(str(tmp_path / "my_text.txt"))), names)
        exec(cell("own-read"), names)
    assert "human text is more surprising with each generation: " in said.getvalue()
    assert said.getvalue().count("bits per character") == 4
    assert set(names["mine"].alphabet) >= set("άέήίό«»…ξψ")
    assert names["surprise"][0] < 1.5  # a toy grammar is learned
    assert any(word in said.getvalue() for word in ("θάλασσα", "φεγγάρι", "γιαγιά"))


def test_what_the_text_before_the_cell_says_of_the_length(tmp_path):
    """80,000 characters leave 60,000 for training after a tenth is held out; fewer would train on less."""
    (tmp_path / "my_text.txt").write_text(greek(80_000, np.random.default_rng(2)), encoding="utf-8")
    assert text.load(str(tmp_path / "my_text.txt"), lower=True).train.size >= 60_000
