"""Answers kept for a day, so that a request repeated with its key is answered and not done.

An answer is kept in the transaction of what it tells: after a crash there are both or
neither (draft-ietf-httpapi-idempotency-key-header-07).
"""

import json
from typing import Any

from sqlalchemy import Connection, delete, insert, select, text

from officer_directory.errors import KeyUsedOtherwiseError, StillUnderWayError
from officer_directory.intake.hr.call import Call
from officer_directory.store.usage import kept_answer

KEPT_SECONDS = 24 * 60 * 60

Kept = dict[str, Any]
"""`status`, `headers` and `body` (text) of an answer."""


def find_kept(connection: Connection, call: Call, now: int) -> Kept | None:
    """The answer to this very request, if it was given within a day.

    Raises:
        KeyUsedOtherwiseError: the key was used for another request.
        StillUnderWayError: another replica is answering it.
    """
    if call.key is None:
        return None
    _hold(connection, call)
    k = kept_answer.c
    connection.execute(delete(kept_answer).where(k.kept_at <= now - KEPT_SECONDS))
    row = connection.execute(
        select(kept_answer).where(k.asker == call.asker, k.idempotency_key == call.key)
    ).first()
    if row is None:
        return None
    if bytes(row.request_digest).hex() != call.digest:
        raise KeyUsedOtherwiseError("This idempotency key was used for another request.")
    body = bytes(row.body).decode()
    return {"status": row.status, "headers": json.loads(row.headers), "body": body}


def keep(connection: Connection, call: Call, answer: Kept, now: int) -> None:
    """Keep an answer, where the request has a key."""
    if call.key is None:
        return
    connection.execute(
        insert(kept_answer),
        {
            "asker": call.asker,
            "idempotency_key": call.key,
            "request_digest": bytes.fromhex(call.digest),
            "status": answer["status"],
            "headers": json.dumps(answer["headers"], sort_keys=True),
            "body": answer["body"].encode(),
            "kept_at": now,
        },
    )


def _hold(connection: Connection, call: Call) -> None:
    """On PostgreSQL one transaction at a time answers a key; SQLite has one writer."""
    if connection.dialect.name == "postgresql":
        lock = text("SELECT pg_try_advisory_xact_lock(hashtextextended(:name, 0))")
        if not connection.scalar(lock, {"name": f"kept {call.asker} {call.key}"}):
            raise StillUnderWayError("The request with this key is being answered.")
