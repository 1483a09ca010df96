"""Holds that could not be recorded yet: lines of a file of DATA that is its owner's alone.

While there are any, the server of this data folder shows nothing to anyone. What could
not be recorded even then (no officer has that number) is set aside in a file for a person.
"""

import json
from pathlib import Path
from typing import Any

from officer_directory.errors import NotAnsweredError
from officer_directory.owner_only import OwnLines

FILE = "pending-holds.ndjson"
SET_ASIDE = "holds-set-aside.ndjson"


class PendingHolds:
    """Those of one data folder."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._waiting = OwnLines(data / FILE)
        self._aside = OwnLines(data / SET_ASIDE)

    def any(self) -> bool:
        """Whether any are waiting: one look at the file system."""
        return self._waiting.any()

    def keep(self, hold: dict[str, Any]) -> None:
        """Keep a hold; it is on the disk when this returns.

        Raises:
            NotAnsweredError: it cannot be kept, or no server would find it here.
        """
        if not (self._data / "keys").is_dir():
            raise NotAnsweredError(
                f"The database does not answer, and {self._data} is the data folder of no"
                " server: the hold is NOT recorded. Enter it where the server runs."
            )
        try:
            self._waiting.add(json.dumps(hold, sort_keys=True))
        except OSError as error:
            raise NotAnsweredError(
                f"The database does not answer, and {self._data / FILE} cannot be written"
                f" ({error.strerror}): the hold is NOT recorded."
            ) from error

    def waiting(self) -> list[str]:
        """The lines of the holds, oldest first."""
        return self._waiting.read()

    def remove(self, line: str) -> None:
        self._waiting.remove([line])

    def set_aside(self, line: str, reason: Exception) -> Path:
        """Put a hold where a person finds it; the file."""
        self._aside.add(json.dumps({**json.loads(line), "reason": str(reason)}, sort_keys=True))
        return self._data / SET_ASIDE

    def aside(self) -> list[dict[str, Any]]:
        """The holds set aside, each with its reason."""
        return [json.loads(line) for line in self._aside.read()]
