"""The network of a char-RNN: its two cells, its numbers, its loss on a window of text, and the gradient through time.

Everything is feature-major: a state is a matrix whose rows are features and whose columns are streams (texts read side
by side), so z = W @ h, as on paper, and a block of rows, such as one gate, lies together in memory.

===  =======================================================================
T    steps: how many characters of each stream a window holds
B    streams
H    hidden features
V    characters: the size of the alphabet
G    rows of gates: H for the vanilla cell, 3 H for the GRU
===  =======================================================================

No optimizer, no text and no files here: nothing changes a weight.
"""

import numpy as np

from collapse.models.descent import aligned


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

    def differentiate(self, step):
        """dh'/d(W h) = 1 - h'^2."""
        new, slopes = self.states[step + 1], self.slopes[step]
        np.multiply(new, new, slopes)
        np.subtract(1, slopes, slopes)

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
        self.gates = aligned((steps, 3, hidden, streams), states.dtype)
        self.slopes = slopes.reshape(self.gates.shape)
        self.keep = self.gates[:, 1]
        self.sums, self.closed = (aligned((blocks, hidden, streams), states.dtype) for blocks in (3, 2))
        self.sums = self.sums.reshape(-1, streams)
        self.half = np.repeat(np.array([0.5, 0.5, 1], states.dtype), hidden)[:, None]
        self.steps = [self._views(*step) for step in zip(states[:-1], states[1:], self.gates, self.slopes, strict=True)]
        self.slope_steps = [
            (g[:2], g[0], g[2], s[:2], s[0], s[2]) for g, s in zip(self.gates, self.slopes, strict=True)
        ]

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

    def differentiate(self, step):
        """The derivatives of h' with respect to W_r h, W_z h and W_n h.

        With A = dh'/d(E_n[:, x] + r * (W_n h)) = (1 - z) (1 - n^2) they are A r (W_n h) (1 - r), z (h - n) (1 - z) and
        A r; `forward` left r (W_n h) and z (h - n) in the first two blocks of `slopes`. A replaces n.
        """
        rz, r, a, slopes_rz, at_r, at_n = self.slope_steps[step]
        np.subtract(1, rz, self.closed)
        np.multiply(slopes_rz, self.closed, slopes_rz)
        np.multiply(a, a, a)
        np.subtract(1, a, a)
        np.multiply(a, self.closed[1], a)
        np.multiply(a, r, at_n)
        np.multiply(at_r, a, at_r)

    def at_input(self, signals, d_states):
        """Turn dL/d(W h), shape (G, T, B), into dL/dE[:, x]: they differ in the candidate, where r stands between."""
        candidate = self.gates[:, 2]
        candidate *= d_states[1:]
        signals[-candidate.shape[1] :] = candidate.swapaxes(0, 1)


CELLS = {"rnn": Vanilla, "gru": GRU}


class Parameters:
    """The numbers of a network: parts with names, all of them views of one flat vector.

    Attributes
    ----------
    input : array, shape (G, V)
        Column c is what character c adds to the sums of the gates (which therefore need no bias).
    recurrent : array, shape (G, H)
        What the state adds to the sums of the gates.
    output : array, shape (V, H)
        Turns a state into logits.
    bias : array, shape (V,)
        Of the logits.
    readers : array, shape (G + V, H)
        `recurrent` above `output`: both read the same state.
    flat : array, shape (size,)
        All of it; 0 at first, unless the vector is given.

    Examples
    --------
    >>> parameters = Parameters("gru", hidden=4, characters=3)
    >>> parameters.input.shape, parameters.recurrent.shape, parameters.flat.size
    ((12, 3), (12, 4), 99)
    """

    def __init__(self, cell, hidden, characters, dtype="float64", flat=None):
        gates = CELLS[cell].blocks * hidden
        shapes = (gates, characters), (gates + characters, hidden), (characters,)
        ends = np.cumsum([np.prod(shape) for shape in shapes])
        self.cell, self.flat = cell, aligned((ends[-1],), dtype) if flat is None else flat
        parts = np.split(self.flat, ends[:-1])
        self.input, self.readers, self.bias = (part.reshape(shape) for part, shape in zip(parts, shapes, strict=True))
        self.recurrent, self.output = self.readers[:gates], self.readers[gates:]

    def randomize(self, rng):
        """Start: inputs N(0, 1), weights that read a state N(0, 1/H), biases 0."""
        self.input[:] = rng.standard_normal(self.input.shape)
        self.readers[:] = rng.standard_normal(self.readers.shape) / np.sqrt(self.readers.shape[1])
        self.bias[:] = 0


class Window:
    """The next T characters of B streams: the loss, and its gradient by back-propagation through these T steps.

    Attributes
    ----------
    states : array, shape (T + 1, H, B)
        Slot 0 is what the first step starts from, 0 at first, and slot T is where the last one ends. To go on with the
        next window, copy the one into the other; no gradient flows back through that copy (truncated back-propagation).

    Examples
    --------
    >>> parameters = Parameters("rnn", hidden=4, characters=3)
    >>> window = Window("rnn", hidden=4, characters=3, streams=2, steps=5)
    >>> x = np.zeros((5, 2), int)
    >>> loss, gradient = window.loss_and_gradient(parameters, x, y=x + 1)
    >>> print(f"{loss:.3f} is ln 3: nothing is learnt yet. Bias: {gradient.bias.round(3)}")
    1.099 is ln 3: nothing is learnt yet. Bias: [ 0.333 -0.667  0.333]
    """

    def __init__(self, cell, hidden, characters, streams, steps, dtype="float64"):
        rows = CELLS[cell].blocks * hidden
        self.gradient = Parameters(cell, hidden, characters, dtype)
        self.states = aligned((steps + 1, hidden, streams), dtype)
        self.d_states = aligned(self.states.shape, dtype)
        self.signals = aligned((steps + 1, rows + characters, streams), dtype)
        self.one_hot = aligned((steps * streams, characters), dtype)
        self.at_gates, self.at_logits = self.signals[:-1, :rows], self.signals[1:, rows:]
        self.states_in_a_row, self.signals_in_a_row = SideBySide(self.states), SideBySide(self.signals)
        self.cell = CELLS[cell](self.states, self.at_gates)
        keep = [None] * steps if self.cell.keep is None else self.cell.keep
        slopes = self.at_gates.reshape(steps, -1, hidden, streams)
        places = range(steps), slopes, self.signals[:-1], keep, self.d_states[1:], self.d_states[:-1]
        self.steps = list(zip(*places, strict=True))

    def loss_and_gradient(self, parameters, x, y):
        """Read `x` and predict `y`, its next characters.

        Parameters
        ----------
        parameters : Parameters
        x, y : int arrays, shape (T, B)
            Codes.

        Returns
        -------
        loss : float
            Mean over the T B predictions of minus the log probability of the character that came, in nats.
        gradient : Parameters
            Its derivatives. The next call overwrites them.
        """
        self.cell.load(parameters)
        self.cell.forward(x)
        states = self.states_in_a_row()
        logits = parameters.output @ states[:, x.shape[1] :]
        logits += parameters.bias[:, None]
        loss = cross_entropy(logits, y.ravel())
        logits.sum(axis=1, out=self.gradient.bias)
        self.at_logits[:] = logits.reshape(len(logits), *x.shape).swapaxes(0, 1)
        self.back_through_time(parameters.readers)
        signals = self.signals_in_a_row()
        np.dot(signals, states.T, out=self.gradient.readers)
        self._input_gradient(signals, x)
        return loss, self.gradient

    def back_through_time(self, readers):
        """Turn the slopes of the gates into signals, dL/d(readers @ h), from the last step to the first.

        A state is read by the gates of the next step and by the logits: one product brings both their signals back.
        """
        back, scratch = readers.T, np.empty_like(self.states[0])
        np.dot(back, self.signals[-1], self.d_states[-1])
        for step, slopes, signals, keep, d_new, d in reversed(self.steps):
            self.cell.differentiate(step)
            np.multiply(slopes, d_new, slopes)
            np.dot(back, signals, d)
            if keep is not None:
                np.add(d, np.multiply(keep, d_new, scratch), d)

    def _input_gradient(self, signals, x):
        """dL/dE: the signals at the inputs, added up by character; a product with one-hot rows does it fastest."""
        at_gates = signals[: len(self.gradient.input), : x.size]
        self.cell.at_input(at_gates.reshape(-1, *x.shape), self.d_states)
        self.one_hot[:] = 0
        self.one_hot[np.arange(x.size), x.ravel()] = 1
        np.dot(at_gates, self.one_hot, out=self.gradient.input)


class SideBySide:
    """Lays the slots of an array, shape (slots, rows, B), side by side: (rows, slots * B), for one large product.

    Rows are copied whole, by a list of where they are, into memory that is kept: three times as fast as a transpose.
    """

    def __init__(self, array):
        slots, rows, streams = array.shape
        self.rows = array.reshape(-1, streams)
        self.order = np.arange(slots * rows).reshape(slots, rows).T.ravel()
        self.laid = aligned((rows, slots * streams), array.dtype)

    def __call__(self):
        """Lay out what the slots hold now."""
        self.rows.take(self.order, 0, self.laid.reshape(self.rows.shape), "clip")
        return self.laid


def cross_entropy(logits, wanted):
    """The mean of minus the log probability of the `wanted` codes, in nats.

    Parameters
    ----------
    logits : array, shape (V, N)
        Replaced by the derivatives of the loss.
    wanted : int array, shape (N,)

    Examples
    --------
    >>> logits = np.log([[1.0], [3.0]])
    >>> print(f"{cross_entropy(logits, np.array([1])):.4f} is -ln(3/4)")
    0.2877 is -ln(3/4)
    >>> logits.tolist()
    [[0.25], [-0.25]]
    """
    count = len(wanted)
    logits -= logits.max(axis=0)
    chosen = logits[wanted, np.arange(count)]
    np.exp(logits, logits)
    total = logits.sum(axis=0)
    logits /= total * count
    logits[wanted, np.arange(count)] -= 1 / count
    return float((np.log(total) - chosen).mean())
