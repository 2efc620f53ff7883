"""The exercises of notebook 03. Wrong answers are recognized by recomputing them, not by stored figures."""

import numpy as np
import scipy  # its parts are read at first use: they take as long to import as all else

from collapse import theory
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

PEOPLE = np.array([7, 2, 7, 5, 7, 2, 7, 9])  # each person's name, as a number; the last bearer of 9 stands last
COUNTS = np.array([50, 30, 15, 5])
SHARES, TEMPERATURES = np.array([0.5, 0.3, 0.15, 0.05]), (0.5, 1.6)


def _judge_copy_town(answer):
    try:
        verdict = _judge_towns(answer)
        small = verdict.correct and answer(np.array([4, 4, 6]), np.random.default_rng(3))
        return wrong(_OTHER_SIZE) if verdict.correct and small.shape != (3,) else verdict
    except IndexError:
        return wrong(f"You looked up a person who is not there. {_OTHER_SIZE}")


_OTHER_SIZE = "Towns differ in size: draw from people.size numbers, and as many as people.size."


def _judge_towns(answer):
    got, again, other = (answer(PEOPLE.copy(), np.random.default_rng(seed)) for seed in (3, 3, 5))
    if got.shape != PEOPLE.shape:
        return wrong(f"The new town must be as large as the old, shape {PEOPLE.shape}; yours has shape {got.shape}.")
    if not np.array_equal(got, again):
        return wrong("The same seed gives two different towns: draw from the generator `rng` that is passed in.")
    rng = np.random.default_rng(4)
    towns = np.array([answer(PEOPLE.copy(), rng) for _ in range(4_000)])
    if not np.isin(towns, PEOPLE).all():
        return wrong("Somebody has a name that nobody had before. Return names, people[...], not places or counts.")
    if np.array_equal(got, PEOPLE) and np.array_equal(other, PEOPLE):
        return wrong("That is the old town. Every new person takes the name of somebody drawn at random.")
    if np.array_equal(got, other):
        return wrong("Another seed gives the same town: draw from the generator `rng` that is passed in.")
    if (np.sort(towns, axis=1) == np.sort(PEOPLE)).all():
        return wrong("You shuffled the old town: every name is handed on exactly once. Draw with replacement.")
    if (towns == towns[:, :1]).all():
        return wrong("All take the name of the same person. Draw somebody for each of them: size=people.size.")
    return _judge_shares(towns)


def _judge_shares(towns):
    """Judge many towns by how often each name is in them."""
    names, bearers = np.unique(PEOPLE, return_counts=True)
    seen = np.array([(towns == name).sum() for name in names])
    if _agrees(seen, np.ones(4) / 4):
        return wrong("Every name has the same chance. Draw from the people, not from the list of names.")
    if seen[names == PEOPLE[-1]] == 0:
        return wrong("Nobody is ever named after the last person: rng.integers(k) draws from 0 to k - 1.")
    if not _agrees(seen, bearers / PEOPLE.size):
        return wrong("Some people are copied more often than others. All must have the same chance.")
    spread = np.var([(town == 7).sum() for town in towns])
    if not 0.85 < spread / (PEOPLE.size / 4) < 1.15:
        return wrong("The shares are right on average, but they vary by another law than that of independent draws.")
    return right("Everybody is named after somebody drawn at random. That is all there is to drift.")


def _agrees(seen, shares):
    expected = shares * seen.sum()
    return scipy.special.chdtrc(seen.size - 1, ((seen - expected) ** 2 / expected).sum()) > 1e-6


def _judge_heterozygosity(answer):
    got = one_number(answer(COUNTS.copy()))
    if verdict := several(got):
        return verdict
    p, N = COUNTS / COUNTS.sum(), COUNTS.sum()
    mistakes = [
        ((p**2).sum(), "That is the chance that they have the same name. H is the other one: take it from 1."),
        (1 - (COUNTS**2).sum(), "You squared the counts. Divide them by their sum first."),
        (
            1 - (COUNTS / COUNTS.size**2 * COUNTS).sum(),
            "You divided by the number of names. The shares are counts / N.",
        ),
        (1 - (COUNTS * (COUNTS - 1)).sum() / (N * (N - 1)), _TWO_DIFFERENT_PEOPLE),
        (scipy.special.entr(p).sum(), "That is the entropy: another measure of variety, in nats. H is a probability."),
        (
            scipy.special.entr(p).sum() / np.log(2),
            "That is the entropy, in bits: another measure of variety. H is a probability.",
        ),
        (1 / (p**2).sum(), "That is how many equal shares would be as varied. H is a probability: 1 minus the sum."),
        (1 - (COUNTS**2).sum() / N, "Both counts of the product are divided by N: square the shares, not the counts."),
        (1 - (p**2).mean(), "You took the mean of the squares. Add them up: sum, not mean."),
        (100 - 100 * (p**2).sum(), "That is in percent. H is a probability, from 0 to 1."),
        (1 - p.max(), "That is the share of all names but the commonest. H compares two people."),
        (1 - p.sum(), "That is zero for any counts. Square each share first, p_i times p_i, and then add them up."),
    ]
    if mistake := known_mistake(got, mistakes):
        return mistake
    if not np.isclose(got, 1 - (p**2).sum()):
        returned, asked = beside(float(got), 1 - (p**2).sum())
        return wrong(f"For counts 50, 30, 15 and 5 it returns {returned} instead of {asked}.")
    if not np.isclose(answer(np.array([2, 2])), 0.5):
        return wrong("Right for counts 50, 30, 15 and 5, but not for 2 and 2: divide by the sum of the counts you get.")
    return right("One minus the chance that two draws, with replacement, agree.")


_TWO_DIFFERENT_PEOPLE = (
    "That is the chance for two different people. It is a fair definition, but H draws with replacement: counts / N."
)


def _judge_sharpen(answer):
    for T in TEMPERATURES:
        got = answer(SHARES.copy(), T)
        if got.shape != SHARES.shape:
            return wrong(f"The answer has one probability for each type; your function returned shape {got.shape}.")
        power = SHARES ** (1 / T)
        softmax, swapped = np.exp(SHARES / T) / np.exp(SHARES / T).sum(), T ** (1 / SHARES)
        mistakes = [
            (power, "The powers are right, but they do not sum to one: divide by their sum."),
            (SHARES**T / (SHARES**T).sum(), "You took the power T. A low temperature sharpens: the power is 1/T."),
            (SHARES**T, "The power is 1/T, and the result has to sum to one."),
            (np.log(SHARES) / T, "Those are logarithms. Take their exponential, and divide by the sum."),
            (SHARES ** (-1 / T) / (SHARES ** (-1 / T)).sum(), "The power is 1/T, without a minus: more stays more."),
            (np.exp(power) / np.exp(power).sum(), "The powers are right; a softmax after them is one step too many."),
            (power / power.size, "The powers are right, but you divided by how many there are: divide by their sum."),
            (softmax, "A softmax takes logarithms of probabilities: exp(ln p / T) is p ** (1/T)."),
            (SHARES, f"Nothing has changed: dividing p by T, and then by the sum, does nothing. {_PRECEDENCE}"),
            (SHARES / T, f"You divided by T, which sharpens nothing: T divides the logarithm. {_PRECEDENCE}"),
            (power / power.max(), "The powers are right, but you divided by the largest: divide by their sum."),
            (
                power / SHARES.max(),
                "The powers are right, but you divided them by the largest of p: divide by the sum of the powers.",
            ),
            (swapped / swapped.sum(), "You took p for T and T for p: the order is sharpen(p, T)."),
        ]
        if mistake := known_mistake(got, mistakes):
            return mistake
        if not np.allclose(got, power / power.sum()):
            return wrong(f"For p = {SHARES.tolist()} and T = {T} it returns {np.round(got, 3).tolist()}.")
    return right(
        "Take the power 1/T, then divide by the sum. A model sampled like this is sharper in every generation."
    )


_PRECEDENCE = "Write p ** (1 / T): p ** 1 / T is only p / T."


def _still_there(one_in, N, sample):
    """Make exercise 3.2, on a word that is one in `one_in`."""
    expected, d = N // one_in, theory.share_with_descendants(sample)

    def left_at(n):
        return 1 - np.exp(-expected * theory.share_with_descendants(n))

    first = 1 - (1 - 1 / one_in) ** N
    judge = number_judge(
        theory.survival_probability(1 / one_in, N, sample),
        f"{expected} bearers on average in sample 1, each with descendants with probability d_{sample}: "
        f"1 - exp(-{expected} d_{sample}).",
        [
            (first, f"That is sample 1. {sample - 1} more generations have followed."),
            (
                first**sample,
                f"You let the word start anew with {expected} copies each time. It starts from what the last sample "
                "left.",
            ),
            (np.exp(-expected * d), "That is the probability that the word is gone."),
            (
                1 - (1 - d) ** expected,
                f"Did you start from exactly {expected}? Sample 1 is drawn too, and {expected} is only its mean. "
                f"(Or is it sample {sample - 1}? The first sample is number 1.)",
            ),
            *(
                (left_at(n), f"That is sample {n}. The first sample is number 1, with d_1 = 1.")
                for n in (sample - 1, sample + 1)
            ),
            (100 * left_at(sample), "That is in percent. A probability is from 0 to 1."),
            (d, f"That is d_{sample}, for a single token. The word starts with {expected} of them."),
            (expected * d, f"That is how many of the {expected} tokens have descendants on average, N p d_n."),
            (
                1 - np.exp(-expected * 2 / sample),
                f"2/n is what d_n comes to for large n. At n = {sample} use d_n itself.",
            ),
            (1 - np.exp(-expected / sample), "You took d_n to be 1/n. It begins at 1 and falls like 2/n."),
        ],
        relative=0.02,
    )
    return Exercise(
        judge,
        (
            "How many times is the word in the first sample, on average? What must happen to all their lines?",
            f"N p is {expected}, and the package has d_n as theory.share_with_descendants. The word is gone with "
            "probability exp(-N p d_n); you are asked for the opposite.",
        ),
    )


def _one_spelling_left(one_in, N):
    """Make exercise 3.4, where the rare spelling is one in `one_in`."""
    rare, common = 2 * N * scipy.special.entr([1 / one_in, 1 - 1 / one_in])
    time = theory.takeover_time(N, 1 / one_in)
    judge = number_judge(
        time,
        f"-2N (p ln p + q ln q) with p = {1 / one_in:.3g} and N = {N:,}. It is the common spelling that stays, "
        f"{one_in - 1} times in {one_in}.",
        [
            (time / 2, "The factor 2 is missing: -2N (p ln p + q ln q)."),
            (time / np.log(2), "You took logarithms to base 2. The formula has natural ones."),
            (time / np.log(10), "You took decimal logarithms. The formula has natural ones."),
            (-2 * N * np.log((1 - 1 / one_in) / one_in), "Each logarithm is to be multiplied by its share, p or q."),
            (rare, "You left out q ln q, the other spelling."),
            (common, "You left out p ln p, the rare spelling."),
            (-time, "The logarithms are negative, and so is your answer: mind the sign."),
            (2 * N * np.log(2), "That is the time from equal shares, p = 1/2."),
            (N * np.log(2), "N ln 2 is how long half of the heterozygosity lasts. Here one spelling must be alone."),
            (2 * N / 3, "Two thirds of N is for one in ten, and rounded. Within one percent takes the formula itself."),
            (N, "That is N. Time is in step with N, but how long it takes depends on the shares."),
            (N / one_in, "That is how many tokens have the rare spelling."),
        ],
        relative=0.01,
    )
    return Exercise(
        judge,
        (
            "Which of the two laws of this section is about time, and which two numbers does it need?",
            "-2N (p ln p + q ln q): what are N, p and q here?",
        ),
    )


def _share_new(N, different, once, twice):
    share = once / N
    judge = number_judge(
        share,
        f"The words seen once, divided by all words of the sample: about {100 * share:.0f} in 100 will be new.",
        [
            (once / different, "You divided by the number of different words. Divide by all words of the sample, N."),
            (different / N, "Those are all the different words over N. Only the ones seen once speak for the unseen."),
            ((different - once) / N, "Those are the different words seen more than once. Use the ones seen once."),
            (1 - share, "That is the share of the next words that has been seen before."),
            (
                2 * twice / N,
                "Those are the words seen twice: they speak for the probability of the ones seen once.",
            ),
            (twice / N, "The words seen twice say something else. Use the ones seen once."),
            (100 * share, "That is in percent. The answer asked for is a share, from 0 to 1."),
            (once, "That is how many words occur once. Divide by all words of the sample."),
            ((once + twice) / N, "The words seen twice do not count here. Use the ones seen once, and only those."),
            (1 - different / N, "That is the share of the sample that repeats something. What speaks for the unseen?"),
        ],
        relative=0.02,
    )
    return Exercise(judge, ("Which of the four numbers does Good-Turing use?", f"{once:,} singletons in {N:,} words."))


EXERCISES = {
    "3.1": Exercise(
        function_judge(_judge_copy_town),
        (
            "Among how many people does each new one choose? And how many new ones are there?",
            "rng.integers(k, size=m) draws m numbers from 0 to k - 1. Here k and m are the size of the old town, "
            "whichever town it is.",
        ),
    ),
    "3.2": _still_there,
    "3.3": Exercise(
        function_judge(_judge_heterozygosity),
        (
            "What share of the people has name number i? And with what probability do two people both have it?",
            "Divide the counts by their sum. Square the shares and add them up: that is the chance to agree. H is the "
            "chance to differ.",
        ),
    ),
    "3.4": _one_spelling_left,
    "3.5": _share_new,
    "3.6": Exercise(
        function_judge(_judge_sharpen),
        (
            "The first sentence of section 8 says what a temperature does, in two steps. Which of them needs all of p?",
            "Raise each probability to the power one over T, with brackets around the power; then divide by what these "
            "powers add up to.",
        ),
    ),
}
