"""The exercises of notebook 02. Wrong answers are recognized by recomputing them, not by stored figures."""

import functools

import numpy as np
import scipy  # its parts are read at first use: they take as long to import as all else

from collapse import theory
from collapse.exercises.base import Exercise, beside, function_judge, known_mistake, number_judge, right, wrong

NEAR_AND_FAR = np.array(
    [
        [-1.0, -2.5, -3.0],
        [-3.0, -0.2, -9.0],
        [-2000.0, -1990.0, -1991.0],
        [-np.inf, -4.0, -4.5],
        [-3000.0, -2990.0, -1.0],
    ]
)
ALL_FAR = NEAR_AND_FAR[2:3] - 30
NO_NUMBER = -1.0  # stands for NaN, which is a mistake with a cause of its own in exercise 2.1

WEIGHTS = np.array([[0.7, 0.2, 0.1], [0.5, 0.5, 0.0], [0.9, 0.06, 0.04], [0.2, 0.3, 0.5]])
MEANS = np.array([[0.0, 3.0, 7.0], [1.0, 6.0, 9.0], [0.0, 8.0, 4.0], [-2.0, 5.0, 4.5]])
SDS = np.array([[1.0, 0.5, 2.0], [1.5, 0.7, 1.0], [1.2, 0.3, 0.8], [1.0, 0.4, 3.0]])
THRESHOLD = 4.0

PILES = np.array([-40.0, -10.0, 0.0, 25.0, 60.0, 100.0, 150.0, 210.0])
H, TURNS = 0.4, 400  # h / 2 is not its square


def _judge_shares(answer):
    """Judge the E-step; 0/0 is let through as a number, because the learner should hear where it comes from."""

    @functools.wraps(answer, updated=())
    def computed(*arguments, **named):
        with np.errstate(all="ignore"):
            returned = answer(*arguments, **named)
        floats = isinstance(returned, np.ndarray) and returned.dtype.kind == "f"
        return np.nan_to_num(returned, nan=NO_NUMBER, neginf=-1e9) if floats else returned

    return function_judge(_judge_computed_shares)(computed if callable(answer) else answer)


def _judge_computed_shares(answer):
    got = answer(NEAR_AND_FAR.copy())
    points, K = NEAR_AND_FAR.shape
    if got.shape != NEAR_AND_FAR.shape:
        return wrong(f"For {points} points and {K} components the shares have shape {points, K}; yours {got.shape}.")
    if (got == NO_NUMBER).any():
        _, _, underflows, weightless, overflows = (got == NO_NUMBER).any(axis=1)
        if weightless and not underflows:
            return wrong("A weight of 0 has the logarithm minus infinity. What you take out of a point must be finite.")
        if overflows and not underflows:
            return wrong(
                "Where one logarithm is far above the others, the exponential of the difference overflows. What you "
                "take out of a point must be as large as the largest of its logarithms."
            )
        if np.allclose(answer(ALL_FAR.copy()), scipy.special.softmax(ALL_FAR, axis=1)):
            return wrong("You took out one number for all points; a point far from the rest still underflows to 0/0.")
        return wrong("A point far from every bell underflows to 0, and 0/0 is not a number. Take out its own maximum.")
    row_top = NEAR_AND_FAR.max(axis=1, keepdims=True)
    expected = scipy.special.softmax(NEAR_AND_FAR, axis=1)
    mistakes = [
        (
            scipy.special.softmax(NEAR_AND_FAR, axis=0),
            "These sum to one over the points. Each *point* is shared out: axis=1.",
        ),
        (
            np.exp(NEAR_AND_FAR - row_top) / np.exp(NEAR_AND_FAR - row_top).sum(),
            "You divided by one sum for all points. Divide each point's row by its own: axis=1.",
        ),
        (
            np.exp(NEAR_AND_FAR - row_top) / np.exp(NEAR_AND_FAR - row_top).sum(axis=0),
            "These sum to one over the points. Each *point* is shared out: axis=1.",
        ),
        (np.exp(NEAR_AND_FAR - row_top), "The maximum is out; what is missing is the division by each point's sum."),
        (np.exp(NEAR_AND_FAR), "These are weight times density. Divide by each point's sum."),
        (
            np.maximum(scipy.special.log_softmax(NEAR_AND_FAR, axis=1), -1e9),
            "These are the logarithms of the shares. Take the exponential in the end.",
        ),
        (
            (NEAR_AND_FAR == row_top).astype(float),
            "Each point goes to one component entirely: that is k-means. EM shares every point out.",
        ),
    ]
    if mistake := known_mistake(got, mistakes):
        return mistake
    far = np.abs(got - expected).max(axis=1) > 1e-6
    if far[2] and not got[2].any():
        return wrong("A point far from every bell belongs to nobody: 0/0 has been replaced by 0, not avoided.")
    if far[2] and got[2, 0] > 0 and np.allclose(got[2], got[2, 0]):
        return wrong("A point far from every bell is shared out evenly: 0/0 has been replaced, not avoided.")
    if not far.any():
        return right("With each point's largest logarithm taken out, one term is exp(0), so the sum cannot vanish.")
    row = far.argmax()
    logs = ", ".join(f"{value:g}" for value in NEAR_AND_FAR[row])
    return wrong(f"For logarithms {logs} the shares are {_row(expected[row])}; yours are {_row(got[row])}.")


def _judge_mass_beyond(answer):
    got = answer(WEIGHTS.copy(), MEANS.copy(), SDS.copy(), THRESHOLD)
    beyond = scipy.stats.norm.sf(THRESHOLD, MEANS, SDS)
    expected = (WEIGHTS * beyond).sum(axis=1)
    if got.shape == WEIGHTS.shape:
        return wrong("That is one number for each component. Add them up, each with its weight.")
    if got.ndim == 0:
        if np.isclose(got, expected.mean()):
            return wrong("That is the average over the histories. Leave them apart: one number for each history.")
        return wrong("Your function returned a single number. It takes one for each history.")
    if got.shape == (WEIGHTS.shape[1],):
        return wrong("You summed over the histories, one number for each component. Sum over the components: axis=-1.")
    if got.shape != expected.shape:
        return wrong(f"For 4 histories the answer has shape (4,); yours has shape {got.shape}.")
    center = (WEIGHTS * MEANS).sum(axis=1)
    spread = np.sqrt((WEIGHTS * (SDS**2 + (MEANS - center[:, None]) ** 2)).sum(axis=1))
    mistakes = [
        (beyond.sum(axis=1), "You added the components up without their weights."),
        (beyond.mean(axis=1), "You gave every component the same weight."),
        (expected / WEIGHTS.shape[1], "You took the mean over the components. Weighted terms are added up."),
        (1 - expected, "That is the mass *below* the threshold. norm.sf is the mass above."),
        (
            (WEIGHTS * scipy.stats.norm.sf(THRESHOLD, MEANS, SDS**2)).sum(axis=1),
            "You passed the variance where the standard deviation belongs.",
        ),
        (
            (WEIGHTS * scipy.stats.norm.sf(THRESHOLD, MEANS, np.sqrt(SDS))).sum(axis=1),
            "You took a root of `sds`. They are standard deviations already.",
        ),
        (
            expected + (WEIGHTS * scipy.stats.norm.cdf(-THRESHOLD, MEANS, SDS)).sum(axis=1),
            "That is both tails. The rare kinds live on one side only.",
        ),
        (
            scipy.stats.norm.sf(THRESHOLD, center, spread),
            "You put one bell in the place of the mixture. The rare kinds are what it hides.",
        ),
    ]
    if mistake := known_mistake(got, mistakes):
        return mistake
    if np.allclose(got, expected):
        return right("Every component's own mass beyond the threshold, times its weight, summed in each history.")
    returned, asked = beside(got[0], expected[0])
    return wrong(f"For the first test mixture it returns {returned} instead of {asked}.")


def _judge_kernel_turn(answer):
    first, again, other = (answer(PILES.copy(), H, np.random.default_rng(seed)) for seed in (3, 3, 5))
    if first.shape != PILES.shape:
        return wrong(f"There must be as many new points as old, shape {PILES.shape}; yours have shape {first.shape}.")
    if not np.array_equal(first, again):
        return wrong("The same seed gives two different answers: draw from the generator `rng` that is passed in.")
    if np.array_equal(first, other):
        return wrong("Another seed gives the same points: draw from the generator `rng` that is passed in.")
    rng = np.random.default_rng(4)
    turns = np.array([answer(PILES.copy(), H, rng) for _ in range(TURNS)])
    chosen = np.abs(turns[..., None] - PILES).argmin(axis=-1)
    noise = turns - PILES[chosen]
    return _wrong_places(turns, chosen, noise) or _wrong_noise(noise) or _right_if_uniform(chosen, noise)


def _wrong_places(turns, chosen, noise):
    """Say what is wrong with where the kernels stand, or return None."""
    if noise.std() > 4 * H:
        if abs(turns.std() / (PILES.std() * np.sqrt(1 + H**2)) - 1) < 0.04:
            return wrong(
                "You multiplied h by the standard deviation of the data, as Scott's rule does. h is the width."
            )
        return wrong("Your points do not lie at the old ones. A kernel estimate puts a narrow bell on every point.")
    if (np.sort(chosen, axis=1) == np.arange(PILES.size)).all():
        return wrong("Every old point is used exactly once. Draw with replacement: only so can a point be lost.")
    if (chosen == chosen[0, 0]).all():
        return wrong(
            "All points of all turns stand around one place. A kernel stands on every old point: pick among them."
        )
    if (chosen == chosen[:, :1]).all():
        return wrong("All new points of a turn stand around the same old one. Draw an old point for each of them.")
    return None


def _wrong_noise(noise):
    """Say what is wrong with the noise, or return None."""
    if not noise.any():
        return wrong("The new points are copies of old ones. A kernel has a width: add noise of standard deviation h.")
    if np.allclose(noise, noise[:, :1], atol=1e-9):
        return wrong("All points of a turn get the same noise. Draw one for each of them.")
    spread = noise.std()
    for mistaken, cause in [
        (H**2, "Your noise has the standard deviation h squared. h itself is the standard deviation."),
        (np.sqrt(H), "Your noise has the variance h. h is the standard deviation: the variance is h squared."),
        (1.0, "Your noise has the standard deviation 1. Multiply by h."),
    ]:
        if abs(spread - mistaken) < 0.05 * mistaken:
            return wrong(cause)
    return None


def _right_if_uniform(chosen, noise):
    counts = np.bincount(chosen.ravel(), minlength=PILES.size)
    distinct = np.mean([np.unique(row).size for row in chosen])
    as_drawn = PILES.size * (1 - (1 - 1 / PILES.size) ** PILES.size)  # distinct points among as many draws
    fair = scipy.stats.chisquare(counts).pvalue > 1e-4 and abs(distinct - as_drawn) < 0.25
    if fair and scipy.stats.kstest(noise.ravel(), scipy.stats.norm(0, H).cdf).pvalue > 1e-4:
        return right("A random old point, with replacement, plus noise of its own: fit and sample in one line.")
    if not fair:
        return wrong("The old points are not drawn evenly, each with the same chance every time.")
    return wrong(f"The noise is not normal with standard deviation {H:g}; yours has {noise.std():.2g}.")


def _row(values):
    return ", ".join(f"{value:.3f}" for value in values)


def _points_needed(gone, w, n):
    return -np.log(gone) / (w * theory.share_with_descendants(n))


def _enough_points(weight, fits, kept):
    """Make exercise 2.2; `weight` and `kept` are in percent."""
    gone, w = (100 - kept) / 100, weight / 100
    judge = number_judge(
        _points_needed(gone, w, fits),
        f"exp(-M w d_{fits}) = {gone:g}: it takes many points to keep a rare kind for {fits} fits.",
        [
            (
                _points_needed(0.5, w, fits),
                f"The one half is the worked example's. Here {100 - kept} % may be gone.",
            ),
            (-_points_needed(gone, w, fits), "A logarithm of a number below 1 is negative: a sign is missing."),
            (
                _points_needed(gone, w, 1),
                f"That is enough for the first fit only. By fit number {fits}, d_n has fallen.",
            ),
            (
                _points_needed(1 - gone, w, fits),
                f"The formula gives the chance of being gone: {100 - kept} %, not {kept} %.",
            ),
            (_points_needed(gone, w, fits + 1), f"That is for {fits + 1} fits. The question asks for {fits}."),
            (_points_needed(gone, w, fits - 1), f"That is for {fits - 1} fits. The question asks for {fits}."),
            (-np.log(gone) / (w * 1 / fits), "You took d_n = 1/n, which is only its lower bound."),
            (
                -np.log(gone) / (w * 2 / fits),
                f"You took d_n = 2/n, which is for large n. At n = {fits} it is smaller.",
            ),
            (-np.log(gone) / (w * 3 / fits), "You took d_n = 3/n, which is only its upper bound."),
            (_points_needed(gone, 1, fits), "You left out the weight: only M w of the points are of this kind."),
            (_points_needed(gone, weight, fits), f"{weight} % is {w:g}, not {weight}."),
            (_points_needed(gone, weight / 10, fits), f"{weight} % is {w:g}, not {weight / 10:g}."),
            (-np.log10(gone) / (w * theory.share_with_descendants(fits)), "Use the natural logarithm, np.log."),
            (
                _points_needed(0.5, 0.02, 10),
                f"That is the worked example's answer, for 2 % and one half. Here they are {weight} % and {kept} %.",
            ),
            (
                _points_needed(gone, 0.02, fits),
                f"The weight of 2 % is the worked example's. Here it is {weight} %.",
            ),
        ],
        relative=0.01,
    )
    return Exercise(
        judge,
        (
            f"Which chance of being gone belongs to {kept} %? It takes the place of the one half above.",
            f"M = -ln({gone:g}) / ({w:g} d_{fits}), and theory.share_with_descendants({fits}) is d_{fits}.",
        ),
    )


def _lighter_outlives(heavy, light):
    """Make exercise 2.3; the weights are in percent."""
    share = light / (light + heavy)
    judge = number_judge(
        share,
        f"Its share among the two, {light} in {light + heavy}: the rarer one lives shorter, but not always.",
        [
            (2 / 8, f"That is the answer for the 6 % and the 2 % kind. Here they are {heavy} % and {light} %."),
            (light / heavy, "That is the ratio of the weights. Divide by their sum instead."),
            (heavy / light, "That is the ratio of the weights, and upside down. A share is at most 1."),
            (100 * share, "That is in percent. The answer is a number between 0 and 1."),
            (1 - share, "That is how often the *heavier* one lasts longer."),
            (6 / 8, "That is how often the 6 % kind outlives the 2 % kind. Here the lighter of two others is asked."),
            (
                light / 100,
                "That is how often the lighter one takes over everything. Here it need only outlive the other.",
            ),
            (0.5, "The two are not alike: the heavier one has more founders."),
            (0, "The lighter one dies sooner in most histories, not in all of them."),
            (share**2, "No square: the share itself is the chance."),
        ],
        relative=0.03,
    )
    return Exercise(
        judge,
        (
            f"For 6 % and 2 % the chances were 3 to 1. Which are they for {heavy} % and {light} %?",
            "w / (w + v): what is w for the lighter one, and what is v?",
        ),
    )


def _final_variance(M, h):
    judge = number_judge(
        (M - 1) * h**2,
        "(M - 1) h^2. The claim forgets that drawing M points loses the share 1/M of the variance each time.",
        [
            (M * h**2, "Nearly. The variance that is lost is 1/M of the *new* one, h^2 included."),
            (
                np.sqrt(M) * h,
                "That is a standard deviation; and what is lost is 1/M of the new variance, h^2 included.",
            ),
            ((M - 1) * h, "You forgot to square h: h is a standard deviation, and this is a variance."),
            (M * h, "You forgot to square h; and what is lost is 1/M of the new variance, h^2 included."),
            (np.sqrt(M - 1) * h, "That is a standard deviation. The question asks for the variance, its square."),
            (1 + (M - 1) * h**2, "The humans' 1 is forgotten in the end: it is multiplied by 1 - 1/M each time."),
            (1 + M * h**2, f"That is what the claim says after {M} generations, and it grows on."),
            (h**2, "That is what one generation adds. Find where gain and loss balance."),
            (
                np.inf,
                "It does not grow forever: the more variance there is, the more a sample of M points loses of it.",
            ),
            (1, "That is where it starts. It ends where gain and loss balance."),
        ],
    )
    return Exercise(
        judge,
        (
            "In the end a generation changes nothing: what it adds and what it loses are equal. Write that down for V.",
            "V = (1 - 1/M)(V + h^2), solved for V.",
        ),
    )


EXERCISES = {
    "2.1": Exercise(
        _judge_shares,
        (
            "Shares stay the same when one number is taken from all logarithms of a point. Which helps every point?",
            "Each point's largest logarithm, over axis=1; and in the end divide by each point's sum. keepdims=True "
            "keeps a column.",
        ),
    ),
    "2.2": _enough_points,
    "2.3": _lighter_outlives,
    "2.4": Exercise(
        function_judge(_judge_mass_beyond),
        (
            "norm.sf takes arrays of places and widths, and answers for every component. Which of them count for more?",
            "Multiply by the weights and sum over axis=-1, the components.",
        ),
    ),
    "2.5": _final_variance,
    "2.6": Exercise(
        function_judge(_judge_kernel_turn),
        (
            "A sample from a kernel estimate: pick a random old point, then step away from it by normal noise.",
            "rng.choice picks with replacement, as many as `size` says; rng.standard_normal gives noise of width 1.",
        ),
    ),
}
