"""Tries the built book in Chromium, from its files and without a network: `make book ARGS="check"`.

Every page is opened as wide as a laptop and as narrow as a phone, light and dark, and examined by axe; what it asks
for, what it complains of, and its weight are written down; every panel is moved by keyboard to both ends, and timed.
"""

import functools
import http.server
import statistics
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1] / "notebooks")]

import pages  # noqa: E402
from browser import chromium  # noqa: E402
from patience import PATIENCE  # noqa: E402
from stage import SITE  # noqa: E402

AXE = HERE / "node_modules" / "axe-core" / "axe.min.js"
WINDOWS = [(1280, 900), (390, 844)]
SCHEMES = ["light", "dark"]
MOST_PAGE, MOST_BOOK = 1.5e6, 80e6  # bytes
MOST_DELAY = 50  # ms from a key to the picture, at the 95th percentile
KEYS = 12  # pressed on each slider to be timed
EXAMINE = """async () => {
  const found = await axe.run(document, { resultTypes: ["violations"] });
  return found.violations.filter((v) => ["serious", "critical"].includes(v.impact))
    .map((v) => `${v.id}: ${v.nodes.length} times, as ${v.nodes[0].target.join(" ")} ${v.nodes[0].failureSummary}`);
}"""
# Also what is too wide and clipped, of which the page itself does not become wider; not what a reader opens or scrolls,
# nor the parts of a formula, some of which are there to be heard.
WIDE = """() => {
  if (document.documentElement.scrollWidth > innerWidth) return "the page";
  const look = (node) => getComputedStyle(node);
  const scrolls = (node) => ["auto", "scroll"].includes(look(node).overflowX) || look(node).position === "fixed";
  const apart = (node) => node && (scrolls(node) || node.matches(".katex") || apart(node.parentElement));
  const wide = [...document.querySelectorAll("main *")].find(
    (node) => node.getBoundingClientRect().right > innerWidth + 1 && !apart(node),
  );
  return wide ? `${wide.tagName.toLowerCase()} ${wide.className}` : "";
}"""
LOADED = """() => {
  const images = [...document.querySelectorAll("article img")];
  for (const image of images) image.loading = "eager";
  scrollTo(0, 0);
  return Promise.all(images.map((image) => image.decode()));
}"""
# From a key to the frame in which the picture is on the screen.
TIMED = """([figure, keys]) => new Promise((resolve) => {
  const seen = [];
  window.pressed = 0;
  const frame = figure.querySelector(".panel-frame");
  addEventListener("keydown", (event) => { window.pressed = event.timeStamp; }, true);
  new MutationObserver(() => requestAnimationFrame(() => requestAnimationFrame(() => {
    if (window.pressed) seen.push(performance.now() - window.pressed);
    window.pressed = 0;
  }))).observe(frame, { childList: true });
  window.timings = () => seen;
  resolve();
})"""


@contextmanager
def served(folder):
    """Serve the files of a folder to this machine; give the address."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *arguments):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class Visit:
    """A page of the book, open in a browser; `complaints` says what went wrong."""

    def __init__(self, browser, address, name, window=WINDOWS[0], scheme="light"):
        size = dict(zip(("width", "height"), window, strict=True))
        self.name, self._address, self.complaints, self.weight = name, address, [], 0
        self.context = browser.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce")
        self.context.route(lambda url: not url.startswith(address), lambda route: route.abort())
        self.page = self.context.new_page()
        self.page.set_default_timeout(1000 * PATIENCE)
        self.page.on("pageerror", lambda error: self.complain(f"raised {error}"))
        self.page.on("console", lambda said: self.complain(f"reported {said.text}") if said.type == "error" else None)
        self.page.on("request", self._ask)
        self.page.on("response", self._weigh)
        self.page.goto(f"{address}/{name}")
        self.page.wait_for_load_state("networkidle")
        self.first_weight = self.weight

    def complain(self, what):
        self.complaints.append(f"{self.name}: {what}")

    def _ask(self, request):
        if not request.url.startswith((self._address, "data:", "blob:")):
            self.complain(f"asked for {request.url}")

    def _weigh(self, response):
        if response.status >= 400:
            self.complain(f"{response.url} is {response.status}")
        if "/_panels/" not in response.url:
            self.weight += int(response.headers.get("content-length", 0))

    def examine(self):
        """Look for what axe finds serious, for what is wider than the window, and for formulas that are not set."""
        self.page.add_script_tag(path=AXE)
        for found in self.page.evaluate(EXAMINE):
            self.complain(found)
        self.measure()
        if self.page.locator(".katex-error").count() or self.page.evaluate(
            "[...document.querySelectorAll('.formula')].some((node) => !node.querySelector('.katex'))"
        ):
            self.complain("has a formula that is not set")

    def measure(self):
        """Complain of what is wider than the window."""
        if wide := self.page.evaluate(WIDE):
            self.complain(f"is wider than the window: {wide}")

    def save_picture(self, path):
        """Save a picture of the whole page, with the figures that wait until they are scrolled to."""
        self.panels()
        self.page.evaluate(LOADED)
        self.page.screenshot(path=path, full_page=True)

    def panels(self):
        """Return the panels, each once it moves."""
        found = self.page.locator("figure.panel")
        for number in range(found.count()):
            found.nth(number).scroll_into_view_if_needed()
            self.page.wait_for_function(
                "number => document.querySelectorAll('figure.panel')[number].dataset.state", arg=number
            )
        return [found.nth(number) for number in range(found.count())]

    def close(self):
        self.context.close()


def drive(visit, panel):
    """Move every control of a panel by keyboard to both ends; return the times of single steps, in milliseconds."""
    page = visit.page
    page.evaluate(TIMED, [panel.element_handle(), KEYS])
    for row in panel.locator(".panel-control").all():
        label = row.locator("label, .panel-legend").first.text_content()
        slider, menu, buttons = (row.locator(kind) for kind in ("[type=range]", "select", "[type=radio]"))
        if slider.count() and slider.is_enabled():
            for key in ("End", "Home"):
                said = _press(page, panel, slider, key)
                if int(slider.input_value()) != int(slider.get_attribute("max" if key == "End" else "min")):
                    visit.complain(f"{label}: {key} does not reach the end")
                if not said:
                    visit.complain(f"{label}: {key} says nothing")
            for key in ["ArrowRight"] * KEYS + ["ArrowLeft"] * KEYS:
                _press(page, panel, slider, key)
        elif menu.count():
            for key in ("End", "Home"):
                _press(page, panel, menu, key)
        elif buttons.count():
            for end in (-1, 0):
                buttons.nth(end).focus()
                buttons.nth(end).press("Space")
                page.wait_for_timeout(150)
                if not buttons.nth(end if end == 0 else buttons.count() - 1).is_checked():
                    visit.complain(f"{label}: a button cannot be chosen by keyboard")
    return page.evaluate("window.timings()")


def _press(page, panel, target, key):
    if not target.evaluate("node => node === document.activeElement"):
        target.focus()
        page.wait_for_timeout(220)  # nobody arrives with Tab and presses the next key at the same moment
    target.press(key)
    page.wait_for_timeout(220)  # as fast as a hand; the neighbors are fetched meanwhile
    return panel.locator("figcaption").text_content().strip()


def find(visit, words, wanted):
    """Search for words; complain if the page that is wanted is not among what is found."""
    visit.page.goto(f"{visit._address}/search.html?q={words}")
    visit.page.wait_for_selector("#search-results li a")
    found = [link.get_attribute("href") for link in visit.page.locator("#search-results li a").all()]
    if not any(wanted in link for link in found):
        visit.complain(f"a search for {words} finds {found[:5]}, not {wanted}")


def _named(part, folder):
    return sorted(str(path.relative_to(folder)) for path in part.rglob("*.html"))


def check(folder=SITE / "html", pictures=None, names=None):
    """Try the book; return what is wrong with it, and print what was measured."""
    complaints = list(pages.faults(folder))
    sources = [] if names else _named(folder / "_modules", folder)
    names = names or [name for name in _named(folder, folder) if name not in sources]
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    if pictures:
        pictures.mkdir(parents=True, exist_ok=True)
    if size > MOST_BOOK:
        complaints.append(f"the book has {size / 1e6:.0f} MB")
    times, weights = [], {}
    with served(folder) as address, chromium() as browser:
        for name in names:
            for window in WINDOWS:
                for scheme in SCHEMES:
                    visit = Visit(browser, address, name, window, scheme)
                    weights[name] = max(weights.get(name, 0), visit.first_weight)
                    visit.examine()
                    if pictures:
                        shot = f"{name.replace('/', '-').removesuffix('.html')}-{window[0]}-{scheme}.png"
                        visit.save_picture(pictures / shot)
                    if scheme == "light" and window == WINDOWS[0]:
                        times += [time for panel in visit.panels() for time in drive(visit, panel)]
                    complaints += visit.complaints
                    visit.close()
        for name in sources:  # all alike but for their length: how wide they are on a phone is enough
            visit = Visit(browser, address, name, WINDOWS[-1])
            visit.measure()
            complaints += visit.complaints
            visit.close()
        visit = Visit(browser, address, "search.html")
        find(visit, "half-life", "01_resample_a_gaussian")
        complaints += visit.complaints
        visit.close()
    heavy = max(weights, key=weights.get)
    if weights[heavy] > MOST_PAGE:
        complaints.append(f"{heavy} weighs {weights[heavy] / 1e6:.2f} MB before the first frame")
    late = statistics.quantiles(times, n=20)[-1] if len(times) > 1 else 0
    if late > MOST_DELAY:
        complaints.append(f"a picture follows its key after {late:.0f} ms at the 95th percentile")
    print(
        f"{len(names)} pages, {size / 1e6:.1f} MB; heaviest page {heavy}: {weights[heavy] / 1e6:.2f} MB; key to picture"
    )
    print(
        f"{statistics.median(times):.0f} ms median, {late:.0f} ms at the 95th percentile of {len(times)}"
        if times
        else ""
    )
    return complaints
