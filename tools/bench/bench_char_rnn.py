"""The char-RNN beside PyTorch and JAX on the same processor, one thread each: training and sampling, in turns.

What counts is processor time, of all threads together, on one core: a busy machine changes little, and nobody gains
from a second core or pays for its threads. PyTorch and JAX are no dependencies of the lessons. Each is looked for, else
installed with pip into a folder of its own inside the environment, else said to be missing: then the lines give our
speed alone. OpenBLAS picks its kernels by the processor unless OPENBLAS_CORETYPE names others, and JAX unless XLA_FLAGS
has an --xla_cpu_max_isa; the lines say which.

What limits ours in training, for a GRU of 128 units and 16 streams, with AVX-512: half of an update are products, 1.8
of 3.3 ms. Those that are made step by step, one for each gate on the way there and one on the way back, 192 in all,
reach 130 GFLOP/s, as a large product does; with the kernels of Haswell they reach 52 of 81, presumably because OpenBLAS
packs the same weights anew for each, and an update takes 5.2 ms. The rest are elementwise functions, some 24 a step,
each of which NumPy takes through the cache by itself where XLA melts them into one, half a microsecond for each call
included, and 0.2 ms of Adam.

Beside JAX ours is 1.27 to 1.30 times as fast with the processor's own kernels; with those of Haswell 0.85, whether XLA
is kept to AVX2 as well or not: there it is below the floor of 1.2. Not kept to one core it had looked like half as much
again, because the time of JAX's idle threads counted.

What helped: states as rows, and each gate by itself with all its steps, so that nothing is laid out anew for the large
products and a character is looked up as a row (a tenth of an update; 4 % with the kernels of Haswell); the derivatives
of the gates step by step on the way back, in fewer calls (2 to 3 %); arrays that begin at a line of the cache, and no
fresh ones for Adam (1 to 4 %). What did not: the gates side by side in one row (a third slower, since NumPy then works
on short pieces), weights in Fortran's order, characters by a one-hot product, or their gradient by sorting.

Sampling: about half is the product with the recurrent weights, which is as fast as a large one, a twelfth the draw.
"""

import importlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np

import peer_jax
from collapse.models.char_rnn import CharRNN
from collapse.models.char_rnn.network import Parameters, Window
from collapse.models.char_rnn.reading import write
from collapse.models.char_rnn.training import Trainer, TrainingState
from timing import interleaved, median_seconds, one_core

TORCH, JAX = "2.13.0", "0.10.2"
LEAST_TRAINING, LEAST_SAMPLING = 1.2, 1.5  # times as fast as the fastest peer, and as PyTorch
CHARACTERS, HIDDEN = 39, 128  # the novels in lower case; the lessons' network
UPDATES, LENGTH, REPEATS = 10, 50, 25
KERNELS = f"OpenBLAS kernels: {os.environ.get('OPENBLAS_CORETYPE') or 'for this processor'}"


def bench_gru128_train_vs_torch(report):
    compare_training("gru128_train_vs_torch", report, CharRNN(CHARACTERS, "gru", HIDDEN, streams=16, steps=32))


def bench_rnn128_train_vs_torch(report):
    compare_training("rnn128_train_vs_torch", report, CharRNN(CHARACTERS, "rnn", HIDDEN, streams=32, steps=64))


@one_core()
def bench_gru128_train_vs_best_peer(report):
    name, model = "gru128_train_vs_best_peer", CharRNN(CHARACTERS, "gru", HIDDEN, streams=16, steps=32)
    characters, sizes = (
        UPDATES * model.streams * model.steps,
        f"GRU {HIDDEN}, {model.streams} streams x {model.steps} steps",
    )
    torch, jax = provide_torch(), provide_jax()
    if not (torch and jax):
        speed = characters / median_seconds(our_updates(model), REPEATS, of_processor=True) / 1e3
        missing = " and ".join([f"PyTorch {TORCH}"] * (not torch) + [f"JAX {JAX}"] * (not jax))
        said = f"{missing} missing: our speed alone; {sizes}; {KERNELS}"
        return report(f"{name}_missing", speed, "k characters/s", said)
    check_same_in_jax(jax, model)
    numbers, window = parts(random_parameters(model.cell)), window_of(model)
    peers = {
        f"PyTorch {TORCH} eager": torch_updates(torch, model, one_hot=False),
        f"JAX {JAX} under jit, lax.scan": peer_jax.updates(jax, model, numbers, *window, UPDATES),
    }
    timed = {
        peer: interleaved(theirs, our_updates(model), REPEATS, of_processor=True) for peer, theirs in peers.items()
    }
    best = min(timed, key=lambda peer: timed[peer][2])
    speeds = ", ".join(f"{characters / their / 1e3:.0f} k {peer}" for peer, (their, _, _) in timed.items())
    ours = f"{characters / timed[best][1] / 1e3:.0f} k characters/s"
    xla = os.environ["XLA_FLAGS"].partition("max_isa=")[2].partition(" ")[0] or "for this processor"
    kernels = f"{KERNELS}, of XLA: {xla}"
    report(name, timed[best][2], "x", f"{ours} to {speeds}; {sizes}; {kernels}", least=LEAST_TRAINING)


@one_core()
def bench_gru128_sample_vs_torch(report):
    streams, parameters, rng = 256, random_parameters("gru"), np.random.default_rng(1)
    start = np.zeros(CHARACTERS, "float32")

    def ours():
        write(parameters, start, LENGTH, streams, 0.8, rng)

    def theirs(torch, one_hot):
        return torch_writer(torch, streams, one_hot)

    sizes = f"GRU {HIDDEN}, {streams} streams"
    compare("gru128_sample_vs_torch", report, ours, theirs, streams * LENGTH, sizes, least=LEAST_SAMPLING)


def bench_gru128_share_of_sgemm_peak(report):
    model = CharRNN(CHARACTERS, "gru", HIDDEN, streams=16, steps=32)
    square = np.random.default_rng(1).random((1024, 1024), "float32")
    ours, sgemm, ratio = interleaved(our_updates(model), lambda: square @ square, REPEATS, of_processor=True)
    a_character = 6 * (3 * HIDDEN + CHARACTERS) * HIDDEN  # forward 2, backward 4 for each weight that reads a state
    operations = a_character * UPDATES * model.streams * model.steps
    compares = (
        f"{operations / ours / 1e9:.0f} GFLOP/s training, {2 * 1024**3 / sgemm / 1e9:.0f} in a 1024 x 1024 product"
    )
    report("gru128_share_of_sgemm_peak", 100 * operations / 2 / 1024**3 / ratio, "%", f"{compares}; {KERNELS}")


@one_core()
def compare_training(name, report, model):
    def theirs(torch, one_hot):
        check_same_loss_and_gradient(torch, model)
        return torch_updates(torch, model, one_hot)

    sizes = f"{model.cell.upper()} {HIDDEN}, {model.streams} streams x {model.steps} steps"
    compare(name, report, our_updates(model), theirs, UPDATES * model.streams * model.steps, sizes)


def compare(name, report, ours, theirs, characters, sizes, **limits):
    """Report how many times as fast as PyTorch's ours goes through so many `characters` a call."""
    torch = provide_torch()
    if not torch:
        speed = characters / median_seconds(ours, REPEATS, of_processor=True) / 1e3
        missing = f"PyTorch {TORCH} is missing and pip could not install it: our speed alone"
        return report(f"{name}_missing", speed, "k characters/s", f"{missing}; {sizes}; {KERNELS}")
    for line, one_hot in ((name, False), (f"{name}_one_hot", True)):
        their_seconds, our_seconds, ratio = interleaved(theirs(torch, one_hot), ours, REPEATS, of_processor=True)
        speeds = f"{characters / our_seconds / 1e3:.0f} k characters/s to {characters / their_seconds / 1e3:.0f} k"
        report(line, ratio, "x", f"{speeds}; {sizes}; {network(one_hot)}; {KERNELS}", **({} if one_hot else limits))


def provide_torch():
    """Return PyTorch, kept to one thread; None if there is no way to have it."""
    torch = provide("torch", f"torch=={TORCH}")
    if torch:
        torch.set_num_threads(1)
    return torch


def provide_jax():
    """Return JAX, kept to one thread; None if there is no way to have it."""
    jax = provide("jax", f"jax=={JAX}", f"jaxlib=={JAX}")
    if jax:
        peer_jax.alone(jax)
    return jax


def provide(name, *requirements):
    """Find a module, or install it into a folder of this environment; None if there is no way."""
    folder = str(Path(sys.prefix) / f"{name}-for-benchmarks")
    if folder not in sys.path:
        sys.path.append(folder)
    try:
        return importlib.import_module(name)
    except ImportError:
        install = [sys._base_executable, "-m", "pip", "install", "--quiet", "--target", folder, *requirements]
        if subprocess.run(install, capture_output=True).returncode:
            return None
        importlib.invalidate_caches()
        return importlib.import_module(name)


def network(one_hot):
    """What is on the other side."""
    usual = f"nn.Embedding({CHARACTERS}, {HIDDEN}) before the cell, as is usual"
    return f"PyTorch {TORCH} eager, {'the very same network, one-hot input' if one_hot else usual}"


def random_parameters(cell):
    parameters = Parameters(cell, HIDDEN, CHARACTERS, "float32")
    parameters.randomize(np.random.default_rng(1))
    return parameters


def our_updates(model):
    """A function that makes some updates of ours: everything `fit` does but the progress bar."""
    size = 100 * model.streams * model.steps
    codes, rng = np.random.default_rng(1).integers(CHARACTERS, size=size), np.random.default_rng(2)
    trainer, turn = Trainer(model, codes, TrainingState.start(model, size, rng)), iter(range(10**9))

    def make():
        for _ in range(UPDATES):
            trainer.update(next(turn) % trainer.updates)

    return make


def torch_parts(torch, model, one_hot):
    """Embedding, cell and output layer of the same sizes."""
    nn, eye = torch.nn, torch.eye(CHARACTERS)
    embed = (lambda codes: eye[codes]) if one_hot else nn.Embedding(CHARACTERS, HIDDEN)
    cell = {"gru": nn.GRU, "rnn": nn.RNN}[model.cell](CHARACTERS if one_hot else HIDDEN, HIDDEN)
    return embed, cell, nn.Linear(HIDDEN, CHARACTERS)


def torch_updates(torch, model, one_hot):
    """A function that makes some updates of theirs, with Adam and clipping, on windows of the same sizes."""
    embed, cell, output = torch_parts(torch, model, one_hot)
    layers = [layer for layer in (embed, cell, output) if isinstance(layer, torch.nn.Module)]
    parameters = [p for layer in layers for p in layer.parameters()]
    adam = torch.optim.Adam(parameters, lr=model.rate, betas=(0.9, 0.99))
    codes = torch.randint(CHARACTERS, (model.steps + 1, model.streams))
    hidden = torch.zeros(1, model.streams, HIDDEN)

    def make():
        nonlocal hidden
        for _ in range(UPDATES):
            states, hidden = cell(embed(codes[:-1]), hidden.detach())
            loss = torch.nn.functional.cross_entropy(output(states).flatten(0, 1), codes[1:].flatten())
            adam.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(parameters, model.clip)
            adam.step()

    return make


def torch_writer(torch, streams, one_hot):
    """A function that writes some characters of each stream with theirs, at temperature 0.8."""
    embed, cell, output = torch_parts(torch, CharRNN(CHARACTERS), one_hot)

    @torch.inference_mode()
    def make():
        codes, hidden = torch.zeros(streams, dtype=torch.long), torch.zeros(1, streams, HIDDEN)
        for _ in range(LENGTH):
            states, hidden = cell(embed(codes)[None], hidden)
            codes = torch.multinomial(torch.softmax(output(states[0]) / 0.8, dim=-1), 1)[:, 0]

    return make


def check_same_loss_and_gradient(torch, model):
    """Stop if the two do not compute the same thing from the same numbers."""
    ours = random_parameters(model.cell)
    embed, cell, output = torch_parts(torch, model, one_hot=True)
    theirs = cell.weight_ih_l0, cell.weight_hh_l0, output.weight, output.bias
    with torch.no_grad():
        for tensor, array in zip(theirs, (ours.input, ours.recurrent, ours.output, ours.bias), strict=True):
            tensor.copy_(torch.from_numpy(array))
        cell.bias_ih_l0.zero_(), cell.bias_hh_l0.zero_()
    x, y = window_of(model)
    loss, gradient = our_loss_and_gradient(model, ours, x, y)
    logits = output(cell(embed(torch.from_numpy(x)))[0])
    their_loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), torch.from_numpy(y).flatten())
    their_loss.backward()
    gradients = [tensor.grad.numpy() for tensor in theirs]
    check_equal(loss, their_loss.item(), parts(gradient).values(), gradients)


def check_same_in_jax(jax, model):
    """Stop if JAX and ours do not compute the same thing from the same numbers."""
    ours, (x, y) = random_parameters(model.cell), window_of(model)
    loss, gradient = our_loss_and_gradient(model, ours, x, y)
    their_loss, theirs = peer_jax.loss_and_gradient(jax, parts(ours), x, y)
    check_equal(loss, float(their_loss), parts(gradient).values(), [np.asarray(theirs[name]) for name in parts(ours)])


def check_equal(loss, their_loss, gradients, their_gradients):
    """Stop if losses or gradients are apart."""
    apart = max(np.abs(own - their).max() for own, their in zip(gradients, their_gradients, strict=True))
    if abs(loss - their_loss) > 1e-4 or apart > 1e-4:
        raise AssertionError(f"losses {loss} and {their_loss}, gradients apart by up to {apart}")


def window_of(model):
    """Return a window of random codes: what to read, and what comes next."""
    return np.random.default_rng(2).integers(CHARACTERS, size=(2, model.steps, model.streams))


def our_loss_and_gradient(model, parameters, x, y):
    window = Window(model.cell, HIDDEN, CHARACTERS, model.streams, model.steps, "float32")
    return window.loss_and_gradient(parameters, x, y)


def parts(parameters):
    """Return the numbers of a network, or their derivatives, by name."""
    return {name: getattr(parameters, name) for name in ("input", "recurrent", "output", "bias")}
