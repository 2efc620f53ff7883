"""One Gaussian in many dimensions, refitted to its own samples (diet: replace): which directions are left.

M points of d coordinates a generation, n fits; S_n is the covariance after n fits and S_0 the truth's, of any shape; m
stands for M - 1. Whether sums are divided by M or by M - 1 stretches all directions alike: where only their ratios
matter, it cancels.
"""

import numpy as np
import scipy  # its parts are read at first use: they take as long to import as all else

from collapse import validate


def lyapunov_exponents(M, d, ddof=1):
    """Mean growth, a fit, of the log variance in each of d directions, the longest-lived first; shape (d,).

    psi((M - i)/2) + ln(2/(M - ddof)) for i = 1, ..., d, about -i/M for i well below M: the i-th direction dies i times
    as fast as the first. Exact after every n for the variance of a coordinate that those before it leave unexplained;
    the eigenvalues of S_n approach it for n well above M, since until then they repel each other.

    Source: derived in notebook 07, from Bartlett's decomposition of a Wishart matrix.

    Examples
    --------
    >>> print(lyapunov_exponents(M=101, d=3).round(4))
    [-0.01   -0.0202 -0.0304]
    """
    M, d = validate.integer("M", M, least=2), validate.integer("d", d, least=1)
    if d >= M:
        raise ValueError(f"d must be below M = {M}, as M points span no more than M - 1 directions, got {d}")
    ddof = validate.choice("ddof", ddof, (0, 1))
    return scipy.special.digamma((M - np.arange(1, d + 1)) / 2) + np.log(2 / (M - ddof))


def expected_squares(M, n, of_square, squared_trace, ddof=1):
    """E[tr S_n^2] and E[(tr S_n)^2], from `of_square`, tr S_0^2, and `squared_trace`, (tr S_0)^2.

    One fit takes the pair (A, B) to ((1 + 1/m) A + B/m, B + 2A/m), by the second moments of a Wishart matrix; so 2A + B
    grows by the factor 1 + 2/m, and A - B shrinks by 1 - 1/m. Maximum likelihood multiplies both by (m/M)^2 a fit.

    Source: derived in notebook 07.
    """
    M, n = validate.integers("M", M, least=2), validate.integers("n", n, least=0)
    A, B = (
        validate.number(name, value, least=0)
        for name, value in (("of_square", of_square), ("squared_trace", squared_trace))
    )
    m = M - 1
    step = 1.0 if validate.choice("ddof", ddof, (0, 1)) else m / M
    grows, shrinks = (2 * A + B) * (1 + 2 / m) ** n, (A - B) * (1 - 1 / m) ** n
    return (grows + shrinks) / 3 * step ** (2 * n), (grows - 2 * shrinks) / 3 * step ** (2 * n)


def effective_directions(M, n, r0):
    """E[(tr S_n)^2] / E[tr S_n^2]: how many directions of equal variance would count as much; from `r0` down to 1.

    [(r0 + 2) q^n + 2 (r0 - 1)] / [(r0 + 2) q^n - (r0 - 1)] with q = (m + 2)/(m - 1), exactly. The median history has
    more directions left: few histories, in which one direction has grown, carry both expectations.

    Source: derived in notebook 07.

    Examples
    --------
    >>> print(effective_directions(M=100, n=np.array([1, 10, 50, 100]), r0=64).round(2))
    [38.65  8.21  1.8   1.15]
    """
    M, n, r0 = validate.integers("M", M, least=3), validate.integers("n", n, least=0), _directions(r0)
    m = M - 1
    grown = (r0 + 2) * ((m + 2) / (m - 1)) ** n
    return (grown + 2 * (r0 - 1)) / (grown - (r0 - 1))


def directions_left(M, n, r0):
    """About how many effective directions are left while n is below M: 1 / (1/r0 + n/M).

    The reciprocals add up: a world of r0 directions is as if it had been copied M/r0 times already.
    Source: derived in notebook 07, the beginning of `effective_directions`.
    """
    M, n, r0 = validate.integers("M", M, least=2), validate.integers("n", n, least=0), _directions(r0)
    return 1 / (1 / r0 + n / M)


def _directions(r0):
    return validate.number("r0", r0, least=1)
