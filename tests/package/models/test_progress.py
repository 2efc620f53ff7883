"""The progress of a training: what is told, when, and to whom a bar is shown."""

import io
import itertools
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from collapse.models import progress
from collapse.models.char_rnn import CharRNN
from collapse.models.progress import Progress, bar, bar_if_watched, meter
from small_networks import SMALL, fitted, stop_after, text


def test_nobody_watching_nothing_shown(capsys):
    fitted()
    assert capsys.readouterr() == ("", "")


def test_progress_tells_loss_speed_and_time_left():
    seconds, seen = itertools.count(step=0.5), []
    watch = meter(seen.append, each=100, done=10, clock=lambda: next(seconds))
    watch([np.log(8)] * 40 + [np.log(4)] * 50, updates=170, stopped=False)
    assert seen == [Progress(90, 170, pytest.approx(2), pytest.approx(16_000), pytest.approx(0.5))]


def test_progress_is_called_after_each_update_and_when_stopped():
    seen = []
    CharRNN(4, **SMALL).fit(text(), np.random.default_rng(1), progress=seen.append)
    assert [p.done for p in seen] == list(range(1, 27)) and {p.updates for p in seen} == {26}
    assert not any(p.stopped for p in seen) and seen[-1].seconds_left == 0 and seen[0].a_second > 0
    seen.clear()

    def stop(progress):
        seen.append(progress)
        stop_after(3)(progress)

    CharRNN(4, **SMALL).fit(text(), np.random.default_rng(1), progress=stop)
    assert [(p.done, p.stopped) for p in seen] == [(1, False), (2, False), (3, False), (3, True)]


def test_the_bar_rewrites_one_line_a_few_times_a_second():
    stream, times = io.StringIO(), iter([0.0, 0.0, 0.1, 0.3, 0.3, 9.0, 9.0])
    draw = bar(stream, clock=lambda: next(times))
    for done in (1, 2, 50):
        draw(Progress(done, 100, 2.5, 150_000, 75))
    draw(Progress(50, 100, 2.5, 150_000, 75, stopped=True))
    lines = stream.getvalue().split("\r")
    assert len(lines) == 3 and len({len(line.rstrip("\n")) for line in lines}) == 1
    assert lines[1].rstrip() == "[##########          ]  50 %  2.50 bits/character  150 k characters/s  1:15 left"
    assert "interrupted: resume() goes on" in lines[2]
    assert stream.getvalue().count("\n") == 1


@pytest.mark.parametrize("asked, drawn", [(True, True), (False, False), (None, False)])
def test_the_bar_is_for_notebooks_that_a_person_runs(monkeypatch, asked, drawn):
    kernel = None if asked is None else SimpleNamespace(_allow_stdin=asked)
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: SimpleNamespace(kernel=kernel)))
    assert (bar_if_watched() is not None) is drawn


def test_the_bar_is_for_terminals(monkeypatch):
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    assert bar_if_watched() is None
    monkeypatch.setattr(progress.sys, "stdout", SimpleNamespace(isatty=lambda: True))
    assert bar_if_watched() is not None
