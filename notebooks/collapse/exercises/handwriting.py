"""The exercises of notebook 07. Wrong answers are recognized by recomputing them, not by stored figures."""

import numpy as np

from collapse.exercises.base import Exercise, function_judge, known_mistake, number_judge, one_number, right, wrong

ROOT = np.array([[2.0, 0, 0, 0], [1, 1, 0, 0], [-0.5, 0.3, 0.8, 0], [0.2, -0.4, 0.1, 0.5]])
COVARIANCE = ROOT @ ROOT.T
MEAN, SD = np.array([[0.5, -1.2, 0.0], [2.0, 0.3, -0.7]]), np.array([[0.3, 1.0, 0.6], [0.1, 2.0, 0.8]])
DRAWN = np.array(
    [[0.9, 0.1, 0.0, 0.6], [0.2, 0.7, 0.8, 0.1], [0.5, 0.5, 0.4, 0.4], [0.1, 0.2, 0.9, 0.9], [1.0, 0, 0, 1]]
)
AVERAGES = np.array([[0.8, 0.0, 0.1, 0.5], [0.1, 0.8, 0.7, 0.3], [0.4, 0.4, 0.4, 0.2]])
TELLING = np.array(
    [[2.0, 0, 0, 2], [0.1, 0.9, 0.9, 0.1], [0.4, 1, 0.4, 0]]
)  # here products and plain differences mislead
WEIGHTS, TRUTH, RATE = np.array([[0.2, -0.1], [0.0, 0.3], [-0.4, 0.1], [0.5, 0.0]]), np.array([0, 1, 1, 0, 0]), 0.5


def _judge_directions(answer):
    got = one_number(answer(COVARIANCE.copy()))
    S, square = COVARIANCE, np.trace(COVARIANCE) ** 2
    if got.ndim:
        return wrong(f"The number of effective directions is one number; yours has shape {got.shape}.")
    mistakes = [
        (1, "You divided (tr S) squared by itself. Below stands the trace of S times S, not the square of the trace."),
        (square / (np.diag(S) ** 2).sum(), "You squared the diagonal, or S element by element: S @ S is the product."),
        (np.trace(S) / np.trace(S @ S), "The trace above is not squared, so the answer changes with the unit of ink."),
        (np.trace(S @ S) / square, "This is upside down: it is the sum of the squared shares."),
        (4, "That counts all directions, however little varies in them."),
        (np.sqrt(square / np.trace(S @ S)), "That is the square root of it. Square the trace above."),
        (square / (S @ S).sum(), "You added up all elements of S @ S. Its trace is the sum of the diagonal."),
        (square / S.sum(), "You divided by the sum of S. Below stands the trace of S times S."),
    ]
    if mistake := known_mistake(got, mistakes):
        return mistake
    if np.isclose(got, square / np.trace(S @ S)):
        return right("tr S adds up the eigenvalues, and tr S S their squares: no eigenvalue has to be computed.")
    return wrong(f"For the test matrix it is {square / np.trace(S @ S):.4g}; yours is {got:.4g}.")


def _judge_code_cost(answer):
    got = answer(MEAN.copy(), SD.copy())
    each = 0.5 * (MEAN**2 + SD**2 - 1) - np.log(SD)
    expected = each.sum(axis=0)
    if got.shape == MEAN.shape:
        return wrong("That is the cost of every number of the code. Add them up over axis=0, the numbers of a code.")
    if got.ndim == 0:
        return wrong("That is one number for all pictures. Add up over axis=0: one cost for each picture, a column.")
    if got.shape != expected.shape:
        return wrong(f"For 3 pictures there are 3 costs; yours have shape {got.shape}. The numbers of a code are rows.")
    mistakes = [
        (2 * expected, "The factor 1/2 is missing."),
        (-expected, "The sign is wrong: a code never costs less than nothing."),
        (each.mean(axis=0), "You averaged over the numbers of a code. They are told one after the other: add them up."),
        (
            (0.5 * (MEAN**2 + SD**2 - 1 - np.log(SD))).sum(axis=0),
            "ln s^2 is twice ln s. You were given the standard deviation, not the variance.",
        ),
        (
            (0.5 * (MEAN**2 + SD - 1 - np.log(SD))).sum(axis=0),
            "You were given the standard deviation s; the formula has its square, s^2.",
        ),
        ((0.5 * (MEAN**2 + SD**2) - np.log(SD)).sum(axis=0), "The -1 is missing: the prior itself must cost nothing."),
        ((0.5 * (SD**2 - 1) - np.log(SD)).sum(axis=0), "The means are missing: a code far from 0 is dear."),
        ((0.5 * (MEAN**2 - 1 + SD**2)).sum(axis=0), "The logarithm is missing: a code that is very sure is dear."),
        (
            (0.5 * (MEAN**2 + SD**2 - 1) + np.log(SD)).sum(axis=0),
            "The sign of the logarithm is wrong: a code that is very sure is dear.",
        ),
        ((0.5 * (np.abs(MEAN) + SD**2 - 1) - np.log(SD)).sum(axis=0), "The mean is squared in the formula."),
        ((0.5 * (MEAN + SD**2 - 1) - np.log(SD)).sum(axis=0), "The mean is squared in the formula."),
        ((0.5 * (MEAN**2 + SD**2 - 1) - np.log10(SD)).sum(axis=0), "Nats have the natural logarithm, np.log."),
    ]
    if mistake := known_mistake(got, mistakes):
        return mistake
    if np.allclose(got, expected):
        return right("A code as wide as the prior and centered on it costs nothing, and tells nothing.")
    return wrong(f"The first picture's code costs {expected[0]:.4g} nats; yours says {got[0]:.4g}.")


def _judge_nearest(answer):
    got = answer(DRAWN.copy(), AVERAGES.copy())
    squares = ((DRAWN[:, None] - AVERAGES) ** 2).sum(axis=-1)
    if got.shape == squares.shape:
        return wrong("These are distances, one for each picture and digit. Take the place of the smallest: argmin.")
    if got.shape != (len(DRAWN),):
        return wrong(
            f"For {len(DRAWN)} pictures there are {len(DRAWN)} digits; yours have shape {got.shape}. "
            "Sum over the pixels, axis=-1, and take the argmin over the digits."
        )
    nearest = squares.argmin(axis=1)
    mistakes = [
        (squares.argmax(axis=1), "That is the digit that is *farthest*. Take argmin."),
        ((DRAWN @ AVERAGES.T).argmax(axis=1), "A product grows with the ink of an average. Use squared distances."),
        (squares.min(axis=1), "That is the smallest distance. The digit is its place: argmin."),
        (
            (DRAWN[:, None] - AVERAGES).sum(axis=-1).argmin(axis=1),
            "Square the differences before you add them up, or too dark here makes up for too pale there.",
        ),
        (
            ((DRAWN[:, None] - AVERAGES) ** 2).sum(axis=1).argmin(axis=1),
            "You added up over the digits. A distance adds up the pixels, the last axis.",
        ),
    ]
    if np.array_equal(got, nearest):
        more, difference = answer(TELLING.copy(), AVERAGES.copy()), TELLING[:, None] - AVERAGES
        if np.array_equal(more, (difference**2).sum(axis=-1).argmin(axis=1)):
            return right("The nearest average in 64 dimensions: no training beyond ten means.")
        if np.array_equal(more, np.abs(difference).sum(axis=-1).argmin(axis=1)):
            return wrong(
                "You added up differences without their sign. Squares are asked for: few large ones count more."
            )
        return wrong("Right for most pictures, and not for one that is very dark. Is it the *squared* distance?")
    if mistake := known_mistake(got, mistakes):
        return mistake
    return wrong(f"The test pictures are nearest to averages {nearest.tolist()}; yours are {got.astype(int).tolist()}.")


def _judge_step(answer):
    got = answer(WEIGHTS.copy(), DRAWN.copy(), TRUTH.copy(), RATE)
    logits = DRAWN @ WEIGHTS
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    truth = np.eye(2)[TRUTH]
    slope = DRAWN.T @ (p - truth) / len(DRAWN)
    if got.shape != WEIGHTS.shape:
        return wrong(f"New weights have the shape of the old ones, {WEIGHTS.shape}; yours have shape {got.shape}.")
    spread = np.exp(logits) / np.exp(logits).sum(axis=0)
    mistakes = [
        (WEIGHTS + RATE * slope, "You climbed: go against the gradient, minus."),
        (slope, "That is the gradient. Return the weights after the step, weights - rate * gradient."),
        (WEIGHTS - slope, "The rate is missing."),
        (RATE * slope, "That is the way of the step. Return the weights that it leads to, weights - rate * gradient."),
        (WEIGHTS - RATE * slope * len(DRAWN), "The division by the number of pictures is missing."),
        (WEIGHTS - RATE * DRAWN.T @ p / len(DRAWN), "The truth is missing: the error is p minus the one-hot truth."),
        (
            WEIGHTS - RATE * DRAWN.T @ (spread - truth) / len(DRAWN),
            "Your probabilities add up to one over the pictures. Each picture's add up to one: axis=1.",
        ),
        (
            WEIGHTS - RATE * DRAWN.T @ (logits - truth) / len(DRAWN),
            "You compared logits with the truth: softmax first.",
        ),
        (WEIGHTS, "Nothing has changed: is the step returned?"),
    ]
    if mistake := known_mistake(got, mistakes):
        return mistake
    if np.allclose(got, WEIGHTS - RATE * slope):
        return right("The gradient is the pixels times how wrong the probabilities are, averaged over the pictures.")
    first = (WEIGHTS - RATE * slope)[0, 0]
    return wrong(f"The first weight of the test becomes {first:.4f}; yours {got[0, 0]:.4f}.")


def _pictures_needed(left, copies, r0):
    return copies / (1 / left - 1 / r0)


def _pictures_for(left, copies):
    """Make exercise 7.2; people's pictures have 13 effective directions."""
    needed = _pictures_needed(left, copies, 13)
    judge = number_judge(
        needed,
        f"1/{left} - 1/13 = {copies}/M. The thirteen directions at first are worth as much as M/13 copies.",
        [
            (left * copies, "You left out 1/r_0: that is for a world of endlessly many directions."),
            (copies / (1 / left + 1 / 13), f"The reciprocals are subtracted: {copies}/M = 1/{left} - 1/13."),
            (
                copies / np.log(13 / left),
                "Directions do not fall exponentially; their reciprocals rise along a line.",
            ),
            (copies * 13 / left, f"That sets n/M to {left}/13. The rule is 1/{left} = 1/13 + {copies}/M."),
            (1 / needed, "Upside down: the question is M, and this is 1/M."),
            ((1 / left - 1 / 13) * copies, f"{copies}/M is that difference, so M is {copies} *divided* by it."),
            (
                _pictures_needed(left, copies + 1, 13),
                f"That is for {copies + 1} copies. The question asks for {copies}.",
            ),
        ],
        relative=0.02,
    )
    return Exercise(
        judge,
        (
            "The rule of thumb has r_0, r_n, n and M, and the task asks for one of them. Which are the others?",
            f"From 1/13 to 1/{left} the reciprocal grows by n/M, with n = {copies}. Solve for M.",
        ),
    )


EXERCISES = {
    "7.1": Exercise(
        function_judge(_judge_directions),
        (
            "The trace of S is the sum of its eigenvalues. Which matrix has their squares?",
            "S times itself, the product of matrices and not of elements, has the squares. What adds them up?",
        ),
    ),
    "7.2": _pictures_for,
    "7.3": Exercise(
        function_judge(_judge_code_cost),
        (
            "The formula has the variance s^2, and you are given the standard deviation s. What is ln s^2 by ln s?",
            "Half of (mean squared plus sd squared minus 1), less the log of sd. The numbers of a code are the rows.",
        ),
    ),
    "7.4": Exercise(
        function_judge(_judge_nearest),
        (
            "The differences have three axes: pictures, digits, pixels. Over which are squares added up to a distance?",
            "Add up over the pixels, the last axis. Which digit has the smallest sum is what argmin finds, row by row.",
        ),
    ),
    "7.5": Exercise(
        function_judge(_judge_step),
        (
            "Three steps: the probabilities of the digits, how wrong they are, and a move against the gradient.",
            "The error is p minus the one-hot truth. Each weight's slope is the mean, over the pictures, of pixel "
            "times error: a product with drawn.T, divided by the number of pictures.",
        ),
    ),
}
