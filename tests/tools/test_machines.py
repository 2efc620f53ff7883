"""The table of machines: that the nine cover what they should, and that no difference stays unseen."""

import json
import shutil
import subprocess
import sys
from itertools import combinations, product

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

import machines
from machines import MACHINES, Machine, different, unlike

HASWELL = Machine("3.12", "newest", "Haswell", 2)
FOUND = {"kernels": ["Haswell"], "threads": [2], "instructions": ["X86_V3"]}


def factors(machine):
    return machine.python, machine.packages, machine.processor, machine.threads


def test_every_two_values_meet_on_a_machine():
    values = [sorted(set(column)) for column in zip(*map(factors, MACHINES), strict=True)]
    expected = [["3.11", "3.12", "3.13"], ["newest", "oldest"], ["Haswell", "Prescott", "SkylakeX"], [1, 2]]
    assert values == expected
    for first, second in combinations(range(4), 2):
        met = {(factors(machine)[first], factors(machine)[second]) for machine in MACHINES}
        assert met == set(product(values[first], values[second]))


def test_vector_instructions_that_an_older_processor_lacks_are_switched_off():
    dispatched = ["AVX2", "FMA3", "X86_V3", "AVX512_SKX", "X86_V4"]
    off = {name: Machine("3.11", "oldest", name, 1).variables(dispatched) for name in machines.PROCESSORS}
    assert off["Prescott"]["NPY_DISABLE_CPU_FEATURES"] == "AVX2 FMA3 X86_V3 AVX512_SKX X86_V4"
    assert off["Haswell"]["NPY_DISABLE_CPU_FEATURES"] == "AVX512_SKX X86_V4"
    assert "NPY_DISABLE_CPU_FEATURES" not in off["SkylakeX"]
    assert off["SkylakeX"] == {"OPENBLAS_CORETYPE": "SkylakeX", "OPENBLAS_NUM_THREADS": "1"}


def test_another_machine_than_the_one_asked_for_is_seen():
    assert not list(unlike(HASWELL, FOUND))
    katmai = FOUND | {"kernels": ["Katmai"], "instructions": []}
    assert not list(unlike(Machine("3.12", "newest", "Prescott", 2), katmai))
    for change in (
        {"kernels": ["Zen"]},
        {"kernels": ["Haswell", "Zen"]},
        {"kernels": []},
        {"threads": [1]},
        {"instructions": ["X86_V4"]},
    ):
        assert len(list(unlike(HASWELL, FOUND | change))) == 1, change


@pytest.fixture
def here(monkeypatch):
    """A machine that is this one, and this environment in place of one that would have to be made."""
    found = json.loads(subprocess.run([sys.executable, "-c", machines.PROBE], capture_output=True, check=True).stdout)
    monkeypatch.setattr(machines, "interpreter", lambda machine, folder: sys.executable)
    monkeypatch.setattr(machines, "unlike", lambda machine, found: ())
    return Machine("3.11", "newest", found["kernels"][0], found["threads"][0])


def test_a_notebook_that_prints_something_else_is_seen(here, tmp_path, monkeypatch):
    monkeypatch.setattr(machines, "PROCESSORS", {here.processor: ()})
    shutil.copy(machines.ROOT / "pyproject.toml", tmp_path)
    monkeypatch.setattr(machines, "ROOT", tmp_path)
    (tmp_path / "notebooks").mkdir()
    notebooks = []
    for name, shown in (("07_same", "4\n"), ("08_differs", "5\n")):
        cell = new_code_cell("print(2 + 2)", execution_count=1, outputs=[new_output("stream", text=shown)])
        notebooks.append(tmp_path / f"notebooks/{name}.ipynb")
        nbformat.write(new_notebook(cells=[cell]), notebooks[-1])
    (versions, *counts, seconds), said = machines.tried(here, notebooks, tmp_path)
    assert counts == ["same", "1 differ"]
    assert "08_differs" in said and "print(2 + 2)" in said
    assert different("<none/>", notebooks) == ["not run", "not run"]
