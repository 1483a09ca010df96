"""One process at a time writes to a SQLite directory: whoever holds the lock file.

The kernel gives the lock back when its holder ends, however it ends, so nothing is ever
stale. A server holds it for as long as it serves.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from officer_directory.errors import RefusedByRuleError

_BETWEEN_TRIES = 0.05


class WriterBusyError(RefusedByRuleError):
    """Another process writes to this data folder."""


class WriterLock:
    """The lock of one data folder, held from `take` until `give_back`."""

    def __init__(self, data: Path) -> None:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._file = data / "writer.lock"
        self._held: int | None = None

    def take(self) -> bool:
        """Take the lock if it is free; never waits."""
        descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        self._held = descriptor
        return True

    def give_back(self) -> None:
        if self._held is not None:
            os.close(self._held)
            self._held = None

    def __enter__(self) -> "WriterLock":
        return self

    def __exit__(
        self, _t: type[BaseException] | None, _e: BaseException | None, _tb: TracebackType | None
    ) -> None:
        self.give_back()


@contextmanager
def sole_writer(data: Path, wait_seconds: float = 0) -> Iterator[None]:
    """Be the one writer, or refuse.

    Raises:
        WriterBusyError: another process still writes after `wait_seconds`.
    """
    end = time.monotonic() + wait_seconds
    with WriterLock(data) as lock:
        while not lock.take():
            if time.monotonic() >= end:
                raise WriterBusyError(f"Another process serves or writes {data}; stop it first.")
            time.sleep(_BETWEEN_TRIES)
        yield
