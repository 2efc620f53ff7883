"""One command puts an account in the place of another, everywhere and nowhere else; tried on a copy."""

import re
import shutil

import pytest

import account
from repository import ROOT, files

NAME = account.NAMED.search((ROOT / "CITATION.cff").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    """Copy the repository and put another account into it; return the copy and which files changed."""
    root = tmp_path_factory.mktemp("fork")
    for path in files():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, root / path)
    return root, account.put("some-body", root)


def test_every_address_of_the_repository_leads_there(copied):
    root, changed = copied
    assert {"README.md", "CITATION.cff", "CONTRIBUTING.md"} <= {path.as_posix() for path in changed}
    for path in files(root):
        text = (root / path).read_text(encoding="utf-8", errors="replace")
        assert not re.search(rf"\b{NAME[1]}(\.github\.io)?/{NAME[2]}", text), path
    assert "https://mybinder.org/v2/gh/some-body/" in (root / "README.md").read_text(encoding="utf-8")


def test_nothing_else_changes_and_the_way_back_is_the_same_command(copied):
    root, changed = copied
    assert account.put("some-body", root) == []
    assert account.put(NAME[1], root) == changed
    assert [path for path in files() if (root / path).read_bytes() != (ROOT / path).read_bytes()] == []


def test_pages_of_a_book_are_addresses_too_and_a_longer_name_is_not_ours(tmp_path):
    (tmp_path / ".gitignore").write_text("")
    (tmp_path / "CITATION.cff").write_text("repository-code: https://github.com/me/lessons\n")
    others = "some/lessons home/lessons x-me/lessons me/other"
    (tmp_path / "page.md").write_text(f"me.github.io/lessons github.com/me/lessons.git {others}")
    account.put("you", tmp_path)
    assert (tmp_path / "page.md").read_text() == f"you.github.io/lessons github.com/you/lessons.git {others}"


@pytest.mark.parametrize("name", ["", "-a", "a-", "a--b", "a b", "a/b", "ä", "a" * 40, "https://github.com/a"])
def test_what_cannot_be_an_account_changes_nothing(tmp_path, name):
    with pytest.raises(ValueError, match=re.escape(repr(name))):
        account.put(name, tmp_path)


def test_a_citation_without_an_address_is_said(tmp_path):
    (tmp_path / "CITATION.cff").write_text("title: x\n")
    with pytest.raises(ValueError, match="repository-code"):
        account.put("you", tmp_path)
