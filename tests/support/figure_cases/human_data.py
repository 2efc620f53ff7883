"""The figures of notebook 05, on small data of their own."""

import numpy as np

from collapse import figures

GENERATIONS = np.arange(12)
DECAY = np.exp(-0.2 * GENERATIONS)


def chains(seed, lineages=30):
    """Make positive numbers of shape (generations, lineages)."""
    return DECAY[:, None] * np.random.default_rng(seed).lognormal(sigma=0.2, size=(12, lineages))


def mean(values):
    return sum(values) / len(values)


def case_diet_table():
    rows = {
        "bell": ("median variance", {"a": np.array([1.0, 0.5]), "b": np.array([1.0, 0.75])}),
        "net": ("bits a character", {"a": np.array([2.0, 3.25, 4.5]), "b": None}),
    }
    return figures.diet_table(rows, {("net", "a"): "25 %"}), ["0.50", "0.75", "4.50", "25"], []


def case_one_identity():
    square, variance = (
        dict(one=1 - DECAY[:, None] + 0 * chains(1), two=0.5 * chains(2)),
        dict(one=chains(1), two=chains(3)),
    )
    numbers = [f"{mean(values[-1]):.2f}" for name in square for values in (square[name], variance[name])]
    return figures.one_identity(square, variance), numbers, [np.array([1, 0])]


def case_fresh_people():
    variance, theory = {0.2: chains(1), 0.01: chains(2)}, {0.2: DECAY, 0.01: 0.9 * DECAY}
    numbers = ["11"]
    for share, percent in ((0.2, "20"), (0.01, "1")):
        numbers += [f"{mean(variance[share][-1]):.2f}", percent, f"{theory[share][-1]:.2f}"]
    return figures.fresh_people(variance, theory), numbers, list(theory.values())


def case_half_a_person():
    rng = np.random.default_rng(4)
    people, variance = np.array([0.25, 1.0, 2.0]), rng.lognormal(size=(3, 5, 7))
    grid, curve = np.array([0.75, 1.5, 2.5]), np.array([4.0, 2.0, 1.0])
    middle = [np.median([mean(ensemble) for ensemble in setting]) for setting in variance]
    typical = [np.median(setting) for setting in variance]
    numbers = ["0.50", f"{middle[1]:.2f}", f"{4 - 2 / 3:.2f}", "1", f"{middle[2]:.2f}", "1.50", "2"]
    numbers += [f"{typical[0]:.2f}", "0.25", f"{typical[2]:.2f}", "2"]
    return figures.half_a_person(people, variance, (grid, curve), 0.5), numbers, [curve]


def case_fresh_or_fixed():
    square = {"new": chains(5)[:3], "old": chains(6)[:3]}
    theory = {"new": DECAY[:3], "old": 1.1 * DECAY[:3]}
    numbers = ["5", "50"]
    for name in square:
        numbers += [f"{mean(square[name][i]):.3f}" for i in (0, 2)] + [f"{theory[name][i]:.3f}" for i in (0, 2)]
    return figures.fresh_or_fixed([0.05, 0.1, 0.5], square, theory), numbers, list(theory.values())


def case_nothing_thrown_away():
    square, theory = dict(one=chains(7), two=chains(8)), dict(one=DECAY, two=0.8 * DECAY)
    numbers = ["11"]
    for name in square:
        numbers += [f"{4 * mean(square[name][-1]):.2f}", f"{4 * theory[name][-1]:.2f}"]
    return figures.nothing_thrown_away(square, theory, M=4), numbers, [4 * curve for curve in theory.values()]


def case_blend():
    square, weights = chains(9)[[3, 8, 0]], [0.2, 0.5, 1.0]
    numbers = [
        f"{5 * mean(square[0]):.2f}",
        "0.2",
        f"{5 * mean(square[1]):.2f}",
        "0.5",
        f"{5 * mean(square[2]):.2f}",
        "1",
    ]
    curve = np.array([0.3, 0.1, 0.2])
    return figures.blend(weights, square, (np.array([0.1, 0.5, 1]), curve), 0.6, M=5), numbers, [5 * curve]


def case_price_map():
    people, M = np.array([1.0, 10.0, 100.0]), np.array([100, 1_000, 10_000])
    early, late = 1 / (people + M[:, None] / 5), 1 / (2 * people + 0.001 * M[:, None])
    late[0, 2] = np.nan
    return figures.price_map(people, M, {"early": early, "late": late}), ["0.01", "1", "100"], []


def case_recovery():
    variance, square = {10: chains(1), 20: chains(2)}, {10: chains(3), 20: chains(4)}
    numbers = []
    for M in (10, 20):
        numbers += [f"{mean(variance[M][i]):.2f}" for i in (1, 11, -1)] + [f"{mean(square[M][-1]):.2f}", str(M)]
    return figures.recovery(variance, square, at=1), numbers, []


def case_back_to_human():
    gap, theory = (
        {(0.1, 20): 0.9 * DECAY, (0.3, 20): 0.5 * DECAY, (0.3, 500): 0.6 * DECAY},
        {0.1: DECAY, 0.3: 0.7 * DECAY},
    )
    numbers = []
    for (share, M), percent in zip(gap, ("10", "30", "30"), strict=True):
        numbers += [f"{gap[share, M][10]:.3f}", percent, str(M), f"{theory[share][10]:.3f}"]
    return figures.back_to_human(gap, theory), numbers, list(theory.values())


def case_words_back():
    left = dict(alone=100 * chains(5), fed=90 * chains(6))
    numbers = [f"{mean(left['fed'][0]):.0f}", f"{mean(left['fed'][4]):.0f}", "4"]
    numbers += [f"{mean(left[name][-1]):.0f}" for name in left]
    return figures.words_back(left, at=4), numbers, []


def case_network_back():
    bits = dict(alone=chains(1, 3), fed=chains(2, 3))
    numbers = [f"{mean(bits[name][i]):.2f}" for name in bits for i in (0, -1)]
    return figures.network_back(bits, at=4), [*numbers, "4", f"{mean(bits['fed'][4]):.2f}"], []


def case_sharper_with_people():
    variance, theory = {1.0: chains(1)[:2], 0.5: chains(2)[:2]}, {1.0: DECAY, 0.5: 0.5 * DECAY}
    numbers = ["5", "10"]
    for tau, values in variance.items():
        numbers += [f"{mean(values[0]):.2f}", f"{mean(values[1]):.2f}", f"{tau:g}"]
    picture = figures.sharper_with_people([0.05, 0.1], variance, (np.linspace(0, 1, 12), theory))
    return picture, numbers, list(theory.values())


def case_more_data():
    error = {0.5: chains(1)[:3], 0.0: 0.5 * chains(2)[:3]}
    theory = {share: (np.array([5, 50]), np.array([2.0, level])) for share, level in ((0.5, 0.75), (0.0, 0.25))}
    numbers = ["5", "2,000"]
    for share, limit in ((0.5, "0.2500"), (0.0, "0.0000")):
        numbers += [f"{mean(error[share][i]):.4f}" for i in (0, -1)] + [f"{100 * share:g}", limit]
    picture = figures.more_data([5, 100, 2_000], error, theory, {0.5: 0.25, 0.0: 0.0})
    return picture, numbers, [curve for _, curve in theory.values()]


def case_curators():
    means, variance = dict(one=chains(1), two=chains(2)), dict(one=chains(3), two=chains(4))
    theory = dict(one=(DECAY, 0.9 * DECAY), two=(0.8 * DECAY, 0.7 * DECAY))
    numbers = ["11"]
    for name in means:
        numbers += [f"{mean(values[name][-1]):.2f}" for values in (means, variance)]
    return (
        figures.curators(means, variance, theory, 2.0),
        numbers,
        [curve for pair in theory.values() for curve in pair],
    )


def case_noisy_verifiers():
    good, theory = (
        {(0.9, 0.5): 0.1 * chains(1), (0.5, 0.6): 0.2 * chains(2)},
        {(0.9, 0.5): DECAY, (0.5, 0.6): 0.5 * DECAY},
    )
    numbers = ["11", f"{mean(good[0.5, 0.6][0]):.2f}"]
    for rates, words in (((0.9, 0.5), ["0.9", "0.5"]), ((0.5, 0.6), ["0.5", "0.6"])):
        numbers += [f"{mean(good[rates][-1]):.2f}", *words]
    return figures.noisy_verifiers(good, theory), numbers, list(theory.values())
