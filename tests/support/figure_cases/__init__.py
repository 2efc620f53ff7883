"""Every figure on small data of its own: a file a lesson, a function `case_...` a figure.

A case returns the picture, the numbers that its sentence must hold, recomputed there, and the curves of theory that
must be in it. Whatever is asked of every figure is asked of `CASES`.
"""

from functools import cache

from figure_cases import front_page, gaussian, handwriting, headline, human_data, language, mixture, start, words

LESSONS = front_page, start, gaussian, mixture, words, language, human_data, headline, handwriting
CASES = {
    name.removeprefix("case_"): cache(case)
    for lesson in LESSONS
    for name, case in vars(lesson).items()
    if name.startswith("case_")
}
