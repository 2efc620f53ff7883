"""The network of a char-RNN: its two cells, its numbers, its loss on a window of text, and the gradient through time.

A state is a matrix with a row for each stream (texts read side by side), so W h of all of them is h @ W.T. Of gates,
each has an array of its own, and of these all steps lie together: a step works on whole pieces of memory, and what
can be done for all steps at once is one large product.

===  =======================================================================
T    steps: how many characters of each stream a window holds
B    streams
H    hidden features
V    characters: the size of the alphabet
K    blocks of rows in the weights: 1 for the vanilla cell, 3 for the GRU
===  =======================================================================

No optimizer, no text and no files here: nothing changes a weight.
"""

import numpy as np

from collapse.models.descent import aligned


class Vanilla:
    """The vanilla cell, h' = tanh(E[:, x] + W h), with E the input and W the recurrent weights.

    Parameters
    ----------
    states : array, shape (T + 1, B, H)
        Step t reads slot t and writes slot t + 1.
    slopes : array, shape (K, T, B, H)
        Where `differentiate` leaves what turns dL/dh' into dL/d(W h), and whoever multiplies them leaves the latter.
    """

    blocks = 1
    keep = None  # nothing of a state is carried over as it is

    def __init__(self, states, slopes):
        self.states, self.slopes = states, slopes
        self.sums, self.recurrent = (aligned((rows, states.shape[2]), states.dtype) for rows in states.shape[1:])

    def load(self, parameters):
        """Take the weights for the windows to come."""
        self.input, self.recurrent[:] = parameters.input.T.copy(), parameters.recurrent.T

    def forward(self, x):
        """Read the codes `x`, shape (T, B), from the state in slot 0 on."""
        look_up(self.input, x, self.states[1:])
        for h, new in zip(self.states[:-1], self.states[1:], strict=True):
            np.dot(h, self.recurrent, self.sums)
            np.add(new, self.sums, new)
            np.tanh(new, new)

    def differentiate(self, step):
        """dh'/d(W h) = 1 - h'^2."""
        new, slopes = self.states[step + 1], self.slopes[0, step]
        np.multiply(new, new, slopes)
        np.subtract(1, slopes, slopes)

    def at_input(self, d_states):
        """Return dL/dE[:, x], shape (K, T, B, H): here it is dL/d(W h)."""
        return self.slopes


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
        self.slopes, self.gates = slopes, aligned(slopes.shape, states.dtype)
        self.keep = self.gates[1]
        steps = range(slopes.shape[1])
        self.sums, self.closed = (aligned((blocks, *states[0].shape), states.dtype) for blocks in (3, 2))
        self.recurrent = aligned((3, *2 * states.shape[2:]), states.dtype)
        self.half = np.array([0.5, 0.5, 1], states.dtype)[:, None, None]
        # What a step works on, looked up once for all windows.
        self.steps = [(states[t], states[t + 1], self.gates[:2, t], *self.gates[:, t], *slopes[:2, t]) for t in steps]
        self.slope_steps = [
            (self.gates[:2, t], self.gates[0, t], self.gates[2, t], slopes[:2, t], slopes[0, t], slopes[2, t])
            for t in steps
        ]

    def load(self, parameters):
        """Take the weights for the windows to come."""
        weights = parameters.input, parameters.recurrent
        input_, recurrent = (part.reshape(3, -1, part.shape[1]).swapaxes(1, 2) for part in weights)
        self.input = np.multiply(input_, self.half, order="C")
        np.multiply(recurrent, self.half, self.recurrent)

    def forward(self, x):
        """Read the codes `x`, shape (T, B), from the state in slot 0 on."""
        for block, gate in zip(self.input, self.gates, strict=True):
            look_up(block, x, gate)
        both, recalled = self.sums[:2], self.sums[2]  # what the state adds to r and z, and W_n h
        for h, new, rz, r, z, n, r_recalled, kept in self.steps:
            np.matmul(h, self.recurrent, self.sums)
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

    def at_input(self, d_states):
        """Return dL/dE[:, x], shape (K, T, B, H): in the candidate, r stands between it and dL/d(W h)."""
        np.multiply(self.gates[2], d_states[1:], self.slopes[2])
        return self.slopes


def look_up(weights, codes, into):
    """Write the row of `weights`, shape (V, H), for each of the `codes`, shape (T, B), `into` an array (T, B, H)."""
    weights.take(codes.ravel(), 0, into.reshape(-1, into.shape[-1]), "clip")


CELLS = {"rnn": Vanilla, "gru": GRU}


class Parameters:
    """The numbers of a network: parts with names, all of them views of one flat vector.

    Attributes
    ----------
    input : array, shape (K H, V)
        Column c is what character c adds to the sums of the gates (which therefore need no bias).
    recurrent : array, shape (K H, H)
        What the state adds to the sums of the gates.
    output : array, shape (V, H)
        Turns a state into logits.
    bias : array, shape (V,)
        Of the logits.
    flat : array, shape (size,)
        All of it; 0 at first, unless the vector is given.

    Examples
    --------
    >>> parameters = Parameters("gru", hidden=4, characters=3)
    >>> parameters.input.shape, parameters.recurrent.shape, parameters.flat.size
    ((12, 3), (12, 4), 99)
    """

    def __init__(self, cell, hidden, characters, dtype="float64", flat=None):
        rows = CELLS[cell].blocks * hidden
        shapes = (rows, characters), (rows, hidden), (characters, hidden), (characters,)
        ends = np.cumsum([np.prod(shape) for shape in shapes])
        self.cell, self.flat = cell, aligned((ends[-1],), dtype) if flat is None else flat
        parts = (part.reshape(shape) for part, shape in zip(np.split(self.flat, ends[:-1]), shapes, strict=True))
        self.input, self.recurrent, self.output, self.bias = parts

    def randomize(self, rng):
        """Start: inputs N(0, 1), weights that read a state N(0, 1/H), biases 0."""
        self.input[:] = rng.standard_normal(self.input.shape)
        for reader in (self.recurrent, self.output):
            reader[:] = rng.standard_normal(reader.shape) / np.sqrt(reader.shape[1])
        self.bias[:] = 0


class Window:
    """The next T characters of B streams: the loss, and its gradient by back-propagation through these T steps.

    Attributes
    ----------
    states : array, shape (T + 1, B, H)
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
        self.gradient = Parameters(cell, hidden, characters, dtype)
        self.states = aligned((steps + 1, streams, hidden), dtype)
        self.d_states = aligned(self.states.shape, dtype)
        self.signals = aligned((CELLS[cell].blocks, steps, streams, hidden), dtype)
        self.back = aligned((len(self.signals), streams, hidden), dtype)
        self.one_hot = aligned((steps * streams, characters), dtype)
        self.cell = CELLS[cell](self.states, self.signals)
        keep = [None] * steps if self.cell.keep is None else self.cell.keep
        places = range(steps), self.signals.swapaxes(0, 1), keep, self.d_states[1:], self.d_states[:-1]
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
        before, after = in_a_row(self.states[:-1]), in_a_row(self.states[1:])
        logits = parameters.output @ after.T
        logits += parameters.bias[:, None]
        loss = cross_entropy(logits, y.ravel())
        logits.sum(axis=1, out=self.gradient.bias)
        np.dot(logits, after, self.gradient.output)
        np.dot(logits.T, parameters.output, in_a_row(self.d_states[1:]))
        self.back_through_time(parameters.recurrent)
        for signals, part in zip(self.signals, self.blocks_of(self.gradient.recurrent), strict=True):
            np.dot(in_a_row(signals).T, before, part)
        self._input_gradient(x)
        return loss, self.gradient

    def blocks_of(self, weights):
        """The weights of each gate, shape (K, H, ...)."""
        return weights.reshape(len(self.signals), -1, weights.shape[1])

    def back_through_time(self, recurrent):
        """Turn the slopes of the gates into signals, dL/d(W h), from the last step to the first.

        `d_states` holds what reaches each state from its logits; what reaches it from the next state is added to it.
        """
        recurrent, scratch = self.blocks_of(recurrent), np.empty_like(self.states[0])
        for step, slopes, keep, d_new, d in reversed(self.steps):
            self.cell.differentiate(step)
            np.multiply(slopes, d_new, slopes)
            if step == 0:
                break  # no gradient flows back to where the window began
            np.matmul(slopes, recurrent, self.back)
            for part in self.back:
                np.add(d, part, d)
            if keep is not None:
                np.add(d, np.multiply(keep, d_new, scratch), d)

    def _input_gradient(self, x):
        """dL/dE: the signals at the inputs, added up by character; a product with one-hot rows does it fastest."""
        self.one_hot[:] = 0
        self.one_hot[np.arange(x.size), x.ravel()] = 1
        for signals, part in zip(self.cell.at_input(self.d_states), self.blocks_of(self.gradient.input), strict=True):
            np.dot(in_a_row(signals).T, self.one_hot, part)


def in_a_row(steps):
    """The states of all steps, shape (T, B, H), as one matrix, (T B, H): the same memory."""
    return steps.reshape(-1, steps.shape[-1])


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
