"""Two votes on each claim, a test that is fixed between them, and what a class exports."""

import csv

import pytest

from collapse import ballot
from collapse.ballot import Ballot, fix, read, tally
from collapse.claims import CLAIMS


def filled():
    mine = Ballot()
    mine.before = {1: "supported", 2: "Not tested ", 3: ...}
    mine.after = {1: "true with conditions", 2: "not tested"}
    mine.dropped = {1: "diet", 2: "scale"}
    mine.test[1] = fix("bell", "replace", "variance", below=0.5, ddof=0, M=50)
    return mine


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (dict(below=0.5), "Yes, if variance (median history) is below 0.5: bell, replace."),
        (dict(above=2, of="one number"), "Yes, if variance (one number) is above 2: bell, replace."),
        (dict(below=1, ddof=1, M=20), "Yes, if variance (median history) is below 1: bell, unbiased, M = 20, replace."),
        (dict(below=1, ddof=0), "Yes, if variance (median history) is below 1: bell, ML, replace."),
    ],
)
def test_a_fixed_test_is_a_sentence(more, said):
    assert str(fix("bell", "replace", "variance", **more)) == said


def test_a_fixed_test_is_met_on_its_side():
    below, above = (fix("bell", "replace", "variance", **{side: 0.5}) for side in ("below", "above"))
    assert below.met(0.4) and not below.met(0.6) and above.met(0.6) and not above.met(0.4)
    with pytest.raises(TypeError, match="value"):
        below.met("0.4")


@pytest.mark.parametrize(
    ("wrong", "error", "named"),
    [
        (dict(), ValueError, "below or above"),
        (dict(below=1, above=2), ValueError, "below or above"),
        (dict(below="1"), TypeError, "below"),
        (dict(below=1, ddof=2), ValueError, "ddof"),
        (dict(below=1, M=1), ValueError, "M"),
        (dict(below=1, of="the mean"), ValueError, "of"),
        (dict(below=1, model=3), TypeError, "model"),
    ],
)
def test_a_test_that_is_none(wrong, error, named):
    with pytest.raises(error, match=named):
        fix(**{**dict(model="bell", diet="replace", measure="variance"), **wrong})


def test_the_verdict_comes_after_the_second_vote():
    mine = Ballot()
    for votes in ({}, {1: ...}, {1: None}):
        mine.after = votes
        assert "comes after your second vote" in mine.verdict(1) and CLAIMS[1].why[:20] not in mine.verdict(1)
    said = filled().verdict(1)
    assert said.startswith("You voted 'supported', then 'true with conditions', and named 'diet' (as ours).\nClaim 1:")
    assert "(not ours," in filled().verdict(2)


def test_a_word_that_is_no_vote_is_met_with_the_votes():
    mine = filled()
    mine.after[1] = "yes"
    assert "not one of supported, true with conditions" in mine.verdict(1) and "'yes'" in mine.verdict(1)
    mine.after[1], mine.dropped[1] = "supported", "the food"
    assert "not one of diet, " in mine.verdict(1)
    with pytest.raises(ValueError, match="1 to 11"):
        mine.verdict(12)


def test_the_ledger_counts():
    assert Ballot().ledger().endswith("Second votes: 0 of 11; changed: 0; as ours: 0.")
    lines = filled().ledger().splitlines()
    assert len(lines) == 13 and max(map(len, lines)) <= 100
    assert lines[1].split()[:2] == ["1", "supported"] and lines[-1] == "Second votes: 2 of 11; changed: 1; as ours: 1."


def test_votes_are_exported_and_replaced(tmp_path):
    path = tmp_path / "votes.csv"
    assert "Not exported" in filled().export(path, who=...) and not path.exists()
    assert filled().export(path, who="Ada") == "11 rows of Ada are in votes.csv, beside 0 of others."
    Ballot().export(path, who="Béla, 2")
    assert filled().export(tmp_path / "numbers.csv", who=17) == "11 rows of 17 are in numbers.csv, beside 0 of others."
    assert filled().export(tmp_path / "numbers.csv", who="17").endswith("beside 0 of others.")
    with pytest.raises(TypeError, match="who must be a string"):
        filled().export(path, who=True)
    again = filled()
    again.after[1], again.test[2], again.test[3] = "not supported", "fewer, or less", ...
    assert again.export(path, who="Ada") == "11 rows of Ada are in votes.csv, beside 11 of others."
    rows = read(path)
    assert len(rows) == 22 and {row["who"] for row in rows} == {"Ada", "Béla, 2"}
    mine = [row for row in rows if row["who"] == "Ada"]
    assert mine[0] == {
        "who": "Ada",
        "claim": "1",
        "before": "supported",
        "test": "Yes, if variance (median history) is below 0.5: bell, ML, M = 50, replace.",
        "after": "not supported",
        "dropped": "diet",
        "verdict": "true with conditions",
    }
    assert mine[2]["before"] == "no vote" and [row["test"] for row in mine[1:3]] == ["fewer, or less", ""]


def test_a_class_is_counted(tmp_path):
    paths = [tmp_path / name for name in ("one.csv", "two.csv")]
    filled().export(paths[0], who="Ada")
    other = filled()
    other.before[1] = "true with conditions"
    other.export(paths[1], who="Ben")
    lines = tally(*paths).splitlines()
    assert len(lines) == 13 and lines[-1] == "2 people, first votes -> second votes."
    assert lines[1].split() == "1 1 -> 0 1 -> 2 0 -> 0 0 -> 0 0 -> 0".split()


def test_another_table_is_refused(tmp_path):
    path = tmp_path / "votes.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([["who", "claim"], ["Ada", 1]])
    with pytest.raises(ValueError, match="path must be a file that Ballot.export wrote"):
        filled().export(path, who="Ada")
    assert path.read_text().startswith("who,claim")
    with pytest.raises(TypeError, match="who"):
        filled().export(tmp_path / "new.csv", who=3.5)
    assert ballot.COLUMNS[0] == "who"
