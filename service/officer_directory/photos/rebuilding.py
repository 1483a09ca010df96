"""From a file that somebody sent to pixels, and to nothing else of it.

The file is decoded in a process of its own that has little memory and little time. What
comes back is a width, a height and as many bytes as they say; it is never a file.
"""

import os
import struct
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from threading import BoundedSemaphore, Timer
from typing import Final

from officer_directory.photos.header import Header, read_header
from officer_directory.photos.reasons import BY_CODE, Wrong

SECONDS: Final = 20.0
_AT_ONCE: Final = 2
_HEAD: Final = struct.Struct(">II")
_DECODER: Final = (sys.executable, "-I", "-m", "officer_directory.photos.decoding")
_turns = BoundedSemaphore(_AT_ONCE)


@dataclass(frozen=True, slots=True)
class Pixels:
    """Rows of RGB, eight bits each, upright and in sRGB."""

    width: int
    height: int
    rgb: bytes


def rebuild(content: bytes, sent_as: str | None = None) -> Pixels:
    """The pixels of a picture; `sent_as` is the media type it came under, if it came under one.

    Raises:
        NotAPhotoError: it is none, with the reason.
    """
    header = read_header(content)
    if sent_as is not None and sent_as != header.media_type:
        raise Wrong.MISNAMED.error()
    with _turns:
        return _decoded(content, header)


def _decoded(content: bytes, header: Header) -> Pixels:
    size = header.width * header.height * 3
    with tempfile.TemporaryFile() as sent:
        sent.write(content)
        sent.seek(0)
        with subprocess.Popen(  # noqa: S603 - our own program, without arguments
            _DECODER,
            stdin=sent,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd=os.sep,
            close_fds=True,
        ) as decoder:
            timer = Timer(SECONDS, decoder.kill)
            timer.start()
            try:
                assert decoder.stdout is not None
                made = decoder.stdout.read(_HEAD.size + size)
                more = decoder.stdout.read(1)
            finally:
                decoder.kill()  # where it still writes, more than it announced
                code = decoder.wait()
                timer.cancel()
    if code:
        raise BY_CODE.get(code, Wrong.DAMAGED).error()
    return _checked(made, more, header)


def _checked(made: bytes, more: bytes, header: Header) -> Pixels:
    """What the process gave, if it is a picture of the size that the file announced."""
    rgb = made[_HEAD.size :]
    if more or len(made) < _HEAD.size:
        raise Wrong.DAMAGED.error()
    width, height = _HEAD.unpack(made[: _HEAD.size])
    turned = sorted((width, height)) == sorted((header.width, header.height))
    if not turned or len(rgb) != width * height * 3:
        raise Wrong.DAMAGED.error()
    return Pixels(width, height, rgb)
