"""Types of token (words, names), resampled from their own counts (diet: replace): genetic drift.

The truth are shares p of the types, N tokens a generation, and n counts *samples* drawn since the truth was known: if
generation 0 is fitted to the truth itself, as the words of a book or a census, generation g has n = g. This is the
Wright-Fisher model of population genetics, with tokens for gene copies.
"""

import numpy as np
import scipy  # its parts are read at first use: they take as long to import as all else

from collapse import validate
from collapse.theory.mixture import share_with_descendants, tempered_probabilities


def heterozygosity(initial, N, n):
    """E[H_n], the chance that two tokens are of different types: H_0 (1 - 1/N)^n, exactly.

    H = 1 - sum p^2, the chance for two draws with replacement. Source: textbook (the Wright-Fisher model).

    Examples
    --------
    >>> print(f"{heterozygosity(initial=0.9, N=100, n=100):.3f}")
    0.329
    """
    initial = validate.number("initial", initial, least=0, most=1)
    return initial * (1 - 1 / validate.integers("N", N, least=1)) ** validate.integers("n", n, least=0)


def takeover_probability(p):
    """Probability that a type of share p is in the end the only one left: p, exactly.

    Source: textbook (the share is a martingale, and it ends at 0 or 1).
    """
    return validate.shares("p", p)


def takeover_time(N, p):
    """Mean number of generations until one of two types, of shares p and q = 1 - p, has taken over.

    About -2N (p ln p + q ln q): the diffusion limit, for N p and N q well above 1. Source: textbook (Wright-Fisher).

    Examples
    --------
    >>> print(f"{takeover_time(N=100, p=0.5):.0f}, {takeover_time(N=100, p=0.1):.0f}")
    139, 65
    """
    p = validate.shares("p", p)
    return 2 * validate.integers("N", N, least=1) * (scipy.special.entr(p) + scipy.special.entr(1 - p))


def survival_probability(p, N, n):
    """Probability that a type of share p is still there in sample n.

    Exactly 1 - (1 - p)^N in the first sample; later about 1 - exp(-N p d_n), for small p and n well below N, with d_n
    from `share_with_descendants`. Source: Suresh et al., arXiv 2412.17646; derived in notebook 03.

    Examples
    --------
    >>> print(survival_probability(p=0.001, N=1000, n=[1, 10, 100]).round(3))
    [0.632 0.158 0.019]
    """
    p, N, n = validate.shares("p", p), validate.integers("N", N, least=1), validate.integers("n", n, least=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        first = -np.expm1(N * np.log1p(-p))
        later = -np.expm1(-N * p * share_with_descendants(n))
    return np.where(p == 0, 0.0, np.where(n == 1, first, later))[()]


def types_left(p, N, n):
    """Expected number of types in sample n, of types whose shares p run along the last axis; n a number or an array.

    The sum of their survival probabilities, exact for n = 1.

    Examples
    --------
    >>> print(types_left([0.5, 0.3, 0.2], N=4, n=1).round(3))
    2.288
    """
    p, n = _distribution(p), validate.integers("n", n, least=0)
    return np.array([survival_probability(p, N, each).sum(axis=-1) for each in np.ravel(n)]).reshape(np.shape(n))[()]


def originals_left(N, n):
    """How many of the N tokens of sample 1 still have descendants in sample n: about N d_n, for n well below N.

    Falls like 2N/n. The true number ends at 1, the formula at 0: it is 3 % too low at n = N/5, 16 % at n = N.
    Source: Suresh et al., arXiv 2412.17646.

    Examples
    --------
    >>> print(originals_left(N=1000, n=[1, 2, 10, 100]).round())
    [1000.  632.  172.   20.]
    """
    return validate.integers("N", N, least=1) * share_with_descendants(validate.integers("n", n, least=1))


def missing_mass(p, N):
    """Expected probability, under the truth, of all types that are missing in one sample: sum p (1 - p)^N, exactly.

    The number of types seen exactly once in a sample of N + 1, divided by N + 1, has the same expectation: that is why
    the singletons estimate it. Source: Good-Turing.

    Examples
    --------
    >>> print(f"{missing_mass([0.5, 0.3, 0.2], N=2):.3f}")
    0.400
    """
    p = _distribution(p)
    return (p * (1 - p) ** validate.integers("N", N, least=1)[..., None]).sum(axis=-1)


def zipf_missing_mass(N, beta):
    """Missing mass of one sample if the share of the type of rank r is r^-beta / zeta(beta), without end.

    zeta(beta)^(-1/beta) Gamma(1 - 1/beta)/beta N^-(1 - 1/beta): for large N. Needs beta > 1.
    Source: Karlin's law for the power of N; derived in notebook 03.

    Examples
    --------
    >>> print(f"{zipf_missing_mass(N=10_000, beta=2):.5f}")
    0.00691
    """
    beta = validate.number("beta", beta, 1, exclusive=True)
    factor = scipy.special.zeta(beta) ** (-1 / beta) * scipy.special.gamma(1 - 1 / beta) / beta
    return factor * validate.integers("N", N, least=1) ** -(1 - 1 / beta)


def mean_surprise(p, n, temperature=1.0):
    """Mean surprise of the original model p at what generation n wrote, in nats: sum p_n (-ln p).

    At temperature 1 it is the original's own entropy H_0 for ever, exactly, whatever the size of the samples: the
    shares are a martingale. At any other temperature p_n is proportional to p^(T^-n); the sum is exact for n = 1, and
    for samples so large that chance plays no part. Source: derived in notebook 03.

    Examples
    --------
    >>> print(f"{mean_surprise([0.7, 0.2, 0.1], n=5):.2f}, {mean_surprise([0.7, 0.2, 0.1], n=1, temperature=0.7):.2f}")
    0.80, 0.63
    """
    p, n = _distribution(p), np.asarray(validate.integers("n", n, least=0))
    temperature = validate.number("temperature", temperature, least=0, exclusive=True)
    surprise = -np.log(np.where(p > 0, p, 1))
    now = [p if temperature == 1 else tempered_probabilities(p, each, temperature) for each in n.ravel()]
    return np.array([(each * surprise).sum(axis=-1) for each in now]).reshape(n.shape)[()]


def surprise_sd(p, N, n):
    """How far the surprise of the original model p at generation n is off its mean from history to history, in nats.

    The root of v (1 - (1 - 1/N)^n), exactly, with fair samples of N tokens and v the variance of -ln p over the tokens
    of p: each sample adds 1/N of the variance that is left within a history, and that is multiplied by 1 - 1/N, as
    heterozygosity is. Source: derived here; the law is that of heterozygosity.

    Examples
    --------
    >>> print(f"{surprise_sd([0.7, 0.2, 0.1], N=100, n=1):.3f}, {surprise_sd([0.7, 0.2, 0.1], N=100, n=10_000):.3f}")
    0.070, 0.703
    """
    p, N, n = _distribution(p), validate.integers("N", N, least=1), validate.integers("n", n, least=0)
    surprise = -np.log(np.where(p > 0, p, 1))
    variance = (p * surprise**2).sum() - (p * surprise).sum() ** 2
    return np.sqrt(variance * (1 - (1 - 1 / np.asarray(N)) ** np.asarray(n)))


def inflow_heterozygosity(N, inflow):
    """H/H_0 where it comes to rest if every token is fresh human data with probability `inflow`, lambda.

    (N - 1) lambda (2 - lambda) / (1 + (N - 1) lambda (2 - lambda)), exactly. Source: textbook (Wright's island model).

    Examples
    --------
    >>> print(f"{inflow_heterozygosity(N=1000, inflow=0.001):.2f}, {inflow_heterozygosity(N=1000, inflow=0.1):.3f}")
    0.67, 0.995
    """
    inflow = validate.number("inflow", inflow, least=0, most=1)
    gained = (validate.integers("N", N, least=1) - 1) * inflow * (2 - inflow)
    return gained / (1 + gained)


def _distribution(p):
    p = validate.samples("p", p, least=1)
    if (p < 0).any() or not np.allclose(p.sum(axis=-1), 1):
        raise ValueError(f"p must not be negative and must sum to one, got sum {p.sum(axis=-1)}")
    return p
