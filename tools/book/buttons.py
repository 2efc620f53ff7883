"""A Sphinx extension: the buttons above a page, to run the lesson, to take it along, and to see its source."""

from pathlib import PurePosixPath

import stage


def add_buttons(app, name, template, context, doctree):
    """Add the buttons of a page to those of the theme."""
    buttons = context.get("header_buttons")
    if buttons is None or doctree is None:
        return
    lesson = (app.srcdir / f"{name}.ipynb").exists()
    source = {"index": "README.md"}.get(name) or f"{name}{'.ipynb' if lesson else '.md'}"
    if name.startswith("package/"):
        room = PurePosixPath(name).name
        source = "notebooks/collapse" + (f"/{room}" if room != "index" else "")
        source += ".py" if (stage.ROOT / f"{source}.py").exists() else ""
    kind = "tree" if (stage.ROOT / source).is_dir() else "blob"
    made = [_button("source", stage.on_host(source, kind), "Source of this page", "fa-solid fa-code")]
    if lesson:
        file = PurePosixPath(source).name
        up = "../" * (len(PurePosixPath(name).parts) - 1)
        download = _button("download", f"{up}_sources/{source}", "Download this notebook", "fa-solid fa-download")
        made = [_button("binder", stage.on_binder(file), "Run on Binder", "fa-solid fa-rocket"), download, *made]
    buttons[:0] = made


def _button(kind, url, text, icon):
    return dict(type="link", url=url, tooltip=text, text="", icon=icon, label=f"{kind}-button")


def setup(app):
    """Tell Sphinx of the buttons; the theme's own are made before."""
    app.connect("html-page-context", add_buttons, priority=502)
    return dict(parallel_read_safe=True, parallel_write_safe=True)
