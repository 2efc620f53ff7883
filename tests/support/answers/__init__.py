"""Answers to the exercises, right and wrong ones, for `test_exercises.py`: one file a lesson, keyed by number.

Where a task has numbers, `VARIED` makes the answers from them, so that an exam's can be tried as well. Others that are
wrong and that the guide for instructors names are tried from there.
"""

from answers import gaussian, handwriting, headline, human_data, language, mixture, start, words
from collapse.exercises.given import GIVEN

LESSONS = start, gaussian, mixture, words, language, human_data, headline, handwriting
VARIED = {number: make for lesson in LESSONS for number, make in lesson.VARIED.items()}

# For each exercise a list of answers, and one of answers with words of the reason that they have to get.
RIGHT = {number: answers for lesson in LESSONS for number, answers in lesson.RIGHT.items()}
WRONG = {number: answers for lesson in LESSONS for number, answers in lesson.WRONG.items()}
for number, make in VARIED.items():
    right, wrong = make(**GIVEN[number])
    RIGHT[number] = right + RIGHT.get(number, [])
    WRONG[number] = wrong + WRONG.get(number, [])
