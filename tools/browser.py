"""The lessons in a real browser: JupyterLab as the README starts it, in Chromium, driven by keyboard.

python tools/browser.py FOLDER       saves a picture of every panel, in windows of two laptops, in FOLDER
python tools/browser.py FOLDER 02    only those of notebook 02
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import TimeoutError as TooLate
from playwright.sync_api import sync_playwright

from execute import chosen
from patience import PATIENCE
from repository import ROOT, files

SCRIPT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
# A container's root has no sandbox; the others keep Chromium from asking the network for anything.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LAPTOPS = [(1280, 800), (1366, 768)]
TOKEN = "lessons"
REDRAW = 300  # seconds until a picture counts as missing, hundreds of times what one takes


class NoChromium(Exception):
    """There is no Chromium on this machine; the message says how to get one."""

    def __init__(self):
        super().__init__(
            "there is no Chromium: apt-get install chromium, or elsewhere: uv run playwright install chromium"
        )


def find_chromium(playwright):
    """Return the path of a Chromium: the machine's, or the one that playwright installed."""
    found = [*map(shutil.which, NAMES), playwright.chromium.executable_path]
    return next((path for path in found if path and Path(path).exists()), None)


@contextmanager
def chromium():
    """A browser without a window."""
    with sync_playwright() as playwright:
        path = find_chromium(playwright)
        if not path:
            raise NoChromium
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def jupyterlab(folder):
    """JupyterLab, on a copy of the lessons in `folder` and with nobody's settings; gives its address."""
    for path in files():
        if path.parts[0] in ("notebooks", "data"):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / path, folder / path)
    port, log = _free_port(), folder / "server.log"
    with log.open("w") as file:
        server = subprocess.Popen(
            ["make", "lab", f"ARGS={_arguments(folder, port)}"],
            cwd=ROOT,
            env=os.environ | _own_folders(folder),
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            start_new_session=True,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(server, address, log)
        yield address
    finally:
        _stop(server)


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _arguments(folder, port):
    return (
        f"--no-browser --port={port} --ServerApp.port_retries=0 --ServerApp.ip=127.0.0.1 --ServerApp.root_dir={folder} "
        f"--IdentityProvider.token={TOKEN} --LabApp.expose_app_in_browser=True"
    )


def _own_folders(folder):
    names = "JUPYTER_CONFIG_DIR JUPYTER_DATA_DIR JUPYTER_RUNTIME_DIR JUPYTERLAB_SETTINGS_DIR JUPYTERLAB_WORKSPACES_DIR"
    return {name: str(folder / name.lower()) for name in [*names.split(), "IPYTHONDIR"]}


def _wait_for(server, address, log):
    end = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < end:
        try:
            return urllib.request.urlopen(f"{address}/api/status?token={TOKEN}", timeout=PATIENCE).close()
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()}")


def _stop(server):
    """End make, uv and JupyterLab, which ends its kernels; wait until the last of them is gone."""
    end = time.monotonic() + PATIENCE
    how = signal.SIGTERM
    try:
        while True:
            os.killpg(server.pid, how)
            how = 0 if time.monotonic() < end else signal.SIGKILL
            server.poll()
            time.sleep(0.1)
    except ProcessLookupError:
        server.wait()


class Window:
    """A window of a browser with JupyterLab in it, in which one notebook after the other is opened.

    `heard` says what the page complained of since the last notebook was closed, and what it asked other machines for.
    """

    def __init__(self, browser, address, size=LAPTOPS[0]):
        self.page = browser.new_page(viewport=dict(zip(("width", "height"), size, strict=True)))
        self.page.set_default_timeout(PATIENCE * 1000)
        self._address, self.heard = address, []
        self.page.on("pageerror", lambda error: self.heard.append(f"the page raised {error}"))
        self.page.on("console", self._hear)
        self.page.on("request", self._ask)
        self.page.goto(f"{address}/lab?token={TOKEN}&reset")
        self.page.wait_for_function("window.jupyterapp")
        self.page.evaluate(SCRIPT)

    def _hear(self, message):
        if message.type == "error":
            self.heard.append(f"the page reported {message.text}")

    def _ask(self, request):
        if not request.url.startswith((self._address, "data:", "blob:")):
            self.heard.append(f"the page asked for {request.url}")


class Notebook:
    """A notebook open in a `Window`; the one before it must have been closed.

    `complaints` says what went wrong since: in the kernel, and in the window.
    """

    def __init__(self, window, name):
        self._window, self.page = window, window.page
        self.page.evaluate("path => lesson.open(path)", f"notebooks/{name}")
        self.page.wait_for_selector(".jp-Notebook .jp-Cell")
        self.page.evaluate("lesson.attend()")

    @property
    def complaints(self):
        return self.page.evaluate("lesson.said") + self._window.heard

    @property
    def asked(self):
        """How many messages the kernel has begun to answer since the page was opened."""
        return self.page.evaluate("lesson.asked")

    def run_panels(self):
        """Run the first code cell, which is all that a panel's cell needs, and the cells of the panels.

        Return the names of those that did not run.
        """
        wanted = self.page.evaluate("[lesson.codeCells()[0], ...lesson.codeCells('panel')]")
        for name in wanted:
            self.page.evaluate("name => lesson.run(name)", name)
        ran = self.page.evaluate("lesson.ran")
        return [name for name in wanted if name not in ran]

    def panels(self):
        return [PanelInPage(self.page, name) for name in self.page.evaluate("lesson.codeCells('panel')")]

    def close(self):
        """Close it and end its kernel."""
        self.page.evaluate("lesson.close()")
        self._window.heard.clear()


class PanelInPage:
    """A panel as a learner has it: controls, a picture, words, and the reason why something could not be drawn."""

    def __init__(self, page, cell):
        self.page, self.cell = page, cell
        self.box = page.locator(f"[data-cell={cell}] .collapse-panel")
        self.picture = self.box.locator("img")
        self.words, self._error = map(self.box.locator, (".collapse-words", ".collapse-error"))
        self.picture.wait_for(timeout=REDRAW * 1000)
        rows = self.box.locator("> .widget-box > *:not(.collapse-play)")
        self.controls = [make_control(rows.nth(i)) for i in range(rows.count())]

    @property
    def error(self):
        return self._error.text_content()

    def show(self):
        """Scroll to it."""
        self.box.evaluate("box => box.scrollIntoView({block: 'center'})")

    def digest(self):
        """A short name of what the picture shows."""
        return self.picture.evaluate("lesson.digest")

    def shows_change(self, do):
        """Do something; return whether a new picture follows, and not the reason why there is none."""
        before = self.picture.get_attribute("src")
        do()
        news = "([picture, error, before]) => picture.src !== before || error.textContent"
        seen = [self.picture.element_handle(), self._error.element_handle(), before]
        try:
            self.page.wait_for_function(news, arg=seen, timeout=REDRAW * 1000)
        except TooLate:
            return False
        return not self.error

    def shows(self, digest):
        """Return whether the picture comes to show this."""
        return self.page.evaluate("lesson.shows", [self.picture.element_handle(), digest, REDRAW])


class Control:
    """One control of a panel: its row, and what in it takes the keys. A position is a number."""

    def __init__(self, row, targets):
        self.row, self.targets, self.forward = row, targets, True
        self.label = row.locator(".widget-label").first.text_content()

    @property
    def positions(self):
        """The first position, the present one and the last."""
        return self.row.evaluate("lesson.positions")

    def turn(self):
        """Turn around at an end; return whether it goes forward from here."""
        first, position, last = self.positions
        self.forward = position == first or (self.forward and position != last)
        return self.forward


class Sliding(Control):
    """A control that one key moves by one step, and another by five: a slider."""

    role, keys, page_keys = "slider", ("ArrowLeft", "ArrowRight"), ("PageDown", "PageUp")

    def to(self, position):
        first, now, last = self.positions
        if position in (first, last):
            return self.targets.press("Home" if position == first else "End")
        step = last - first  # at most; the first key tells
        for _ in range(int(last - first)):
            if now == position:
                return None
            keys = self.keys if abs(position - now) < 5 * step else self.page_keys
            self.targets.press(keys[now < position])
            before, now = now, self.positions[1]
            step = abs(now - before) if keys is self.keys else step
        raise AssertionError(f"the keys do not move {self.label} from {now} to {position}")

    def step(self):
        """One step, back and forth between the ends."""
        self.targets.press(self.keys[self.turn()])


class Listed(Sliding):
    """A list that drops down."""

    role, keys, page_keys = "combobox", *2 * [("ArrowUp", "ArrowDown")]


class Pressed(Control):
    """Buttons of which one is pressed, or a checkbox."""

    role = "group"

    def to(self, position):
        if position != self.positions[1]:
            self.targets.nth(min(position, self.targets.count() - 1)).press("Space")

    def step(self):
        """The next button, back and forth between the ends."""
        self.to(self.positions[1] + (1 if self.turn() else -1))


KINDS = {"[role=slider]": Sliding, "select": Listed, "button, [type=checkbox]": Pressed}


def make_control(row):
    """Make the control that is in a row of a panel."""
    for selector, kind in KINDS.items():
        if row.locator(selector).count():
            return kind(row, row.locator(selector))
    raise AssertionError(f"no control that the tests know how to move: {row.inner_html()}")


def save_pictures(folder, names):
    """Save what a learner sees around every panel."""
    with TemporaryDirectory() as scratch, jupyterlab(Path(scratch)) as address, chromium() as browser:
        for size in LAPTOPS:
            window = Window(browser, address, size)
            for path in chosen(names):
                notebook = Notebook(window, path.name)
                notebook.run_panels()
                for panel in notebook.panels():
                    panel.show()
                    notebook.page.screenshot(path=folder / f"{panel.cell}-{size[0]}.png")
                notebook.close()


if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
    save_pictures(Path(sys.argv[1]), sys.argv[2:])
