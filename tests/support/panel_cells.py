"""The panels as the notebooks make them."""

import ast

from execute import tags
from hygiene import lessons, parsed

CELLS = [(lesson.code[0], cell) for lesson in lessons() for cell in lesson.code if "panel" in tags(cell)]


def make(setup, cell):
    """Run the setup cell, which is all that a panel's cell may need, then the panel's cell; return the panel."""
    namespace = {}
    exec(setup.source, namespace)
    *statements, last = parsed(cell)
    exec(compile(ast.Module(statements, []), cell.id, "exec"), namespace)
    return eval(compile(ast.Expression(last.value), cell.id, "eval"), namespace)
