"""Files of a char-RNN: what is loaded is what was saved, a kill costs nothing, and what is damaged is refused."""

import signal
import subprocess
import sys
from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collapse.models.char_rnn.files import load, save
from names import one_line
from repository import ROOT
from small_networks import fitted, text

MODEL = fitted()


@pytest.fixture
def file(tmp_path):
    save(fitted(), tmp_path / "model.npz")
    return tmp_path / "model.npz"


def test_a_loaded_model_is_the_saved_one(file):
    loaded, saved = load(file), fitted()
    assert loaded.model == saved.model and loaded.sample_size == saved.sample_size
    assert np.array_equal(loaded.log_prob(text()), saved.log_prob(text()))
    assert [path.name for path in file.parent.iterdir()] == ["model.npz"]
    with pytest.raises(FileNotFoundError):
        load(file.with_name("missing.npz"))


KILLED = """
import os, signal, sys
import numpy as np
from collapse.models.char_rnn import files

def kill(*arguments, **named):
    os.kill(os.getpid(), signal.SIGKILL)

def half(file, **arrays):
    import io
    whole = io.BytesIO()
    savez(whole, **arrays)
    file.write(whole.getvalue()[: whole.tell() // 2])
    file.flush()
    kill()

savez = np.savez
model = files.load(sys.argv[1])
if sys.argv[2] == "writing":
    np.savez = half
else:
    files.os.replace = kill
files.save(model, sys.argv[1])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
@pytest.mark.parametrize("moment", ["writing", "replacing"])
def test_a_kill_while_saving_leaves_the_old_file(file, moment):
    before = file.read_bytes()
    done = subprocess.run([sys.executable, "-c", KILLED, file, moment], cwd=ROOT / "notebooks", capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert file.read_bytes() == before and load(file).finished
    save(load(file), file)
    assert [path.name for path in file.parent.iterdir()] == ["model.npz"]


@settings(max_examples=100, deadline=None)
@given(place=st.floats(0, 1, exclude_max=True), bits=st.integers(1, 255), missing=st.sampled_from([0, 1, 50, 10**9]))
def test_a_damaged_file_is_refused_or_harmless(place, bits, missing, tmp_path_factory):
    path = tmp_path_factory.getbasetemp() / "damaged.npz"
    save(MODEL, path)
    raw = bytearray(path.read_bytes())
    here = int(place * len(raw))
    raw[here] ^= bits
    del raw[here + 1 : here + 1 + missing]
    path.write_bytes(raw)
    try:
        loaded = load(path)
    except ValueError as error:
        assert "is not a complete file of a saved char-RNN" in str(error)
    else:  # a byte that carries nothing, such as a date
        assert np.array_equal(loaded.state.parameters, MODEL.state.parameters)


MODEL_JSON = str(asdict(MODEL.model)).replace("'", '"')


def arrays_of(model, **changes):
    settings = f'{{"format": "collapse char-RNN 2", "model": {MODEL_JSON}, "digest": "{model.digest}"}}'
    return {"settings": np.array(settings), "counts": model.counts} | vars(model.state) | changes


@pytest.mark.parametrize(
    "changes",
    [
        {"settings": np.array("{}")},
        {"settings": np.array("[1]")},
        {"settings": np.array("no JSON")},
        {"settings": np.array(f'{{"format": "collapse char-RNN 2", "model": {MODEL_JSON}, "digest": ""}}')},
        {"settings": np.array('{"format": "collapse char-RNN 2", "model": {"characters": 4}, "digest": ""}')},
        {"settings": np.array('{"format": "collapse char-RNN 2", "model": {"size": 4}, "digest": ""}')},
        {"parameters": MODEL.state.parameters[:-1]},
        {"mean": MODEL.state.mean.astype("float64")},
        {"hidden": MODEL.state.hidden.T},
        {"offsets": np.array([1.5, 2.5])},
        {"losses": np.zeros(1_000)},
        {"losses": np.zeros((2, 2))},
        {"counts": np.ones(3, int)},
        {"surplus": np.zeros(3)},
        {"square": np.array([None, 1])},
    ],
    ids=one_line,
)
def test_a_file_whose_parts_do_not_fit_is_refused(tmp_path, changes):
    with open(tmp_path / "odd.npz", "wb") as file:
        np.savez(file, **arrays_of(MODEL, **changes))
    with pytest.raises(ValueError, match=r"odd\.npz is not a complete file of a saved char-RNN"):
        load(tmp_path / "odd.npz")


@pytest.mark.parametrize("content", [b"", b"hello", b"\x80\x04N.", b"PK\x03\x04", b"\x93NUMPY\x01\x00v\x00{}"])
def test_a_foreign_file_is_refused(tmp_path, content):
    (tmp_path / "foreign.npz").write_bytes(content)
    with pytest.raises(ValueError, match=r"foreign\.npz is not a complete file of a saved char-RNN"):
        load(tmp_path / "foreign.npz")
