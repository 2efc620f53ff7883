"""Mutants that no test can tell from the original: the line that the mutant puts in, and why nothing changes.

`tools/mutants.py` counts them apart.
"""

EQUIVALENT = {
    # loop
    "return collections.deque(turns, maxlen=2).pop()": "the last of two is the last of one",
    'degenerate = np.asarray(getattr(fitted, "degenerate", None))': "None is as false as False",
    # text
    "array.setflags(write=None)": "None is as false as False",
    'return found.decode("UTF-8-SIG")': "names of encodings have no case",
    # gaussian
    "shifted = data.mean - (means[0] - mean) * np.sqrt(data.variance / variance)": "as likely as with a plus",
    'mean = self.mean - self.sd / np.sqrt(size) * validate.generator("rng", rng).standard_normal(shape)': (
        "as likely as with a plus: the standard normal is symmetric"
    ),
    # tokens
    "chosen = rng.random(tokens.shape).argpartition(size, axis=+1)[:, :size]": "of two axes, 1 is the last",
    "if most >= SPARSE * keys.size:": "numbered either way, the contexts are the same",
    "for column, dice in zip(written, rng.random(written.shape), strict=False):": "both are of one length",
    "for length in range(self.model.order - 1, -2, -1):": "the empty context has always been seen",
    # mixture
    "points = points.reshape(-2, self.dimension, size)": "NumPy takes every negative number for -1",
    "chosen = (reached < rng.random((lineages, 1)) * reached[:, -1:]).sum(axis=+1)": "of two axes, 1 is the last",
    "alive = count > HALF_A_POINT": "no count is half a point to the last digit",
    # network
    "rows = prompts.reshape(-2, prompts.shape[-1])": "NumPy takes every negative number for -1",
    "recurrent, scratch = self.blocks_of(recurrent), np.empty_like(self.states[1])": "all states have one shape",
    # measures
    "if classes.shape != (types,) or classes.max() > types or (np.bincount(classes) == 0).any():": (
        "where a class has the number of types, there are more classes than types, and one of them is empty"
    ),
}
