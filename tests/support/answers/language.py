"""Answers to the exercises of notebook 04: right ones in any form, and known mistakes with their causes."""

from collections import Counter

import numpy as np
from scipy import stats

from collapse import reading
from collapse.models.char_rnn.network import Parameters


def band(human, low, high):
    return {word for word in human if low <= human.count(word) <= high}


def bits_in_a_loop(p):
    total = 0.0
    for probability in p:
        total += np.log(1 / probability)
    return total / np.log(2) / len(p)


def step_in_a_loop(signal, state, W):
    back = [0.0] * len(state)
    for i in range(len(state)):
        for j in range(len(state)):
            back[j] += W[i, j] * (1 - state[i] ** 2) * signal[i]
    return back


def repeated_in_a_loop(text, length):
    seen, again = set(), 0
    for i in range(len(text) - length + 1):
        again += text[i : i + length] in seen
        seen.add(text[i : i + length])
    return again / (len(text) - length + 1)


def runs(text, length):
    return [text[i : i + length] for i in range(len(text) - length + 1)]


def errors_in_a_loop(others, protocol):
    found = []
    for row in others:
        changes = [a - b for a, b in zip(row, protocol, strict=True)]
        mean = sum(changes) / len(changes)
        square = sum((change - mean) ** 2 for change in changes) / (len(changes) - 1)
        found.append(mean / (square / len(changes)) ** 0.5)
    return found


RIGHT = {
    "4.1": [
        lambda p: -np.log2(p).mean(),
        bits_in_a_loop,
        lambda p: [bits_in_a_loop(p)],
    ],
    "4.2": [
        lambda g, h, W: W.T @ ((1 - h**2) * g),
        step_in_a_loop,
    ],
    "4.3": [52_814],
    "4.4": [
        lambda text, length: reading.repetition(text, length),
        repeated_in_a_loop,
        lambda text, length: np.array([[repeated_in_a_loop(text, length)]]),
    ],
    "4.6": [0.77, 0.7705],
    "4.7": [
        errors_in_a_loop,
        lambda others, protocol: stats.ttest_rel(others, np.tile(protocol, (len(others), 1)), axis=1).statistic,
    ],
}


WRONG = {
    "4.1": [
        (lambda p: np.log2(p).mean(), "The sign is wrong"),
        (lambda p: -np.log10(p).mean(), "decimal digits"),
        (lambda p: np.log2(p).sum(), "Change the sign, and divide"),
        (lambda p: -(p * np.log2(p)).mean(), "as an entropy does"),
        (lambda p: -np.log2(p), "one number for each character"),
        (lambda p: [[1.0, 2.0]], "shape (1, 2)"),
        (lambda p: -np.log2(np.median(p)), "the median of the surprises"),
        (lambda p: -np.log2(1 - p).mean(), "of what did not come"),
        (lambda p: p.prod(), "probability of the whole text"),
        (lambda p: np.log2((1 / p).mean()), "You averaged first"),
        (lambda p: -np.log2(p).mean() / len(p), "twice"),
        (lambda p: -np.log2(p).sum() / 5, "is their number written into it"),
        (lambda p: 0.5, "instead of"),
    ],
    "4.2": [
        (lambda g, h, W: W.T @ ((1 - h) * g), "you have 1 - h."),
        (lambda g, h, W: W.T @ ((1 - h) ** 2 * g), "you squared 1 - h"),
        (lambda g, h, W: W.T @ (1 - h**2) * g, "from left to right"),
        (lambda g, h, W: (1 - h**2) * g, "as far as the sum"),
        (lambda g, h, W: W @ g, "its transpose, W.T. And besides: The slope of tanh is missing"),
        (lambda g, h, W: W @ ((1 - h) * g), "its transpose, W.T. And besides: The slope of tanh is 1 - h squared"),
        (lambda g, h, W: W @ (1 - h**2) * g, "its transpose, W.T. And besides: @ and * bind alike"),
        (lambda g, h, W: -W @ ((1 - h**2) * g), "its transpose, W.T. And besides: The sign is wrong"),
        (lambda g, h, W: -W.T @ ((1 - h**2) * g), "The sign is wrong"),
        (lambda g, h, W: W.T @ ((1 + h**2) * g), "you added it"),
        (lambda g, h, W: W.T @ (h**2 * g), "the 1 is missing"),
        (lambda g, h, W: W.T @ ((1 - g**2) * h), "the signal for the state"),
        (lambda g, h, W: W.T @ (1 - h**2), "The signal is missing"),
        (lambda g, h, W: np.linalg.inv(W) @ ((1 - h**2) * g), "not its inverse"),
        (lambda g, h, W: np.outer(g, h), "shape (3, 3)"),
        (lambda g, h, W: h, "it returns"),
    ],
    "4.4": [
        (lambda text, n: 1 - reading.repetition(text, n), "share of runs that are new"),
        (lambda text, n: reading.repetition(text, n) * (len(text) - n + 1), "how many places"),
        (lambda text, n: reading.repetition(text, n) * (len(text) - n + 1) / len(text), "length of the text"),
        (lambda text, n: 1 - len({text[i : i + n] for i in range(len(text))}) / len(text), "length of the text"),
        (lambda text, n: 1 - len(set(runs(text, n))) / len(text), "length of the text"),
        (lambda text, n: 1 - len(set(text.split())) / len(text.split()), "Those are words"),
        (lambda text, n: 100 * reading.repetition(text, n), "in percent"),
        (lambda text, n: 1 - len(set(runs(text, n)[:-1])) / (len(runs(text, n)) - 1), "last place is missing"),
        (lambda text, n: 1 - len(set(text)) / len(text), "single characters"),
        (lambda text, n: np.mean([run in text[:i] for i, run in enumerate(runs(text, n))]), "overlap its own"),
        (lambda text, n: reading.repetition(text, 3), "is a number written into it"),
        (lambda text, n: 0.1, "instead of"),
        (lambda text, n: [0.1, 0.2], "shape (2,)"),
    ],
    "4.7": [
        (lambda others, protocol: -np.array(errors_in_a_loop(others, protocol)), "the other setting minus"),
        (lambda others, protocol: np.multiply(errors_in_a_loop(others, protocol), 6**0.5), "with the root of"),
        (lambda others, protocol: np.multiply(errors_in_a_loop(others, protocol), 1.2**0.5), "use ddof=1"),
        (lambda others, protocol: np.divide(errors_in_a_loop(others, protocol), 2), "Divide by one"),
        (lambda others, protocol: (others - protocol).mean(axis=1) / (others - protocol).std(axis=1), "the spread"),
        (lambda others, protocol: stats.sem(others - protocol, axis=1), "the standard error alone"),
        (
            lambda others, protocol: (others - protocol).mean(axis=1) * stats.sem(others - protocol, axis=1),
            "You multiplied by",
        ),
        (
            lambda others, protocol: (others - protocol).mean(axis=1) / stats.sem(others - protocol, axis=1) ** 2,
            "its root is missing",
        ),
        (
            lambda others, protocol: 6**0.5 * (others - protocol).mean(axis=1) / (others - protocol).std(ddof=1),
            "row by row",
        ),
        (lambda others, protocol: np.multiply(errors_in_a_loop(others, protocol), (5 / 6) ** 0.5), "the root is of n"),
        (lambda others, protocol: np.abs(errors_in_a_loop(others, protocol)), "Keep the sign"),
        (
            lambda others, protocol: 6**0.5 * (others - protocol).mean(axis=1) / others.std(axis=1, ddof=1),
            "Subtract seed by seed first",
        ),
        (lambda others, protocol: [1.257, 2.0, 3.0], "For the test table it returns [1.26, 2.0, 3.0], not ["),
        (lambda others, protocol: 2.0, "returned shape ()"),
        (
            lambda others, protocol: (
                6**0.5 * (others - protocol).mean(axis=1) / (others - protocol).std(axis=1, ddof=1)
            ),
            "is their number written into it",
        ),
    ],
}


def readings(H, V):
    vanilla = Parameters("rnn", hidden=H, characters=V)
    right = 2 * vanilla.flat.size
    return [right, float(right)], [
        (vanilla.flat.size, "moved up once and down once"),
        (right - 2 * vanilla.bias.size, "biases b are missing"),
        (right - 2 * vanilla.output.size, "you counted one of them"),
        (right - 2 * vanilla.recurrent.size, "W is missing"),
        (right + 2 * H, "only the logits have a bias"),
        (2 * Parameters("gru", H, V).flat.size, "That is the GRU"),
        (4, "moved by itself"),
        (8, "moved by itself"),
        (right + 1, "One too many"),
        (right - 2 * V + 2 * H, "V of them, not H"),
        (Parameters("rnn", 32, 25).flat.size, f"Here H is {H} and V is {V}"),
        (vanilla.flat.size + 1, "one way only"),
        (2 * Parameters("rnn", 32, 25).flat.size, f"Here H is {H} and V is {V}"),
        (right - 2, "too small"),
        (1e6, "too large"),
        (right + 0.5, "whole number"),
    ]


def survivors(low, high):
    def share(human, written, lowest=low, highest=high):
        chosen = band(human, lowest, highest)
        return len(chosen & set(written)) / len(chosen)

    def with_counts(human, written):
        counts = Counter(human)
        return np.mean([word in written for word in counts if low <= counts[word] <= high])

    return [share, with_counts, lambda human, new: [share(human, new)]], [
        (lambda human, new: len(band(human, low, high) & set(new)), "Divide by how many there were"),
        (lambda human, new: 1 - share(human, new), "share that is lost"),
        (lambda human, new: 100 * share(human, new), "in percent"),
        (lambda human, new: share(human, new, 1, 999), "share of all human words"),
        (lambda human, new: share(human, new, low, 999), "open above"),
        (lambda human, new: share(human, new, low, high + 1), f"occurs {high + 1} times is not in it"),
        (lambda human, new: len(band(human, low, high) & set(new)) / len(set(human)), "all different human words"),
        (lambda human, new: new.sort() or share(human, new), "You changed the data"),
        (lambda human, new: share(human, new, low + 1, high - 1), f"{low} and {high} are in the band"),
        (lambda human, new: share(human, new, low + 1), f"{low} is in the band"),
        (lambda human, new: share(human, new, low, high - 1), f"{high} is in the band"),
        (lambda human, new: share(human, new, 1), "occurs once is not in it"),
        (lambda human, new: share(human, new, low - 1), f"occurs {low - 1} times is not in it"),
        (lambda human, new: np.mean([word in band(human, low, high) for word in new]), "could have all of it"),
        (lambda human, new: np.mean([word in human for word in new]), "can rise while words die"),
        (lambda human, new: len(band(human, low, high) & set(new)) / len(set(new)), "what it is made of"),
        (
            lambda human, new: np.mean([low <= new.count(word) <= high for word in band(human, low, high)]),
            "a single copy is enough to be alive",
        ),
        (
            lambda human, new: (
                sum(human.count(word) for word in band(human, low, high) & set(new))
                / sum(human.count(word) for word in band(human, low, high))
            ),
            "Each word counts once",
        ),
        (
            lambda human, new: np.mean([word in " ".join(new) for word in band(human, low, high)]),
            "Compare whole words",
        ),
        (lambda human, new: 4 / 7, "for another"),
        (lambda human, new: len(band(human + new, low, high) & set(new)) / len(band(human + new, low, high)), "both"),
        (lambda human, new: 0.123, "instead of"),
        (lambda human, new: [1, 2], "shape (2,)"),
    ]


def bits_more(before, after):
    bits = np.log2(after) - np.log2(before)
    return [bits, round(bits, 3)], [
        (np.log(after / before), "in nats"),
        (np.log10(after / before), "decimal digits"),
        (np.log2(after - before), "The difference of the logarithms"),
        (after - before, "Turn each into bits first"),
        (after / before - 1, "as a share"),
        (100 * (after / before - 1), "of the perplexity, in percent"),
        (100 * bits, "percent of a bit"),
        (np.log2(after) / np.log2(before), "how many times as many"),
        (after / before, "That is the ratio"),
        (np.log2(after), f"those it costs at {before}"),
        (np.log2(before), f"at perplexity {before}"),
        (-bits, "A higher perplexity"),
        (100, "too large"),
        (0.01, "too small"),
    ]


VARIED = {"4.3": readings, "4.5": survivors, "4.6": bits_more}
