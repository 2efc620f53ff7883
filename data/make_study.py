"""Compute the experiment of the study in small, with one ingredient changed at a time.

    python data/make_study.py              all chains that are not finished yet, and write the tables (15 minutes)
    python data/make_study.py --check      recompute a part, and compare it with the tables (half a minute)

The study (Shumailov and others, Nature 631, 755) fine-tuned a language model on human text. Each block of that text was
then a prompt, after which the model wrote a block as long, by five-way beam search, and what it wrote was the text of
the next generation. Here the model is a network of 64 features, pretrained on one novel (The Time Machine), and every
generation is this base, fine-tuned; the human text is a part of the other novel (Flatland), and a block is 64
characters. All settings of a seed begin with the same base, and those that train in the same way share generation 0.

What comes out, beside this file:

- study.csv: what is measured of each setting, seed and generation;
- study_blocks.csv: how many blocks of each generation have so many bits under the model of generation 0;
- study_texts.csv: some blocks that a generation wrote, to be read;
- study_check.csv: measures of tiny chains in double precision.

A finished chain is written at once to study.part: a killed run goes on from there. The check has two parts, as that of
make_chains.py: the tiny chains must come out the same on every machine; generations 0 and 1 of one chain of the table
need only come as close as another seed does.
"""

import dataclasses
import json
import os
import sys
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "notebooks"))
os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before NumPy is imported; the chains' processes inherit it

import numpy as np
import pandas as pd
from command import command
from ledger import compute
from make_chains import DATA, differing, write

from collapse import reading, text
from collapse.models.char_rnn import CharRNN

WORKERS = int(os.environ.get("STUDY_WORKERS", "1"))
LAST, SEEDS = 7, (1, 2, 3, 4)
BLOCK, BLOCKS = 64, 512  # characters a block, and blocks the human text has
NETWORK = dict(cell="gru", hidden=64, streams=16, steps=32)
TINY = dict(cell="gru", hidden=10, streams=8, steps=16, dtype="float64")
PRETRAINING, TUNING = dict(epochs=4, rate=8e-3), dict(rate=4e-3)
SCRATCH = dict(epochs=12, rate=8e-3)  # from a random start it takes more, and more of a change each
EPOCHS = {"trained once": 4, "trained twice": 8}
WIDTHS = {"beam 5": 5, "beam 2": 2, "greedy": 1}
TEMPERATURES = {"T = 0.8": 0.8, "T = 1": 1.0}
PENALTIES = {"no penalty": 1.0, "penalty 2": 2.0}
TENTH = 10
BIN = 0.2  # bits
PIECE = 500  # characters in a row of held-out human text that a model reads
SHOWN, SHOWN_SEEDS = 6, (1, 2)  # blocks of a generation that are stored to be read, and the seeds they are of
LONGEST_QUOTATION, LONGEST_LETTERS = 39, 31  # characters, letters of human text in a row that a stored block may hold

QUANTILES = {"median": 0.5, "q90": 0.9, "q99": 0.99}
# How far a recomputed number may be off: in generations 0 and 1 of a chain of the table, and in the tiny ones.
LOOSE = {
    "human_bits": 0.4,
    "own_bits": 0.3,
    "real_words": 0.25,
    "distinct_words": 15,
    "repetition": 0.15,
    "median": 0.3,
    "q90": 0.3,
    "q99": 0.3,
}
TIGHT = dict.fromkeys(LOOSE, 1e-4)


@dataclasses.dataclass(frozen=True)
class Recipe:
    """One choice of every ingredient; by default, the study's."""

    decoding: str = "beam 5"
    prompts: str = "human prompts"
    start: str = "from the base"
    kept: str = "nothing kept"
    epochs: str = "trained once"
    penalty: str = "no penalty"

    @property
    def name(self):
        """What differs from the study's protocol, in words."""
        differs = [value for name, value in dataclasses.asdict(self).items() if value != getattr(Recipe, name)]
        return ", ".join(differs) or "protocol"


DECODINGS = ("beam 5", "T = 1", "T = 0.8", "greedy", "beam 2")
TENTHS = ("a fresh tenth", "the same tenth")
RECIPES = (
    *(Recipe(decoding) for decoding in DECODINGS),
    Recipe(prompts="no prompts"),
    *(Recipe(kept=kept) for kept in TENTHS),
    Recipe(epochs="trained twice"),
    *(Recipe(kept=kept, epochs="trained twice") for kept in TENTHS),
    Recipe("T = 1", prompts="no prompts"),
    Recipe(start="from scratch"),
    Recipe(penalty="penalty 2"),
)


@dataclasses.dataclass(frozen=True, eq=False)
class Library:
    """The human text: what the base is pretrained on, the blocks of the task, and two parts of it nobody trains on."""

    alphabet: text.Corpus
    pretraining: np.ndarray
    blocks: np.ndarray
    unseen: np.ndarray
    held_out: np.ndarray

    @classmethod
    def read(cls):
        """Cut up the novels."""
        both = text.load("novels", lower=True)
        first, second = (text.load(name, lower=True) for name in ("time_machine", "flatland"))
        task = both.encode(second.decode(second.train))
        task = task[: task.size // BLOCK * BLOCK].reshape(-1, BLOCK)
        held_out = both.encode(second.decode(second.held_out))
        held_out = held_out[: held_out.size // PIECE * PIECE].reshape(-1, PIECE)
        return cls(both, both.encode(first.decode(first.train)), task[:BLOCKS], task[BLOCKS : 2 * BLOCKS], held_out)

    def smaller(self):
        """A part, for the tiny chains."""
        few = BLOCKS // 4
        return dataclasses.replace(
            self,
            pretraining=self.pretraining[:10_000],
            blocks=self.blocks[:few],
            unseen=self.unseen[:few],
            held_out=self.held_out[:8],
        )


@cache
def library():
    """The human text, read once a process."""
    return Library.read()


@cache
def base(seed):
    """The pretrained network of a seed."""
    return pretrained(library(), NETWORK, seed)


def pretrained(human, network, seed):
    """Train the base."""
    model = CharRNN(len(human.alphabet.alphabet), **network, **PRETRAINING)
    return model.fit(human.pretraining, np.random.default_rng([seed, 0]), progress=None)


def trained(recipe, data, human, start, rng):
    """Train a generation on blocks, in order as one text."""
    same = ("cell", "hidden", "streams", "steps", "dtype")
    options = {name: getattr(start.model, name) for name in same}
    if recipe.start == "from scratch":
        options |= SCRATCH
    else:
        options |= TUNING | dict(epochs=EPOCHS[recipe.epochs], start=start)
    return CharRNN(len(human.alphabet.alphabet), **options).fit(data.ravel(), rng, progress=None)


def written(recipe, model, human, rng):
    """Let a generation write as many blocks as there are human ones."""
    prompts = human.blocks
    if recipe.prompts == "no prompts":  # one character, drawn by how common it is
        prompts = model.sample(len(prompts), rng, temperature=1, streams=len(prompts)).reshape(-1, 1)
    penalty = PENALTIES[recipe.penalty]
    if recipe.decoding in TEMPERATURES:
        return model.sample_after(prompts, BLOCK, rng, TEMPERATURES[recipe.decoding], penalty)
    return model.beam_search(prompts, BLOCK, WIDTHS[recipe.decoding], penalty)


def fed(recipe, blocks, human, rng, same):
    """Put human blocks in place of a tenth of those written: drawn by lot, or `same`."""
    if recipe.kept == "nothing kept":
        return blocks
    kept = same if recipe.kept == "the same tenth" else by_lot(len(blocks), rng)
    blocks = blocks.copy()
    blocks[kept] = human.blocks[kept]
    return blocks


def by_lot(count, rng):
    """Draw a tenth."""
    return rng.choice(count, count // TENTH, replace=False)


def block_bits(model, blocks):
    """Bits per character of each block, read by itself: its perplexity is 2 to that power."""
    return -model.log_prob(blocks).mean(axis=1) / np.log(2)


def whole_words(blocks, corpus):
    """The text between the first and the last blank of each block, in which no word is cut."""
    lines = [corpus.decode(block) for block in blocks]
    return " ".join(line[line.find(" ") : line.rfind(" ")] for line in lines)


def measured(model, first, blocks, human, known):
    """Measure a generation: its model, and what it wrote under the model of generation 0."""
    words, bits = whole_words(blocks, human.alphabet), block_bits(first, blocks)
    return dict(
        human_bits=float(block_bits(model, human.held_out).mean()),
        own_bits=float(block_bits(model, blocks).mean()),
        real_words=reading.real_words(words, known),
        distinct_words=len(reading.vocabulary(words)),
        repetition=reading.repetition(human.alphabet.decode(blocks)),
        **{name: float(np.quantile(bits, share)) for name, share in QUANTILES.items()},
    )


def histogram(bits):
    """How many blocks lie in each bin that has any: pairs of its lower edge and their number."""
    bins, counts = np.unique(np.floor(bits / BIN).astype(int), return_counts=True)
    return [[round(BIN * at, 1), count] for at, count in zip(bins.tolist(), counts.tolist(), strict=True)]


def runs(string):
    """The runs of a text that would be a quotation: of characters, and of letters alone."""
    letters = "".join(filter(str.isalpha, string))
    views = (" ".join(string.split()), LONGEST_QUOTATION + 1), (letters, LONGEST_LETTERS + 1)
    return {view[at : at + size] for view, size in views for at in range(len(view) - size + 1)}


@cache
def prose():
    """The runs of the novels."""
    return runs(library().alphabet.text)


def passage(blocks, corpus):
    """The first blocks that quote nobody, a line each."""
    lines = []
    for block in blocks:
        lines.append(" ".join(corpus.decode(block).split()))
        if runs("\n".join(lines)) & prose():
            lines.pop()
        if len(lines) == SHOWN:
            return "\n".join(lines)
    raise ValueError("too many blocks quote the human text")


def chain(recipe, seed, last=LAST, human=None, network=None):
    """Run one chain.

    Returns
    -------
    dict
        Its rows of study.csv; the histograms of the human blocks and of each generation's; a passage of each.
    """
    start = base(seed) if network is None else pretrained(human, network, seed)
    human = human or library()
    rng, known = np.random.default_rng([seed, 1]), reading.vocabulary(human.alphabet.text)
    same = by_lot(len(human.blocks), np.random.default_rng([seed, 2]))
    rows, histograms, passages, data, first = [], [], [], human.blocks, None
    for generation in range(last + 1):
        model = trained(recipe, data, human, start, rng)
        if first is None:
            first, unseen = model, block_bits(model, human.unseen)
            reference = {f"human_{name}": float(np.quantile(unseen, share)) for name, share in QUANTILES.items()}
            histograms.append(["human", histogram(unseen)])
        blocks = written(recipe, model, human, rng)
        of = dict(setting=recipe.name) | dataclasses.asdict(recipe) | dict(seed=seed, generation=generation)
        rows.append(of | measured(model, first, blocks, human, known) | reference)
        histograms.append([generation, histogram(block_bits(first, blocks))])
        if seed in SHOWN_SEEDS:
            passages.append(passage(blocks, human.alphabet))
        data = fed(recipe, blocks, human, rng, same)
    return dict(rows=rows, histograms=histograms, passages=passages)


def job(recipe, seed):
    """Compute one chain, given as JSON can hold it."""
    return chain(Recipe(**recipe), seed)


def jobs():
    """Arguments of all chains, by keys that say all they depend on."""
    sizes, training = [LAST, BLOCK, BLOCKS, PIECE, NETWORK], [PRETRAINING, TUNING, SCRATCH, EPOCHS]
    settings = json.dumps([sizes, training, WIDTHS, TEMPERATURES, PENALTIES])
    pairs = [(dataclasses.asdict(recipe), seed) for recipe in RECIPES for seed in SEEDS]
    return {f"{json.dumps(recipe)} {seed} {settings}": (recipe, seed) for recipe, seed in pairs}


def tables(chains):
    """Write the three tables of what is finished."""
    chains = list(chains.values())
    write("study.csv", [row for done in chains for row in done["rows"]])
    counts = [
        dict(setting=done["rows"][0]["setting"], text=name, bits=edge, blocks=count)
        for done in chains
        for name, pairs in done["histograms"]
        for edge, count in pairs
    ]
    summed = pd.DataFrame(counts).groupby(["setting", "text", "bits"], sort=False)["blocks"].sum().reset_index()
    order = {name: place for place, name in enumerate(summed["setting"].unique())}
    summed["place"] = summed["setting"].map(order)
    summed["turn"] = [-1 if name == "human" else int(name) for name in summed["text"]]
    summed = summed.sort_values(["place", "turn", "bits"]).drop(columns=["place", "turn"])
    summed.to_csv(DATA / "study_blocks.csv", index=False, float_format="%.1f", lineterminator="\n")
    texts = [
        {key: row[key] for key in ("setting", "seed", "generation")} | dict(text=passage)
        for done in chains
        if done["passages"]
        for row, passage in zip(done["rows"], done["passages"], strict=True)
    ]
    write("study_texts.csv", texts)


def tiny_chains():
    """Run three small chains in double precision, which between them use every part of this file."""
    human = library().smaller()
    recipes = (
        Recipe(kept="a fresh tenth", penalty="penalty 2"),
        Recipe("T = 0.8", kept="the same tenth", epochs="trained twice"),
        Recipe("greedy", prompts="no prompts", start="from scratch"),
    )
    return [row for recipe in recipes for row in chain(recipe, 1, 2, human, TINY)["rows"]]


def make():
    """Compute and write everything."""
    write("study_check.csv", tiny_chains())
    part = DATA / "study.part"
    tables(compute(part, job, jobs(), WORKERS, after=tables))
    part.unlink(missing_ok=True)


def check():
    """Recompute a part, and return what differs."""
    found = [
        f"tiny chains, {words}" for words in differing(tiny_chains(), pd.read_csv(DATA / "study_check.csv"), TIGHT)
    ]
    stored = pd.read_csv(DATA / "study.csv").query("setting == 'protocol' and seed == 1 and generation <= 1")
    return found + [f"protocol, {words}" for words in differing(chain(Recipe(), 1, last=1)["rows"], stored, LOOSE)]


if __name__ == "__main__":
    command(make, check, __doc__.split("\n")[0])
