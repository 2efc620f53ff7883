"""The figures of notebook 03, on small data of their own."""

import numpy as np

from collapse import figures

GENERATIONS = np.arange(6)
DECAY = np.exp(-0.3 * GENERATIONS)


def chains(seed, lineages=50):
    """Make positive numbers of shape (generations, lineages)."""
    return DECAY[:, None] * np.random.default_rng(seed).lognormal(sigma=0.3, size=(6, lineages))


def case_one_town():
    history = np.array([[5, 3, 1, 1], [4, 4, 2, 0], [1, 8, 1, 0]])
    picture = figures.one_town(history, ["SMITH", "DOE", "LEE", "ROE"], marked=2)
    return picture, ["4", "3", "2", "80.0", "30.0"], []


def case_survival():
    rng, expected = np.random.default_rng(1), np.array([0.125, 1.0, 9.6])
    alive = {n: rng.binomial(10, [0.1, 0.4, 0.8], size=(30, 3)) / 10 for n in (1, 7)}
    theory = {1: np.array([0.11, 0.41, 0.81]), 7: np.array([0.09, 0.39, 0.79])}
    numbers = ["0.125", "10"]
    for n in (1, 7):
        numbers += [f"{100 * alive[n][:, 0].mean():.1f}", f"{100 * alive[n][:, -1].mean():.0f}", f"{n}"]
    return figures.survival(expected, alive, theory), numbers, list(theory.values())


def case_two_counts():
    names, differ = 1000 * chains(2), 0.9 * chains(3)
    theories = 990 * DECAY, 0.89 * DECAY
    numbers = ["1", "6", f"{names[0].mean():.0f}", f"{names[-1].mean():.0f}", f"{990 * DECAY[-1]:.0f}"]
    numbers += [f"{differ[0].mean():.3f}", f"{differ[-1].mean():.3f}", f"{0.89 * DECAY[-1]:.3f}"]
    return figures.two_counts(names, differ, *theories), numbers, theories


def case_originals():
    left, theory = 100 * chains(4), 99 * DECAY
    numbers = [f"{left[0].mean():.0f}", "1", f"{left[-1].mean():.1f}", "6", f"{theory[-1]:.1f}"]
    return figures.originals(left, theory), numbers, [theory]


def case_takeover():
    rng, share, x = np.random.default_rng(5), np.array([0.1, 0.5, 0.75]), np.linspace(0, 1, 21)
    wins, times = rng.random((40, 3)) < share, rng.exponential([30, 70, 50], size=(40, 3))
    curve = -80 * (x**2 - x)
    numbers = ["0.10", f"{100 * wins[:, 0].mean():.1f}", "0.50", f"{100 * wins[:, 1].mean():.1f}"]
    numbers += [f"{times[:, 0].mean():.0f}", f"{times[:, 1].mean():.0f}", "7", "20"]
    return figures.takeover(share, wins, times, (x, x, curve)), numbers, [x, curve]


def case_missing():
    rng, sizes = np.random.default_rng(6), np.array([100, 1_000])
    truly = {name: rng.uniform(0.1, 0.5, size=(20, 2)) for name in ("words", "ideal")}
    estimate = {name: values + 0.03 for name, values in truly.items()}
    theory = {"words": np.array([0.31, 0.29]), "ideal": np.array([0.33, 0.27])}
    numbers = ["100", "1,000"]
    for name in truly:
        numbers += [f"{100 * v[:, k].mean():.1f}" for v in (truly[name], estimate[name]) for k in (0, 1)]
        numbers.append(f"{100 * theory[name][-1]:.1f}")
    return figures.missing(sizes, truly, estimate, theory), numbers, list(theory.values())


def case_from_inside():
    surprise, entropy = 6 + chains(7), 5 * chains(8)
    numbers = ["5"]
    for values in (surprise, entropy, surprise - entropy):
        numbers += [f"{values[0].mean():.2f}", f"{values[-1].mean():.2f}"]
    return figures.from_inside(surprise, entropy, 6.5), numbers, [np.full(2, 6.5)]


def case_temperatures():
    surprise, theory = {0.7: chains(9), 1.0: 1 + chains(10)}, {0.7: DECAY, 1.0: 1 + DECAY}
    numbers = [f"{surprise[1.0][0].mean():.2f}", "5"]
    for T, values in surprise.items():
        numbers += [f"{values[1].mean():.2f}", f"{values[-1].mean():.2f}", f"{T}"]
    return figures.temperatures(surprise, theory), numbers, list(theory.values())


def case_ngrams():
    judged = {name: k + chains(k)[:, 0] for k, name in enumerate(["cold", "fair", "plain"])}
    human = {name: 2 * values for name, values in judged.items() if name != "plain"}
    ends = [f"{end:.2f}" for side in (judged, human) for v in side.values() for end in (v[0], v[-1])]
    return figures.ngrams(judged, human), ["5", *ends], []
