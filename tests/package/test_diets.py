"""What each diet feeds to the next generation."""

from types import SimpleNamespace

import numpy as np
import pytest

from collapse.diets import accumulate, best_of, curate, mix, noisy, replace, subsample, switch, taste
from collapse.loop import last, run
from collapse.models import KDE, Categorical, FittedCategorical, Gaussian, GaussianMixture, NGram
from collapse.models.gaussian import FittedGaussian, Moments, ShortcutGaussian


@pytest.fixture
def newest():
    return SimpleNamespace(data=np.array([1, 2]), synthetic=np.arange(100, 110))


HUMAN = np.array([0, 1, 2, 3, 4, 5, 6])


def test_replace_feeds_only_the_newest(newest):
    assert replace(newest, HUMAN, None) is newest.synthetic


def test_accumulate_keeps_everything_in_order(newest):
    fed = accumulate(newest, HUMAN, None)
    assert fed.tolist() == [1, 2, *range(100, 110)]
    fed[0] = 9
    assert newest.data[0] == 1  # a copy


@pytest.mark.parametrize(("fraction", "kept"), [(0, 0), (0.25, 2), (0.3, 3), (1, 10), (1.0, 10)])
def test_mix_is_as_large_as_the_synthetic_data(newest, fraction, kept):
    fed = mix(fraction)(newest, HUMAN, np.random.default_rng(3))
    assert fed.size == 10
    assert (fed < 100).sum() == kept
    assert fed[kept:].tolist() == list(range(100, 110 - kept))


def test_the_human_part_of_a_mix_is_a_passage_from_a_place_drawn_each_time(newest):
    rng, starts = np.random.default_rng(4), []
    for _ in range(7_000):
        part = mix(0.4)(newest, HUMAN, rng)[:4]
        assert np.array_equal(np.diff(part) % 7, [1, 1, 1])
        starts.append(part[0])
    assert np.bincount(starts, minlength=7) == pytest.approx(1_000, abs=4 * np.sqrt(7_000 * 6 / 49))


# --- every diet with every kind of data ---

DIETS = {
    "replace": replace,
    "accumulate": accumulate,
    "subsample": subsample(),
    "mix": mix(0.25),
    "fixed": mix(0.25, fixed=True),
    "six of them": mix(0.25, fixed=6),
    "curate": curate(lambda items: half(items)),
    "switch": switch(2, replace, accumulate),
}


def half(items):
    """Accept half of what is seen, whatever it is: values, points, passages or types."""
    return np.full(items.shape if items.ndim < 3 else items.shape[:-1], 0.5)


def worlds():
    """Models, each with human data of three histories of 40 and the share of human data that each diet feeds."""
    rng = np.random.default_rng(7)
    tokens = rng.multinomial(40, [0.4, 0.3, 0.2, 0.1], size=3)
    return {
        "Gaussian": (Gaussian(0), rng.standard_normal((3, 40))),
        "unbiased": (Gaussian(1), rng.standard_normal((3, 40))),
        "KDE": (KDE(), rng.standard_normal((3, 40))),
        "mixture": (GaussianMixture(2), rng.standard_normal((3, 40))),
        "points": (GaussianMixture(2, dimension=2), rng.standard_normal((3, 40, 2))),
        "tokens": (Categorical(), tokens),
        "n-gram": (NGram(2, 4), rng.integers(4, size=(3, 40))),
    }


WORLDS = worlds()


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("name", DIETS)
def test_every_diet_feeds_every_model(world, name):
    model, human = WORLDS[world]
    kind = model.fit(human, np.random.default_rng(8)).data_kind
    sizes = [kind.size(turn.data) for turn in run(model, human, 4, np.random.default_rng(8), DIETS[name])]
    growing = dict(accumulate=[40, 80, 120, 160, 200], switch=[40, 40, 40, 80, 120])
    assert sizes == growing.get(name, [40] * 5)


@pytest.mark.parametrize("name", DIETS)
def test_a_single_history_will_do(name):
    for model, human in ((Gaussian(0), np.arange(12.0)), (Categorical(), np.array([5, 4, 3]))):
        assert sum(1 for _ in run(model, human, 4, np.random.default_rng(9), DIETS[name])) == 5


def test_a_chain_leaves_the_diet_as_it_was():
    for diet in (subsample(), mix(0.5, fixed=True)):
        for _ in range(2):
            list(run(Gaussian(0), np.arange(6.0), 3, np.random.default_rng(1), diet))
        assert getattr(diet, "pool", None) is None and getattr(diet, "kept", None) is None


class TestSubsample:
    def test_it_draws_from_everything_and_nothing_twice(self):
        diet, human, fed = subsample(), np.arange(10), None
        rng = np.random.default_rng(2)
        for number in range(3):
            synthetic = np.arange(10) + 10 * (number + 1)
            newest = FittedGaussian(0.0, 1.0, 10)
            fed = diet(SimpleNamespace(data=human, synthetic=synthetic, model=newest), human, rng)
            assert fed.size == 10 == np.unique(fed).size
        assert np.array_equal(diet.pool, np.arange(40))
        assert len(set(fed // 10)) > 1

    def test_every_value_has_the_same_chance(self):
        rng, counts = np.random.default_rng(3), np.zeros(20)
        newest = SimpleNamespace(data=np.arange(8), synthetic=np.arange(8, 20), model=FittedGaussian(0.0, 1.0, 8))
        for _ in range(3_000):
            counts[subsample()(newest, None, rng)] += 1
        assert counts == pytest.approx(np.full(20, 1_200), abs=4 * np.sqrt(3_000 * 0.4 * 0.6))

    def test_a_budget_of_your_own(self):
        turns = run(Gaussian(0), np.arange(6.0), 2, np.random.default_rng(1), subsample(budget=9))
        assert [turn.data.size for turn in turns] == [6, 9, 9]

    def test_the_budget_is_set_by_the_first_generation(self):
        diet, rng = subsample(), _rng()
        sizes = [diet(_values(np.arange(size)), None, rng).size for size in (4, 6, 8)]
        assert sizes == [4, 4, 4]

    def test_what_it_is_called(self):
        assert [repr(subsample()), repr(subsample(2))] == ["subsample()", "subsample(2)"]

    def test_pieces_of_a_text_stay_whole(self):
        newest = SimpleNamespace(data=np.arange(3_000), synthetic=np.arange(3_000, 6_000))
        fed = subsample()(newest, None, np.random.default_rng(4))
        assert fed.size == 3_000
        assert (np.diff(fed) == 1).sum() >= 2_997 and np.unique(fed // 1_000).size == 3

    def test_moments_cannot_be_drawn_from_again(self):
        chain = run(Gaussian(0, shortcut=True), np.arange(6.0), 3, np.random.default_rng(1), subsample())
        with pytest.raises(TypeError, match="shortcut=False"):
            list(chain)


class TestMix:
    def test_fresh_people_are_new_each_time(self):
        source = FittedGaussian(np.zeros(2), np.ones(2), 5)
        human, rng = 50 + np.arange(16.0).reshape(2, 8), np.random.default_rng(1)
        seen = []
        for turn in run(Gaussian(0), human, 3, rng, mix(0.5, fresh=source)):
            seen.append(turn.data[:, :4])
        assert np.abs(seen[1:]).max() < 10
        assert np.unique(np.concatenate(seen[1:])).size == 3 * 8

    def test_fixed_people_are_always_the_same_and_no_one_else(self):
        human = np.arange(2 * 12.0).reshape(2, 12)
        parts = [t.data[:, :6] for t in run(Gaussian(0), human, 5, np.random.default_rng(1), mix(0.5, fixed=3))][1:]
        for part in parts:
            assert np.array_equal(np.sort(part), np.sort(parts[0]))
            assert all(
                np.unique(row).size == 3 and set(row) <= set(people) for row, people in zip(part, human, strict=True)
            )

    def test_fixed_people_are_drawn_by_lot(self):
        firsts = {
            mix(0.5, fixed=2)(_values(np.zeros(4)), np.arange(50.0), np.random.default_rng(s))[0] for s in range(20)
        }
        assert len(firsts) > 5

    @pytest.mark.parametrize(("fixed", "people"), [(1, 10), (2.5, 10), (11, 10), (True, 1)])
    def test_a_fixed_set_of_an_impossible_size_is_refused(self, fixed, people):
        with pytest.raises((TypeError, ValueError), match="fixed"):
            mix(0.5, fixed=fixed)(_values(np.zeros(2 if people == 1 else 20)), np.arange(float(people)), _rng())

    def test_by_lot_the_number_of_people_is_right_on_average(self):
        diet, rng = mix(0.06, by_lot=True), np.random.default_rng(2)
        many = [(diet(_values(np.full(10, 9.0)), np.zeros(10), rng) == 0).sum() for _ in range(4_000)]
        assert set(many) == {0, 1}
        assert np.mean(many) == pytest.approx(0.6, abs=4 * np.sqrt(0.24 / 4_000))

    def test_by_lot_a_number_is_rounded_to_one_of_its_neighbors(self):
        diet, rng = mix(0.26, by_lot=True), np.random.default_rng(3)
        assert {int((diet(_values(np.full(10, 9.0)), np.zeros(10), rng) == 0).sum()) for _ in range(200)} == {2, 3}

    def test_all_people_may_stay(self):
        fed = mix(1, fixed=5)(_values(np.zeros(5)), np.arange(1.0, 6), _rng())
        assert sorted(fed) == [1, 2, 3, 4, 5]

    def test_the_other_diet_gets_all_that_a_diet_gets(self, newest):
        seen, rng = [], _rng()
        mix(0.5, of=lambda *all_three: seen.extend(all_three) or newest.synthetic)(newest, HUMAN, rng)
        assert [id(each) for each in seen] == [id(newest), id(HUMAN), id(rng)]

    def test_what_it_is_called(self):
        kinds = mix(0.25), mix(0.5, fixed=3), mix(0.5, fresh=FittedGaussian(0.0, 1.0, 2))
        assert list(map(repr, kinds)) == ["mix(0.25, fixed=None)", "mix(0.5, fixed=3)", "mix(0.5, fresh=...)"]

    def test_the_synthetic_part_may_come_from_another_diet(self):
        diet = mix(0.25, of=accumulate)
        newest = SimpleNamespace(data=np.full(4, 1.0), synthetic=np.full(4, 2.0), model=FittedGaussian(0.0, 1.0, 4))
        assert sorted(diet(newest, np.zeros(10), _rng())) == [0, 0, 1, 1, 1, 1, 2, 2]

    def test_human_data_are_not_both_fresh_and_fixed(self):
        with pytest.raises(ValueError, match="either fresh or fixed, got both"):
            mix(0.5, fresh=FittedGaussian(mean=0, variance=1), fixed=3)

    def test_a_source_of_other_lineages_is_refused(self):
        source = FittedGaussian(np.zeros(3), np.ones(3), 5)
        with pytest.raises(ValueError, match="same lineages"):
            list(run(Gaussian(0), np.zeros((2, 8)) + np.arange(8), 2, _rng(), mix(0.5, fresh=source)))

    def test_counts_are_thinned_without_replacement(self):
        human = np.array([[30, 10], [5, 35]])
        newest = SimpleNamespace(synthetic=np.array([[0, 40], [40, 0]]), model=FittedCategorical([[0.5, 0.5]] * 2))
        rng, seen = np.random.default_rng(5), []
        for _ in range(2_000):
            seen.append(mix(0.5)(newest, human, rng))
        fed = np.array(seen)
        assert (fed.sum(axis=-1) == 40).all()
        assert fed[:, 0, 0].mean() == pytest.approx(15, abs=0.2) and fed[:, 1, 1].mean() == pytest.approx(17.5, abs=0.2)
        assert fed[:, 0, 0].var() == pytest.approx(20 * 0.75 * 0.25 * 20 / 39, rel=0.15)
        assert (mix(1)(newest, human, rng) == human).all()  # all of them, once each


class TestMoments:
    @pytest.mark.parametrize("rest", [1, 2, 5])
    def test_a_part_has_the_law_of_a_part(self, rest):
        size, L = 4, 40_000
        rng = np.random.default_rng(6)
        values = rng.normal(2, 3, (L, size + rest))
        whole = Moments.of(values)
        raw, short = Moments.of(values[:, :size]), ShortcutGaussian.data_kind.take(whole, size, rng)
        for a, b in ((raw.mean, short.mean), (raw.variance, short.variance)):
            assert b.mean() == pytest.approx(a.mean(), abs=4 * np.sqrt(2 / L) * a.std())
            assert b.std() == pytest.approx(a.std(), rel=0.03)
            of_whole = [np.corrcoef(x, whole.mean)[0, 1] for x in (a, b)]
            assert of_whole[0] == pytest.approx(of_whole[1], abs=0.02)
            of_whole = [np.corrcoef(x, whole.variance)[0, 1] for x in (a, b)]
            assert of_whole[0] == pytest.approx(of_whole[1], abs=0.03)

    def test_pooling_is_exact(self):
        values = np.random.default_rng(7).normal(1, 2, (5, 12))
        parts = [Moments.of(values[:, :3]), values[:, 3:8], Moments.of(values[:, 8:])]
        pooled, direct = ShortcutGaussian.data_kind.join(parts), Moments.of(values)
        assert pooled.size == 12
        assert np.allclose(pooled.mean, direct.mean) and np.allclose(pooled.variance, direct.variance)


class TestCurate:
    def test_only_what_is_accepted_is_fed(self):
        end = last(run(Gaussian(0), np.arange(60.0).reshape(2, 30), 3, _rng(), curate(lambda x: x > 10)))
        assert end.data.shape == (2, 30) and (end.data > 10).all()

    def test_points_are_judged_as_points(self):
        human = np.random.default_rng(1).standard_normal((2, 50, 2))
        fed = curate(lambda x: x[..., 0] > x[..., 1])(_of(GaussianMixture(1, dimension=2), human), human, _rng())
        assert fed.shape == (2, 50, 2) and (fed[..., 0] > fed[..., 1]).all()

    def test_passages_are_judged_as_passages(self):
        human = np.random.default_rng(1).integers(3, size=(2, 1_050))
        seen = []

        def keep(passages):
            seen.append(passages.shape)
            return (passages == 0).mean(axis=-1) > 0.34

        generation = _of(NGram(2, 3), human)
        fed = curate(keep)(generation, human, _rng())
        assert seen[0] == (2, 10, 100) and fed.shape == (2, 1_050)
        assert (fed[:, :1_000].reshape(2, 10, 100) == 0).mean(axis=-1).min() > 0.34

    def test_a_taste_is_a_density(self):
        x = np.array([1.0, 4.0, -2.0])
        assert taste(1.0, 2.0)(x) == pytest.approx(np.exp([0, -9 / 4, -9 / 4]))

    def test_a_noisy_verifier_of_tokens(self):
        human = np.tile([500, 500], (400, 1))
        fed = curate(noisy(lambda t: t == 0, 0.9, 0.3))(_of(Categorical(), human), human, _rng())
        assert (fed.sum(axis=-1) == 1_000).all()
        assert fed[:, 0].mean() == pytest.approx(750, abs=4 * np.sqrt(1_000 * 0.75 * 0.25 / 400) + 1)

    @pytest.mark.parametrize("k", [1, 2, 5])
    def test_the_best_of_k_values(self, k):
        human = np.random.default_rng(2).random((1, 20_000))
        generation = SimpleNamespace(
            synthetic=human, model=SimpleNamespace(data_kind=FittedGaussian.data_kind, sample=_uniform)
        )
        fed = curate(best_of(k, lambda x: x))(generation, human, _rng())
        assert fed.shape == (1, 20_000)
        assert fed.mean() == pytest.approx(k / (k + 1), abs=0.01)

    def test_the_best_of_k_tokens(self):
        p, score = np.array([0.2, 0.3, 0.1, 0.4]), np.array([1.0, 0.0, 1.0, 2.0])  # the first and the third tie
        generation = SimpleNamespace(synthetic=np.array([[10**6, 0, 0, 0]]), model=FittedCategorical([p]))
        fed = curate(best_of(3, lambda t: score[t]))(generation, None, _rng())[0]
        rng = np.random.default_rng(3)
        draws = rng.choice(4, size=(200_000, 3), p=p)
        best = draws[np.arange(200_000), score[draws].argmax(axis=1)]
        assert fed / 10**6 == pytest.approx(np.bincount(best, minlength=4) / 200_000, abs=0.005)

    @pytest.mark.parametrize(("model", "human"), [(Gaussian(0), np.arange(9.0)), (Categorical(), np.array([5, 4]))])
    def test_a_verifier_that_rejects_everything_is_refused_with_its_rate(self, model, human):
        chain = run(model, human, 2, _rng(), curate(lambda x: np.zeros(x.shape)))
        with pytest.raises(ValueError, match="acceptance rate is 0 %.*at least 0.5 %"):
            list(chain)

    def test_a_strict_verifier_is_served(self):
        human = np.random.default_rng(1).standard_normal((3, 200))
        fed = curate(lambda x: np.full(x.shape, 0.01))(_of(Gaussian(0), human), human, _rng())
        assert fed.shape == (3, 200)

    @pytest.mark.parametrize(
        ("keep", "reason"),
        [
            (lambda x: 2 * np.ones(x.shape), "shares from 0 to 1"),
            (lambda x: np.full(x.shape, np.nan), "shares from 0 to 1"),
            (lambda x: 0.5, "one number for each item"),
            (best_of(2, lambda x: 1.0), "one number for each item"),
        ],
        ids=["two", "nan", "one", "score"],
    )
    def test_what_a_verifier_says_is_checked(self, keep, reason):
        human = np.arange(6.0)
        with pytest.raises(ValueError, match=reason):
            curate(keep)(_of(Gaussian(0), human), human, _rng())

    def test_the_best_of_some_judges_none_by_itself(self):
        with pytest.raises(TypeError, match="pass it to curate"):
            best_of(2, len)([1])

    def test_moments_have_no_values_to_look_at(self):
        for keep in (half, best_of(2, abs)):
            with pytest.raises(TypeError, match="shortcut=False"):
                list(run(Gaussian(0, shortcut=True), np.arange(6.0), 1, _rng(), curate(keep)))


class TestSwitch:
    def test_the_diet_changes_after_the_generation_named(self):
        turns = run(Gaussian(0), np.full(6, 5.0) + np.arange(6), 4, _rng(), switch(2, replace, lambda g, h, r: h))
        human = [np.array_equal(turn.data, np.full(6, 5.0) + np.arange(6)) for turn in turns]
        assert human == [True, False, False, True, True]

    def test_it_may_change_at_once_and_passes_everything_on(self, newest):
        seen, rng = [], _rng()
        turn = SimpleNamespace(number=0, synthetic=newest.synthetic)
        switch(0, replace, lambda *all_three: seen.extend(all_three))(turn, HUMAN, rng)
        assert [id(each) for each in seen] == [id(turn), id(HUMAN), id(rng)]


def _rng():
    return np.random.default_rng(11)


def _uniform(size, rng):
    return rng.random((1, size))


def _values(synthetic):
    """A generation of raw values."""
    return SimpleNamespace(synthetic=synthetic, data=synthetic, model=FittedGaussian(0.0, 1.0, synthetic.shape[-1]))


def _of(model, human):
    """Generation 0 of a chain."""
    return next(run(model, human, 0, np.random.default_rng(12)))
