"""A variational autoencoder of pictures: fit it to pictures, let it draw, ask what it thinks of a picture.

`VAE` is what to fit and how, `FittedVAE` what came out, `Parameters` and `Batch` the network between them. As in the
char-RNN everything is feature-major: a layer is a matrix with a column for each picture, z = W @ h, as on paper.

===  =======================================================================
B    pictures a batch
D    pixels
H    hidden features, of the encoder and of the decoder
K    latent numbers: the code of a picture
===  =======================================================================

The encoder says of a picture x where its code z may lie: a Gaussian q with K means and K standard deviations. The
decoder makes of a code the mean of a Gaussian over pictures, with one standard deviation for all pixels, which is
learned. The loss of a picture is what it costs to tell it in nats: its code beyond what the prior N(0, 1) knows,
KL(q || prior), and then its pixels, -ln p(x | z), for one z drawn from q. It is an upper bound of -ln p(x).

Source: D. Kingma and M. Welling, arXiv 1312.6114. No loop, no measures, no theory.
"""

import math
from dataclasses import dataclass

import numpy as np

from collapse import validate
from collapse.data_kinds import POINTS
from collapse.models.descent import State, aligned, descend, follow, one_thread
from collapse.models.progress import PICTURES, meter, shown_how
from collapse.models.trained import Trained, digest

LEAST = {"pixels": 1, "hidden": 1, "batch": 1, "epochs": 1, "warm_up": 0}
REACH = 2.0  # how far beyond 0 and 1 a pixel may lie: a decoder's noise goes there, a table of 0 to 255 far beyond
LOG_TWO_PI = np.log(2 * np.pi)
FIRST_CODE_SD = 0.4  # how sure the encoder is at first; a code as wide as the prior would tell the decoder nothing
FIRST_NOISE = 0.3  # about what pixels differ from their means
JUDGED = 16  # draws of the code for the surprise at a picture
JUDGE = 7  # seed of these draws, so that the same picture always costs the same


class Parameters:
    """The numbers of the network: parts with names, all of them views of one flat vector.

    The last column of each matrix is what a feature gets whatever its inputs, its bias.

    Attributes
    ----------
    see : array, shape (H, D + 1)
        From pixels to the encoder's features.
    tell : array, shape (2 K, H + 1)
        From these to the code's K means, and to the logarithms of its K variances.
    hear : array, shape (H, K + 1)
        From a code to the decoder's features.
    draw : array, shape (D, H + 1)
        From these to pixels.
    log_noise : array, shape (1,)
        Logarithm of the standard deviation of the decoder's noise.
    flat : array, shape (size,)
        All of it; 0 at first, unless the vector is given.

    Examples
    --------
    >>> parameters = Parameters(pixels=64, latent=8, hidden=64)
    >>> parameters.see.shape, parameters.tell.shape, parameters.hear.shape, parameters.draw.shape
    ((64, 65), (16, 65), (64, 9), (64, 65))
    """

    def __init__(self, pixels, latent, hidden, dtype="float64", flat=None):
        shapes = (hidden, pixels + 1), (2 * latent, hidden + 1), (hidden, latent + 1), (pixels, hidden + 1), (1,)
        ends = np.cumsum([np.prod(shape) for shape in shapes])
        self.flat = aligned((ends[-1],), dtype) if flat is None else flat
        parts = np.split(self.flat, ends[:-1])
        self.see, self.tell, self.hear, self.draw, self.log_noise = (
            part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)
        )

    def randomize(self, data, rng):
        """Start: weights N(0, 1/inputs), those that draw a tenth of that, the mean picture as the decoder's bias."""
        for weights in (self.see, self.tell, self.hear, self.draw):
            weights[:, :-1] = rng.standard_normal((weights.shape[0], weights.shape[1] - 1))
            weights[:, :-1] /= np.sqrt(weights.shape[1] - 1)
            weights[:, -1] = 0
        self.tell[len(self.tell) // 2 :, -1] = 2 * np.log(FIRST_CODE_SD)
        self.draw *= 0.1
        self.draw[:, -1] = np.arctanh(np.clip(2 * data.mean(axis=0) - 1, -0.98, 0.98))
        self.log_noise[:] = np.log(FIRST_NOISE)


class Batch:
    """B pictures at a time: the loss, and its gradient. It keeps its arrays, so that nothing is made anew.

    Examples
    --------
    >>> parameters, batch = Parameters(4, 2, 3), Batch(4, 2, 3, size=5)
    >>> loss, gradient = batch.loss_and_gradient(parameters, np.zeros((4, 5)), noise=np.zeros((2, 5)))
    >>> print(f"{loss:.3f} is 4 times ln(2 pi)/2 + 1/8: white pictures, drawn gray with noise 1")
    4.176 is 4 times ln(2 pi)/2 + 1/8: white pictures, drawn gray with noise 1
    """

    def __init__(self, pixels, latent, hidden, size, dtype="float64"):
        self.gradient = Parameters(pixels, latent, hidden, dtype)
        # The last row of what goes into a layer is 1, which picks out the bias.
        inputs = [aligned((rows + 1, size), dtype) for rows in (pixels, hidden, latent, hidden)]
        self.x, self.seen, self.code, self.heard = inputs
        for each in inputs:
            each[-1] = 1
        self.told = aligned((2 * latent, size), dtype)
        self.sd, self.at_code = aligned((2, latent, size), dtype)
        self.ink, self.off = aligned((pixels, size), dtype), aligned((pixels, size), dtype)
        self.at_hidden, self.slope = aligned((hidden, size), dtype), aligned((hidden, size), dtype)

    def loss_and_gradient(self, parameters, pictures, noise):
        """Code pictures and draw them again.

        Parameters
        ----------
        parameters : Parameters
        pictures : array, shape (D, B)
            A column for each.
        noise : array, shape (K, B)
            Standard normal; the code is its mean plus its standard deviation times this.

        Returns
        -------
        float, Parameters
            Mean loss a picture, in nats, and its gradient, which is overwritten by the next call.
        """
        loss = self.forward(parameters, pictures, noise)
        self.backward(parameters, noise)
        return loss, self.gradient

    def forward(self, parameters, pictures, noise):
        """Return the mean loss a picture."""
        (K, size), told, sd, log_noise = noise.shape, self.told, self.sd, float(parameters.log_noise[0])
        self.x[:-1] = pictures
        _tanh_of(parameters.see, self.x, self.seen[:-1])
        np.matmul(parameters.tell, self.seen, out=told)
        mean, log_variance = told[:K], told[K:]
        np.exp(np.multiply(0.5, log_variance, out=sd), out=sd)
        code = self.code[:-1]
        np.multiply(sd, noise, out=code)
        code += mean
        _tanh_of(parameters.hear, self.code, self.heard[:-1])
        _tanh_of(parameters.draw, self.heard, self.ink)
        off = np.multiply(0.5, self.ink, out=self.off)  # the mean pixel is (1 + ink) / 2
        off += 0.5
        off -= self.x[:-1]
        code_costs = 0.5 * (np.vdot(mean, mean) + np.vdot(sd, sd) - log_variance.sum() - sd.size)
        self.square = float(np.vdot(off, off)) / size
        pixel_costs = 0.5 * math.exp(-2 * log_noise) * self.square + len(off) * (log_noise + 0.5 * LOG_TWO_PI)
        return code_costs / size + pixel_costs

    def backward(self, parameters, noise):
        """Go back from the loss of `forward` to the gradient."""
        gradient, told, sd, off, (K, size) = self.gradient, self.told, self.sd, self.off, noise.shape
        precision = math.exp(-2 * float(parameters.log_noise[0]))
        gradient.log_noise[:] = len(off) - precision * self.square
        off *= 0.5 * precision / size
        np.multiply(self.ink, self.ink, out=self.ink)
        np.subtract(1, self.ink, out=self.ink)
        off *= self.ink
        np.matmul(off, self.heard.T, out=gradient.draw)
        at_heard = self._through_tanh(parameters.draw, off, self.heard[:-1])
        np.matmul(at_heard, self.code.T, out=gradient.hear)
        at_code = np.matmul(parameters.hear[:, :-1].T, at_heard, out=self.at_code)
        at_mean, at_log_variance = told[:K], told[K:]
        at_mean *= 1 / size
        at_mean += at_code
        # (at_code * noise * sd + (sd^2 - 1) / size) / 2
        np.multiply(sd, sd, out=at_log_variance)
        at_log_variance -= 1
        at_log_variance /= size
        at_code *= noise
        at_code *= sd
        at_log_variance += at_code
        at_log_variance *= 0.5
        np.matmul(told, self.seen.T, out=gradient.tell)
        at_seen = self._through_tanh(parameters.tell, told, self.seen[:-1])
        np.matmul(at_seen, self.x.T, out=gradient.see)

    def _through_tanh(self, weights, signal, features):
        """Carry a signal behind `weights` back to before the tanh whose values are `features`."""
        np.matmul(weights[:, :-1].T, signal, out=self.at_hidden)
        np.multiply(features, features, out=self.slope)
        np.subtract(1, self.slope, out=self.slope)
        self.at_hidden *= self.slope
        return self.at_hidden


def _tanh_of(weights, inputs, out):
    np.matmul(weights, inputs, out=out)
    np.tanh(out, out=out)


@dataclass(frozen=True)
class VAE:
    """The variational autoencoder: what to fit, and how.

    Attributes
    ----------
    pixels, latent, hidden : int
        D, K (at most D) and H.
    batch : int
        Pictures an update.
    epochs : int
        How often each picture is seen: time is proportional to epochs times pictures.
    rate : float
        Adam's learning rate at its highest.
    warm_up : int
        Updates over which the rate rises; from then on it falls to 0.
    clip : float
        Longest gradient that is followed.
    noise : float
        Default of `sample`: 1 adds the decoder's noise as it was learned, 0 none.
    dtype : {"float64", "float32"}
        float32 is faster, by a third; in float64 a chain of fits comes out the same on every machine.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> pictures = rng.choice([0.0, 1.0], size=(200, 1)) * [1, 0, 1, 0] + 0.1 * rng.random((200, 4))
    >>> fitted = VAE(pixels=4, latent=1, hidden=8, batch=20, epochs=60).fit(pictures, rng)
    >>> fitted
    FittedVAE(4 pixels, 1 latent, 8 hidden, sample_size=200, 600 updates)
    >>> print(fitted.sample(3, rng).shape, -fitted.log_prob(pictures).mean() < 0)
    (3, 4) True
    """

    pixels: int = 64
    latent: int = 8
    hidden: int = 64
    batch: int = 100
    epochs: int = 30
    rate: float = 5e-3
    warm_up: int = 20
    clip: float = 1e3
    noise: float = 1.0
    dtype: str = "float64"

    def __post_init__(self):
        validate.choice("dtype", self.dtype, allowed=("float64", "float32"))
        checked = {name: validate.integer(name, getattr(self, name), least) for name, least in LEAST.items()}
        checked["latent"] = validate.integer("latent", self.latent, least=1, most=checked["pixels"])
        checked["rate"] = validate.number("rate", self.rate, least=0, exclusive=True)
        checked["clip"] = validate.number("clip", self.clip, least=0, exclusive=True)
        checked["noise"] = validate.number("noise", self.noise, least=0)
        for name, value in checked.items():
            object.__setattr__(self, name, value)

    @property
    def sizes(self):
        """D, K and H."""
        return self.pixels, self.latent, self.hidden

    def fit(self, data, rng, progress="auto"):
        """Train a network on pictures, from a random start.

        An interrupt (the stop button, Ctrl-C) ends the training after the update it is at: what comes back is a fitted
        model all the same, and its `resume` goes on from there. A second interrupt is a KeyboardInterrupt as usual.

        Parameters
        ----------
        data : array, shape (pictures, D)
            At least as many as a batch. Pixels are from 0 to 1; the noise of a decoder may carry them up to 2 beyond.
        rng : numpy.random.Generator
            For the random start, the order of the pictures and the draws of the codes.
        progress : "auto", None or callable, optional
            As in `CharRNN.fit`.

        Returns
        -------
        FittedVAE

        Raises
        ------
        FloatingPointError
            If the training diverges: choose a lower rate.
        """
        data, show = self._checked(data), shown_how(progress)
        state = TrainingState.start(self, data, validate.generator("rng", rng))
        return self._train(data, state, show)

    def _checked(self, data):
        data = _pictures("data", data, self.pixels)
        if data.ndim != 2 or len(data) < self.batch:
            raise ValueError(
                f"data must be a table of at least {self.batch} pictures, as many as a batch, got shape {data.shape}"
            )
        return data

    def _train(self, data, state, show):
        trainer = Trainer(self, data, state.copy())
        state = descend(trainer, show and meter(show, self.batch, len(state.losses), PICTURES))
        return FittedVAE(self, state, len(data), bool((data == data[0]).all()), digest(data))


@dataclass
class TrainingState(State):
    """All that the next update depends on, so that a training can stop and go on later to the same numbers.

    Attributes
    ----------
    parameters, mean, square : arrays, shape (parameters,)
        The network's numbers and Adam's two moving sums.
    seed : int
        Of the order of the pictures, and of the draws of their codes.
    losses : array, shape (updates done,)
        Of each batch before its update, in nats a picture.
    """

    parameters: np.ndarray
    mean: np.ndarray
    square: np.ndarray
    seed: int
    losses: np.ndarray

    @classmethod
    def start(cls, model, data, rng):
        """Before the first update of a `model` on `data`."""
        parameters = Parameters(*model.sizes, model.dtype)
        parameters.randomize(data, rng)
        nothing = np.zeros_like(parameters.flat)
        return cls(parameters.flat, nothing, nothing.copy(), int(rng.integers(2**63)), np.empty(0))


class Trainer:
    """Makes the updates of a training, one by one, on the arrays of `state` themselves."""

    def __init__(self, model, data, state):
        self.model, self.state, self.data = model, state, data.astype(model.dtype)
        self.parameters = Parameters(*model.sizes, model.dtype, state.parameters)
        self.batch = Batch(*model.sizes, model.batch, model.dtype)
        self.each = len(data) // model.batch
        self.updates, self.epoch = self.each * model.epochs, None
        # Kept for all epochs, and pictures lie whole in rows: shuffling takes half as long as anew and by columns.
        self.shuffled = aligned(self.data.shape, model.dtype)
        self.noise = aligned((self.each, model.latent, model.batch), model.dtype)

    def update(self, number):
        """Make update `number`, from 0, and return the loss before it, in nats a picture."""
        epoch, place = divmod(number, self.each)
        if epoch != self.epoch:
            self._shuffle(epoch)
        rows = slice(place * self.model.batch, (place + 1) * self.model.batch)
        loss, gradient = self.batch.loss_and_gradient(self.parameters, self.shuffled[rows].T, self.noise[place])
        follow(self, number, loss, gradient)
        return loss

    def _shuffle(self, epoch):
        """Draw the order of the pictures and the noise of their codes; the same whenever this epoch comes."""
        rng = np.random.default_rng([self.state.seed, epoch])
        self.epoch = epoch
        self.data.take(rng.permutation(len(self.data)), 0, self.shuffled, "clip")
        rng.standard_normal(out=self.noise, dtype=self.model.dtype)


@dataclass(frozen=True, eq=False, repr=False)
class FittedVAE(Trained):
    """A variational autoencoder that has been trained on pictures.

    Attributes
    ----------
    model : VAE
        What was fitted.
    state : TrainingState
        Its parameters, and what it takes to go on training.
    sample_size : int
        How many pictures it was fitted to.
    degenerate : bool
        True if they were one picture over and over.
    digest : str
        By which `resume` knows the pictures again.
    """

    model: VAE
    state: TrainingState
    sample_size: int
    degenerate: bool
    digest: str

    data_kind = POINTS

    def __repr__(self):
        pixels, latent, hidden = self.model.sizes
        network = f"{pixels} pixels, {latent} latent, {hidden} hidden"
        return f"FittedVAE({network}, sample_size={self.sample_size}, {self._how_far()})"

    @property
    def losses(self):
        """Nats a picture of each update's batch, before the update. Shape (updates,)."""
        return self.state.losses

    @property
    def updates(self):
        """How many updates the training has when it is finished."""
        return self.model.epochs * (self.sample_size // self.model.batch)

    @property
    def parameters(self):
        """The network's numbers, as `Parameters`."""
        return Parameters(*self.model.sizes, self.model.dtype, self.state.parameters)

    @property
    def noise_sd(self):
        """Standard deviation of the decoder's noise, in units of a pixel's range."""
        return float(np.exp(self.parameters.log_noise[0]))

    def sample(self, size, rng, noise=None):
        """Draw pictures: codes from the prior, what the decoder makes of them, and its noise.

        Parameters
        ----------
        size : int
            How many.
        rng : numpy.random.Generator
        noise : float, optional
            Which part of the learned noise is added; by default the model's. Without it a picture is a mean.

        Returns
        -------
        array, shape (size, D)
        """
        size, rng = validate.integer("size", size, least=1), validate.generator("rng", rng)
        noise = self.model.noise if noise is None else validate.number("noise", noise, least=0)
        pictures = self._decode(rng.standard_normal((size, self.model.latent)))
        return pictures + noise * self.noise_sd * rng.standard_normal(pictures.shape)

    def encode(self, x):
        """Where the codes of the pictures `x`, shape (pictures, D), may lie: means and sds, (pictures, K) each."""
        return self._encode(_pictures("x", x, self.model.pixels))

    def _encode(self, x):
        parameters = self.parameters
        with one_thread():
            told = _layer(np.tanh(_layer(x, parameters.see)), parameters.tell)
        mean, log_variance = np.split(told, 2, axis=-1)
        return mean, np.exp(0.5 * log_variance)

    def decode(self, codes):
        """Return the mean pictures of `codes`, shape (pictures, K): shape (pictures, D)."""
        codes = validate.samples("codes", codes, least=1)
        if codes.shape[-1] != self.model.latent:
            raise ValueError(f"codes must have {self.model.latent} numbers each, got shape {codes.shape}")
        return self._decode(codes)

    def _decode(self, codes):
        parameters = self.parameters
        with one_thread():
            return 0.5 + 0.5 * np.tanh(_layer(np.tanh(_layer(codes, parameters.hear)), parameters.draw))

    def code_costs(self, x):
        """What each latent number tells of the pictures `x`, in nats, on average: shape (K,); 0 if it is not used."""
        mean, sd = self.encode(x)
        return 0.5 * (mean**2 + sd**2 - 1 - 2 * np.log(sd)).reshape(-1, self.model.latent).mean(axis=0)

    def log_prob(self, x):
        """Lower bound of the log density of the pictures `x`, shape (..., D), in nats: minus the loss; shape (...).

        The mean over 16 draws of the code, the same for every picture, so that a picture always costs the same.
        """
        x = _pictures("x", x, self.model.pixels)
        mean, sd = self._encode(x)
        told = 0.5 * (mean**2 + sd**2 - 1 - 2 * np.log(sd)).sum(axis=-1)
        off = 0
        for noise in np.random.default_rng(JUDGE).standard_normal((JUDGED // 2, self.model.latent)):
            for side in (noise, -noise):  # in pairs, whose errors cancel in part
                off = off + ((self._decode(mean + sd * side) - x) ** 2).sum(axis=-1) / JUDGED
        return -told - 0.5 * off / self.noise_sd**2 - self.model.pixels * (np.log(self.noise_sd) + 0.5 * LOG_TWO_PI)


def _layer(inputs, weights):
    """The sums of a layer, a row for each picture."""
    return inputs @ weights[:, :-1].T + weights[:, -1]


def _pictures(name, value, pixels):
    array = validate.samples(name, value, least=1)
    if array.ndim < 2 or array.shape[-1] != pixels:
        raise ValueError(f"{name} must be pictures of {pixels} pixels each, a row for each, got shape {array.shape}")
    if array.min() < -REACH or array.max() > 1 + REACH:
        raise ValueError(
            f"{name} must hold pixels from 0 to 1 (noise may reach from {-REACH:g} to {1 + REACH:g}), "
            f"got {array.min()} to {array.max()}"
        )
    return array
