"""The figures of notebook 04, on small tables of their own."""

import numpy as np
import pandas as pd

from collapse import figures

SETTINGS = ("T = 1", "T = 0.8", "T = 0.8, 25 % human", "T = 0.8, accumulate")
SEEDS, LAST = (1, 2, 3), 3
LEFT = ("left_once", "left_twice", "left_3_to_10", "left_11_to_100", "left_over_100")


def chains():
    """Make a table like chains.csv, with numbers that are all different."""
    rng = np.random.default_rng(40)
    rows = [
        dict(setting=setting, seed=seed, generation=generation, distinct_words=int(rng.integers(100, 9_000)))
        | {
            name: rng.uniform(0.1, 0.9)
            for name in (*LEFT, "human_bits", "own_bits", "real_words", "repetition", "zlib")
        }
        for setting in SETTINGS
        for seed in SEEDS
        for generation in range(LAST + 1)
    ]
    return pd.DataFrame(rows).sample(frac=1, random_state=1)  # in no order


CHAINS = chains()


def mean(setting, generation, name, table=CHAINS):
    rows = [row for row in table.to_dict("records") if (row["setting"], row["generation"]) == (setting, generation)]
    assert len(rows) == len(SEEDS)
    return sum(row[name] for row in rows) / len(rows)


def ends(setting, name, form, scale=1):
    return [f"{scale * mean(setting, generation, name):{form}}" for generation in (0, LAST)]


def temperature(setting):
    return [setting.split(" = ")[1].split(",")[0]] + (["25"] if "25" in setting else [])


def case_learning():
    losses = np.linspace(6, 2, 30) + np.sin(np.arange(30))
    numbers = ["30", f"{losses[0]:.2f}", f"{sum(losses[10:]) / 20:.2f}", "20", "5.29", "4.25"]
    return figures.learning(losses, 5.2854, 4.2509), numbers, [[5.2854] * 2, [4.2509] * 2]


def case_two_ways():
    numbers = []
    for setting in SETTINGS[:2]:
        numbers += [*temperature(setting), *ends(setting, "human_bits", ".2f"), *ends(setting, "own_bits", ".2f")]
    return figures.two_ways(CHAINS), numbers, []


def case_signs():
    human = dict(distinct_words=6543, zlib=0.4123, repetition=0.0312)
    numbers = []
    for name, form in (("distinct_words", ".0f"), ("zlib", ".2f"), ("repetition", ".2f")):
        numbers += ["24"] * (name == "repetition") + [f"{human[name]:{form}}"]
        for setting in SETTINGS[:2]:
            numbers += [*temperature(setting), *ends(setting, name, form)]
    return figures.signs(CHAINS, human), numbers, []


def case_real_words():
    numbers = []
    for name in ("real_words", "left_3_to_10"):
        numbers += ["3", "10"] * (name == "left_3_to_10")
        for setting in SETTINGS[:2]:
            numbers += [*temperature(setting), *ends(setting, name, ".0f", scale=100)]
    return figures.real_words(CHAINS), numbers, []


def case_dying_words():
    numbers = ["0", str(LAST)]
    for setting in SETTINGS[:2]:
        numbers += temperature(setting)
        for name, times in zip(LEFT, ([], [], ["3", "10"], ["11", "100"], ["100"]), strict=True):
            numbers += [*times, *ends(setting, name, ".0f", scale=100)]
    return figures.dying_words(CHAINS), numbers, []


def case_cross_table():
    rng, rows, numbers = np.random.default_rng(41), [], []
    names = ["human", *map(str, range(12))]  # more than ten, so that an order of letters would be a wrong one
    for setting in SETTINGS[:2]:
        tables = rng.uniform(1, 8, size=(len(SEEDS), 12, 13))
        rows += [
            dict(setting=setting, seed=seed, model=i, text=names[j], bits=tables[at, i, j])
            for at, seed in enumerate(SEEDS)
            for i, j in np.ndindex(12, 13)
        ]
        bits = tables.sum(axis=0) / len(SEEDS)
        numbers += temperature(setting)
        numbers += [f"{bits[11, 0]:.1f}", f"{bits[11, 1]:.1f}", "0", f"{bits[11, 12]:.1f}", "0", f"{bits[0, 12]:.1f}"]
    return figures.cross_table(pd.DataFrame(rows).sample(frac=1, random_state=2)), numbers, []


def case_diets():
    first = [mean(SETTINGS[-1], 0, name) for name in ("human_bits", "left_3_to_10")]
    numbers = ["0", f"{first[0]:.2f}", f"{100 * first[1]:.0f}", "3", "10"]
    for setting in SETTINGS:
        numbers += [*temperature(setting), ends(setting, "human_bits", ".2f")[1]]
        numbers += [ends(setting, "left_3_to_10", ".0f", scale=100)[1]]
    return figures.diets(CHAINS), numbers, []
