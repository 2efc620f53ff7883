"""The study's experiment in small: its tables, and what each ingredient changes, with the error over the seeds.

The chains are computed by data/make_study.py. Every seed has one chain of each setting, and all settings of a seed
begin with the same human text and the same base, so that settings are compared seed by seed.
"""

import numpy as np

from collapse import measures, tables, validate

PROTOCOL = "protocol"
KEYS = ["setting", "seed", "generation"]


def chains():
    """Read what is measured of each setting, seed and generation: a DataFrame, described in data/README.md."""
    return tables.read("study.csv")


def blocks():
    """Read how many blocks of each generation have so many bits under generation 0: a DataFrame."""
    return tables.read("study_blocks.csv", dtype={"text": str})


def _by_seed(table, name, generation):
    """Return a column for one generation: a row for each setting, in the table's order, a column for each seed."""
    rows = table[table["generation"] == generation]
    return rows.pivot(index="setting", columns="seed", values=name).reindex(table["setting"].unique())


def summary(table, name, generation=None):
    """Say what a measure is in each setting, and how it differs from the protocol's, with two standard errors.

    Parameters
    ----------
    table : DataFrame
        As from `chains`, or a part of it that holds the protocol.
    name : str
        A measure: a column of the table.
    generation : int, optional
        By default the last one.

    Returns
    -------
    DataFrame
        A row for each setting. `mean` and `error` of the measure, `change` from the protocol and its `change_error`;
        errors are two standard errors over the seeds (`measures.mean_band`). A change is taken seed by seed, which
        takes out what a seed does to both.

    Raises
    ------
    TypeError, ValueError
        If it is no such table, or has no such measure, no such generation, or no protocol.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame(dict(setting=["protocol"] * 2 + ["other"] * 2, seed=[1, 2] * 2, generation=0))
    >>> found = summary(table.assign(bits=[3.0, 4.0, 2.0, 3.0]), "bits").loc["other"]
    >>> print(found.to_dict())
    {'mean': 2.5, 'error': 1.0, 'change': -1.0, 'change_error': 0.0}
    """
    tables.check(table, KEYS)
    known = tuple(column for column in table.columns if column not in KEYS)
    validate.choice("name", name, allowed=known)
    there = tuple(sorted(table["generation"].unique().tolist()))
    generation = there[-1] if generation is None else validate.choice("generation", generation, allowed=there)
    values = _by_seed(table, name, generation)
    if PROTOCOL not in values.index:
        raise ValueError(f"table must hold the setting {PROTOCOL!r}, got {', '.join(map(repr, values.index))}")
    found = values.iloc[:, :0].rename_axis(columns=None)
    for prefix, numbers in (("mean", values), ("change", values - values.loc[PROTOCOL])):
        mean, low, _ = measures.mean_band(numbers.to_numpy(float))
        found[prefix], found["error" if prefix == "mean" else "change_error"] = mean, mean - low
    return found


def sizes():
    """Read what networks of several sizes made of several amounts of text from four sources: a DataFrame."""
    return tables.read("sizes.csv")


def slopes(table, features, source):
    """Fit a line to the logarithm of the bits against that of the amount of text: of human text, and of a source.

    Parameters
    ----------
    table : DataFrame
        As from `sizes`.
    features : int
        The size of the network.
    source : str
        Of the text, as in the table.

    Returns
    -------
    array, shape (2, seeds)
        Slopes for human text, then for the source; below 0 where more text helps.

    Raises
    ------
    TypeError, ValueError
        If it is no such table, or has no such size or source.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame(dict(features=9, source="human", seed=1, characters=[10, 40], human_bits=[4.0, 2.0]))
    >>> slopes(table, 9, "human").round(2).tolist()
    [[-0.5], [-0.5]]
    """
    tables.check(table, ["features", "source", "seed", "characters", "human_bits"])
    validate.choice("features", features, allowed=tuple(table["features"].unique().tolist()))
    validate.choice("source", source, allowed=tuple(table["source"].unique().tolist()))
    found, rows = [], table[table["features"] == features]
    for name in ("human", source):
        bits = rows[rows["source"] == name].pivot(index="characters", columns="seed", values="human_bits")
        found.append(np.polyfit(np.log(bits.index), np.log(bits.to_numpy()), 1)[0])
    return np.array(found)
