"""What a case of a test is named after."""


def one_line(value):
    """Return a value as text that can be asked for on a command line: in one line, without backslashes."""
    return " ".join(str(value).replace("\\", "").split())
