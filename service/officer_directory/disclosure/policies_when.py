"""Which policy was in force when, and how it treated a field: read from what was archived."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select

from officer_directory.disclosure.activation import hash_in_force
from officer_directory.disclosure.archive import unpack
from officer_directory.disclosure.fields import FIELDS
from officer_directory.disclosure.tables import SHOWN, Snapshot, Table
from officer_directory.store.policies import policy_archive
from officer_directory.tiers import Treatment

_loaded: dict[str, Snapshot] = {}  # there are as many as were ever activated


@dataclass(frozen=True, slots=True)
class InForce:
    """A policy was in force from an instant up to another; None: and still is."""

    policy: str
    since: int
    until: int | None


@dataclass(frozen=True, slots=True)
class Treated:
    """Fields that are treated alike, where any of these conditions holds."""

    treatment: Treatment
    when: tuple[str, ...]
    fields: tuple[str, ...]


def in_force_when(connection: Connection, told: Iterable[tuple[str, int]]) -> list[InForce]:
    """The intervals of every policy, oldest first.

    `told` are hash and beginning, as the publication log says them; the one in force may not
    be in it yet.
    """
    begun = dict.fromkeys(told)
    if (now := hash_in_force(connection)) is not None:
        begun[now[0], now[1] or 0] = None
    ordered = sorted(begun, key=lambda one: one[1])
    ends = [since for _, since in ordered[1:]] + [None]
    return [InForce(policy, since, end) for (policy, since), end in zip(ordered, ends, strict=True)]


def meant(connection: Connection, policy: str) -> str | None:
    """The hash of all bundles: as it is, or of whose tables one has this hash."""
    known: list[str] = list(connection.scalars(select(policy_archive.c.hash)))
    if policy in known:
        return policy
    for one in known:
        if policy in snapshot_of(connection, one).tier_hash.values():
            return one
    return None


def know(snapshot: Snapshot) -> None:
    """Remember a policy that is loaded already: loading one takes a second."""
    _loaded.setdefault(snapshot.hash, snapshot)


def snapshot_of(connection: Connection, policy: str) -> Snapshot:
    """A policy that was in force once, loaded once.

    Raises:
        NotAnsweredError: it is not in the archive.
    """
    if policy not in _loaded:
        _loaded[policy] = unpack(connection, policy)
    return _loaded[policy]


def treated(table: Table, field: str | None) -> tuple[Treated, ...]:
    """What a table shows of officers: of one field, or of all of them."""
    groups: dict[tuple[Treatment, tuple[str, ...]], list[str]] = {}
    for full_name, treatment, when in _shown(table, field):
        groups.setdefault((treatment, when), []).append(full_name)
    return tuple(
        Treated(treatment, when, tuple(names)) for (treatment, when), names in groups.items()
    )


def _shown(table: Table, field: str | None) -> Iterator[tuple[str, Treatment, tuple[str, ...]]]:
    for full_name, one in FIELDS.items():
        if one.resource == "agency" or not table.gate(one.resource):
            continue
        if field is not None and full_name != field:
            continue
        for treatment in SHOWN:
            rules = table.rules_for(full_name)
            when = tuple(sorted(rule.when for rule in rules if rule.treatment is treatment))
            if when:
                yield full_name, treatment, table.gate(one.resource) if when == ("any",) else when
