"""Pseudonyms: an officer is named in an entry by one that is random, and of the month.

Who is meant is in one table, by tokens that need the officer's key: by it a person is found, and
erased; without it nothing leads from an entry to anyone. A name goes with each entry that has it
until it was written once.
"""

import json
import logging
import secrets
import time
from collections.abc import Iterable

from officer_directory.errors import DirectoryError
from officer_directory.ledger.erasure_keys import ErasureKeys

_log = logging.getLogger(__name__)

_MOST = 100_000  # then others are made: an officer may have several names in a month


class Names:
    """The names of one process; `keys` make what an officer is written as beside a name."""

    def __init__(self, keys: ErasureKeys) -> None:
        self._keys = keys
        self._month = ""
        self._names: dict[str, str] = {}
        self._written: set[str] = set()

    def of(self, officers: Iterable[str], at: float) -> tuple[list[str], str | None]:
        """The officers' names, and as JSON those that are to be written with the entry."""
        month = time.strftime("%Y-%m", time.gmtime(at))
        if month != self._month or len(self._names) > _MOST:
            self._month, self._names, self._written = month, {}, set()
        named, fresh = [], []
        for officer in officers:
            name = self._names.get(officer)
            if name is None:
                name = self._names[officer] = secrets.token_hex(16)
            if name not in self._written:
                fresh.append((name, self._keys.token(officer), month))
            named.append(name)
        return named, json.dumps(fresh) if fresh else None

    def unknown(self, officers: Iterable[str]) -> list[str]:
        """Those whom this process has not named this month."""
        return [officer for officer in officers if officer not in self._names]

    def learn(self, month: str, known: Iterable[tuple[str, str]]) -> None:
        """Go on with names that officers have in that month already, as pairs of id and name."""
        if month != self._month:
            self._month, self._names, self._written = month, {}, set()
        for officer, name in known:
            self._names.setdefault(officer, name)
            self._written.add(name)

    def written(self, names: str) -> None:
        """Those that `of` gave as JSON are written."""
        self._written.update(name for name, _, _ in json.loads(names))

    def forget_erased(self) -> None:
        """Name everyone anew once somebody was erased, here or by another process."""
        try:
            if self._keys.has_changed():
                self._month = ""
        except (DirectoryError, OSError) as error:
            _log.error("the keys of officers could not be read: %s", error)
