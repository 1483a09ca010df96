"""Finding what is to be delivered: a file, a folder, standard input, or what is new in one.

The bytes of a delivery are read once, so that what was planned is what is imported.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Final

from officer_directory_client._importing import check_name

SETTLED_S: Final = 10.0
"""A file in a drop folder that changed less long ago may be one that is still written."""


class NoDeliveryError(ValueError):
    """There is nothing that could be delivered."""


class StillWrittenError(Exception):
    """A file changed while it was read: it is still being written."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One export. `files` are its bytes by name; `changed_at` is in nanoseconds, of the newest."""

    name: str
    files: Mapping[str, bytes] = field(repr=False)
    changed_at: int
    digest: str


def of_path(path: Path) -> Delivery:
    """The CSV at a path, or the CSVs in a folder as one delivery.

    Raises:
        NoDeliveryError: there is none.
        StillWrittenError: one of them changed meanwhile.
    """
    found = _parts(path)
    if not found:
        raise NoDeliveryError(f"There is no CSV in {path}.")
    before = [_stamp(part) for part in found]
    files = {_plain(part.name): part.read_bytes() for part in found}
    try:
        for name in files if len(files) > 1 else ():
            check_name(name)
    except ValueError as error:
        raise NoDeliveryError(f"{path / name}: {error}") from None
    if [_stamp(part) for part in found] != before:
        raise StillWrittenError(f"{path} changed while it was read: it is still being written.")
    if len(files) < len(found):
        raise NoDeliveryError(f"Two of the files in {path} have the same name.")
    return _delivery(path.name, files, max(changed for changed, _ in before))


def of_stream(stream: BinaryIO) -> Delivery:
    """One CSV as it comes on standard input."""
    return _delivery("standard input", {"upload.csv": stream.read()}, time.time_ns())


def every(folder: Path, pattern: str) -> list[Path]:
    """Every delivery in a drop folder that is whole, oldest first."""
    if not folder.is_dir():
        raise NoDeliveryError(f"{folder} is no folder, so nothing in it can be chosen.")
    try:
        found = [path for path in folder.glob(pattern) if not path.name.startswith(".")]
    except (ValueError, NotImplementedError):
        raise NoDeliveryError(f"{pattern} is no pattern of names, as `roster-*.csv` is.") from None
    dated = [(max(_stamp(part)[0] for part in parts), p) for p in found if (parts := _parts(p))]
    whole = (time.time() - SETTLED_S) * 1e9
    return [path for changed, path in sorted(dated) if changed <= whole]


def _parts(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(part for part in path.iterdir() if part.suffix.lower() == ".csv")


def _stamp(path: Path) -> tuple[int, int]:
    known = path.stat()
    return known.st_mtime_ns, known.st_size


def _plain(name: str) -> str:
    """A name as files are sent, with `.csv` in small letters."""
    return name[:-4] + ".csv" if name.lower().endswith(".csv") else name


def _delivery(name: str, files: Mapping[str, bytes], changed_at: int) -> Delivery:
    whole = sha256()
    for part, content in sorted(files.items()):
        called = part if len(files) > 1 else ""  # one file is what it is under any name
        whole.update(f"{called}\n{sha256(content).hexdigest()}\n".encode())
    return Delivery(name, files, changed_at, whole.hexdigest())
