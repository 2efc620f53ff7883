"""Every interactive panel, one file a lesson. Each returns a `Panel`: controls, picture, words."""

from collapse.panels.gaussian import histories
from collapse.panels.handwriting import drawings
from collapse.panels.headline import writers
from collapse.panels.human_data import diet
from collapse.panels.language import bands, passages, recipes
from collapse.panels.mixture import rare_modes
from collapse.panels.start import photocopier
from collapse.panels.words import vocabulary

__all__ = [
    "bands",
    "diet",
    "drawings",
    "histories",
    "passages",
    "photocopier",
    "rare_modes",
    "recipes",
    "vocabulary",
    "writers",
]
