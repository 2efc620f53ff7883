"""The panels as the notebooks make them."""

from execute import tags
from frames import make
from hygiene import lessons

__all__ = ["CELLS", "make"]

CELLS = [(lesson.code[0], cell) for lesson in lessons() for cell in lesson.code if "panel" in tags(cell)]
