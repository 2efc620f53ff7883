"""Builds the book from the stored notebooks: `make book`. The pages come to lie in site/html, from which they open.

Only the frames of the panels are drawn, and only those that are not in site/frames yet. `make book ARGS="check"` tries
every page in Chromium as well, and `make book ARGS="check pictures"` saves pictures of them in site/pictures.
"""

import argparse
import re
import shutil
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1] / "notebooks")]

from sphinx.cmd.build import main as sphinx  # noqa: E402

import formulas  # noqa: E402
import frames  # noqa: E402
import pages  # noqa: E402
import stage  # noqa: E402
from execute import NOTEBOOKS  # noqa: E402
from repository import ROOT  # noqa: E402
from stage import SITE  # noqa: E402

NAMES = re.compile(r'(?<=<span class="pre">)[^<]*|(?<=<h1>Source code for )[^<]*')
MAY_BREAK = re.compile(r"(?<=[a-z])[._]")  # where a line may end within a long name
# What the theme writes, and what the book has instead: names that say what is seen, for those who listen or speak to a
# page; and icons by the font that is loaded anyhow, not once more by a script of 1.5 MB.
POLISH = [
    (re.compile(r"<script[^>]*scripts/fontawesome\.js[^>]*></script>"), ""),
    (re.compile(r'(<button class="btn search-button-field[^>]*) aria-label="Search"'), r"\1"),
    (re.compile(r'<summary aria-label="Toggle hidden content">'), "<summary>"),
    (re.compile(r'<summary>(?=<span class="toctree-toggle")'), '<summary aria-label="Pages of this part">'),
    (NAMES, lambda found: MAY_BREAK.sub(r"\g<0><wbr>", found[0])),
]


def build():
    """Build the book; return the exit code."""
    began = time.monotonic()
    formulas.install()
    paths = sorted(NOTEBOOKS.glob("*.ipynb"))
    panels, wrong = frames.draw_all(paths, SITE / "frames")
    source = stage.Stage(SITE / "source", panels)
    source.faults += wrong
    try:
        source.write()
    except stage.Faults as faults:
        print(faults, file=sys.stderr)
        return 1
    html = SITE / "html"
    shutil.rmtree(html, ignore_errors=True)
    doctrees, written = str(SITE / "doctrees"), str(SITE / "source")
    code = sphinx(["-W", "--keep-going", "-q", "-E", "-d", doctrees, "-c", str(HERE), written, str(html)])
    if code:
        return code
    finish(html, paths, panels)
    wrong = list(pages.faults(html))
    if wrong:
        print("\n".join(wrong), file=sys.stderr)
        return 1
    print(f"{html}/index.html: {size(html) / 2**20:.0f} MB in {time.monotonic() - began:.0f} s")
    return 0


def finish(html, paths, panels):
    """Add the pictures, the frames and the notebooks themselves; polish what the theme writes."""
    shutil.copytree(SITE / "source" / "_pictures", html / "_pictures")
    for folder in panels.values():
        shutil.copytree(folder, html / "_panels" / folder.name)
    for path in paths:
        shutil.copy(path, html / "_sources" / path.relative_to(ROOT))
    for path in (html / "_static").rglob("*.html"):  # templates of the theme, and no pages
        path.unlink()
    for path in html.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        for pattern, instead in POLISH:
            text = pattern.sub(instead, text)
        path.write_text(text, encoding="utf-8")
    for path in html.rglob("*.map"):  # for those who mend the theme
        path.unlink()
    (html / ".nojekyll").touch()


def size(folder):
    """Return the bytes of all files in a folder."""
    return sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())


def main():
    """Build the book, and try it if asked to; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("also", nargs="*", help="check, pictures")
    also = parser.parse_args().also
    if unknown := set(also) - {"check", "pictures"}:
        parser.error(f"it can check, and save pictures, not {sorted(unknown)}")
    code = build()
    if code or not also:
        return code
    from check import check  # wants playwright and Chromium, which the book does not

    folder = SITE / "pictures" if "pictures" in also else None
    wrong = check(pictures=folder)
    print("\n".join(wrong))
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
