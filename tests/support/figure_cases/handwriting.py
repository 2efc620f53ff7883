"""The figures of notebook 07, on small data of their own."""

import numpy as np
import pandas as pd

from collapse import figures, theory
from collapse.figures.handwriting import DIET_LOOKS, FAIR, MEANS

GENERATIONS, SEEDS = 7, 3


def table():
    """A table as handwriting.csv, with made-up numbers: digit 7 goes first without noise, then 3; with noise, 1."""
    rng, rows = np.random.default_rng(4), []
    for model in (MEANS, FAIR):
        for diet in DIET_LOOKS:
            for seed, generation in np.ndindex(SEEDS, GENERATIONS):
                shares = np.full(10, 0.1)
                if diet == "replace":
                    gone = {MEANS: {7: 2, 3: 4}, FAIR: {1: 3}}[model]
                    for digit, when in gone.items():
                        shares[digit] = 0.1 if generation < when else 0.01
                    shares[8] += 1 - shares.sum()
                rows.append(
                    dict(model=model, diet=diet, seed=seed + 1, generation=generation)
                    | dict(zip(("human_nats", "own_nats", "directions"), rng.uniform(1, 90, 3).round(1), strict=True))
                    | {f"read_{digit}": share for digit, share in enumerate(shares)}
                )
    return pd.DataFrame(rows)


def ends(chains, model, name, diet="replace"):
    """The median over the seeds in the first and in the last generation."""
    rows = chains.query("model == @model and diet == @diet").groupby("generation")[name].median()
    return [f"{rows.iloc[at]:.0f}" for at in (0, -1)]


def case_gallery():
    rng = np.random.default_rng(1)
    rows = {name: rng.random((4, 64)) * scale for name, scale in (("people", 1.0), ("5", 0.5), ("now", 0.1))}
    differ = [f"{drawn.std(axis=0).mean():.2f}" for drawn in rows.values()]
    return figures.gallery(rows, "Some pictures"), ["3", "4", differ[0], "5", differ[1], differ[2]], []


def case_dying_directions():
    rng, shown = np.random.default_rng(2), (1, 2, 3)
    exponents = theory.lyapunov_exponents(10, 4)
    logs = np.arange(6)[:, None, None] * exponents + 0.1 * rng.standard_normal((6, 30, 4))
    logs -= logs[0]
    rates = -logs[-1].mean(axis=0) / 5
    numbers = ["5"]
    for i in shown:
        numbers += [f"{i}", f"{np.exp(logs[-1, :, i - 1].mean()):.2g}"]
    numbers += ["1", "2", "3", *(f"{rate:.3f}" for rate in (*rates[:3], *-exponents[:3]))]
    curves = [*(np.exp(np.arange(6) * exponents[i - 1]) for i in shown), -exponents]
    return figures.dying_directions(np.exp(logs), exponents, shown=shown), numbers, curves


def case_directions_left():
    rng, M = np.random.default_rng(3), 20
    of_square = rng.uniform(1, 2, (13, 40))
    squared_trace = of_square * np.linspace(5, 1.5, 13)[:, None] * rng.uniform(0.9, 1.1, (13, 40))
    law = theory.effective_directions(M, np.arange(13), 5.0)
    median, ratio = np.median(squared_trace / of_square, axis=1), squared_trace.mean(axis=1) / of_square.mean(axis=1)
    numbers = ["40"]
    for k in (0, 2, 12):
        numbers += [f"{k}", f"{median[k]:.1f}", f"{ratio[k]:.1f}", f"{law[k]:.1f}"]
    return figures.directions_left(of_square, squared_trace, 5.0, M), numbers, [law]


def case_training():
    losses = np.linspace(30, -20, 60)
    numbers = ["60", "30.0", f"{losses[-20:].mean():.1f}", "20", "-15.5"]
    return figures.training(losses, -15.5), numbers, []


def case_two_networks():
    chains, numbers = table(), [f"{SEEDS}"]
    for model in (MEANS, FAIR):
        for name in ("human_nats", "own_nats", "directions"):
            numbers += ends(chains, model, name)
    return figures.two_networks(chains), numbers, []


def case_digits_read():
    chains = table()
    numbers = [f"{SEEDS}", "8", "28", "7", f"{SEEDS}", "8", "19", "1", f"{SEEDS}"]
    return figures.digits_read(chains), numbers, []


def case_what_helps():
    chains, numbers = table(), [f"{GENERATIONS - 1}"]
    for model in (MEANS, FAIR):
        numbers += [ends(chains, model, "human_nats", diet)[1] for diet in DIET_LOOKS]
    numbers += ["8", "10", "10", "10", "10"]
    return figures.what_helps(chains), numbers, []
