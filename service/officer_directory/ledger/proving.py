"""Proofs of what is in the ledger, for whoever has a receipt; and its checkpoints and keys."""

import json
from calendar import timegm
from collections.abc import Iterator
from contextlib import contextmanager
from time import strptime
from typing import Any

from sqlalchemy import Connection

from officer_directory.ledger import reading
from officer_directory.ledger.alerting import listed
from officer_directory.ledger.batch import Batch
from officer_directory.ledger.cosignatures import cosignatures, witnessed_since
from officer_directory.ledger.endings import ending
from officer_directory.ledger.keys import LedgerKeys
from officer_directory.ledger.proof import Proof
from officer_directory.ledger.receipt import ReceiptError, Stub
from officer_directory.ledger.tiles import WIDTH, subtrees
from officer_directory.ledger.tree import HASH_BYTES, inclusion_path
from officer_directory.settings import Settings
from officer_directory.store.engines import Database

_HOUR = 3_600
_NEVER = 2**40  # a time that no entry was made at
_EARLIER, _LATER = 3_600, 3_600  # the clocks of replicas; and an entry waits for its checkpoint


class Proofs:
    """Reads of the ledger of one process; thread-safe."""

    def __init__(self, settings: Settings, keys: LedgerKeys) -> None:
        self._database = Database.of_ledger(settings)
        self._keys = keys

    def keys(self) -> dict[str, Any]:
        """The public keys, past and present, by the log they sign."""
        return self._keys.held().published()

    def checkpoint(self, log: str) -> str | None:
        """The newest signed checkpoint of a log, with the lines of its witnesses."""
        with self._database.reading() as connection:
            newest = reading.head(connection, log)
            return None if newest is None else _with_witnesses(connection, newest)

    def latest(self) -> int:
        """When a checkpoint was signed last, in epoch seconds."""
        with self._database.reading() as connection:
            return reading.latest(connection)

    def ending(self, stream: str) -> str | None:
        """The closing receipt of a stream; None while it has not ended, and some days after."""
        with self._database.reading() as connection:
            return ending(connection, stream)

    def alerts(self) -> list[Any]:
        """Alerts on unusual look-ups, newest first."""
        with self._database.reading() as connection:
            return listed(connection)

    def prove(self, stub: Stub) -> Proof | None:
        """The proof of a receipt's entry; None while no checkpoint covers it.

        Raises:
            ReceiptError: the entry does not say when it was made.
        """
        since, until = _when(stub)
        with self._database.reading() as connection:
            for batch in reading.batches(connection, stub.log, since - _EARLIER, until + _LATER):
                if (place := _find(batch.hashes, stub.leaf)) is not None:
                    return _proof(connection, batch, batch.first + place)
        return None

    def tile(self, log: str, level: int, number: int, width: int) -> bytes | None:
        """The first hashes of a tile, as signed; None while it has not so many."""
        with self._database.reading() as connection:
            newest = reading.head(connection, log)
            begin, end = number * WIDTH, number * WIDTH + width
            if newest is None or end > newest.size // WIDTH**level:
                return None
            return b"".join(reading.hashes(connection, log, level, begin, end))

    def bundle(self, log: str, number: int, width: int) -> bytes | None:
        """The first entries of a bundle, each after its length in two bytes; None likewise."""
        with self._database.reading() as connection:
            newest = reading.head(connection, log)
            begin, end = number * WIDTH, number * WIDTH + width
            if newest is None or end > newest.size:
                return None
            entries = reading.entries(connection, log, begin, end)
            return b"".join(len(one).to_bytes(2) + one for one in entries)

    def close(self) -> None:
        self._database.close()


@contextmanager
def opened(settings: Settings) -> Iterator[Proofs]:
    """The same, for a command."""
    proofs = Proofs(settings, LedgerKeys(settings))
    try:
        yield proofs
    finally:
        proofs.close()


def _proof(connection: Connection, batch: Batch, index: int) -> Proof:
    """By the first checkpoint since that a witness signed, or else by the batch's own."""
    batch = witnessed_since(connection, batch) or batch

    def hashes(level: int, begin: int, end: int) -> list[bytes]:
        return reading.hashes(connection, batch.log, level, begin, end)

    return Proof(
        index,
        tuple(inclusion_path(index, batch.size, subtrees(hashes))),
        _with_witnesses(connection, batch),
    )


def _with_witnesses(connection: Connection, head: Batch) -> str:
    return head.note + cosignatures(connection, head.log, head.size)


def _find(hashes: bytes, hashed: bytes) -> int | None:
    at = hashes.find(hashed)
    while at % HASH_BYTES and at != -1:
        at = hashes.find(hashed, at + 1)
    return None if at == -1 else at // HASH_BYTES


def _when(stub: Stub) -> tuple[int, int]:
    """Between which seconds an entry was made, as it says itself."""
    try:
        told = json.loads(stub.entry)
        if stub.log == "press":
            hour = timegm(strptime(told["hour"], "%Y-%m-%dT%HZ"))
            return hour, hour + _HOUR
        if type(at := told["at"]) is int and 0 <= at < _NEVER:
            return at, at
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise ReceiptError("this entry does not say when it was made")
