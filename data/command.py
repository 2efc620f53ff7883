"""The command line that the scripts of this folder share: compute everything, or with --check compare a part."""

import argparse
import sys


def command(make, check, purpose):
    """Run from the command line: make the tables, or with --check recompute a part and say what differs."""
    parser = argparse.ArgumentParser(description=purpose)
    parser.add_argument("--check", action="store_true", help="recompute a part and compare; write nothing")
    if not parser.parse_args().check:
        make()
        return
    found = check()
    print("\n".join(found) or "as stored")
    sys.exit(bool(found))
