"""Whether a key is good, asked of the database each time, so that revoking acts at once.

A key of the right form is looked up by its id and compared in constant time; for an
unknown id the same work is done against a digest that nothing has.
"""

import hmac
import json
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import psycopg
from sqlalchemy import make_url

from officer_directory.errors import NotAnsweredError
from officer_directory.identity.key_format import parse
from officer_directory.identity.key_states import in_force
from officer_directory.identity.keys import digest
from officer_directory.identity.requester import Requester
from officer_directory.identity.use_days import NoteUse, UseDays, nowhere
from officer_directory.settings import Settings
from officer_directory.tiers import Tier

_COLUMNS = (
    "digest, tier, label, agency_ids, expires_at, revoked_at, revocation_confirmed_by, last_used_on"
)
_NEVER = 0
_WAIT_SECONDS = 2
_POSTGRES_OPTIONS = f"-c statement_timeout={_WAIT_SECONDS}s -c default_transaction_read_only=on"


@dataclass(frozen=True, slots=True)
class StoredKey:
    """What the database knows of one key; instants are epoch seconds."""

    digest: bytes
    tier: str
    label: str
    agency_ids: str
    expires_at: int
    revoked_at: int | None = None
    revocation_confirmed_by: str | None = None
    last_used_on: str | None = None


class KeyLookup(Protocol):
    """Finds the key with an id."""

    def __call__(self, key_id: str) -> StoredKey | None: ...


class Keyring:
    """Turns a key into its requester; thread-safe."""

    def __init__(
        self,
        lookup: KeyLookup,
        pepper: bytes,
        clock: Callable[[], float] = time.time,
        note_use: NoteUse = nowhere,
    ) -> None:
        self._use_days = UseDays(note_use)
        self._lookup = lookup
        self._pepper = pepper
        self._clock = clock
        nobodys = secrets.token_bytes(32)
        self._nobody = StoredKey(nobodys, Tier.PUBLIC.value, "", "[]", _NEVER)

    def requester(self, key: str) -> Requester | None:
        """Who asks with this key; None unless it is good now.

        Raises:
            NotAnsweredError: the database cannot be asked.
        """
        form = parse(key)
        if form is None:
            return None
        stored = self._lookup(form.key_id) or self._nobody
        same = hmac.compare_digest(stored.digest, digest(self._pepper, key))
        now = self._clock()
        if not (same and in_force(stored, now)):
            return None
        self._use_days.note(form.key_id, stored.last_used_on, now)
        return _requester(form.key_id, stored.tier, stored.label, stored.agency_ids)


class DatabaseKeyLookup:
    """Looks keys up over one read-only connection of its own, shared by all threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._connection: Any = None
        mark = "?" if settings.is_sqlite else "%s"
        self._query = f"SELECT {_COLUMNS} FROM api_key WHERE key_id = {mark}"  # noqa: S608

    def __call__(self, key_id: str) -> StoredKey | None:
        with self._lock:
            try:
                row = self._ask(key_id)
            except (sqlite3.Error, psycopg.Error):
                self._drop()
                row = self._ask_again(key_id)
        return StoredKey(bytes(row[0]), *row[1:]) if row else None

    def close(self) -> None:
        with self._lock:
            self._drop()

    def _ask(self, key_id: str) -> Any:
        if self._connection is None:
            self._connection = _open(self._settings)
        return self._connection.execute(self._query, (key_id,)).fetchone()

    def _ask_again(self, key_id: str) -> Any:
        try:
            return self._ask(key_id)
        except (sqlite3.Error, psycopg.Error) as error:
            self._drop()
            raise NotAnsweredError("Credentials cannot be checked just now.") from error

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


@lru_cache(maxsize=4096)
def _requester(key_id: str, tier: str, label: str, agency_ids: str) -> Requester:
    return Requester(Tier(tier), frozenset(json.loads(agency_ids)), label, key_id)


def _open(settings: Settings) -> Any:
    url = make_url(settings.database_url)
    if settings.is_sqlite:
        file = Path(url.database or "").absolute()
        connection = sqlite3.connect(
            f"{file.as_uri()}?mode=ro",
            uri=True,
            timeout=_WAIT_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
        connection.execute("PRAGMA query_only = ON")
        return connection
    conninfo = url.set(drivername="postgresql").render_as_string(hide_password=False)
    postgres = psycopg.connect(
        conninfo, autocommit=True, connect_timeout=_WAIT_SECONDS, options=_POSTGRES_OPTIONS
    )
    postgres.prepare_threshold = 1
    return postgres
