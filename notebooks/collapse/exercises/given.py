"""The numbers in the tasks of the notebooks, by exercise: checks, hints and known mistakes are made from them.

An exam has other numbers: there `make release ARGS="--seed 2027"` writes its own file in the place of this one.
"""

GIVEN = {
    "0.1": dict(generation=5),
    "0.2": dict(rows=200),
    "0.4": dict(seed=7),
    "1.2": dict(generations=250),
    "1.3": dict(generations=20),
    "1.4": dict(M=50),
    "1.5": dict(threshold=3),
    "1.6": dict(fits=200, histories=20_000),
    "2.2": dict(weight=0.5, fits=10, kept=95),
    "2.3": dict(heavy=5, light=1),
    "2.5": dict(M=50, h=0.2),
    "3.2": dict(one_in=2_000, N=10_000, sample=10),
    "3.4": dict(one_in=10, N=5_000),
    "3.5": dict(N=8_000, different=3_000, once=1_800, twice=480),
    "4.3": dict(H=128, V=39),
    "4.5": dict(low=3, high=10),
    "4.6": dict(before=34, after=58),
    "5.1": dict(one_in=10),
    "5.3": dict(M=500, people=5),
    "5.4": dict(M=1_000, people=9),
    "5.5": dict(percent=5, factor=100),
    "6.10": dict(M=200),
    "6.12": dict(k=2),
    "6.14": dict(M=200, fits=300),
    "7.2": dict(left=5, copies=20),
}
