"""The tests again, with other versions: what is installed for it, and what pytest is asked."""

import subprocess
from types import SimpleNamespace

import pytest

import machines
import versions


@pytest.fixture
def commands(monkeypatch):
    """Note every command in place of running it."""
    noted = []
    monkeypatch.setattr(machines, "run", lambda command: noted.append([str(word) for word in command]))

    def ends(command, cwd):
        noted.append([str(word) for word in command])
        return SimpleNamespace(returncode=5)

    monkeypatch.setattr(subprocess, "run", ends)
    return noted


@pytest.mark.parametrize(
    ("kind", "python", "choice"), [("oldest", "3.11", "--resolution lowest-direct"), ("newest", "3.13", "--upgrade")]
)
def test_other_versions_are_chosen_from_the_list_and_tested(commands, kind, python, choice):
    assert versions.main([kind, "-k", "gaussian"]) == 5
    compiled, made, installed, tested = commands
    assert choice in " ".join(compiled) and {"pyproject.toml", "--group", "dev", python} <= set(compiled)
    assert made[-2:] == [python, tested[0].partition("/bin")[0]] or python in made
    assert installed[-1] == compiled[-1]
    assert tested[1:3] == ["-m", "pytest"] and tested[-2:] == ["-k", "gaussian"]
    assert set(versions.PINNED_ONLY) <= set(tested)


def test_on_the_python_of_binder_it_is_the_pins(commands):
    assert versions.main(["binder"]) == 5
    made, installed, tested = commands
    assert "3.13" in made and installed[-1].endswith("requirements-dev.txt")
    assert not set(versions.PINNED_ONLY) & set(tested)


def test_machines_are_passed_on(monkeypatch):
    monkeypatch.setattr(machines, "main", lambda arguments: arguments)
    assert versions.main(["machines", "-k", "oldest"]) == ["-k", "oldest"]


def test_what_is_left_out_is_there_to_be_left_out():
    for option in versions.PINNED_ONLY:
        assert (versions.ROOT / option.removeprefix("--ignore=")).is_file()


def test_other_words_are_refused(capsys):
    with pytest.raises(SystemExit):
        versions.main(["youngest"])
    assert "oldest" in capsys.readouterr().err
