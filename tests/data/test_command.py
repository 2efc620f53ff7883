"""The command line of the scripts in `data/`: what they say of themselves, and what a check that fails looks like."""

import subprocess
import sys

import pytest

from scripts import DATA, imported

SCRIPTS = (
    "make_chains",
    "make_front_page",
    "make_recovery",
    "make_sizes",
    "make_study",
    "make_temperatures",
    "make_two_on_one",
)
NOTE = (DATA / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_says_what_it_does(name):
    done = subprocess.run([sys.executable, DATA / f"{name}.py", "--help"], capture_output=True, text=True, check=True)
    purpose = (DATA / f"{name}.py").read_text(encoding="utf-8").partition("\n")[0].lstrip('"')
    assert "--check" in done.stdout and purpose in " ".join(done.stdout.split())
    assert f"{name}.py --check" in NOTE


@pytest.mark.parametrize(
    ("found", "said"),
    [([], "as stored\n"), (["a is off", "b is off"], "a is off\nb is off\n")],
    ids=["nothing", "something"],
)
def test_a_check_says_what_differs_and_makes_nothing(monkeypatch, capsys, found, said):
    monkeypatch.setattr(sys, "argv", ["make_something.py", "--check"])
    with pytest.raises(SystemExit) as end:
        imported("command").command(make=pytest.fail, check=lambda: found, purpose="Make something.")
    assert capsys.readouterr().out == said
    assert end.value.code == bool(found)


def test_without_the_option_everything_is_made_and_nothing_checked(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["make_something.py"])
    made = []
    imported("command").command(make=lambda: made.append("table"), check=pytest.fail, purpose="Make something.")
    assert made == ["table"]
