"""Tables are read from data/, refused where they are none, and cost the first notebook nothing."""

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

import collapse
from collapse import tables

FIRST = "from collapse import figures, panels, theory, exercises, loop, models"


def test_a_table_is_what_its_file_holds():
    heights = tables.read("galton_heights.csv", usecols=["sex", "height_in"])
    assert heights.columns.tolist() == ["sex", "height_in"]
    assert heights["sex"].value_counts().to_dict() == {"male": 481, "female": 453}


STRANGE = [SimpleNamespace(columns=["seed"]), SimpleNamespace(columns=3)]


@pytest.mark.parametrize(
    "table", [None, {"seed": [1]}, pd.DataFrame({"sed": [1]}), pd.Series([1], name="seed"), *STRANGE]
)
def test_what_is_no_table_with_these_columns_is_refused(table):
    with pytest.raises(TypeError, match="^table must be a DataFrame with columns seed, got "):
        tables.check(table, ["seed"])
    tables.check(pd.DataFrame({"seed": [1], "more": [2]}), ["seed"])


def test_pandas_is_not_imported_before_a_table_is_read():
    code = f"{FIRST}; import sys; assert 'pandas' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], cwd=Path(collapse.__file__).parents[1], check=True)
