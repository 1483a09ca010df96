"""A folder of photos, each named by its officer's number: `30117.jpg`, `A-0012.png`.

What a file says of whom it shows is its name alone; two files of one number are both
refused, for neither says that it is the right one.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from officer_directory.errors import IntakeError
from officer_directory.photos.sizes import MOST_BYTES
from officer_directory.store.folding import fold

SUFFIXES: Final = (".jpg", ".jpeg", ".png")
_NAMED = "is not named by an officer's number: UID.jpg, UID.jpeg or UID.png"
_TWICE = "is not the only photo of this number: keep the one that is right"
_LARGE = f"is larger than {MOST_BYTES // 1024**2} MiB"


@dataclass(frozen=True, slots=True)
class PhotoFile:
    """A file, the folded number it is named by, and what is wrong with it already."""

    path: Path
    uid_key: str
    wrong: str | None = None


def photo_files(folder: Path) -> list[PhotoFile]:
    """Every file of a folder but hidden ones, in order of their names.

    Raises:
        IntakeError: there is no such folder, or nothing in it.
    """
    if not folder.is_dir():
        raise IntakeError([f"{folder}: there is no such folder."])
    paths = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    if not paths:
        raise IntakeError([f"{folder}: the folder is empty."])
    many = Counter(_key(path) for path in paths)
    return list(_looked_at(paths, many))


def _looked_at(paths: list[Path], many: Counter[str]) -> Iterator[PhotoFile]:
    for path in paths:
        key, wrong = _key(path), None
        if not (key and path.suffix.lower() in SUFFIXES and _is_plain(path)):
            wrong = _NAMED
        elif many[key] > 1:
            wrong = _TWICE
        elif path.stat().st_size > MOST_BYTES:
            wrong = _LARGE
        yield PhotoFile(path, key, wrong)


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _key(path: Path) -> str:
    return fold(path.stem) or ""
