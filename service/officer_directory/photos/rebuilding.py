"""From a file that somebody sent to pixels, and to nothing else of it.

The file is decoded in a process of its own that has little memory and little time. What
comes back is a width, a height and as many bytes as they say; it is never a file.
"""

import os
import struct
import subprocess
import sys
from contextlib import suppress
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
    """What the decoder made of it. The file goes to it by a pipe, and never to a disk."""
    with subprocess.Popen(  # noqa: S603 - our own program, without arguments
        _DECODER,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        cwd=os.sep,
    ) as decoder:
        timer = Timer(SECONDS, decoder.kill)
        timer.start()
        try:
            made = _exchanged(decoder, content, header.width * header.height * 3)
        finally:
            decoder.kill()  # where it still writes: more than was announced
            code = decoder.wait()
            timer.cancel()
    if code:
        raise BY_CODE.get(code, Wrong.DAMAGED).error()
    return _checked(*made, header)


def _exchanged(
    decoder: "subprocess.Popen[bytes]", content: bytes, size: int
) -> tuple[bytes, bytes, bytes]:
    """Give it the file whole, then take a head, that many bytes, and one that should not come."""
    to, back = decoder.stdin, decoder.stdout
    assert to is not None
    assert back is not None
    with suppress(BrokenPipeError), to:  # whoever does not read to the end says why when it ends
        to.write(content)
    return back.read(_HEAD.size), back.read(size), back.read(1)


def _checked(head: bytes, rgb: bytes, more: bytes, header: Header) -> Pixels:
    """What the process gave, if it is a picture of the size that the file announced."""
    if more or len(head) < _HEAD.size:
        raise Wrong.DAMAGED.error()
    width, height = _HEAD.unpack(head)
    turned = sorted((width, height)) == sorted((header.width, header.height))
    if not turned or len(rgb) != width * height * 3:
        raise Wrong.DAMAGED.error()
    return Pixels(width, height, rgb)
