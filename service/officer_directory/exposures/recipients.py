"""Who was given something of officers, inside: counted, with the fields and the policies."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from officer_directory.disclosure.fields import FIELDS
from officer_directory.identity.live import agencies_of
from officer_directory.ledger.exposure import Disclosed
from officer_directory.ledger.rollup import EVERYONE

_WHO = ("tier", "person", "key", "issuer", "client")


@dataclass(slots=True)
class Recipient:
    """A person, client or key, and what they were given: one disclosure is one answer's of one
    officer.

    `everyone`: streams of an earlier release, which count as given of everyone in view.
    `fields_known`: false where an entry of an earlier release does not say which fields.
    """

    tier: str
    person: str | None = None
    key: str | None = None
    issuer: str | None = None
    client: str | None = None
    everyone: bool = False
    label: str = ""
    disclosures: int = 0
    first: int = 2**31
    last: int = 0
    fields_known: bool = True
    officers: set[str] = field(default_factory=set)
    fields: set[str] = field(default_factory=set)
    policies: set[str] = field(default_factory=set)


def recipients(found: Iterable[Disclosed], wanted: str | None) -> list[Recipient]:
    """By tier and name; `wanted` is a full field name, else whatever was given."""
    by: dict[tuple[str | None, ...], Recipient] = {}
    for one in found:
        names = fields_of(one.kind)
        if wanted is not None and names is not None and wanted not in names:
            continue
        who = {name: one.kind[name] for name in _WHO if name in one.kind}
        key = ("*" if one.officer == EVERYONE else "", *(who.get(name) for name in _WHO))
        if key not in by:
            who.setdefault("tier", "operator")
            by[key] = Recipient(**who, everyone=one.officer == EVERYONE)
        _add(by[key], one, names, wanted)
    return sorted(by.values(), key=lambda r: (r.tier, r.person or "", r.label, r.everyone))


def _add(mine: Recipient, one: Disclosed, names: set[str] | None, wanted: str | None) -> None:
    if one.last >= mine.last:
        mine.label = one.kind.get("label") or mine.label
    mine.disclosures += one.disclosures
    mine.first, mine.last = min(mine.first, one.first), max(mine.last, one.last)
    if names is None:
        mine.fields_known = False
    else:
        mine.fields |= names if wanted is None else {wanted}
    if one.officer != EVERYONE:
        mine.officers.add(one.officer)
    if (policy := one.kind.get("policy")) is not None:
        mine.policies.add(policy)


def fields_of(kind: Mapping[str, Any]) -> set[str] | None:
    """Full names of the fields that such an answer gave; None where nobody knows."""
    if kind["fields"] is None:
        return None
    found = set()
    for group in kind["fields"]:
        resource, _, names = group.partition(":")
        found |= {f"{resource}.{name}" for name in names.split()}
    return found


def in_view(
    connection: Connection, found: Iterable[Disclosed], agencies: Collection[str]
) -> list[Disclosed]:
    """Without the streams of those whose view these agencies were never in."""
    listed = list(found)
    wide = [one.kind for one in listed if one.officer == EVERYONE]
    bound = agencies_of(
        connection,
        [kind["key"] for kind in wide if "key" in kind],
        [(kind.get("issuer", ""), kind["client"]) for kind in wide if "client" in kind],
    )

    def sees(kind: Mapping[str, Any]) -> bool:
        who: tuple[str, ...] = (kind.get("issuer", ""), kind.get("client", ""))
        if "key" in kind:
            who = (kind["key"],)
        return not bound.get(who, frozenset()).isdisjoint(agencies)

    return [one for one in listed if one.officer != EVERYONE or sees(one.kind)]


OF_OFFICERS = frozenset(name for name, one in FIELDS.items() if one.resource != "agency")
"""Full names of the fields that are about officers."""
