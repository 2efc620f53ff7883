"""The claims hold words, verdicts and sources, and no evidence; lessons/test_headline_facts.py tests what they say."""

import ast
import re
from pathlib import Path

import pytest

from collapse import claims
from collapse.claims import CLAIMS, CONDITIONS, DROPPED, NORM, NOT_SUPPORTED, NOT_TESTED, OPTIONS
from sources import SOURCES

NUMBERS = sorted(CLAIMS)


def test_there_are_eleven_claims():
    assert NUMBERS == list(range(1, 12))
    assert len({claim.words for claim in CLAIMS.values()}) == 11
    for claim in CLAIMS.values():
        assert claim.verdict in OPTIONS and claim.dropped and set(claim.dropped) < set(DROPPED)


def test_whoever_votes_the_same_eleven_times_is_often_wrong():
    verdicts = [claim.verdict for claim in CLAIMS.values()]
    assert {CONDITIONS, NOT_SUPPORTED, NOT_TESTED, NORM} <= set(verdicts)
    assert max(map(verdicts.count, OPTIONS)) <= 7


def test_no_literal_stands_in_for_evidence():
    """Numbers in the file are those of the claims and the width of a line, and it imports nothing that computes."""
    tree = ast.parse(Path(claims.__file__).read_text(encoding="utf-8"))
    numbers = {
        node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and type(node.value) in (int, float)
    }
    assert numbers == {*NUMBERS, claims.WIDTH}
    imported = {
        alias.name for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom) for alias in node.names
    }
    assert imported == {"textwrap", "dataclass", "validate"}


@pytest.mark.parametrize("number", NUMBERS)
def test_the_sources_may_be_cited_and_are_the_authors(number):
    for source in CLAIMS[number].sources:
        author, identifier = source.split()
        assert SOURCES[identifier] == author


@pytest.mark.parametrize("number", NUMBERS)
def test_a_verdict_says_what_is_dropped_why_and_by_whom(number):
    said, claim = claims.verdict(number), CLAIMS[number]
    assert said.startswith(f"Claim {number}: {claim.verdict}. It drops: {claim.dropped[0]}")
    assert claim.why in " ".join(said.splitlines()) and all(part.split()[1] in said for part in claim.sources)
    assert max(map(len, said.splitlines())) <= claims.WIDTH


def test_nobody_carries_a_date():
    """Where a reason says that nobody did something, it says as far as was found."""
    for claim in CLAIMS.values():
        for sentence in re.split(r"(?<=\.) ", claim.why):
            if "nobody" in sentence.lower():
                assert "as far as we found" in sentence
