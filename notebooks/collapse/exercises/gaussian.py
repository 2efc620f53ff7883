"""The exercises of notebook 01. Wrong answers are recognized by recomputing them, not by stored figures."""

import numpy as np
import scipy  # its stats are read at first use: they take as long to import as all else

from collapse import theory
from collapse.exercises.base import Exercise, beside, function_judge, known_mistake, number_judge, right, wrong

VILLAGE = np.array([-1.3, -0.4, 0.1, 0.8, 2.3])
MEANS, VARIANCES = np.array([-1.2, 0.1, 0.4, 2.0]), np.array([0.2, 0.7, 1.6, 4.1])


def _judge_one_turn(answer):
    got, again, other = (answer(VILLAGE.copy(), np.random.default_rng(seed)) for seed in (3, 3, 5))
    if got.shape != VILLAGE.shape:
        return wrong(f"The new people must be as many as the old, shape {VILLAGE.shape}; yours have shape {got.shape}.")
    if not np.array_equal(got, again):
        return wrong("The same seed gives two different answers: draw from the generator `rng` that is passed in.")
    noise, mean = np.random.default_rng(3).standard_normal(VILLAGE.size), VILLAGE.mean()
    mistakes = [
        (VILLAGE, "These are the old people. The next generation is drawn from the bell fitted to them."),
        (mean + VILLAGE.std(ddof=1) * noise, "You divided by M - 1; maximum likelihood divides by M: ddof=0."),
        (mean + VILLAGE.var(ddof=0) * noise, "You scaled with the variance. A bell's width is its standard deviation."),
        (
            VILLAGE.std(ddof=0) * noise,
            "The width is right, but the bell is centered on zero, not on the mean of `data`.",
        ),
        (
            VILLAGE + VILLAGE.std(ddof=0) * noise,
            "That is the old people, each moved a little. Draw around the fitted mean.",
        ),
        (mean + VILLAGE.var(ddof=1) * noise, "You scaled with the variance. A bell's width is its standard deviation."),
        (
            mean + VILLAGE.std(ddof=0) * np.random.default_rng(3).random(VILLAGE.size),
            "rng.random draws evenly between 0 and 1. A bell is drawn with rng.standard_normal.",
        ),
        (noise, "These are drawn from the humans' bell, as if nobody had fitted anything. Use mean and sd of `data`."),
    ]
    if mistake := known_mistake(got, mistakes):
        return mistake
    if np.array_equal(got, other):
        return wrong("Another seed gives the same people: draw from the generator `rng` that is passed in.")
    if np.unique(got).size < got.size:
        return wrong("Some of the new people are copies of each other. Draw every one of them anew.")
    if np.allclose(got, mean + VILLAGE.std(ddof=0) * noise) or _has_the_law(answer):
        return right("Fit with ddof=0, then draw around the fitted mean with the fitted width.")
    return wrong("The new people do not follow the bell fitted to `data`.")


def _has_the_law(answer):
    """Judge by distribution a function that draws in another order than the solution does."""
    rng = np.random.default_rng(4)
    people = np.concatenate([answer(VILLAGE.copy(), rng) for _ in range(4_000)])
    return scipy.stats.kstest(people, scipy.stats.norm(VILLAGE.mean(), VILLAGE.std(ddof=0)).cdf).pvalue > 1e-4


def _judge_average_tail(answer):
    got = answer(MEANS.copy(), VARIANCES.copy())
    sd = np.sqrt(VARIANCES)
    two_sided = scipy.stats.norm.sf(3, MEANS, sd) + scipy.stats.norm.cdf(-3, MEANS, sd)
    if np.shape(got) == two_sided.shape:
        return wrong("That is one number for each history. Average over the histories.")
    if np.ndim(got) != 0:
        return wrong(f"The answer is one number; your function returned shape {np.shape(got)}.")
    middle = scipy.stats.norm(MEANS.mean(), np.sqrt(VARIANCES.mean()))
    mistakes = [
        (two_sided.sum(), "That is the sum over the histories. The question is about their mean."),
        (scipy.stats.norm.cdf(-3, MEANS, sd).mean(), "That is the left-hand tail only; a tall person is rare as well."),
        (
            (scipy.stats.norm.sf(2, MEANS, sd) + scipy.stats.norm.cdf(-2, MEANS, sd)).mean(),
            "That is the mass beyond two human standard deviations. Here the threshold is three.",
        ),
        (
            2 * scipy.stats.norm.sf(3, 0, sd).mean(),
            "You forgot that the bells have moved: each is centered on its own mean.",
        ),
        (scipy.stats.norm.sf(3, MEANS, sd).mean(), "That is the right-hand tail only; a short person is rare as well."),
        (
            scipy.stats.norm.sf(3, MEANS, VARIANCES).mean(),
            "That is the right-hand tail only, and with the variance where the standard deviation belongs.",
        ),
        (
            2 * scipy.stats.norm.sf(3, MEANS, sd).mean(),
            "Doubling one tail is right for a bell around zero only. These have moved: add the left-hand tail itself.",
        ),
        (
            middle.sf(3) + middle.cdf(-3),
            "You averaged the bells first. The tail of an average is not the average tail.",
        ),
        (np.median(two_sided), "That is the middle history. The question is about the mean over the histories."),
        (
            (scipy.stats.norm.sf(3, MEANS, VARIANCES) + scipy.stats.norm.cdf(-3, MEANS, VARIANCES)).mean(),
            "You passed the variance where the standard deviation belongs.",
        ),
    ]
    if mistake := known_mistake(got, mistakes):
        return mistake
    if np.isclose(got, two_sided.mean()):
        return right("Both tails of every history's own bell, and only then the average.")
    returned, asked = beside(float(got), two_sided.mean())
    return wrong(f"For four test histories it returns {returned} instead of {asked}.")


def _size_for_half_life(generations):
    """Return the M whose half-life is so many generations; theory.half_life is a straight line to well below 1 %."""
    at = np.array([10, 1_000])
    return float(np.interp(generations, theory.half_life(at), at))


HOPELESS = 1 + 200 / np.log(20_000)
_judge_size = number_judge(
    HOPELESS,
    "M - 1 = n / ln(histories). Up to there even the typical average shows less than half of the 1.",
    [
        (HOPELESS - 1, "That is n / ln(histories), which is M - 1."),
        (200 / np.log10(20_000) + 1, "You took the logarithm to base 10. The law has the natural one, np.log."),
        (200 / np.log2(20_000) + 1, "You took the logarithm to base 2. The law has the natural one, np.log."),
        (20_000 ** (1 / 200), "You solved for something else: n is in front of the logarithm, not below a root."),
        (100, "200 of 20,000 is no law here: what counts is the logarithm of the number of histories."),
        (np.log(20_000), "That is ln(histories) alone. Divide n by it."),
    ],
    relative=0.005,
)


def _judge_hopeless(answer):
    """Accept the size itself, with the exact step of the logarithm or the approximate one, and its whole neighbors."""
    verdict = _judge_size(answer)
    whole = not verdict.correct and "is too" in verdict.reason and float(np.ravel(answer)[0]) in (21.0, 22.0)
    return _judge_size(HOPELESS) if whole else verdict


EXERCISES = {
    "1.1": Exercise(
        function_judge(_judge_one_turn),
        (
            "Two lines: mean and standard deviation of `data`, then as many draws as there are data.",
            "data.std(ddof=0) is the width; rng.standard_normal(data.size) draws from the standard bell.",
        ),
    ),
    "1.2": Exercise(
        number_judge(
            _size_for_half_life(250),
            "(M - 4/3) ln 2 = 250, solved for M: somewhat more people than generations.",
            [
                (
                    250,
                    "After M generations about 1/e of the variance is left, less than half. More people are needed.",
                ),
                (theory.half_life(250), "That is the half-life with M = 250. Here the half-life is 250; solve for M."),
                (500, "Twice the generations: that takes the half-life to be M/2. It is ln 2 = 0.69 times M."),
                (
                    2 * _size_for_half_life(250),
                    "That would be needed under maximum likelihood, which loses twice as fast.",
                ),
                (
                    _size_for_half_life(250) / 2,
                    "That is when the standard deviation halves; its square, the variance, halves sooner.",
                ),
            ],
            relative=0.01,
        ),
        (
            "Look at the last figure: which sample size comes near, and which way must it move?",
            "Solve (M - 4/3) ln 2 = 250 for M.",
        ),
    ),
    "1.3": Exercise(
        number_judge(
            0.75**10,
            "In the middle history ten factors are 1/2 and ten 3/2: together (3/4) to the power 10.",
            [
                (
                    1,
                    "1 is the mean. The middle history meets as many halves as three-halves; multiply them.",
                ),
                (
                    0.75**20,
                    "One half times three halves is what two generations do; twenty are ten such pairs.",
                ),
                (0.5**20, "That is the unluckiest history of all, with twenty halves in a row."),
                (1.5**20, "That is the luckiest history of all. It is what holds the mean up."),
                (3 / 4**10, "3/4**10 raises the 4 alone to the power. Brackets: (3/4)**10."),
                (0.75, "That is the middle after two generations. There are ten such pairs in twenty."),
            ],
            relative=0.01,
        ),
        (
            "How many of the twenty factors are 1/2 in the middle history?",
            "Ten of each: (1/2 * 3/2) to the power 10.",
        ),
    ),
    "1.4": Exercise(
        number_judge(
            35,
            "1 - (1 - 1/50)^n passes one half at the 35th fit: half of the humans' variance has turned into wandering.",
            [
                (
                    25,
                    "n/M = 1/2 is the unbiased law. Here the bell narrows, and the mean's steps with it.",
                ),
                (
                    34,
                    "Close: after 34 fits it is still below one half. The question asks for the first n above.",
                ),
                (36, "One too many: 35 fits are enough. Generation 34 is the 35th fit."),
                (
                    26,
                    "n/M is above one half from here on: the unbiased law. Here the steps shrink with the bell.",
                ),
                (50, "That is M itself. By then nearly two thirds of the variance have turned into wandering."),
            ],
            relative=0,
        ),
        (
            "Evaluate theory.mean_square_of_mean(50, n, ddof=0) for n = 1, 2, 3, ...",
            "n = ln(1/2) / ln(1 - 1/50), rounded up.",
        ),
    ),
    "1.5": Exercise(
        function_judge(_judge_average_tail),
        (
            "scipy.stats.norm.sf(3, mean, sd) is the right-hand tail of every history at once.",
            "The left-hand tail is norm.cdf(-3, mean, sd). Add the two, then take the mean.",
        ),
    ),
    "1.6": Exercise(
        _judge_hopeless,
        (
            "The vertical lines of the last figure are at n = (M - 1) ln(histories). Which of the three is asked?",
            "M - 1 = n / ln(histories).",
        ),
    ),
}
