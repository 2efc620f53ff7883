"""What is measured of a generation: functions of a fitted model, and how sure an average over lineages is.

Theory is next door; nothing here knows what ought to come out.
"""

import numbers
import re

import numpy as np

from collapse import validate

WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")  # letters, with apostrophes inside


def tail_mass(model, threshold, center=0.0, scale=1.0):
    """Probability the model gives to values further than `threshold` times `scale` from `center`.

    Parameters
    ----------
    model : fitted model with `cdf`
    threshold : float
        In units of `scale`; 2 is "two standard deviations of the truth".
    center, scale : float
        Mean and standard deviation of the truth.

    Returns
    -------
    array, shape (lineages,)

    Examples
    --------
    >>> from collapse.models import FittedGaussian
    >>> print(f"{tail_mass(FittedGaussian(mean=0, variance=1), threshold=2):.4f}")
    0.0455
    """
    validate.has("model", model, "cdf")
    center = validate.number("center", center)
    reach = validate.number("threshold", threshold, least=0) * validate.number("scale", scale, 0, exclusive=True)
    below, above = np.moveaxis(model.cdf(np.array([center - reach, center + reach])), -1, 0)
    return below + (1 - above)


def cross_entropy(model, x):
    """Mean surprise of the model at the data `x`: -mean(log_prob), in nats; shape (lineages,)."""
    return -validate.has("model", model, "log_prob").log_prob(x).mean(axis=-1)


def gaussian_cross_entropy(model, truth):
    """Cross-entropy, in nats, of data from the Gaussian `truth` under the Gaussian `model`; shape (lineages,).

    1/2 ln(2 pi s^2) + (sigma^2 + (mu - m)^2) / (2 s^2), for truth N(m, sigma^2) and model N(mu, s^2): the expectation
    of `cross_entropy` over data from the truth. Infinite where the model has no spread left.
    """
    for name, bell in (("model", model), ("truth", truth)):
        validate.has(name, bell, "mean", "variance")
    gap = truth.variance + (model.mean - truth.mean) ** 2
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        nats = 0.5 * (np.log(2 * np.pi * model.variance) + gap / model.variance)
    return np.where(np.equal(model.variance, 0), np.inf, nats)[()]


def wasserstein2_squared(model, truth):
    """Squared 2-Wasserstein distance between two Gaussians: squared gap of means plus squared gap of sd."""
    for name, bell in (("model", model), ("truth", truth)):
        validate.has(name, bell, "mean", "sd")
    return (model.mean - truth.mean) ** 2 + (model.sd - truth.sd) ** 2


def half_life(curve):
    """First generation at which `curve` is at most half of its value at generation 0; None if it never is.

    Examples
    --------
    >>> half_life([1.0, 0.8, 0.5, 0.3])
    2
    """
    curve = validate.samples("curve", curve, least=1)
    if curve.ndim != 1:
        raise ValueError(f"curve must have one value for each generation, got shape {curve.shape}")
    below = np.flatnonzero(curve <= curve[0] / 2)
    return int(below[0]) if below.size else None


def half_life_band(variance):
    """Half-life of the median over lineages, with the half-lives of the edges of its band: (measured, low, high).

    Parameters
    ----------
    variance : array, shape (generations + 1, lineages)

    Raises
    ------
    ValueError
        If an edge has not halved within the generations given.
    """
    variance = validate.samples("variance", variance, least=1)
    if variance.ndim != 2:
        raise ValueError(f"variance must be of shape (generations + 1, lineages), got shape {variance.shape}")
    median, low, high = median_band(variance)
    lives = [half_life(np.concatenate([median[:1], curve[1:]])) for curve in (median, low, high)]
    if None in lives:
        raise ValueError(f"variance must cover the half-life of its median, got {len(median) - 1} generations")
    return tuple(lives)


def mean_band(values, axis=-1):
    """Mean over lineages and two standard errors either side: (mean, low, high), each without `axis`.

    The band is honest while the values have a finite variance that the lineages show; heavy tails break it.
    """
    values, axis = _along(values, axis, least=2)
    mean = values.mean(axis=axis)
    error = 2 * _spread(values, axis % values.ndim) / np.sqrt(values.shape[axis])
    return mean, mean - error, mean + error


def median_band(values, axis=-1):
    """Median over lineages and two standard errors either side, from the ranks: (median, low, high).

    The number of lineages below the true median is binomial(L, 1/2), so ranks L/2 +- sqrt(L) hold it 19 times in 20,
    whatever the distribution.
    """
    values, axis = _along(values, axis, least=1)
    reach = min(0.5, 1 / np.sqrt(values.shape[axis]))
    low, median, high = np.quantile(values, [0.5 - reach, 0.5, 0.5 + reach], axis=axis)
    return median, low, high


def _spread(values, axis):
    """Standard deviation along the axis, row by row: of all rows at once it would take as much memory as the values."""
    if axis == 0:
        return values.std(axis=0, ddof=1)
    return np.array([row.std(axis=axis - 1, ddof=1) for row in values])


def _along(values, axis, least):
    """Validated values and axis; the band needs at least so many lineages."""
    values = validate.reals("values", values)
    if values.ndim == 0 or values.size == 0:
        raise ValueError(f"values must hold at least {least} along the axis, got shape {values.shape}")
    axis = validate.integer("axis", axis, least=-values.ndim, most=values.ndim - 1)
    if values.shape[axis] < least:
        raise ValueError(f"values must hold at least {least} along the axis, got shape {values.shape}")
    return values, axis


def mass_between(model, low=-np.inf, high=np.inf):
    """Probability the model gives to values above `low` and up to `high`: a tail, or the place of a rare component.

    Parameters
    ----------
    model : fitted model with `cdf`
    low, high : float
        May be infinite; with a quantile of the truth as `low` this is the mass beyond that quantile.

    Returns
    -------
    array, shape (lineages,)

    Examples
    --------
    >>> from collapse.models import FittedMixture
    >>> truth = FittedMixture(weights=[0.92, 0.06, 0.02], means=[0, 8, 14], covariances=[1, 1, 1])
    >>> print(f"{mass_between(truth, 4, 11):.4f}, {mass_between(truth, 11):.4f}")
    0.0600, 0.0201
    """
    validate.has("model", model, "cdf")
    low, high = _interval(low, high)
    below, up_to = np.moveaxis(model.cdf(np.array([low, high])), -1, 0)
    return up_to - below


def score_between(model, held_out, low=-np.inf, high=np.inf):
    """Mean log density, in nats, of the held-out points above `low` and up to `high`; shape (lineages,).

    A model that has lost the place they come from finds them ever more surprising; it need not be told where the place
    is. Minus infinity where the model has no spread left.

    Raises
    ------
    ValueError
        If none of the points lies there.

    Examples
    --------
    >>> from collapse.models import FittedGaussian
    >>> print(f"{score_between(FittedGaussian(mean=0, variance=1), [0.0, 2.0, 4.0], low=1):.2f}")
    -5.92
    """
    validate.has("model", model, "log_prob")
    low, high = _interval(low, high)
    held_out = validate.samples("held_out", held_out, least=1)
    there = held_out[(held_out > low) & (held_out <= high)]
    if there.size == 0:
        raise ValueError(f"held_out must have points between {low} and {high}, got none among {held_out.size}")
    return model.log_prob(there).mean(axis=-1)


def components_alive(model):
    """How many components of a mixture still have weight; shape (lineages,).

    It counts what the *fit* uses. A fit that starts afresh finds work for every component it was given, so that all of
    them can be alive while a component of the truth is long gone.
    """
    return validate.has("model", model, "alive").alive.sum(axis=-1)


def _interval(low, high):
    for name, end in (("low", low), ("high", high)):
        if isinstance(end, bool) or not isinstance(end, numbers.Real):
            raise TypeError(f"{name} must be a number, and may be infinite, got {validate.shown(end)}")
    if not low < high:
        raise ValueError(f"low must be below high, got {low} and {high}")
    return float(low), float(high)


def types_alive(model):
    """How many types of a categorical model still have a probability above 0; shape (lineages,)."""
    return (_table("model", model) > 0).sum(axis=-1)


def heterozygosity(model):
    """Chance that two tokens, drawn with replacement, are of different types: 1 - sum p^2; shape (lineages,).

    Examples
    --------
    >>> from collapse.models import FittedCategorical
    >>> print(f"{heterozygosity(FittedCategorical([0.5, 0.3, 0.2])):.2f}")
    0.62
    """
    return 1 - (_table("model", model) ** 2).sum(axis=-1)


def missing_mass(model, truth):
    """Probability, under the categorical `truth`, of all types that the model has lost; shape (lineages,)."""
    return np.where(_table("model", model) > 0, 0, _table("truth", truth)).sum(axis=-1)


def _table(name, model):
    return validate.has(name, model, "probabilities").probabilities


def good_turing(counts):
    """Estimate of the missing mass from the sample alone: types seen exactly once, divided by N; shape (lineages,).

    Source: I. J. Good, after A. M. Turing.

    Examples
    --------
    >>> print(good_turing(np.array([6, 2, 1, 1])))
    0.2
    """
    counts = validate.counts("counts", counts)
    if not counts.any(axis=-1).all():
        raise ValueError(f"counts must hold at least one token in every lineage, got {validate.shown(counts)}")
    return (counts == 1).sum(axis=-1) / counts.sum(axis=-1)


def categorical_cross_entropy(model, truth):
    """Cross-entropy, in nats, of data from the categorical `truth` under the categorical `model`; shape (lineages,).

    -sum p ln q: the expectation of `cross_entropy` over data from the truth. Infinite where the model has lost a type
    that the truth has.
    """
    p, q = _table("truth", truth), _table("model", model)
    with np.errstate(divide="ignore", invalid="ignore"):
        surprise = np.where(p > 0, -p * np.log(q), 0)
    return surprise.sum(axis=-1)


def words(text):
    """Return the words of a text, in order and as they are written: runs of letters, with apostrophes inside.

    Examples
    --------
    >>> words("'Tis the year 1884, said l'\u00e9t\u00e9.")
    ['Tis', 'the', 'year', 'said', "l'\u00e9t\u00e9"]
    """
    return WORD.findall(validate.text("text", text))


def effective_directions(covariance):
    """How many directions of equal variance would spread the same: (tr S)^2 / tr S^2; shape (lineages,).

    From 1, where everything lies on a line, to d; the inverse of the sum of the squared shares of the variance. 0 where
    there is no spread. Known as participation ratio.

    Parameters
    ----------
    covariance : array, shape (..., d, d)

    Examples
    --------
    >>> print([f"{effective_directions(np.diag(variances)):.1f}" for variances in ([1, 1, 1, 0], [4, 1, 1, 0])])
    ['3.0', '2.0']
    """
    covariance = validate.samples("covariance", covariance, least=1)
    if covariance.ndim < 2 or covariance.shape[-1] != covariance.shape[-2]:
        raise ValueError(f"covariance must be square, shape (..., d, d), got shape {covariance.shape}")
    squared_trace = np.trace(covariance, axis1=-2, axis2=-1) ** 2
    of_square = (covariance**2).sum(axis=(-1, -2))
    return squared_trace / np.where(of_square > 0, of_square, 1)


def mean_by_class(values, classes):
    """Mean over the types of each class: shape (..., number of classes).

    Parameters
    ----------
    values : array, shape (..., types)
    classes : int array, shape (types,)
        The class of each type, 0, 1, ..., none of them empty.

    Examples
    --------
    >>> print(mean_by_class(np.array([1.0, 0.0, 1.0, 5.0]), np.array([0, 0, 0, 1])).round(2))
    [0.67 5.  ]
    """
    values = validate.samples("values", values, least=1)
    types = values.shape[-1]
    classes = validate.counts("classes", classes)
    if classes.shape != (types,) or classes.max() >= types or (np.bincount(classes) == 0).any():
        shown = validate.shown(classes)
        raise ValueError(f"classes must be one for each of the {types} types, none of them empty, got {shown}")
    return np.stack([values[..., classes == each].mean(axis=-1) for each in range(classes.max() + 1)], axis=-1)
