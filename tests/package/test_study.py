"""What is read off the tables of the study in small."""

import numpy as np
import pandas as pd
import pytest

from collapse.study import slopes, summary


@pytest.fixture
def table():
    """Two settings whose seeds differ by much more than the settings do; in no order."""
    rng, rows = np.random.default_rng(1), []
    for seed, level in zip((1, 2, 3, 4), rng.normal(0, 5, size=4), strict=True):
        for setting, by in (("T = 1", -1), ("protocol", 0)):
            for generation in (0, 1):
                bits = 9 + level + by * generation + rng.normal(0, 0.01)
                rows.append(dict(setting=setting, seed=seed, generation=generation, bits=bits))
    return pd.DataFrame(rows).sample(frac=1, random_state=1)


def of(table, setting, generation):
    rows = table[(table["setting"] == setting) & (table["generation"] == generation)]
    return rows.sort_values("seed")["bits"].to_numpy()


def test_means_have_two_standard_errors(table):
    found = summary(table, "bits", 0)
    for setting in ("T = 1", "protocol"):
        values = of(table, setting, 0)
        assert found.loc[setting, "mean"] == pytest.approx(values.mean())
        assert found.loc[setting, "error"] == pytest.approx(2 * values.std(ddof=1) / 2)


def test_changes_are_taken_seed_by_seed(table):
    found = summary(table, "bits").loc["T = 1"]
    differences = of(table, "T = 1", 1) - of(table, "protocol", 1)
    assert found["change"] == pytest.approx(differences.mean())
    assert found["change_error"] == pytest.approx(2 * differences.std(ddof=1) / 2)
    assert found["change_error"] < 0.05 < 1 < found["error"]


def test_settings_come_in_the_tables_order(table):
    assert list(summary(table, "bits").index) == list(table["setting"].unique())


def test_a_table_without_the_protocol_is_refused(table):
    with pytest.raises(ValueError, match=r"table must hold the setting 'protocol', got 'T = 1'"):
        summary(table[table["setting"] == "T = 1"], "bits")


def test_slopes_are_those_of_lines_through_logarithms():
    rows = [
        dict(features=features, source=source, seed=seed, characters=size, human_bits=5 * size**slope * (1 + seed))
        for features, by in ((8, 0.5), (32, 1))
        for source, slope in (("human", -0.2 * by), ("T = 1", -0.05 * by))
        for seed in (1, 2)
        for size in (100, 900, 2_700)
    ]
    table = pd.DataFrame(rows).sample(frac=1, random_state=1)
    assert np.allclose(slopes(table, 32, "T = 1"), [[-0.2] * 2, [-0.05] * 2])
    assert np.allclose(slopes(table, 8, "human"), [[-0.1] * 2] * 2)
