"""The visible mark on a photo that leaves the record store: to whom it was given, and when.

A band at the foot names the tier, the client and the day; the same words lie faintly over
the whole picture, so that what is cut out of it tells too.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from officer_directory.photos.renditions import written
from officer_directory.photos.sizes import Form

_BAND: Final = 0.62  # how dark, of 1
_FAINT: Final = 46  # of 255
_LEAST: Final = 6  # pixels of type
_READABLE: Final = 10
_TURNED: Final = 30  # degrees
_MOST_TYPE: Final = 22


def marked(content: bytes, form: Form, words: Sequence[str]) -> bytes:
    """A rendition of ours with words on it that cannot be overlooked."""
    image = Image.open(BytesIO(content), formats=(form.value.upper(),)).convert("RGB")
    image = Image.alpha_composite(image.convert("RGBA"), _strewn(image.size, " · ".join(words)))
    image = _with_band(image.convert("RGB"), words)
    return written(image, form)


def _with_band(image: Image.Image, words: Sequence[str]) -> Image.Image:
    font, lines = _fitting(image.width - 4, words)
    line = int(font.size * 1.3)
    height = min(image.height, line * len(lines) + 4)
    top = image.height - height
    place = (0, top, image.width, image.height)
    ground = Image.new("RGB", (image.width, height), "black")
    image.paste(Image.blend(image.crop(place), ground, _BAND), place)
    draw = ImageDraw.Draw(image)
    for number, text in enumerate(lines):
        draw.text((2, top + 2 + number * line), text, fill="white", font=font)
    return image


def _strewn(size: tuple[int, int], text: str) -> Image.Image:
    """The words over and over, faint and turned."""
    font = _type(max(_LEAST + 2, min(size) // 18))
    side = int((size[0] ** 2 + size[1] ** 2) ** 0.5) + 2
    sheet = Image.new("RGBA", (side, side), (255, 255, 255, 0))
    draw = ImageDraw.Draw(sheet)
    apart = int(font.getlength(f"{text}   ")) or 1
    step = int(font.size * 4)
    for row, y in enumerate(range(0, side, step)):
        for x in range(-(row % 2) * apart // 2, side, apart):
            draw.text((x, y), text, fill=(255, 255, 255, _FAINT), font=font)
    turned = sheet.rotate(_TURNED)
    left, top = (side - size[0]) // 2, (side - size[1]) // 2
    return turned.crop((left, top, left + size[0], top + size[1]))


def _fitting(width: int, words: Sequence[str]) -> tuple[ImageFont.FreeTypeFont, Sequence[str]]:
    """The largest type in which the words fit, on one line or on one for each."""
    for lines, least in (([" · ".join(words)], _READABLE), (words, _LEAST)):
        for points in range(_MOST_TYPE, least - 1, -1):
            font = _type(points)
            if all(font.getlength(line) <= width for line in lines):
                return font, lines
    return _type(_LEAST), words


def _type(points: int) -> ImageFont.FreeTypeFont:
    """The type that comes with Pillow, so that a mark looks the same on every machine."""
    font = ImageFont.load_default(points)
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font
