"""What human data change: fresh or kept, blended, accumulated, curated; and how a collapsed model comes back.

Truth N(0, 1), M values a generation, n fits (an int or an array of them; fit 1 is to M human values), a share lambda of
human data in the training sets of all later fits. "MSE" is E[mu_n^2], the mean squared error of the mean. Sampling is
fair and the fit is maximum likelihood (ddof=0) unless something else is said. All laws of mean and variance hold for
the token model as well, with N for M and the heterozygosity ratio H/H_0 for the variance.
"""

import numpy as np

from collapse import validate

BEST_BLEND = (np.sqrt(5) - 1) / 2  # 1/phi, see `blend_mean_square`


# --- fresh human data ---


def fresh_mean_square(M, share, n=None, ddof=0):
    """MSE if lambda M of the M values are fresh human ones in every generation; where it comes to rest if n is None.

    Maximum likelihood: 1 / (1 - lambda + M lambda (2 - lambda)), approached as r^(n-1) with r = (1 - lambda)^2 -
    (1 - lambda)/M. Unbiased: (1/M) / (1 - (1 - lambda)^2 M/(M - 1)), infinite up to `fresh_border`.
    Source: derived in notebook 05.

    Examples
    --------
    >>> print(f"{fresh_mean_square(M=100, share=0.02):.3f}, {fresh_mean_square(M=100, share=0.02, ddof=1):.3f}")
    0.202, 0.334
    """
    return _fresh(M, share, n, ddof)[0]


def fresh_variance(M, share, n=None, ddof=0):
    """E[s_n^2] if lambda M of the M values are fresh human ones: 1 - MSE, or, unbiased, more than 1.

    Unbiased it comes to rest at (M lambda (2 - lambda) - lambda) / (M lambda (2 - lambda) - 1).
    Source: derived in notebook 05.

    Examples
    --------
    >>> print(f"{fresh_variance(M=100, share=0.02):.3f}, {fresh_variance(M=100, share=0.02, ddof=1):.3f}")
    0.798, 1.331
    """
    return _fresh(M, share, n, ddof)[1]


def fresh_border(M):
    """Share of fresh human data above which MSE and variance stay finite under the unbiased estimator.

    1 - sqrt(1 - 1/M), about 1/(2M): half a human value a generation. Source: derived in notebook 05.

    Examples
    --------
    >>> print(f"{100 * fresh_border(100):.3f}")  # in values, of 100
    0.501
    """
    return 1 - np.sqrt(1 - 1 / validate.integers("M", M, least=2))


def _fresh(M, share, n, ddof):
    """MSE and E[s^2] under fresh human data."""
    M, share = validate.integers("M", M, least=2), validate.shares("share", share)
    validate.choice("ddof", ddof, (0, 1))
    if n is not None:
        return _fresh_transient(M, share, validate.integers("n", n, least=1), ddof)
    gain = M * share * (2 - share)
    with np.errstate(divide="ignore", invalid="ignore"):
        if ddof == 0:
            mse = 1 / (1 - share + gain)
            return mse, 1 - mse
        finite = share > fresh_border(M)
        mse = np.where(finite, (1 - 1 / M) / (gain - 1), np.inf)[()]
        none = np.where(np.equal(share, 0), 1.0, np.inf)  # without human data the mean of the variance is kept
        return mse, np.where(finite, (gain - share) / (gain - 1), none)[()]


def _fresh_transient(M, share, n, ddof):
    """Turn the recursion of mean square and variance from one fit to the next."""
    stretch = M / (M - ddof)
    mse, variance = 1 / M + 0 * share, stretch * (1 - 1 / M) + 0 * share
    found = [(mse, variance)]
    for _ in range(np.max(n) - 1):
        second = share + (1 - share) * (mse + variance)
        mse = (1 - share) ** 2 * mse + ((1 - share) * variance + share) / M
        variance = stretch * (second - mse)
        found.append((mse, variance))
    mse, variance = np.moveaxis(np.array(found), 1, 0)
    return mse[n - 1], variance[n - 1]


# --- the same human data ---


def fixed_mean_square(M, share, m):
    """MSE at rest if the same m human values stay in every training set, together with weight lambda.

    1/m + (1 - lambda)(1 - 1/m) / (M lambda (2 - lambda) + 1 - lambda). Every one of them is there equally often: m is
    lambda M, or a divisor of it. Source: derived in notebook 05.

    Examples
    --------
    >>> print(f"{fixed_mean_square(M=100, share=0.1, m=10):.3f}, {fresh_mean_square(M=100, share=0.1):.3f}")
    0.141, 0.050
    """
    M, share, m = _fixed(M, share, m)
    return 1 / m + (1 - share) * (1 - 1 / m) / (M * share * (2 - share) + 1 - share)


def reservoir_mean_square(M, share, m):
    """MSE at rest if lambda M human values are drawn anew each time from the same m of them, without replacement.

    1/m + (1 - 1/m)(1 - lambda) / D + lambda (1 - lambda M/m) / D with D = M lambda (2 - lambda) + 1 - lambda, for m of
    at least lambda M: `fixed_mean_square` at m = lambda M, `fresh_mean_square` for large m.
    Source: derived in notebook 05.

    Examples
    --------
    >>> print(f"{reservoir_mean_square(M=100, share=0.1, m=100):.3f}")
    0.059
    """
    M, share, m = _fixed(M, share, m)
    if np.any(m < share * M):
        raise ValueError(f"m must be at least lambda M = {share * M}, got {m}")
    scale = M * share * (2 - share) + 1 - share
    return fixed_mean_square(M, share, m) + share * (1 - share * M / m) / scale


def _fixed(M, share, m):
    """Checked arguments of the two laws."""
    share = validate.shares("share", share)
    return validate.integers("M", M, least=2), share, validate.integers("m", m, least=2)


# --- recovery ---


def recovery_mean(share, n, start=1.0):
    """E[mu] after n more fits with a share lambda of fresh human data: start (1 - lambda)^n, whatever M.

    Source: derived in notebook 05.
    """
    return validate.number("start", start) * (1 - validate.shares("share", share)) ** validate.integers("n", n, least=0)


def recovery_second_moment(share, n, start=0.0):
    """E[mu^2 + s^2] after n more fits with a share lambda of fresh human data: 1 - (1 - start)(1 - lambda)^n.

    Whatever M, exactly, under maximum likelihood. Source: derived in notebook 05.
    """
    share, n = validate.shares("share", share), validate.integers("n", n, least=0)
    return 1 - (1 - validate.number("start", start, least=0)) * (1 - share) ** n


def recovery_time(share, factor=np.e):
    """Fits until what was lost is down to 1/factor of itself: ln(factor) / -ln(1 - lambda), about ln(factor)/lambda.

    Examples
    --------
    >>> print(f"{recovery_time(0.1, factor=10):.1f}")
    21.9
    """
    factor = validate.number("factor", factor, 1, exclusive=True)
    with np.errstate(divide="ignore"):
        return np.log(factor) / -np.log1p(-validate.shares("share", share))


def word_back(p, tokens, n):
    """Probability that an extinct word of human share p has been seen again in n meals of so many human tokens each.

    1 - (1 - p)^(tokens n), exactly: it can come from nowhere else. Source: derived in notebook 05.

    Examples
    --------
    >>> print(word_back(p=0.001, tokens=100, n=[1, 10, 100]).round(3))
    [0.095 0.632 1.   ]
    """
    return 1 - (1 - validate.shares("p", p)) ** (
        validate.integers("tokens", tokens, least=0) * validate.integers("n", n, least=0)
    )


def intervention_variance(diet, M, share, at, last):
    """E[s^2] of generations 0 to `last` if data are replaced up to generation `at` and fed otherwise from then on.

    Parameters
    ----------
    diet : {"replace", "accumulate", "fresh", "fixed"}
        What feeds the generations after `at`: nothing human, all data since generation `at`, or a share of human data,
        fresh or the same lambda M of those of generation 0.
    M : int
    share : float
    at, last : int

    Notes
    -----
    E[s^2] = 1 - V with V the MSE, and V <- a V + 2 b C + c (1 - V), where C = E[mu times the mean of the fixed set] is
    1/M while everything is replaced. Source: derived in notebook 05.

    Examples
    --------
    >>> print(intervention_variance("fresh", M=100, share=0.1, at=50, last=100)[[0, 50, 51, 100]].round(3))
    [0.99  0.599 0.669 0.95 ]
    """
    validate.choice("diet", diet, ("replace", "accumulate", "fresh", "fixed"))
    M, share = validate.integer("M", M, least=2), validate.number("share", share, least=0, most=1)
    at = validate.integer("at", at, least=0)
    mse, common, found = 1 / M, 1 / M, []
    for generation in range(validate.integer("last", last, least=0) + 1):
        found.append(1 - mse)
        if generation < at or diet == "replace":
            mse += (1 - mse) / M
        elif diet == "accumulate":
            mse = 1 - (1 - mse) * (1 - 1 / (M * (generation - at + 2) ** 2))
        else:
            own = (1 - share) ** 2 * mse + (1 - share) * (1 - mse) / M
            new = share / M if diet == "fresh" else share / M + 2 * share * (1 - share) * common
            common = share / max(share * M, 1) + (1 - share) * common
            mse = own + new
    return np.array(found)


# --- nothing thrown away ---


def accumulate_variance(M, n):
    """E[s_n^2] if all data there ever were are fitted: the product of 1 - 1/(M k^2) over the fits k up to n.

    The MSE is 1 minus that. Source: derived in notebook 05, in the setting of Kazdan et al., arXiv 2410.16713.

    Examples
    --------
    >>> print(accumulate_variance(M=10, n=[1, 10, 100]).round(3))
    [0.9   0.852 0.844]
    """
    M, n = validate.integers("M", M, least=2), validate.integers("n", n, least=1)
    return np.cumprod(1 - 1 / (M * np.arange(1.0, np.max(n) + 1) ** 2))[n - 1]


def accumulate_limit(M):
    """Where E[s_n^2] ends if nothing is thrown away: sin(pi/sqrt(M)) / (pi/sqrt(M)), about 1 - pi^2/(6M).

    Source: Euler's product for the sine; the bound pi^2/6 is that of Gerstgrasser et al., arXiv 2404.01413.

    Examples
    --------
    >>> print(f"{accumulate_limit(10):.3f}, {accumulate_limit(100):.4f}, {1 - np.pi**2 / 600:.4f}")
    0.843, 0.9836, 0.9836
    """
    return np.sinc(1 / np.sqrt(validate.integers("M", M, least=2)))


def regression_error(T, d, n, noise=1.0):
    """Expected squared error of linear regression, fitted to all labels so far: noise^2 d/(T - d - 1) sum_1^n 1/i^2.

    T standard normal inputs in d dimensions, the same in all fits; the labels of fit i come from fit i - 1.
    Source: Gerstgrasser et al., arXiv 2404.01413.

    Examples
    --------
    >>> print(f"{regression_error(T=51, d=10, n=1):.3f}, {regression_error(T=51, d=10, n=1_000):.3f}")
    0.250, 0.411
    """
    T, d, n = validate.integers("T", T, least=3), validate.integers("d", d, least=1), validate.integers("n", n, least=1)
    if np.any(T - d < 2):
        raise ValueError(f"T must be at least d + 2, got T = {T} and d = {d}")
    sums = np.cumsum(1 / np.arange(1.0, np.max(n) + 1) ** 2)[n - 1]
    return validate.number("noise", noise, least=0) ** 2 * d / (T - d - 1) * sums


def budget_mean_square(M, n):
    """MSE if every fit sees M values, drawn from all there ever were (the diet `subsample`).

    With A the MSE of the pool's mean: MSE = A + (1 - A)(k - 1)/(k M - 1) at fit k, and A <- (A k (k + 2) + MSE +
    (1 - MSE)/M) / (k + 1)^2, from A = 1/M. Bounded: for large M it ends at (3 pi^2/6 - 2)/M, against (pi^2/6)/M for
    `accumulate`. Source: derived in notebook 05, in the setting of Kazdan et al., arXiv 2410.16713.

    Examples
    --------
    >>> print((1_000 * budget_mean_square(M=1_000, n=[1, 2, 10, 1_000])).round(2))
    [1.   1.75 2.65 2.93]
    """
    M, n = validate.integers("M", M, least=2), validate.integers("n", n, least=1)
    pool, found = 1 / M, []
    for k in range(1, np.max(n) + 1):
        mse = pool + (1 - pool) * (k - 1) / (k * M - 1)
        found.append(mse)
        pool = (pool * k * (k + 2) + mse + (1 - mse) / M) / (k + 1) ** 2
    return np.array(found)[n - 1]


# --- what a human value is worth ---


def blend_mean_square(M, weight):
    """MSE at rest of a mean estimated as a blend of M fresh human values with a weight w and M synthetic ones.

    (w^2 + (1 - w)^2) / (M w (2 - w)), for a known variance. Smallest at w = 1/phi = 0.618, where it is 0.618/M: the
    synthetic data help. Source: He, Xu and Cheng, arXiv 2502.18049.

    Examples
    --------
    >>> print(f"{blend_mean_square(100, 0.5):.5f}, {blend_mean_square(100, BEST_BLEND):.5f}")
    0.00667, 0.00618
    """
    weight = validate.shares("weight", weight)
    with np.errstate(divide="ignore"):
        return (weight**2 + (1 - weight) ** 2) / (validate.integers("M", M, least=1) * weight * (2 - weight))


def human_worth(M, people):
    """How many fresh human values alone would give the same MSE at rest as `people` of them and M - people synthetic.

    1/MSE = (people + 1)(1 - lambda) + people with lambda = people/M: the synthetic ones remember former people, and so
    at most double them. Source: derived in notebook 05.

    Examples
    --------
    >>> print(human_worth(M=1_000, people=[1, 10, 100, 1_000]).round(1))
    [   3.    20.9  190.9 1000. ]
    """
    M = validate.integers("M", M, least=2)
    return (1 / fresh_mean_square(M, _people(M, people) / M))[()]


def human_price(M, people):
    """How many of the synthetic values beside `people` human ones are worth one of these: M/(people + 1), exactly.

    An average: the M - people synthetic values, over the human ones that they are worth together. No rate of exchange:
    where a person leaves, further synthetic values may not make up for it. Source: derived in notebook 05.
    """
    M = validate.integers("M", M, least=2)
    return M / (_people(M, people) + 1)


def _people(M, people):
    """Checked number of human values among M."""
    people = validate.reals("people", people)
    if people.size == 0 or not np.all((people >= 0) & (people <= M)):
        raise ValueError(f"people must be from 0 to M = {M}, got {people}")
    return people[()]


# --- unfair samplers and verifiers; for large M, unless M is given ---


def tempered_fresh_variance(share, tau, M=None):
    """E[s^2] at rest if models sample with tau times their standard deviation and a share lambda is fresh human data.

    c lambda / (1 - c (1 - lambda) tau^2) with c = 1 - 1/(M (2 - lambda)); for large M, c = 1.
    Source: derived in notebook 05.

    Examples
    --------
    >>> print(f"{tempered_fresh_variance(share=0.1, tau=0.9):.2f}, {tempered_fresh_variance(share=0.5, tau=0.9):.2f}")
    0.37, 0.84
    """
    share, square = validate.shares("share", share), validate.number("tau", tau, least=0) ** 2
    c = 1.0 if M is None else 1 - 1 / (validate.integers("M", M, least=2) * (2 - share))
    kept = c * (1 - share) * square
    if np.any(kept >= 1):
        raise ValueError(f"(1 - lambda) tau^2 must be below 1 for a state of rest, got {(1 - share) * square}")
    return c * share / (1 - kept)


def curated_variance(n, taste, initial=1.0):
    """Variance after n verdicts by acceptance exp(-(x - c)^2 / 2v), v the `taste`: 1/(1/s^2 + n/v).

    Source: derived in notebook 05 (a product of Gaussian densities); settings of Yi et al., arXiv 2510.16657, Feng et
    al., arXiv 2406.07515, Ferbach et al., arXiv 2407.09499.
    """
    initial = validate.number("initial", initial, least=0, exclusive=True)
    return 1 / (1 / initial + validate.integers("n", n, least=0) / validate.number("taste", taste, 0, exclusive=True))


def curated_mean(n, taste, center, initial=1.0):
    """Mean after n verdicts by acceptance exp(-(x - center)^2 / 2v), from mean 0: center times n s^2/(v + n s^2).

    Half of the way after n = v/s^2 verdicts. Source: derived in notebook 05.

    Examples
    --------
    >>> print(f"{curated_mean(n=5, taste=5, center=3):.1f}, {curated_variance(n=5, taste=5):.1f}")
    1.5, 0.5
    """
    center = validate.number("center", center)
    return center * (1 - curated_variance(n, taste, initial) / initial)


def curated_with_humans(share, taste, center, rounds=10_000):
    """Mean and variance at rest if curated data are mixed with a share lambda of fresh human data.

    The fixed point of the two steps, verdict and mixture, found by taking them many times. A Gaussian is fitted,
    though the mixture is none. Source: derived in notebook 05.

    Examples
    --------
    >>> mean, variance = curated_with_humans(share=0.1, taste=5, center=3)
    >>> print(f"{mean:.2f}, {variance:.2f}")
    2.10, 1.77
    """
    share, center = validate.number("share", share, least=0, most=1), validate.number("center", center)
    taste = validate.number("taste", taste, least=0, exclusive=True)
    mean, variance = 0.0, 1.0
    for _ in range(validate.integer("rounds", rounds, least=0)):
        narrow = 1 / (1 / variance + 1 / taste)  # as in `curated_variance`
        accepted = mean + (center - mean) * (1 - narrow / variance)
        second = share + (1 - share) * (narrow + accepted**2)
        mean = (1 - share) * accepted
        variance = max(second - mean**2, 1e-300)
    return mean, variance


def curated_odds(n, odds, tpr, fpr):
    """Odds of good data to bad after n verdicts: odds (TPR/FPR)^n.

    Source: Bayes' rule; derived in notebook 05.

    Examples
    --------
    >>> print(curated_odds(n=[1, 2, 3], odds=1, tpr=0.6, fpr=0.3))
    [2. 4. 8.]
    """
    odds = validate.number("odds", odds, least=0)
    tpr, fpr = validate.number("tpr", tpr, 0, 1), validate.number("fpr", fpr, 0, 1, exclusive=True)
    return odds * (tpr / fpr) ** validate.integers("n", n, least=0)
