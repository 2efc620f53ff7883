"""Things that can fit and sample.

A *model* is a specification with `fit(data, rng)`, which returns a *fitted* model with

- `sample(size, rng)`: `size` draws for every lineage,
- `log_prob(x)`: log density or log probability, in nats,
- `sample_size`: how many values a lineage was fitted to.

Lineages are the leading axes: values of shape (lineages, M) are that many independent fits at once, and so are points,
counts and texts, whose shapes each model names; only the networks take one text, or one set of pictures. A fitted model
may also have `degenerate`, True where a fit has no spread left, and `data_kind`, how its data are joined and divided
(see `collapse.data_kinds`; without it, as codes in order). `em.py` is no model, but how the mixture is fitted; nor are
`descent.py`, `progress.py` and `trained.py`, by which the networks are trained, show how far they are, and go on.
"""

from collapse.models.categorical import Categorical, FittedCategorical
from collapse.models.char_rnn import CharRNN
from collapse.models.gaussian import FittedGaussian, Gaussian
from collapse.models.gaussian_nd import GaussianND
from collapse.models.kde import KDE
from collapse.models.mixture import FittedMixture, GaussianMixture
from collapse.models.ngram import NGram
from collapse.models.vae import VAE

__all__ = [
    "KDE",
    "VAE",
    "Categorical",
    "CharRNN",
    "FittedCategorical",
    "FittedGaussian",
    "FittedMixture",
    "Gaussian",
    "GaussianMixture",
    "GaussianND",
    "NGram",
]
