"""Bad inputs: whatever is passed, the error names the argument, its value and what is allowed; nothing is half done.

`TABLE` holds every public callable with an argument of each kind; `bad_inputs.py` says what is wrong for a kind.
"""

import importlib
import inspect
import re
from dataclasses import replace
from pkgutil import iter_modules, walk_packages

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bad_inputs as a
import collapse
from collapse import (
    ballot,
    claims,
    comparison,
    diets,
    exercises,
    figures,
    loop,
    measures,
    panels,
    people,
    pictures,
    reading,
    study,
    sweep,
    text,
)
from collapse import models as m
from collapse import theory as t
from collapse.validate import shown

MOST_CHARACTERS = 500

RNG = np.random.default_rng(1)
VALUES = RNG.standard_normal(20)
CODES = np.tile([0, 1, 1, 2], 10)
BELL = m.Gaussian().fit(VALUES)
QUICK_BELL = m.Gaussian(shortcut=True).fit(VALUES)
CLOUD, QUICK_CLOUD = (m.GaussianND(shortcut=quick).fit(VALUES.reshape(-1, 2)) for quick in (False, True))
PICTURES, DIGITS = RNG.random((20, 4)), np.arange(20) % 10
READER = pictures.learn_to_read(PICTURES, DIGITS)
CODER = m.VAE(pixels=4, latent=2, hidden=2, batch=10, epochs=1)
ARTIST = CODER.fit(PICTURES, RNG)
NO_PICTURES = np.ones(4), np.ones((20, 5)), 16 * PICTURES, -3 - PICTURES
KERNELS = m.KDE().fit(VALUES)
TYPES = m.FittedCategorical([0.5, 0.3, 0.2])
MIXTURE = m.FittedMixture([0.5, 0.5], [0, 5], [1, 1])
PLANE = m.FittedMixture([0.5, 0.5], [[0, 0], [5, 5]], [np.eye(2), np.eye(2)])
PAIRS = m.NGram(2, 3).fit(CODES)
NETWORK = m.CharRNN(3, hidden=2, streams=2, steps=5, epochs=1)
WRITER = NETWORK.fit(CODES, RNG)
WRITTEN = loop.Generation(0, WRITER, CODES, CODES)
CORPUS, LONG_CORPUS = (text.Corpus("tiny", "ab b" * many, "made up") for many in (10, 5_000))
STUDY = pd.DataFrame(dict(setting=["protocol"] * 2 + ["other"] * 2, seed=[1, 2] * 2, generation=0, bits=[1.0, 2, 3, 4]))
GRID = pd.DataFrame(dict(features=9, source="human", seed=1, characters=[10, 40], human_bits=[4.0, 2.0]))
CHAINS = comparison.tokens(RNG, generations=2, types=20, size=30)
CHAIN = CHAINS["tokens"]
BALLOT, FIXED = ballot.Ballot(), ballot.fix("bell", "replace", "variance", below=1)
TURNS = list(loop.run(m.GaussianMixture(2), np.append(VALUES, VALUES + 9), 10, RNG))
TOWN = np.array([[3, 2, 1], [4, 2, 0]])


def chain(**arguments):
    """Run a chain to its end."""
    return loop.last(loop.run(**arguments))


def seasons(**arguments):
    """Let all seasons of authors pass."""
    return list(people.write_along(**arguments))


def mix_with_fixed(fixed):
    """Make a diet with the same human data each time, which excludes fresh ones."""
    return diets.mix(0.5, fixed=fixed)


def fit_in_the_plane(data, rng):
    """Fit a mixture in two dimensions."""
    return m.GaussianMixture(2, dimension=2).fit(data, rng)


def log_prob_in_the_plane(x):
    """Ask a mixture in two dimensions for its log density."""
    return PLANE.log_prob(x)


M, n, ddof, fits = a.counts(100, 2), a.counts(5, 0), a.option(1, 0), a.counts(5, 1)
law, human = dict(M=M, n=n, ddof=ddof), a.share(0.1)
size, rng = a.count(10, 1), a.seeded()
bell = a.thing(BELL, m.Gaussian(), m.Gaussian)
truth = a.thing(BELL, m.Gaussian(), TYPES)
mixed, table = a.thing(MIXTURE, m.GaussianMixture(2), BELL), a.thing(TYPES, m.Categorical(), BELL)
p = a.distribution([0.5, 0.3, 0.2])
positive, nonnegative, portion = (
    a.number(0.5, least=0, exclusive=True),
    a.number(0.5, least=0),
    a.number(0.5, least=0, most=1),
)
inner = a.number(0.5, least=0, most=1, exclusive=True)
claim = a.Kind(1, (None, 0, 12, -1, 1.5, "1", "one", [1], {1}, a.NAN, True), st.integers(12))

TABLE = {
    # the loop and its diets
    loop.run: (
        chain,
        dict(
            model=a.thing(m.Gaussian(), m.Gaussian, BELL),
            human=replace(a.sample(VALUES), called="data"),  # the model says so that is fitted to them
            generations=a.count(2, 0),
            rng=rng,
            diet=a.function(diets.replace),
            size=a.optional(a.count(5, 2)),
        ),
    ),
    loop.last: dict(turns=a.Kind([1, 2], (None, 3, 1.5, [], "", (), iter([])))),
    diets.subsample: dict(budget=a.optional(a.count(5, 2))),
    diets.mix: dict(
        fraction=portion,
        fresh=a.optional(a.thing(BELL, m.Gaussian())),
        by_lot=a.switch(False),
        of=a.function(diets.replace),
    ),
    mix_with_fixed: dict(fixed=a.optional(a.optional(a.count(5, 2)), True)),
    diets.curate: dict(keep=a.function(abs)),
    diets.taste: dict(center=a.number(1.0), variance=positive),
    diets.noisy: dict(good=a.function(abs), tpr=portion, fpr=portion),
    diets.best_of: dict(k=a.count(2, 1), score=a.function(abs)),
    diets.switch: dict(at=a.count(2, 0), first=a.function(diets.replace), then=a.function(diets.replace)),
    # models: what to fit
    m.Gaussian: dict(ddof=ddof, shortcut=a.switch(True)),
    m.Gaussian().fit: dict(data=a.sample(VALUES)),
    m.GaussianND: dict(ddof=ddof, shortcut=a.switch(True)),
    m.GaussianND().fit: dict(data=a.more(a.sample(VALUES.reshape(-1, 2)), np.ones(3), np.ones((1, 2)))),
    m.KDE: dict(bandwidth=a.Kind(0.5, positive.bad, positive.more)),
    m.KDE().fit: dict(data=a.sample(VALUES)),
    m.Categorical: dict(temperature=positive),
    m.Categorical().fit: dict(data=a.tallies([3, 2, 1])),
    m.GaussianMixture: dict(
        n_components=a.count(2, 1),
        dimension=a.option(1, 2),
        covariance_type=a.option("full", "diag", "spherical"),
        start=a.option("k-means++"),
        warm_start=a.switch(False),
        tol=nonnegative,
        max_iter=a.count(9, 1),
        floor=inner,
    ),
    m.GaussianMixture(2).fit: dict(data=a.sample(VALUES), rng=rng),
    fit_in_the_plane: dict(data=a.points(VALUES.reshape(-1, 2)), rng=rng),
    m.NGram: dict(
        order=a.count(2, 1, 6), characters=a.count(3, 1, 256), temperature=positive, smoothing=a.switch(True)
    ),
    m.NGram(2, 3).fit: dict(data=a.codes(CODES, 3)),
    m.CharRNN: dict(
        characters=a.count(3, 2),
        cell=a.option("gru", "rnn"),
        hidden=a.count(2, 1),
        streams=a.count(2, 1),
        steps=a.count(5, 1),
        epochs=a.count(1, 1),
        rate=positive,
        warm_up=a.count(2, 0),
        clip=positive,
        temperature=nonnegative,
        dtype=a.option("float32", "float64"),
        optimizer=a.option("adam", "sgd"),
        start=a.optional(a.thing(None, NETWORK, m.CharRNN)),
    ),
    NETWORK.fit: dict(data=a.codes(CODES, 3, flat=True), rng=rng, progress=a.optional(a.function(print))),
    m.VAE: dict(
        pixels=a.count(64, 1),
        latent=a.count(2, 1, 64),
        hidden=a.count(2, 1),
        batch=a.count(2, 1),
        epochs=a.count(1, 1),
        rate=positive,
        warm_up=a.count(2, 0),
        clip=positive,
        noise=nonnegative,
        dtype=a.option("float64", "float32"),
    ),
    CODER.fit: dict(
        data=a.more(a.sample(PICTURES), *NO_PICTURES, PICTURES[:9]),
        rng=rng,
        progress=a.optional(a.function(print)),
    ),
    # models: what came out, or was written down
    m.FittedGaussian: dict(
        mean=a.share(0.0, -np.inf, np.inf), variance=a.share(1.0, 0, np.inf), sample_size=a.count(3, 0)
    ),
    BELL.repeat: dict(lineages=a.count(3, 1), shortcut=a.switch(True)),
    m.FittedCategorical: dict(probabilities=p, sample_size=a.count(3, 0), temperature=positive),
    m.FittedMixture: dict(
        weights=a.distribution([0.5, 0.5]),
        means=a.sample([0, 5]),
        covariances=a.more(a.sample([1, 1]), [1, 0], [1, -1], [1, 1, 1]),
    ),
    BELL.sample: dict(size=size, rng=rng),
    BELL.log_prob: dict(x=a.reals([0.0, 1.0])),
    BELL.cdf: dict(x=a.reals([0.0, 1.0])),
    QUICK_BELL.sample: dict(size=a.count(10, 2), rng=rng),
    CLOUD.sample: dict(size=size, rng=rng),
    CLOUD.log_prob: dict(x=a.points(VALUES.reshape(-1, 2))),
    QUICK_CLOUD.sample: dict(size=a.count(10, 2), rng=rng),
    KERNELS.sample: dict(size=size, rng=rng),
    KERNELS.log_prob: dict(x=a.reals([0.0, 1.0])),
    KERNELS.cdf: dict(x=a.reals([0.0, 1.0])),
    TYPES.sample: dict(size=size, rng=rng),
    TYPES.log_prob: dict(x=a.codes([0, 1, 2], 3)),
    MIXTURE.sample: dict(size=size, rng=rng),
    MIXTURE.log_prob: dict(x=a.sample([0.0, 1.0], least=1)),
    MIXTURE.responsibilities: dict(x=a.sample([0.0, 1.0], least=1)),
    MIXTURE.cdf: dict(x=a.reals([0.0, 1.0])),
    log_prob_in_the_plane: dict(x=a.points([[0.0, 1.0]])),
    PAIRS.sample: dict(size=size, rng=rng),
    PAIRS.log_prob: dict(x=a.codes([0, 1, 2], 3)),
    WRITER.sample: dict(
        size=size,
        rng=rng,
        temperature=a.optional(nonnegative),
        streams=a.optional(a.count(2, 1, 10)),
    ),
    WRITER.sample_after: dict(
        prompts=a.codes([0, 1], 3),
        size=size,
        rng=rng,
        temperature=a.optional(nonnegative),
        penalty=a.number(2.0, least=1),
        span=a.count(2, 1),
    ),
    WRITER.beam_search: dict(
        prompts=a.codes([0, 1], 3), size=size, width=a.count(2, 1), penalty=a.number(2.0, least=1), span=a.count(2, 1)
    ),
    WRITER.log_prob: dict(x=a.codes([0, 1, 2], 3), temperature=nonnegative),
    WRITER.bits_per_character: dict(x=a.codes([0, 1, 2], 3)),
    WRITER.resume: dict(data=a.codes(CODES, 3, flat=True), progress=a.optional(a.function(print))),
    ARTIST.sample: dict(size=size, rng=rng, noise=a.optional(nonnegative)),
    ARTIST.encode: dict(x=a.more(a.sample(PICTURES), *NO_PICTURES)),
    ARTIST.log_prob: dict(x=a.more(a.sample(PICTURES), *NO_PICTURES)),
    ARTIST.code_costs: dict(x=a.more(a.sample(PICTURES), *NO_PICTURES)),
    ARTIST.decode: dict(codes=a.more(a.sample(np.ones((3, 2))), np.ones((3, 4)))),
    ARTIST.resume: dict(
        data=a.more(a.sample(PICTURES), *NO_PICTURES, PICTURES[::-1]), progress=a.optional(a.function(print))
    ),
    # measures of models and of numbers
    measures.tail_mass: dict(model=bell, threshold=nonnegative, center=a.number(0.0), scale=positive),
    measures.cross_entropy: dict(model=bell, x=a.reals([0.0, 1.0])),
    measures.gaussian_cross_entropy: dict(model=bell, truth=truth),
    measures.wasserstein2_squared: dict(model=bell, truth=truth),
    measures.half_life: dict(curve=a.more(a.sample([1.0, 0.4], least=1), np.ones((2, 2)))),
    measures.half_life_band: dict(variance=a.sample(np.outer([1, 0.4], np.ones(9)))),
    measures.mean_band: dict(values=a.more(a.reals(np.ones((3, 5))), [], 3.0, [1.0]), axis=a.count(-1, -2, 1)),
    measures.median_band: dict(values=a.more(a.reals(np.ones((3, 5))), [], 3.0), axis=a.count(-1, -2, 1)),
    measures.mass_between: dict(
        model=bell,
        low=a.Kind(0.0, (None, "0", True, 1j, [0.0], a.NAN, 9.0, a.INF)),
        high=a.Kind(1.0, (None, "1", True, 1j, [1.0], a.NAN, -9.0, -a.INF)),
    ),
    measures.score_between: dict(
        model=bell,
        held_out=a.sample([0.5, 2.0], least=1),
        low=a.Kind(0.0, (None, "0", True, 1j, [0.0], a.NAN, 9.0, a.INF)),
        high=a.Kind(1.0, (None, "1", True, 1j, [1.0], a.NAN, -9.0, -a.INF)),
    ),
    measures.components_alive: dict(model=mixed),
    measures.types_alive: dict(model=table),
    measures.heterozygosity: dict(model=table),
    measures.missing_mass: dict(model=table, truth=table),
    measures.good_turing: dict(counts=a.tallies([3, 2, 1])),
    measures.categorical_cross_entropy: dict(model=table, truth=table),
    measures.words: dict(text=a.text("one two")),
    measures.effective_directions: dict(covariance=a.more(a.sample(np.eye(3)), np.ones(3), np.ones((3, 2)))),
    measures.mean_by_class: dict(
        values=a.sample([1.0, 2.0, 3.0], least=1),
        classes=a.Kind([0, 0, 1], (*a.tallies([0]).bad[:-1], [0, 0, 2], [1, 1, 1], [0, 1])),
    ),
    # theory of one Gaussian
    t.expected_variance: law,
    t.mean_square_of_mean: law,
    t.expected_sd: law,
    t.mean_log_variance: law,
    t.variance_of_log_variance: dict(M=M, n=n),
    t.median_variance: law,
    t.quantile_variance: law | dict(q=inner),
    t.half_life: dict(M=M, ddof=ddof),
    t.limit_of_mean: dict(ddof=ddof),
    t.expected_wasserstein2_squared: law,
    t.expected_tail_mass: law | dict(threshold=nonnegative),
    t.expected_entropy: law,
    t.expected_cross_entropy: law | dict(M=a.counts(100, 4)),
    t.ensemble_limit: dict(M=a.count(100, 2), lineages=a.count(9, 1)),
    t.survival_bound: dict(M=M, n=n, threshold=positive),
    # theory of many directions
    t.lyapunov_exponents: dict(M=a.count(100, 2), d=a.count(5, 1, 99), ddof=ddof),
    t.expected_squares: dict(M=M, n=n, of_square=nonnegative, squared_trace=nonnegative, ddof=ddof),
    t.effective_directions: dict(M=a.counts(100, 3), n=n, r0=a.number(5.0, least=1)),
    t.directions_left: dict(M=M, n=n, r0=a.number(5.0, least=1)),
    # theory of human data
    t.accumulate_limit: dict(M=M),
    t.accumulate_variance: dict(M=M, n=fits),
    t.blend_mean_square: dict(M=a.counts(100, 1), weight=a.share(0.5)),
    t.budget_mean_square: dict(M=M, n=fits),
    t.curated_mean: dict(n=n, taste=positive, center=a.number(1.0), initial=positive),
    t.curated_odds: dict(n=n, odds=nonnegative, tpr=portion, fpr=inner),
    t.curated_variance: dict(n=n, taste=positive, initial=positive),
    t.curated_with_humans: dict(share=portion, taste=positive, center=a.number(1.0), rounds=a.count(9, 0)),
    t.fixed_mean_square: dict(M=M, share=human, m=a.counts(10, 2)),
    t.fresh_border: dict(M=M),
    t.fresh_mean_square: dict(M=M, share=human, n=a.optional(fits), ddof=ddof),
    t.fresh_variance: dict(M=M, share=human, n=a.optional(fits), ddof=ddof),
    t.human_price: dict(M=M, people=a.share(10, 0, 100)),
    t.human_worth: dict(M=M, people=a.share(10, 0, 100)),
    t.intervention_variance: dict(
        diet=a.option("fresh", "replace", "accumulate", "fixed"),
        M=a.count(100, 2),
        share=portion,
        at=a.count(2, 0),
        last=a.count(5, 0),
    ),
    t.recovery_mean: dict(share=human, n=n, start=a.number(1.0)),
    t.recovery_second_moment: dict(share=human, n=n, start=nonnegative),
    t.recovery_time: dict(share=human, factor=a.number(3.0, least=1, exclusive=True)),
    t.regression_error: dict(T=a.counts(51, 3), d=a.counts(10, 1), n=fits, noise=nonnegative),
    t.reservoir_mean_square: dict(M=M, share=human, m=a.counts(10, 2)),
    t.shared_label_error: dict(
        N=a.counts(51, 12), d=a.count(10, 1), share=portion, offset=nonnegative, noise=nonnegative
    ),
    t.shared_label_limit: dict(share=portion, offset=nonnegative),
    t.tempered_fresh_variance: dict(share=human, tau=nonnegative, M=a.optional(M)),
    t.word_back: dict(p=human, tokens=a.counts(10, 0), n=n),
    # theory of mixtures and other models
    t.central_mass_factor: dict(c=inner),
    t.component_half_life: dict(M=a.counts(100, 2), w=a.share(0.5)),
    t.component_mean_log_variance: dict(M=a.counts(100, 2), w=a.share(0.5), n=n),
    t.extinction_probability: dict(M=a.counts(100, 1), w=a.share(0.5), n=n),
    t.kde_variance: dict(M=M, n=n, h=nonnegative, initial=nonnegative),
    t.kde_variance_limit: dict(M=M, h=nonnegative),
    t.kde_variance_scott: dict(M=M, n=n, initial=nonnegative),
    t.share_with_descendants: dict(n=n),
    t.sharpened_variance: dict(n=n, tau=nonnegative),
    t.tempered_probabilities: dict(p=p, n=a.counts(5, 0), temperature=positive),
    t.tempered_variance: dict(n=n, temperature=nonnegative),
    # theory of tokens
    t.heterozygosity: dict(initial=portion, N=a.counts(100, 1), n=n),
    t.inflow_heterozygosity: dict(N=a.counts(100, 1), inflow=portion),
    t.mean_surprise: dict(p=p, n=n, temperature=positive),
    t.surprise_sd: dict(p=p, N=a.counts(100, 1), n=n),
    t.missing_mass: dict(p=p, N=a.counts(100, 1)),
    t.originals_left: dict(N=a.counts(100, 1), n=fits),
    t.survival_probability: dict(p=human, N=a.counts(100, 1), n=n),
    t.takeover_probability: dict(p=human),
    t.takeover_time: dict(N=a.counts(100, 1), p=human),
    t.types_left: dict(p=p, N=a.counts(100, 1), n=n),
    t.zipf_missing_mass: dict(N=a.counts(100, 1), beta=a.number(2.0, least=1, exclusive=True)),
    # theory of authors, and authors
    t.collective_diversity: dict(
        originality=portion, n=n, how=a.option("blend", "by lot"), outside=portion, spread=nonnegative
    ),
    t.individual_novelty: dict(
        originality=portion, n=n, how=a.option("blend", "by lot"), own=portion, outside=portion, spread=nonnegative
    ),
    people.write_along: (
        seasons,
        dict(
            originality=portion,
            generations=a.count(2, 0),
            rng=rng,
            authors=a.count(9, 2),
            histories=a.count(2, 1),
            how=a.option("blend", "by lot"),
            own=portion,
            outside=portion,
            spread=nonnegative,
        ),
    ),
    # texts
    text.load: dict(name=a.name("novels"), lower=a.switch(True)),
    text.Corpus: dict(name=a.text("tiny"), text=a.text("abba"), source=a.text("made up"), as_bytes=a.switch(False)),
    CORPUS.encode: dict(text=a.more(a.text("ab"), "c", "A", "\n")),
    CORPUS.decode: dict(codes=a.codes([0, 1], 3, least=0)),
    reading.vocabulary: dict(text=a.text("one two")),
    reading.by_frequency: dict(
        text=a.text("one two"), bands=a.Kind({"once": (1, 1)}, (None, 3, "once", ["once"], {"once": 1}, {"once": "ab"}))
    ),
    reading.survival: dict(
        text=a.text("one two"), groups=a.Kind({"a": {"one"}}, (None, 3, "one", ["one"], {"a": 1}, {"a": None}))
    ),
    reading.real_words: dict(text=a.text("one two"), known=a.Kind({"one"}, (None, 3, "one two", a.NAN))),
    reading.repetition: dict(text=a.text("abcabc"), length=a.count(2, 1, 6)),
    reading.compressed: dict(text=a.more(a.text("abc"), "")),
    reading.side_by_side: dict(chains=a.Kind({"long": (LONG_CORPUS, [WRITTEN])}, (None, 3, "tiny", [CORPUS], a.NAN))),
    reading.cross_table: dict(
        models=a.Kind([WRITER], (None, 3, "models", [None], [BELL], WRITER)),
        texts=a.Kind([CODES], (None, 3, a.NAN)),
    ),
    # pictures
    pictures.learn_to_read: dict(
        pictures=a.more(a.sample(PICTURES), np.ones(20), [[0.0, 1.5]], [[-0.1, 0.5]], 16 * PICTURES),
        digits=a.more(a.tallies(DIGITS), np.arange(20), np.arange(20) % 9, np.arange(10)),
    ),
    pictures.table: dict(name=a.anything("value"), value=a.more(a.sample(PICTURES), np.ones(20), [[0.0, 1.5]])),
    READER.probabilities: dict(pictures=a.more(a.sample(PICTURES), np.ones((3, 5)))),
    READER.read: dict(pictures=a.more(a.sample(PICTURES), np.ones((3, 5)))),
    READER.shares: dict(pictures=a.more(a.sample(PICTURES), np.ones((3, 5)))),
    READER.unsure: dict(pictures=a.more(a.sample(PICTURES), np.ones((3, 5)))),
    # what the last two notebooks compute
    sweep.point: dict(
        diet=a.option("fresh", "replace", "accumulate", "fixed"),
        share=a.Kind(0.1, (*portion.bad, 0.001), portion.more),
        M=a.count(100, 2),
        generations=a.count(2, 0),
        lineages=a.count(9, 2),
    ),
    study.summary: dict(
        table=a.thing(STUDY, STUDY.rename(columns={"setting": "set"})),
        name=a.option("bits"),
        generation=a.optional(a.option(0)),
    ),
    study.slopes: dict(table=a.thing(GRID, STUDY), features=a.option(9), source=a.option("human")),
    comparison.verdicts: dict(chains=a.Kind(CHAINS, (None, 3, "a", [CHAIN], CHAIN, {"a": None}))),
    comparison.table: dict(chains=a.Kind(CHAINS, (None, 3, "a", [CHAIN], CHAIN, {"a": None}))),
    comparison.profile: dict(chains=a.Kind(CHAINS, (None, 3, "a", [CHAIN], CHAIN, {"a": None}))),
    CHAIN.change: dict(measure=a.option("human", "own", "rare", "variety")),
    CHAIN.left: dict(measure=a.option("human", "own", "rare", "variety")),
    comparison.bells: dict(rng=rng, generations=a.count(1, 1)),
    comparison.kinds: dict(rng=rng, generations=a.count(1, 1), lineages=a.count(2, 1)),
    comparison.tokens: dict(rng=rng, generations=a.count(1, 1), types=a.count(20, 10), size=a.count(9, 2)),
    comparison.letters: dict(
        corpus=a.thing(text.Corpus("tiny", "ab b a " * 4_000, "made up"), "text"),
        rng=rng,
        generations=a.count(1, 1),
        size=a.count(90, 5),
    ),
    comparison.network: dict(settings=a.Kind(("T = 1",), (None, 3, "T = 1", ("T = 9",), [1], a.NAN))),
    claims.verdict: dict(number=claim),
    claims.find: dict(number=claim),
    BALLOT.verdict: dict(number=claim),
    FIXED.met: dict(value=a.number(1.0)),
    # what a learner calls
    exercises.check: dict(number=a.name("0.1"), answer=a.anything(3), reason=a.switch(True)),
    exercises.hint: dict(number=a.name("0.1"), level=a.count(1, 1, 2)),
    figures.photocopies: dict(
        pages=a.anything(np.ones((11, 5))), expected_sd=a.anything(np.ones(11)), every=a.count(10, 1)
    ),
    figures.geyser: dict(turns=a.anything(TURNS), every=a.count(10, 1)),
    figures.one_town: dict(history=a.anything(TOWN), names=a.anything(("A", "B", "C")), marked=a.count(2, 1, 3)),
    panels.photocopier: dict(heights=a.sample(np.linspace(60, 70, 300))),
    panels.vocabulary: dict(text=a.more(a.text("one two two"), "", "12 34")),
}  # fmt: skip


def target(function):
    """Return what is called, and the kinds of its arguments."""
    row = TABLE[function]
    return row if isinstance(row, tuple) else (function, row)


def called(function):
    """Return the name by which a callable is known, with that of its class."""
    owner = getattr(function, "__self__", None)
    module = (function if owner is None else type(owner)).__module__.removeprefix("collapse.")
    return f"{module}.{function.__qualname__ if owner is None else f'{type(owner).__name__}.{function.__name__}'}"


def complaint(function, name, bad):
    """Call a function with one bad argument; return what is wrong with its answer, None if nothing is."""
    do, kinds = target(function)
    given = {other: kind.make() for other, kind in kinds.items()} | {name: bad}
    before = repr(given["rng"].bit_generator.state) if isinstance(given.get("rng"), np.random.Generator) else None
    try:
        do(**given)
    except (TypeError, ValueError) as problem:
        said = str(problem)
    except Exception as problem:  # whatever else comes out is what the test is looking for
        return f"raises {type(problem).__name__}: {problem}"
    else:
        return "is accepted"
    wrong = {
        "does not name the argument": not re.search(rf"\b{kinds[name].called or name}\b", said),
        "does not show the value": not any(trace in said for trace in a.traces(bad)),
        "does not say what is allowed": not re.search(r"\bmust\b", said),
        "is too long": len(said) > MOST_CHARACTERS,
        "comes after the generator has been used": before and before != repr(given["rng"].bit_generator.state),
    }
    found = [words for words, is_so in wrong.items() if is_so]
    return f"{', '.join(found)}: {said[:200]!r}" if found else None


@pytest.mark.parametrize("function", TABLE, ids=called)
def test_right_values_pass(function):
    do, kinds = target(function)
    do(**{name: kind.make() for name, kind in kinds.items()})


@pytest.mark.parametrize("function", TABLE, ids=called)
def test_the_ends_of_a_range_are_in_it(function):
    do, kinds = target(function)
    for name, end in [(name, end) for name, kind in kinds.items() for end in kind.ends]:
        try:
            do(**{other: kind.make() for other, kind in kinds.items()} | {name: end})
        except ValueError as problem:  # what is allowed by itself may not go with the other arguments
            assert not re.search(
                rf"\b{kinds[name].called or name} must be (an integer|a (finite )?number)", str(problem)
            )


@pytest.mark.parametrize("function", TABLE, ids=called)
def test_a_bad_value_is_a_clear_error(function, capsys):
    _, kinds = target(function)
    tried = [(name, bad) for name, kind in kinds.items() for bad in kind.bad]
    found = {f"{name} = {shown(bad)}": complaint(function, name, bad) for name, bad in tried}
    assert {call: words for call, words in found.items() if words} == {}
    assert capsys.readouterr().out == ""


DRAWN = [(function, name) for function in TABLE for name, kind in target(function)[1].items() if not kind.more.is_empty]


@settings(max_examples=600)
@given(st.data())
def test_so_is_what_hypothesis_thinks_of(data):
    function, name = data.draw(st.sampled_from(DRAWN), label="argument")
    bad = data.draw(target(function)[1][name].more, label="value")
    assert complaint(function, name, bad) is None


UNLISTED = {"data_kinds", "definitions", "settings", "tables", "validate"}  # rooms that only other rooms use
ROOMS = [importlib.import_module(f"collapse.{room.name}") for room in iter_modules(collapse.__path__)]
ROOMS = [room for room in ROOMS if room.__name__.removeprefix("collapse.") not in UNLISTED]
WITHOUT = {
    "loop.Generation": "made by `run`",
    "diets.feeding.replace": "called by `run`, with what it has made",
    "diets.feeding.accumulate": "called by `run`, with what it has made",
    "text.Book": "the novels, written down beside it",
    "people.Season": "made by `write_along`",
    "claims.Claim": "the claims, written down below it",
    "ballot.Fixed": "made by `fix`",
    "ballot.fix": "its two borders exclude each other: in test_ballot",
    "ballot.read": "of a file: in test_ballot",
    "ballot.tally": "of files: in test_ballot",
    "comparison.Chain": "made by the functions below it",
    "comparison.valley": "called by `kinds`, with the modes of the humans it has made",
    "pictures.Handwriting": "made by `load`",
    "pictures.Reader": "made by `learn_to_read`",
    "pictures.packed": "writes the tables of data/",
    "pictures.unpacked": "reads the tables of data/",
    "panels.handwriting.drawings": "takes tables of data/",
    "pictures.softmax": "a step of `learn_to_read`, which has checked",
    "models.gaussian_nd.ShortcutGaussianND.log_prob": "that of `FittedGaussianND`",
    "models.ngram.NGram.contexts": "a step of `fit`, which has checked",
    "models.ngram.NGram.keys": "a step of `fit`, which has checked",
    "models.gaussian.ShortcutGaussian.cdf": "that of `FittedGaussian`",
    "models.gaussian.ShortcutGaussian.log_prob": "that of `FittedGaussian`",
    "models.gaussian.ShortcutGaussian.repeat": "that of `FittedGaussian`",
    "panels.language.bands": "takes a table of data/",
    "panels.language.passages": "takes tables of data/",
    "panels.language.recipes": "takes tables of data/",
}
UNTRIED = {
    "models.gaussian.Gaussian.fit": {"rng"},  # here and in the next four it is ignored
    "models.gaussian_nd.GaussianND.fit": {"rng"},
    "models.kde.KDE.fit": {"rng"},
    "models.ngram.NGram.fit": {"rng"},
    "models.categorical.Categorical.fit": {"rng"},
    "diets.feeding.mix": {"fixed"},  # see `mix_with_fixed`
    "models.mixture.FittedMixture": {"floored", "converged", "sample_size"},  # set by the fit
}
DRAWING = "figures."  # they draw what the cell above has computed; what a learner may turn on them is in the table


def public(room):
    """Yield what a room offers that takes arguments: its functions and classes."""
    offered = getattr(room, "__all__", None) or [name for name in vars(room) if not name.startswith("_")]
    for each in (getattr(room, name) for name in offered):
        ours = callable(each) and getattr(each, "__module__", "").startswith(room.__name__)
        if ours and not _is_exception(each) and inspect.signature(each).parameters:
            yield each


def _is_exception(each):
    return isinstance(each, type) and issubclass(each, BaseException)


def methods():
    """Yield the methods that take arguments of all models: of what can be fitted, and of what came out."""
    for file in walk_packages(m.__path__, "collapse.models."):
        for name, kind in inspect.getmembers(importlib.import_module(file.name), inspect.isclass):
            if kind.__module__ == file.name and (hasattr(kind, "fit") or name.startswith(("Fitted", "Shortcut"))):
                for method, function in inspect.getmembers(kind, inspect.isfunction):
                    if not method.startswith("_") and len(inspect.signature(function).parameters) > 1:
                        yield f"{file.name.removeprefix('collapse.')}.{name}.{method}"


def test_everything_public_is_in_the_table_or_has_a_reason_not_to_be():
    offered = {called(each) for room in ROOMS for each in public(room)}
    offered |= set(methods())
    tried = {called(function) for function in TABLE}
    missing = {name for name in offered - tried - set(WITHOUT) if not name.startswith(DRAWING)}
    assert missing == set()
    assert set(WITHOUT) <= offered - tried


def test_every_argument_of_what_is_in_the_table_is_tried():
    for function in TABLE:
        do, kinds = target(function)
        left = set(inspect.signature(function).parameters) - set(kinds) - UNTRIED.get(called(function), set())
        assert left == set(), called(function)
