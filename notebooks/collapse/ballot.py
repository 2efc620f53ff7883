"""Judging claims in the right order: vote, fix the test, look, vote again. Votes are kept, and can be exported.

Nothing here knows what came out of an experiment.
"""

import csv
import textwrap
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from collapse import validate
from collapse.claims import CLAIMS, DROPPED, OPTIONS, WIDTH, find, verdict

OF = ("median history", "mean over histories", "every history", "one number")
COLUMNS = ("who", "claim", "before", "test", "after", "dropped", "verdict")
NONE = "no vote"


@dataclass(frozen=True)
class Fixed:
    """What would make one say yes, written down before anything has run. See `fix`."""

    model: str
    diet: str
    measure: str
    of: str
    border: float
    above: bool
    ddof: int | None = None
    M: int | None = None

    def __str__(self):
        estimator = {None: "", 0: ", ML", 1: ", unbiased"}[self.ddof]
        size = "" if self.M is None else f", M = {self.M}"
        side = "above" if self.above else "below"
        return (
            f"Yes, if {self.measure} ({self.of}) is {side} {self.border:g}: {self.model}{estimator}{size}, {self.diet}."
        )

    def met(self, value):
        """Whether a value lies on the side that makes one say yes."""
        value = validate.number("value", value)
        return value > self.border if self.above else value < self.border


def fix(model, diet, measure, of="median history", below=None, above=None, ddof=None, M=None):
    """Write down what would make you say yes to a claim; returns a `Fixed`.

    Parameters
    ----------
    model, diet, measure : str
        In words.
    of : {"median history", "mean over histories", "every history", "one number"}
        What of the histories is looked at.
    below, above : float
        The border: one of the two.
    ddof : {0, 1}, optional
        Which estimator: maximum likelihood, or unbiased.
    M : int, optional
        Sample size.

    Examples
    --------
    >>> print(fix("bell", "replace", "variance", below=0.5, ddof=0, M=50))
    Yes, if variance (median history) is below 0.5: bell, ML, M = 50, replace.
    """
    words = [validate.text(name, word) for name, word in (("model", model), ("diet", diet), ("measure", measure))]
    if (below is None) == (above is None):
        raise ValueError(f"a border is needed, below or above, and one of them only, got {below} and {above}")
    name, border = ("below", below) if above is None else ("above", above)
    return Fixed(
        *words,
        validate.choice("of", of, allowed=OF),
        validate.number(name, border),
        above is not None,
        None if ddof is None else validate.choice("ddof", ddof, allowed=(0, 1)),
        None if M is None else validate.integer("M", M, least=2),
    )


class Ballot:
    """Two votes on each claim, the test that was fixed between them, and the condition that the claim drops.

    Attributes
    ----------
    before, after : dict of int to str
        Votes, each one of `claims.OPTIONS`; ``...`` is no vote.
    test : dict of int to Fixed
        What `fix` returns; words of one's own are kept as well.
    dropped : dict of int to str
        One of `claims.DROPPED`.
    """

    def __init__(self):
        self.before, self.test, self.after, self.dropped = {}, {}, {}, {}

    def verdict(self, number):
        """Return our verdict on a claim beside both votes, once the second one has been cast."""
        claim, first, second, named = find(number), *self._entries(number)
        wrong = [word for word in (first, second, named) if word.startswith("not one of")]
        if wrong:
            return f"Claim {number}: {wrong[0]}."
        if second == NONE:
            return f"Claim {number}: our verdict comes after your second vote. Break it, vote again, and run this cell."
        also = "as ours" if named in claim.dropped else "not ours, so say which number speaks for yours"
        voted = f"You voted {first!r}, then {second!r}, and named {named!r} ({also})."
        return f"{textwrap.fill(voted, WIDTH)}\n{verdict(number)}"

    def ledger(self):
        """All votes beside all verdicts, as text; the last line counts."""
        lines = [f"{'':4}{'first vote':22}{'second vote':22}{'you named':20}our verdict"]
        counts = Counter()
        for number, claim in CLAIMS.items():
            first, second, named = (entry[:20] for entry in self._entries(number))
            counts["cast"] += second in OPTIONS
            counts["moved"] += second in OPTIONS and first in OPTIONS and first != second
            counts["same"] += second == claim.verdict
            lines.append(f"{number:2}  {first:22}{second:22}{named:20}{claim.verdict}")
        counted = (
            f"Second votes: {counts['cast']} of {len(CLAIMS)}; changed: {counts['moved']}; as ours: {counts['same']}."
        )
        return "\n".join([*lines, counted])

    def export(self, path, who):
        """Write the votes to a CSV file, one row a claim; rows of others in that file stay, older ones of `who` go.

        Returns a sentence that says what was written. Nothing is written while `who` is ``...``.
        """
        if who is ...:
            return "Not exported: put a name or a number in the place of the dots, and run this cell again."
        who, path = _name(who), Path(path)
        kept = [row for row in read(path) if row["who"] != who] if path.exists() else []
        rows = [dict(zip(COLUMNS, self._row(who, number), strict=True)) for number in CLAIMS]
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows(kept + rows)
        return f"{len(rows)} rows of {who} are in {path.name}, beside {len(kept)} of others."

    def _row(self, who, number):
        first, second, named = self._entries(number)
        test = self.test.get(number, ...)
        fixed = "" if test is ... or test is None else test
        return who, number, first, fixed, second, named, CLAIMS[number].verdict

    def _entries(self, number):
        votes = (_entry(votes.get(number, ...), OPTIONS) for votes in (self.before, self.after))
        return *votes, _entry(self.dropped.get(number, ...), DROPPED)


def _name(who):
    """Return a name, or a number, as text."""
    is_number = isinstance(who, int) and not isinstance(who, bool)
    return str(who) if is_number else validate.text("who", who)


def _entry(said, allowed):
    if said is ... or said is None:
        return NONE
    words = str(said).strip().lower()
    return words if words in allowed else f"not one of {', '.join(allowed)}: {words[:20]!r}"


def read(path):
    """Return the rows of an exported file, as dicts of str."""
    with Path(path).open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise ValueError(f"path must be a file that Ballot.export wrote, got {Path(path).name}")
        return list(rows)


def tally(*paths):
    """Count the votes of a class, from one exported file or from many: first and second votes, as text."""
    rows = [row for path in paths for row in read(path)]
    lines = [f"{'':4}" + "".join(f"{option:>24}" for option in OPTIONS)]
    for number in CLAIMS:
        here = [row for row in rows if row["claim"] == str(number)]
        first, second = (Counter(row[when] for row in here) for when in ("before", "after"))
        lines.append(f"{number:2}  " + "".join(f"{f'{first[option]} -> {second[option]}':>24}" for option in OPTIONS))
    return "\n".join([*lines, f"{len({row['who'] for row in rows})} people, first votes -> second votes."])
