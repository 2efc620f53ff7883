"""Break the package in thousands of small ways: which do the tests notice? `python tools/mutants.py loop text`.

mutmut makes the mutants and runs, for each, those tests that pass through the function it changed. It expects packages
below a folder `src`, so it works on a copy of the repository with the package moved there, in the folder `.mutants`.
Without arguments all subjects are done, which takes hours; every survivor is shown as a diff. The exit code tells
whether any subject has lost more than a tenth of its mutants to blind tests.
"""

import argparse
import ast
import collections
import json
import random
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from equivalent_mutants import EQUIVALENT

ROOT = Path(__file__).resolve().parents[1]
COPY = ROOT / ".mutants"
LEAST = 0.9
KILLED = "killed", "timeout", "check was interrupted by user"  # the last by a mutant that lets Ctrl-C through to pytest
ALIVE = "survived", "no tests"
LEFT_OUT = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", "bench", "collapse")
MUTMUT = [sys.executable, "-m", "mutmut"]

# The files of a subject in the package, and the tests that are about them; tests of bad inputs are about all.
SUBJECTS = {
    "loop": (
        ["loop", "validate"],
        ["package/test_loop", "package/test_validate", "package/*/test_gaussian", "package/theory/test_tokens"],
    ),
    "diets": (["diets/*"], ["package/test_diets", "package/test_loop"]),
    "gaussian": (["models/gaussian"], ["package/models/test_gaussian", "package/test_diets"]),
    "mixture": (["models/mixture", "models/em"], ["package/models/test_mixture"]),
    "kde": (["models/kde"], ["package/models/test_kde"]),
    "tokens": (
        ["models/categorical", "models/ngram", "data_kinds"],
        ["package/models/test_categorical", "package/models/test_ngram", "package/test_diets"],
    ),
    "network": (["models/char_rnn/*"], ["package/models/char_rnn/*", "package/models/test_descent"]),
    "measures": (
        ["measures"],
        ["package/test_measures", "package/models/test_categorical", "package/models/test_mixture"],
    ),
    "theory": (["theory/*"], ["package/theory/*", "package/test_people"]),
    "text": (["text", "reading"], ["package/test_text", "lessons/test_own_text", "package/test_reading"]),
    "exercises": (["exercises/*"], ["lessons/exercises/*"]),
}

# The wording of what is said is free: sentences are left alone, and so are lines that raise, of which
# tests/package/test_bad_inputs.py asks what they must say.
# Tests that stumble over mutmut itself, over a frame of its own between a caller and the function that warns or over
# the names that it adds to a module.
BEWILDERED = [
    "tests/package/test_loop.py::TestDegenerateFit::test_the_warning_points_at_the_line_that_asked_for_the_generation",
    "tests/package/test_bad_inputs.py::test_everything_public_is_in_the_table_or_has_a_reason_not_to_be",
]
# What runs while the package is imported, or once for all tests, mutmut mutates too late. So it is with the judges of
# exercises, and with what they compare answers with: survivors there are tried again in a new process.
AT_IMPORT = "collapse.exercises."
PROFILE = """
from hypothesis import HealthCheck
settings.register_profile("mutants", settings.get_profile("lessons"), suppress_health_check=list(HealthCheck))
settings.load_profile("mutants")
"""  # mutmut runs every test three times in one process, which hypothesis takes for a mistake


def prepare(files, tests):
    """Make the copy in which mutmut works on `files` with `tests`."""
    shutil.rmtree(COPY, ignore_errors=True)
    for name in ("notebooks", "tools", "tests", "data"):
        shutil.copytree(ROOT / name, COPY / name, ignore=LEFT_OUT)
    package = COPY / "src" / "collapse"
    shutil.copytree(ROOT / "notebooks" / "collapse", package, ignore=shutil.ignore_patterns("__pycache__"))
    (COPY / "notebooks" / "collapse").symlink_to(package)
    shutil.copy(ROOT / "README.md", COPY)
    with (COPY / "tests" / "conftest.py").open("a", encoding="utf-8") as conftest:
        conftest.write(PROFILE)
    strict = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]["filterwarnings"]
    tests = [*tests, "package/test_bad_inputs"]
    chosen = sorted({str(path.relative_to(COPY)) for test in tests for path in COPY.glob(f"tests/{test}.py")})
    deselected = [option for test in BEWILDERED if test.partition("::")[0] in chosen for option in ("--deselect", test)]
    (COPY / "pyproject.toml").write_text(
        f"""
[tool.pytest]
pythonpath = ["src", "tools", "tests/support"]
filterwarnings = {json.dumps(strict)}

[tool.mutmut]
source_paths = ["src/collapse"]
only_mutate = {json.dumps([f"src/collapse/{name}.py" for name in files])}
do_not_mutate_patterns = ['raise \\w+\\(']
also_copy = ["notebooks", "tools", "data", "README.md"]
pytest_add_cli_args = {json.dumps(["--import-mode=importlib", "-p", "no:cacheprovider", "-p", "no:nbval", *deselected])}
pytest_add_cli_args_test_selection = {json.dumps(chosen)}
timeout_constant = 10.0
timeout_multiplier = 4.0
""",
        encoding="utf-8",
    )


def made():
    """Let mutmut make its mutants without trying any; return their names, without those of other wording only."""
    subprocess.run([*MUTMUT, "run", "none"], cwd=COPY, capture_output=True)
    names = []
    for meta in sorted(COPY.glob("mutants/src/**/*.meta")):
        mutants = json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"]
        tree = ast.parse(meta.with_suffix("").read_text(encoding="utf-8"))
        body = {node.name: without_wording(node) for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        functions = {mutant: mutant.rpartition(".")[2] for mutant in mutants}
        original = {name: re.sub(r"_\d+$", "_orig", name) for name in functions.values()}
        names += [mutant for mutant, name in functions.items() if body[name] != body[original[name]]]
    return sorted(names)


def without_wording(function):
    """Return the code of a function in which all sentences, which may be put in other words, are the same."""
    for node in ast.walk(function):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value.strip():
            node.value = "a sentence"
    return [ast.dump(statement) for statement in (function.args, *function.body)]


def run(children, sample):
    """Run mutmut in the copy, on a sample or on all; return what became of each mutant, by its name."""
    chosen = made()
    if sample:
        chosen = random.Random(1).sample(chosen, min(sample, len(chosen)))
    command = [*MUTMUT, "run", "--max-children", str(children), *chosen]
    done = subprocess.run(command, cwd=COPY, capture_output=True, text=True)
    results = subprocess.run([*MUTMUT, "results", "--all", "true"], cwd=COPY, capture_output=True, text=True).stdout
    fates = dict(re.findall(r"^ *(collapse\.\S+): (.+)$", results, re.MULTILINE))
    fates = {name: fates.get(name) for name in chosen}
    # Any other fate, as "suspicious", is that of a mutant whose tests could not be run.
    if done.returncode or not fates or not {*KILLED, *ALIVE}.issuperset(fates.values()):
        counts = collections.Counter(fates.values())
        raise SystemExit(f"mutmut did not come to an end, {counts}:\n{done.stdout[-5000:]}\n{done.stderr[-2000:]}")
    return fates


def change(mutant):
    """Return the lines that a mutant takes away and puts in, with their signs."""
    shown = subprocess.run([*MUTMUT, "show", mutant], cwd=COPY, capture_output=True, text=True).stdout
    return [line[0] + " " + line[1:].strip() for line in shown.splitlines() if re.match(r"[-+](?![-+]{2} )", line)]


def killed_afresh(mutant):
    """Whether a mutant of what runs at import is killed when it is written into the source and pytest started anew."""
    module = mutant.rpartition(".")[0]
    if not module.startswith(AT_IMPORT):
        return False
    path = (COPY / "src" / module.replace(".", "/")).with_suffix(".py")
    before = path.read_text(encoding="utf-8")
    tests = tomllib.loads((COPY / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutmut"]
    chosen = tests["pytest_add_cli_args_test_selection"]
    subprocess.run([*MUTMUT, "apply", mutant], cwd=COPY, check=True, capture_output=True)
    pytest = [sys.executable, "-m", "pytest", "-x", *tests["pytest_add_cli_args"], *chosen]
    done = subprocess.run(pytest, cwd=COPY, capture_output=True)
    path.write_text(before, encoding="utf-8")
    return done.returncode != 0


def judged(fates):
    """Sort mutants: return how many were killed, the equivalent ones, and the others with their changes."""
    alive = {m: change(m) for m, fate in fates.items() if fate in ALIVE and not killed_afresh(m)}
    equivalent = [m for m, lines in alive.items() if any(line[2:] in EQUIVALENT for line in lines if line[0] == "+")]
    survived = {m: lines for m, lines in alive.items() if m not in equivalent}
    return len(fates) - len(alive), equivalent, survived


def main(arguments=None):
    """Do the subjects named on the command line; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("subjects", nargs="*", help=f"of {', '.join(SUBJECTS)}; all by default")
    parser.add_argument("--children", type=int, default=2, help="processes side by side (2)")
    parser.add_argument("--sample", type=int, default=0, help="mutants to try of each subject, drawn by lot; all")
    options = parser.parse_args(arguments)
    unknown = sorted(set(options.subjects) - set(SUBJECTS))
    if unknown:
        parser.error(f"no subject {', '.join(unknown)}; there are {', '.join(SUBJECTS)}")
    blind = False
    for subject in options.subjects or SUBJECTS:
        prepare(*SUBJECTS[subject])
        killed, equivalent, survived = judged(run(options.children, options.sample))
        share = killed / (killed + len(survived))
        blind |= share < LEAST
        print(f"{subject}: {killed} killed, {len(survived)} survived, {len(equivalent)} equivalent: {share:.1%} killed")
        for mutant, lines in survived.items():
            print(f"  {mutant}", *lines, sep="\n    ")
        sys.stdout.flush()
    return int(blind)


if __name__ == "__main__":
    sys.exit(main())
