"""What the Makefile does."""

import re


def recipes(makefile):
    """Return the commands of each target, with the Makefile's variable for uv written out."""
    rules = re.findall(r"^([\w-]+):(?!=)[^\n]*\n((?:\t[^\n]*\n?)+)", makefile, re.MULTILINE)
    return {target: lines.replace("$(UV)", "uv") for target, lines in rules}
