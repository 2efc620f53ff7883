"""Answers to the exercises, right and wrong ones, for `test_exercises.py`: one file a notebook, keyed by number."""

from answers import notebook_00, notebook_01, notebook_02, notebook_03, notebook_04, notebook_05, notebook_06

NOTEBOOKS = [notebook_00, notebook_01, notebook_02, notebook_03, notebook_04, notebook_05, notebook_06]

# For each exercise a list of answers, and one of answers with words of the reason that they have to get.
RIGHT = {number: answers for notebook in NOTEBOOKS for number, answers in notebook.RIGHT.items()}
WRONG = {number: answers for notebook in NOTEBOOKS for number, answers in notebook.WRONG.items()}
