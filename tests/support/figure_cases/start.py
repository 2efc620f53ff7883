"""The figure of notebook 00, on small data of its own."""

import numpy as np

from collapse import figures


def case_photocopies():
    pages = [np.array([60.0, 66.0, 75.0]) / (1 + page) for page in range(5)]
    numbers = ["3", "0", "60.0", "75.0", "4", "12.0", "15.0"]
    picture = figures.photocopies(pages, np.full(5, 2.5), every=2)
    return picture, numbers, [np.arange(5), np.arange(5)]
