"""The table of weights: what it measures of small notebooks, and what it says of limits and of what is missing."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

import weigh
from repository import MEGABYTE
from weigh import Line, together
from yardstick import Yardstick

BLOCK = 200 * MEGABYTE


def written(path, *cells):
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(new_notebook(cells=cells), path)
    return path


def test_time_and_memory_are_those_of_server_and_kernel(tmp_path):
    hold = new_code_cell(f"block = b'x' * {BLOCK}")
    written(tmp_path / "copy/notebooks/07_toy.ipynb", hold, new_code_cell("del block"))
    toy = weigh.run_all(tmp_path / "copy", "notebooks/07_toy.ipynb", tmp_path / "scratch")
    yardsticks, seconds, processor, peak, end = toy
    assert len(yardsticks) >= 2 and seconds > 0 and processor > 0
    assert end > 100 * MEGABYTE  # a server and a kernel that has imported nothing
    assert peak is None or 0.9 * BLOCK < peak - end < 1.5 * BLOCK


def test_a_notebook_that_fails_is_not_weighed(tmp_path):
    written(tmp_path / "copy/notebooks/07_toy.ipynb", new_code_cell("1 / 0", id="wrong"))
    with pytest.raises(SystemExit, match="cell wrong fails: division by zero"):
        weigh.run_all(tmp_path / "copy", "notebooks/07_toy.ipynb", tmp_path / "scratch")


def test_yardsticks_are_measured_between_cells_and_take_nothing_from_the_notebook(tmp_path, monkeypatch):
    written(tmp_path / "copy/notebooks/07_toy.ipynb", *(new_code_cell("1") for _ in range(3)))
    clock = iter(range(100))  # a second passes each time that somebody looks
    monkeypatch.setattr(weigh, "perf_counter", clock.__next__)
    monkeypatch.setattr(weigh, "measured", lambda: [next(clock) for _ in range(10)])
    monkeypatch.setattr(weigh, "BETWEEN", 0)
    yardsticks, seconds, *_ = weigh.run_all(tmp_path / "copy", "notebooks/07_toy.ipynb", tmp_path / "scratch")
    assert len(yardsticks) == 5
    assert seconds == 7  # two looks before each cell, one at the end


@pytest.mark.parametrize(("name", "most"), [("00_toy", 5), ("07_toy", 40)])
def test_a_notebook_is_weighed_by_the_mean_of_its_yardsticks(name, most, tmp_path, monkeypatch):
    yardsticks = [Yardstick({"loop": wall}, {"loop": processor}) for wall, processor in ((0.5, 0.25), (1.5, 0.75))]
    monkeypatch.setattr(weigh, "run_all", lambda *where: (yardsticks, 6.0, 4.0, 3, 2))
    path = written(tmp_path / f"{name}.ipynb")
    assert weigh.weighed(path, tmp_path) == Line(name, 6.0, 6.0, 4.0, 8.0, 3, 2, path.stat().st_size, most)


def test_a_line_says_what_is_over_its_limit_and_what_is_missing():
    good = Line("01", 12.34, 24.68, 8.5, 17.0, 400 * MEGABYTE, 300 * MEGABYTE, MEGABYTE // 2)
    assert str(good) == "| 01 | 12.3 | 24.7 | 8.5 | 17.0 | 400 | 300 | 0.5 | kept |"
    long = Line("01", 20.5, 41.0, None, None, None, None, MEGABYTE)
    missing = " | missing" * 4
    assert str(long) == f"| 01 | 20.5 | 41.0{missing} | 1.0 | **more than 40 yardsticks** |"
    assert str(Line("01", 1.0, 1.0, peak=501 * MEGABYTE)).endswith("| 501 |  |  | **more than 500 MB** |")
    assert str(Line("uv", size=None)) == "| uv |  |  |  |  |  |  | missing |  |"


def test_all_notebooks_are_held_to_their_own_limit():
    lines = [Line(name, 60.0, 30.0, 50.0, 25.0, 500, end, 7) for name, end in (("01", 300), ("02", 400))]
    assert together(lines, "both", 150) == Line("both", 120.0, 60.0, 100.0, 50.0, 500, 400, 14, 150)
    assert not list(together(lines * 2, "four", 150).excesses)
    assert list(together(lines * 3, "six", 150).excesses) == ["more than 150 yardsticks"]
    assert together([*lines, Line("03", 1.0, 1.0, None, None, None, 1, 1)], "three", 150).peak is None


@pytest.mark.parametrize(
    ("yardsticks", "last", "status"), [(21.0, 39.0, 0), (21.0, 41.0, 1), (22.0, 1.0, 1), (21.0, 1.0, 0)]
)
def test_the_table_fails_with_a_limit(yardsticks, last, status, tmp_path, monkeypatch, capsys):
    for number in range(8):
        written(tmp_path / f"0{number}_toy.ipynb")
    monkeypatch.setattr(weigh, "size", lambda folder: MEGABYTE)
    monkeypatch.setattr(weigh, "NOTEBOOKS", tmp_path)
    monkeypatch.setattr(weigh, "measured", lambda: "one yardstick: a second")
    monkeypatch.setattr(weigh, "copy_lessons", lambda root: None)

    def line(path, root):
        return Line(path.stem, 1.0, last if path.stem.startswith("07") else yardsticks, *[None] * 4, 1000)

    monkeypatch.setattr(weigh, "weighed", line)
    monkeypatch.setattr(weigh, "size_for_readers", lambda: None)
    assert weigh.main() == status
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "one yardstick: a second"
    heads = ["| 07_toy", "| 00 to 06 together (of memory: the most)", "| all notebooks (of memory: the most)"]
    assert [line.split(" | ")[0] for line in lines[11:14]] == heads
    assert [line for line in lines if line.startswith("| all that a reader has |") and "missing" in line]
    assert {line.count("|") for line in lines if line.startswith("|")} == {len(weigh.HEADS) + 1}
    assert any("Other programs" in line for line in lines) == bool(status)
