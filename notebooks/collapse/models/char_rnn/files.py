"""Saving and loading a fitted char-RNN: one .npz file, written so that a kill never leaves half of it under its name.

No pickles: a file from somebody else can be wrong, but it cannot run anything.
"""

import io
import json
import os
import zipfile
import zlib
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from collapse.models.char_rnn.model import CharRNN, FittedCharRNN
from collapse.models.char_rnn.training import TrainingState

FORMAT = "collapse char-RNN 2"
DAMAGE = (EOFError, KeyError, OSError, TypeError, ValueError, NotImplementedError, zipfile.BadZipFile, zlib.error)


def save(fitted, path):
    """Save a fitted model and what it takes to go on training it.

    The file is written beside `path`, as `path` + ".part", and takes its place in one step when it is complete. A
    `start` is left out: the training has taken it in.

    Parameters
    ----------
    fitted : FittedCharRNN
    path : str or path
        By custom, it ends in .npz.
    """
    path = Path(path)
    part = path.with_name(path.name + ".part")
    settings = json.dumps(
        {"format": FORMAT, "model": asdict(replace(fitted.model, start=None)), "digest": fitted.digest}
    )
    with open(part, "wb") as file:
        np.savez(file, settings=np.array(settings), counts=fitted.counts, **vars(fitted.state))
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)


def load(path):
    """Load a fitted model: it samples what the saved one would, and its `resume` goes on to the same numbers.

    Parameters
    ----------
    path : str or path

    Returns
    -------
    FittedCharRNN

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If it is incomplete, damaged, or another kind of file.
    """
    whole = io.BytesIO(Path(path).read_bytes())
    try:
        with np.load(whole, allow_pickle=False) as parts:
            arrays = dict(parts)
        settings, counts = json.loads(str(arrays.pop("settings"))), arrays.pop("counts")
        if settings["format"] != FORMAT:
            raise ValueError(f"its format is {settings['format']!r}, not {FORMAT!r}")
        fitted = FittedCharRNN(CharRNN(**settings["model"]), TrainingState(**arrays), counts, settings["digest"])
        _check_arrays(fitted)
    except DAMAGE as error:
        reason = f"{type(error).__name__}: {error}"
        raise ValueError(f"{path} is not a complete file of a saved char-RNN ({reason}): save it again") from None
    return fitted


def _check_arrays(fitted):
    """Refuse arrays that do not belong to the model."""
    fresh = TrainingState.start(fitted.model, 1, np.random.default_rng(0))
    expected = {name: (array.dtype, array.shape) for name, array in vars(fresh).items()}
    expected["counts"] = np.dtype("int64"), (fitted.model.characters,)
    expected["losses"] = np.dtype("float64"), (min(fitted.state.losses.size, fitted.updates),)
    for name, array in (vars(fitted.state) | {"counts": fitted.counts}).items():
        if (array.dtype, array.shape) != expected[name]:
            raise ValueError(f"{name} has dtype {array.dtype} and shape {array.shape}")
