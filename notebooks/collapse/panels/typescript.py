"""A page of typescript that is drawn in a few milliseconds, since matplotlib sets and draws letter by letter."""

from functools import lru_cache
from math import ceil

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.font_manager import findfont
from matplotlib.text import Text
from PIL import Image, ImageDraw, ImageFont

SPACING = 1.5  # from line to line, in font sizes


class Typescript(Text):
    """Lines of text in one font, from a point at their upper left; Pillow draws a line at a time."""

    def draw(self, renderer):
        """Draw the lines over what the canvas shows."""
        size = renderer.points_to_pixels(self.get_fontsize())
        x, y = self.get_transform().transform(self.get_position())
        y = renderer.get_canvas_width_height()[1] - y  # Pillow counts from the top
        ink = _ink(self.get_text(), findfont(self.get_fontproperties()), size, x % 1, y % 1)
        letters = np.empty((*ink.shape, 4), np.uint8)
        letters[..., :3] = 255 * np.array(to_rgb(self.get_color()))
        letters[..., 3] = ink
        below = int(renderer.get_canvas_width_height()[1]) - int(y) - len(ink)
        renderer.draw_image(renderer.new_gc(), int(x), below, letters[::-1])


@lru_cache(maxsize=8)  # when one page changes, the others are there
def _ink(text, path, size, x, y):
    """How black each pixel is, from 0 to 255: rows from the top, the text beginning at (x, y)."""
    font, lines = ImageFont.truetype(path, size), text.split("\n")
    width, height = max(map(font.getlength, lines)) + 2 * size, (len(lines) + 1) * SPACING * size
    ink = Image.new("L", (ceil(width), ceil(height)))
    pen = ImageDraw.Draw(ink)
    for number, line in enumerate(lines):
        pen.text((x, y + number * SPACING * size), line, fill=255, font=font)
    return np.asarray(ink)
