"""The exercises of notebook 06: eleven claims to break, and three questions about evidence.

A claim is broken by one setting under which it fails. Whether an answer is one is found out by running it, with a
generator of its own; the rest of the experiment stays as the claim's cell has it.
"""

import copy
import dataclasses
import warnings
from collections.abc import Mapping
from functools import cache
from types import SimpleNamespace

import numpy as np
import scipy  # its parts are read at first use: they take as long to import as all else

from collapse import comparison, measures, theory
from collapse.definitions import DEFINITIONS, NO, YES
from collapse.diets import curate, mix, noisy, replace
from collapse.exercises.base import (
    Exercise,
    as_number,
    beside,
    function_judge,
    known_mistake,
    number_judge,
    one_number,
    right,
    several,
    shown,
    wrong,
)
from collapse.loop import run
from collapse.models import KDE, Categorical, FittedGaussian, Gaussian, NGram
from collapse.people import write_along
from collapse.text import load

RISE, OUTLIER = 0.5, 2.0
HUMANS = FittedGaussian(mean=0, variance=1)
MODELS = [(0.4, 0.6), (-1.2, 0.3), (0.0, 1.0)]  # mean and sd of fitted bells


def _guarded(judge):
    """Let a judge that runs the learner's setting also answer for settings that cannot be run."""

    def guarded(answer):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a chain that has died is a result here
            try:
                return judge(answer)
            except Exception as problem:  # whatever the setting makes the loop raise is the reason
                return wrong(f"With {shown(answer)} the loop stopped: {type(problem).__name__}: {problem}")

    return guarded


def _ends(model, human, generations, diet):
    """Return the first and the last fitted model of many histories."""
    first, *_, last = (turn.model for turn in run(model, human, generations, np.random.default_rng(6), diet))
    return first, last


def _diet_judge(own, judge):
    """Make a judge of a diet; `own` is what is told of those that are recognized without running them, or None."""

    def judged(answer):
        if isinstance(answer, str):
            return wrong(f"The answer is a diet, which is a function: write {answer[:20]} without the quotes.")
        if isinstance(answer, type):
            return wrong(f"That makes diets; one is made by calling it: {answer.__name__}(...).")
        # A diet that remembers is copied, as `run` would do it: the learner's stays as it is.
        return own(answer) or _guarded(function_judge(judge))(copy.deepcopy(answer) if callable(answer) else answer)

    return judged


class _Noted:
    """A fitted model that notes what it writes in the first history, as when a diet asks it for more."""

    def __init__(self, model, written):
        self._model, self._written = model, written

    def __getattr__(self, name):
        return getattr(self._model, name)

    def sample(self, size, rng):
        made = self._model.sample(size, rng)
        self._written.extend(made[0])
        return made


def _watched(diet, human):
    """Return a diet that does the same, and what is seen of it in the first history, which stands for all.

    `seen.models` tells whether it has fed anything that a model wrote, `seen.news` whether it has fed anything that
    neither generation 0 was trained on nor a model wrote.
    """
    written, seen = [], SimpleNamespace(models=False, news=False)

    def fed(generation, human_again, rng):
        written.extend(generation.synthetic[0])
        meal = diet(dataclasses.replace(generation, model=_Noted(generation.model, written)), human_again, rng)
        by_models = np.isin(meal[0], written)
        seen.models |= bool(by_models.any())
        seen.news |= not bool((by_models | np.isin(meal[0], human[0])).all())
        return meal

    return fed, seen


# --- claims 1 to 5: what happens to a model ---


def _known_1(answer):
    if answer is replace:
        return wrong("That is the diet under which the claim was run. What else could the next generation be fed?")
    fresh = getattr(answer, "fresh", None)
    if fresh is not None and np.ndim(getattr(fresh, "mean", [])) == 0:
        return wrong("Each history needs people of its own, and there are 200 here: fresh=everybody.repeat(200).")
    return None


def _run_1(diet):
    people = np.random.default_rng(1).standard_normal((200, 50))
    diet, seen = _watched(diet, people)
    first, last = _ends(Gaussian(ddof=0), people, 100, diet)
    if not seen.models:
        return wrong("No model's text is in it, and the claim is about models that are trained on what models wrote.")
    surprise = [measures.gaussian_cross_entropy(model, HUMANS) for model in (first, last)]
    rise = np.median(surprise[1] - surprise[0]) / np.log(2)
    if not rise < RISE:
        return wrong(
            f"Under this diet the surprise at human data still rises by {rise:.2g} bits in the median history. What is "
            "in the training set that generation 0 did not write?"
        )
    return right(
        f"It rises by {rise:.2g} bits now, with the same model, estimator and M. The claim does not name the diet."
    )


def _bells(ddof, lineages, generations, rng):
    """The models of many histories, M = 50."""
    people = FittedGaussian(mean=0, variance=1).repeat(lineages, shortcut=True).sample(50, rng)
    return [turn.model for turn in run(Gaussian(ddof, shortcut=True), people, generations, rng)]


@cache
def _tails():
    """Mass beyond two human sd in generations 0 and 50, unbiased bells, M = 50."""
    first, *_, last = _bells(1, 20_000, 50, np.random.default_rng(2))
    return tuple(measures.tail_mass(model, OUTLIER) for model in (first, last))


def _judge_2(answer):
    first, last = (one_number(answer(tails.copy())) for tails in _tails())
    if first.ndim or last.ndim:
        return wrong(f"One number for all histories is asked for; your function returned shape {first.shape}.")
    if np.isclose(first, np.median(_tails()[0])):
        return wrong("That is the median, as in the claim's cell: the history in the middle loses its tails.")
    if one_number(answer(_tails()[0].copy())) != first:
        return wrong("It returns another number each time it is asked about the same histories.")
    if not one_number(answer(_tails()[0] + 0.5)) > first:
        return wrong(
            "If every history had more tail, this number would not be larger: it does not say how much there is."
        )
    if not last > first:
        return wrong(f"By this measure the tails are lost as well: from {first:.3g} to {last:.3g}.")
    means = [tails.mean() for tails in _tails()]
    other = "" if np.isclose(last * means[0], first * means[1]) else " The mean over all of them grows as well."
    said = "in the same histories: the claim does not say of which of them it speaks."
    return right(f"From {first:.3g} to {last:.3g}, {said}{other}")


def _positive(answer):
    """Return the answer as a float if it is a number above 0 and below 100; else None."""
    number = as_number(answer)
    return number if number is not None and 0 < number < 100 else None


@_guarded
def _judge_3(answer):
    if isinstance(answer, type):
        return wrong(f"That is the class; a model is made by calling it: {answer.__name__}(...).")
    if hasattr(answer, "sample") and not hasattr(answer, "fit"):
        return wrong("That one is fitted already. The loop fits the model itself: give it without .fit(...).")
    if isinstance(answer, Categorical | NGram):
        return wrong("That is a model of words or letters, and the people here are numbers.")
    if not callable(getattr(answer, "fit", None)):
        return wrong(f"The answer is a model, such as those of collapse.models; this is {shown(answer)}.")
    first, last = _ends(answer, np.random.default_rng(3).standard_normal((50, 50)), 20, replace)
    left = np.median(last.variance) / np.median(first.variance)
    if left > 1:
        return right(f"Its median variance grows by a factor of {left:.2g}: how a model errs depends on the model.")
    if isinstance(answer, KDE):
        return wrong(
            f"{100 * left:.0f} % of the variance is left. Kernels that are narrower than 1/sqrt(M - 1) human sd lose "
            "more by resampling than they add."
        )
    return wrong(f"{100 * left:.0f} % of the median variance is left after 20 generations: this one narrows, too.")


@_guarded
def _judge_4(answer):
    T = _positive(answer)
    if T is None:
        return wrong(f"The answer is a temperature, a number above 0 and below 100; this is {shown(answer)}.")
    corpus = load(lower=True)
    first, last = _ends_of_letters(NGram(3, len(corpus.alphabet), T), corpus)
    own, human = (float(after - before) for before, after in zip(first, last, strict=True))
    if own < 0:
        why = "sharper than fair sampling"
        if T > 1:
            why = "generation 0 writes noise that surprises it, and the later ones learn that noise. Go nearer to 1"
        return wrong(f"At T = {T:g} it grows surer of itself (by {-own:.2g} bits a character): {why}.")
    if human < 0.1:
        return wrong(f"At T = {T:g} it is not more wrong: its surprise at human data changes by {human:.2g} bits.")
    return right(
        f"At T = {T:g} its surprise at itself rises by {own:.2g} bits, at human data by {human:.2g}: more wrong, "
        "and less confident. The claim does not name the temperature."
    )


def _ends_of_letters(model, corpus):
    """Bits a character, of the model's own text and of human text, in generations 0 and 6."""
    read = []
    for turn in run(model, corpus.train[:20_000], 6, np.random.default_rng(4), size=20_000):
        texts = turn.synthetic, corpus.held_out[:10_000]
        read.append([measures.cross_entropy(turn.model, text) / np.log(2) for text in texts])
    return read[0], read[-1]


@cache
def _collapsed():
    """Mean and sd of bells, ML, M = 50, in generation 100."""
    *_, last = _bells(0, 2_000, 100, np.random.default_rng(5))
    return last.mean, last.sd


def _seen(k, low, high):
    """Share of the humans between two values that are beyond k of the model's own sd; the median history."""
    ndtr = scipy.special.ndtr
    mean, sd = _collapsed()
    inside = np.maximum(ndtr(np.minimum(mean + k * sd, high)) - ndtr(np.maximum(mean - k * sd, low)), 0)
    return np.median(1 - inside / (ndtr(high) - ndtr(low)))


@_guarded
def _judge_5(answer):
    k = _positive(answer)
    if k is None:
        return wrong(f"The answer is a number of standard deviations, above 0 and below 100; this is {shown(answer)}.")
    hits = (_seen(k, OUTLIER, np.inf) + _seen(k, -np.inf, -OUTLIER)) / 2
    alarms = _seen(k, -OUTLIER, OUTLIER)
    shares = f"{100 * hits:.0f} % of the outliers, and takes {100 * alarms:.0f} % of the others for one"
    said = f"With k = {k:g} it sees {shares}"
    if hits < 0.9:
        return wrong(f"{said}: outliers pass. The rule is too wide.")
    if alarms > 0.5:
        return wrong(
            f"{said}: an alarm that mostly sounds for ordinary people recognizes nobody. The rule is too narrow."
        )
    return right(
        f"{said}. The same collapsed bell, another rule: whether it can recognize outliers depends on the measure, "
        "and on how much is asked of it."
    )


# --- claims 6 to 11: models of all kinds, the study, people, advice ---


@cache
def _chains(name):
    """Return the chains of one kind, as in the cell of claim 6."""
    rng = np.random.default_rng(7)
    if name.startswith("network"):
        return comparison.network()
    if name.startswith("VAE"):
        return comparison.drawings()
    if name.startswith("5-gram"):
        return comparison.letters(load(lower=True), rng)
    if name.startswith("Gaussian"):
        return comparison.bells(rng)
    return comparison.tokens(rng) if name == "tokens" else comparison.kinds(rng)


KINDS = (
    *("Gaussian, unbiased", "Gaussian, ML", "mixture", "KDE", "tokens", "network, T = 1", "network, T = 0.8"),
    *("5-gram, T = 1", "5-gram, T = 0.8", "VAE, with noise", "VAE, without noise"),
)


@_guarded
def _judge_6(answer):
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        return wrong(
            f'The answer is a pair, as ("KDE", 3): a chain and the number of a definition; this is {shown(answer)}.'
        )
    name, number = answer
    if name not in KINDS:
        return wrong(f"The answer is a pair, and its chain one of {'; '.join(KINDS)}. This is {shown(name)}.")
    if as_number(number) not in range(1, len(DEFINITIONS) + 1):
        return wrong(f"The answer is a pair, and its number from 1 to {len(DEFINITIONS)}; this is {shown(number)}.")
    number = int(as_number(number))
    definition = DEFINITIONS[number - 1]
    entry = definition.entry(_chains(name)[name])
    if entry == YES:
        more = " All chains meet this one." if number in (2, 4) else ""
        return wrong(f"By definition {number}, {definition.name}, the chain {name} has collapsed: it meets it.{more}")
    if entry != NO:
        return wrong(f"Definition {number} does not say no of {name}: {entry}. A break is a clear no.")
    return right(
        f"By definition {number}, {definition.name}, the chain {name} has not collapsed. The claim names none."
    )


LEFT_OUT = {
    "imperial": "Imperial College London",
    "toronto": "the University of Toronto",
    "vector": "the Vector Institute",
    "edinburgh": "the University of Edinburgh",
}
AUTHORS = ("ilia", "shumailov", "gal", "shumaylov", "zhao", "papernot", "anderson")


def _judge_7(answer):
    if not isinstance(answer, str):
        return wrong(f"The answer is the name of an institution, in quotes; this is {shown(answer)}.")
    found = [name for key, name in LEFT_OUT.items() if key in answer.lower()]
    if found:
        return right(f"The claim leaves out {found[0]}, and three more. That is settled by reading, by no experiment.")
    if any(name in answer.lower() for name in AUTHORS):
        return wrong("That is one of the authors. Where is that author from?")
    if "oxford" in answer.lower() or "cambridge" in answer.lower():
        return wrong("The claim names that one. Which does it leave out?")
    return wrong(f"The answer is an institution of one of the authors; {shown(answer)} is not in the list above.")


@_guarded
def _judge_8(answer):
    pair = isinstance(answer, tuple | list | np.ndarray) and len(answer) == 2
    rates = [as_number(rate) for rate in answer] if pair else [None]
    if not all(rate is not None and 0 <= rate <= 1 for rate in rates):
        return wrong(f"The answer is a pair of rates from 0 to 1, as 0.5, 0.5; this is {shown(answer)}.")
    tpr, fpr = rates
    if tpr <= fpr:
        return wrong("This verifier keeps the bad at least as often as the good: it is no better than chance.")
    judge = curate(noisy(lambda kind: kind == 0, tpr=tpr, fpr=fpr))
    _, last = _ends(Categorical(), np.tile([400, 1_600], (20, 1)), 15, judge)
    good = last.probabilities[:, 0].mean()
    if good < 0.9:
        faster = "The odds grow by the factor TPR/FPR in each of them: make it larger."
        return wrong(f"After 15 generations {100 * good:.0f} % are good. {faster}")
    return right(
        f"{100 * good:.0f} % are good in the end, of 20 % at first, and no human value was fed. What is needed is a "
        "source from outside that knows good from bad."
    )


@_guarded
def _judge_9(answer):
    if not isinstance(answer, Mapping) or not answer or not set(answer) <= {"how", "outside", "spread"}:
        return wrong(f"The answer is a dict of how, outside or spread, as dict(outside=0.1); this is {shown(answer)}.")
    more = dict(generations=10, rng=np.random.default_rng(9), authors=2_000, histories=20)
    first, *_, last = write_along(0.3, **more, **answer)
    left = last.diversity.mean() / first.diversity.mean()
    if left < 0.95:
        few = " Strangers raise it only above a share: how many, how far?" if answer.get("outside") else ""
        if "spread" in answer and not few:
            few = " `spread` is how wide strangers are, and without `outside` there are none."
        percent, _ = beside(100 * left, 95)
        return wrong(f"{percent} % of the diversity is left after ten generations: texts grow alike.{few}")
    return right(
        f"{100 * left:.0f} % of it is left with the same originality. In the toy it depends on how suggestions are "
        "used, and where they come from. It is a toy."
    )


def _known_11(answer):
    if answer is replace:
        return wrong("That keeps nothing and asks nobody: it is what the advice is against.")
    if getattr(answer, "fresh", None) is not None:
        return wrong("This diet asks for new people in every generation: that is the advice, and no way around it.")
    return None


def _run_11(diet):
    people = np.random.default_rng(11).standard_normal((200, 100))
    tenth = mix(0.1, fresh=HUMANS.repeat(200))
    diet, seen = _watched(diet, people)
    fresh, mine = (np.median(_ends(Gaussian(ddof=0), people, 100, each)[1].variance) for each in (tenth, diet))
    if seen.news:
        return wrong("It feeds values that neither the first hundred people nor any model wrote: those are new people.")
    if not seen.models:
        return wrong("Only the first hundred people are in it: then nothing is ever trained on what a model wrote.")
    if mine < fresh:
        return wrong(f"The median variance is {mine:.2f} after 100 generations; a fresh human tenth keeps {fresh:.2f}.")
    return right(
        f"It keeps {mine:.2f} of the variance, a fresh human tenth {fresh:.2f}, and it asks nobody for anything new. "
        "What is right to do depends on costs: that part of the claim is a norm."
    )


# --- evidence ---


def _judge_taken_for_outliers(answer, k):
    ndtr = scipy.special.ndtr
    for mean, sd in MODELS:
        got = one_number(answer(mean, sd))
        if verdict := several(got):
            return verdict
        above, below = ndtr(-(mean + k * sd)), ndtr(mean - k * sd)
        mistakes = [
            (1 - above - below, "That is the share of humans that the model finds ordinary: take it from 1."),
            (above, "Those are the humans above the model's range. Add those below it."),
            (below, "Those are the humans below the model's range. Add those above it."),
            (
                2 * ndtr(-k * sd),
                f"You left out where the model's mean is: its range goes from mean - {k} sd to mean + {k} sd.",
            ),
            (
                2 * ndtr(-k),
                f"That is the model's own mass beyond {k} of its sd, whatever the model. Ask it of humans.",
            ),
            (
                ndtr((-k - mean) / sd) + ndtr((mean - k) / sd),
                f"That is the model's mass beyond {k} human sd: the question is the other way round.",
            ),
            (
                ndtr(mean + k * sd) + ndtr(k * sd - mean),
                "The ends are swapped: below means below the lower end, mean minus, and above the upper one.",
            ),
            (2 * below, "You doubled one side. The model's mean is not 0, so the two sides differ: add both."),
            (2 * above, "You doubled one side. The model's mean is not 0, so the two sides differ: add both."),
            (ndtr(-(mean + sd)) + ndtr(mean - sd), f"That is beyond one sd of the model. {k} are asked for."),
            (
                ndtr(-(mean + k)) + ndtr(mean - k),
                f"You went {k} human sd from the mean. It is {k} times the model's sd.",
            ),
            (
                below + ndtr(mean + k * sd),
                "You took the share below the upper end. Above it is what is left of 1.",
            ),
            (
                ndtr(k * sd - mean) + above,
                "The signs of the lower end are exchanged: it lies at the mean minus the sds.",
            ),
            (100 * (above + below), "That is in percent. A share lies between 0 and 1."),
            (above * below, "Nobody is on both sides at once: the shares add up."),
            (
                ndtr(-(mean + k * sd**2)) + ndtr(mean - k * sd**2),
                "You took the variance for the sd: it is given as sd already.",
            ),
        ]
        value = above + below
        if not np.isclose(got, value, rtol=1e-3, atol=1e-6):
            return known_mistake(got, mistakes, rtol=1e-3, atol=1e-6) or _not_exact(
                got, value, f"For mean {mean} and sd {sd}"
            )
    return right(
        f"Humans below mean - {k} sd, and those above mean + {k} sd. A narrow model takes most people for outliers."
    )


def _not_exact(got, value, where):
    """Answer for a result that is wrong for no known cause, or that is as close as a simulation comes."""
    if abs(got - value) < 0.02 * abs(value):
        return wrong(
            f"{where} it returns {got:.5g}, close to {value:.5g}, as a simulation is. The exact law is wanted."
        )
    return wrong(f"{where} it returns {got:.4g} instead of {value:.4g}.")


EVIDENCE = {
    "A": ("measured", "Eight percent more novel: judges rated stories that people had written."),
    "B": ("toy", "It is derived, for authors who blend: nobody was asked."),
    "C": ("measured", "More varied over rounds: people, in an experiment."),
    "D": ("norm", "It says what should be. No measurement can show that."),
    "E": ("toy", "A border for strangers: a law of the toy, and no number in it comes from people."),
}


def _judge_evidence(answer):
    kinds = {kind for kind, _ in EVIDENCE.values()}
    if not isinstance(answer, Mapping) or set(answer) != set(EVIDENCE):
        return wrong(f"The answer is a dict with the keys A to E, as dict(A=..., B=...); this is {shown(answer)}.")
    said = {key: str(value).strip().lower() for key, value in answer.items()}
    odd = [key for key in EVIDENCE if said[key] not in kinds]
    if odd:
        return wrong(f"{odd[0]} is {shown(answer[odd[0]])}; the kinds are {', '.join(sorted(kinds))}.")
    off = [key for key, (kind, _) in EVIDENCE.items() if said[key] != kind]
    if off:
        return wrong(f"Look at {' and '.join(off)} again. {EVIDENCE[off[0]][1]}")
    return right("Two were measured on people, two follow in a toy, and one is a norm that neither can decide.")


def _say_how_fast(M):
    half_life = theory.half_life(M)
    judge = number_judge(
        half_life,
        "And that before anything has run: ln 2 over delta, about (M - 4/3) ln 2. This much is not unknown.",
        [
            (theory.half_life(M, ddof=0), "That is the half-life under maximum likelihood, which adds its bias."),
            (M / 2, "Half of M is a fair guess, and too short: the law is (M - 4/3) ln 2."),
            (M, "M is the time scale; a half is reached sooner, after ln 2 of it."),
            (2 * half_life, "Then the standard deviation has halved, and of the variance a quarter is left."),
            (M / np.log(2), "Divide by delta, about 1/M, and multiply by ln 2."),
            (np.log(2) / M, "That is the rate, per generation. Its inverse is asked for."),
            (theory.half_life(50), "That is the half-life in the claim's cell, where M is smaller."),
            (half_life / M, f"That is in units of M. A number of fits is asked for, with M = {M}."),
            (M * np.log10(2), "That is the logarithm to base 10. The law falls like exp(-n/M), nearly: take ln 2."),
        ],
        relative=0.02,
    )
    return Exercise(
        judge,
        (
            "For unbiased bells there is a law of the median variance, from the first lesson. How fast does it fall?",
            "It is about exp(-n/(M - 4/3)). When is that one half?",
        ),
    )


def _taken_for_outliers(k):
    return Exercise(
        function_judge(lambda answer: _judge_taken_for_outliers(answer, k)),
        (
            "A range around its mean is what the model finds ordinary. Where does it begin, and where does it end?",
            f"ndtr(x) is the share of humans below x; the others are above. The range ends {k} of the model's own sd "
            "below its mean, and as far above.",
        ),
    )


def _median_sd(M, fits):
    sd = np.sqrt(theory.median_variance(M, fits))
    judge = number_judge(
        sd,
        f"The root of the median variance, exp(-n delta) nearly: e^(-{fits / (2 * M):.3g}), and above zero at any n.",
        [
            (0, f"That is the statement. A product of {fits} numbers close to 1 is not 0."),
            (
                sd**2,
                "That is the variance (the standard deviation is its root), or the sd of bells fitted by maximum "
                "likelihood. The unbiased sd is asked for.",
            ),
            (1, "That would be the root of the *mean* variance. The median history is asked for."),
            (theory.expected_sd(M, fits), "That is the mean sd over histories. The median lies lower."),
            (np.sqrt(theory.median_variance(M, M)), f"That is after {M} fits. There are {fits}."),
            (0.5, f"Halved is the variance after a half-life. Compute it at n = {fits}, and take the root."),
            (-fits / (2 * M), "That is the logarithm of it, nearly."),
            (1 - sd, "That is what is lost. How much is left?"),
            (np.sqrt(theory.median_variance(M, M, ddof=0)), f"That is after {M} fits, by maximum likelihood."),
            (100 * sd, "In percent, nearly. The humans have 1, not 100."),
        ],
        relative=0.02,
    )
    return Exercise(
        judge,
        (
            "There is a law of the median variance. What is the step from a variance to a standard deviation?",
            f"theory.median_variance knows the variance after {fits} fits, nearly exp(-n/(M - 4/3)). Take its root.",
        ),
    )


EXERCISES = {
    "6.1": Exercise(
        _diet_judge(_known_1, _run_1),
        (
            "The model, the estimator and M stay. What is the next generation trained on?",
            "In notebook 05 one diet throws nothing away, and others mix people in.",
        ),
    ),
    "6.2": Exercise(
        function_judge(_judge_2),
        (
            "The claim's cell looks at the median history. How else can twenty thousand numbers be summed up in one?",
            "A few histories have much more of the tail than at first. Which summary hears them? np.me...",
        ),
    ),
    "6.3": Exercise(
        _judge_3,
        (
            "Which model of notebook 02 adds something of its own to every value that it resamples?",
            "A kernel density estimate. Its kernels must be wide enough: by which rule, or of which fixed width?",
        ),
    ),
    "6.4": Exercise(
        _judge_4,
        (
            "At T = 0.8 the improbable is left unsaid. What does fair sampling do?",
            "T divides the logits. Which T leaves every probability as the model has it?",
        ),
    ),
    "6.5": Exercise(
        _judge_5,
        (
            "Two standard deviations of a collapsed bell are narrow: most people are beyond. Widen the rule.",
            "Try numbers between 5 and 15.",
        ),
    ),
    "6.6": Exercise(
        _judge_6,
        (
            "Look for a no in the table above.",
            "Which chain keeps its variance? Which one stays below a uniform guess?",
        ),
    ),
    "6.7": Exercise(_judge_7, ("The cell above lists six authors. Who is from elsewhere?", "Read the third line.")),
    "6.8": Exercise(
        _judge_8,
        (
            "In each generation the odds of the good grow by the factor TPR/FPR.",
            "From odds 1/4 to odds above 9 in 15 generations: (TPR/FPR)**15 > 36.",
        ),
    ),
    "6.9": Exercise(
        _judge_9,
        (
            "What makes texts alike is averaging with suggestions that come from the texts themselves.",
            "Either do not average (which other `how` is there?), or let enough of them come from far enough outside.",
        ),
    ),
    "6.10": _say_how_fast,
    "6.11": Exercise(
        _diet_judge(_known_11, _run_11),
        (
            "The advice asks for more. What becomes of what is there already?",
            "Throw nothing away, or keep a part of the first hundred people forever.",
        ),
    ),
    "6.12": _taken_for_outliers,
    "6.13": Exercise(
        _judge_evidence,
        (
            "Ask of each: was it counted on people, does it follow from assumptions, or does it say what should be?",
            "Two were measured, two are of the toy, and one is a norm.",
        ),
    ),
    "6.14": _median_sd,
}
