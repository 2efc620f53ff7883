"""The exercises of notebook 06. Wrong answers are recognized by recomputing them, not by stored figures."""

import numpy as np
from scipy.special import ndtr

from collapse import theory
from collapse.exercises.base import Exercise, function_judge, known_mistake, number_judge, right, wrong

MODELS = [(0.4, 0.6), (-1.2, 0.3), (0.0, 1.0)]  # mean and sd of fitted bells
CURVES = [  # the last does not rise all the time, nor end at its highest
    np.array([1.0, 1.5, 2.5, 4.0, 7.0]),
    np.array([2.0, 3.0, 3.5, 3.7, 3.8, 3.85, 3.9]),
    np.array([1.0, 2.2, 1.7, 2.9, 2.6]),
]
SHARES = [(0.3, 0.6, 0.7), (0.8, 0.2, 0.4), (0.5, 1.0, 1.0)]  # originality, diversity, and who blends


def _judge_taken_for_outliers(answer):
    for mean, sd in MODELS:
        got = answer(mean, sd)
        if got.ndim != 0:
            return wrong(f"The answer is one number; your function returned shape {got.shape}.")
        above, below = ndtr(-(mean + 2 * sd)), ndtr(mean - 2 * sd)
        mistakes = [
            (1 - above - below, "That is the share of humans that the model finds ordinary: take it from 1."),
            (above, "Those are the humans above the model's range. Add those below it."),
            (below, "Those are the humans below the model's range. Add those above it."),
            (
                2 * ndtr(-2 * sd),
                "You left out where the model's mean is: its range goes from mean - 2 sd to mean + 2 sd.",
            ),
            (
                2 * ndtr(-2.0),
                "That is the model's own mass beyond two of its sd, whatever the model. Ask it of humans.",
            ),
            (
                ndtr((-2 - mean) / sd) + ndtr((mean - 2) / sd),
                "That is the model's mass beyond two human sd: The question is the other way round.",
            ),
            (ndtr(-(mean + sd)) + ndtr(mean - sd), "That is beyond one sd of the model. Two are asked for."),
            (
                ndtr(-(mean + 2 * sd**2)) + ndtr(mean - 2 * sd**2),
                "You took the variance for the sd: it is given as sd already.",
            ),
        ]
        value = above + below
        if not np.isclose(got, value, rtol=1e-3, atol=1e-6):
            return known_mistake(got, mistakes, rtol=1e-3, atol=1e-6) or wrong(
                f"For mean {mean} and sd {sd} it returns {got:.4g} instead of {value:.4g}."
            )
    return right(
        "Humans below mean - 2 sd, and those above mean + 2 sd. A narrow model takes most people for outliers."
    )


def _judge_momentum(answer):
    for curve in CURVES:
        got = answer(curve.copy())
        if got.ndim != 0:
            return wrong(f"The answer is one number; your function returned shape {got.shape}.")
        first, middle, last = curve[0], curve[len(curve) // 2], curve[-1]
        mistakes = [
            ((middle - first) / (last - middle), "That is the ratio upside down: second half over first half."),
            (
                (last - first) / (middle - first),
                "You divided the whole rise by the first half's. Take the second half's.",
            ),
            (last / middle, "You divided the values. Divide the rises: a rise is a difference."),
            ((last - middle) - (middle - first), "That is the difference of the two rises. Their ratio is asked for."),
            (last - middle, "That is the second half's rise. Divide it by the first half's."),
            ((curve[-1] - curve[-2]) / (curve[1] - curve[0]), "Those are the last and the first step, not the halves."),
            (
                (curve.max() - middle) / (middle - curve.min()),
                "You took the highest and the lowest value. A rise goes from the first to the last.",
            ),
            (
                (last - np.median(curve)) / (np.median(curve) - first),
                "You took the median of the values. The middle is a place: half of the generations come before it.",
            ),
        ]
        value = (last - middle) / (middle - first)
        if not np.isclose(got, value):
            return known_mistake(got, mistakes) or wrong(
                f"For {curve.tolist()} it returns {got:.4g} instead of {value:.4g}."
            )
    return right("At a half or above definition 3 sees no settling. That is no proof: a longer chain may settle yet.")


def _judge_next_diversity(answer):
    for o, V, b in SHARES:
        got = answer(o, V, b)
        if got.ndim != 0:
            return wrong(f"The answer is one number; your function returned shape {got.shape}.")
        blended, alone = o**2 + (1 - o) ** 2 * V, 1 - b
        mistakes = [
            (blended, "That is the law if everybody blends. A share 1 - b writes alone, with variance 1."),
            (b * blended, "You left out the share 1 - b who write alone: their texts have variance 1."),
            (b + (1 - b) * blended, "The groups are swapped: b is the share of those who blend."),
            (
                b**2 * blended + alone**2,
                "The groups are averaged, with b and 1 - b as they are: squared are the factors within a text alone.",
            ),
            (
                (1 - b * (1 - o)) ** 2 + (b * (1 - o)) ** 2 * V,
                "You let all authors blend a little. Some blend, some do not, and nobody is the average author.",
            ),
            (
                b * (o + (1 - o) * V) + alone,
                "That is the law of texts taken by lot. In a blend a factor o makes the variance o**2.",
            ),
            (b * ((1 - o) ** 2 + o**2 * V) + alone, "o is swapped with 1 - o: o belongs to the authors' own part."),
            (
                b * (o + (1 - o) * np.sqrt(V)) ** 2 + alone,
                "You added standard deviations. Of independent parts the variances add.",
            ),
            (b * (o**2 + (1 - o) ** 2) + alone, "The suggestions have the variance V of the last texts, not 1."),
            (b * (o**2 + (1 - o) * V) + alone, "Only one of the two factors is squared."),
            (b * (o + (1 - o) ** 2 * V) + alone, "Only one of the two factors is squared."),
        ]
        value = b * blended + alone
        if not np.isclose(got, value):
            return known_mistake(got, mistakes) or wrong(
                f"For o = {o}, V = {V} and b = {b} it returns {got:.4g} instead of {value:.4g}."
            )
    return right(
        "Within a text the factors are squared; between groups of authors with the same mean, variances average."
    )


EXERCISES = {
    "6.1": Exercise(
        function_judge(_judge_taken_for_outliers),
        (
            "The model finds ordinary what lies between mean - 2 sd and mean + 2 sd. Which humans lie outside?",
            "norm.cdf(mean - 2 * sd) is the share of humans below. Above are norm.sf(mean + 2 * sd).",
        ),
    ),
    "6.2": Exercise(
        function_judge(_judge_momentum),
        (
            "A rise is a difference of two values of the curve. The middle one has the number len(curve) // 2.",
            "(last - middle) / (middle - first).",
        ),
    ),
    "6.3": Exercise(
        function_judge(_judge_next_diversity),
        (
            "The texts of those who blend have variance o**2 + (1 - o)**2 * V, all others 1. Both groups have mean 0.",
            "b times the one plus 1 - b times the other.",
        ),
    ),
    "6.4": Exercise(
        number_judge(
            2 / 3,
            "V = o/(2 - o) is a half for o = 2/3: to keep half, two thirds of each text must be the author's own.",
            [
                (0.5, "That halves the variance in one generation. It goes on falling, to a third."),
                (np.sqrt(0.5), "Then a generation adds one half, o^2. What is left of earlier texts adds to it."),
                (
                    1 - np.sqrt(0.5),
                    "Then one half is left of the last texts, (1 - o)^2. What is added is missing, o^2.",
                ),
                (
                    1 / 3,
                    "That is the model's share, 1 - o; or the variance at rest for o = 1/2. The originality is asked.",
                ),
                (0.4, "That halves the standard deviation. Its square, the variance, is to be one half."),
                (1, "Then nobody uses the model, and the variance stays 1."),
                (0, "Then nobody writes anything of their own, and the variance stays what it was."),
            ],
        ),
        ("At rest V does not change: V = o^2 + (1 - o)^2 V, so V = o/(2 - o).", "Solve o/(2 - o) = 1/2 for o."),
    ),
    "6.5": Exercise(
        number_judge(
            np.sqrt(theory.median_variance(200, 300)),
            "The root of the median variance, exp(-n delta) nearly: e^(-3/4), and above zero at any n.",
            [
                (0, "That is the statement. A product of 300 numbers close to 1 is not 0."),
                (theory.median_variance(200, 300), "That is the variance. The standard deviation is its root."),
                (1, "That would be the root of the *mean* variance. The median history is asked for."),
                (theory.expected_sd(200, 300), "That is the mean sd over histories. The median lies lower."),
                (np.sqrt(theory.median_variance(200, 300, ddof=0)), "That is maximum likelihood, ddof=0."),
                (np.sqrt(theory.median_variance(200, 200)), "That is after 200 fits. There are 300."),
                (0.5, "Halved is the variance after a half-life, and that comes sooner. Compute it at n = 300."),
                (-0.75, "That is the logarithm of it, nearly."),
            ],
            relative=0.02,
        ),
        ("theory.median_variance(M, n) is the variance.", "np.sqrt(theory.median_variance(200, 300))."),
    ),
}
