"""Compute the long chains of notebook 04: a small network trained on human text, the next on what it wrote, and so on.

    python data/make_chains.py              all chains, and write the tables (20 minutes of processor time)
    python data/make_chains.py --check      recompute a part, and compare it with the tables (15 seconds)

Four settings, four seeds, generations 0 to 7. Chains are independent: each runs in a process of its own, on one thread,
two at a time. All settings of a seed start from the same random state, so they share the model of generation 0.

What comes out, beside this file:

- chains.csv: what `collapse.reading` measures, for each setting, seed and generation;
- chains_cross.csv: bits per character of the text of each generation, and of held-out human text, under the model of
  each generation;
- chains_texts.csv: a passage of what each generation wrote, to be read;
- chains_check.csv: measures of a tiny chain in double precision.

The check has two parts. The tiny chain must come out the same on every machine: a change of the code that alters any
number shows there. Generations 0 and 1 of one long chain, in single precision, need only come as close as another seed
does: rounding differs between processors, and training magnifies it.
"""

import os
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "notebooks"))
os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before NumPy is imported; the chains' processes inherit it

import numpy as np
import pandas as pd
from command import command

from collapse import reading
from collapse.diets import accumulate, mix, replace
from collapse.loop import run
from collapse.models.char_rnn import CharRNN
from collapse.text import BLOCK, load

DATA = Path(__file__).parent
LAST, SEEDS = 7, (1, 2, 3, 4)
SETTINGS = {  # temperature, and what the next generation is trained on
    "T = 1": (1.0, replace),
    "T = 0.8": (0.8, replace),
    "T = 0.8, 25 % human": (0.8, mix(0.25)),
    "T = 0.8, accumulate": (0.8, accumulate),
}
NETWORK = dict(cell="gru", hidden=96, streams=8, steps=32, epochs=4)
TINY = dict(cell="gru", hidden=12, streams=10, steps=20, epochs=2, dtype="float64")
READ = 40_000  # characters of a generation's text that models read
PASSAGE = slice(300, 800)  # of a generation's text; each stream it is written in has at least 1 000 characters
LONGEST_QUOTATION = 39  # characters of the human text that a stored passage may hold in a row

# How far a recomputed number may be off: in generations 0 and 1 of a long chain, and in the tiny one.
LOOSE = {
    "human_bits": 0.1,
    "own_bits": 0.1,
    "distinct_words": 700,
    "real_words": 0.03,
    "repetition": 0.01,
    "zlib": 0.02,
    "left_once": 0.03,
    "left_twice": 0.05,
    "left_3_to_10": 0.08,
    "left_11_to_100": 0.08,
    "left_over_100": 0.05,
}
TIGHT = dict.fromkeys(LOOSE, 1e-4) | {"zlib": 0.02}  # builds of zlib differ


def human_text(corpus):
    """Every second block of the novels' training part: enough to learn from, and a chain takes half a minute."""
    blocks = corpus.train[: corpus.train.size // BLOCK * BLOCK].reshape(-1, BLOCK)
    return blocks[::2].ravel()


def measured(model, text, corpus, groups, known):
    """Measure one generation: its model and its text, which is given as codes."""
    string = corpus.decode(text)
    left = reading.survival(string, groups)
    return dict(
        human_bits=model.bits_per_character(corpus.held_out),
        own_bits=model.bits_per_character(text[:READ]),
        distinct_words=len(reading.vocabulary(string)),
        real_words=reading.real_words(string, known),
        repetition=reading.repetition(string),
        zlib=reading.compressed(string),
        **{f"left_{band.replace(' ', '_')}": share for band, share in left.items()},
    )


def passage(text, runs):
    """Cut out a passage to be read, the first that holds no long quotation of the human text."""
    for start in range(PASSAGE.start, len(text), 1_000):
        found = text[start : start + PASSAGE.stop - PASSAGE.start]
        if not any(found[i : i + LONGEST_QUOTATION + 1] in runs for i in range(len(found) - LONGEST_QUOTATION)):
            return found
    raise ValueError("every passage quotes the human text")


def chain(setting, seed, last=LAST, network=NETWORK, human=None):
    """Run one chain: rows of the three tables."""
    temperature, diet = SETTINGS[setting]
    corpus = load("novels", lower=True)
    human = human_text(corpus) if human is None else human
    groups, known = reading.by_frequency(corpus.decode(human)), reading.vocabulary(corpus.text)
    runs = {corpus.text[i : i + LONGEST_QUOTATION + 1] for i in range(len(corpus.text) - LONGEST_QUOTATION)}
    network = CharRNN(len(corpus.alphabet), temperature=temperature, **network)
    rows, texts, models, passages = [], [corpus.held_out[:READ]], [], []
    for turn in run(network, human, last, np.random.default_rng(seed), diet):
        of = dict(setting=setting, seed=seed, generation=turn.number)
        rows.append(of | measured(turn.model, turn.synthetic, corpus, groups, known))
        passages.append(of | dict(text=passage(corpus.decode(turn.synthetic), runs)))
        models.append(turn.model)
        texts.append(turn.synthetic[:READ])
        print(f"{setting}, seed {seed}, generation {turn.number}: {rows[-1]['human_bits']:.2f} bits", flush=True)
    table = reading.cross_table(models, texts)
    cross = [
        dict(setting=setting, seed=seed, model=i, text="human" if j == 0 else j - 1, bits=table[i, j])
        for i, j in np.ndindex(table.shape)
    ]
    return rows, cross, passages


def tiny_chain():
    """Run three small generations in double precision, which come out the same on every machine."""
    human = load("novels", lower=True).train[:20_000]
    return chain("T = 0.8, accumulate", seed=1, last=2, network=TINY, human=human)[0]


def write(name, rows):
    """Write a table."""
    pd.DataFrame(rows).to_csv(DATA / name, index=False, float_format="%.5f", lineterminator="\n")


def make():
    """Compute and write everything."""
    write("chains_check.csv", tiny_chain())
    with ProcessPoolExecutor(max_workers=2, mp_context=get_context("spawn")) as pool:
        long_first = [(setting, seed) for setting in reversed(SETTINGS) for seed in SEEDS]
        done = dict(zip(long_first, pool.map(chain, *zip(*long_first, strict=True)), strict=True))
    in_order = [done[setting, seed] for setting in SETTINGS for seed in SEEDS]
    for name, tables in zip(("chains", "chains_cross", "chains_texts"), zip(*in_order, strict=True), strict=True):
        write(f"{name}.csv", [row for table in tables for row in table])


def differing(rows, stored, tolerance):
    """Say in which numbers recomputed rows are further from the stored ones than `tolerance` of that measure."""
    for row, (_, known) in zip(rows, stored.iterrows(), strict=True):
        for name, allowed in tolerance.items():
            if not abs(row[name] - known[name]) <= allowed:
                yield f"generation {row['generation']}: {name} is {row[name]:.5f}, stored is {known[name]:.5f}"


def check():
    """Recompute a part, and return what differs."""
    tiny = pd.read_csv(DATA / "chains_check.csv")
    found = [f"tiny chain, {words}" for words in differing(tiny_chain(), tiny, TIGHT)]
    stored = pd.read_csv(DATA / "chains.csv").query("setting == 'T = 0.8' and seed == 1 and generation <= 1")
    return found + [f"long chain, {words}" for words in differing(chain("T = 0.8", 1, last=1)[0], stored, LOOSE)]


if __name__ == "__main__":
    command(make, check, __doc__.split("\n")[0])
