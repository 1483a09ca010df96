"""One API key for each kind of requester, in a file that only its owner can read."""

import json
from collections.abc import Mapping
from pathlib import Path

from officer_directory.demo.filled import Filled
from officer_directory.identity import keys
from officer_directory.identity.keyring import DatabaseKeyLookup, Keyring
from officer_directory.key_files import open_keys
from officer_directory.owner_only import write_for_owner
from officer_directory.settings import Settings
from officer_directory.store.engines import Database

FILE = "demo-credentials.json"

REQUESTERS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "portal": ("public", ()),
    "press": ("press", ()),
    "hr": ("hr", ("city",)),
    "hr_other_agency": ("hr", ("town",)),
    "records": ("records", ("city",)),
    "oversight": ("oversight", ("city", "town", "village")),
    "auditor": ("auditor", ()),
    "admin": ("admin", ()),
}
"""Requester to its tier and the agencies it is about."""


def keep_or_issue(settings: Settings, database: Database, filled: Filled) -> Path:
    """The credentials file, with a good key for every requester; good ones are kept.

    Its text is `{"press": {"api_key": "…"}, …}`.
    """
    path = settings.data / FILE
    pepper, now = open_keys(settings.data).pepper, database.now()
    kept = _still_good(settings, pepper, path)
    with database.transaction() as connection:
        for requester, (tier, places) in REQUESTERS.items():
            if requester not in kept:
                agency_ids = [filled.agencies[place] for place in places]
                label = f"demo {requester}"
                kept[requester] = keys.issue(
                    connection, pepper, tier, label, agency_ids=agency_ids, now=now
                )
        ordered = {requester: {"api_key": kept[requester]} for requester in REQUESTERS}
        write_for_owner(path, json.dumps(ordered, indent=2))
    return path


def _still_good(settings: Settings, pepper: bytes, path: Path) -> dict[str, str]:
    """The keys of an earlier run that this database still takes for what they say."""
    if not path.is_file():
        return {}
    lookup = DatabaseKeyLookup(settings)
    ring = Keyring(lookup, pepper)
    kept = {}
    for requester, credential in json.loads(path.read_text("utf-8")).items():
        found = ring.requester(credential["api_key"])
        if found and requester in REQUESTERS and found.label == f"demo {requester}":
            kept[requester] = credential["api_key"]
    lookup.close()
    return kept
