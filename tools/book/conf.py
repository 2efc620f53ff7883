"""Settings of Sphinx for the book; `stage.py` writes the pages that it reads."""

import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parents[1] / "notebooks")]

from docutils import nodes  # noqa: E402
from sphinx.addnodes import literal_strong, pending_xref  # noqa: E402
from sphinx.util.inspect import signature, stringify_signature  # noqa: E402

import stage  # noqa: E402

project = "Model collapse, notebook by notebook"
author = copyright = "the authors"
version = release = stage.version()
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.viewcode", "formulas", "buttons"]
myst_enable_extensions = ["dollarmath", "colon_fence"]
myst_dmath_double_inline = True  # $$ within a line is a formula on a line of its own
nb_execution_mode = "off"
html_math_renderer = "katex"
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True  # a function as it is written, not as Python shows it
napoleon_google_docstring = False
napoleon_custom_sections = [("Attributes", "params_style")]  # told of once; several may share a line
default_role = "py:obj"  # names in a docstring lead to what they name, where the package has it
autodoc_default_options = {"exclude-members": "set"}  # which matplotlib writes for every artist

html_theme = "sphinx_book_theme"
html_title = project
html_favicon = str(HERE / "static" / "icon.svg")
html_static_path = [str(HERE / "static"), str(stage.SITE / "source" / "_typesetting")]
exclude_patterns = ["_*"]
html_extra_path = []
html_css_files = ["katex.min.css", "book.css"]
html_js_files = [("panel.js", {"defer": "defer"})]
html_copy_source = True
html_show_sphinx = False
html_domain_indices = False  # the list of rooms is the index of modules
html_last_updated_fmt = None
html_context = {"default_mode": "auto"}
html_theme_options = {
    "home_page_in_toc": True,
    "navbar_persistent": [],  # one search is enough
    "show_toc_level": 2,
    "use_download_button": False,
    "use_fullscreen_button": False,
    "show_navbar_depth": 1,
}


COLON = "\N{RATIO}"  # in place of a colon, for a while


def escape_bars(app, what, name, obj, options, lines):
    """Bars in a docstring are absolute values; reStructuredText would take what they enclose for a name to replace."""
    lines[:] = [re.sub(r"(`+.*?`+)|\|", lambda found: found[1] or r"\|", line) for line in lines]


def link_works(app, what, name, obj, options, lines):
    """Lead the works that a docstring names to where they are."""
    lines[:] = [stage.WORK.sub(lambda work: f"`{work[0]} <{stage.where(work)}>`__", line) for line in lines]


def hide_colon(app, what, name, obj, options, lines):
    """A colon in a property's docstring is a colon; napoleon would take what is before it for a type."""
    if what == "property" and lines:
        lines[0] = lines[0].replace(":", COLON)


def show_colon(app, what, name, obj, options, lines):
    """Put the colons back, after napoleon."""
    lines[:] = [line.replace(COLON, ":") for line in lines]


def take_own_arguments(app, what, name, obj, options, arguments, returned):
    """A class is called as it says, and not as a class that it is made from does."""
    if what == "class" and (arguments or "").startswith("(*args"):
        return stringify_signature(signature(obj.__init__, bound_method=True)), returned
    return None


def skip_fields(app, what, name, obj, skip, options):
    """The fields of a named tuple stand among its attributes; Python's own word for each is its number."""
    return True if (getattr(obj, "__doc__", None) or "").startswith("Alias for field number") else None


def share_sentences(app, doctree):
    """Say once what several parameters have in common, as their docstring does; napoleon repeats it for each."""
    for points in doctree.findall(nodes.bullet_list):
        first, told = None, None
        for point in list(points):
            name = point.next_node(literal_strong)
            said = name and point.astext().removeprefix(name.astext())
            if name and said == told:
                first += nodes.Text(f", {name.astext()}")
                points.remove(point)
            else:
                first, told = name, said


def name_axes(app, doctree):
    """Lead types to classes alone: `lineages` in a shape is an axis, though an attribute has that name, too."""
    for node in list(doctree.findall(pending_xref)):
        if node.get("refspecific") and node["reftarget"].rpartition(".")[2].islower():
            node.replace_self(node.children)


def setup(app):
    """Tell Sphinx of what is done to docstrings, and to what is made of them."""
    app.connect("autodoc-process-docstring", hide_colon, priority=400)
    app.connect("autodoc-process-docstring", escape_bars)
    app.connect("autodoc-process-docstring", show_colon, priority=600)
    app.connect("autodoc-process-docstring", link_works, priority=600)
    app.connect("autodoc-skip-member", skip_fields)
    app.connect("autodoc-process-signature", take_own_arguments)
    app.connect("doctree-read", share_sentences)
    app.connect("doctree-read", name_axes)
