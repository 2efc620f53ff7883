"""Every interactive panel, one file a subject. Each returns a `Panel`: controls, picture, words."""

from collapse.panels.gaussian import gaussian
from collapse.panels.headline import writers
from collapse.panels.human_data import diet
from collapse.panels.language import bands, passages
from collapse.panels.mixture import rare_modes
from collapse.panels.start import photocopier
from collapse.panels.words import words

__all__ = ["bands", "diet", "gaussian", "passages", "photocopier", "rare_modes", "words", "writers"]
