"""Put your account where this repository names one: `python3 tools/account.py ACCOUNT`, after a fork.

The badge for Binder, the citation, the address to clone and the address of the book lead to an account. It is the one
that CITATION.cff names; every file that names the repository under it is rewritten. Needs no environment.
"""

import argparse
import re

from repository import ROOT, files

NAMED = re.compile(r"^repository-code: https://github\.com/([^/\s]+)/([^/\s]+)$", re.MULTILINE)
ALLOWED = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")


def put(account, root=ROOT):
    """Write `account` in place of the one that CITATION.cff names; return the files that changed."""
    if not ALLOWED.fullmatch(account) or len(account) > 39:
        raise ValueError(f"account must be at most 39 letters, digits and single hyphens between them: {account!r}")
    named = NAMED.search((root / "CITATION.cff").read_text(encoding="utf-8"))
    if not named:
        raise ValueError("CITATION.cff has no line 'repository-code: https://github.com/ACCOUNT/REPOSITORY'")
    old, repository = named.groups()
    if account == old:
        return []
    # owner/repository of a code host, of Binder and of clones; owner.github.io/repository of the pages
    place = re.compile(rf"(?<![\w.-]){re.escape(old)}(?=(\.github\.io)?/{re.escape(repository)}\b)".encode())
    changed = []
    for path in files(root):
        before = (root / path).read_bytes()
        if (after := place.sub(account.encode(), before)) != before:
            (root / path).write_bytes(after)
            changed.append(path)
    return changed


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("account", help="letters, digits and single hyphens")
    try:
        print(*put(parser.parse_args().account), sep="\n")
    except ValueError as problem:
        parser.error(str(problem))
