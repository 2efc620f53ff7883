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
    bits = np.linspace(6, 2, 600) + np.sin(np.arange(600))
    pieces = [[bits[at : at + size].mean() for at in range(0, 600 - size + 1, size)] for size in (200, 10)]
    numbers = [f"{pieces[0][-1]:.2f}", "15,000", "25", f"{pieces[1][-1]:.2f}", "300,000", "500", "5.29", "4.25"]
    learners = {"windows of 25": (25, bits), "windows of 500": (500, bits)}
    return figures.learning(learners, 5.2854, 4.2509), numbers, [[5.2854] * 2, [4.2509] * 2]


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


STUDY = ("protocol", "T = 1", "beam 2, no prompts")


def study():
    """Make a table like study.csv, with numbers that are all different."""
    rng, measured = np.random.default_rng(42), ("human_bits", "median", "q99", "human_median", "human_q99")
    rows = [
        dict(setting=setting, seed=seed, generation=generation, distinct_words=int(rng.integers(10, 9_000)))
        | {name: rng.uniform(1, 9) for name in measured}
        for setting in STUDY
        for seed in SEEDS
        for generation in range(LAST + 1)
    ]
    return pd.DataFrame(rows)


def case_ingredients():
    table, numbers = study(), [str(LAST), "3"]
    for name, form in (("human_bits", ".2f"), ("median", ".2f"), ("distinct_words", ".0f")):
        means = {setting: mean(setting, LAST, name, table) for setting in STUDY}
        numbers += ["0"] * (name == "median")  # of the unit: under generation 0
        for setting in (STUDY[0], min(means, key=means.get), max(means, key=means.get)):
            numbers += [*"".join(filter(str.isdigit, setting)), f"{means[setting]:{form}}"]
    return figures.ingredients(table), numbers, []


def case_block_bits():
    rng, rows, numbers, human = np.random.default_rng(43), [], [], None
    for setting in STUDY[:2]:
        for text in ("human", "0", "1", "3"):
            counts = rng.integers(1, 90, size=12)
            rows += [dict(setting=setting, text=text, bits=0.6 + 0.2 * at, blocks=n) for at, n in enumerate(counts)]
            shares = [100 * n / sum(counts) for n in counts]
            if human is None:
                low = next(at for at in range(13) if sum(shares[:at]) >= 50)
                high = next(at for at in range(13) if sum(shares[:at]) >= 99)
                human = [low, high]
                numbers += ["0", f"{0.6 + 0.2 * low:.1f}", f"{0.6 + 0.2 * high:.1f}"]
            label = ["1"] * (setting == "T = 1" and text == "human") + [text] * (text != "human")
            numbers += [*label, f"{sum(shares[: human[0]]):.0f}", f"{sum(shares[human[1] :]):.1f}"]
    table = pd.DataFrame(rows).sample(frac=1, random_state=3)
    return figures.block_bits(table, STUDY[:2], generations=(0, 1, 3)), numbers, []


def case_between_temperatures():
    chain, rng = CHAINS[CHAINS["setting"] == "T = 1"], np.random.default_rng(44)
    more = [
        chain.assign(setting=name, human_bits=chain["human_bits"] + by, left_3_to_10=chain["left_3_to_10"] / (1 + by))
        for name, by in (("T = 0.9", -0.2), ("T = 1.05", 0.3))
    ]
    law = pd.DataFrame(
        dict(setting=f"T = {T:g}", seed=seed, generation=generation, human_bits=rng.uniform(1, 3))
        for T in (1.05, 0.8, 0.9, 1)
        for seed in (1, 2)
        for generation in range(LAST + 1)
    )
    every = pd.concat([CHAINS, *more])
    temperatures = ("T = 0.8", "T = 0.9", "T = 1", "T = 1.05")
    bits = {name: mean(name, LAST, "human_bits", every) for name in temperatures}
    at_first = [mean(name, 0, "human_bits", every) for name in temperatures]
    numbers = ["0", f"{sum(at_first) / 4:.2f}", str(LAST), min(bits, key=bits.get).removeprefix("T = ")]
    for name in temperatures:
        words = f"{100 * mean(name, LAST, 'left_3_to_10', every):.0f}"
        numbers += [name.removeprefix("T = "), f"{bits[name]:.2f}", words]
    drawn = law[law["generation"] == LAST].groupby("setting")["human_bits"].mean()[list(temperatures)]
    return figures.between_temperatures(every, law), numbers, [drawn.to_numpy()]


def case_sizes():
    rng, amounts, numbers = np.random.default_rng(45), (2_000, 8_000), ["2,000", "8,000"]
    sources = ("human", "half human", "T = 1", "T = 0.8")
    rows = [
        dict(features=features, characters=amount, source=source, seed=seed, human_bits=rng.uniform(1, 5))
        for features in (8, 32)
        for amount in amounts
        for source in sources
        for seed in SEEDS
    ]
    for features in (8, 32):
        numbers.append(str(features))
        for source in sources:
            cells = [
                [row["human_bits"] for row in rows if list(row.values())[:3] == [features, amount, source]]
                for amount in amounts
            ]
            numbers += [*source.split(" = ")[1:], *(f"{sum(bits) / len(SEEDS):.2f}" for bits in cells)]
    return figures.sizes(pd.DataFrame(rows).sample(frac=1, random_state=4)), numbers, []
