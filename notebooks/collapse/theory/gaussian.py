"""One Gaussian, refitted to its own samples (diet: replace).

Truth N(0, 1), M samples a generation, n fits (an int or an array of them); `ddof` 1 is the unbiased variance estimator,
0 maximum likelihood. Every variance s_n^2 below is a product of n independent factors chi2_{M-1} / (M - ddof), by
Cochran's theorem.
"""

import numpy as np
import scipy  # its parts are read at first use: they take as long to import as all else

from collapse import validate


def expected_variance(M, n, ddof=1):
    """E[s_n^2]: 1 for ever if unbiased, (1 - 1/M)^n under maximum likelihood.

    Source: textbook (the mean of a chi-square).

    Examples
    --------
    >>> print(f"{expected_variance(M=100, n=100, ddof=0):.3f}")
    0.366
    """
    M, n = _checked(M, n, ddof)
    return _step(M, ddof) ** n


def mean_square_of_mean(M, n, ddof=1):
    """E[mu_n^2]: n/M if unbiased, 1 - (1 - 1/M)^n under maximum likelihood.

    Source: Shumailov et al., arXiv 2305.17493 (unbiased); derived in notebook 01 (maximum likelihood).
    """
    M, n = _checked(M, n, ddof)
    return n / M if ddof == 1 else 1 - expected_variance(M, n, ddof)


def expected_sd(M, n, ddof=1):
    """E[s_n]: (c4 sqrt(r))^n, with r the mean factor of the variance and c4 = sqrt(2/(M-1)) Gamma(M/2)/Gamma((M-1)/2).

    Source: textbook (the mean of a chi distribution). That a Gaussian refitted to its own samples collapses:
    Bertrand et al., arXiv 2310.00429.
    """
    M, n = _checked(M, n, ddof)
    c4 = np.sqrt(2 / (M - 1)) * np.exp(scipy.special.gammaln(M / 2) - scipy.special.gammaln((M - 1) / 2))
    return (c4 * np.sqrt(_step(M, ddof))) ** n


def mean_log_variance(M, n, ddof=1):
    """E[ln s_n^2] = -n delta if unbiased, with delta = -digamma((M-1)/2) - ln(2/(M-1)), about 1/(M-1).

    Maximum likelihood adds n ln(1 - 1/M). Source: Cochran's theorem and the mean of a log chi-square.
    """
    M, n = _checked(M, n, ddof)
    return n * (scipy.special.digamma((M - 1) / 2) + np.log(2 / (M - ddof)))


def variance_of_log_variance(M, n):
    """Var[ln s_n^2] = n trigamma((M-1)/2), the same for both estimators.

    Source: Cochran's theorem and the variance of a log chi-square.
    """
    M, n = _checked(M, n)
    return n * scipy.special.polygamma(1, (M - 1) / 2)


def median_variance(M, n, ddof=1):
    """Median of s_n^2, about exp(E[ln s_n^2] - k3 / (6 k2)), k2 and k3 the second and third cumulants of ln s_n^2.

    Source: derived in notebook 01 (Cornish-Fisher to first order); within 1 % for M >= 10 and every n.
    """
    return quantile_variance(M, n, 0.5, ddof)


def quantile_variance(M, n, q, ddof=1):
    """Quantile `q` of s_n^2: exp(E + z sqrt(k2) + (z^2 - 1) k3 / (6 k2)), z the normal quantile of `q`.

    Source: Cornish-Fisher expansion to first order; derived in notebook 01.
    """
    M, n = _checked(M, n, ddof)
    z = scipy.special.ndtri(validate.number("q", q, 0, 1, exclusive=True))
    k2 = variance_of_log_variance(M, n)
    skew = scipy.special.polygamma(2, (M - 1) / 2) / scipy.special.polygamma(1, (M - 1) / 2)
    return np.exp(mean_log_variance(M, n, ddof) + z * np.sqrt(k2) + (n > 0) * (z**2 - 1) * skew / 6)


def half_life(M, ddof=1):
    """Fits until the median variance has halved: ln 2 / delta, about (M - 4/3) ln 2 if unbiased.

    Source: derived in notebook 01.

    Examples
    --------
    >>> print(f"{half_life(100):.1f}, {(100 - 4 / 3) * np.log(2):.1f}")
    68.4, 68.4
    """
    return np.log(2) / -mean_log_variance(M, 1, ddof)


def limit_of_mean(ddof=1):
    """Law of where the mean lands, as a frozen scipy distribution: Student t_2, or t_4 / sqrt(2) (maximum likelihood).

    For large M, and in units of the truth's standard deviation; a chain of any M > 30 is close.
    Source: derived in notebook 01 from Dufresne's identity for the integral of a geometric Brownian motion.

    Examples
    --------
    >>> print(f"{2 * limit_of_mean(ddof=1).sf(2):.3f}, {2 * limit_of_mean(ddof=0).sf(2):.3f}")
    0.184, 0.047
    """
    ddof = validate.choice("ddof", ddof, (0, 1))
    return scipy.stats.t(df=2) if ddof else scipy.stats.t(df=4, scale=np.sqrt(0.5))


def expected_wasserstein2_squared(M, n, ddof=1):
    """E[W2^2] to the truth: E[mu_n^2] + E[s_n^2] + 1 - 2 E[s_n]; grows without end if unbiased, tends to 2 if not.

    Source: derived in notebook 01; Shumailov et al., arXiv 2305.17493, give the first order, 3n/(2M).
    """
    return mean_square_of_mean(M, n, ddof) + expected_variance(M, n, ddof) + 1 - 2 * expected_sd(M, n, ddof)


def expected_tail_mass(M, n, threshold, ddof=1):
    """E[P(abs(x) > a)] to first order in n/M: 2 (1 - Phi(a)) + (n/M) phi(a) (a^3 - a)/2; (a^3 - 3a)/2 if ddof is 0.

    Good while n is well below M.
    Source: derived in notebook 01 (second-order expansion of the tail in mean and variance).
    """
    M, n = _checked(M, n, ddof)
    a = validate.number("threshold", threshold, least=0)
    growth = (a**3 - a) / 2 if ddof == 1 else (a**3 - 3 * a) / 2
    return 2 * scipy.special.ndtr(-a) + n / M * scipy.stats.norm.pdf(a) * growth


def expected_entropy(M, n, ddof=1):
    """E[entropy of the model itself] in nats: 1/2 ln(2 pi e) + E[ln s_n^2] / 2; falls by delta/2 a fit if unbiased."""
    return 0.5 * (1 + np.log(2 * np.pi) + mean_log_variance(M, n, ddof))


def expected_cross_entropy(M, n, ddof=1):
    """E[cross-entropy of human data under the model] in nats: 1/2 (ln 2 pi + E[ln s_n^2] + b^n + q_n).

    b = (M - ddof)/(M - 3) is the mean of 1/s_1^2, q_n = (b/M) (b^n - 1)/(b - 1) that of mu_n^2/s_n^2. Needs M > 3.
    Source: derived in notebook 01.
    """
    M, n = _checked(M, n, ddof, least=4)
    b = (M - ddof) / (M - 3)
    q = b / M * (b**n - 1) / (b - 1)
    return 0.5 * (np.log(2 * np.pi) + mean_log_variance(M, n, ddof) + b**n + q)


def ensemble_limit(M, lineages):
    """Number of fits at which the average of s_n^2 over so many lineages has become worthless: (M - 1) ln(lineages).

    The histories that hold the mean up are by then too rare for the ensemble to contain one; the typical average shows
    about half of the true mean 1 there. Trust it only well before, for lineages >> e^(n/(M-1)).
    Source: derived in notebook 01.
    """
    M, lineages = validate.integer("M", M, least=2), validate.integer("lineages", lineages, least=1)
    return (M - 1) * np.log(lineages)


def survival_bound(M, n, threshold):
    """Upper bound (1/a) exp(-n/(4M - 1)) on P(s_n > a), a the `threshold`, at most 1; for both estimators, and loose.

    The bound is on the standard deviation. For the variance, P(s_n^2 > eps), a is sqrt(eps).
    Source: Suresh et al., arXiv 2412.17646: Markov's inequality, and `expected_sd` is at most exp(-n/(4M - 1)).

    Examples
    --------
    >>> print(f"{survival_bound(20, 400, threshold=0.1):.3f}, {survival_bound(20, 400, threshold=np.sqrt(0.1)):.3f}")
    0.063, 0.020
    """
    M, n = _checked(M, n)
    threshold = validate.number("threshold", threshold, 0, exclusive=True)
    return np.minimum(1, np.exp(-n / (4 * M - 1)) / threshold)


def _step(M, ddof):
    """Mean factor of the variance in one generation: E[chi2_{M-1}] / (M - ddof)."""
    return (M - 1) / (M - ddof)


def _checked(M, n, ddof=1, least=2):
    validate.choice("ddof", ddof, (0, 1))
    return validate.integers("M", M, least), validate.integers("n", n, least=0)
