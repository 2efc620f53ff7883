"""The exercises of notebook 05. Wrong answers are recognized by recomputing them, not by stored figures."""

from types import SimpleNamespace

import numpy as np

from collapse import theory
from collapse.exercises.base import Exercise, function_judge, known_mistake, number_judge, right, wrong

MIXED = np.random.default_rng(8).permutation(40)  # not sorted, so that the first people are not the smallest
HUMAN, SYNTHETIC, OLD = MIXED.astype(float), np.arange(100.0, 140.0), np.arange(200.0, 240.0)
STEPS = [(0.3, 20, 0.25), (0.05, 200, 0.1), (0.9, 5, 0.6)]
VERDICTS = [(1, 0.4, 0.6, 0.3), (3, 0.2, 0.8, 0.5), (2, 0.1, 0.5, 0.8)]


def _judge_diet(answer):
    rng = np.random.default_rng(3)
    newest = SimpleNamespace(number=4, data=OLD.copy(), synthetic=SYNTHETIC.copy(), model=None)
    human = HUMAN.copy()
    got = answer(newest, human, rng)
    if not (np.array_equal(newest.synthetic, SYNTHETIC) and np.array_equal(human, HUMAN)):
        return wrong("You changed the data that were passed in, which others still need. Build a new array.")
    if got.shape == (44,):
        return wrong("You added the people to all of the synthetic data: 44 values. Leave four synthetic ones out.")
    if got.shape != SYNTHETIC.shape:
        return wrong(f"The diet must be as large as the synthetic data, shape (40,); yours has shape {got.shape}.")
    people, made, old = ((got >= low) & (got < low + 100) for low in (0, 100, 200))
    if old.any():
        return wrong("You took generation.data, what the newest model was trained on. It generated .synthetic.")
    if people.sum() == 36 and made.sum() == 4:
        return wrong("It is the other way round: nine tenths of this meal are human.")
    if not people.any():
        return wrong("There are no people in it: use the argument `human`.")
    if people.sum() + made.sum() < 40 or not np.isin(got, np.concatenate([HUMAN, SYNTHETIC])).all():
        return wrong("Some values are neither human nor synthetic: join the two, without changing a number.")
    if people.sum() != 4:
        return wrong(f"{people.sum()} of the 40 values are human; a tenth is 4.")
    if np.unique(got).size < 40:
        return wrong("Somebody is in it twice: four different people and 36 different synthetic values.")
    return _judge_who(answer, newest, got[people])


def _judge_who(answer, newest, first):
    """Judge whether the people are always the same."""
    for seed in range(4):
        again = answer(newest, HUMAN.copy(), np.random.default_rng(seed))
        if not np.array_equal(np.sort(again[again < 100]), np.sort(first)):
            return wrong("You draw other people each time. The same four are asked for: human[:4], for instance.")
    for number in (0, 1, 7):
        later = answer(SimpleNamespace(**vars(newest) | dict(number=number)), HUMAN.copy(), np.random.default_rng(0))
        if not np.array_equal(np.sort(later[later < 100]), np.sort(first)):
            return wrong("You take other people in each generation. The same four are asked for, whatever the number.")
    other = 39 - HUMAN  # whoever was smallest is largest here
    turned = answer(newest, other.copy(), np.random.default_rng(0))
    if not np.array_equal(np.sort(turned[turned < 100]), np.sort(39 - first)):
        return wrong("You choose people by their values (are they sorted?). Take them by their place, as they come.")
    large = SimpleNamespace(number=0, data=np.arange(200.0, 260.0), synthetic=np.arange(100.0, 180.0), model=None)
    many = answer(large, np.arange(50.0), np.random.default_rng(1))
    if many.shape != (80,) or (many < 80).sum() != 8:
        return wrong("Right for 40 values, but not for 80: a tenth depends on generation.synthetic.size.")
    return right("Any function of (generation, human, rng) is a diet, and `run` takes it as it is.")


def _judge_step(answer):
    for V, M, share in STEPS:
        got = answer(V, M, share)
        if got.ndim != 0:
            return wrong(f"The answer is one number; your function returned shape {got.shape}.")
        kept, noise = (1 - share) ** 2, ((1 - share) * (1 - V) + share) / M
        mistakes = [
            ((1 - share) * V + noise, "An error of the mean is a square: its factor is (1 - lambda) squared."),
            (kept * V, "The old error fades, and a new one comes: the sampling noise of M values is missing."),
            (kept * V + ((1 - share) + share) / M, "The synthetic values vary by s^2 = 1 - V, not by 1."),
            (kept * V + (1 - share) * (1 - V) / M, "People are drawn at random as well: lambda/M is missing."),
            (kept * V + kept * (1 - V) / M + share**2 / M, _WEIGHTS),
            (V + (1 - V) / M, "That is the diet replace: lambda does not enter."),
            (kept * V + (1 - V) / M, "Only (1 - lambda) M values vary by 1 - V. The lambda M people vary by 1."),
            (kept * V + ((1 - share) * V + share) / M, "V is the error of the mean. The variance is s^2 = 1 - V."),
            (
                1 / (1 - share + M * share * (2 - share)),
                "That is where V comes to rest. One step from V to V' is asked for.",
            ),
            (kept * V + share / M, "The noise of the synthetic part, (1 - lambda)(1 - V)/M, is missing."),
            (kept * V + noise * M, "Divide the noise by M: it is that of a mean."),
            (
                kept * V + (1 - share) * (1 - V) + share / M,
                "Only the last term is divided by M. Put brackets around all of the noise.",
            ),
        ]
        if not np.isclose(got, kept * V + noise):
            return known_mistake(got, mistakes) or wrong(
                f"For V = {V}, M = {M} and lambda = {share} it returns {got:.4g}."
            )
    return right("The old error fades by (1 - lambda)^2, and the noise of M values is added. All else follows from it.")


_WEIGHTS = (
    "You squared the shares of the noise. The sum of (1 - lambda) M values varies by (1 - lambda) M s^2; over "
    "M squared that leaves one factor 1 - lambda."
)


def _judge_verdicts(answer):
    for n, share, tpr, fpr in VERDICTS:
        got = answer(n, share, tpr, fpr)
        if got.ndim != 0:
            return wrong(f"The answer is one number; your function returned shape {got.shape}.")
        odds = share / (1 - share)
        after = odds * (tpr / fpr) ** n
        value = after / (1 + after)
        once = odds * tpr / fpr
        inverse = odds * (fpr / tpr) ** n
        mistakes = [
            (1 / (1 + after), "That is the share of the bad data. Take it from 1."),
            (after, "Those are the odds. A share is odds / (1 + odds)."),
            (once / (1 + once), "That is one verdict. There are n of them, one after the other."),
            (
                share * (tpr / fpr) ** n,
                "You multiplied the share. It is the odds, share / (1 - share), that are multiplied.",
            ),
            (inverse / (1 + inverse), "The ratio is upside down: good data are kept with TPR, bad data with FPR."),
            (odds * tpr**n / (1 + odds * tpr**n), "You left out the bad data that are kept: divide by FPR."),
            (share * tpr**n, "That share of the data is good and kept. But bad data are kept too, and it is refilled."),
            (odds * n * tpr / fpr / (1 + odds * n * tpr / fpr), "Verdicts multiply: the ratio to the power n."),
        ]
        if not np.isclose(got, value):
            return known_mistake(got, mistakes) or wrong(
                f"For n = {n}, a share of {share}, TPR {tpr} and FPR {fpr} it returns {got:.4g}."
            )
    return right(
        "The odds are multiplied by TPR/FPR a generation. Even a poor verifier wins, if it is better than chance."
    )


EXERCISES = {
    "5.1": Exercise(
        function_judge(_judge_diet),
        (
            "How many synthetic values are there, and how many is a tenth of them? The people come from `human`.",
            "people = generation.synthetic.size // 10; join human[:people] and generation.synthetic[people:].",
        ),
    ),
    "5.2": Exercise(
        function_judge(_judge_step),
        (
            "The new mean is (1 - lambda) times the old, plus noise; a human value varies by 1, a synthetic by s^2.",
            "The old error keeps the factor (1 - share)**2. The noise adds variances, 1 or 1 - V, over M squared.",
        ),
    ),
    "5.3": Exercise(
        number_judge(
            theory.fresh_variance(500, 0.01),
            "Five people a generation, one in a hundred, keep nine tenths of the variance.",
            [
                (
                    0.01 / (0.01 + 0.99 / 500),
                    "That formula is found in public, and it forgets the gap between the means.",
                ),
                (theory.fresh_mean_square(500, 0.01), "That is the error of the mean. The variance is 1 minus it."),
                (
                    theory.fresh_variance(500, 0.01, ddof=1),
                    "That is the unbiased estimator, which inflates. Maximum likelihood is asked for: ddof=0.",
                ),
                (theory.fresh_variance(500, 0.05), "That is five percent. Five of 500 are one percent."),
                (1 - theory.fixed_mean_square(500, 0.01, 5), "Those are the same five people. New ones are asked for."),
                (1, "All of it would be left if nothing were lost to chance. The error of the mean is lost."),
                (100 * theory.fresh_variance(500, 0.01), "That is in percent. The human variance is 1."),
                (0.01, "That is the share. What is left is far more."),
            ],
            relative=0.01,
        ),
        (
            "Which share are five of 500? The law of this section says where the variance comes to rest.",
            "V = 1/(1 - lambda + M lambda (2 - lambda)), and the variance is 1 - V.",
        ),
    ),
    "5.4": Exercise(
        number_judge(
            theory.human_price(1_000, 9),
            "M/(k + 1). With 99 people instead of nine it would be a tenth of that: what is rare is expensive.",
            [
                (1_000 / 9, "Nearly: the price is M/(k + 1), and k is 9."),
                (
                    (1_000 - 9) / 9,
                    "That is how many synthetic values there are for each person, not what they are worth.",
                ),
                (9 / 1_000, "That is the share of people."),
                (theory.human_worth(1_000, 9), "That is how many people alone would do as well, 1/MSE."),
                (
                    theory.human_worth(1_000, 9) - 9,
                    "That is what all the synthetic values together are worth, in people.",
                ),
                (1_000, "That is the size of the training set. How many of them are worth one person?"),
            ],
            relative=0.005,
        ),
        ("Which formula of this section is called the price, and what is k here?", "M/(k + 1): what are M and k?"),
    ),
    "5.5": Exercise(
        number_judge(
            theory.recovery_time(0.05, factor=100),
            "(1 - 0.05)^n = 1/100. That M is 20,000 does not matter.",
            [
                (np.log(100) / 0.05, "That is the approximation for small shares, ln(100)/lambda. Use ln(1 - lambda)."),
                (1 / 0.05, "That is 1/lambda, in which the gap falls to about a third. One hundredth is asked for."),
                (theory.recovery_time(0.05), "In that time it falls to 1/e. One hundredth is asked for."),
                (theory.recovery_time(0.05, factor=10), "In that time it falls to a tenth."),
                (-theory.recovery_time(0.05, factor=100), "Both logarithms are negative: mind the sign."),
                (0.95**100, "That is what is left after 100 generations. How many generations leave a hundredth?"),
                *(
                    (
                        theory.half_life(20_000, ddof),
                        "That is the half-life of the collapse. The way back does not know M.",
                    )
                    for ddof in (0, 1)
                ),
                (20_000, "That is M, and the way back does not know M."),
            ],
            relative=0.01,
        ),
        (
            "The gap is multiplied by 1 - lambda in each generation. Which power of it is one hundredth?",
            "(1 - lambda)^n = 1/100: take logarithms.",
        ),
    ),
    "5.6": Exercise(
        function_judge(_judge_verdicts),
        (
            "Go from the share to the odds, share / (1 - share), and back in the end.",
            "Each of the n verdicts multiplies the odds by tpr / fpr. Odds of o are a share of o / (1 + o).",
        ),
    ),
}
