"""A page of typescript that is drawn in a few milliseconds, since matplotlib sets and draws letter by letter."""

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
        font = ImageFont.truetype(findfont(self.get_fontproperties()), size)
        width, height = map(int, renderer.get_canvas_width_height())
        x, y = self.get_transform().transform(self.get_position())
        ink = Image.new("L", (width, height))
        pen = ImageDraw.Draw(ink)
        for number, line in enumerate(self.get_text().split("\n")):
            pen.text((x, height - y + number * SPACING * size), line, fill=255, font=font)
        letters = np.empty((height, width, 4), np.uint8)
        letters[..., :3] = 255 * np.array(to_rgb(self.get_color()))
        letters[..., 3] = ink
        renderer.draw_image(renderer.new_gc(), 0, 0, letters[::-1])
