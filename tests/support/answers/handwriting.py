"""Answers to the exercises of notebook 07: right ones in any form, and known mistakes with their causes."""

import numpy as np
from scipy import special


def directions_by_shares(S):
    shares = np.linalg.eigvalsh(S) / np.trace(S)
    return 1 / (shares**2).sum()


def costs_by_loops(mean, sd):
    costs = []
    for m, s in zip(mean.T, sd.T, strict=True):
        costs.append(sum((a * a + b * b - 1 - np.log(b * b)) / 2 for a, b in zip(m, s, strict=True)))
    return costs


def nearest_by_loops(drawn, averages):
    return [min(range(len(averages)), key=lambda digit: np.linalg.norm(row - averages[digit])) for row in drawn]


def step_by_columns(weights, drawn, digits, rate):
    p = special.softmax(drawn @ weights, axis=1)
    p[np.arange(len(p)), digits] -= 1
    return weights - rate * np.stack([drawn.T @ column / len(drawn) for column in p.T], axis=1)


def squares(drawn, averages):
    return ((drawn[:, None] - averages) ** 2).sum(axis=-1)


def step(weights, drawn, digits, rate, axis=1):
    p, truth = special.softmax(drawn @ weights, axis=axis), np.eye(weights.shape[1])[digits]
    return drawn.T @ (p - truth) / len(drawn)


RIGHT = {
    "7.1": [
        lambda S: np.trace(S) ** 2 / np.trace(S @ S),
        lambda S: np.linalg.eigvalsh(S).sum() ** 2 / (S**2).sum(),
        directions_by_shares,
        lambda S: np.array([directions_by_shares(S)]),
    ],
    "7.2": [163, 162],
    "7.3": [
        lambda mean, sd: (0.5 * (mean**2 + sd**2 - 1) - np.log(sd)).sum(axis=0),
        lambda mean, sd: 0.5 * np.sum(mean**2 + sd**2 - 1 - 2 * np.log(sd), axis=0),
        costs_by_loops,
    ],
    "7.4": [
        lambda drawn, averages: squares(drawn, averages).argmin(axis=1),
        lambda drawn, averages: np.sqrt(squares(drawn, averages)).argmin(axis=-1),
        lambda drawn, averages: (2 * drawn @ averages.T - (averages**2).sum(axis=1)).argmax(axis=1),
        nearest_by_loops,
    ],
    "7.5": [lambda W, x, d, rate: W - rate * step(W, x, d, rate), step_by_columns],
}

WRONG = {
    "7.1": [
        (lambda S: np.trace(S @ S) / np.trace(S) ** 2, "upside down"),
        (lambda S: np.trace(S) / np.sqrt(np.trace(S @ S)), "square root"),
        (lambda S: np.trace(S) ** 2 / (S @ S).sum(), "all elements"),
        (lambda S: np.trace(S) ** 2 / S.sum(), "the sum of S"),
        (lambda S: np.linalg.eigvalsh(S), "one number"),
        (lambda S: 17, "yours is 17"),
    ],
    "7.3": [
        (lambda mean, sd: mean**2 + sd**2 - 1 - 2 * np.log(sd), "Add them up over axis=0"),
        (lambda mean, sd: 2 * RIGHT["7.3"][0](mean, sd), "1/2 is missing"),
        (lambda mean, sd: -RIGHT["7.3"][0](mean, sd), "sign is wrong"),
        (lambda mean, sd: (0.5 * (mean**2 + sd**2) - np.log(sd)).sum(axis=0), "-1 is missing"),
        (lambda mean, sd: (0.5 * (sd**2 - 1) - np.log(sd)).sum(axis=0), "means are missing"),
        (lambda mean, sd: (0.5 * (mean**2 + sd**2 - 1) + np.log(sd)).sum(axis=0), "sign of the logarithm"),
        (lambda mean, sd: (0.5 * (np.abs(mean) + sd**2 - 1) - np.log(sd)).sum(axis=0), "squared in the formula"),
        (lambda mean, sd: (0.5 * (mean**2 + sd**2 - 1) - np.log(sd)).sum(), "one number for all"),
        (lambda mean, sd: (0.5 * (mean**2 + sd**2 - 1) - np.log(sd)).sum(axis=1), "3 costs"),
        (lambda mean, sd: (0.5 * (mean + sd**2 - 1) - np.log(sd)).sum(axis=0), "squared in the formula"),
        (lambda mean, sd: (0.5 * (mean**2 + sd**2 - 1) - np.log10(sd)).sum(axis=0), "natural logarithm"),
        (lambda mean, sd: np.zeros(3), "nats; yours says 0"),
    ],
    "7.4": [
        (squares, "argmin"),
        (lambda drawn, averages: squares(drawn, averages).argmax(axis=1), "farthest"),
        (lambda drawn, averages: squares(drawn, averages).argmin(axis=0), "5 digits"),
        (lambda drawn, averages: ((drawn[:, None] - averages) ** 2).sum(axis=1).argmin(axis=1), "over the digits"),
        (
            lambda drawn, averages: np.abs(drawn[:, None] - averages).sum(axis=-1).argmin(axis=1),
            "Squares are asked for",
        ),
        (lambda drawn, averages: np.zeros(len(drawn)), "nearest to averages"),
    ],
    "7.5": [
        (step, "That is the gradient"),
        (lambda W, x, d, rate: W - step(W, x, d, rate), "rate is missing"),
        (lambda W, x, d, rate: rate * step(W, x, d, rate), "the way of the step"),
        (lambda W, x, d, rate: W - rate * x.T @ special.softmax(x @ W, axis=1) / len(x), "truth is missing"),
        (lambda W, x, d, rate: W, "Nothing has changed"),
        (lambda W, x, d, rate: x, "shape of the old ones"),
        (lambda W, x, d, rate: W - 0.1, "yours"),
    ],
}


def pictures_needed(left, copies):
    M = copies / (1 / left - 1 / 13)
    return [M, round(M)], [
        (left * copies, "left out 1/r_0"),
        (copies / (1 / left + 1 / 13), "are subtracted"),
        (copies / np.log(13 / left), "exponentially"),
        (copies * 13 / left, f"1/{left} = 1/13"),
        (1 / M, "Upside down"),
        (copies**2 / M, "*divided*"),
        (M + M / copies, f"for {copies + 1} copies"),
        (5_000, "too large"),
        (3, "too small"),
    ]


VARIED = {"7.2": pictures_needed}
