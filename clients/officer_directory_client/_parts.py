"""The unfinished file beside a download: written, counted and hashed as it comes."""

import hashlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final

_BLOCK: Final = 1 << 20


class Part:
    """A file of its own beside the target, which becomes the target or goes."""

    def __init__(self, target: Path, header: bool, told: Callable[[int], None]) -> None:
        self.path = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
        self._target = target
        self._told = told
        self._header = header
        self._file: BinaryIO = self.path.open("xb")
        self._begin()

    def _begin(self) -> None:
        self._digest = hashlib.sha256()
        self._quoted = False
        self._lines = 0
        self._ends_a_line = True
        self.bytes = 0

    @property
    def rows(self) -> int:
        """How many records are in it."""
        return max(0, self._lines - self._header)

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    @property
    def is_whole(self) -> bool:
        """Whether it ends with a whole line, and has the header that a CSV always has."""
        return self._ends_a_line and not self._quoted and self._lines >= self._header

    def write(self, chunk: bytes) -> None:
        """Add what came."""
        if not chunk:
            return
        self._file.write(chunk)
        self._digest.update(chunk)
        self.bytes += len(chunk)
        self._count(chunk)
        self._told(self.rows)

    def clear(self) -> None:
        """Begin again with nothing."""
        self._file.seek(0)
        self._file.truncate()
        self._begin()

    def finish(self) -> None:
        """Become the target, at once and whole, after it is on the disk."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self.path.replace(self._target)

    def discard(self) -> None:
        """Be gone, if it has not become the target."""
        self._file.close()
        self.path.unlink(missing_ok=True)

    def _count(self, chunk: bytes) -> None:
        self._ends_a_line = chunk.endswith(b"\n")
        if not self._header or (not self._quoted and b'"' not in chunk):
            self._lines += chunk.count(b"\n")
            return
        for index, between in enumerate(chunk.split(b'"')):  # a line may break within quotes
            self._quoted = self._quoted if index == 0 else not self._quoted
            if not self._quoted:
                self._lines += between.count(b"\n")


def hashed(path: Path, length: int | None = None) -> "hashlib._Hash":
    """The hash of a file, or of its first bytes."""
    digest = hashlib.sha256()
    left = path.stat().st_size if length is None else length
    with path.open("rb") as file:
        while left > 0 and (block := file.read(min(_BLOCK, left))):
            digest.update(block)
            left -= len(block)
    return digest
