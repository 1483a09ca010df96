"""Checkpoints in a second place, and the ledger held against them.

Whoever restores an older copy, or writes another history, has the database and not that
place: then nothing is signed and nothing answered above the public tier, until whoever keeps
the place has looked.
"""

import time
from pathlib import Path

from sqlalchemy import Connection

from officer_directory.ledger import reading
from officer_directory.ledger.checkpoint import is_signed, open_note
from officer_directory.ledger.keys import Held
from officer_directory.ledger.note import NoteError
from officer_directory.ledger.sealing import BrokenLogError
from officer_directory.ledger.tiles import subtrees
from officer_directory.ledger.tree import Frontier, complete_ranges
from officer_directory.owner_only import write_for_owner


class Anchors:
    """A folder with the newest checkpoint of each log: on another machine, best of all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, log: str, note: str) -> None:
        """Raises OSError where the place cannot be reached."""
        write_for_owner(self._path(log), note.removesuffix("\n"))

    def read(self, log: str) -> str | None:
        """The checkpoint of a log that is in the folder; None where there is none."""
        path = self._path(log)
        return path.read_text("utf-8") if path.exists() else None

    def replace(self, log: str, note: str | None) -> None:
        """Have another checkpoint, or none, in its place; the one that was there stays aside."""
        path = self._path(log)
        path.rename(path.with_name(f"{path.name}.until-{time.time_ns()}"))
        if note is not None:
            self.put(log, note)

    def compare(self, connection: Connection, log: str, held: Held) -> None:
        """Hold the log against its checkpoint in the folder.

        Raises:
            BrokenLogError: the log is behind it, or another.
            OSError: the place cannot be reached.
        """
        if not self._folder.is_dir():
            raise FileNotFoundError(f"{self._folder} is no folder")
        if not self._path(log).exists():
            return
        try:
            signed = open_note(self._path(log).read_text("utf-8"))
        except (NoteError, UnicodeDecodeError):
            raise BrokenLogError(f"{self._path(log)} is no checkpoint.") from None
        if not any(is_signed(signed, keys) for keys in held.generations(log)):
            raise BrokenLogError(f"{self._path(log)} was signed by other keys than these.")
        anchored, newest = signed.checkpoint, reading.head(connection, log)
        size = 0 if newest is None else newest.size
        if size < anchored.size:
            raise BrokenLogError(
                f"The {log} log has {size} entries, and had {anchored.size}: an older copy?"
            )
        tree = subtrees(lambda *of: reading.hashes(connection, log, *of))
        ranges = complete_ranges(anchored.size)
        if Frontier(anchored.size, [tree(*of) for of in ranges]).root() != anchored.root:
            raise BrokenLogError(f"The {log} log is not what it was at {anchored.size} entries.")

    def _path(self, log: str) -> Path:
        return self._folder / f"{log}.checkpoint"
