"""The two cells of a char-RNN: how a state and a character make the next state, and what its derivatives are.

Everything is feature-major: a state is a matrix whose rows are features and whose columns are streams (texts read side
by side), so z = W @ h, as on paper, and a block of rows, such as one gate, lies together in memory.

===  =======================================================================
T    steps: how many characters of each stream a window holds
B    streams
H    hidden features
V    characters: the size of the alphabet
G    rows of gates: H for the vanilla cell, 3 H for the GRU
===  =======================================================================

No loss here, and nothing that changes a weight.
"""

import numpy as np


class Vanilla:
    """The vanilla cell, h' = tanh(E[:, x] + W h), with E the input and W the recurrent weights.

    Parameters
    ----------
    states : array, shape (T + 1, H, B)
        Step t reads slot t and writes slot t + 1.
    slopes : array, shape (T, G, B)
        Where `differentiate` leaves what turns dL/dh' into dL/d(W h).
    """

    blocks = 1
    keep = None  # nothing of a state is carried over as it is

    def __init__(self, states, slopes):
        self.states, self.slopes = states, slopes
        self.steps = list(zip(states[:-1], states[1:], strict=True))
        self.sums, self.inputs = np.empty_like(states[:2])

    def load(self, parameters):
        """Take the weights for the windows to come."""
        self.input, self.recurrent = parameters.input, parameters.recurrent

    def forward(self, x):
        """Read the codes `x`, shape (T, B), from the state in slot 0 on."""
        for codes, (h, new) in zip(x, self.steps, strict=True):
            self.input.take(codes, 1, self.inputs, "clip")
            np.dot(self.recurrent, h, self.sums)
            np.add(self.inputs, self.sums, new)
            np.tanh(new, new)

    def differentiate(self):
        """dh'/d(W h) = 1 - h'^2."""
        np.multiply(self.states[1:], self.states[1:], self.slopes)
        np.subtract(1, self.slopes, self.slopes)

    def at_input(self, signals, d_states):
        """Turn dL/d(W h), shape (G, T, B), into dL/dE[:, x]: here they are the same."""


class GRU:
    """The gated recurrent unit, arXiv 1406.1078, with the reset gate after the product, as in cuDNN and PyTorch.

    ::

        r = sigmoid(E_r[:, x] + W_r h)           reset
        z = sigmoid(E_z[:, x] + W_z h)           keep
        n = tanh(E_n[:, x] + r * (W_n h))        candidate
        h' = n + z * (h - n)

    The sigmoid of a is computed as 0.5 + 0.5 tanh(a / 2), which is faster than with an exponential; the half of a / 2
    is in a copy of the weights. Parameters are those of `Vanilla`.
    """

    blocks = 3

    def __init__(self, states, slopes):
        steps, hidden, streams = len(slopes), *states.shape[1:]
        self.gates = np.empty((steps, 3, hidden, streams), states.dtype)
        self.slopes = slopes.reshape(self.gates.shape)
        self.keep = self.gates[:, 1]
        self.sums, self.closed = np.empty((3 * hidden, streams), states.dtype), np.empty_like(self.keep)
        self.half = np.repeat(np.array([0.5, 0.5, 1], states.dtype), hidden)[:, None]
        self.steps = [self._views(*step) for step in zip(states[:-1], states[1:], self.gates, self.slopes, strict=True)]

    @staticmethod
    def _views(h, new, gates, slopes):
        """What one step works on, looked up once for all windows."""
        rows = gates.reshape(-1, gates.shape[-1])
        return h, new, rows, rows[: 2 * len(h)], *gates, *slopes[:2]

    def load(self, parameters):
        """Take the weights for the windows to come."""
        self.input, self.recurrent = self.half * parameters.input, self.half * parameters.recurrent

    def forward(self, x):
        """Read the codes `x`, shape (T, B), from the state in slot 0 on."""
        two = len(self.sums) // 3 * 2
        both, recalled = self.sums[:two], self.sums[two:]  # what the state adds to r and z, and W_n h
        for codes, (h, new, rows, rz, r, z, n, r_recalled, kept) in zip(x, self.steps, strict=True):
            self.input.take(codes, 1, rows, "clip")
            np.dot(self.recurrent, h, self.sums)
            np.add(rz, both, rz)
            np.tanh(rz, rz)
            np.multiply(rz, 0.5, rz)
            np.add(rz, 0.5, rz)
            np.multiply(r, recalled, r_recalled)
            np.add(n, r_recalled, n)
            np.tanh(n, n)
            np.subtract(h, n, new)
            np.multiply(z, new, kept)
            np.add(n, kept, new)

    def differentiate(self):
        """The derivatives of h' with respect to W_r h, W_z h and W_n h.

        With A = dh'/d(E_n[:, x] + r * (W_n h)) = (1 - z) (1 - n^2) they are A r (W_n h) (1 - r), z (h - n) (1 - z) and
        A r; `forward` left r (W_n h) and z (h - n) in the first two rows of `slopes`. A replaces n.
        """
        r, z, a = self.gates[:, 0], self.gates[:, 1], self.gates[:, 2]
        at_r, at_z, at_n = (self.slopes[:, block] for block in range(3))
        np.subtract(1, z, self.closed)
        at_z *= self.closed
        a *= a
        np.subtract(1, a, a)
        a *= self.closed
        np.multiply(a, r, at_n)
        np.subtract(1, r, r)
        at_r *= r
        at_r *= a

    def at_input(self, signals, d_states):
        """Turn dL/d(W h), shape (G, T, B), into dL/dE[:, x]: they differ in the candidate, where r stands between."""
        candidate = self.gates[:, 2]
        candidate *= d_states[1:]
        signals[-candidate.shape[1] :] = candidate.swapaxes(0, 1)


CELLS = {"rnn": Vanilla, "gru": GRU}
