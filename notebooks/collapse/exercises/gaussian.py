"""The exercises of notebook 01. Wrong answers are recognized by recomputing them, not by stored figures."""

import numpy as np
import scipy  # its stats are read at first use: they take as long to import as all else

from collapse import theory
from collapse.exercises.base import Exercise, function_judge, known_mistake, number_judge, right, wrong

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
        (scipy.stats.norm.sf(3, MEANS, sd).mean(), "That is the right-hand tail only; a small person is rare as well."),
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
    return wrong(f"For four test histories it returns {got:.4g} instead of {two_sided.mean():.4g}.")


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
            theory.half_life(250),
            "About (M - 4/3) ln 2: half of the histories have lost half of their variance by then.",
            [
                (theory.half_life(100), "That is the half-life for M = 100. Here M is 250."),
                (125, "Half of M is a fair guess, but the law has ln 2 = 0.69 in the place of one half."),
                (250, "That is M itself. By then the median variance has fallen to about 1/e, more than by half."),
                (250 * np.log2(np.e), "You divided M by ln 2. Solve exp(-n/M) = 1/2: that multiplies by ln 2."),
                (
                    2 * theory.half_life(250),
                    "That is when the standard deviation has halved, not its square.",
                ),
                (theory.half_life(250, ddof=0), "That is the half-life under maximum likelihood; here ddof=1."),
            ],
            relative=0.01,
        ),
        (
            "The dashed line above is theory.half_life, evaluated at four sample sizes.",
            "theory.half_life(250), or (250 - 4/3) * np.log(2).",
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
                (50, "That is M. Solve 1 - (1 - 1/50)^n = 1/2 for n, and round up."),
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
        number_judge(
            np.exp(200 / 29),
            "exp(n/(M-1)). Even this many would typically show about half of the 1.",
            [
                (
                    200,
                    "That is n. The lucky histories become rare exponentially fast with n.",
                ),
                (np.exp(200 / 30), "Nearly: the limit has M - 1 in it, not M."),
                (
                    29 * np.log(200),
                    "You solved for n with 200 histories. Here n is 200; solve for the histories.",
                ),
                (6.9, "That is the logarithm of the answer."),
                (np.exp(30), "That is exp(M). The exponent is n/(M - 1)."),
            ],
            relative=0.02,
        ),
        (
            "Set theory.ensemble_limit(30, L) equal to 200 and solve for L.",
            "(M - 1) ln L = n, so L = exp(n/(M - 1)).",
        ),
    ),
}
