"""The char-RNN beside PyTorch on the same processor, one thread each: training and sampling, in turns.

PyTorch is no dependency of the lessons. It is looked for, else installed with pip into a folder of its own inside the
environment, else said to be missing: then the lines give our speed alone. OpenBLAS picks its kernels by the processor
unless OPENBLAS_CORETYPE names others; the lines say which.
"""

import importlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np

from collapse.models.char_rnn import CharRNN
from collapse.models.char_rnn.network import Parameters, Window
from collapse.models.char_rnn.reading import write
from collapse.models.char_rnn.training import Trainer, TrainingState
from timing import interleaved, median_seconds

TORCH = "2.13.0"
CHARACTERS, HIDDEN = 39, 128  # the novels in lower case; the lessons' network
UPDATES, LENGTH, REPEATS = 10, 50, 25
KERNELS = f"OpenBLAS kernels: {os.environ.get('OPENBLAS_CORETYPE') or 'for this processor'}"


def bench_gru128_train_vs_torch(report):
    compare_training("gru128_train_vs_torch", report, CharRNN(CHARACTERS, "gru", HIDDEN, streams=16, steps=32))


def bench_rnn128_train_vs_torch(report):
    compare_training("rnn128_train_vs_torch", report, CharRNN(CHARACTERS, "rnn", HIDDEN, streams=32, steps=64))


def bench_gru128_sample_vs_torch(report):
    streams, parameters, rng = 256, random_parameters("gru"), np.random.default_rng(1)
    start = np.zeros(CHARACTERS, "float32")

    def ours():
        write(parameters, start, LENGTH, streams, 0.8, rng)

    def theirs(torch, one_hot):
        return torch_writer(torch, streams, one_hot)

    compare("gru128_sample_vs_torch", report, ours, theirs, streams * LENGTH, f"GRU {HIDDEN}, {streams} streams")


def bench_gru128_share_of_sgemm_peak(report):
    model = CharRNN(CHARACTERS, "gru", HIDDEN, streams=16, steps=32)
    square = np.random.default_rng(1).random((1024, 1024), "float32")
    ours, sgemm, ratio = interleaved(our_updates(model), lambda: square @ square, REPEATS)
    a_character = 6 * (3 * HIDDEN + CHARACTERS) * HIDDEN  # forward 2, backward 4 for each weight that reads a state
    operations = a_character * UPDATES * model.streams * model.steps
    compares = (
        f"{operations / ours / 1e9:.0f} GFLOP/s training, {2 * 1024**3 / sgemm / 1e9:.0f} in a 1024 x 1024 product"
    )
    report("gru128_share_of_sgemm_peak", 100 * operations / 2 / 1024**3 / ratio, "%", f"{compares}; {KERNELS}")


def compare_training(name, report, model):
    def theirs(torch, one_hot):
        check_same_loss_and_gradient(torch, model)
        return torch_updates(torch, model, one_hot)

    sizes = f"{model.cell.upper()} {HIDDEN}, {model.streams} streams x {model.steps} steps"
    compare(name, report, our_updates(model), theirs, UPDATES * model.streams * model.steps, sizes)


def compare(name, report, ours, theirs, characters, sizes):
    """Report how many times as fast as PyTorch's ours goes through so many `characters` a call."""
    torch = provide_torch()
    if not torch:
        speed = characters / median_seconds(ours, REPEATS) / 1e3
        missing = f"PyTorch {TORCH} is missing and pip could not install it: our speed alone"
        return report(f"{name}_missing", speed, "k characters/s", f"{missing}; {sizes}; {KERNELS}")
    for line, one_hot in ((name, False), (f"{name}_one_hot", True)):
        their_seconds, our_seconds, ratio = interleaved(theirs(torch, one_hot), ours, REPEATS)
        speeds = f"{characters / our_seconds / 1e3:.0f} k characters/s to {characters / their_seconds / 1e3:.0f} k"
        report(line, ratio, "x", f"{speeds}; {sizes}; {network(one_hot)}; {KERNELS}")


def provide_torch():
    """Find PyTorch, or install it into a folder of this environment; None if there is no way."""
    folder = str(Path(sys.prefix) / "torch-for-benchmarks")
    if folder not in sys.path:
        sys.path.append(folder)
    try:
        torch = importlib.import_module("torch")
    except ImportError:
        install = [sys._base_executable, "-m", "pip", "install", "--quiet", "--target", folder, f"torch=={TORCH}"]
        if subprocess.run(install, capture_output=True).returncode:
            return None
        importlib.invalidate_caches()
        torch = importlib.import_module("torch")
    torch.set_num_threads(1)
    return torch


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
    x, y = np.random.default_rng(2).integers(CHARACTERS, size=(2, model.steps, model.streams))
    window = Window(model.cell, HIDDEN, CHARACTERS, model.streams, model.steps, "float32")
    loss, gradient = window.loss_and_gradient(ours, x, y)
    logits = output(cell(embed(torch.from_numpy(x)))[0])
    their_loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), torch.from_numpy(y).flatten())
    their_loss.backward()
    parts = gradient.input, gradient.recurrent, gradient.output, gradient.bias
    apart = max(np.abs(tensor.grad.numpy() - part).max() for tensor, part in zip(theirs, parts, strict=True))
    if abs(loss - their_loss.item()) > 1e-4 or apart > 1e-4:
        raise AssertionError(f"losses {loss} and {their_loss.item()}, gradients apart by up to {apart}")
