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


def write(paths, root):
    """Write everything for the notebooks at `paths` into the folder `root`, anew."""
    shutil.rmtree(root, ignore_errors=True)
    quiz.write(root / "test")
    for folder in ("slides", "predictions", "handouts"):
        (root / folder).mkdir()
    for path in paths:
        if slides.slides(path):
            (root / "slides" / f"{path.stem}.html").write_text(slides.page(path), encoding="utf-8")
        (root / "predictions" / f"{path.stem}.html").write_text(predictions.page(path), encoding="utf-8")
        predictions.write_hands(path, root / "predictions" / f"{path.stem}_hands.csv")
        formulas = handout.page(path)
        if formulas:
            (root / "handouts" / f"{path.stem}.html").write_text(formulas, encoding="utf-8")
