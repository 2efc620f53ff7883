"""What is printed: a page of its own style, which opens without a network."""

import html
from pathlib import Path

STYLE = Path(__file__).with_name("sheet.css")


def sheet(title, body, lang="en"):
    """Return an HTML page to print, complete in itself."""
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(title)}</title>\n<style>\n{STYLE.read_text(encoding='utf-8')}</style>\n</head>\n"
        f"<body>\n<main>\n<h1>{html.escape(title)}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    )
