"""What a page says of a picture to those who do not see it, read from the data that the picture carries as text."""

import base64
import hashlib
import html
import io
import re

from PIL import Image

KINDS = {"line": "line", "points": "points", "stairs": "steps", "bars": "bars", "image": "heat map"}
SENTENCE = re.compile(r"^Figure: ", re.MULTILINE)


def alternative(described):
    """Return a text in place of a picture: what kind of picture it is, axis by axis; its sentence has the numbers.

    Examples
    --------
    >>> alternative("Figure of 1 axes\\naxes 'Loss': x 'step', y 'bits', linear/log\\n  line 'model': n=3")
    'Plot “Loss”: bits (logarithmic scale) against step; line “model”.'
    """
    plots = []
    for line in described.splitlines()[1:]:
        if line.startswith("axes "):
            plots.append([_axes(line)])
        elif line.startswith("  ") and plots:
            plots[-1].append(_artist(line.strip()))
    said = []
    for head, *artists in plots:
        named = list(dict.fromkeys(artist for artist in artists if artist))
        said.append("; ".join([head, ", ".join(named)] if named else [head]) + ".")
    return " ".join(said)


def _axes(line):
    quoted = re.match(r"axes (?:'(.*)'|\"(.*)\"): x (?:'(.*)'|\"(.*)\"), y (?:'(.*)'|\"(.*)\"), (\w+)/(\w+)$", line)
    if not quoted:
        raise ValueError(f"no axes are described by {line!r}")
    groups = [part or "" for part in quoted.groups()]
    title, x, y = ((groups[i] or groups[i + 1]).replace("\\n", " ") for i in (0, 2, 4))
    x, y = (
        f"{name} (logarithmic scale)" if scale == "log" else name for name, scale in ((x, groups[6]), (y, groups[7]))
    )
    head = f"Plot “{title}”" if title else "Plot"
    if x and y:
        return f"{head}: {y} against {x}"
    return f"{head}: {x or y}" if x or y else ("Page" if head == "Plot" else head)


def _artist(line):
    kind = line.split()[0].rstrip(":")
    if kind == "text":
        return ""
    label = re.match(r"\w+ (?:'(.*?)'|\"(.*?)\"):", line)
    if kind in ("LineCollection", "FillBetweenPolyCollection", "PolyCollection"):
        return "error band" if "Fill" in kind else "many thin lines"
    name = KINDS.get(kind, "")
    return f"{name} “{label[1] or label[2]}”" if name and label else name if kind in ("bars", "image", "points") else ""


def figure(png, described, caption, folder, prefix):
    """Store a picture in `folder` for the book; return the HTML that shows it with its words."""
    image = Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB")
    buffer = io.BytesIO()
    image.save(buffer, "webp", lossless=True, method=2)
    name = f"{hashlib.sha256(buffer.getvalue()).hexdigest()[:16]}.webp"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(buffer.getvalue())
    alt = html.escape(alternative(described))
    width, height = image.size
    return (
        f'<img src="{prefix}{name}" alt="{alt}" width="{width}" height="{height}" loading="lazy" decoding="async">'
        f"<figcaption>{html.escape(caption)}</figcaption>"
    )
