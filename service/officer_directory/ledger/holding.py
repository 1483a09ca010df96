"""Whose entries stay whole: those that a legal hold is on, by their pseudonyms and by name."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, select

from officer_directory.ledger.erasure_keys import ErasureKeys
from officer_directory.ledger.kept import named_in, told
from officer_directory.ledger.naming import Named
from officer_directory.store.ledger import ledger_pseudonym

_AT_ONCE = 500
_p = ledger_pseudonym.c


class Holding:
    """The officers under a hold, as entries may name them."""

    def __init__(self, connection: Connection, keys: ErasureKeys, named: Collection[Named]) -> None:
        self._named = named
        self.tokens = [keys.token(one.officer) for one in named]
        self._names: set[str] = set()
        for begin in range(0, len(self.tokens), _AT_ONCE):
            some = self.tokens[begin : begin + _AT_ONCE]
            self._names.update(connection.scalars(select(_p.name).where(_p.officer.in_(some))))

    def keeps(self, row: Any) -> bool:
        """Whether an entry is about any of them."""
        if not self._named:
            return False
        said = (told(row.opening), told(row.summary))
        return not self._names.isdisjoint(named_in(row)) or any(
            one.is_in(part) for one in self._named for part in said
        )
