"""How long a learner waits for the picture: from the key that goes down to the decoded picture, in Chromium."""

import os
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from execute import NOTEBOOKS
from yardstick import measured

MOST = 0.1  # yardsticks of the 95th percentile: 100 ms on an ordinary core
STEPS = 60  # single keys for each panel, as many for each of its controls
PAUSE, SETTLE = 300, 600  # milliseconds after a key, and after many
BURSTS, BURST, HELD = 5, 10, 30  # bursts, keys of each, and the milliseconds between two keys
FORGET = "lesson.seen.keys.length = lesson.seen.pictures.length = 0"


def bench_panel(report):
    from browser import Notebook, Window, chromium, jupyterlab  # these need playwright, and no other benchmark does

    with TemporaryDirectory() as folder, jupyterlab(Path(folder)) as address, chromium() as browser:
        window = Window(browser, address)
        for path in sorted(NOTEBOOKS.glob("*.ipynb")):
            notebook = Notebook(window, path.name)
            notebook.run_panels()
            for panel in notebook.panels():
                report_panel(report, panel)
            notebook.close()


def report_panel(report, panel):
    panel.show()
    panel.picture.evaluate("lesson.watch")
    steps, waits, yardsticks = STEPS // len(panel.controls), {}, []
    for control in panel.controls:
        waits[control.label] = there_and_back(panel, control, steps)
        yardsticks.append(measured().seconds)  # a machine may change its pace within the minute that a panel takes
    report = partial(report, yardstick=np.median(yardsticks))
    after = [burst(panel) for _ in range(BURSTS)]
    name, load = panel.cell.replace("-", "_"), f"load {os.getloadavg()[0]:.1f}"
    slowest = max(waits, key=lambda label: np.median(waits[label]))
    single = np.concatenate(list(waits.values()))
    all_controls = f"{steps} single keys on each of {len(waits)} controls; {load}"
    report(f"{name}_median", np.median(single), "ms", f"keydown to decoded picture, {all_controls}")
    worst = f"slowest: {slowest}, median {np.median(waits[slowest]):.0f} ms"
    report(f"{name}_p95", np.percentile(single, 95), "ms", f"95th percentile of the same; {worst}; {load}", most=MOST)
    quick = f"last of {BURST} keys, {HELD} ms apart, to the last picture: median of {BURSTS}; {load}"
    report(f"{name}_burst", np.median(after), "ms", quick)


def there_and_back(panel, control, steps):
    """Milliseconds that each of some steps of a control takes; the other controls stand where a learner finds them."""
    at_first = control.positions[1]
    waits = [wait(panel, control.step) for _ in range(steps)]
    control.to(at_first)
    panel.page.wait_for_timeout(SETTLE)
    return waits


def wait(panel, do):
    """Milliseconds from the first key that `do` presses to the picture that follows.

    For a while the page is asked nothing: each answer would take it some milliseconds, and a frame.
    """

    def do_and_leave_alone():
        do()
        panel.page.wait_for_timeout(PAUSE)

    panel.page.evaluate(FORGET)
    if not panel.shows_change(do_and_leave_alone):
        raise RuntimeError(f"{panel.cell} shows no new picture. {panel.error}")
    panel.page.wait_for_function("lesson.seen.pictures.length")
    seen = panel.page.evaluate("lesson.seen")
    return seen["pictures"][-1] - seen["keys"][0]


def burst(panel):
    """Milliseconds from the last of several quick keys on the longest slider to the last picture."""
    slider = max(panel.controls, key=lambda control: control.positions[2] if control.role == "slider" else 0)
    slider.to(slider.positions[0])
    panel.page.wait_for_timeout(SETTLE)
    panel.page.evaluate(FORGET)
    for _ in range(BURST):
        slider.step()
        panel.page.wait_for_timeout(HELD)
    panel.page.wait_for_timeout(SETTLE)
    seen = panel.page.evaluate("lesson.seen")
    return seen["pictures"][-1] - seen["keys"][-1]
