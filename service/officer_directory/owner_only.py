"""Files that only their owner may read: replaced whole or not at all, or kept line by line."""

import fcntl
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


def write_for_owner(path: Path, text: str) -> None:
    """Write a text file with mode 0600; a reader sees the old one or the new one."""
    descriptor, aside = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        Path(aside).replace(path)
        _on_disk(path.parent)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise


class OwnLines:
    """Lines that outlive the process, until they are removed; for several processes.

    A line is on the disk when `add` returns. One that was cut off while it was written was
    never said to be kept, and is none.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = path.with_name(f".{path.name}.lock")

    def any(self) -> bool:
        """Whether there are lines: one look at the file system."""
        try:
            return self._path.stat().st_size > 0
        except FileNotFoundError:
            return False

    def add(self, line: str) -> None:
        with self._alone():
            new = not self._path.exists()
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            with os.fdopen(descriptor, "rb+") as file:
                whole = file.read()
                file.seek(whole.rfind(b"\n") + 1)
                file.truncate()
                file.write(line.encode() + b"\n")
                file.flush()
                os.fsync(file.fileno())
            if new:
                _on_disk(self._path.parent)

    def read(self) -> list[str]:
        """Every line, oldest first."""
        try:
            return self._path.read_bytes().decode().split("\n")[:-1]
        except FileNotFoundError:
            return []

    def remove(self, lines: Sequence[str]) -> None:
        with self._alone():
            gone = set(lines)
            left = [line for line in self.read() if line not in gone]
            if left:
                write_for_owner(self._path, "\n".join(left))
            else:
                self._path.unlink(missing_ok=True)
                _on_disk(self._path.parent)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._lock.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(self._lock, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def _on_disk(folder: Path) -> None:
    """Have a name that was added to a folder, or taken from it, outlive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
