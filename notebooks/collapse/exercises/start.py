"""The exercises of notebook 00: how to answer, with four small questions about the first picture."""

import numpy as np

from collapse.exercises.base import (
    Exercise,
    beside,
    function_judge,
    known_mistake,
    number_judge,
    one_number,
    right,
    shown,
    wrong,
)

SAMPLE = np.array([61.0, 64.0, 66.5, 68.0, 72.5])


def _judge_spread(answer):
    got = one_number(answer(SAMPLE.copy()))
    if np.ndim(got) != 0:
        return wrong(f"The spread of one sample is one number; your function returned shape {np.shape(got)}.")
    if np.isclose(got, one_number(answer(2 * SAMPLE))):
        return wrong("It gives the same spread for any sample. Compute it from the argument, `sample`.")
    mistakes = [
        (
            SAMPLE.std(ddof=1) / np.sqrt(SAMPLE.size),
            "That is the standard error, how far the *mean* is off. The spread of people has no root of M in it.",
        ),
        (SAMPLE.std(ddof=0), "You divided by M. The unbiased variance divides by M - 1: pass ddof=1."),
        (SAMPLE.var(ddof=1), "That is the variance, in square inches. The standard deviation is its square root."),
        (SAMPLE.var(ddof=0), "That is the variance divided by M. Divide by M - 1 and take the square root."),
        (
            np.abs(SAMPLE - SAMPLE.mean()).mean(),
            "That is the mean absolute deviation. The standard deviation squares the deviations, and takes the root.",
        ),
        (
            SAMPLE.std() * np.sqrt(SAMPLE.size),
            "That is the root of the sum of squares. Divide the sum by M - 1 before you take the root.",
        ),
        (np.ptp(SAMPLE), "That is the range, tallest minus shortest: it depends on two people only."),
    ]
    if mistake := known_mistake(got, mistakes):
        return mistake
    if np.isclose(got, SAMPLE.std(ddof=1)):
        return right("It divides by M - 1, so that the variance is right on average.")
    returned, asked = beside(float(got), SAMPLE.std(ddof=1))
    return wrong(f"For heights 61, 64, 66.5, 68 and 72.5 it returns {returned} instead of {asked}.")


def _judge_generator(answer, seed):
    if isinstance(answer, np.random.RandomState) or answer is np.random:
        return wrong(
            "That is NumPy's old, global way, which any line of code can disturb. Use numpy.random.default_rng."
        )
    if answer is np.random.default_rng:
        return wrong("That is the maker of generators itself. Call it, with the seed in brackets.")
    if not isinstance(answer, np.random.Generator):
        if str(answer) in {f"{seed}", f"{seed}.0"}:
            return wrong("That is the seed. The loop wants the generator that numpy.random.default_rng makes from it.")
        return wrong(f"The answer is a numpy.random.Generator; this is {shown(answer)}.")
    state, fresh = answer.bit_generator.state, np.random.default_rng(seed).bit_generator.state
    if state["bit_generator"] != fresh["bit_generator"]:
        return wrong(
            f"A generator, but of the kind {state['bit_generator']}. numpy.random.default_rng makes the usual one."
        )
    if state == fresh and answer.bit_generator.seed_seq.n_children_spawned:
        return wrong(
            f"Seed {seed}, but it has spawned others already, and its next would not be its first. Make a new one."
        )
    if state == fresh:
        return right("The same seed gives the same history on every machine; another seed gives another history.")
    if state["state"]["inc"] == fresh["state"]["inc"]:
        return wrong(
            f"Seed {seed}, but it has been drawn from: a used generator goes on where it stopped. Make a new one."
        )
    return wrong(f"A generator, but not one made from seed {seed}.")


def _fits_of_generation(generation):
    judge = number_judge(
        generation + 1,
        "Generation 0 is a fit already, so generation g has been through g + 1 fits.",
        [
            (generation, "Generation 0 is already a model, fitted to the humans. Count it."),
            (
                generation - 1,
                f"You counted the steps between models 1 to {generation}. Count the fits themselves, from 0 to "
                f"{generation}.",
            ),
            (
                generation + 2,
                f"The humans are not a fit: count the models of generations 0, 1, and so on to {generation}.",
            ),
        ],
        relative=0,
    )
    return Exercise(
        judge,
        ("List the models: generation 0, 1, ...", f"There are as many fits as models from 0 to {generation}."),
    )


def _invented_people(rows):
    judge = number_judge(
        50 * rows,
        f"Fifty new people for each of the generations 1 to {rows}. Not one of them was ever measured.",
        [
            (50 * rows + 50, "You counted the village of generation 0 as well; those fifty are the human ones."),
            (
                50 * rows - 50,
                f"Row {rows} of the picture is made of invented people too: count generations 1 to {rows}.",
            ),
            (50, "Fifty is the number of people in one row. How many rows were written by a model?"),
            (5 * rows, "The picture draws every tenth row. The question is about all of them."),
            (5 * rows + 50, "The picture draws every tenth row, and the top one is human. Count all the others."),
            (rows, f"{rows} is the number of rows that a model wrote. Each holds fifty people."),
        ],
        relative=0,
    )
    return Exercise(
        judge,
        (
            "How many rows did a model write, and how many people stand in each?",
            f"Rows 1 to {rows}, fifty people each.",
        ),
    )


def _generator(seed):
    return Exercise(
        lambda answer: _judge_generator(answer, seed),
        (
            "The first code cell of this notebook makes one, from another seed.",
            f"That cell has np.random.default_rng, with a seed of its own in brackets. Here the seed is {seed}.",
        ),
    )


EXERCISES = {
    "0.1": _fits_of_generation,
    "0.2": _invented_people,
    "0.3": Exercise(
        function_judge(_judge_spread),
        (
            "numpy.std does it; which argument makes it divide by M - 1?",
            "`ddof` is what is taken off M: its default is 0.",
        ),
    ),
    "0.4": _generator,
}
