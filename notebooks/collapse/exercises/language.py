"""The exercises of notebook 04. Wrong answers are recognized by recomputing them, not by stored figures."""

from collections import Counter

import numpy as np

from collapse.exercises.base import (
    Exercise,
    beside,
    function_judge,
    known_mistake,
    number_judge,
    one_number,
    right,
    several,
    wrong,
)

GIVEN = np.array([0.5, 0.02, 0.9, 0.31, 0.13])  # what a model gave the characters that came
WEIGHTS = np.array([[0.4, -1.1, 0.3], [0.9, 0.2, -0.7], [-0.5, 0.6, 1.3]])
STATE, SIGNAL = np.array([0.8, -0.3, 0.5]), np.array([0.7, -1.2, 0.4])
SAID = "hello hello, hello to the yellow fellow"
WRITTEN = "the time a one two moon flome sphe outline mist dim and".split() * 2
WRITTEN += ["the"] * 6 + ["a"] * 3 + ["and"] * 2 + ["tide", "pier"] * 5 + ["oar"]

PROTOCOL = np.array([4.1, 5.2, 4.6, 4.9, 4.4, 4.7])  # held-out bits of six seeds, and of these in three other settings
OTHERS = np.array(
    [[4.0, 5.15, 4.45, 4.8, 4.35, 4.55], [2.7, 3.1, 2.9, 2.8, 2.6, 2.95], [4.3, 5.1, 4.9, 4.7, 4.5, 4.85]]
)


def _judge_bits(answer):
    got, value = one_number(answer(GIVEN.copy())), -np.log2(GIVEN).mean()
    if np.shape(got) == GIVEN.shape:
        return wrong("That is one number for each character. Take the mean over the characters.")
    if verdict := several(got):
        return verdict
    mistakes = [
        (-value, "The sign is wrong: logarithms of probabilities are negative, a surprise is positive."),
        (-np.log(GIVEN).mean(), "That is in nats. Bits count halvings: use the logarithm to base 2."),
        (-np.log10(GIVEN).mean(), "That is in decimal digits. Bits count halvings: use the logarithm to base 2."),
        (-np.log2(GIVEN).sum(), "That is the surprise of the whole text. Divide by the number of characters."),
        (-np.log2(GIVEN.mean()), "You averaged first. The mean of the logarithms is not the logarithm of the mean."),
        (-np.log2(np.median(GIVEN)), "That is the median of the surprises. The loss is their mean."),
        (-np.log2(1 - GIVEN).mean(), "You took the surprise of what did not come. p is of what came."),
        (GIVEN.prod(), "That is the probability of the whole text. Take logarithms first, and their mean."),
        (
            np.log2((1 / GIVEN).mean()),
            "You averaged first. The mean of the logarithms is not the logarithm of the mean.",
        ),
        (value / GIVEN.size, "You divided by the number of characters twice: a mean is divided already."),
        (2**value, "That is the perplexity. Its logarithm to base 2 is wanted."),
        (np.log2(GIVEN).sum(), "That is the log probability of the text. Change the sign, and divide by its length."),
        (-(GIVEN * np.log2(GIVEN)).sum(), _NO_WEIGHTS),
        (-(GIVEN * np.log2(GIVEN)).mean(), _NO_WEIGHTS),
    ]
    if mistake := known_mistake(got, mistakes):
        return mistake
    if np.isclose(got, value):
        if not np.isclose(answer(GIVEN[:3].copy()), -np.log2(GIVEN[:3]).mean()):
            return wrong("It is right for five characters and not for three: is their number written into it?")
        return right("The mean of minus log2: a character that was given probability 1/2 costs one bit.")
    returned, asked = beside(float(got), value)
    return wrong(f"For the probabilities {GIVEN.tolist()} it returns {returned} instead of {asked}.")


_NO_WEIGHTS = (
    "You weighed each surprise by p, as an entropy does. These characters came: each counts once, whatever its p."
)


def _judge_step_back(answer):
    got = answer(SIGNAL.copy(), STATE.copy(), WEIGHTS.copy())
    slope = 1 - STATE**2
    value = WEIGHTS.T @ (slope * SIGNAL)
    if got.shape != value.shape:
        return wrong(f"The earlier state has {value.size} features; you returned shape {got.shape}.")
    forward = [(mistaken, f"{_TRANSPOSE} And besides: {cause}") for mistaken, cause in _stray_steps(WEIGHTS)]
    mistakes = [
        *_stray_steps(WEIGHTS.T),
        (WEIGHTS @ (slope * SIGNAL), _TRANSPOSE),
        (np.linalg.solve(WEIGHTS, slope * SIGNAL), "What goes back goes through the transpose of W, not its inverse."),
        (WEIGHTS.T @ ((1 - SIGNAL**2) * STATE), "You took the signal for the state: the slope is that at the state."),
        (WEIGHTS.T @ slope, "The signal is missing: multiply the slope by it before W."),
        (slope * SIGNAL, "That is as far as the sum inside tanh. W lies between that sum and the earlier state."),
        *forward,
    ]
    if mistake := known_mistake(got, mistakes):
        return mistake
    if np.allclose(got, value):
        return right("Through tanh first, whose slope is 1 - h^2, and then through W from the other side.")
    return wrong(f"For a test state it returns {got.round(3).tolist()} instead of {value.round(3).tolist()}.")


_TRANSPOSE = "W carries a state forward. What goes back goes through its transpose, W.T."


def _stray_steps(across):
    """Return what wrong steps back give that go through the matrix `across`, and their causes."""
    slope = 1 - STATE**2
    slopes = [
        (np.ones(STATE.size), "The slope of tanh is missing: what goes back through tanh is multiplied by 1 - h^2."),
        (-slope, "The sign is wrong: the slope of tanh is 1 - h^2, never negative, and W.T needs no minus."),
        (STATE**2, "The slope of tanh is 1 minus h squared; the 1 is missing."),
        (1 + STATE**2, "The slope of tanh is 1 minus h squared; you added it."),
        (1 - STATE, "The slope of tanh is 1 - h squared; you have 1 - h."),
        ((1 - STATE) ** 2, "The slope of tanh is 1 - h squared; you squared 1 - h."),
        (STATE * (1 - STATE), "h (1 - h) is the slope of the sigmoid. That of tanh is 1 - h^2."),
        (1 - np.tanh(STATE) ** 2, "The state is a tanh already: the slope is 1 - h^2."),
    ]
    return [
        *((across @ (factor * SIGNAL), cause) for factor, cause in slopes),
        (
            (across @ slope) * SIGNAL,
            "@ and * bind alike and go from left to right: put brackets around what goes through W.T.",
        ),
        (slope * (across @ SIGNAL), "The order is wrong: back through tanh first, and then through W."),
    ]


def _vanilla(hidden, characters):
    """Parameters of the vanilla network of the notebook: E, W, U and b."""
    return characters * hidden + hidden * hidden + characters * hidden + characters


def _runs(text, length):
    return [text[i : i + length] for i in range(len(text) - length + 1)]


def _judge_repetition(answer):
    got, runs = one_number(answer(SAID, 3)), _runs(SAID, 3)
    if verdict := several(got):
        return verdict
    value = 1 - len(set(runs)) / len(runs)
    counts, apart = Counter(runs), _runs(SAID, 3)[::3]
    mistakes = [
        (1 - value, "That is the share of runs that are new. The question is about those said before."),
        (value * len(runs), "That is how many places repeat something. Divide by the number of places."),
        (value * len(runs) / len(SAID), _AS_LONG_AS_THE_TEXT),
        (1 - (1 - value) * len(runs) / len(SAID), _AS_LONG_AS_THE_TEXT),
        (1 - len(set(SAID.split())) / len(SAID.split()), "Those are words. The runs are of characters, and overlap."),
        (100 * value, "That is in percent; the answer is a share, from 0 to 1."),
        (
            np.mean([counts[run] > 1 for run in runs]),
            "You counted the first time as well. A run that comes twice has been said *before* once.",
        ),
        (
            sum(times > 1 for times in counts.values()) / len(counts),
            "That is the share of different runs that come more than once. Count places, not different runs.",
        ),
        (
            1 - len(set(apart)) / len(apart),
            "You cut the text into pieces side by side. A run can begin at any character.",
        ),
        (
            1 - len(set(runs[:-1])) / (len(runs) - 1),
            "The last place is missing: a text of n characters has n - length + 1 places.",
        ),
        (1 - len(set(SAID)) / len(SAID), "Those are single characters; the runs are `length` characters long."),
    ]
    if mistake := known_mistake(got, mistakes):
        return mistake
    if not np.isclose(got, value):
        returned, asked = beside(float(got), value)
        return wrong(f"For {SAID!r} and length 3 it returns {returned} instead of {asked}.")
    other = _runs("ab" * 9, 5)
    if np.isclose(answer("ab" * 9, 5), np.mean([run in ("ab" * 9)[:at] for at, run in enumerate(other)])):
        return wrong("A run may overlap its own earlier copy: what began before need not have ended before.")
    if not np.isclose(answer("ab" * 9, 5), 1 - len(set(other)) / len(other)):
        return wrong("For length 3 it is right, for another text and length it is not: is a number written into it?")
    return right("Every place but the first of each different run repeats what was said before.")


_AS_LONG_AS_THE_TEXT = "You counted as many places as the length of the text; in the last ones no run fits any more."


def _human(low, high):
    """Return a human text with words in the band from `low` to `high` times, at its borders and beyond."""
    times = dict(the=high + 2, a=high, of=high, time=low, mist=low, line=low + 1, sphere=low + 2, odd=low - 1)
    times |= dict(one=1, two=1, moon=1, dim=high + 1) | {"and": high - 1}
    return [word for word, count in times.items() for _ in range(count)]


def _share_left(low, high, human, written=WRITTEN):
    group = {word for word, times in Counter(human).items() if low <= times <= high}
    return len(group & set(written)) / len(group)


def _judge_survival(answer, low, high):
    human = _human(low, high)
    got, value = one_number(answer(list(human), list(WRITTEN))), _share_left(low, high, human)
    if verdict := several(got):
        return verdict
    counts, new = Counter(human), set(WRITTEN)
    band = {word for word, times in counts.items() if low <= times <= high}
    copies = sum(counts[word] for word in band)
    mistakes = [
        (value * len(band), "That is how many are left. Divide by how many there were."),
        (1 - value, "That is the share that is lost."),
        (100 * value, "That is in percent; the answer is a share, from 0 to 1."),
        (_share_left(1, high, human), "You left the band open below. A word that occurs once is not in it."),
        (
            _share_left(low - 1, high, human),
            f"You left the band open below. A word that occurs {low - 1} times is not in it.",
        ),
        (
            np.mean([word in " ".join(WRITTEN) for word in band]),
            "You looked for letters, not for words: `line` also stands inside `outline`. Compare whole words.",
        ),
        (_share_left(low, high, human + WRITTEN), _BOTH_TEXTS),
        (
            _share_left(1, np.inf, human),
            f"That is the share of all human words. Take those that occur {low} to {high} times.",
        ),
        (
            _share_left(low, np.inf, human),
            f"You left the band open above. A word that occurs {high + 2} times is not in it.",
        ),
        (
            _share_left(low, high + 1, human),
            f"You left the band open above. A word that occurs {high + 1} times is not in it.",
        ),
        (
            _share_left(low + 1, high - 1, human),
            f"{low} and {high} are in the band: at least {low} and at most {high} times.",
        ),
        (_share_left(low + 1, high, human), f"{low} is in the band: at least {low} times."),
        (_share_left(low, high - 1, human), f"{high} is in the band: at most {high} times."),
        (
            len(band & new) / len(new),
            "You divided by the words of the new text. That measures what it is made of, not what is left of the old.",
        ),
        (
            len(band & new) / len(counts),
            "You divided by all different human words. Divide by those that are in the band.",
        ),
        (
            np.mean([word in band for word in WRITTEN]),
            "That is the share of such words in the new text. One of them, repeated, could have all of it.",
        ),
        (
            np.mean([word in counts for word in WRITTEN]),
            "That is the share of real words in the new text, which can rise while words die.",
        ),
        (
            sum(counts[word] for word in band & new) / copies,
            "You counted the copies in the human text. Each word counts once, however often it occurs.",
        ),
        (
            len({word for word in band if low <= WRITTEN.count(word) <= high}) / len(band),
            "The band is about the human text. In the new one a single copy is enough to be alive.",
        ),
    ]
    if np.isclose(got, value):
        other, another = human + ["owl"] * low + ["pond"] * high, [*WRITTEN, "owl", *["gull"] * low]
        got, counted_in_both = answer(list(other), list(another)), _share_left(low, high, other + another, another)
        if not np.isclose(got, _share_left(low, high, other, another)):
            unused = "It is right for one pair of texts and not for another: does it use what it is given?"
            return wrong(_BOTH_TEXTS if np.isclose(got, counted_in_both) else unused)
        return right("Of the different words in the band, those of which the new text has at least one copy.")
    if mistake := known_mistake(got, mistakes):
        return mistake
    returned, asked = beside(float(got), value)
    return wrong(f"For two test lists it returns {returned} instead of {asked}.")


_BOTH_TEXTS = "You counted in both texts together. The band is about the human text alone."


def _errors(others, protocol):
    """The mean change of each setting, seed by seed, in standard errors."""
    changes = others - protocol
    return changes.mean(axis=1) / (changes.std(axis=1, ddof=1) / np.sqrt(changes.shape[1]))


def _judge_errors(answer):
    got, value = answer(OTHERS.copy(), PROTOCOL.copy()), _errors(OTHERS, PROTOCOL)
    if got.shape != value.shape:
        return wrong(f"One number for each of the {len(OTHERS)} settings; your function returned shape {got.shape}.")
    changes, seeds = OTHERS - PROTOCOL, len(PROTOCOL)
    spread, mean = changes.std(axis=1, ddof=1), changes.mean(axis=1)
    apart = np.sqrt((OTHERS.var(axis=1, ddof=1) + PROTOCOL.var(ddof=1)) / seeds)
    mistakes = [
        (-value, "The sign is wrong: a change is the other setting minus the protocol."),
        (mean, "That is the change in bits. Divide it by its standard error."),
        (mean / spread, _SPREAD),
        (mean / changes.std(axis=1), _SPREAD),
        (value * seeds**0.5, "The error of a mean falls with the root of the number of seeds, not with the number."),
        (value * np.sqrt(seeds / (seeds - 1)), "With so few seeds, ddof=0 makes the error too small: use ddof=1."),
        (spread / np.sqrt(seeds), "That is the standard error alone. Divide the mean change by it."),
        (mean * spread / np.sqrt(seeds), "You multiplied by the standard error. Divide by it."),
        (mean / (changes.var(axis=1, ddof=1) / seeds), "You divided by the square of the error: its root is missing."),
        (mean / (changes.std(ddof=1) / np.sqrt(seeds)), "One spread for all settings: take it row by row, axis=1."),
        (value * np.sqrt((seeds - 1) / seeds), "ddof=1 has the n - 1 already: the root is of n."),
        (value / 2, "You divided by two standard errors. Divide by one; the border of 2 comes later."),
        (abs(value), "Keep the sign: it says whether the setting raises or lowers the bits."),
        (mean / apart, _PAIRED),
        (mean / (OTHERS.std(axis=1, ddof=1) / np.sqrt(seeds)), _PAIRED),
    ]
    if mistake := known_mistake(got, mistakes):
        return mistake
    if not np.allclose(got, value):
        return wrong(f"For the test table it returns {np.round(got, 2).tolist()}, not {np.round(value, 2).tolist()}.")
    if not np.allclose(answer(OTHERS[:, :3].copy(), PROTOCOL[:3].copy()), _errors(OTHERS[:, :3], PROTOCOL[:3])):
        return wrong("It is right for six seeds and not for three: is their number written into it?")
    return right("A change seed by seed, divided by its standard error; beyond 2 either way it is hardly luck.")


_SPREAD = "You divided by the spread of the seeds. A mean of n of them is surer, by the root of n."
_PAIRED = (
    "Those are the errors of the settings, and the seeds' own differences are in them. Subtract seed by seed first: "
    "what a seed does to both settings drops out."
)


def _readings(H, V):
    count = _vanilla(H, V)
    judge = number_judge(
        2 * count,
        "Two readings for each of V H + H H + V H + V parameters. Back-propagation takes the time of about three.",
        [
            (count, "That is the number of parameters. Each is moved up once and down once."),
            (2 * (count - V), "The biases b are missing, one for each character."),
            (2 * (count - V * H), "E and U have V H entries each; you counted one of them."),
            (2 * (count - H * H), "W is missing: it has a row and a column for each feature of the state."),
            (2 * (count + H), "In this network only the logits have a bias: V of them, and none for the state."),
            (2 * (count + 2 * H * (V + H)), "That is the GRU, whose E and W are three times as large."),
            (4, "There are four arrays, but every one of their entries is moved by itself."),
            (8, "There are four arrays, but every one of their entries is moved by itself."),
            (2 * count + 1, "One too many: up and down give the slope, without the loss at the place itself."),
            (2 * (count - V + H), "The biases belong to the logits: there are V of them, not H."),
            (_vanilla(32, 25), f"That is the network of section 2. Here H is {H} and V is {V}."),
            (count + 1, "That moves every number one way only. Up and down is two readings for each."),
            (2 * _vanilla(32, 25), f"That is the network of section 2. Here H is {H} and V is {V}."),
        ],
        relative=0,
    )
    return Exercise(
        judge,
        (
            "Which numbers are moved, one after the other? And how many readings does one of them take?",
            "Count the entries of E, of shape (H, V), W (H, H), U (V, H) and b (V,). Each takes two readings: one with "
            "it moved up, one with it moved down.",
        ),
    )


def _survivors(low, high):
    return Exercise(
        function_judge(lambda answer: _judge_survival(answer, low, high)),
        (
            "Which of the two lists decides whether a word is in the band? And what do you divide by?",
            f"Make the set of human words that occur {low} to {high} times (Counter counts them), and one of the "
            "written words. How many are in both, as a share of the first?",
        ),
    )


def _bits_more(before, after):
    rise = after - before
    judge = number_judge(
        np.log2(after / before),
        f"log2({after}) - log2({before}): a perplexity is 2 to the power of the bits per token.",
        [
            (np.log(after / before), "That is in nats. Use the logarithm to base 2."),
            (np.log10(after / before), "That is in decimal digits. Use the logarithm to base 2."),
            (
                np.log2(rise),
                "That is the logarithm of the difference. The difference of the logarithms is asked for.",
            ),
            (rise, f"{rise} is the difference of the perplexities. Turn each into bits first."),
            (
                rise / before,
                "That is the growth of the perplexity, as a share. Turn each perplexity into bits first.",
            ),
            (
                100 * rise / before,
                "That is the growth of the perplexity, in percent. Turn each perplexity into bits first.",
            ),
            (100 * np.log2(after / before), "That is in percent of a bit. The answer is a number of bits."),
            (after / before, "That is the ratio of the perplexities. Its logarithm to base 2 is in bits."),
            (np.log2(after) / np.log2(before), "That is how many times as many bits. How many bits *more* is it?"),
            (np.log2(after), f"That is all the bits a token costs then. Subtract those it costs at {before}."),
            (
                np.log2(before),
                f"That is what a token costs at perplexity {before}. How many bits more is it at {after}?",
            ),
            (-np.log2(after / before), "The size is right. A higher perplexity costs more bits."),
        ],
        relative=0.01,
    )
    return Exercise(
        judge,
        (
            "A perplexity of 2 is one bit per token, and one of 4 is two. Which function of the perplexity is that?",
            f"The bits are log2 of the perplexity. Subtract those at {before} from those at {after}.",
        ),
    )


EXERCISES = {
    "4.1": Exercise(
        function_judge(_judge_bits),
        (
            "How many bits does a character cost that was given p = 1/2, and one that was given 1/8?",
            "Take minus the logarithm to base 2 of each probability; the answer is the mean of these over the text.",
        ),
    ),
    "4.2": Exercise(
        function_judge(_judge_step_back),
        (
            "`backward` above does it in two lines: the one that makes `at_sum`, and the one that makes `later`.",
            "The slope of tanh is 1 - state**2. After it the signal goes through W.T, by @.",
        ),
    ),
    "4.3": _readings,
    "4.4": Exercise(
        function_judge(_judge_repetition),
        (
            "At how many places can a run of 3 characters begin in a text of 5? And how many are not repetitions?",
            "There are len(text) - length + 1 places. The different runs are the set of the list; the first time of "
            "each is new, every other place a repetition.",
        ),
    ),
    "4.5": _survivors,
    "4.6": _bits_more,
    "4.7": Exercise(
        function_judge(_judge_errors),
        (
            "Each seed was run under every setting. What should be subtracted before anything is averaged?",
            "Subtract the protocol from every row. Then the mean of each row, divided by its standard error, which is "
            "the row's standard deviation (ddof=1) over the root of the number of its columns.",
        ),
    ),
}
