"""Every verdict's evidence is computed anew, with generators of its own, and bears the verdict out."""

import numpy as np
import pytest

from collapse import claims
from collapse.claims import CLAIMS, OPTIONS
from sources import SOURCES

NUMBERS = sorted(CLAIMS)


def test_there_are_eleven_claims():
    assert NUMBERS == list(range(1, 12))
    assert {claim.verdict for claim in CLAIMS.values()} <= set(OPTIONS)
    assert len({claim.words for claim in CLAIMS.values()}) == 11


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_evidence_bears_the_verdict_out(number, seed):
    numbers = CLAIMS[number].evidence(np.random.default_rng(seed))
    assert all(np.isfinite(value) for value in numbers.values())
    assert CLAIMS[number].holds(numbers), numbers


@pytest.mark.parametrize("number", NUMBERS)
def test_other_evidence_would_not(number):
    """A chain in which nothing happens, or in which all goes the other way, bears no verdict out."""
    numbers = CLAIMS[number].evidence(np.random.default_rng(1))
    assert not CLAIMS[number].holds(dict.fromkeys(numbers, 0.5))
    assert not CLAIMS[number].holds({label: -value for label, value in numbers.items()})


@pytest.mark.parametrize("number", NUMBERS)
def test_the_sources_may_be_cited_and_are_the_authors(number):
    for source in CLAIMS[number].sources:
        author, identifier = source.split()
        assert SOURCES[identifier] == author


def test_weigh_shows_the_vote_the_verdict_and_the_numbers():
    said = claims.weigh(7, {7: "Supported "}, np.random.default_rng(1))
    assert "Your vote: supported. The evidence: true with conditions." in said
    assert "        3  affiliations" in said and said.endswith("references: Shumailov.")
    assert max(map(len, said.splitlines())) <= 110


def test_weigh_says_if_the_numbers_do_not_bear_out(monkeypatch):
    monkeypatch.setattr(claims, "NAMED", claims.AUTHORS)
    assert "do not bear out" in claims.weigh(7, {}, np.random.default_rng(1))


@pytest.mark.parametrize(
    ("vote", "said"),
    [
        (..., "no vote"),
        (None, "no vote"),
        (" Not tested", "not tested"),
        ("yes", "not one of the four: 'yes'"),
        (3, "'3'"),
    ],
)
def test_a_vote(vote, said):
    assert said in claims.vote_on(2, {2: vote})
    assert claims.vote_on(1, {2: vote}) == "no vote"


def test_the_ledger_counts():
    right = {number: claim.verdict for number, claim in CLAIMS.items()}
    assert claims.ledger({}).endswith("Votes cast: 0 of 11; the same as the evidence: 0.")
    assert claims.ledger(right).endswith("Votes cast: 11 of 11; the same as the evidence: 11.")
    assert claims.ledger({**right, 1: "not tested", 2: "no"}).endswith("10 of 11; the same as the evidence: 9.")
    assert len(claims.ledger({}).splitlines()) == 13
