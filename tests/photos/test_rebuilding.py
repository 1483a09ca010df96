"""Of a file that was sent the pixels are kept, and nothing else; what is no photo is refused."""

import subprocess
import sys
import zlib
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from tests.photographs import (
    MARKER,
    decoded,
    jpeg,
    jpeg_of_scans,
    marked_jpeg,
    marked_png,
    picture,
    png,
    png_of,
    saved,
    shows,
)

from officer_directory.errors import NotAPhotoError
from officer_directory.photos import rebuilding
from officer_directory.photos.rebuilding import Pixels, rebuild
from officer_directory.photos.renditions import renditions
from officer_directory.photos.sizes import LONGEST, MOST_SCANS, NAMES, Size


def _image(pixels: Pixels) -> Image.Image:
    return Image.frombytes("RGB", (pixels.width, pixels.height), pixels.rgb)


@pytest.mark.parametrize("content", [marked_jpeg(), marked_png()], ids=["jpeg", "png"])
def test_nothing_planted_in_a_picture_comes_out_of_it(content):
    assert content.count(MARKER) >= 4
    kept = renditions(rebuild(content))
    assert set(kept) == set(NAMES)
    for made in kept.values():
        assert MARKER not in made
        assert b"<script>" not in made
        again = decoded(made)
        assert not again.getexif()
        assert set(again.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"} | {
            "loop",
            "background",
            "duration",
            "timestamp",
        }


@pytest.mark.parametrize(
    ("orientation", "corner"),
    [(1, (0, 0)), (3, (1, 1)), (6, (1, 0)), (8, (0, 1)), (2, (1, 0)), (5, (0, 0))],
)
def test_a_picture_stands_upright_before_its_orientation_is_forgotten(orientation, corner):
    upright = _image(rebuild(marked_jpeg(orientation)))
    turned = orientation >= 5
    assert upright.size == ((80, 60) if turned else (60, 80))
    x, y = corner
    assert shows(upright, (0.1 + 0.8 * x, 0.1 + 0.8 * y), "red")
    assert shows(upright, (0.9 - 0.8 * x, 0.9 - 0.8 * y), "navy")


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK"])
def test_whatever_colours_it_is_in_it_becomes_plain_rgb(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    image = picture(colour="white", corner="black")
    if mode == "I;16":
        image = image.convert("L").point(lambda value: value * 257, mode="I").convert("I;16")
    else:
        image = image.convert(mode)
    upright = _image(rebuild(saved(image, kind)))
    assert shows(upright, (0.1, 0.1), "black")
    assert shows(upright, (0.9, 0.9), "white")


def test_what_is_transparent_is_white():
    image = Image.new("RGBA", (20, 20), (0, 0, 0, 0))
    assert shows(_image(rebuild(saved(image, "PNG"))), (0.5, 0.5), "white")


def test_a_photo_is_never_made_larger_and_keeps_its_proportions():
    kept = renditions(rebuild(jpeg(width=3000, height=2000)))
    for size in Size:
        assert decoded(kept[f"{size}.jpeg"]).size == decoded(kept[f"{size}.webp"]).size
        assert decoded(kept[f"{size}.webp"]).width == LONGEST[size]
    small = renditions(rebuild(jpeg(width=100, height=50)))
    assert decoded(small["large.jpeg"]).size == (100, 50)
    assert decoded(small["original"]).size == (100, 50)


def _several() -> list[tuple[str, bytes]]:
    frames = [picture(colour=colour) for colour in ("navy", "green")]
    return [
        ("animated PNG", saved(frames[0], "PNG", save_all=True, append_images=frames[1:])),
        ("multi-picture JPEG", saved(frames[0], "MPO", save_all=True, append_images=frames[1:])),
    ]


REFUSED = [
    ("empty", b"", "neither"),
    ("text", b"hello", "neither"),
    ("GIF", saved(picture(), "GIF"), "neither"),
    ("TIFF", saved(picture(), "TIFF"), "neither"),
    ("WebP", saved(picture(), "WEBP"), "neither"),
    ("SVG", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "neither"),
    ("PNG of 2^31 pixels", png_of(65_000, 65_000), "25 million"),
    ("PNG just above", png_of(5001, 5000), "25 million"),
    ("PNG without width", png_of(0, 100), "to its end"),
    ("PNG as wide as a street", png_of(20_000, 1), "25 million"),
    ("PNG without data", png_of(5000, 5000), "to its end"),
    ("half a JPEG", jpeg(width=400, height=400)[:2000], "to its end"),
    ("half a PNG", png(width=400, height=400)[:500], "to its end"),
    ("a JPEG's first bytes", jpeg()[:20], "to its end"),
    ("a JPEG marker", b"\xff\xd8\xff\xff\xff\xff\xff\xff\xff\xff\xff", "to its end"),
    *((name, content, "several") for name, content in _several()),
]


@pytest.mark.parametrize(
    ("content", "why"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_what_is_no_photo_is_refused_with_words_that_help(content, why):
    with pytest.raises(NotAPhotoError, match=why):
        rebuild(content)


def test_data_beyond_the_pixels_that_were_announced_is_dropped():
    swelling = zlib.compress(b"\x00" * 40_000_000, 9)
    made = rebuild(png_of(1000, 1000, swelling))
    assert len(made.rgb) == 3_000_000


def test_a_picture_that_is_another_kind_than_it_came_as_is_refused():
    with pytest.raises(NotAPhotoError, match="another kind"):
        rebuild(png(), "image/jpeg")
    assert rebuild(png(), "image/png").width == 60


def test_a_text_that_swells_is_not_read():
    swelling = zlib.compress(b"A" * 100_000_000, 9)
    text = b"zTXt" + b"Comment\x00\x00" + swelling
    chunk = (len(text) - 4).to_bytes(4) + text + zlib.crc32(text).to_bytes(4)
    content = png()
    with pytest.raises(NotAPhotoError):
        rebuild(content[:33] + chunk + content[33:])


def test_a_picture_of_thousands_of_scans_is_refused_before_anything_is_decoded(monkeypatch):
    bomb = jpeg_of_scans(5_000, 4000, 4000)
    assert len(bomb) < 400_000
    with monkeypatch.context() as without:
        without.setattr(rebuilding, "_decoded", None)
        with pytest.raises(NotAPhotoError, match="costly"):
            rebuild(bomb)


def test_the_costliest_picture_that_is_taken_is_decoded_in_a_fraction_of_its_time(monkeypatch):
    monkeypatch.setattr(rebuilding, "SECONDS", rebuilding.SECONDS / 2)
    made = rebuild(jpeg_of_scans(MOST_SCANS - 12, 5000, 5000))
    assert (made.width, made.height) == (5000, 5000)


@pytest.mark.parametrize("progressive", [False, True])
def test_a_picture_as_cameras_and_programs_make_it_has_few_scans(progressive):
    noise = Image.effect_noise((1200, 1600), 90).convert("RGB")
    assert rebuild(saved(noise, "JPEG", quality=95, progressive=progressive)).width == 1200


def test_a_decoder_that_does_not_end_is_ended(monkeypatch):
    forever = (sys.executable, "-c", "while True: pass")
    monkeypatch.setattr(rebuilding, "_DECODER", forever)
    monkeypatch.setattr(rebuilding, "SECONDS", 0.3)
    with pytest.raises(NotAPhotoError, match="to its end"):
        rebuild(jpeg())


@pytest.mark.parametrize(
    "written",
    ["b'GIF89a'", "b'x' * 10_000_000", "(60).to_bytes(4) + (80).to_bytes(4) + b'x'", "b''"],
)
def test_what_a_decoder_gives_is_pixels_of_the_announced_size_or_nothing(monkeypatch, written):
    lying = (sys.executable, "-c", f"import sys; sys.stdout.buffer.write({written})")
    monkeypatch.setattr(rebuilding, "_DECODER", lying)
    with pytest.raises(NotAPhotoError, match="to its end"):
        rebuild(jpeg())


def test_the_decoder_has_little_memory_and_writes_no_file(tmp_path):
    file = str(tmp_path / "file")
    greedy = (
        "import officer_directory.photos.decoding as d, io, sys, os\n"
        "sys.stdin = io.TextIOWrapper(io.BytesIO(b''))\n"
        "d.main()\n"
        f"opened = os.open({file!r}, os.O_WRONLY | os.O_CREAT)\n"
        "try: os.write(opened, b'x'); os._exit(1)\n"
        "except OSError: pass\n"
        "try: bytearray(900 * 1024 * 1024); os._exit(2)\n"
        "except MemoryError: pass\n"
        "os._exit(0)\n"
    )
    program = [sys.executable, "-c", greedy]
    ended = subprocess.run(program, env={}, stdin=subprocess.DEVNULL, timeout=60, check=False)
    assert ended.returncode == 0


def test_the_largest_photo_is_decoded_within_its_memory():
    image = Image.new("RGBA", (5000, 5000), (200, 10, 10, 128))
    made = rebuild(saved(image, "PNG", compress_level=1))
    assert (made.width, made.height) == (5000, 5000)


def test_the_decoder_knows_nothing_of_this_process(monkeypatch):
    monkeypatch.setenv("OFFICER_DIRECTORY_DATABASE_URL", "secret")
    telling = "import os,sys; sys.stdout.write(repr(dict(os.environ))); sys.exit(0)"
    monkeypatch.setattr(rebuilding, "_DECODER", (sys.executable, "-c", telling))
    seen: list[bytes] = []
    whole = rebuilding._exchanged

    def look(*given: Any) -> Any:
        made = whole(*given)
        seen.append(b"".join(made))
        return made

    monkeypatch.setattr(rebuilding, "_exchanged", look)
    with pytest.raises(NotAPhotoError):
        rebuild(jpeg(width=400, height=400))
    assert seen[0].startswith(b"{")
    assert b"secret" not in seen[0]


def test_the_pixels_are_those_that_were_sent():
    image = picture(width=33, height=21)
    made = rebuild(saved(image, "PNG"))
    assert made.rgb == image.tobytes()
    assert BytesIO(made.rgb).read(3) == b"\xff\x00\x00"
