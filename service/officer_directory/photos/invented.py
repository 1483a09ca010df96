"""Pictures of nobody, for demonstrations: coloured shapes that follow from a word.

They are no faces and resemble none; the same word gives the same pixels.
"""

import random
from typing import Final

from PIL import Image, ImageDraw

from officer_directory.photos.rebuilding import Pixels

WIDTH, HEIGHT = 120, 160
_SHAPES: Final = 9
_LEAST, _MOST = 12, 70


def invented(word: str) -> Pixels:
    """The picture of a word: a ground, and shapes on it."""
    draw = random.Random(word)  # noqa: S311, nothing is kept secret by it
    image = Image.new("RGB", (WIDTH, HEIGHT), _colour(draw))
    on = ImageDraw.Draw(image)
    for _ in range(_SHAPES):
        x, y = draw.randint(0, WIDTH), draw.randint(0, HEIGHT)
        size = draw.randint(_LEAST, _MOST)
        drawn = draw.choice((on.rectangle, on.ellipse))
        drawn((x - size // 2, y - size // 2, x + size // 2, y + size // 2), fill=_colour(draw))
    return Pixels(WIDTH, HEIGHT, image.tobytes())


def _colour(draw: random.Random) -> tuple[int, int, int]:
    return draw.randint(0, 255), draw.randint(0, 255), draw.randint(0, 255)
