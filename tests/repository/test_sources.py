"""What is cited is listed in notebooks/SOURCES.md, what is listed is cited, published numbers are those listed."""

import pytest

import sources
from sources import FILE, SOURCES, complaints, numbers, texts

BOOK = """# Sources

## Works

| id | authors | title, year | what is used | cited in | checked | date |
| --- | --- | --- | --- | --- | --- | --- |
| 2305.17493 | Shumailov, Shumaylov | The Curse, 2023 | the chain | 01, theory | abstract | 2026-11-28 |
| 10.1000/abc | Doshi, Hauser | Ideas, 2024 | writers | 01 | full text | 2026-11-28 |

## Published numbers

| marks | source | numbers | what they are |
| --- | --- | --- | --- |
| `writers\\|stories` | 10.1000/abc | 293, 8.1, 10 | people; percent |
"""
TEXTS = {
    "01": {
        "people": "Shumailov and others said so. There were 293 writers, ten of them new: `7`, $8$. We took 12.",
        "references": "- I. Shumailov, arXiv 2305.17493.\n- A. R. Doshi, doi 10.1000/abc. 999 writers.",
        "exercise-1-1-text": "Suppose 77 writers.",
    },
    "theory": {"gaussian.py": '"""Source: Shumailov et al., arXiv 2305.17493."""'},
}


def test_the_bibliography_and_what_cites_it_agree():
    book, cited = FILE.read_text(encoding="utf-8"), texts()
    assert {"01", "06", "theory", "claims", "data", "guide"} <= set(cited) and len(SOURCES) > 20
    assert not list(complaints(book, cited))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("abstract | 2026-11-28", "abstract | lately", "no date of the check"),
        ("01, theory", "01", "is cited in 01, theory, the list says 01"),
        ("| 2305.17493 | Shumailov, ", "| 2305.17494 | Shumailov, ", "01 cites 2305.17493, which is not listed"),
        ("293, 8.1", "294, 8.1", "293 is not among the published numbers"),
        ("| 10.1000/abc | 293", "| 10.1000/xyz | 293", "published numbers of 10.1000/xyz"),
        ("| Shumailov, ", "| Suresh, ", "Shumailov and others are named, and no work of theirs"),
    ],
)
def test_a_wrong_book_is_seen(old, new, said):
    assert list(complaints(BOOK, TEXTS)) == []
    assert any(said in complaint for complaint in complaints(BOOK.replace(old, new), TEXTS))


@pytest.mark.parametrize(
    ("place", "name", "text", "said"),
    [
        ("01", "new", "As arXiv 2404.01413 shows.", "2404.01413, which is not listed"),
        ("02", "new", "Shumailov and others said so.", "02, new: Shumailov and others are named"),
        ("guide", "new", "There were seven writers.", "7 is not among"),
        ("01", "new", "See ISBN 978-0-387-97367-8.", "ISBN 978-0-387-97367-8, which is not listed"),
    ],
)
def test_a_wrong_text_is_seen(place, name, text, said):
    changed = {key: dict(parts) for key, parts in TEXTS.items()}
    changed.setdefault(place, {})[name] = text
    assert any(said in complaint for complaint in complaints(BOOK, changed))


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("A five-way beam, 1,000 points and 8.1 percent.", [5, 1000, 8.1]),
        ("Notebook 01 and arXiv 2305.17493 (2024), seven.", [1, 2024, 7]),
        ("x86, v1.2.3 and two of them", []),
    ],
)
def test_numbers_of_a_sentence(sentence, found):
    assert sorted(numbers(sentence)) == sorted(found)


def test_a_lesson_reads_the_same_list():
    assert SOURCES["2305.17493"] == "Shumailov" and SOURCES["1406.1078"] == "Cho"
    assert sources.works(FILE.read_text(encoding="utf-8"))[0].checked == "full text"
