"""Tables: read those of the folder data/, and refuse what is none. Nothing is computed here.

pandas is imported at first use: it takes a tenth of the time that the first notebook has, which needs no table.
"""

from collapse import validate
from collapse.text import DATA


def read(name, **how):
    """Read the table `name` of the folder data/, described in its README.md; `how` in the words of `pandas.read_csv`.

    Examples
    --------
    >>> read("galton_heights.csv").columns.tolist()
    ['family', 'father_in', 'mother_in', 'sex', 'height_in']
    """
    import pandas as pd

    return pd.read_csv(DATA / name, **how)


def check(table, columns):
    """Raise a TypeError if `table` is no DataFrame with these columns.

    Examples
    --------
    >>> check({"seed": [1]}, ["seed"])
    Traceback (most recent call last):
        ...
    TypeError: table must be a DataFrame with columns seed, got {'seed': [1]}
    """
    import pandas as pd

    if not isinstance(table, pd.DataFrame) or not set(columns) <= set(table.columns):
        raise TypeError(f"table must be a DataFrame with columns {', '.join(columns)}, got {validate.shown(table)}")
