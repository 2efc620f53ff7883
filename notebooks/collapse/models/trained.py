"""What is the same of every network that has been trained: how far it got, and how its training goes on.

It knows no network, only a model that checks its data and trains on them.
"""

import hashlib

import numpy as np

from collapse.models.progress import shown_how


def digest(data):
    """By what a training knows its data again: the SHA-256 of an array's numbers, the same on every machine."""
    return hashlib.sha256(np.ascontiguousarray(data, data.dtype.newbyteorder("<")).tobytes()).hexdigest()


class Trained:
    """A network that has been trained, perhaps not to the end.

    It has a `model`, whose `_checked(data)` and `_train(data, state, show)` it calls, a `state` with `losses`, the
    `digest` of its data, and the number of `updates` that the training has when it is finished.
    """

    @property
    def finished(self):
        """False if the training was interrupted."""
        return len(self.state.losses) == self.updates

    def _how_far(self):
        done, updates = len(self.state.losses), self.updates
        return f"{done} updates" if self.finished else f"interrupted after {done} of {updates} updates"

    def resume(self, data, progress="auto"):
        """Go on with an interrupted training, on the same data, to the numbers it would have had without interrupt.

        Parameters
        ----------
        data : array
            What it was being fitted to.
        progress : "auto", None or callable, optional
            As in `CharRNN.fit`.

        Returns
        -------
        FittedCharRNN or FittedVAE

        Raises
        ------
        TypeError, ValueError
            If they are other data.
        """
        data, show = self.model._checked(data), shown_how(progress)
        if digest(data) != self.digest:
            raise ValueError(f"data must be what the interrupted training was on, got others, shape {data.shape}")
        return self.model._train(data, self.state, show)
