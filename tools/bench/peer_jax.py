"""The network of `bench_char_rnn.py` in JAX, as its users would write it: one jitted program an update, with lax.scan.

Numbers, loss, clipping and Adam are those of the lessons' char-RNN. States are rows, which is half as fast again as
columns; one-hot rows in place of the lookup change nothing; `unroll=4` in the scan makes it about a tenth faster.
"""

import os

import numpy as np

SETTINGS = "--xla_cpu_multi_thread_eigen=false"


def alone(jax):
    """Keep JAX to one thread; to be called before it computes anything."""
    os.environ["XLA_FLAGS"] = f"{os.environ.get('XLA_FLAGS', '')} {SETTINGS}".strip()
    jax.config.update("jax_cpu_enable_async_dispatch", False)


def loss_of_gru(jax, parameters, hidden, x, y):
    """Return the mean loss of a window, shape (T, B), in nats a character, and the last state."""
    units = hidden.shape[1]

    def step(h, given):
        sums = h @ parameters["recurrent"].T
        gates = jax.nn.sigmoid(given[:, : 2 * units] + sums[:, : 2 * units])
        reset, keep = gates[:, :units], gates[:, units:]
        candidate = jax.numpy.tanh(given[:, 2 * units :] + reset * sums[:, 2 * units :])
        new = candidate + keep * (h - candidate)
        return new, new

    given = parameters["input"].T[x]
    last, states = jax.lax.scan(step, hidden, given)
    log_p = jax.nn.log_softmax(states @ parameters["output"].T + parameters["bias"])
    return -jax.numpy.take_along_axis(log_p, y[..., None], axis=-1).mean(), last


def loss_and_gradient(jax, parameters, x, y):
    """Return the loss and its gradient for a window that begins with a state of zeros."""
    start = np.zeros((x.shape[1], parameters["recurrent"].shape[1]), "float32")

    def loss(parameters):
        return loss_of_gru(jax, parameters, start, x, y)[0]

    return jax.value_and_grad(loss)({name: jax.numpy.asarray(part) for name, part in parameters.items()})


def updates(jax, model, parameters, x, y, count):
    """Return a function that makes `count` updates from `parameters` on, all on the same window."""
    tree, jnp = jax.tree, jax.numpy

    def update(state, x, y):
        parameters, mean, square, hidden, number = state
        value = jax.value_and_grad(lambda *given: loss_of_gru(jax, *given), has_aux=True)
        (_, hidden), gradient = value(parameters, hidden, x, y)
        length = jnp.sqrt(sum(jnp.vdot(part, part) for part in tree.leaves(gradient)))
        gradient = tree.map(lambda g: g * jnp.minimum(1, model.clip / length), gradient)
        number += 1
        mean = tree.map(lambda m, g: 0.9 * m + 0.1 * g, mean, gradient)
        square = tree.map(lambda s, g: 0.99 * s + 0.01 * g * g, square, gradient)
        scale = (1 - 0.9**number), (1 - 0.99**number)
        parameters = tree.map(
            lambda p, m, s: p - model.rate * m / scale[0] / (jnp.sqrt(s / scale[1]) + 1e-8), parameters, mean, square
        )
        return parameters, mean, square, hidden, number

    program = jax.jit(update, donate_argnums=0)
    parameters = {name: jnp.asarray(part) for name, part in parameters.items()}
    mean, square = tree.map(jnp.zeros_like, parameters), tree.map(jnp.zeros_like, parameters)
    state = parameters, mean, square, jnp.zeros((model.streams, model.hidden)), jnp.float32(0)

    def make():
        nonlocal state
        for _ in range(count):
            state = program(state, x, y)
        jax.block_until_ready(state)

    return make
