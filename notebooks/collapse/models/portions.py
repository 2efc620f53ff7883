"""How data of each kind are joined, divided and sifted: all that a diet has to know of them, so that no diet asks.

A fitted model names the kind of its data in the attribute `portions`: `VALUES` (independent draws along the last axis),
`POINTS` (in two dimensions), `COUNTS` (of types), `TEXT` (codes in order), or one of its own. What they all can do:

- `size(data)`: how much there is in every lineage;
- `join(parts)`: all of it together;
- `head(data, size, rng)`: a part of fresh draws that nobody uses again, the cheapest;
- `take(data, size, rng)`: a random part, in one piece where order matters; beyond `size(data)` it repeats;
- `pick(data, size, rng)`: a random part that is gathered from everywhere;
- `again(data)`: whether parts of the same data may be taken more than once;
- `sift(generation, keep, rng)`: as much as the generation has sampled, of what a verifier accepts;
- `best(generation, k, score, rng)`: as much again, the best of k candidates each.
"""

import numpy as np

PASSAGE = 100  # characters of a text that a verifier looks at as one
PIECE = 1_000  # characters that stay together where a text is gathered from everywhere
FIRST_ROUNDS, MOST_ROUNDS = 20, 200  # a verifier that would need more rounds of sampling than this is refused


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

    def sift(self, generation, keep, rng):
        """What the verifier accepts of the newest data, and of more, until every lineage has as much as before."""
        size, length, many = self._measures(generation)
        items, kept, filled, rounds = self._items(generation.synthetic, length), None, 0, 0
        while True:
            lineages = items.shape[: items.ndim - self._depth - 1]
            if kept is None:
                kept = np.empty((*lineages, many, *items.shape[len(lineages) + 1 :]), dtype=items.dtype)
            share = _judged("keep", keep, items, items.shape[: len(lineages) + 1])
            accepted = rng.random(share.shape) < _checked_shares(share)
            place = np.expand_dims(filled, -1) + accepted.cumsum(axis=-1) - 1
            used = accepted & (place < many)
            kept[(*np.nonzero(used)[:-1], place[used])] = items[used]
            filled, rounds = np.minimum(filled + accepted.sum(axis=-1), many), rounds + 1
            if np.min(filled) == many:
                return self._whole(kept, size)
            _refuse_if_hopeless(np.min(filled), many, rounds)
            items = self._items(generation.model.sample(many * length, rng), length)

    def best(self, generation, k, score, rng):
        """The candidate of the highest score among k, as many times as the generation has sampled."""
        size, length, many = self._measures(generation)
        items = self._items(generation.model.sample(k * many * length, rng), length)
        lineages = items.shape[: items.ndim - self._depth - 1]
        scores = _judged("score", score, items, (*lineages, k * many)).reshape(*lineages, many, k)
        chosen = scores.argmax(axis=-1) + k * np.arange(many)
        chosen = np.expand_dims(chosen, tuple(range(chosen.ndim, items.ndim)))
        return self._whole(np.take_along_axis(items, chosen, axis=len(lineages)), size)

    @property
    def _depth(self):
        """How many axes an item has: none for a value, one for a point or a passage."""
        return -1 - self.axis

    def _measures(self, generation):
        """How much data, of what length one item is, and how many items that makes."""
        size = self.size(generation.synthetic)
        return size, 1, size

    def _items(self, data, length):
        """What a verifier looks at, one by one: shape (lineages, items) or (lineages, items, parts of an item)."""
        return np.asarray(data)

    def _whole(self, items, size):
        """The data that items make."""
        return items


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

    _depth = 1

    def _measures(self, generation):
        size = self.size(generation.synthetic)
        length = min(PASSAGE, size)
        return size, length, -(-size // length)

    def _items(self, data, length):
        many = data.shape[-1] // length
        return data[..., : many * length].reshape(*data.shape[:-1], many, length)

    def _whole(self, items, size):
        return items.reshape(*items.shape[:-2], -1)[..., :size]


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
        return whole * data + self._drawn(rows, rest, rng).reshape(data.shape)

    def _drawn(self, rows, size, rng):
        """Draw `size` tokens from each row of counts, without replacement.

        Token by token, by the smallest of random keys: NumPy's own draws of such counts differ between its versions.
        """
        totals, types = rows.sum(axis=-1), rows.shape[-1]
        if totals.min() != totals.max():
            return np.concatenate([self._drawn(row[None], size, rng) for row in rows])
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

    def sift(self, generation, keep, rng):
        """As many tokens as before, of those the verifier accepts; it is asked about the types, by their numbers."""
        batch, size = generation.synthetic, self.size(generation.synthetic)
        types = np.arange(batch.shape[-1])
        share = _checked_shares(_judged("keep", keep, types, types.shape))
        kept, rounds = np.zeros_like(batch), 0
        while True:
            tokens = np.repeat(np.arange(batch.size), batch.ravel())  # numbered through all rows
            accepted = tokens[rng.random(tokens.size) < share[tokens % types.size]]
            kept, rounds = kept + np.bincount(accepted, minlength=batch.size).reshape(batch.shape), rounds + 1
            filled = kept.sum(axis=-1).min()
            if filled >= size:
                return self._drawn(kept.reshape(-1, types.size), size, rng).reshape(kept.shape)
            _refuse_if_hopeless(filled, size, rounds)
            batch = generation.model.sample(size, rng)

    def best(self, generation, k, score, rng):
        """As many tokens as before, each the best of k.

        With F the probability of a type that scores at most as much, the best of k is such a type with probability F^k;
        types with equal scores share what falls to them as they share p.
        """
        p = generation.model.tempered
        types = np.arange(p.shape[-1])
        scores, group = np.unique(_judged("score", score, types, types.shape), return_inverse=True)
        of_group = np.stack([p[..., group == each].sum(axis=-1) for each in range(scores.size)], axis=-1)
        up_to = of_group.cumsum(axis=-1) / of_group.sum(axis=-1, keepdims=True)
        won = np.diff(up_to**k, axis=-1, prepend=0)[..., group]
        with np.errstate(invalid="ignore"):
            share = np.where(p > 0, won * p / of_group[..., group], 0)
        share /= share.sum(axis=-1, keepdims=True)
        return rng.multinomial(self.size(generation.synthetic), share)


VALUES, POINTS, COUNTS, TEXT = Values(), Values(axis=-2), Counts(), Text()


def _judged(name, function, items, shape):
    """What a verifier or a score says of items, as an array of the expected shape."""
    said = np.asarray(function(items), dtype=float)
    if said.shape != shape:
        raise ValueError(f"{name} must return one number for each item, shape {shape}, got shape {said.shape}")
    return said


def _checked_shares(share):
    if not ((share >= 0) & (share <= 1)).all():
        raise ValueError(f"keep must return shares from 0 to 1 (or True and False), got {share}")
    return share


def _refuse_if_hopeless(filled, size, rounds):
    if rounds >= FIRST_ROUNDS and filled * MOST_ROUNDS < size * rounds:
        rate = filled / (size * rounds)
        raise ValueError(
            f"keep rejects nearly everything: its acceptance rate is {100 * rate:.2g} % in at least one history, and "
            f"it must be at least {100 / MOST_ROUNDS:g} %"
        )
