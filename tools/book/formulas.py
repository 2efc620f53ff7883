"""A Sphinx extension: KaTeX in Node sets the formulas when the book is built; pages need no script to show them."""

import atexit
import json
import subprocess
from functools import cache
from pathlib import Path

from docutils import nodes
from sphinx.util import logging

HERE = Path(__file__).parent
KATEX = HERE / "node_modules" / "katex" / "dist"
JOINER = "\N{WORD JOINER}"
LOG = logging.getLogger(__name__)


def install():
    """Bring what sets formulas, as pinned; npm does it."""
    if not KATEX.exists():
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=HERE, check=True)


@cache
def _node():
    """Start the process that sets formulas; it ends when ours does."""
    pipes = dict(stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    process = subprocess.Popen(["node", "formulas.js"], cwd=HERE, **pipes)
    atexit.register(_end, process)
    return process


def _end(process):
    process.stdin.close()
    process.stdout.close()
    process.wait()


@cache
def typeset(tex, display):
    """Return a formula as HTML, with MathML for those who listen; ValueError says what is wrong with it."""
    process = _node()
    process.stdin.write(json.dumps(dict(tex=tex, display=display)) + "\n")
    process.stdin.flush()
    answer = json.loads(process.stdout.readline())
    if "error" in answer:
        raise ValueError(answer["error"])
    return answer["html"]


def _joints(node):
    """Return what keeps a formula on the line of the bracket before it, and of the sign after it."""
    place, around = node.parent.index(node), node.parent.children
    before = around[place - 1].astext() if place else ""
    after = around[place + 1].astext() if place + 1 < len(around) else ""
    return JOINER * before.endswith(("(", "[", "“")), JOINER * after.startswith(tuple(",.;:?!)]”"))


def _visit(element, display):
    def visit(self, node):
        try:
            html = typeset(node.astext(), display)
        except ValueError as problem:
            LOG.warning(f"a formula that cannot be set: {problem}", location=node)
            html = ""
        reached = ' tabindex="0"' if display else ""  # where it is wider than the page, it scrolls by keyboard
        before, after = ("", "") if display else _joints(node)
        self.body.append(f'{before}<{element} class="formula"{reached}>{html}</{element}>{after}')
        raise nodes.SkipNode

    return visit, None


def setup(app):
    """Tell Sphinx of the renderer."""
    app.add_html_math_renderer("katex", _visit("span", False), _visit("div", True))
    return dict(parallel_read_safe=True, parallel_write_safe=True)
