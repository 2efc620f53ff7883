"""Sweep share x sample size x diet: which diets keep the variance of a Gaussian for a hundred generations?

    python data/make_phase_diagram.py                          two processes of this machine
    python data/make_phase_diagram.py --workers 8              eight of them
    python data/make_phase_diagram.py --cluster tcp://HOST:8786    the workers of a Dask cluster
    python data/make_phase_diagram.py --check                  recompute some points, and compare with the table

It needs joblib, and for a cluster Dask; both are in requirements-dev.txt. The cluster's workers get the package from
here; what they must have is NumPy, SciPy, joblib and Dask.

Every point is written to phase_diagram.csv as soon as it is there. Interrupt the sweep or kill it, and the next call
goes on with what is missing; a worker that dies costs the points that it was at, which are computed again. The finished
table is the same, whoever computed it: each point has a random state of its own, and the rows are in order.
"""

import argparse
import csv
import os
import sys
import tempfile
import zipfile
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "notebooks"))
os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before NumPy is imported; the workers inherit it

import joblib
from joblib.externals.loky.process_executor import TerminatedWorkerError

from collapse import sweep

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "data" / "phase_diagram.csv"
SHARES = (0.02, 0.04, 0.06, 0.08, 0.1, 0.14, 0.2, 0.3, 0.5, 0.8)
SIZES = (50, 100, 200, 400, 800, 1_600, 3_200)
KEY = ("diet", "share", "M")
COLUMNS = (*KEY, "generations", "lineages", "variance", "error", "theory")
RESTARTS = 5  # a pool whose workers die more often than this has another problem
PATIENCE = 10  # seconds to wait for a cluster


def settings(shares=SHARES, sizes=SIZES):
    """Return every point of the diagram, in order; the diets without human data have no share."""
    alone = [(diet, 0.0, M) for diet in ("replace", "accumulate") for M in sizes]
    pairs = [
        (share, M) for share in shares for M in sizes if share * M >= 2 and abs(share * M - round(share * M)) < 1e-9
    ]
    return alone + [(diet, share, M) for diet in ("fresh", "fixed") for share, M in pairs]


def stored(table):
    """Return the finished rows of a table by their setting; a row that was cut off in writing does not count."""
    if not table.exists():
        return {}
    with table.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if all(row.get(column) for column in COLUMNS)]
    return {(row["diet"], float(row["share"]), int(row["M"])): row for row in rows}


def formatted(row):
    """Return a row as it is written: five decimals, the same on every machine up to rounding."""
    return {name: f"{row[name]:.5f}" if name in ("variance", "error", "theory") else str(row[name]) for name in COLUMNS}


def write(table, rows):
    """Write a whole table at once, so that there is always one or the other."""
    beside = table.with_suffix(".new")
    with beside.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    beside.replace(table)


def progress(done, total):
    """Show how far the sweep has come."""
    filled = 40 * done // total
    print(f"\r[{'#' * filled}{'.' * (40 - filled)}] {done} of {total} points", end="", file=sys.stderr, flush=True)


def collect(table, wanted, workers, function=sweep.point):
    """Compute the points that the table lacks, and add each to it as soon as it is there."""
    known = {setting: row for setting, row in stored(table).items() if setting in set(wanted)}
    write(table, known.values())
    for restart in range(RESTARTS + 1):
        missing = [setting for setting in wanted if setting not in known]
        if not missing:
            break
        try:
            _collect_some(table, missing, known, len(wanted), workers, function)
        except TerminatedWorkerError:
            print(f"\na worker died; {len(known)} points are safe, the others go on", file=sys.stderr)
            if restart == RESTARTS:
                raise
    write(table, [known[setting] for setting in wanted])
    return len(known)


def _collect_some(table, missing, known, total, workers, function):
    jobs = (joblib.delayed(function)(*setting) for setting in missing)
    with table.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        progress(len(known), total)
        for row in joblib.Parallel(n_jobs=workers, return_as="generator_unordered", batch_size=1)(jobs):
            known[tuple(row[name] for name in KEY)] = formatted(row)
            writer.writerow(formatted(row))
            file.flush()
            progress(len(known), total)
    print(file=sys.stderr)


@contextmanager
def cluster(address, patience=PATIENCE):
    """Let joblib work on a Dask cluster, whose workers get our package.

    Raises
    ------
    ConnectionError
        If there is no cluster at the address; nothing that has been computed is lost.
    """
    try:
        from distributed import Client
        from distributed.diagnostics.plugin import UploadFile
    except ImportError:
        raise ConnectionError("a cluster needs Dask: make .venv/requirements-dev.txt") from None
    try:
        client = Client(address, timeout=patience)
    except (OSError, TimeoutError, ValueError) as problem:
        raise ConnectionError(
            f"no Dask scheduler answers at {address} ({type(problem).__name__}); the points in the table are safe"
        ) from None
    with client, tempfile.TemporaryDirectory() as folder:
        client.register_plugin(UploadFile(str(_packed(Path(folder)))), name="collapse")
        with joblib.parallel_config(backend="dask"):
            yield client


def far_away():
    """Return the function for a cluster: sent as code, so that nobody needs our package before a worker runs it."""

    def point(*setting):
        from collapse import sweep

        return sweep.point(*setting)

    return point


def _packed(folder):
    """Pack the package into an archive that Python can import from."""
    archive = folder / "collapse.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for path in sorted((ROOT / "notebooks" / "collapse").rglob("*.py")):
            packed.write(path, path.relative_to(ROOT / "notebooks"))
    return archive


def check(table=TABLE, every=12):
    """Recompute some points, and return what differs from the table."""
    known = stored(table)
    for setting in settings()[::every]:
        row = formatted(sweep.point(*setting))
        if setting not in known:
            yield f"{setting} is not in the table"
        elif any(
            abs(float(row[name]) - float(known[setting][name])) > 2e-5 for name in ("variance", "error", "theory")
        ):
            yield f"{setting} gives {row['variance']}, stored is {known[setting]['variance']}"


def main(arguments=None):
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--workers", type=int, default=2, help="processes of this machine (default: 2)")
    parser.add_argument("--cluster", metavar="ADDRESS", help="address of a Dask scheduler, as tcp://host:8786")
    parser.add_argument("--table", type=Path, default=TABLE, help="where the points are kept")
    parser.add_argument("--check", action="store_true", help="recompute some points and compare; write nothing")
    given = parser.parse_args(arguments)
    if given.check:
        found = list(check(given.table))
        print("\n".join(found) or "as stored")
        return bool(found)
    try:
        if given.cluster:
            with cluster(given.cluster):
                collect(given.table, settings(), -1, far_away())
        else:
            collect(given.table, settings(), given.workers)
    except ConnectionError as problem:
        print(problem, file=sys.stderr)
        return True
    return False


if __name__ == "__main__":
    sys.exit(main())
