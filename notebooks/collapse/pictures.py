"""Pictures of handwritten digits: load them, keep some aside, and read them with a small classifier.

A picture is a row of 64 numbers, 8 rows of 8 pixels from 0 (paper) to 1 (ink). Nothing here knows a model of pictures.
"""

from dataclasses import dataclass

import numpy as np

from collapse import tables, validate

DIGITS = 10
LEVELS = "0123456789ABCDEFG"
FULL = 16  # a pixel's number in the table: how many of its 16 dots carry ink
HELD_OUT = 5  # every fifth picture is kept aside
STEPS, RATE, MOMENTUM, DECAY = 150, 0.5, 0.9, 1e-4  # of the classifier's training


@dataclass(frozen=True)
class Handwriting:
    """Pictures by people, and which digit each is.

    Attributes
    ----------
    train, held_out : array, shape (pictures, 64)
        Those that models are trained on, and those kept aside.
    train_digits, held_out_digits : int array, shape (pictures,)
    """

    train: np.ndarray
    train_digits: np.ndarray
    held_out: np.ndarray
    held_out_digits: np.ndarray


def load():
    """Load the 1797 handwritten digits of data/digits.csv; every fifth is held out.

    Source: E. Alpaydin and C. Kaynak, *Optical Recognition of Handwritten Digits*, DOI 10.24432/C50P49, CC BY 4.0.

    Examples
    --------
    >>> people = load()
    >>> people.train.shape, people.held_out.shape
    ((1438, 64), (359, 64))
    """
    table = tables.read("digits.csv").to_numpy()
    digits, pictures = table[:, 0], table[:, 1:] / FULL
    aside = np.arange(len(table)) % HELD_OUT == HELD_OUT - 1
    return Handwriting(pictures[~aside], digits[~aside], pictures[aside], digits[aside])


@dataclass(frozen=True)
class Reader:
    """A classifier that has learned to read digits, by logistic regression.

    Attributes
    ----------
    weights : array, shape (pixels, digits)
    bias : array, shape (digits,)
    """

    weights: np.ndarray
    bias: np.ndarray

    def probabilities(self, pictures):
        """How probable each digit is, in the reader's eyes; shape (..., pictures, digits)."""
        pictures = validate.samples("pictures", pictures, least=1)
        if pictures.shape[-1] != len(self.weights):
            raise ValueError(
                f"pictures must have {len(self.weights)} pixels each, along the last axis, got shape {pictures.shape}"
            )
        return softmax(pictures @ self.weights + self.bias)

    def read(self, pictures):
        """Return the most probable digit of each picture, shape (..., pictures)."""
        return self.probabilities(pictures).argmax(axis=-1)

    def shares(self, pictures):
        """What share of the pictures it takes for each digit, shape (..., digits)."""
        read = self.read(pictures)
        return (read[..., None] == np.arange(len(self.bias))).mean(axis=-2)

    def unsure(self, pictures):
        """Share of the pictures in which it gives no digit as much as one half, shape (...)."""
        return (self.probabilities(pictures).max(axis=-1) < 0.5).mean(axis=-1)


def learn_to_read(pictures, digits):
    """Train a `Reader` on pictures by people: logistic regression, by steps down the gradient with momentum.

    Parameters
    ----------
    pictures : array, shape (pictures, pixels)
        A table of finite numbers from 0 to 1.
    digits : int array, shape (pictures,)
        What each of them shows, from 0 to 9; all ten among them.

    Returns
    -------
    Reader

    Examples
    --------
    >>> people = load()
    >>> reader = learn_to_read(people.train, people.train_digits)
    >>> right = reader.read(people.held_out) == people.held_out_digits
    >>> print(f"{100 * right.mean():.0f} %")
    96 %
    """
    pictures = table("pictures", pictures)
    truth = np.eye(DIGITS)[_digits(digits, len(pictures))]
    weights, bias = np.zeros((pictures.shape[1], DIGITS)), np.zeros(DIGITS)
    steps = np.zeros_like(weights), np.zeros_like(bias)
    for _ in range(STEPS):
        wrong = (softmax(pictures @ weights + bias) - truth) / len(pictures)
        gradients = pictures.T @ wrong + DECAY * weights, wrong.sum(axis=0)
        for numbers, step, gradient in zip((weights, bias), steps, gradients, strict=True):
            step *= MOMENTUM
            step -= RATE * gradient
            numbers += step
    return Reader(weights, bias)


def packed(drawn):
    """Return pictures as one string, a character for each pixel: its ink in sixteenths, from 0 to G.

    Examples
    --------
    >>> packed(np.array([[0.0, 0.5, 1.0], [-0.3, 0.03, 0.97]]))
    '08G00G'
    """
    levels = np.rint(FULL * np.clip(drawn, 0, 1)).astype(int)
    return "".join(LEVELS[level] for level in levels.ravel())


def unpacked(text, pixels=64):
    """Return the pictures that `packed` has made a string of, shape (pictures, pixels).

    Examples
    --------
    >>> unpacked("08G00G", pixels=3).tolist()
    [[0.0, 0.5, 1.0], [0.0, 0.0, 1.0]]
    """
    return np.array([LEVELS.index(character) for character in text]).reshape(-1, pixels) / FULL


def softmax(logits):
    """Exponentials, divided by their sum along the last axis."""
    weights = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True)


def table(name, value):
    """Return `value` as a float array, if it is a table of pictures by people: finite numbers from 0 to 1.

    Raises
    ------
    TypeError
        If it does not hold real numbers.
    ValueError
        If it is no table, or holds other numbers.

    Examples
    --------
    >>> table("pictures", [[0, 0.5], [1, 0]]).shape
    (2, 2)
    """
    array = validate.samples(name, value, least=1)
    if array.ndim != 2:
        raise ValueError(f"{name} must be a table, one row for each picture, got shape {array.shape}")
    if array.min() < 0 or array.max() > 1:
        raise ValueError(f"{name} must hold numbers from 0 to 1, got {array.min()} to {array.max()}")
    return array


def _digits(value, pictures):
    digits, got = validate.counts("digits", value), validate.shown(value)
    if digits.shape != (pictures,) or digits.max() >= DIGITS:
        raise ValueError(f"digits must be one of 0 to {DIGITS - 1} for each of the {pictures} pictures, got {got}")
    missing = sorted(set(range(DIGITS)) - set(digits.tolist()))
    if missing:
        raise ValueError(f"digits must hold every digit, or the reader never reads it; {missing} are missing in {got}")
    return digits
