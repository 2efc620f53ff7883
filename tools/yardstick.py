"""A yardstick for times: fixed work that takes one second on an ordinary core, done beside whatever is timed.

A limit in seconds holds on one machine; in yardsticks it holds on fast and slow ones, idle or busy. The work is a mix
of what the lessons do: the interpreter's loop, random draws, small and large matrix products, a figure that is drawn.

An ordinary core is one of a cloud, with AVX2 and without AVX-512, like those of Binder. What was measured on one:
`sum(i * i for i in range(10**7))` 0.9 s; 2e7 normal draws 0.4 to 0.9 s, of which 0.65 is taken; 60 to 80 GFLOP/s in one
thread's float32 product of 1024 x 1024, of which 70 is taken; 71 000 characters a second in the training of a GRU with
128 units; 11, 23 and 37 s for the notebooks 00, 01 and 06. `loop`, `draws` and `large` follow from the first three. For
the other two, processor time on another core with the same products (OPENBLAS_CORETYPE=Haswell: 76 GFLOP/s) was
stretched: `small` by 1.25, since it trains the GRU at 84 000 to 92 000 characters a second; `figure` by 1.4, since it
runs the notebooks 00 and 06, most of which is imports and figures, in 7.7 and 26.2 s. On that core the whole yardstick
is 0.73 to 0.83 s long, and the three notebooks take 0.70, 0.85 and 0.71 of their time on the ordinary one: a yardstick
translates a time from machine to machine to within about a fifth.
"""

import io
from dataclasses import dataclass
from time import perf_counter, process_time

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from threadpoolctl import threadpool_limits

# The seconds of each part on an ordinary core: one yardstick.
ORDINARY = {"loop": 0.25, "draws": 0.2, "small": 0.2, "large": 0.1, "figure": 0.25}


def loop():
    """Add up squares in the interpreter."""
    sum(i * i for i in range(2_780_000))


def draws():
    """Draw normal numbers, as many as a lesson's chain has at a time."""
    rng = np.random.default_rng(1)
    for _ in range(62):
        rng.standard_normal(100_000)


def small():
    """Take the steps of a small network: a product and a nonlinear function of the result."""
    weights, states = _matrix(384, 128), _matrix(128, 16)
    for _ in range(4600):
        np.tanh(weights @ states)


def large():
    """Multiply large matrices."""
    square = _matrix(1024, 1024)
    for _ in range(3):
        square @ square


def figure():
    """Draw and store a figure with two axes, a legend and some thousand points."""
    x = np.linspace(0, 1, 500)
    shown = Figure(figsize=(9, 4), dpi=100)
    FigureCanvasAgg(shown)
    for axes in shown.subplots(1, 2):
        for k in range(1, 6):
            axes.plot(x, np.sin(k * x), label=f"k = {k}")
        axes.scatter(x, x**2, s=4)
        axes.set(xlabel="x", ylabel="y", title="Five waves and a parabola")
        axes.legend()
    shown.savefig(io.BytesIO(), format="png")


def _matrix(rows, columns):
    return np.random.default_rng(1).random((rows, columns), "float32")


WORK = (loop, draws, small, large, figure)


@dataclass(frozen=True)
class Yardstick:
    """How long the work took.

    Attributes
    ----------
    wall, processor : dict of str to float
        Seconds of each part, by its name: by the clock on the wall, and of processor time.
    """

    wall: dict
    processor: dict

    @property
    def seconds(self):
        """The length of the yardstick, by the clock on the wall."""
        return sum(self.wall.values())

    @property
    def processor_seconds(self):
        """The length of the yardstick in processor time."""
        return sum(self.processor.values())

    def __str__(self):
        """Return the length and the parts, each beside an ordinary core, in one line."""
        parts = ", ".join(f"{name} {self.wall[name]:.2f} ({usual:.2f})" for name, usual in ORDINARY.items())
        usual = sum(ORDINARY.values())
        return f"one yardstick: {self.seconds:.2f} s ({usual:.2f} on an ordinary core), of which {parts}"


def measured():
    """Do the work, in one thread, and return how long it took: a `Yardstick`."""
    figure()  # what the first figure loads, fonts for one, is not counted
    wall, processor = {}, {}
    with threadpool_limits(1):
        for part in WORK:
            start, used = perf_counter(), process_time()
            part()
            wall[part.__name__], processor[part.__name__] = perf_counter() - start, process_time() - used
    return Yardstick(wall, processor)


if __name__ == "__main__":
    print(measured())
