"""Every notebook as a learner finds it in JupyterLab and Chromium, with what is stored; panels driven by keyboard.

Only the panels run here, and what they need. That all other cells run and show what is stored is held by nbval.
"""

import sys

import pytest

from browser import NoChromium, Notebook, Window, jupyterlab
from chromes import chromium_or_skip
from execute import NOTEBOOKS

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the Makefile needs a shell")
NAMES = sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))
IDS = [name.removesuffix(".ipynb") for name in NAMES]


# Before the others: there may be one playwright at a time.
def test_a_missing_browser_is_named_and_fails_where_all_tests_must_run(monkeypatch):
    monkeypatch.setattr("browser.find_chromium", lambda playwright: None)
    for value, outcome in (("", pytest.skip.Exception), ("true", NoChromium)):
        monkeypatch.setenv("CI", value)
        with pytest.raises(outcome, match="apt-get install chromium"), chromium_or_skip():
            pass


@pytest.fixture(scope="module")
def window(chrome, tmp_path_factory):
    with jupyterlab(tmp_path_factory.mktemp("jupyterlab")) as address:
        yield Window(chrome, address)


@pytest.fixture(scope="module", params=NAMES, ids=IDS)
def notebook(request, window):
    """Open a notebook and run its panels; its kernel ends before the next notebook's begins."""
    notebook = Notebook(window, request.param)
    notebook.not_run = notebook.run_panels()
    yield notebook
    notebook.close()


def test_the_page_is_silent_and_the_panels_run(notebook):
    complaints = notebook.complaints + [f"{name} did not run" for name in notebook.not_run]
    assert not complaints, "\n".join(complaints)


def drive(panel, control):
    """Move a control to both ends and back; yield what a learner would complain about."""
    where, at_first = f"{panel.cell}, {control.label}", panel.digest()
    first, position, last = control.positions
    shown = {position: at_first}
    for end in [end for end in (last, first) if end != position]:
        if not panel.shows_change(lambda end=end: control.to(end)):
            yield f"{where}: no new picture at {end}. {panel.error}"
        if control.positions[1] != end:
            yield f"{where}: no key moves it to {end}"
        shown[end] = panel.digest()
    if len(set(shown.values())) != len(shown):
        yield f"{where}: the same picture at different ones of {list(shown)}"
    control.to(position)
    if not panel.shows(at_first):
        yield f"{where}: another picture, back at {position}. {panel.error}"


def test_every_control_moves_by_keyboard_and_changes_the_picture(notebook):
    panels = notebook.panels()
    assert panels and all(panel.controls for panel in panels)
    found = [complaint for panel in panels for control in panel.controls for complaint in drive(panel, control)]
    found += notebook.complaints
    assert not found, "\n".join(found)


NOTE_STOPS = """row => {
    const slider = row.querySelector("[role=slider]");
    window.stops = [];
    new MutationObserver(() => stops.push(Number(slider.getAttribute("aria-valuenow")))).observe(slider, {
        attributeFilter: ["aria-valuenow"],
    });
}"""


@pytest.mark.parametrize("notebook", NAMES[:1], ids=IDS[:1], indirect=True)
def test_a_key_is_one_message_and_a_play_button_goes_on_from_there(notebook):
    """Of one panel: all have the same button."""
    (panel,) = notebook.panels()
    slider = next(control for control in panel.controls if control.label == "generation")
    first, _, last = slider.positions
    step = round((last - first) / 60)
    assert step > 1 and panel.shows_change(lambda: slider.to(first))
    asked = notebook.asked
    assert panel.shows_change(slider.step)
    assert notebook.asked == asked + 1
    slider.row.evaluate(NOTE_STOPS)
    button = panel.box.locator(".collapse-play button").first
    button.click()
    notebook.page.wait_for_function("stops.length > 1")
    button.click()
    at_once, later, *_ = notebook.page.evaluate("stops")  # a kernel that is slow leaves steps out
    assert at_once == first + 1 + step < later


def test_every_control_and_picture_has_a_name_to_be_read_aloud(notebook):
    for panel in notebook.panels():
        panel.show()
        for control in panel.controls:
            assert panel.box.get_by_role(control.role, name=control.label, exact=True).count() == 1, control.label
        assert panel.box.get_by_role("img", name="Figure").count() == 1
        assert panel.box.get_by_role("status").text_content()
