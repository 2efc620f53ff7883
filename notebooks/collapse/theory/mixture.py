"""Mixtures and other models, refitted to their own samples (diet: replace).

Mixtures: M points a generation, w the weight of a component, n counts fits. The components lie far apart, so that every
point is counted for the one it came from. Kernel estimates and sharpened sampling: n counts generations after the
humans, whose data have the variance V_0; it is 1 unless `initial` says otherwise.
"""

import numpy as np
import scipy  # its parts are read at first use: they take as long to import as all else

from collapse import validate


def share_with_descendants(n):
    """d_n: share of the points of the first fit that still have descendants among the points of fit n.

    d_1 = 1 and d_{k+1} = 1 - exp(-d_k): a point has a Poisson number of copies, one on average, and lives on if one of
    them does. Lies between 1/n and 3/n. d_0 is infinite: before the first fit nothing has been lost.
    Source: Suresh et al., arXiv 2412.17646.

    Examples
    --------
    >>> print(share_with_descendants([1, 2, 3]).round(3))
    [1.    0.632 0.469]
    """
    n = validate.integers("n", n, least=0)
    g = [np.inf]
    for _ in range(n.max()):
        g.append(-np.expm1(-g[-1]))
    return np.array(g)[n]


def extinction_probability(M, w, n):
    """Probability that a component of weight w is gone by fit n: about exp(-M w d_n).

    For rare components. The Poisson law leaves out that places are limited, so it is too high: by about a third of w up
    to n = M, and in the end by w, the chance that this component is the one that takes over everything.
    Source: Suresh et al., arXiv 2412.17646, for the words of a vocabulary; derived in notebook 02 for mixtures.

    Examples
    --------
    >>> print(f"{extinction_probability(M=100, w=0.02, n=1):.3f}, {extinction_probability(M=100, w=0.02, n=20):.3f}")
    0.135, 0.833
    """
    points = validate.integers("M", M, least=1) * validate.shares("w", w, above_zero=True)
    return np.exp(-points * share_with_descendants(n))


def component_mean_log_variance(M, w, n):
    """E[ln s_n^2] of a component with variance 1 that keeps its M w points: n (digamma((M w - 1)/2) + ln(2/(M w))).

    About -2n/(M w): 1/w times as fast as a single Gaussian fitted to all M points, which is the case w = 1.
    Maximum likelihood, as EM fits. Good while n is well below M w: later the number of points has wandered, and a small
    number costs more than a large one saves, so the true value is lower.
    Source: derived in notebook 02.
    """
    points = validate.integers("M", M, least=2) * validate.shares("w", w, above_zero=True)
    if np.min(points) <= 1:
        raise ValueError(f"M w, the points of the component, must be above 1, got {points}")
    return validate.integers("n", n, least=0) * (scipy.special.digamma((points - 1) / 2) + np.log(2 / points))


def component_half_life(M, w):
    """Fits until a component's median variance has halved: ln 2 over the rate above, about M w (ln 2)/2.

    By then the number of points has wandered a little: the true half-life is some 10 % shorter.
    Source: derived in notebook 02.

    Examples
    --------
    >>> print(f"{component_half_life(M=1000, w=1):.0f}, {component_half_life(M=1000, w=0.06):.0f}")
    346, 20
    """
    return np.log(2) / -component_mean_log_variance(M, w, 1)


def kde_variance(M, n, h, initial=1.0):
    """E[V_n] of data resampled n times through kernels of a fixed width h: r^n V_0 + (M - 1) h^2 (1 - r^n).

    V is the mean squared deviation (ddof=0) of M values, r = 1 - 1/M. Every round adds h^2 and then takes the share 1/M
    of it all, so the growth ends at (M - 1) h^2; V_0 + n h^2 is only its beginning.
    Source: derived in notebook 02; kernel estimates refitted to their own samples: Borji, arXiv 2410.12954.

    Examples
    --------
    >>> print(f"{kde_variance(M=100, n=50, h=0.3):.2f}, {kde_variance(M=100, n=2000, h=0.3):.2f}")
    4.12, 8.91
    """
    kept = (1 - 1 / validate.integers("M", M, least=2)) ** validate.integers("n", n, least=0)
    return kept * validate.number("initial", initial, least=0) + kde_variance_limit(M, h) * (1 - kept)


def kde_variance_limit(M, h):
    """Where the variance of data resampled through kernels of a fixed width h ends: (M - 1) h^2, whatever it was.

    Source: derived in notebook 02.
    """
    return (validate.integers("M", M, least=2) - 1) * validate.number("h", h, least=0) ** 2


def kde_variance_scott(M, n, initial=1.0):
    """E[V_n] if Scott's rule sets the width anew in every generation: V_0 (1 - 1/M + M^(-2/5))^n, without end.

    Source: derived in notebook 02.
    """
    M = validate.integers("M", M, least=2)
    factor = 1 - 1 / M + M ** (-2 / 5)
    return validate.number("initial", initial, least=0) * factor ** validate.integers("n", n, least=0)


def sharpened_variance(n, tau):
    """E[s_n^2] of a Gaussian (unbiased fit) sampled with tau times its standard deviation: tau^(2n).

    Alemohammad et al. write lambda for the factor of the variance, tau^2.
    Source: Alemohammad et al., arXiv 2307.01850.
    """
    return validate.number("tau", tau, least=0) ** (2 * validate.integers("n", n, least=0))


def tempered_variance(n, temperature):
    """E[s_n^2] of a Gaussian sampled at a temperature, from its density to the power 1/T: T^n, for tau^2 = T.

    Source: derived in notebook 02 (the power 1/T of a Gaussian density is one with T times the variance).
    """
    return sharpened_variance(n, np.sqrt(validate.number("temperature", temperature, least=0)))


def tempered_probabilities(p, n, temperature):
    """Probabilities p after n generations of p^(1/T), renormalized: proportional to p_0^(T^-n), along the last axis.

    For samples so large that chance plays no part. Source: derived in notebook 02.

    Examples
    --------
    >>> print(tempered_probabilities([0.5, 0.3, 0.2], n=5, temperature=0.7).round(2))
    [0.95 0.05 0.  ]
    """
    p = validate.samples("p", p, least=1)
    if (p < 0).any() or not np.allclose(p.sum(axis=-1), 1):
        raise ValueError(f"p must not be negative and must sum to one, got {p}")
    temperature = validate.number("temperature", temperature, 0, exclusive=True)
    power = temperature ** -float(validate.integers("n", n, least=0))
    with np.errstate(divide="ignore"):
        return scipy.special.softmax(power * np.log(p), axis=-1)


def central_mass_factor(c):
    """Factor of a Gaussian's variance in a generation that keeps only the central mass c of what it samples.

    1 - 2 a phi(a)/c, with a the point beyond which (1 - c)/2 lies on either side. Source: textbook (the variance of a
    truncated normal).

    Examples
    --------
    >>> print(f"{central_mass_factor(0.9):.3f}")
    0.623
    """
    c = validate.number("c", c, 0, 1, exclusive=True)
    a = scipy.special.ndtri((1 + c) / 2)
    return 1 - 2 * a * scipy.stats.norm.pdf(a) / c
