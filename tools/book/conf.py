"""Settings of Sphinx for the book; `stage.py` writes the pages that it reads."""

import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parents[1] / "notebooks")]

import stage  # noqa: E402

project = "Model collapse, notebook by notebook"
author = copyright = "the authors"
version = release = stage.version()
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.viewcode", "formulas", "buttons"]
myst_enable_extensions = ["dollarmath", "colon_fence"]
nb_execution_mode = "off"
html_math_renderer = "katex"
suppress_warnings = ["ref.python"]  # `lineages` in a shape names an axis, and two attributes have that name
autodoc_member_order = "bysource"
napoleon_google_docstring = False
napoleon_use_ivar = True  # attributes are told of once, where the class is
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


def escape_bars(app, what, name, obj, options, lines):
    """Bars in a docstring are absolute values; reStructuredText would take what they enclose for a name to replace."""
    lines[:] = [re.sub(r"(`+.*?`+)|\|", lambda found: found[1] or r"\|", line) for line in lines]


def setup(app):
    """Tell Sphinx of what is done to docstrings."""
    app.connect("autodoc-process-docstring", escape_bars)
