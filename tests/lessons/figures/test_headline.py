"""The figures of notebook 06."""

from collapse import comparison, figures
from figure_cases.headline import case_eight_definitions


def test_marks_say_what_the_table_says():
    """Filled is yes, white is no; a word stands where there is no verdict."""
    picture, _, _ = case_eight_definitions()
    for axes in picture.figure.axes:
        marks = [line for line in axes.lines if line.get_marker() == "o"]
        assert [line.get_markerfacecolor() for line in marks][0] != "white"
        assert all(line.get_markerfacecolor() == "white" for line in marks[1:])
    words = [[text.get_text() for text in axes.texts] for axes in picture.figure.axes]
    assert words == [["untested"], [], ["bounded"], ["untested"], [], ["no modes"], [], ["untested"]]


def test_no_mark_lies_beyond_its_ruler():
    """The autoencoder without noise is off by more than a hundred bits."""
    grid = figures.eight_definitions(comparison.drawings() | comparison.network()).figure.axes
    drawn = 0
    for axes in grid:
        low, high = axes.get_xlim()
        for mark in (line for line in axes.lines if line.get_marker() in ("o", "D")):
            assert low < mark.get_xdata()[0] < high, (axes.get_title(loc="left"), mark.get_xdata()[0])
            drawn += 1
    assert drawn > 20
