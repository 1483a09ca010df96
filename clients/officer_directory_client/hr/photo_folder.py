"""A folder of photos, each named by its officer's number, and what is wrong with each already.

Read once: what was planned is what is sent.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from officer_directory_client.hr.deliveries import NoDeliveryError

MOST_BYTES: Final = 10 * 1024 * 1024
_SUFFIXES: Final = (".jpg", ".jpeg", ".png")
_KINDS: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_NAMED: Final = "is not named by an officer's number: UID.jpg, UID.jpeg or UID.png"
_TWICE: Final = "is not the only photo of this number: keep the one that is right"
_LARGE: Final = f"is larger than {MOST_BYTES // 1024**2} MiB"
_OTHER: Final = "is neither a JPEG nor a PNG picture"
_UNREAD: Final = "cannot be read"


@dataclass(frozen=True, slots=True)
class PhotoFile:
    """A file; its digest, unless something is wrong with it."""

    path: Path
    uid: str
    digest: str = ""
    wrong: str | None = None

    def content(self) -> bytes:
        """What was planned.

        Raises:
            OSError: it cannot be read, or is another file by now.
        """
        content = self.path.read_bytes()
        if sha256(content).hexdigest() != self.digest:
            raise OSError(f"{self.path.name} changed meanwhile")
        return content


def photo_files(folder: Path) -> list[PhotoFile]:
    """Every file of a folder but hidden ones, in order of their names.

    Raises:
        NoDeliveryError: there is no such folder, or nothing in it.
    """
    if not folder.is_dir():
        raise NoDeliveryError(f"{folder} is no folder of photos.")
    paths = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    if not paths:
        raise NoDeliveryError(f"There is no photo in {folder}.")
    return list(_looked_at(paths))


def _looked_at(paths: list[Path]) -> Iterator[PhotoFile]:
    many = Counter(path.stem.casefold() for path in paths)
    for path in paths:
        if path.suffix.lower() not in _SUFFIXES or not path.is_file() or path.is_symlink():
            yield PhotoFile(path, path.stem, wrong=_NAMED)
        elif many[path.stem.casefold()] > 1:
            yield PhotoFile(path, path.stem, wrong=_TWICE)
        else:
            yield _read(path)


def _read(path: Path) -> PhotoFile:
    try:
        if path.stat().st_size > MOST_BYTES:
            return PhotoFile(path, path.stem, wrong=_LARGE)
        content = path.read_bytes()
    except OSError:
        return PhotoFile(path, path.stem, wrong=_UNREAD)
    if not content.startswith(_KINDS):
        return PhotoFile(path, path.stem, wrong=_OTHER)
    return PhotoFile(path, path.stem, sha256(content).hexdigest())
