"""What each diet feeds to the next generation."""

from types import SimpleNamespace

import numpy as np
import pytest

from collapse.diets import accumulate, mix, replace
from collapse.loop import run
from collapse.models import Gaussian


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


def test_accumulate_grows_by_one_sample_a_generation_and_holds_the_humans():
    human = np.arange(4.0)
    turns = list(run(Gaussian(), human, generations=3, rng=np.random.default_rng(1), diet=accumulate))
    assert [turn.data.size for turn in turns] == [4, 8, 12, 16]
    assert np.array_equal(turns[-1].data, np.concatenate([human, *(turn.synthetic for turn in turns[:-1])]))


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


def test_diets_take_many_histories_at_once():
    newest = SimpleNamespace(data=np.zeros((3, 4)), synthetic=np.ones((3, 4)))
    assert accumulate(newest, None, None).shape == (3, 8)
    fed = mix(0.5)(newest, np.zeros((3, 5)), np.random.default_rng(5))
    assert fed.tolist() == [[0, 0, 1, 1]] * 3


def test_with_a_quarter_of_human_data_the_mean_stays_near():
    M, rng = 40, np.random.default_rng(6)
    human = rng.standard_normal((4_000, M))
    for turn in run(Gaussian(ddof=0), human, generations=60, rng=rng, diet=mix(0.25)):
        end = turn.model
    alone = list(run(Gaussian(ddof=0), human, generations=60, rng=rng))[-1].model
    assert np.median(end.variance) > 0.8 > 0.4 > np.median(alone.variance)


@pytest.mark.parametrize("fraction", [-0.1, 1.1, np.nan])
def test_a_fraction_is_from_0_to_1(fraction):
    with pytest.raises(ValueError, match="fraction must be a number from 0 to 1"):
        mix(fraction)


def test_a_fraction_is_a_number():
    with pytest.raises(TypeError, match="fraction"):
        mix("a quarter")
