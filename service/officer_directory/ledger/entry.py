"""One entry of the ledger: what is stored of what happened, and the receipt for it.

What a requester is given opens an entry for them; what the agency keeps, for the agency. Of
the press nothing that opens an entry is kept; of oversight what oversight alone can read.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, Final, Literal

from officer_directory.ledger.commitment import (
    VERSION,
    Opening,
    inside_entry,
    press_entry,
)
from officer_directory.ledger.endings import Ending, seal
from officer_directory.ledger.gives import places
from officer_directory.ledger.names import Names
from officer_directory.ledger.oversight import OversightKey
from officer_directory.ledger.receipt import Receipt
from officer_directory.ledger.seen import Seen, Tokens
from officer_directory.ledger.tree import leaf_hash
from officer_directory.tiers import Tier

Log = Literal["press", "inside"]
LOGS: Final = ("publication", "press", "inside")
Facts = Mapping[str, Any]

_LONGEST_ADDRESS = 1_024
# What the agency alone keeps, and what is of the requester's answer alone.
_KEPT = frozenset(
    (
        *("tier", "label", "person", "officers", "given", "in_parts", "route", "fields"),
        *("purpose", "subject"),
    )
)
_GIVEN = frozenset(("asked", "digest", "closes", "arguments", "for", "subject"))


@dataclass(frozen=True, slots=True)
class Row:
    """What is written of an entry, in one statement."""

    log: str
    entry: bytes
    hash: bytes
    summary: bytes | None = None
    opening: bytes | None = None
    sealed: bytes | None = None  # both, encrypted to oversight
    names: str | None = None  # pseudonyms that are written with it, as JSON
    seen: Seen | None = None
    ending: Ending | None = None  # of a stream, for whoever knows its name


@dataclass(frozen=True, slots=True)
class Made:
    row: Row
    receipt: Receipt


def publication_row(entry: bytes) -> Row:
    return Row("publication", entry, leaf_hash(entry))


def press_row(entry: bytes) -> Row:
    return Row("press", entry, leaf_hash(entry))


def make(
    facts: Facts,
    log: Log,
    at: float,
    names: Names,
    tokens: Tokens,
    oversight: OversightKey | None = None,
) -> Made:
    """The entry of an answer, or of an act, at a time in epoch seconds.

    `officers` are ids; `subject` is who is counted for having seen them; `given` is what was
    given of whom, as pairs of fields and ids.
    """
    given = {k: v for k, v in facts.items() if k not in _KEPT and v is not None}
    if len(asked := given.get("asked", "")) > _LONGEST_ADDRESS:
        given["asked"] = "sha256:" + sha256(asked.encode()).hexdigest()
    opening = Opening.of({**given, "log": log, "v": VERSION})
    commitment = opening.commitment()
    if log == "press":
        entry = press_entry(commitment, at)
        made = Made(press_row(entry), Receipt(log, entry, opening))
    else:
        made = _inside(facts, opening, commitment, at, names, tokens, oversight)
    if stream := facts.get("closes"):
        ending = seal(stream, made.receipt.written(), at)
        return Made(replace(made.row, ending=ending), made.receipt)
    return made


def _inside(
    facts: Facts,
    opening: Opening,
    commitment: str,
    at: float,
    names: Names,
    tokens: Tokens,
    oversight: OversightKey | None,
) -> Made:
    officers = facts.get("officers") or ()
    subject = facts.get("subject")
    day = time.strftime("%Y-%m-%d", time.gmtime(at))
    seen = tokens.seen(day, subject, officers) if subject and officers else None
    watched = facts.get("tier") != Tier.OVERSIGHT  # whom nobody watches
    kept = {k: v for k, v in facts.items() if k not in _GIVEN and v is not None}
    everyone, kept["given"] = places(officers, facts.get("given") or ())
    named, fresh = names.of(everyone, at) if everyone and watched else ([], None)
    summary = Opening.of({**kept, "officers": named, "log": "inside", "v": VERSION})
    entry = inside_entry(commitment, summary.summary_commitment(), at)
    leaf = leaf_hash(entry)
    if watched:
        row = Row("inside", entry, leaf, summary.kept(), opening.kept(), names=fresh, seen=seen)
    else:
        sealed = None if oversight is None else oversight.seal(leaf, opening, summary)
        row = Row("inside", entry, leaf, sealed=sealed, seen=seen)
    return Made(row, Receipt("inside", entry, opening))
