"""The one loop: what it yields, what it passes on, what it keeps, and what it refuses."""

import gc
import re
import warnings
import weakref

import numpy as np
import pytest

from collapse.loop import DegenerateFitWarning, last, run
from collapse.models import Gaussian

SEED = 1


class Counter:
    """A model that is its data's first value; it generates the next number, over and over."""

    def __init__(self):
        self.fits = []

    def fit(self, data, rng):
        self.fits.append((data, rng))
        return FittedCounter(data)


class FittedCounter:
    def __init__(self, data):
        self.value, self.sample_size = data[0], len(data)

    def sample(self, size, rng):
        return np.full(size, self.value + 1)


class Fading(Counter):
    """Its second lineage has no spread left from generation 2 on, and its third from generation 4 on."""

    def fit(self, data, rng):
        fitted = super().fit(data, rng)
        fitted.degenerate = np.array([False, data[0] >= 2, data[0] >= 4])
        return fitted


class Remember:
    """A diet that feeds everything it has ever seen."""

    def __init__(self):
        self.seen = []

    def __call__(self, generation, human, rng):
        self.seen.append(generation.synthetic)
        return np.concatenate(self.seen)


HUMAN = np.zeros(5)


class TestWhatItYields:
    @pytest.mark.parametrize("generations", [0, 1, 7, np.int64(3)])
    def test_generations_0_to_n(self, rng, generations):
        numbers = [generation.number for generation in run(Counter(), HUMAN, generations, rng)]
        assert numbers == list(range(generations + 1))

    def test_generation_0_is_fitted_to_the_human_data_themselves(self, rng):
        (first,) = run(Counter(), HUMAN, 0, rng)
        assert first.data is HUMAN
        assert first.model.value == 0

    def test_every_generation_is_trained_on_what_the_one_before_generated(self, rng):
        chain = list(run(Counter(), HUMAN, 4, rng))
        assert [generation.data[0] for generation in chain] == [0, 1, 2, 3, 4]
        assert [generation.synthetic[0] for generation in chain] == [1, 2, 3, 4, 5]
        assert all(child.data is parent.synthetic for parent, child in zip(chain, chain[1:], strict=False))

    def test_the_chains_own_generator_reaches_every_fit(self, rng):
        model = Counter()
        list(run(model, HUMAN, 3, rng))
        assert [passed is rng for _, passed in model.fits] == [True] * 4

    def test_lineages_are_the_leading_axis(self, rng):
        end = last(run(Gaussian(), rng.standard_normal((7, 10)), 3, rng, size=4))
        assert end.data.shape == (7, 4)
        assert end.model.mean.shape == (7,)

    def test_the_same_seed_gives_the_same_chain_and_another_seed_another(self):
        def means(seed):
            return [g.model.mean for g in run(Gaussian(), [1.0, 2.0, 4.0], 5, np.random.default_rng(seed))]

        assert means(1) == means(1)
        assert means(1)[1:] != means(2)[1:]


class TestHowMuchIsSampled:
    def test_by_default_as_much_as_generation_0_was_fitted_on(self, rng):
        sizes = [(len(g.data), len(g.synthetic)) for g in run(Counter(), HUMAN, 3, rng, diet=Remember())]
        assert sizes == [(5, 5), (5, 5), (10, 5), (15, 5)]

    def test_or_as_much_as_is_said(self, rng):
        sizes = [(len(g.data), len(g.synthetic)) for g in run(Counter(), HUMAN, 2, rng, size=2)]
        assert sizes == [(5, 2), (2, 2), (2, 2)]


class TestDiet:
    def test_it_is_given_the_generation_the_human_data_and_the_generator(self, rng):
        meals = []

        def diet(generation, human, given_rng):
            meals.append((generation.number, human is HUMAN, given_rng is rng))
            return generation.synthetic

        list(run(Counter(), HUMAN, 3, rng, diet=diet))
        assert meals == [(0, True, True), (1, True, True), (2, True, True)]

    def test_every_chain_has_its_own_copy(self, rng):
        diet = Remember()
        one, other = run(Counter(), HUMAN, 3, rng, diet=diet), run(Counter(), HUMAN + 100, 3, rng, diet=diet)
        turns = list(zip(one, other, strict=True))
        assert [list(np.unique(generation.data)) for generation, _ in turns] == [[0], [1], [1, 2], [1, 2]]
        assert [list(np.unique(generation.data)) for _, generation in turns] == [[100], [101], [101, 102], [101, 102]]
        assert diet.seen == []

    def test_what_is_done_to_it_later_does_not_reach_a_chain_that_has_begun(self, rng):
        diet = Remember()
        chain = run(Counter(), HUMAN, 1, rng, diet=diet)
        diet.seen.append(np.array([99.0]))
        assert [99.0 in generation.data for generation in chain] == [False, False]


class TestMemory:
    def test_nothing_is_done_before_it_is_asked_for(self, rng):
        model = Counter()
        chain = run(model, HUMAN, 10**12, rng)
        assert len(model.fits) == 0
        next(chain)
        assert len(model.fits) == 1

    def test_only_the_newest_generation_is_kept(self, rng):
        chain = run(Gaussian(), rng.standard_normal((3, 4)), 5, rng)
        generations, models, samples = [], [], []
        for _ in range(4):
            generation = next(chain)
            generations.append(weakref.ref(generation))
            models.append(weakref.ref(generation.model))
            samples.append(weakref.ref(generation.synthetic))
        del generation
        gc.collect()
        assert [ref() is not None for ref in generations] == [False, False, False, True]
        assert [ref() is not None for ref in models] == [False, False, False, True]
        assert [ref() is not None for ref in samples] == [False, False, True, True], "the newest data are its parent's"


class TestDegenerateFit:
    def test_the_chain_goes_on_and_says_so_once(self, rng):
        with pytest.warns(DegenerateFitWarning) as caught:
            numbers = [generation.number for generation in run(Fading(), HUMAN, 6, rng)]
        assert numbers == [0, 1, 2, 3, 4, 5, 6]
        assert [str(warning.message) for warning in caught] == [
            "generation 2: 1 of 3 fits have no spread left; the chain goes on"
        ]

    def test_the_warning_points_at_the_line_that_asked_for_the_generation(self, rng):
        with pytest.warns(DegenerateFitWarning) as caught:
            list(run(Fading(), HUMAN, 2, rng))
        assert caught[0].filename == __file__

    def test_every_chain_warns_for_itself(self, rng):
        for _ in range(2):
            with pytest.warns(DegenerateFitWarning):
                list(run(Fading(), HUMAN, 2, rng))

    @pytest.mark.parametrize("shortcut", [False, True])
    def test_a_gaussian_fitted_to_one_value_repeats_it_for_ever(self, rng, shortcut):
        with pytest.warns(DegenerateFitWarning, match="generation 0: 1 of 1 fits"):
            end = last(run(Gaussian(shortcut=shortcut), [0.3] * 7, 50, rng))
        assert (end.number, end.model.mean, end.model.variance) == (50, 0.3, 0)

    def test_without_one_there_is_no_warning(self, rng):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            list(run(Gaussian(), rng.standard_normal((20, 10)), 20, rng))
            list(run(Counter(), HUMAN, 3, rng))


def refuses(error, text):
    return pytest.raises(error, match=re.escape(text))


class TestWhatItRefuses:
    """At the call, before anything is fitted, except for what only the diet can know."""

    @pytest.mark.parametrize("nothing", [None, [], "", (), np.ones((3, 0)), np.ones((0, 3))], ids=repr)
    def test_a_diet_that_returns_nothing(self, rng, nothing):
        def starve(generation, human, rng):
            return generation.synthetic if generation.number < 2 else nothing

        chain = run(Counter(), HUMAN, 5, rng, diet=starve)
        assert [next(chain).number for _ in range(3)] == [0, 1, 2]
        text = f"diet must return the data of the next generation; starve returned {nothing!r} after generation 2"
        with refuses(ValueError, text):
            next(chain)

    def test_a_diet_whose_data_cannot_be_fitted(self, rng):
        chain = run(Gaussian(), [1.0, 2.0], 5, rng, diet=lambda generation, human, rng: [float("nan"), 1.0])
        next(chain)
        with refuses(ValueError, "data must be finite, got 1 values such as nan"):
            next(chain)


class _CountsItsFits(Gaussian):
    """A model that remembers, as a mixture with a warm start does."""

    fits = 0

    def fit(self, data, rng=None):
        self.fits += 1
        return super().fit(data, rng)


def test_each_chain_works_on_its_own_copy_of_a_model_that_remembers():
    model = _CountsItsFits()
    for _ in range(2):
        list(run(model, [1.0, 2.0, 4.0], generations=3, rng=np.random.default_rng(1)))
    assert model.fits == 0


class _Interrupted(Gaussian):
    """A model whose third fit is stopped by its reader, as a long training may be."""

    def __init__(self, log):
        super().__init__()
        self.log = log

    def fit(self, data, rng=None):
        self.log.append("fit")
        fitted = super().fit(data, rng)
        object.__setattr__(fitted, "finished", len(self.log) < 3)
        return fitted


def test_an_interrupted_fit_is_the_last_of_its_chain():
    log = []
    chain = list(run(_Interrupted(log), [1.0, 2.0, 4.0], generations=9, rng=np.random.default_rng(1)))
    assert [turn.number for turn in chain] == [0, 1, 2]
    assert len(log) == 3
