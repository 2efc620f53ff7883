"""A char-RNN as a model: `CharRNN` is what to fit and how, `FittedCharRNN` what came out.

Texts are arrays of codes, as `collapse.text` makes them.
"""

from dataclasses import dataclass

import numpy as np

from collapse import validate
from collapse.models.char_rnn import decoding, reading
from collapse.models.char_rnn.network import CELLS, Parameters
from collapse.models.char_rnn.training import TrainingState, train, windows_per_epoch
from collapse.models.progress import meter, shown_how
from collapse.models.trained import Trained, digest

LEAST = {"characters": 2, "hidden": 1, "streams": 1, "steps": 1, "epochs": 1, "warm_up": 0}
PIECE = 2_000  # characters that are read in one go to measure bits per character
MOST_STREAMS, SHORTEST_STREAM = 256, 1_000  # how many texts a sample is written as, side by side


@dataclass(frozen=True)
class CharRNN:
    """The char-RNN: what to fit, and how.

    Attributes
    ----------
    characters : int
        V, the size of the alphabet: codes are from 0 to V - 1.
    cell : {"gru", "rnn"}
        Gated recurrent unit, or vanilla.
    hidden : int
        H, the size of the state.
    streams, steps : int
        The text is cut into so many streams, which are read side by side; each update sees so many characters of each.
        No gradient flows further back than that.
    epochs : int
        How often the text is read: time is proportional to epochs times the text's size.
    rate : float
        The learning rate at its highest.
    warm_up : int
        Updates over which the rate rises; from then on it falls to 0.
    clip : float
        Longest gradient that is followed.
    temperature : float
        Default of `sample`: 1 samples what was learnt, less sharpens it, 0 always takes the most probable character.
    dtype : {"float32", "float64"}
        float64 is for checks: half as fast.
    optimizer : {"adam", "sgd"}
        Adam, or plain steps along the gradient (stochastic gradient descent), which want a higher rate.
    start : FittedCharRNN, optional
        Where the training begins: a network of the same cell, size, alphabet and dtype, whose parameters are copied
        (fine-tuning). By default at random.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> codes = np.tile([0, 1, 1, 2], 500)
    >>> fitted = CharRNN(characters=3, hidden=8, streams=4, steps=10).fit(codes, rng)
    >>> fitted
    FittedCharRNN(gru, 8 hidden, 3 characters, sample_size=2000, 200 updates)
    >>> fitted.sample(12, rng, temperature=0).shape
    (12,)
    >>> print(f"{fitted.bits_per_character(codes):.1f} bits")
    0.0 bits
    """

    characters: int
    cell: str = "gru"
    hidden: int = 128
    streams: int = 16
    steps: int = 32
    epochs: int = 4
    rate: float = 8e-3
    warm_up: int = 20
    clip: float = 1.0
    temperature: float = 1.0
    dtype: str = "float32"
    optimizer: str = "adam"
    start: "FittedCharRNN | None" = None

    def __post_init__(self):
        validate.choice("cell", self.cell, allowed=tuple(CELLS))
        validate.choice("dtype", self.dtype, allowed=("float32", "float64"))
        validate.choice("optimizer", self.optimizer, allowed=("adam", "sgd"))
        checked = {name: validate.integer(name, getattr(self, name), least) for name, least in LEAST.items()}
        checked["rate"] = validate.number("rate", self.rate, least=0, exclusive=True)
        checked["clip"] = validate.number("clip", self.clip, least=0, exclusive=True)
        checked["temperature"] = validate.number("temperature", self.temperature, least=0)
        for name, value in checked.items():
            object.__setattr__(self, name, value)
        self._check_start()

    def _check_start(self):
        if self.start is None:
            return
        wanted = (
            f"None or a fitted char-RNN ({self.cell}, {self.hidden} hidden, {self.characters} characters, {self.dtype})"
        )
        if not isinstance(self.start, FittedCharRNN):
            raise TypeError(f"start must be {wanted}, got {validate.shown(self.start)}")
        given = self.start.model
        if any(getattr(given, name) != getattr(self, name) for name in ("cell", "hidden", "characters", "dtype")):
            raise ValueError(f"start must be {wanted}, got {self.start} of {given.dtype}")

    def fit(self, data, rng, progress="auto"):
        """Train a network on a text, from a random start or from `start`.

        An interrupt (the stop button, Ctrl-C) ends the training after the update it is at: what comes back is a fitted
        model all the same, and its `resume` goes on from there. A second interrupt is a KeyboardInterrupt as usual.

        Parameters
        ----------
        data : int array, shape (size,)
            Codes; at least streams * steps.
        rng : numpy.random.Generator
            For the random start, if there is no other, and the places where the epochs begin.
        progress : "auto", None or callable, optional
            "auto": a progress bar if somebody is watching, in a terminal or a live notebook. A callable is called after
            each update with a `progress.Progress`.

        Returns
        -------
        FittedCharRNN

        Raises
        ------
        FloatingPointError
            If the training diverges: choose a lower rate.
        """
        data, progress = self._checked(data), shown_how(progress)
        state = TrainingState.start(self, len(data), validate.generator("rng", rng))
        return self._train(data, state, progress)

    def _checked(self, data):
        data, least = validate.codes("data", data, self.characters, empty=True), self.streams * self.steps
        if data.ndim != 1 or data.size < least:
            raise ValueError(
                f"data must be one text of at least streams * steps = {least} codes, got shape {data.shape}"
            )
        return data

    def _train(self, data, state, show):
        each, done = self.streams * self.steps, len(state.losses)
        state = train(self, data, state, show and meter(show, each, done))
        return FittedCharRNN(self, state, np.bincount(data, minlength=self.characters), digest(data))


@dataclass(frozen=True, eq=False, repr=False)
class FittedCharRNN(Trained):
    """A char-RNN that has been trained on a text.

    Attributes
    ----------
    model : CharRNN
        What was fitted.
    state : training.TrainingState
        Its parameters, and what it takes to go on training.
    counts : int array, shape (V,)
        How often each character came in the text.
    digest : str
        By which `resume` knows the text again.
    """

    model: CharRNN
    state: TrainingState
    counts: np.ndarray
    digest: str

    def __repr__(self):
        network = f"{self.model.cell}, {self.model.hidden} hidden, {self.model.characters} characters"
        return f"FittedCharRNN({network}, sample_size={self.sample_size}, {self._how_far()})"

    @property
    def sample_size(self):
        """How many characters it was fitted to."""
        return int(self.counts.sum())

    @property
    def degenerate(self):
        """True if the text it was fitted to repeats one character."""
        return np.count_nonzero(self.counts) == 1

    @property
    def losses(self):
        """Bits per character of each update's window, before the update. Shape (updates,)."""
        return self.state.losses / np.log(2)

    @property
    def updates(self):
        """How many updates the training has when it is finished."""
        return self.model.epochs * windows_per_epoch(self.model, self.sample_size)

    @property
    def parameters(self):
        """The network's numbers, as `network.Parameters`."""
        model = self.model
        return Parameters(model.cell, model.hidden, model.characters, model.dtype, self.state.parameters)

    @property
    def _start(self):
        """Logits of a text's first character: how often it came in training, plus one so that nothing is impossible."""
        return np.log(self.counts + 1).astype(self.model.dtype)

    def sample(self, size, rng, temperature=None, streams=None):
        """Write a text.

        Parameters
        ----------
        size : int
            How many characters.
        rng : numpy.random.Generator
        temperature : float, optional
            Probabilities are raised to the power 1 / temperature and rescaled; by default the model's.
        streams : int, optional
            The text is written as so many pieces side by side, which is what makes it fast, and joined. By default up
            to 256, of at least 1,000 characters each.

        Returns
        -------
        int array, shape (size,)
        """
        size, rng = validate.integer("size", size, least=1), validate.generator("rng", rng)
        if temperature is None:
            temperature = self.model.temperature
        if streams is None:
            streams = min(max(size // SHORTEST_STREAM, 1), MOST_STREAMS)
        temperature = validate.number("temperature", temperature, least=0)
        streams = validate.integer("streams", streams, least=1, most=size)
        length = -(-size // streams)
        return reading.write(self.parameters, self._start, length, streams, temperature, rng).ravel()[:size]

    def sample_after(self, prompts, size, rng, temperature=None, penalty=1.0, span=1):
        """Go on writing after each of many prompts.

        Parameters
        ----------
        prompts : int array, shape (..., characters)
            Codes; each row is a prompt of its own, of at least one character, and is read from the state 0.
        size : int
            How many characters are written after each.
        rng : numpy.random.Generator
        temperature : float, optional
            By default the model's; 0 always takes the most probable character (greedy decoding).
        penalty, span : float, int, optional
            Repetition penalty, at least 1, as in `decoding.penalized`.

        Returns
        -------
        int array, shape (..., size)

        Examples
        --------
        >>> model = CharRNN(characters=3, hidden=8, streams=4, steps=10)
        >>> fitted = model.fit(np.tile([0, 1, 1, 2], 500), np.random.default_rng(1))
        >>> fitted.sample_after([[0, 1], [1, 2]], size=4, rng=np.random.default_rng(2))
        array([[1, 2, 0, 1],
               [0, 1, 1, 2]])
        """
        prompts, size, rules = self._asked_to_go_on(prompts, size, penalty, span)
        rng = validate.generator("rng", rng)
        temperature = validate.number(
            "temperature", self.model.temperature if temperature is None else temperature, least=0
        )
        rows = prompts.reshape(-1, prompts.shape[-1])
        written = decoding.sample_after(self.parameters, rows, size, temperature, rng, *rules)
        return written.reshape(*prompts.shape[:-1], size)

    def beam_search(self, prompts, size, width=5, penalty=1.0, span=1):
        """Go on writing after each of many prompts so that what is written is as probable as a search of `width` finds.

        A greedy choice of every character does not make the most probable text. Beam search keeps the `width` best
        beginnings, tries every character after each of them, and keeps the best `width` of these; at the end it returns
        the best. It involves no chance. A width of 1 is greedy; a width as large as there are texts finds the best.

        Parameters
        ----------
        prompts, size, penalty, span
            As in `sample_after`.
        width : int
            How many beginnings are kept for each prompt.

        Returns
        -------
        int array, shape (..., size)

        Notes
        -----
        Source: B. Lowerre, *The HARPY Speech Recognition System* (1976); for text from a network, arXiv 1409.3215.

        Examples
        --------
        >>> model = CharRNN(characters=3, hidden=8, streams=4, steps=10)
        >>> fitted = model.fit(np.tile([0, 1, 1, 2], 500), np.random.default_rng(1))
        >>> fitted.beam_search([0, 1, 1], size=5)
        array([2, 0, 1, 1, 2])
        """
        prompts, size, rules = self._asked_to_go_on(prompts, size, penalty, span)
        width = validate.integer("width", width, least=1)
        rows = prompts.reshape(-1, prompts.shape[-1])
        return decoding.beam_search(self.parameters, rows, size, width, *rules).reshape(*prompts.shape[:-1], size)

    def _asked_to_go_on(self, prompts, size, penalty, span):
        prompts = validate.codes("prompts", prompts, self.model.characters)
        size, span = validate.integer("size", size, least=1), validate.integer("span", span, least=1)
        return prompts, size, (validate.number("penalty", penalty, least=1), span)

    def log_prob(self, x, temperature=1.0):
        """Log probability of each character given those before it in its row: of a text, the sum of its row.

        Parameters
        ----------
        x : int array, shape (..., size)
            Each row is a text of its own. Rows are read side by side, so many short ones take less time than one long.
        temperature : float, optional
            That of the sampling whose probabilities are asked for.

        Returns
        -------
        array, shape (..., size)
            In nats. A row's first character has its share in the training text (plus one) as its probability.

        Raises
        ------
        TypeError, ValueError
            If `x` does not hold codes, or `temperature` is not a number of at least 0.
        """
        x = validate.codes("x", x, self.model.characters)
        temperature = validate.number("temperature", temperature, least=0)
        return self._log_prob(x.reshape(-1, x.shape[-1]), temperature).reshape(x.shape)

    def _log_prob(self, texts, temperature=1.0):
        return reading.log_prob(self.parameters, self._start, texts, temperature)

    def bits_per_character(self, x):
        """Cross-entropy of a text under this model: the mean of minus log2 of each character's probability.

        Parameters
        ----------
        x : int array, shape (size,)
            Read in pieces of 2,000 characters, side by side.
        """
        x = validate.codes("x", x, self.model.characters).ravel()
        whole = len(x) // PIECE * PIECE
        pieces = [piece for piece in (x[:whole].reshape(-1, PIECE), x[None, whole:]) if piece.size]
        return -sum(self._log_prob(piece).sum() for piece in pieces) / len(x) / np.log(2)
