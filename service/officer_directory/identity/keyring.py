"""Whether a key is good, asked of the database each time, so that revoking acts at once.

A key of the right form is looked up by its id and compared in constant time; for an
unknown id the same work is done against a digest that nothing has.
"""

import hmac
import json
import secrets
import time
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple, Protocol

from officer_directory.identity.key_format import parse
from officer_directory.identity.key_states import in_force
from officer_directory.identity.keys import digest
from officer_directory.identity.reading import IdentityReader
from officer_directory.identity.requester import Requester
from officer_directory.identity.use_days import NoteUse, UseDays, nowhere
from officer_directory.settings import Settings
from officer_directory.tiers import Tier

_QUERY = (
    "SELECT digest, tier, label, agency_ids, expires_at, revoked_at, revocation_confirmed_by,"
    " last_used_on FROM api_key WHERE key_id = ?"
)
_NEVER = 0


class StoredKey(NamedTuple):
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
        self._reader = IdentityReader(settings)

    def __call__(self, key_id: str) -> StoredKey | None:
        row = self._reader.row(_QUERY, (key_id,))
        return StoredKey(bytes(row[0]), *row[1:]) if row else None

    def close(self) -> None:
        self._reader.close()


@lru_cache(maxsize=4096)
def _requester(key_id: str, tier: str, label: str, agency_ids: str) -> Requester:
    return Requester(Tier(tier), frozenset(json.loads(agency_ids)), label, key_id)
