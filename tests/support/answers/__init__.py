"""Answers to the exercises, right and wrong ones, for `test_exercises.py`: one file a lesson, keyed by number."""

from answers import gaussian, handwriting, headline, human_data, language, mixture, start, words

LESSONS = start, gaussian, mixture, words, language, human_data, headline, handwriting

# For each exercise a list of answers, and one of answers with words of the reason that they have to get.
RIGHT = {number: answers for lesson in LESSONS for number, answers in lesson.RIGHT.items()}
WRONG = {number: answers for lesson in LESSONS for number, answers in lesson.WRONG.items()}
