"""Does more data still help? Linear regression where a fixed share of the labels comes from an earlier model.

N values with d standard normal inputs, independent noise of standard deviation `noise` on every label, least squares on
all of them. A share q of the labels is synthetic: they are those of an earlier fit, which is off by a vector Delta.
"""

import numpy as np

from collapse import validate


def shared_label_error(N, d, share, offset, noise=1.0):
    """E|error|^2 of the fitted slopes: |Delta|^2 (q^2 + about q(1 - q)(d + 1)/N) + noise^2 d/(N - d - 1).

    More data lower the second and the third term and never the first: any fixed share stops the scaling, at the height
    `shared_label_limit`. The second term is given exactly, by the moments of the matrix beta distribution.

    Parameters
    ----------
    N : int or array of int
        Values, at least d + 2.
    d : int
        Inputs.
    share : float
        q, from 0 to 1; N q should be a whole number.
    offset : float
        Length of Delta, |Delta|: how far off the earlier fit is.
    noise : float

    Notes
    -----
    With S_1 the Gram matrix of the N q synthetic rows and S that of all, the error is S^-1 S_1 Delta and the noise. B =
    S^(-1/2) S_1 S^(-1/2) is a matrix beta variable, independent of S; E[B C B] = (a + b) C + b tr(C) 1 for a fixed C,
    and E[tr(S) tr(S^-1)] = d (N d - 2)/(N - d - 1).

    Source: derived in notebook 05. That any constant share, be it one in a thousand, can stop larger training sets from
    helping is what Dohmatob et al., arXiv 2410.04840, find for supervised regression.

    Examples
    --------
    >>> print(shared_label_error(N=[100, 1_000, 10_000], d=10, share=0.1, offset=0.5).round(4))
    [0.1176 0.0129 0.0035]
    """
    d = validate.integer("d", d, least=1)
    N = 1.0 * validate.integers("N", N, least=d + 2)  # its cube would overflow
    share, offset = _checked(share, offset)
    n = N * share
    b = n * (N - n) / (N * (N - 1) * (N + 2))
    a = n * (n * (N + 1) - 2) / (N * (N - 1) * (N + 2))
    inherited = np.where(n > 0, a + b + b * (N * d - 2) / (N - d - 1), 0)
    return (inherited * offset**2 + validate.number("noise", noise, least=0) ** 2 * d / (N - d - 1))[()]


def shared_label_limit(share, offset):
    """Where E|error|^2 ends, however many values there are: q^2 |Delta|^2.

    Source: derived in notebook 05.

    Examples
    --------
    >>> print(f"{shared_label_limit(share=0.1, offset=0.5):.4f}")
    0.0025
    """
    share, offset = _checked(share, offset)
    return (share * offset) ** 2


def _checked(share, offset):
    return validate.number("share", share, least=0, most=1), validate.number("offset", offset, least=0)
