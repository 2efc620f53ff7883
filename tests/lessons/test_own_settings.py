"""What readers have set for themselves stays out of the lessons: settings of many kinds, at once, and nobody notices.

The words of a lesson are compared with those stored, and so are its pictures, which nbval does not look at: their size,
the color of their corners and how much ink is on them.
"""

import base64
import copy
import io
from contextlib import contextmanager

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from PIL import Image

from execute import NOTEBOOKS, WIDGET_VIEW, execute, tags

LESSON = nbformat.read(NOTEBOOKS / "00_start_here.ipynb", as_version=4)
MATPLOTLIBRC = """text.usetex: True
figure.facecolor: black
axes.facecolor: black
savefig.facecolor: black
savefig.bbox: tight
savefig.transparent: True
font.family: monospace
font.size: 20
lines.linewidth: 6
figure.dpi: 40
text.latex.preview: True
"""  # the last is of an old matplotlib, and a new one complains of it
CONFIGURATION = """c = get_config()
c.InteractiveShell.ast_node_interactivity = "all"
c.PlainTextFormatter.float_precision = "%.1f"
c.InlineBackend.figure_formats = {"svg"}
c.InlineBackend.rc = {"figure.facecolor": "black", "lines.linewidth": 6}
c.DisplayFormatter.active_types = ["text/plain"]
"""
START_UP = """import warnings
import numpy as np
import pandas as pd
import matplotlib.pyplot as plt
from IPython.core.interactiveshell import InteractiveShell
from numpy import *
np.set_printoptions(precision=1, suppress=True, linewidth=20, legacy="1.13", formatter={"float": lambda x: "?"})
np.seterr(all="raise")
pd.set_option("display.precision", 1)
warnings.filterwarnings("ignore")
plt.style.use("dark_background")
plt.rcParams["lines.linewidth"] = 6
InteractiveShell.ast_node_interactivity = "all"
get_ipython().run_line_magic("matplotlib", "inline")
get_ipython().run_line_magic("config", "InlineBackend.figure_format = 'svg'")
get_ipython().run_line_magic("precision", "1")
def later(result):
    print("that took 2 s")
get_ipython().events.register("post_run_cell", later)
"""
VARIABLES = dict(
    # With `error` alone, from Python 3.12 on, no notebook of anybody's starts; make does not pass it on.
    PYTHONWARNINGS="error::UserWarning,error::RuntimeWarning,error::FutureWarning",
    LC_ALL="C",
    LANG="C",
    PYTHONUTF8="0",
    PYTHONCOERCECLOCALE="0",
    TZ="Asia/Tokyo",
    OMP_NUM_THREADS="3",
    OPENBLAS_NUM_THREADS="2",
)
# What a learner may try between the cells of a lesson.
OWN = [
    'import matplotlib.pyplot as plt\nplt.plot([1, 3, 2])\nplt.title("mine")\nplt.show()',
    "figure, axes = plt.subplots()\naxes.hist([1, 2, 2, 3])\nfigure",
    "from matplotlib.figure import Figure\nFigure().subplots().figure",
    "1 / 3\nnp.array([1e-9, 1 / 3, 1e5])",
    'import pandas as pd\npd.DataFrame({"a": [1 / 3]})',
    "sum(i for i in range(3)), max(1, 2), 0.1 + 0.2, round(2.5)",
    "import warnings\nwith warnings.catch_warnings(record=True) as seen:\n"
    '    warnings.warn("mind")\n    np.log(np.zeros(1))\n[str(each.message) for each in seen]',
]


def begun():
    """Return the code of the lesson as far as its first panel, which has a figure before it, and the learner's own."""
    end = next(place for place, cell in enumerate(LESSON.cells) if "panel" in tags(cell))
    return [cell for cell in LESSON.cells[: end + 1] if cell.cell_type == "code"], [new_code_cell(code) for code in OWN]


def shown(cells):
    """Return the pictures that cells show, and without them and the links to live panels all that they show."""
    outputs = copy.deepcopy([output for cell in cells for output in cell.outputs])
    data = [output.get("data", {}) for output in outputs]
    pictures = [kinds.pop("image/png") for kinds in data if "image/png" in kinds]
    for kinds in data:
        kinds.pop(WIDGET_VIEW, None)
    return pictures, [(output.get("text"), output.get("data")) for output in outputs]


def look(picture):
    """Return what a glance tells of a picture: its size, the colors of its corners, and in percent how much is ink."""
    pixels = np.asarray(Image.open(io.BytesIO(base64.b64decode(picture))).convert("RGB"), dtype=float)
    corners = pixels[[0, 0, -1, -1], [0, -1, 0, -1]]
    return pixels.shape, corners.tolist(), pytest.approx(100 - pixels.mean() / 2.55, abs=0.05)


@contextmanager
def home(folder, **variables):
    """Live in another home, with these variables and without those of one's own, until the end of the `with` block."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("IPYTHONDIR", "MPLCONFIGDIR", "MATPLOTLIBRC", "MPLBACKEND", "PYTHONWARNINGS", "PYTHONSTARTUP"):
            patch.delenv(name, raising=False)
        for name, value in (variables | dict.fromkeys(("HOME", "USERPROFILE"), folder)).items():
            patch.setenv(name, str(value))
        yield


@pytest.fixture(scope="module")
def everybodys(tmp_path_factory):
    """Return what a learner's own cells show where nothing is set."""
    with home(tmp_path_factory.mktemp("empty")):
        lesson, own = begun()
        return shown(execute(new_notebook(cells=lesson + own)).cells[len(lesson) :])


@pytest.mark.parametrize("kind", ["configuration", "start-up file"])
def test_a_lesson_and_what_learners_try_are_the_same(tmp_path, everybodys, kind):
    profile, matplotlibrc = tmp_path / ".ipython/profile_default", tmp_path / ".config/matplotlib/matplotlibrc"
    for folder in (profile / "startup", matplotlibrc.parent):
        folder.mkdir(parents=True)
    matplotlibrc.write_text(MATPLOTLIBRC)
    backend = "Qt4Agg" if kind == "configuration" else "svg"  # the first is gone from matplotlib
    if kind == "configuration":
        (profile / "ipython_config.py").write_text(CONFIGURATION)
    else:
        (profile / "startup/mine.py").write_text(START_UP)
    (tmp_path / "mine.py").write_text("from math import *\n")
    lesson, own = begun()
    with home(tmp_path, PYTHONSTARTUP=tmp_path / "mine.py", MATPLOTLIBRC=matplotlibrc, MPLBACKEND=backend, **VARIABLES):
        cells = execute(new_notebook(cells=lesson + own)).cells
    pictures, words = shown(cells[: len(lesson)])
    stored, said = shown(lesson)
    assert words == said
    assert list(map(look, pictures)) == list(map(look, stored))
    assert len(stored) == 2
    pictures, words = shown(cells[len(lesson) :])
    assert words == everybodys[1]
    assert pictures == everybodys[0]
    assert len(pictures) == 4
