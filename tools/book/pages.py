"""What every page of the built book must hold to, as far as it can be seen without a browser."""

import json
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

ASKS = {"img": "src", "script": "src", "link": "href", "iframe": "src", "source": "src", "video": "src"}
RELATIONS = {"canonical", "search", "index", "next", "prev", "author", "help", "license"}  # links that fetch nothing


class Read(HTMLParser):
    """The anchors, links, pictures and panels of a page, and what it fetches."""

    def __init__(self, text):
        super().__init__()
        self.anchors, self.links, self.fetched, self.pictures, self.panels = set(), [], [], [], []
        self.dollars = '$<span class="formula">' in text
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = {name: value or "" for name, value in attributes}
        self.anchors |= {given[name] for name in ("id", "name") if name in given}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "img":
            self.pictures.append((given.get("src"), given.get("alt", "").strip()))
        if "panel" in given.get("class", "").split() and "data-panel" in given:
            self.panels.append(given["data-panel"])
        if given.get(ASKS.get(tag)) and not RELATIONS.intersection(given.get("rel", "").split()):
            self.fetched.append(given[ASKS[tag]])


def faults(folder):
    """Say what is wrong with the pages of a folder: dead links and anchors, silent pictures, requests, lost frames."""
    found = [path for path in sorted(Path(folder).rglob("*.html")) if "_static" not in path.parts]
    pages = {path: Read(path.read_text(encoding="utf-8")) for path in found}
    for path, page in pages.items():
        where = path.relative_to(folder)
        for link in page.links + page.fetched:
            yield from (f"{where}: {complaint}" for complaint in _dead(link, path, pages))
        yield from (f"{where}: {each} is fetched from elsewhere" for each in page.fetched if _is_elsewhere(each))
        yield from (f"{where}: {src} has no words in its place" for src, alt in page.pictures if not alt and _told(src))
        if page.dollars:
            yield f"{where}: a formula stands between dollar signs, and is not on a line of its own"
        for panel in page.panels:
            yield from (f"{where}: {complaint}" for complaint in lost_frames((path.parent / panel).resolve()))


def _told(src):
    return src is None or not src.startswith("data:")


def _is_elsewhere(address):
    return bool(urlsplit(address).netloc)


def _dead(link, path, pages):
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return
    there = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    there = there / "index.html" if there.is_dir() else there
    if not there.exists():
        yield f"{link} leads nowhere"
    elif parts.fragment and there in pages and unquote(parts.fragment) not in pages[there].anchors:
        yield f"{link} leads to a page without this anchor"


def panel_data(script):
    """Return what the script of a panel's frames hands to panel.js."""
    text = script.read_text(encoding="utf-8")
    return json.loads(text[text.index(", {") + 2 : text.rindex(")")])


def lost_frames(folder):
    """Say what is missing of the frames of a panel in a folder."""
    script = folder / "panel.js"
    if not script.exists():
        yield f"the panel {folder.name} has no frames"
        return
    count = len(panel_data(script)["words"])
    missing = [number for number in range(count) if not (folder / f"{number}.webp").exists()]
    if missing:
        yield f"the panel {folder.name} lacks frames {missing[:5]} of {count}"
