"""The variational autoencoder: its gradient, its bound, that it learns, and that a training can stop and go on."""

import io

import numpy as np
import pytest
from scipy import stats

from collapse import pictures
from collapse.diets import accumulate, curate, mix
from collapse.loop import last, run
from collapse.models import VAE
from collapse.models.progress import PICTURES, Progress, bar
from collapse.models.vae import Batch, Parameters

SEED = 31
SMALL = dict(pixels=5, latent=2, hidden=4, batch=8, epochs=3)


def stripes(rng, many=40):
    """Pictures of five pixels with two things to say: which of two halves is dark, and how dark it is."""
    dark = rng.random((many, 1))
    return np.where(rng.random((many, 1)) < 0.5, [1, 1, 0, 0, 0], [0, 0, 0, 1, 1]) * dark


def random_case(rng, size=6, pixels=5, latent=2, hidden=4):
    parameters = Parameters(pixels, latent, hidden)
    parameters.randomize(rng.random((9, pixels)), rng)
    parameters.flat[:] += 0.3 * rng.standard_normal(parameters.flat.size)
    return (
        parameters,
        Batch(pixels, latent, hidden, size),
        rng.random((pixels, size)),
        rng.standard_normal((latent, size)),
    )


def layer(weights, inputs):
    return weights @ np.append(inputs, 1.0)


class TestLoss:
    def test_it_is_the_mean_of_the_formula_over_the_pictures(self, rng):
        parameters, batch, x, noise = random_case(rng)
        losses = []
        for picture, draw in zip(x.T, noise.T, strict=True):
            told = layer(parameters.tell, np.tanh(layer(parameters.see, picture)))
            q = [
                stats.norm(mean, np.exp(0.5 * log_variance))
                for mean, log_variance in zip(*np.split(told, 2), strict=True)
            ]
            code = [each.mean() + each.std() * sign for each, sign in zip(q, draw, strict=True)]
            drawn = 0.5 + 0.5 * np.tanh(layer(parameters.draw, np.tanh(layer(parameters.hear, code))))
            kl = sum(0.5 * (each.var() + each.mean() ** 2 - 1 - np.log(each.var())) for each in q)
            losses.append(kl - stats.norm(drawn, np.exp(parameters.log_noise[0])).logpdf(picture).sum())
        assert batch.forward(parameters, x, noise) == pytest.approx(np.mean(losses))

    @pytest.mark.parametrize("sizes", [(5, 2, 4), (3, 3, 1), (1, 1, 2), (9, 1, 6)])
    def test_the_gradient_is_that_of_finite_differences(self, rng, sizes):
        parameters, batch, x, noise = random_case(rng, 6, *sizes)
        _, gradient = batch.loss_and_gradient(parameters, x, noise)
        found, step = gradient.flat.copy(), 1e-5
        for i in range(found.size):
            sides = []
            for sign in (1, -1):
                parameters.flat[i] += sign * step
                sides.append(batch.forward(parameters, x, noise))
                parameters.flat[i] -= sign * step
            assert found[i] == pytest.approx((sides[0] - sides[1]) / (2 * step), rel=1e-5, abs=1e-7), i

    def test_float32_is_the_same_to_its_digits(self, rng):
        parameters, batch, x, noise = random_case(rng)
        loss, gradient = batch.loss_and_gradient(parameters, x, noise)
        single = Parameters(5, 2, 4, "float32", parameters.flat.astype("float32"))
        quick, slope = Batch(5, 2, 4, 6, "float32").loss_and_gradient(single, x, noise.astype("float32"))
        assert quick == pytest.approx(loss, rel=1e-5)
        np.testing.assert_allclose(slope.flat, gradient.flat, rtol=1e-3, atol=1e-4)
        assert slope.flat.dtype == "float32"


class TestFit:
    def test_it_learns_to_draw_what_it_has_seen(self, rng):
        data = stripes(rng, 400)
        fitted = VAE(5, 2, 16, batch=40, epochs=200).fit(data, rng)
        assert fitted.losses[-50:].mean() < fitted.losses[:50].mean() - 3
        drawn = fitted.sample(2_000, rng, noise=0)
        left, right = drawn[:, :2].mean(axis=1), drawn[:, 3:].mean(axis=1)
        assert np.minimum(left, right).mean() < 0.15 < 0.3 < np.maximum(left, right).mean()
        assert np.abs(drawn[:, 2]).max() < 0.1
        np.testing.assert_allclose(drawn.mean(axis=0), data.mean(axis=0), atol=0.1)

    def test_the_same_seed_gives_the_same_numbers_and_another_does_not(self):
        data = stripes(np.random.default_rng(1))
        one, two, three = (VAE(**SMALL).fit(data, np.random.default_rng(seed)) for seed in (2, 2, 3))
        assert np.array_equal(one.state.parameters, two.state.parameters)
        assert not np.array_equal(one.state.parameters, three.state.parameters)

    def test_every_picture_of_whole_batches_is_seen_once_an_epoch(self, rng, monkeypatch):
        seen = []
        original = Batch.loss_and_gradient
        monkeypatch.setattr(
            Batch,
            "loss_and_gradient",
            lambda self, p, x, noise: (seen.append(x.copy()), original(self, p, x, noise))[1],
        )
        data = stripes(rng, 24)
        VAE(**SMALL).fit(data, rng)
        assert len(seen) == 9
        for epoch in (seen[:3], seen[3:6], seen[6:]):
            assert sorted(np.concatenate(epoch, axis=1).T.tolist()) == sorted(data.tolist())
        assert not np.array_equal(seen[0], seen[3])

    def test_one_picture_over_and_over_is_degenerate_and_harmless(self, rng):
        fitted = VAE(**SMALL).fit(np.full((8, 5), 0.5), rng)
        assert fitted.degenerate and np.isfinite(fitted.losses).all()
        assert not VAE(**SMALL).fit(stripes(rng), rng).degenerate

    def test_a_training_that_diverges_says_so(self, rng):
        with pytest.raises(FloatingPointError, match="choose a rate below"), np.errstate(all="ignore"):
            VAE(**SMALL | dict(rate=1e6, epochs=50, clip=1e300)).fit(stripes(rng), rng)


class TestStopAndGoOn:
    @staticmethod
    def stop_after(count):
        def show(progress):
            if progress.done == count and not progress.stopped:
                raise KeyboardInterrupt

        return show

    @pytest.mark.parametrize("count", [1, 5, 7])
    def test_a_resumed_training_ends_at_the_same_numbers(self, rng, count):
        data = stripes(rng)
        whole = VAE(**SMALL).fit(data, np.random.default_rng(4))
        part = VAE(**SMALL).fit(data, np.random.default_rng(4), progress=self.stop_after(count))
        assert not part.finished and len(part.losses) == count
        assert part.sample(3, rng).shape == (3, 5)
        done = part.resume(data, progress=None)
        assert done.finished and np.array_equal(done.losses, whole.losses)
        assert np.array_equal(done.state.parameters, whole.state.parameters)
        assert len(part.losses) == count  # what was interrupted stays as it is

    def test_the_bar_speaks_of_pictures(self):
        out = io.StringIO()
        bar(out)(Progress(30, 30, -12.5, 25_000, 0, unit=PICTURES))
        assert "-12.50 nats/picture  25 k pictures/s" in out.getvalue()

    def test_the_meter_measures_pictures(self, rng):
        seen = []
        VAE(**SMALL).fit(stripes(rng), rng, progress=seen.append)
        assert [each.done for each in seen] == list(range(1, 16))
        assert seen[-1].unit == PICTURES and seen[-1].seconds_left == 0


@pytest.fixture(scope="module")
def writer():
    """A network that has learned real digits, in a second."""
    people = pictures.load()
    return people, VAE().fit(people.train, np.random.default_rng(1))


class TestFitted:
    def test_the_noise_is_added_as_learned(self, writer, rng):
        _, fitted = writer
        plain, noisy = (fitted.sample(4_000, np.random.default_rng(2), noise=share) for share in (0, 1))
        assert (noisy - plain).std() == pytest.approx(fitted.noise_sd, rel=0.01)
        assert np.abs((noisy - plain).mean()) < 0.01
        half = fitted.sample(4_000, np.random.default_rng(2), noise=0.5)
        np.testing.assert_allclose(half, (plain + noisy) / 2)
        assert 0 <= plain.min() and plain.max() <= 1

    def test_the_models_noise_is_the_default(self, writer):
        people, fitted = writer
        quiet = VAE(noise=0, epochs=1).fit(people.train, np.random.default_rng(1))
        assert quiet.sample(50, np.random.default_rng(2)).max() <= 1
        assert fitted.sample(50, np.random.default_rng(2)).max() > 1

    def test_what_it_encodes_it_decodes_again(self, writer):
        people, fitted = writer
        mean, sd = fitted.encode(people.held_out)
        off = fitted.decode(mean) - people.held_out
        assert (off**2).mean() < 0.35 * people.held_out.var(axis=0).mean()
        assert (sd < 1).mean() > 0.9

    def test_log_prob_is_the_bound_whatever_the_draws(self, writer):
        people, fitted = writer
        x = people.held_out[:100]
        batch, rng = Batch(*fitted.model.sizes, 100), np.random.default_rng(5)
        draws = [np.repeat(rng.standard_normal((8, 1)), 100, axis=1) for _ in range(400)]  # one for all pictures
        losses = [batch.forward(fitted.parameters, x.T, draw) for draw in draws]
        error = np.std(losses) * np.sqrt(1 / 400 + 1 / 16)
        assert abs(fitted.log_prob(x).mean() + np.mean(losses)) < 4.5 * error
        np.testing.assert_allclose(fitted.log_prob(x[:7]), fitted.log_prob(x)[:7])

    def test_it_is_a_lower_bound(self, writer):
        """Of the logarithm of the mean density over many codes, weighted for where they were drawn."""
        people, fitted = writer
        x, rng = people.held_out[:20], np.random.default_rng(6)
        mean, sd = fitted.encode(x)
        weights = []
        for _ in range(200):
            z = mean + sd * rng.standard_normal(mean.shape)
            drawn = stats.norm(fitted.decode(z), fitted.noise_sd).logpdf(x).sum(axis=1)
            weights.append(drawn + (stats.norm.logpdf(z) - stats.norm(mean, sd).logpdf(z)).sum(axis=1))
        log_density = np.logaddexp.reduce(weights, axis=0) - np.log(200)
        assert (fitted.log_prob(x) < log_density + 0.05).all()
        assert (fitted.log_prob(x) > log_density - 10).all()

    def test_code_costs_are_what_the_code_tells(self, writer):
        people, fitted = writer
        mean, sd = fitted.encode(people.train[:200])
        kl = 0.5 * (mean**2 + sd**2 - 1) - np.log(sd)
        np.testing.assert_allclose(fitted.code_costs(people.train[:200]), kl.mean(axis=0))

    def test_it_says_what_it_is(self, writer):
        assert repr(writer[1]) == "FittedVAE(64 pixels, 8 latent, 64 hidden, sample_size=1438, 420 updates)"


class TestLoop:
    def test_the_diets_of_the_collection_feed_it_unchanged(self, rng):
        data, model = stripes(rng), VAE(**SMALL)
        shapes = {
            diet: [turn.data.shape for turn in run(model, data, 2, rng, diet=diet)] for diet in (accumulate, mix(0.25))
        }
        assert list(shapes.values()) == [[(40, 5), (80, 5), (120, 5)], [(40, 5)] * 3]

    def test_a_curator_chooses_among_pictures(self, rng):
        turns = run(VAE(**SMALL), stripes(rng), 1, rng, diet=curate(lambda x: x[:, 0] > x[:, 4]))
        data = last(turns).data
        assert data.shape == (40, 5) and (data[:, 0] > data[:, 4]).all()
