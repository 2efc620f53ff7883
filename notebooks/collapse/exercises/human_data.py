"""The exercises of notebook 05. Wrong answers are recognized by recomputing them, not by stored figures."""

from types import SimpleNamespace

import numpy as np

from collapse import theory
from collapse.exercises.base import (
    Exercise,
    combined,
    function_judge,
    known_mistake,
    number_judge,
    one_number,
    right,
    several,
    wrong,
)

MIXED = np.random.default_rng(8).permutation(40)  # not sorted, so that the first people are not the smallest
HUMAN, SYNTHETIC, OLD = MIXED.astype(float), np.arange(100.0, 140.0), np.arange(200.0, 240.0)
STEPS = [(0.3, 20, 0.25), (0.05, 200, 0.1), (0.9, 5, 0.6)]
VERDICTS = [(1, 0.4, 0.6, 0.3), (3, 0.2, 0.8, 0.5), (2, 0.1, 0.5, 0.8)]


def _judge_diet(answer, one_in):
    try:
        return _judge_meal(answer, one_in)
    except TypeError as problem:
        if "slice indices" not in str(problem):
            raise
        return wrong("You cut at a number that is not whole: / gives a float, // divides without a remainder.")


def _judge_meal(answer, one_in):
    people_of, synthetic_of = 40 // one_in, 40 - 40 // one_in
    rng = np.random.default_rng(3)
    newest = SimpleNamespace(number=4, data=OLD.copy(), synthetic=SYNTHETIC.copy(), model=None)
    human = HUMAN.copy()
    got = answer(newest, human, rng)
    if not (np.array_equal(newest.synthetic, SYNTHETIC) and np.array_equal(human, HUMAN)):
        return wrong("You changed the data that were passed in, which others still need. Build a new array.")
    if got.shape == (40 + people_of,):
        return wrong(
            f"You added the people to all of the synthetic data: {got.size} values. Leave {people_of} synthetic out."
        )
    if got.shape != SYNTHETIC.shape:
        return wrong(f"The diet must be as large as the synthetic data, shape (40,); yours has shape {got.shape}.")
    people, made, old = ((got >= low) & (got < low + 100) for low in (0, 100, 200))
    if old.any():
        return wrong("You took generation.data, what the newest model was trained on. It generated .synthetic.")
    if people.sum() == synthetic_of and made.sum() == people_of:
        return wrong("It is the other way round: most of this meal is human.")
    if not people.any():
        return wrong("There are no people in it: use the argument `human`.")
    if people.sum() + made.sum() < 40 or not np.isin(got, np.concatenate([HUMAN, SYNTHETIC])).all():
        return wrong("Some values are neither human nor synthetic: join the two, without changing a number.")
    if people.sum() != people_of:
        return wrong(f"{people.sum()} of the 40 values are human; 1/{one_in} is {people_of}.")
    if np.unique(got).size < 40:
        return wrong(
            f"Somebody is in it twice: {people_of} different people and {synthetic_of} different synthetic values."
        )
    return _judge_who(answer, one_in, newest, got[people]) or _judge_place(answer, one_in, got, people)


def _judge_who(answer, one_in, newest, first):
    """Judge whether the people are always the same; None if they are."""
    for seed in range(4):
        again = answer(newest, HUMAN.copy(), np.random.default_rng(seed))
        if not np.array_equal(np.sort(again[again < 100]), np.sort(first)):
            return wrong(
                f"You draw other people each time. The same are asked for: human[:{first.size}], for instance."
            )
    for number in (0, 1, 7):
        later = answer(SimpleNamespace(**vars(newest) | dict(number=number)), HUMAN.copy(), np.random.default_rng(0))
        if not np.array_equal(np.sort(later[later < 100]), np.sort(first)):
            return wrong("You take other people in each generation. The same are asked for, whatever the number.")
    other = 39 - HUMAN  # whoever was smallest is largest here
    turned = answer(newest, other.copy(), np.random.default_rng(0))
    if not np.array_equal(np.sort(turned[turned < 100]), np.sort(39 - first)):
        return wrong("You choose people by their values (are they sorted?). Take them by their place, as they come.")
    return None


def _judge_place(answer, one_in, got, people):
    """Judge whether the people are the first of the humans, and replace the first of the synthetic values."""
    k = people.sum()
    if np.array_equal(np.sort(got[people]), np.sort(HUMAN[-k:])):
        return wrong(f"Those are the last {k} of `human`. The first {k} are asked for.")
    if not np.array_equal(np.sort(got[people]), np.sort(HUMAN[:k])):
        return wrong(f"Always the same people, but not the first {k} of `human`.")
    if np.array_equal(np.sort(got[~people]), SYNTHETIC[:-k]):
        return wrong(f"The people stand in for the last {k} synthetic values. They are to replace the first {k}.")
    if not np.array_equal(np.sort(got[~people]), SYNTHETIC[k:]):
        return wrong(f"The people are to replace the first {k} synthetic values; others are missing here.")
    large = SimpleNamespace(number=0, data=np.arange(200.0, 260.0), synthetic=np.arange(100.0, 180.0), model=None)
    many = answer(large, np.arange(120) / 2, np.random.default_rng(1))
    if many.shape != (80,) or (many < 80).sum() != 80 // one_in:
        return wrong(f"Right for 40 values, but not for 80: 1/{one_in} depends on generation.synthetic.size.")
    return right("Any function of (generation, human, rng) is a diet, and `run` takes it as it is.")


def _answers(answer, cases):
    """Call a function for each case; return its numbers as an array, or the verdict on what is no number."""
    results = [one_number(answer(*case)) for case in cases]
    for got in results:
        if verdict := several(got):
            return verdict
    return np.array(results)


def _judge_step(answer):
    got = _answers(answer, STEPS)
    if not isinstance(got, np.ndarray):
        return got
    V, M, share = np.array(STEPS).T
    kept, noise = (1 - share) ** 2 * V, ((1 - share) * (1 - V) + share) / M
    at_rest = 1 / (1 - share + M * share * (2 - share))
    mistakes = [
        (1 - kept - noise, "That is the variance after the step, 1 - V'. The step to V' itself is asked for."),
        (V + (1 - V) / M, "That is the diet replace: lambda does not enter."),
        (at_rest, "That is where V comes to rest. One step from V to V' is asked for."),
        (1 - at_rest, "That is the variance at rest. One step from V to V' is asked for."),
        (kept / M + noise, "Only the noise is divided by M, not the old error."),
        (100 * (kept + noise), "That is in percent. V and V' are errors beside a human variance of 1."),
        *combined(lambda old, new: old + new, _old_errors(V, share), _noises(V, M, share)),
    ]
    off = np.flatnonzero(~np.isclose(got, kept + noise))
    if off.size:
        first = "For V = {}, M = {} and lambda = {}".format(*STEPS[off[0]])
        return known_mistake(got, mistakes) or wrong(f"{first} it returns {got[off[0]]:.4g}.")
    return right("The old error fades by (1 - lambda)^2, and the noise of M values is added. All else follows from it.")


def _old_errors(V, share):
    """What becomes of the old error, rightly and wrongly, with the causes."""
    return [
        ((1 - share) ** 2 * V, ""),
        ((1 - share) * V, "An error of the mean is a square: its factor is (1 - lambda) squared."),
        (share**2 * V, "The old error comes with the synthetic part: its factor is 1 - lambda, not lambda."),
        ((1 - share**2) * V, "Subtract first, then square: (1 - lambda)^2."),
        (2 * (1 - share) * V, "The square of 1 - lambda is (1 - lambda)**2; you took it times 2."),
        (V, "The old error fades: people know nothing of it."),
        (0 * V, "The old error is missing: the synthetic part hands it on."),
    ]


def _noises(V, M, share):
    """What the noise of M values adds, rightly and wrongly, with the causes."""
    fair = (1 - share) * (1 - V) + share
    return [
        (fair / M, ""),
        (0 * V, "The old error fades, and a new one comes: the sampling noise of M values is missing."),
        (1 / M, "The synthetic values vary by s^2 = 1 - V, not by 1."),
        ((1 - share) * (1 - V) / M, "People are drawn at random as well: lambda/M is missing."),
        (((1 - share) ** 2 * (1 - V) + share**2) / M, _WEIGHTS),
        ((1 - share) ** 2 * (1 - V) / M, f"{_WEIGHTS} And the people's part is missing."),
        ((1 - V) / M, "Only (1 - lambda) M values vary by 1 - V. The lambda M people vary by 1."),
        (((1 - share) * V + share) / M, "V is the error of the mean. The variance is s^2 = 1 - V."),
        ((share * (1 - V) + 1 - share) / M, "The shares are exchanged: lambda of the values are people."),
        (share / M, "The noise of the synthetic part, (1 - lambda)(1 - V)/M, is missing."),
        (fair, "Divide the noise by M: it is that of a mean."),
        (
            (1 - share) * (1 - V) + share / M,
            "Only the last term is divided by M. Put brackets around all of the noise.",
        ),
        ((1 - share) * (1 - V) / M + share, "Lambda is divided by M as well. Put brackets around all of the noise."),
        (fair / (M - 1), "M values are drawn: the noise is divided by M, not by M - 1."),
        (fair / M**2, "A sum of M values varies by M times their variance; over M squared that leaves one M below."),
        (fair / np.sqrt(M), "That is how a standard deviation shrinks. V is a variance: divide by M."),
    ]


_WEIGHTS = (
    "You squared the shares of the noise. The sum of (1 - lambda) M values varies by (1 - lambda) M s^2; over "
    "M squared that leaves one factor 1 - lambda."
)


def _judge_verdicts(answer):
    got = _answers(answer, VERDICTS)
    if not isinstance(got, np.ndarray):
        return got
    n, share, tpr, fpr = np.array(VERDICTS).T
    after = share / (1 - share) * (tpr / fpr) ** n
    mistakes = [
        (
            share * (tpr / fpr) ** n,
            "You multiplied the share. It is the odds, share / (1 - share), that are multiplied.",
        ),
        (
            share * tpr**n / (share * tpr**n + fpr**n),
            "The bad data had a share of 1 - share at first: it goes before their FPR to the power n.",
        ),
        (share * tpr**n, "That share of the data is good and kept. But bad data are kept too, and it is refilled."),
        (tpr**n / (tpr**n + fpr**n), "Good and bad data do not begin as equals: `share` is missing."),
        (100 * after / (1 + after), "That is in percent. A share lies between 0 and 1."),
        *_mistaken_odds(n, share, tpr, fpr),
    ]
    off = np.flatnonzero(~np.isclose(got, after / (1 + after)))
    if off.size:
        first = "For n = {}, a share of {}, TPR {} and FPR {}".format(*VERDICTS[off[0]])
        return known_mistake(got, mistakes) or wrong(f"{first} it returns {got[off[0]]:.4g}.")
    return right(
        "The odds are multiplied by TPR/FPR a generation. Even a poor verifier wins, if it is better than chance."
    )


def _mistaken_odds(n, share, tpr, fpr):
    """What comes of wrong odds at first, of a wrong factor, of a wrong way back to a share, and of several at once."""
    at_first = [
        (share / (1 - share), ""),
        ((1 - share) / share, "The odds at first are those of good to bad: share / (1 - share)."),
        (share, "You began with the share. The odds at first are share / (1 - share)."),
    ]
    factors = [
        ((tpr / fpr) ** n, ""),
        (tpr / fpr, "That is one verdict. There are n of them, one after the other."),
        ((fpr / tpr) ** n, "The ratio is upside down: good data are kept with TPR, bad data with FPR."),
        ((tpr / fpr) ** (n + 1), "That is one verdict too many: there are n."),
        ((tpr / fpr) ** (n - 1), "That is one verdict too few: there are n."),
        (n * tpr / fpr, "Verdicts multiply: the ratio to the power n."),
        (tpr**n, "You left out the bad data that are kept: divide by FPR."),
        (tpr**n / fpr, "Both rates are taken to the power n."),
        (((1 - tpr) / (1 - fpr)) ** n, "TPR and FPR are the shares that are kept; 1 - TPR is what is thrown away."),
    ]
    ways_back = [
        (lambda odds: odds / (1 + odds), ""),
        (lambda odds: 1 / (1 + odds), "That is the share of the bad data. Take it from 1."),
        (lambda odds: odds, "Those are the odds. A share is odds / (1 + odds)."),
        (lambda odds: odds / (1 - odds), "That way leads from a share to odds. Back from odds: odds / (1 + odds)."),
    ]
    return combined(lambda first, factor, back: back(first * factor), at_first, factors, ways_back)


def _some_people(one_in):
    """Make exercise 5.1, where one value in `one_in` is human."""
    return Exercise(
        function_judge(lambda answer: _judge_diet(answer, one_in)),
        (
            f"How many synthetic values are there, and how many is 1/{one_in} of them? The people come from `human`.",
            f"`people` is a whole number, 1/{one_in} of generation.synthetic.size. Join as many of `human`, from the "
            "first on, and the synthetic values that come after as many.",
        ),
    )


def _variance_left(M, people):
    share = people / M
    left = theory.fresh_variance(M, share)
    judge = number_judge(
        left,
        f"{people} people a generation, {100 * share:.2g} percent, keep {100 * left:.0f} percent of the variance.",
        [
            (
                share / (share + (1 - share) / M),
                "That formula is soon written down, and it forgets the gap between the means.",
            ),
            (1 - left, "That is the error of the mean. The variance is 1 minus it."),
            (
                theory.fresh_variance(M, share, ddof=1),
                "That is the unbiased estimator, which inflates. Maximum likelihood is asked for: ddof=0.",
            ),
            (
                theory.fresh_variance(M, people / 100),
                f"That is {people} percent. {people} of {M} are {100 * share:.2g} percent.",
            ),
            (
                1 - theory.fixed_mean_square(M, share, people),
                f"Those are the same {people} people. New ones are asked for.",
            ),
            (1, "All of it would be left if nothing were lost to chance. The error of the mean is lost."),
            (0, "Nothing is left without people. Any share of them stops the collapse."),
            (100 * left, "That is in percent. The human variance is 1."),
            (100 - 100 * left, "That is the error of the mean, in percent. The variance is 1 minus it."),
            (1 / (1 - left), "That is 1/V, so many people would do as well. The variance is 1 - V."),
            (np.sqrt(left), "That is the standard deviation. The variance is its square."),
            (share, "That is the share. What is left is far more."),
            (people, "That is the number of people. Which share of the variance do they keep?"),
        ],
        relative=0.01,
    )
    return Exercise(
        judge,
        (
            f"Which share are {people} of {M}? The law of this section says where the variance comes to rest.",
            "The law under *The chain comes to rest* gives V, the error of the mean. What does it leave of the 1?",
        ),
    )


def _values_per_person(M, people):
    judge = number_judge(
        theory.human_price(M, people),
        f"M/(k + 1). With {10 * people + 9} people instead of {people} it would be a tenth of that: what is rare is "
        "expensive.",
        [
            (M / people, f"Nearly: the price is M/(k + 1), and k is {people}."),
            (
                (M - people) / people,
                "That is how many synthetic values there are for each person, not what they are worth.",
            ),
            (people / M, "That is the share of people."),
            (
                (M - people) / (people + 1),
                "Nearly: the synthetic values are not worth k + 1 people, but (1 - lambda)(k + 1).",
            ),
            ((people + 1) / M, "That is what one synthetic value is worth, in people. Turn it around."),
            (M / (people - 1), "The price is M/(k + 1): plus one, for what the chain inherits."),
            (M - people, "That is how many synthetic values there are. How many of them are worth one person?"),
            (theory.human_worth(M, people), "That is how many people alone would do as well, 1/MSE."),
            (
                theory.human_worth(M, people) - people,
                "That is what all the synthetic values together are worth, in people.",
            ),
            (M, "That is the size of the training set. How many of them are worth one person?"),
        ],
        relative=0.005,
    )
    return Exercise(
        judge,
        ("Which formula of this section is called the price, and what is k here?", "M/(k + 1): what are M and k?"),
    )


def _generations_back(percent, factor):
    share = percent / 100
    time = theory.recovery_time(share, factor=factor)
    judge = number_judge(
        time,
        f"(1 - {share:g})^n = 1/{factor}. That M is 20,000 does not matter.",
        [
            (
                np.log(factor) / share,
                f"That is the approximation for small shares, ln({factor})/lambda. Use ln(1 - lambda).",
            ),
            (
                np.log(factor) / -np.log(share),
                "You took the logarithm of lambda. What is left of the gap each time is 1 - lambda.",
            ),
            (np.log(factor) / (1 - share), "Divide by -ln(1 - lambda), not by 1 - lambda."),
            (factor / share, "The gap does not shrink by the same amount each time, but by the same factor."),
            (
                -np.log(1 - share),
                "That is how much the logarithm of the gap loses in one generation. How many does it take?",
            ),
            (1 / share, f"That is 1/lambda, in which the gap falls to about a third. 1/{factor} is asked for."),
            (theory.recovery_time(share), f"In that time it falls to 1/e. 1/{factor} is asked for."),
            (theory.recovery_time(share, factor=10), "In that time it falls to a tenth."),
            (-time, "Both logarithms are negative: mind the sign."),
            (
                (1 - share) ** factor,
                f"That is what is left after {factor} generations. How many generations leave 1/{factor}?",
            ),
            *(
                (theory.half_life(20_000, ddof), "That is the half-life of the collapse. The way back does not know M.")
                for ddof in (0, 1)
            ),
            (20_000, "That is M, and the way back does not know M."),
        ],
        relative=0.01,
    )
    return Exercise(
        judge,
        (
            f"The gap is multiplied by 1 - lambda in each generation. Which power of it is 1/{factor}?",
            f"(1 - lambda)^n = 1/{factor}: take logarithms.",
        ),
    )


EXERCISES = {
    "5.1": _some_people,
    "5.2": Exercise(
        function_judge(_judge_step),
        (
            "The new mean is (1 - lambda) times the old, plus noise; a human value varies by 1, a synthetic by s^2.",
            "The old error keeps the factor (1 - share)**2. The noise adds variances, 1 or 1 - V, over M squared.",
        ),
    ),
    "5.3": _variance_left,
    "5.4": _values_per_person,
    "5.5": _generations_back,
    "5.6": Exercise(
        function_judge(_judge_verdicts),
        (
            "Go from the share to the odds, share / (1 - share), and back in the end.",
            "Each of the n verdicts multiplies the odds by tpr / fpr. Odds of o are a share of o / (1 + o).",
        ),
    ),
}
