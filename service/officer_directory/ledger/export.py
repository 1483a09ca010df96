"""A log as lines of JSON, for an auditor who has no access to the directory."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

from officer_directory.ledger import reading
from officer_directory.ledger.commitment import NONCE_BYTES
from officer_directory.ledger.note import encoded


def lines(connection: Connection, log: str, openings: bool = False) -> Iterator[str]:
    """A line for each entry that has an index; with what opens it, where that is kept."""
    for batch in reading.batches(connection, log):
        for index, row in reading.entries_of(connection, batch):
            told: dict[str, Any] = {"index": index, "hash": None, "entry": None}
            if row is not None:
                told |= {"hash": encoded(bytes(row.hash)), "entry": bytes(row.entry).decode()}
                if openings and log == "inside":
                    told |= _kept("opening", "nonce", row.opening)
                    told |= _kept("summary", "summary_nonce", row.summary)
                    if row.sealed is not None:
                        told["sealed"] = encoded(bytes(row.sealed))
            yield json.dumps(told, ensure_ascii=False)


def _kept(name: str, nonce: str, kept: Any) -> dict[str, str | None]:
    if kept is None:
        return {name: None, nonce: None}
    content = bytes(kept)
    return {name: encoded(content[NONCE_BYTES:]), nonce: encoded(content[:NONCE_BYTES])}
