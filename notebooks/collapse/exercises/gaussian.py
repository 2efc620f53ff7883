"""The exercises of notebook 01. Wrong answers are recognized by recomputing them, not by stored figures."""

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
        (
            mean + noise,
            "The bell stands in the right place, but it has the humans' width, 1. Multiply by the fitted one.",
        ),
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
    if np.isin(got, VILLAGE).all():
        return wrong("All of them are old people, drawn again. Draw new ones from the bell fitted to the old.")
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


def _judge_average_tail(answer, threshold):
    got = one_number(answer(MEANS.copy(), VARIANCES.copy()))
    sd = np.sqrt(VARIANCES)
    two_sided = scipy.stats.norm.sf(threshold, MEANS, sd) + scipy.stats.norm.cdf(-threshold, MEANS, sd)
    if np.shape(got) == two_sided.shape:
        return wrong("That is one number for each history. Average over the histories.")
    if verdict := several(got):
        return verdict
    middle = scipy.stats.norm(MEANS.mean(), np.sqrt(VARIANCES.mean()))
    mistakes = [
        (
            2 * scipy.stats.norm.sf(threshold),
            f"That is what every bell has beyond {threshold} of its *own* standard deviations. The threshold is in "
            "human ones: it stays where it is while the bells move.",
        ),
        (
            scipy.stats.norm.sf(threshold, MEANS, sd).sum(),
            "That is the right-hand tail only, and the sum over the histories in the place of their mean.",
        ),
        (
            2 * scipy.stats.norm.sf(threshold, MEANS, VARIANCES).mean(),
            "You passed the variance where the standard deviation belongs, and doubled one tail, which is right for a "
            "bell around zero only.",
        ),
        (
            (scipy.stats.norm.sf(threshold, MEANS, sd) + scipy.stats.norm.sf(-threshold, MEANS, sd)).mean(),
            f"norm.sf(-{threshold}, ...) is all that lies above -{threshold}. The left-hand tail lies below: norm.cdf.",
        ),
        (
            (scipy.stats.norm.sf(threshold, MEANS, sd) + scipy.stats.norm.cdf(threshold, MEANS, sd)).mean(),
            f"Above {threshold} and below {threshold}: that is everything. The left-hand tail lies below -{threshold}.",
        ),
        (1 - two_sided.mean(), "That is the mass *between* the thresholds. The tails are the rest."),
        (two_sided.sum(), "That is the sum over the histories. The question is about their mean."),
        (
            scipy.stats.norm.cdf(-threshold, MEANS, sd).mean(),
            "That is the left-hand tail only; a tall person is rare as well.",
        ),
        (
            (scipy.stats.norm.sf(2, MEANS, sd) + scipy.stats.norm.cdf(-2, MEANS, sd)).mean(),
            f"That is the mass beyond two human standard deviations. Here the threshold is {threshold}.",
        ),
        (
            2 * scipy.stats.norm.sf(threshold, 0, sd).mean(),
            "You forgot that the bells have moved: each is centered on its own mean.",
        ),
        (
            scipy.stats.norm.sf(threshold, MEANS, sd).mean(),
            "That is the right-hand tail only; a short person is rare as well.",
        ),
        (
            scipy.stats.norm.sf(threshold, MEANS, VARIANCES).mean(),
            "That is the right-hand tail only, and with the variance where the standard deviation belongs.",
        ),
        (
            2 * scipy.stats.norm.sf(threshold, MEANS, sd).mean(),
            "Doubling one tail is right for a bell around zero only. These have moved: add the left-hand tail itself.",
        ),
        (
            middle.sf(threshold) + middle.cdf(-threshold),
            "You averaged the bells first. The tail of an average is not the average tail.",
        ),
        (np.median(two_sided), "That is the middle history. The question is about the mean over the histories."),
        (
            (
                scipy.stats.norm.sf(threshold, MEANS, VARIANCES) + scipy.stats.norm.cdf(-threshold, MEANS, VARIANCES)
            ).mean(),
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
    at = np.array([10, 10_000])
    return float(np.interp(generations, theory.half_life(at), at))


def _people_needed(generations):
    size = _size_for_half_life(generations)
    judge = number_judge(
        size,
        f"(M - 4/3) ln 2 = {generations}, solved for M: somewhat more people than generations.",
        [
            (
                generations,
                "After M generations about 1/e of the variance is left, less than half. More people are needed.",
            ),
            (
                theory.half_life(generations),
                f"That is the half-life with M = {generations}. Here the half-life is {generations}; solve for M.",
            ),
            (
                2 * generations,
                "Twice the generations: that takes the half-life to be M/2. It is ln 2 = 0.69 times M.",
            ),
            (
                generations / np.log10(2) + 4 / 3,
                "You took np.log10. The law has the natural logarithm, np.log.",
            ),
            (2 * size, "That would be needed under maximum likelihood, which loses twice as fast."),
            (size / 2, "That is when the standard deviation halves; its square, the variance, halves sooner."),
        ],
        relative=0.01,
    )
    return Exercise(
        judge,
        (
            "Look at the last figure: which sample size comes near, and which way must it move?",
            f"Solve (M - 4/3) ln 2 = {generations} for M.",
        ),
    )


def _median_after(generations):
    pairs = generations // 2
    judge = number_judge(
        0.75**pairs,
        f"In the middle history {pairs} factors are 1/2 and {pairs} are 3/2: together (3/4) to the power {pairs}.",
        [
            (1, "1 is the mean. The middle history meets as many halves as three-halves; multiply them."),
            (
                0.75**generations,
                f"One half times three halves is what two generations do; {generations} are {pairs} such pairs.",
            ),
            (
                0.5**generations,
                f"That is the unluckiest history of all, with all {generations} factors one half.",
            ),
            (
                0.5**pairs,
                f"These are the {pairs} halves alone. The middle history has {pairs} factors of three halves as well.",
            ),
            (1.5**pairs, f"These are the {pairs} three-halves alone. The middle history has {pairs} halves as well."),
            (0.75 * pairs, f"{pairs} times 3/4. Factors are multiplied: 3/4 to the power {pairs}."),
            (0.75**0.5, f"That is what the middle history keeps in one generation. Here are {generations}."),
            (pairs * np.log(0.75), "That is the logarithm of the median. Take the exponential."),
            (1.5**generations, "That is the luckiest history of all. It is what holds the mean up."),
            (3 / 4**pairs, f"3/4**{pairs} raises the 4 alone to the power. Brackets: (3/4)**{pairs}."),
            (0.75, f"That is the middle after two generations. There are {pairs} such pairs in {generations}."),
        ],
        relative=0.01,
    )
    return Exercise(
        judge,
        (
            f"How many of the {generations} factors are 1/2 in the middle history?",
            f"{pairs} of each: (1/2 * 3/2) to the power {pairs}.",
        ),
    )


def _fits_to_half(M):
    fits = np.arange(1, M)
    least = int(fits[theory.mean_square_of_mean(M, fits, ddof=0) > 0.5][0])
    judge = number_judge(
        least,
        f"1 - (1 - 1/{M})^n passes one half at fit {least}: half of the humans' variance has turned into wandering.",
        [
            (M / 2, "n/M = 1/2 is the unbiased law. Here the bell narrows, and the mean's steps with it."),
            (
                least - 1,
                f"Close: after {least - 1} fits it is still below one half. The question asks for the first n above.",
            ),
            (least + 1, f"One too many: {least} fits are enough. Generation {least - 1} is fit number {least}."),
            (
                M / 2 + 1,
                "n/M is above one half from here on: the unbiased law. Here the steps shrink with the bell.",
            ),
            (
                np.round(theory.half_life(M, ddof=0)),
                "That is the half-life of the *median* variance with this estimator. The question is about a mean.",
            ),
            (M, "That is M itself. By then nearly two thirds of the variance have turned into wandering."),
        ],
        relative=0,
    )
    return Exercise(
        judge,
        (
            "Under maximum likelihood the bell's variance and the squared mean add up to 1. When are they equal?",
            f"(1 - 1/{M})^n has to fall below one half: try n = 1, 2, 3, ..., or take logarithms on both sides.",
        ),
    )


def _average_tail(threshold):
    return Exercise(
        function_judge(lambda answer: _judge_average_tail(answer, threshold)),
        (
            "norm.sf wants each bell's place and width; `variance` is the square of one. And what of short people?",
            f"The tail on the left is what norm.cdf gives, at -{threshold}. Add it to that on the right, then average.",
        ),
    )


def _hopeless_up_to(fits, histories):
    size = 1 + fits / np.log(histories)
    because = "M - 1 = n / ln(histories). Up to there even the typical average shows less than half of the 1."
    mistakes = [
        (size - 1, "That is n / ln(histories), which is M - 1."),
        (np.floor(size - 1), "That is n / ln(histories), which is M - 1."),
        (fits * np.log(histories), "You multiplied by the logarithm. Solve n = (M - 1) ln(histories) for M: divide."),
        (
            fits * np.log(histories) + 1,
            "You multiplied by the logarithm. Solve n = (M - 1) ln(histories) for M: divide.",
        ),
        (fits / np.log10(histories) + 1, "You took the logarithm to base 10. The law has the natural one, np.log."),
        (fits / np.log2(histories) + 1, "You took the logarithm to base 2. The law has the natural one, np.log."),
        (histories ** (1 / fits), "You solved for something else: n is in front of the logarithm, not below a root."),
        (
            histories / fits,
            f"{fits} of {histories:,} is no law here: what counts is the logarithm of the number of histories.",
        ),
        (np.log(histories), "That is ln(histories) alone. Divide n by it."),
    ]
    judge_size = number_judge(size, because, mistakes, relative=0.005)
    neighbors = [number_judge(whole, because, [], relative=0) for whole in (np.floor(size), np.ceil(size))]

    def judge(answer):
        """Accept the size itself, with the exact step of the logarithm or the approximate one, and whole neighbors."""
        verdicts = [judge_whole(answer) for judge_whole in neighbors]
        return next((verdict for verdict in verdicts if verdict.correct), judge_size(answer))

    return Exercise(
        judge,
        (
            "The vertical lines of the last figure are at n = (M - 1) ln(histories). Which of the three is asked?",
            "M - 1 = n / ln(histories).",
        ),
    )


EXERCISES = {
    "1.1": Exercise(
        function_judge(_judge_one_turn),
        (
            "Two lines: mean and standard deviation of `data`, then as many draws as there are data.",
            "data.std(ddof=0) is the width; rng.standard_normal(data.size) draws from the standard bell.",
        ),
    ),
    "1.2": _people_needed,
    "1.3": _median_after,
    "1.4": _fits_to_half,
    "1.5": _average_tail,
    "1.6": _hopeless_up_to,
}
