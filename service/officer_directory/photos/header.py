"""What a picture says of itself in its first bytes: read before anything is decoded.

JPEG: ITU-T T.81, B.2. PNG: ISO/IEC 15948, 5.2 and 11.2.2.
"""

from dataclasses import dataclass

from officer_directory.photos.reasons import Wrong
from officer_directory.photos.sizes import LONGEST_SIDE, MOST_PIXELS, MOST_SCANS

_PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
_JPEG = b"\xff\xd8\xff"
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # SOF0 to SOF15
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})  # markers without a length
_SCAN, _END = 0xDA, 0xD9
_SCAN_BEGINS = b"\xff\xda"


@dataclass(frozen=True, slots=True)
class Header:
    media_type: str
    width: int
    height: int


def read_header(content: bytes) -> Header:
    """The kind and size of a picture.

    Raises:
        NotAPhotoError: it is neither JPEG nor PNG, or larger or costlier than is decoded.
    """
    if content.startswith(_PNG):
        width, height = (int.from_bytes(content[at : at + 4]) for at in (16, 20))
        header = Header("image/png", width, height)
    elif content.startswith(_JPEG):
        header = Header("image/jpeg", *_of_frame(content))
        _check_scans(content)
    else:
        raise Wrong.OTHER.error()
    if not header.width or not header.height:
        raise Wrong.DAMAGED.error()
    if header.width * header.height > MOST_PIXELS:
        raise Wrong.TOO_MANY_PIXELS.error()
    if max(header.width, header.height) > LONGEST_SIDE:
        raise Wrong.TOO_MANY_PIXELS.error()
    return header


def _check_scans(content: bytes) -> None:
    """Each scan of a JPEG goes over the whole picture again, however few bytes it has.

    Counted is wherever one could begin: never fewer than any decoder finds, and in the data
    of a picture that is none, one in 64 KB at most by chance.
    """
    if content.count(_SCAN_BEGINS) > MOST_SCANS:
        raise Wrong.DAMAGED.error()


def _of_frame(content: bytes) -> tuple[int, int]:
    """Width and height in the frame header of a JPEG."""
    at = 2
    while at + 9 <= len(content):
        if content[at] != 0xFF:
            break
        marker = content[at + 1]
        if marker == 0xFF:  # fill
            at += 1
        elif marker in _ALONE:
            at += 2
        elif marker in _FRAMES:
            height, width = (int.from_bytes(content[i : i + 2]) for i in (at + 5, at + 7))
            return width, height
        elif marker in (_SCAN, _END):
            break
        else:
            at += 2 + max(2, int.from_bytes(content[at + 2 : at + 4]))
    raise Wrong.DAMAGED.error()
