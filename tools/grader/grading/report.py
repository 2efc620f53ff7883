"""Say student by student what was mended and what could not be, in words for a lecturer."""

import csv

KINDS = {"mended": "mended", "open": "PLEASE LOOK", "absent": "absent"}


def write(folder, assignment, records, protection):
    """Write the report on an assignment as text and as a table; return the text's path.

    `records` holds, by the student's name, a dictionary with `points`, `most` (both None if nothing was graded) and
    `said`, pairs of a kind and a sentence.
    """
    folder.mkdir(parents=True, exist_ok=True)
    text, table = folder / f"{assignment}.txt", folder / f"{assignment}.csv"
    lines = "\n".join(_lines(assignment, records, protection)) + "\n"
    text.write_text(lines, encoding="utf-8", errors="replace")
    with table.open("w", newline="", encoding="utf-8-sig", errors="replace") as file:  # as spreadsheets expect it
        rows = csv.writer(file)
        rows.writerow(["student", "points", "of", *KINDS.values()])
        for student, record in records.items():
            said = [" ".join(sentence for one, sentence in record["said"] if one == kind) for kind in KINDS]
            rows.writerow([_safe(student), record["points"], record["most"], *map(_safe, said)])
    return text


def _lines(assignment, records, protection):
    graded = [record for record in records.values() if record["points"] is not None]
    yield f"{assignment}: {len(records)} students, {len(graded)} graded."
    for said, kind in (("Please look at", "open"), ("Nothing was handed in by", "absent")):
        students = [student for student, record in records.items() if kind in dict(record["said"])]
        yield f"{said}: {', '.join(students) or 'nobody'}."
    yield from ("", *protection, "")
    for student, record in records.items():
        points = "not graded" if record["points"] is None else f"{record['points']:g} of {record['most']:g}"
        yield f"{student}: {points}"
        yield from (f"    {KINDS[kind]}: {sentence}" for kind, sentence in record["said"] if kind != "absent")


def _safe(text):
    """Return a text that no spreadsheet takes for a formula: names and code are the students'."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
