"""Faults are planted in the package, in the panels, judges, loop and diets of all notebooks: the tests say which.

All of them at once, in one process that runs the tests named here; each has to fail for its own reason, and those that
look at what is right have to pass. Faults that show in a notebook's outputs are in `test_planted_notebooks.py`.
"""

import os
import re
import subprocess
import sys
from xml.etree import ElementTree

import pytest

from repository import ROOT

RIGHT = "test_exercises.py::test_a_right_answer"
WRONG = "test_exercises.py::test_a_wrong_answer_is_met_with_its_cause"
DRIVEN = "test_panels.py::test_every_control_does_something_everywhere_and_nothing_is_left_behind"
LABELED = "test_panels.py::test_a_panel_has_labels_tooltips_and_a_picture_of_fixed_size"

# The notebook, what is wrong, how it is planted, the test that must fail, and what it must say.
FAULTS = [
    ("00", "a callback raises at one end", "raising('panels', 'photocopier', 'generation')",
     f"{DRIVEN}[panel-photocopier]", "ValueError: planted"),
    ("00", "a judge accepts a known mistake", "accepting('0.2')",
     f"{WRONG}[0.2-0]", "planted."),
    ("01", "a judge rejects right answers", "rejecting('1.5')",
     f"{RIGHT}[1.5-0]", "planted."),
    ("01", "words never change", "mute('panels', 'gaussian')",
     f"{DRIVEN}[panel-gaussian]", "M moves, and the words do not change"),
    ("02", "a control is dead", "dead('panels', 'rare_modes', 'K')",
     f"{DRIVEN}[panel-rare-modes]", "K moves, and the picture does not change"),
    ("02", "a judge accepts a known mistake", "accepting('2.2')",
     f"{WRONG}[2.2-0]", "planted."),
    ("03", "a panel remembers where it was", "remembering('panels', 'words')",
     f"{DRIVEN}[panel-words]", "assert seen(panel) == at_first"),
    ("03", "a judge accepts a known mistake", "accepting('3.2')",
     f"{WRONG}[3.2-0]", "planted."),
    ("04", "controls are not explained", "unexplained('panels', 'bands')",
     f"{LABELED}[panel-bands]", "assert (''"),
    ("04", "a control is dead", "dead('panels', 'passages', 'beside')",
     f"{DRIVEN}[panel-passages]", "beside moves, and the picture does not change"),
    ("04", "a judge rejects right answers", "rejecting('4.1')",
     f"{RIGHT}[4.1-0]", "planted."),
    ("05", "words have other numbers than the picture", "miscounting('panels', 'diet')",
     "test_panel_answers_human_data.py::test_after_a_late_change", "assert 0.9 > 1.8"),
    ("05", "a judge rejects right answers", "rejecting('5.3')",
     f"{RIGHT}[5.3-0]", "planted."),
    ("05", "a share is taken for what is left of it", "turned_round('diets', 'mix')",
     "test_diets.py::test_mix_is_as_large_as_the_synthetic_data", "(10) == 0"),
    ("06", "words have other numbers than the picture", "miscounting('panels', 'writers')",
     "test_panel_answers_headline.py::test_few_people_by_lot_drift", "assert few.min() < 0.8"),
    ("06", "a judge accepts a known mistake", "accepting('6.1')",
     f"{WRONG}[6.1-0]", "planted."),
    ("01", "a chain ends too early", "too_short('loop', 'run')",
     "test_loop.py::TestWhatItYields::test_generations_0_to_n", "assert numbers == list(range(generations + 1))"),
]  # fmt: skip
UNTOUCHED = [
    f"{DRIVEN}[panel-bands]",
    f"{LABELED}[panel-photocopier]",
    f"{WRONG}[2.3-0]",
    f"{RIGHT}[3.2-0]",
    "test_diets.py::test_replace_feeds_only_the_newest",
]


@pytest.fixture(scope="module")
def reported(tmp_path_factory):
    """Run the tests with all faults planted; return what those that failed say, and those that passed."""
    folder = tmp_path_factory.mktemp("planted")
    plants = "\n".join(f"sabotage.{plant}" for _, _, plant, _, _ in FAULTS)
    (folder / "plants.py").write_text(f"import collapse.panels, sabotage\n{plants}\n", encoding="utf-8")
    nodes = [f"tests/{node}" for node in [*(fault[3] for fault in FAULTS), *UNTOUCHED]]
    options = ["-p", "plants", "-p", "no:cacheprovider", "-q", f"--junitxml={folder}/report.xml"]
    paths = os.pathsep.join(map(str, (folder, ROOT / "tests", ROOT / "notebooks")))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *nodes],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": paths},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == pytest.ExitCode.TESTS_FAILED, done.stdout
    found, passed = {}, set()
    for case in ElementTree.parse(folder / "report.xml").iter("testcase"):
        failures = "\n".join(f"{failure.get('message')}\n{failure.text}" for failure in case.findall("failure"))
        for node in (node for node in nodes if _is_of(case, node)):
            if failures:
                found[node] = found.get(node, "") + failures
            else:
                passed.add(node)
    return found, passed


def _is_of(case, node):
    """Whether a test case is that of a node, or one of its parameters' values."""
    *where, name = re.split(r"::|/", node.replace(".py", ""))
    same = case.get("name") == name if "[" in name else case.get("name").split("[")[0] == name
    return same and case.get("classname") == ".".join(where)


@pytest.mark.parametrize(
    ("node", "says"),
    [(f"tests/{node}", says) for _, _, _, node, says in FAULTS],
    ids=[f"{number}: {kind}" for number, kind, *_ in FAULTS],
)
def test_a_fault_fails_its_test(reported, node, says):
    assert says in reported[0][node]


def test_what_is_right_passes(reported):
    failed, passed = reported
    untouched = {f"tests/{node}" for node in UNTOUCHED}
    assert not untouched & set(failed) and untouched <= passed
