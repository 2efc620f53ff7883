"""The script that stores the notebooks' outputs: what it writes, and when it writes nothing."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

import execute

CELLS = [
    new_markdown_cell("# Start", id="title"),
    new_code_cell("import ipywidgets\nprint('one')\nprint('two')", id="say"),
    new_code_cell("ipywidgets.IntSlider(description='x')", id="widget", metadata={"tags": ["panel"]}),
    new_code_cell("print('prose')", id="passage", metadata={"tags": ["nbval-ignore-output"]}),
]


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.setattr(execute, "NOTEBOOKS", tmp_path)
    path = tmp_path / "07_toy.ipynb"
    nbformat.write(new_notebook(cells=CELLS, metadata={"language_info": {"name": "python", "version": "1"}}), path)
    return path


def change(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    return path.read_bytes()


def test_what_is_stored_is_the_same_on_every_run(path, capsys):
    assert execute.main([]) == 0
    stored = path.read_bytes()
    assert (
        capsys.readouterr().out
        == "07_toy.ipynb: differs in the notebook's metadata, cell say, cell widget, cell passage\n"
    )
    assert execute.main(["07"]) == 0
    assert capsys.readouterr().out == "07_toy.ipynb: as stored\n"
    assert path.read_bytes() == stored
    assert [file.name for file in path.parent.iterdir()] == [path.name]

    notebook = nbformat.reads(stored.decode(), as_version=4)
    assert notebook.metadata == execute.METADATA
    assert [cell.id for cell in notebook.cells] == [cell.id for cell in CELLS]
    assert [cell.metadata for cell in notebook.cells] == [cell.metadata for cell in CELLS]
    assert [cell.get("execution_count") for cell in notebook.cells] == [None, 1, 2, 3]
    say, widget, passage = (cell.outputs for cell in notebook.cells[1:])
    assert [output.text for output in say] == ["one\ntwo\n"]
    assert [list(output.data) for output in widget] == [["text/plain"]]
    assert passage == []


def test_check_tells_a_difference_and_writes_nothing(path):
    execute.main([])
    assert execute.main(["--check"]) == 0
    changed = change(path, '"one\\n', '"two\\n')
    assert execute.main(["--check"]) == 1
    assert path.read_bytes() == changed


def test_a_notebook_with_a_failing_cell_is_left_as_it_was(path, capsys):
    broken = change(path, "print('prose')", "1 / 0")
    assert execute.main([]) == 1
    assert path.read_bytes() == broken
    assert "07_toy.ipynb: failed, and left as it was" in capsys.readouterr().err


def test_an_unknown_name_is_refused(path):
    with pytest.raises(SystemExit, match="no notebook in .* begins with '08'"):
        execute.main(["07", "08"])
