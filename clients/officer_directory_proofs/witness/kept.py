"""What a witness has signed last of each log: in a folder, on the disk before anyone is told."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Final

from officer_directory_proofs.notes import Note
from officer_directory_proofs.outcomes import CannotTellError
from officer_directory_proofs.reading import small_file

_LOCK: Final = "lock"


class Kept:
    """The last checkpoint of each log, with the witness's signature."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else has this folder meanwhile.

        Raises:
            CannotTellError: somebody has it.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self._folder / _LOCK).open("ab") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise CannotTellError(
                    f"Another witness is at work in {self._folder}: two would sign two heads."
                ) from None
            yield

    def last(self, origin: str) -> Note | None:
        """What was signed last.

        Raises:
            CannotTellError: it cannot be read; that is never taken for nothing.
        """
        path = self._place(name_of(origin))
        return Note.read(small_file(path, "What was signed last")) if path.exists() else None

    def named(self, name: str) -> bytes | None:
        """The same by the hash of the origin, as a monitor asks for it."""
        path = self._place(name)
        return path.read_bytes() if path.exists() else None

    def keep(self, origin: str, note: Note) -> None:
        """Put it in the place of the last one; when this returns, it outlasts a power cut."""
        path = self._place(name_of(origin))
        if not path.parent.exists():
            path.parent.mkdir(mode=0o700)
            _to_disk(self._folder)
        part = path.with_suffix(".part")
        with part.open("wb") as file:
            file.write(str(note).encode())
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        _to_disk(path.parent)

    def _place(self, name: str) -> Path:
        return self._folder / name / "checkpoint"


def name_of(origin: str) -> str:
    """By which a log is asked for: the hash of its origin, in hex."""
    return sha256(origin.encode()).hexdigest()


def _to_disk(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
