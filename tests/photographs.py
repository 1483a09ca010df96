"""Pictures to send: invented ones, with things planted in them that must never come out."""

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw, PngImagePlugin

MARKER = b"PLANTED-MARKER"
GPS = "37.7749N PLANTED-MARKER"


def picture(
    width: int = 60, height: int = 80, colour: str = "navy", corner: str = "red"
) -> Image.Image:
    """A plain picture, whose upper left quarter has another colour."""
    image = Image.new("RGB", (width, height), colour)
    ImageDraw.Draw(image).rectangle((0, 0, width // 2 - 1, height // 2 - 1), fill=corner)
    return image


def saved(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def jpeg(**options: Any) -> bytes:
    return saved(picture(**options), "JPEG", quality=95)


def png(**options: Any) -> bytes:
    return saved(picture(**options), "PNG")


def marked_jpeg(orientation: int = 6) -> bytes:
    """A JPEG with a marker in every place that a JPEG has for one, and after its end."""
    image = picture()
    exif = image.getexif()
    exif[0x0112] = orientation
    exif[0x010E] = MARKER.decode()
    exif.get_ifd(0x8825)[29] = GPS
    content = saved(
        image,
        "JPEG",
        exif=exif,
        comment=MARKER,
        icc_profile=b"\x00" * 128 + MARKER,
        xmp=b"<x:xmpmeta>" + MARKER + b"</x:xmpmeta>",
    )
    photoshop = b"Photoshop 3.0\x00" + MARKER
    segment = b"\xff\xed" + (len(photoshop) + 2).to_bytes(2) + photoshop
    return content[:2] + segment + content[2:] + b"PK\x03\x04" + MARKER + b"<script>"


def marked_png() -> bytes:
    """A PNG with a marker in each kind of text, in a profile, EXIF, and after its end."""
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", MARKER.decode())
    told.add_text("Author", MARKER.decode(), zip=True)
    told.add_itxt("XML:com.adobe.xmp", MARKER.decode())
    told.add(b"prVt", MARKER)
    exif = Image.Exif()
    exif[0x010E] = MARKER.decode()
    content = saved(picture(), "PNG", pnginfo=told, exif=exif, icc_profile=MARKER * 9)
    return content + b"PK\x03\x04" + MARKER


def png_of(width: int, height: int, data: bytes = b"") -> bytes:
    """A PNG that announces a size, whatever is in it."""

    def chunk(name: bytes, content: bytes) -> bytes:
        end = struct.pack(">I", zlib.crc32(name + content))
        return struct.pack(">I", len(content)) + name + content + end

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", data or zlib.compress(b"\x00"))
        + chunk(b"IEND", b"")
    )


def jpeg_of_scans(more: int, width: int = 60, height: int = 80) -> bytes:
    """A progressive JPEG whose last scan comes so many times more: each is a few bytes."""
    whole = saved(picture(width, height), "JPEG", progressive=True)
    last = whole[whole.rfind(b"\xff\xda") : -2]
    return whole[:-2] + last * more + b"\xff\xd9"


def decoded(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content))
    image.load()
    return image


def shows(image: Image.Image, place: tuple[float, float], colour: str) -> bool:
    """Whether a picture has about this colour at a place, in parts of its width and height."""
    at = int(image.width * place[0]), int(image.height * place[1])
    found = image.convert("RGB").getpixel(at)
    wanted = Image.new("RGB", (1, 1), colour).getpixel((0, 0))
    assert isinstance(found, tuple)
    assert isinstance(wanted, tuple)
    return all(abs(a - b) < 60 for a, b in zip(found, wanted, strict=True))
