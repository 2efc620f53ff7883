"""Markdown of the notebooks as HTML that needs nothing else: formulas become MathML, which browsers set themselves."""

import re

import latex2mathml.converter
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

FOLDED = re.compile(r"<details>.*?</details>\s*", re.DOTALL)


SPACED = re.compile(r"\\(ln|log|exp|tanh)((?:_\w)?) *(?=[A-Za-z0-9\\])")  # the name of a function keeps its distance


def _formula(tex, options):
    tex = SPACED.sub(r"\\\1\2\\,", tex)
    return latex2mathml.converter.convert(tex, display="block" if options["display_mode"] else "inline")


def _unlinked(self, tokens, index, options, environment):
    return ""  # a link of a notebook leads nowhere from here; its words stay


MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
MARKDOWN.use(dollarmath_plugin, renderer=_formula, allow_space=False, double_inline=True)
for rule in ("link_open", "link_close"):
    MARKDOWN.add_render_rule(rule, _unlinked)


def html_of(text):
    """Return Markdown as HTML, without links and without what is folded away."""
    return MARKDOWN.render(FOLDED.sub("", text))


def inline(text):
    """Return one paragraph of Markdown as HTML without the paragraph's mark."""
    return MARKDOWN.renderInline(" ".join(text.split()))
