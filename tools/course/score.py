"""Score the test before and after a course, and print the normalized gain of the class: Python and NumPy are enough.

    python score.py key.csv before.csv after.csv

key.csv comes with the test. The other two have a line for each student: a name, the form (A or B), and the letter of
each answer, or nothing where none was given:

    student,form,1,2,3,4,5,6,7,8,9,10,11,12
    Ada,A,a,d,d,b,c,,a,c,c,b,a,d

Who gave A before may give B after, and the other way round. The gain is (after - before) / (1 - before), of the mean
shares of right answers of those who took both: what was learned of what there was to learn (R. R. Hake, American
Journal of Physics 66, 64 (1998), doi 10.1119/1.18809). Its band is where 95 in 100 classes lie that are drawn anew from
these students, with replacement. Nothing is scored if anything in the three files is wrong.
"""

import argparse
import csv
import sys
from pathlib import Path

import numpy as np

CLASSES, SEED = 10_000, 2024


class MarkError(ValueError):
    """A file that cannot be scored; the message names the file, the line and what is allowed."""


def table(path):
    """Return (line, row) for each line of a CSV file below its head, the row by the names of the head."""
    try:
        text = Path(path).read_text(encoding="utf-8-sig")  # a spreadsheet may put a mark before it
    except FileNotFoundError:
        raise MarkError(f"there is no file {path}") from None
    except UnicodeDecodeError:
        raise MarkError(f"{path} is not UTF-8: save it as CSV, UTF-8") from None
    lines = text.splitlines()
    delimiter = ";" if lines and lines[0].count(";") > lines[0].count(",") else ","  # some spreadsheets write these
    reader = csv.reader(lines, delimiter=delimiter)
    head = [name.strip() for name in next(reader, [])]
    found = []
    for row in reader:
        if any(cell.strip() for cell in row):
            if len(row) > len(head):
                raise MarkError(f"{path}, line {reader.line_num}: {len(row)} entries, the head has {len(head)}")
            cells = [*row, *[""] * (len(head) - len(row))]
            found.append((reader.line_num, dict(zip(head, (cell.strip() for cell in cells), strict=True))))
    return head, found


def read_key(path):
    """Return the key, {(form, question): (right letter, letters allowed)}."""
    head, rows = table(path)
    _wanted(head, ["form", "question", "right", "options"], path)
    key = {}
    for line, row in rows:
        place = row["form"], row["question"]
        if not row["right"]:
            raise MarkError(
                f"{path}, line {line}: the key of question {row['question']}, form {row['form']}, is missing"
            )
        if row["right"] not in set(row["options"]):
            raise MarkError(f"{path}, line {line}: {row['right']!r} is none of the options {', '.join(row['options'])}")
        if place in key:
            raise MarkError(f"{path}, line {line}: question {row['question']}, form {row['form']}, stands there twice")
        key[place] = row["right"], row["options"]
    if not key:
        raise MarkError(f"{path}: no question has a key")
    forms = sorted({form for form, _ in key})
    for form in forms:
        for question in questions(key):
            if (form, question) not in key:
                raise MarkError(f"{path}: the key of question {question}, form {form}, is missing")
    return key


def questions(key):
    """Return the questions of a key, in its order."""
    return list(dict.fromkeys(question for _, question in key))


def read_answers(path, key):
    """Return (form, an array of right or wrong) for each student of a file, by the student's name."""
    head, rows = table(path)
    _wanted(head, ["student", "form", *questions(key)], path)
    forms, found, lines = sorted({form for form, _ in key}), {}, {}
    for line, row in rows:
        student, form = row["student"], row["form"].upper()
        if not student:
            raise MarkError(f"{path}, line {line}: a student's name is missing")
        if student in found:
            raise MarkError(
                f"{path}, line {line}: {student!r} handed in twice, in line {lines[student]} as well: keep one"
            )
        if form not in forms:
            raise MarkError(f"{path}, line {line}: there is no form {row['form']!r}, only {' and '.join(forms)}")
        marks = []
        for question in questions(key):
            right, allowed = key[form, question]
            answer = row[question].lower()
            if answer and answer not in set(allowed):
                raise MarkError(
                    f"{path}, line {line}: {row[question]!r} is no answer to question {question} of form {form}; "
                    f"allowed are {', '.join(allowed)}, or nothing"
                )
            marks.append(answer == right)
        found[student], lines[student] = (form, np.array(marks)), line
    if not found:
        raise MarkError(f"{path}: no student handed in")
    return found, lines


def _wanted(head, names, path):
    missing = [name for name in names if name not in head]
    if missing:
        raise MarkError(f"{path}, line 1: the column {missing[0]!r} is missing; wanted are {', '.join(names)}")
    unknown = [name for name in head if name not in names]
    if unknown:
        raise MarkError(f"{path}, line 1: there is no column {unknown[0]!r}; wanted are {', '.join(names)}")
    twice = [name for name in names if head.count(name) > 1]
    if twice:
        raise MarkError(f"{path}, line 1: the column {twice[0]!r} stands there twice")


def gain(before, after):
    """Return the normalized gain, (after - before) / (1 - before), from mean shares; nan if all was known before."""
    before, after = np.mean(before, axis=-1), np.mean(after, axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(before < 1, (after - before) / (1 - before), np.nan)


def band(before, after, seed=SEED, classes=CLASSES):
    """Return the ends of the band of the gain: 95 % of classes drawn anew from these students, with replacement."""
    drawn = np.random.default_rng(seed).integers(len(before), size=(classes, len(before)))
    return np.nanpercentile(gain(before[drawn], after[drawn]), [2.5, 97.5])


def report(key, before, after):
    """Return what is printed, line by line."""
    both = sorted(before.keys() & after.keys())
    first, second = (np.array([answers[name][1] for name in both]) for answers in (before, after))
    lines = [f"{len(both)} students took both tests."]
    gone = sorted(before.keys() - after.keys())
    if gone:
        lines.append(f"Left out, since they took the first one only: {', '.join(gone)}.")
    same = [name for name in both if before[name][0] == after[name][0]]
    if same:
        lines.append(f"The same form twice, of which they may remember answers: {', '.join(same)}.")
    lines += ["", "question  right before  right after"]
    for place, question in enumerate(questions(key)):
        shares = 100 * first[:, place].mean(), 100 * second[:, place].mean()
        lines.append(f"{question:>8}  {shares[0]:10.0f} %  {shares[1]:9.0f} %")
    x, y = first.mean(axis=1), second.mean(axis=1)
    lines.append(f"{'all':>8}  {100 * x.mean():10.0f} %  {100 * y.mean():9.0f} %")
    for form in sorted({form for form, _ in key}):
        shares = [
            f"{when} {100 * np.mean(marks):.0f} % ({len(marks)} students)"
            for when, answers in (("before", before), ("after", after))
            if (marks := [answers[name][1].mean() for name in both if answers[name][0] == form])
        ]
        lines.append(f"Form {form}: {', '.join(shares) or 'nobody'}.")
    lines.append("")
    if x.mean() == 1:
        return [*lines, "Everybody knew everything before: there was nothing to gain."]
    low, high = band(x, y)
    lines.append(f"Normalized gain {gain(x, y):.2f}, 95 % band {low:.2f} to {high:.2f}.")
    if len(both) < 20:
        lines.append("With fewer than 20 students the band is too narrow: take it for a hint.")
    return lines


def score(key_path, before_path, after_path):
    """Read the three files and return the report; MarkError says what is wrong with them."""
    key = read_key(key_path)
    (before, _), (after, lines) = read_answers(before_path, key), read_answers(after_path, key)
    for student in after:
        if student not in before:
            raise MarkError(
                f"{after_path}, line {lines[student]}: {student!r} is unknown, {before_path} has no such student: "
                f"mend the name, or take the line out (there are {', '.join(sorted(before))})"
            )
    return report(key, before, after)


def main(arguments=None):
    """Print the report, or what is wrong; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("key", "before", "after"):
        parser.add_argument(name, help=f"{name}.csv")
    options = parser.parse_args(arguments)
    try:
        print("\n".join(score(options.key, options.before, options.after)))
    except MarkError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
