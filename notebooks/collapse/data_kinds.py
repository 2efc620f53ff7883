"""Kinds of data: how values, points, counts and texts are joined and divided, so that no diet asks which it feeds.

A fitted model names the kind of its data in the attribute `data_kind`: `VALUES` (independent draws along the last
axis), `POINTS` (the same in several dimensions), `COUNTS` (of types), `TEXT` (codes in order), or one of its own. What
they all can do:

- `size(data)`: how much there is in every lineage;
- `join(parts)`: all of it together;
- `head(data, size, rng)`: a part of fresh draws that nobody uses again, the cheapest;
- `take(data, size, rng)`: a random part, in one piece where order matters; beyond `size(data)` it repeats;
- `pick(data, size, rng)`: a random part that is gathered from everywhere;
- `again(data)`: whether parts of the same data may be taken more than once.
"""

import numpy as np

PIECE = 1_000  # characters that stay together where a text is gathered from everywhere


class Values:
    """Independent draws along one axis: any of them are as good as any others."""

    def __init__(self, axis=-1):
        self.axis = axis

    def size(self, data):
        """How many values there are in a lineage."""
        return np.shape(data)[self.axis]

    def join(self, parts):
        """All values, one part after the other."""
        parts = [np.asarray(part) for part in parts]
        others = {(*part.shape[: self.axis], *part.shape[self.axis :][1:]) for part in parts}
        if len(others) > 1:
            shapes = " and ".join(str(part.shape) for part in parts)
            raise ValueError(f"data that are joined must be of the same lineages, got shapes {shapes}")
        return np.concatenate(parts, axis=self.axis)

    def head(self, data, size, rng):
        """The first values."""
        return np.asarray(data).take(np.arange(size), axis=self.axis)

    def take(self, data, size, rng):
        """Random values of every lineage, none of them twice before all of them once."""
        data = np.asarray(data)
        whole, rest = divmod(size, self.size(data))
        parts = [data] * whole
        if rest:
            keys = rng.random(data.shape[: data.ndim + self.axis + 1])
            chosen = np.sort(keys.argpartition(rest, axis=-1)[..., :rest], axis=-1)  # in one order on every processor
            parts.append(np.take_along_axis(data, chosen if self.axis == -1 else chosen[..., None], axis=self.axis))
        return self.join(parts)

    pick = take

    def again(self, data):
        """Parts may be taken as often as you like."""
        return True


class Text(Values):
    """Codes in order along the last axis: what stands side by side stays so as far as possible."""

    def take(self, data, size, rng):
        """One stretch of the text, read as a ring, from a random place."""
        places = rng.integers(data.shape[-1]) + np.arange(size)
        return data.take(places, axis=-1, mode="wrap")

    def pick(self, data, size, rng):
        """Random pieces of a thousand characters, the last one cut."""
        pieces = max(data.shape[-1] // PIECE, 1)
        length = min(PIECE, data.shape[-1])
        cut = data[..., : pieces * length].reshape(*data.shape[:-1], pieces, length)
        chosen = POINTS.take(cut, -(-size // length), rng)
        return chosen.reshape(*data.shape[:-1], -1)[..., :size]


class Counts:
    """How many there are of each type; types lie along the last axis, and tokens have no order."""

    def size(self, data):
        """How many tokens there are in a lineage."""
        return int(np.sum(data, axis=-1).flat[0])

    def join(self, parts):
        """The sum of the counts."""
        return np.sum(np.broadcast_arrays(*parts), axis=0)

    def take(self, data, size, rng):
        """Random tokens, none of them twice before all of them once."""
        data = np.asarray(data)
        whole, rest = divmod(size, self.size(data))
        rows = data.reshape(-1, data.shape[-1])
        return whole * data + self.drawn(rows, rest, rng).reshape(data.shape)

    def drawn(self, rows, size, rng):
        """Draw `size` tokens from each row of counts, shape (rows, types), without replacement.

        Token by token, by the smallest of random keys: NumPy's own draws of such counts differ between its versions.
        """
        totals, types = rows.sum(axis=-1), rows.shape[-1]
        if totals.min() != totals.max():
            return np.concatenate([self.drawn(row[None], size, rng) for row in rows])
        if size == totals[0]:
            return rows
        tokens = np.repeat(np.arange(rows.size), rows.ravel()).reshape(len(rows), -1)  # numbered through all rows
        chosen = rng.random(tokens.shape).argpartition(size, axis=-1)[:, :size]
        drawn = np.take_along_axis(tokens, chosen, axis=-1).ravel()
        return np.bincount(drawn, minlength=rows.size).reshape(-1, types)

    head = pick = take

    def again(self, data):
        """Parts may be taken as often as you like."""
        return True


VALUES, POINTS, COUNTS, TEXT = Values(), Values(axis=-2), Counts(), Text()
