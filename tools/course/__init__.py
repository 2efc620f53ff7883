"""What a lecturer prints, shows and imports, made from the notebooks, the guide and the package by `make release`.

test/          twelve questions for before and after the course, in two forms, and the script that scores them
slides/        question, figure, sentence, for those notebooks that have tags for it
predictions/   the *Predict* boxes with room to write, and a table for a show of hands
handouts/      formulas and notation, a page for each lesson that has formulas
"""

import shutil
import sys

from execute import NOTEBOOKS

sys.path.insert(0, str(NOTEBOOKS))  # the package, whose docstrings the handouts are made of

from course import handout, predictions, quiz, slides  # noqa: E402

# What makes the page of a notebook, by its folder; None where a notebook has nothing for it.
PAGES = {"slides": slides.page, "predictions": predictions.page, "handouts": handout.page}


def write(paths, root):
    """Write everything for the notebooks at `paths` into the folder `root`, anew."""
    shutil.rmtree(root, ignore_errors=True)
    quiz.write(root / "test")
    for folder, page in PAGES.items():
        (root / folder).mkdir()
        for path in paths:
            text = page(path)
            if text:
                (root / folder / f"{path.stem}.html").write_text(text, encoding="utf-8")
    for path in paths:
        predictions.write_hands(path, root / "predictions" / f"{path.stem}_hands.csv")
