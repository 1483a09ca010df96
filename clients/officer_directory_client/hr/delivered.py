"""What was delivered, by digest: a small file, so that cron does nothing when nothing is new.

It is a convenience and no guarantee: what it forgets is planned again, and changes nothing.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypedDict

from officer_directory_client.hr.configuration import WronglySetError
from officer_directory_client.hr.deliveries import Delivery

try:
    import fcntl
except ImportError:  # where there is no cron either
    fcntl = None  # type: ignore[assignment]

_KEPT: Final = 1_000


class Entry(TypedDict):
    """One delivery: where to, what, of when (nanoseconds), and when it was there."""

    to: dict[str, Any]
    digest: str
    name: str
    changed_at: int
    delivered_at: str


class UnderWayError(Exception):
    """Another run with the same state file has not ended."""


class Delivered:
    """The deliveries of one state file, to one place: a directory, client, agency and format."""

    def __init__(self, file: Path, to: dict[str, Any]) -> None:
        self._file = file
        self._to = to
        self._entries = _read(file)

    def knows(self, delivery: Delivery) -> bool:
        """Whether a delivery is not new.

        One that was delivered, but not last, is new again if its file is newer than it was: an
        earlier state of the roster came back.
        """
        here = [entry for entry in self._entries if entry["to"] == self._to]
        if here and here[-1]["digest"] == delivery.digest:
            return True
        same = (entry for entry in here if entry["digest"] == delivery.digest)
        return any(delivery.changed_at <= entry["changed_at"] for entry in same)

    def note(self, delivery: Delivery) -> None:
        """Remember that it was delivered; it is on the disk when this returns."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        entry = Entry(
            to=self._to,
            digest=delivery.digest,
            name=delivery.name,
            changed_at=delivery.changed_at,
            delivered_at=now,
        )
        self._entries = [*self._entries, entry][-_KEPT:]
        write_own(self._file, json.dumps({"delivered": self._entries}, indent=1))


@contextmanager
def alone(file: Path) -> Iterator[None]:
    """Nobody else delivers with this state file meanwhile; a run that is killed lets go of it.

    Raises:
        UnderWayError: somebody does.
    """
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = os.open(f"{file}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if fcntl is not None:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise UnderWayError("Another run has not ended yet.") from None
        yield
    finally:
        os.close(lock)


def write_own(file: Path, text: str) -> None:
    """Write a file that is its owner's alone; after a crash it is as before, or whole."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
            opened.write(text)
            opened.flush()
            os.fsync(opened.fileno())
        beside.replace(file)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _read(file: Path) -> list[Entry]:
    if not file.exists():
        return []
    try:
        found = json.loads(file.read_text(encoding="utf-8"))["delivered"]
        return [entry for entry in found if entry["to"] and entry["digest"] and entry["changed_at"]]
    except (OSError, ValueError, LookupError, TypeError):
        raise WronglySetError(
            f"{file} is not what this command wrote. Without it everything is planned again and"
            " nothing is imported twice: move it away."
        ) from None
