"""The numbers in the tasks of the notebooks, by exercise: checks, hints and known mistakes are made from them.

An exam has other numbers: there `make release ARGS="--seed 2027"` writes its own file in the place of this one.
"""

GIVEN = {
    "1.2": dict(generations=250),
    "1.3": dict(generations=20),
    "1.4": dict(M=50),
    "1.5": dict(threshold=3),
    "1.6": dict(fits=200, histories=20_000),
}
