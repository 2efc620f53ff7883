"""Every relative link, in Markdown files and in the notebooks, leads to a file or a heading that exists."""

import json
import re
from posixpath import dirname, join, normpath
from urllib.parse import unquote

import pytest

from repository import ROOT, files

CODE = re.compile(r"^(```|~~~).*?^\1|`[^`\n]+`|\$\$.*?\$\$|\$[^$\n]+\$", re.DOTALL | re.MULTILINE)  # and mathematics
LINK = re.compile(  # [text](target "title"), [name]: target, and HTML
    r"\]\(\s*<?((?:[^()\s<>]|\([^()\s]*\))+)>?(?:\s[^)]*)?\)|^\s*\[[^\]]+\]:\s*<?(\S+?)>?$|(?:href|src)=[\"']([^\"']+)",
    re.MULTILINE,
)
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
TARGET = re.compile(r"<\w+[^>]*\b(?:id|name)=[\"']([^\"']+)")
ELSEWHERE = re.compile(r"^(https?|mailto|data|attachment):")


def text_of(path, source):
    """Return the Markdown of a file: a notebook's text cells, or all of it."""
    if not path.endswith(".ipynb"):
        return source
    cells = json.loads(source)["cells"]
    return "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


def anchors(path, text):
    """Return what #... may name: a notebook's headings as JupyterLab names them, a Markdown file's as code hosts do."""
    titles = HEADING.findall(re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    titles = [re.sub(r"\[([^\]]*)\]\([^)]*\)|[`*]", r"\1", title) for title in titles]
    if path.endswith(".ipynb"):
        named = {title.replace(" ", "-") for title in titles}
    else:
        named = {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
    return named | set(TARGET.findall(text))


def broken(sources, paths):
    """Yield every link that leads nowhere. `sources`: path -> content of the pages; `paths`: every file there is."""
    there = set(paths) | {parent for path in paths for parent in parents(path)}
    texts = {path: text_of(path, source) for path, source in sources.items()}
    for path, text in texts.items():
        for link in ("".join(groups) for groups in LINK.findall(CODE.sub("", text))):
            if ELSEWHERE.match(link):
                continue
            file, _, anchor = unquote(link).partition("#")
            target = normpath(join(dirname(path), file)) if file else path
            if target not in there:
                yield f"{path}: {link}: no such file"
            elif anchor and (target not in texts or anchor not in anchors(target, texts[target])):
                yield f"{path}: {link}: no such heading"


def parents(path):
    while path := dirname(path):
        yield path


def test_every_link_leads_somewhere():
    paths = [path.as_posix() for path in files()]
    pages = {path: (ROOT / path).read_text(encoding="utf-8") for path in paths if path.endswith((".md", ".ipynb"))}
    assert "README.md" in pages
    assert not list(broken(pages, paths))


README = """# The house

[a](lessons/a.ipynb) ![p](p.png) [d](lessons) [h](#the-house) [x](lessons/a.ipynb#2.-Two-(5-min))
[out](https://example.org/x.md) `[code](nowhere.md)` $E[x](n)$

```
[code](nowhere.md)
# not-a-heading
```
"""
LESSON = "# One\n\n[up](../README.md#the-house)\n\n## 2. Two (5 min)\n[own](#One) [id](#here)\n<a id='here'></a>"
PAGES = {
    "README.md": README,
    "lessons/a.ipynb": json.dumps({"cells": [{"cell_type": "markdown", "source": [LESSON]}]}),
}


@pytest.mark.parametrize(
    ("page", "old", "new"),
    [
        ("README.md", "(lessons/a.ipynb)", "(lessons/b.ipynb)"),
        ("README.md", "[d](lessons)", "[d](lessons#x)"),
        ("README.md", "[d](lessons)", "[d](#not-a-heading)"),
        ("README.md", "![p](p.png)", "<img alt='' src='q.png'>"),
        ("README.md", "![p](p.png)", "[p]\n\n[p]: q.png\n"),
        ("README.md", "Two-(5-min)", "Two-(6-min)"),
        ("lessons/a.ipynb", "../README.md", "README.md"),
        ("lessons/a.ipynb", "#One", "#one"),
    ],
)
def test_a_broken_link_is_seen(page, old, new):
    there = [*PAGES, "p.png"]
    assert list(broken(PAGES, there)) == []
    assert len(list(broken(PAGES | {page: PAGES[page].replace(old, new)}, there))) == 1
