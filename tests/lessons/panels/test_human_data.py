"""What notebook 05 says a learner finds with its panel is what the panel says."""

import re

import pytest

from collapse import panels, theory


@pytest.fixture(scope="module")
def panel():
    return panels.diet()


def ask(panel, **values):
    """Move the controls; return whether it never falls below 0.9, where it ends, people and values trained on."""
    for name, value in values.items():
        panel.controls[name].value = value
    words = panel.words.value
    end = float(re.search(r"theory ([\d.]+)\)", words)[1])
    people, trained = (
        int(found.replace(",", "")) for found in re.findall(r"(?:collected|together): ([\d,]+\d)", words)
    )
    return "never falls below 0.9" in words, end, people, trained


def test_the_cheapest_diet(panel):
    bills = {}
    for diet in ("replace", "accumulate", "fresh", "fixed"):
        for share in (0.02, 0.05, 0.1, 0.2, 0.5):
            kept, _, people, trained = ask(panel, M=100, at=0, diet=diet, share=share)
            if kept:
                bills[diet, share] = people, trained
    free = {setting: trained for setting, (people, trained) in bills.items() if people == 100}
    assert {diet for diet, _ in free} == {"accumulate", "fixed"}
    assert min(share for diet, share in free if diet == "fixed") == 0.2
    assert min(share for diet, share in bills if diet == "fresh") == 0.05
    assert free["fixed", 0.2] < free["accumulate", 0.2] / 10
    assert not any(diet == "replace" for diet, _ in bills)


def test_after_a_late_change(panel):
    ends = {}
    for diet, share in (
        ("fresh", 0.1),
        ("fresh", 0.05),
        ("fresh", 0.02),
        ("fixed", 0.1),
        ("fixed", 0.2),
        ("accumulate", 0.1),
    ):
        ends[diet, share] = ask(panel, M=100, at=40, diet=diet, share=share)[1]
    assert ends["fresh", 0.05] > 0.9 > ends["fresh", 0.02]
    assert ends["fresh", 0.1] > 0.9 and ends["fixed", 0.2] > 0.9 > ends["fixed", 0.1]
    assert ends["accumulate", 0.1] == pytest.approx(0.99**41, abs=0.01)


def test_the_latest_change(panel):
    kept = {at: ask(panel, M=400, at=at, diet="fresh", share=0.1)[0] for at in range(0, 95, 5)}
    assert max(at for at, held in kept.items() if held) == 40
    assert all(held == (at <= 40) for at, held in kept.items())


# --- what the prose says ---


def test_synthetic_values_cannot_always_stand_in_for_one_who_leaves():
    assert theory.human_worth(1_000, 9) > 18.5
    assert all(theory.human_worth(M, 8) < 17 for M in (100, 1_000, 10**6, 10**9))
