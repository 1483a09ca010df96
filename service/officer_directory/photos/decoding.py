"""The one program that decodes what was sent: a process of its own, poor, and short-lived.

Started by `rebuilding`, never imported by it. It reads a picture on standard input and
writes width, height and the raw pixels, upright and in sRGB, on standard output; it is
told by its limits, not by its good will, what it may take. Whatever else is in the file
(EXIF, XMP, ICC, comments, thumbnails, what follows the end) ends with this process.
"""

import io
import os
import resource
import struct
import sys
from typing import Any, Final

from PIL import Image, ImageCms, ImageOps

from officer_directory.photos.reasons import Wrong
from officer_directory.photos.sizes import LONGEST_SIDE, MOST_PIXELS

MOST_MEMORY: Final = 768 * 1024 * 1024
MOST_SECONDS: Final = 15
_LIMITS: Final = {
    resource.RLIMIT_AS: MOST_MEMORY,
    resource.RLIMIT_CPU: MOST_SECONDS,
    resource.RLIMIT_FSIZE: 0,
    resource.RLIMIT_CORE: 0,
    resource.RLIMIT_NPROC: 0,
}


class _SeveralError(Exception):
    """More than one frame."""


def main() -> int:
    """Exit code 0, or that of the reason (`reasons.Wrong`)."""
    for limit, most in _LIMITS.items():
        resource.setrlimit(limit, (most, most))
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        upright = _decoded(sys.stdin.buffer.read())
        pixels = upright.tobytes()
    except _SeveralError:
        return Wrong.SEVERAL.code
    except Exception:  # whatever it is: the parent says that it cannot be read
        return Wrong.DAMAGED.code
    sys.stdout.buffer.write(struct.pack(">II", *upright.size))
    sys.stdout.buffer.write(pixels)
    sys.stdout.buffer.flush()
    return 0


def _decoded(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content), formats=("JPEG", "PNG"))
    if image.width * image.height > MOST_PIXELS or max(image.size) > LONGEST_SIDE:
        raise ValueError
    if getattr(image, "n_frames", 1) != 1:
        raise _SeveralError
    image.load()
    return _flat(_in_srgb(ImageOps.exif_transpose(image)))


def _in_srgb(image: Image.Image) -> Image.Image:
    """The colours as they were meant, where a profile says how; else as they are."""
    profile: Any = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "CMYK"):
        try:
            meant = ImageCms.getOpenProfile(io.BytesIO(profile))
            srgb = ImageCms.createProfile("sRGB")
            return ImageCms.profileToProfile(image, meant, srgb, outputMode="RGB") or image
        except (ImageCms.PyCMSError, OSError, ValueError):
            return image
    return image


def _flat(image: Image.Image) -> Image.Image:
    """Without transparency: on white."""
    if image.mode.startswith("I;16"):
        image = image.point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        ground = Image.new("RGBA", image.size, "white")
        ground.alpha_composite(image)
        image = ground
    return image.convert("RGB")


if __name__ == "__main__":
    code = main()
    os._exit(code)
