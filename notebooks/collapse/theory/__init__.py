"""Closed forms, each with its source. Nothing here simulates.

One file a subject; what they share is the notation. Truth N(0, 1); sample size M; n counts *fits*, so when the truth is
the reference, generation g has n = g + 1. "Derived in notebook 01" means that the lesson shows the derivation.
"""

from collapse.theory.gaussian import (
    ensemble_trust_limit,
    expected_cross_entropy,
    expected_entropy,
    expected_sd,
    expected_tail_mass,
    expected_variance,
    expected_wasserstein2_squared,
    half_life,
    limit_of_mean,
    mean_log_variance,
    mean_square_of_mean,
    median_variance,
    quantile_variance,
    survival_bound,
    variance_of_log_variance,
)
from collapse.theory.mixture import (
    central_mass_factor,
    component_half_life,
    component_mean_log_variance,
    extinction_probability,
    kde_variance,
    kde_variance_limit,
    kde_variance_scott,
    share_with_descendants,
    sharpened_variance,
    tempered_probabilities,
    tempered_variance,
)

__all__ = [
    "central_mass_factor",
    "component_half_life",
    "component_mean_log_variance",
    "ensemble_trust_limit",
    "expected_cross_entropy",
    "expected_entropy",
    "expected_sd",
    "expected_tail_mass",
    "expected_variance",
    "expected_wasserstein2_squared",
    "extinction_probability",
    "half_life",
    "kde_variance",
    "kde_variance_limit",
    "kde_variance_scott",
    "limit_of_mean",
    "mean_log_variance",
    "mean_square_of_mean",
    "median_variance",
    "quantile_variance",
    "share_with_descendants",
    "sharpened_variance",
    "survival_bound",
    "tempered_probabilities",
    "tempered_variance",
    "variance_of_log_variance",
]
