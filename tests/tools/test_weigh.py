"""The table of weights: what it measures of small notebooks, and what it says of limits and of what is missing."""

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

import served
import weigh
from repository import MEGABYTE
from weigh import Line, size, together

BLOCK = 200 * MEGABYTE


def written(path, *cells):
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(new_notebook(cells=cells), path)
    return path


def test_memory_of_server_and_kernel_is_that_of_both(tmp_path):
    hold = new_code_cell(f"block = b'x' * {BLOCK}; print(len(block))")
    written(tmp_path / "copy/notebooks/07_toy.ipynb", hold, new_code_cell("del block"))
    peak, end = weigh.served_memory(tmp_path / "copy", "notebooks/07_toy.ipynb", tmp_path / "scratch")
    assert end > 100 * MEGABYTE  # a server and a kernel that has imported nothing
    assert peak is None or 0.9 * BLOCK < peak - end < 1.5 * BLOCK


def test_an_error_on_the_way_through_the_server_is_seen():
    good, bad = {"msg_type": "stream"}, {"msg_type": "error", "content": {"evalue": "nothing is right"}}
    weigh.passed([good, good], "draw")
    with pytest.raises(SystemExit, match="cell draw fails: nothing is right"):
        weigh.passed([good, bad], "draw")


@pytest.mark.parametrize("pictures", [[], [b"picture"], [b"one", b"another"]])
def test_a_message_with_pictures_is_read(pictures):
    parts = [json.dumps({"msg_type": "comm_msg", "content": "\u00e9"}).encode(), *pictures]
    offsets = [4 * (len(parts) + 1) + sum(map(len, parts[:place])) for place in range(len(parts))]
    frame = b"".join(number.to_bytes(4, "big") for number in [len(parts), *offsets]) + b"".join(parts)

    class Socket:
        def recv(self):
            return frame

    assert served.received(Socket())["msg_type"] == "comm_msg"


def test_time_is_that_of_a_notebook_that_passes(tmp_path):
    cell = new_code_cell("print(sum(range(10**7)))", execution_count=1)
    cell.outputs = [new_output("stream", text="49999995000000\n")]
    seconds, processor = weigh.under_nbval(written(tmp_path / "07_toy.ipynb", cell))
    assert processor is None or 0.1 < processor < 10 * seconds
    cell.outputs[0].text = "5\n"
    with pytest.raises(SystemExit, match="07_toy.ipynb fails"):
        weigh.under_nbval(written(tmp_path / "07_toy.ipynb", cell))


def test_a_line_says_what_is_over_its_limit_and_what_is_missing():
    good = Line("01", 12.34, 8.5, 400 * MEGABYTE, 300 * MEGABYTE, MEGABYTE // 2)
    assert str(good) == "| 01 | 12.3 | 8.5 | 400 | 300 | 0.5 | kept |"
    long = Line("01", 61.0, None, None, None, MEGABYTE)
    assert str(long) == "| 01 | 61.0 | missing | missing | missing | 1.0 | **more than 60 s** |"
    assert str(Line("01", 1.0, peak=1025 * MEGABYTE)).endswith("| 1025 |  |  | **more than 1024 MB** |")
    assert str(Line("uv", size=None)) == "| uv |  |  |  |  | missing |  |"


def test_all_notebooks_are_held_to_their_own_limit():
    lines = [Line(name, 50.0, 40.0, 500, end, 7) for name, end in (("01", 300), ("02", 400))]
    assert together(lines) == Line("all notebooks (of memory: the most)", 100.0, 80.0, 500, 400, 14, 240)
    assert not list(together(lines * 2).excesses)
    assert list(together(lines * 3).excesses) == ["more than 240 s"]
    assert together([*lines, Line("03", 1.0, None, None, 1, 1)]).peak is None


def test_a_folder_weighs_what_its_files_do(tmp_path):
    (tmp_path / "below").mkdir()
    (tmp_path / "a").write_bytes(b"x" * 1000)
    (tmp_path / "below/b").write_bytes(b"x" * 234)
    try:
        (tmp_path / "link").symlink_to(tmp_path / "a")
    except OSError:  # Windows lets not everybody
        pass
    assert size(tmp_path) == 1234
    assert size(tmp_path / "nothing") is None


@pytest.mark.parametrize(("seconds", "status"), [(59.0, 0), (61.0, 1)])
def test_the_table_fails_with_a_limit(seconds, status, tmp_path, monkeypatch, capsys):
    written(tmp_path / "07_toy.ipynb")
    monkeypatch.setattr(weigh, "size", lambda folder: MEGABYTE)
    monkeypatch.setattr(weigh, "NOTEBOOKS", tmp_path)
    monkeypatch.setattr(weigh, "weighed", lambda path: Line(path.stem, seconds, 1.0, None, None, path.stat().st_size))
    monkeypatch.setattr(weigh, "size_for_readers", lambda: None)
    assert weigh.main() == status
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(" | ")[0] for line in lines[2:4]] == ["| 07_toy", "| all notebooks (of memory: the most)"]
    assert [line for line in lines if line.startswith("| all that a reader has |") and "missing" in line]
    assert {line.count("|") for line in lines if line.startswith("|")} == {len(weigh.HEADS) + 1}
    assert any("waiting" in line for line in lines) == bool(status)
