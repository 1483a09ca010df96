"""What is different between two snapshots of a list, worded as it is seen: shown, or not.

Why a record is no longer shown is not known here, and nothing is guessed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from officer_directory_client._terminal import plain
from officer_directory_client.press.tables import read

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Changed:
    """A record that is shown otherwise: field → what it was, what it is."""

    record: Row
    fields: Mapping[str, tuple[Any, Any]]

    def told(self) -> dict[str, Any]:
        """As JSON."""
        fields = {name: {"was": was, "is": now} for name, (was, now) in self.fields.items()}
        return {"record": self.record, "fields": fields}


@dataclass(frozen=True, slots=True)
class Changes:
    """Of one list: records, and fields that every record has, or has no more."""

    newly_shown: tuple[Row, ...]
    no_longer_shown: tuple[Row, ...]
    changed: tuple[Changed, ...]
    fields_newly_shown: tuple[str, ...]
    fields_no_longer_shown: tuple[str, ...]

    def __bool__(self) -> bool:
        return any((self.newly_shown, self.no_longer_shown, self.changed, *self._fields))

    @property
    def _fields(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return (self.fields_newly_shown, self.fields_no_longer_shown)

    def told(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "newly_shown": list(self.newly_shown),
            "no_longer_shown": list(self.no_longer_shown),
            "changed": [change.told() for change in self.changed],
            "fields_newly_shown": list(self.fields_newly_shown),
            "fields_no_longer_shown": list(self.fields_no_longer_shown),
        }


def compare(before: Path, after: Path) -> Changes:
    """Two NDJSON files of the same list, by the ids of their records.

    A field that only one of them has is told once, and not as a change of every record.
    """
    earlier = {record["id"]: record for record in read(before)}
    had = {name for record in earlier.values() for name in record}
    has: dict[str, None] = {}
    new, changed = [], []
    empty = not earlier
    for record in read(after):
        has |= dict.fromkeys(record)
        known = earlier.pop(record["id"], None)
        if known is None:
            new.append(record)
        elif different := _different(known, record):
            changed.append(Changed(record, different))
    both = not empty and bool(has)
    return Changes(
        tuple(new),
        tuple(earlier.values()),
        tuple(changed),
        tuple(name for name in has if both and name not in had),
        tuple(sorted(had - has.keys())) if both else (),
    )


def _different(was: Row, now: Row) -> dict[str, tuple[Any, Any]]:
    return {n: (was[n], now[n]) for n in now if n in was and was[n] != now[n]}


def name_of(record: Row) -> str:
    """A record as a person would call it."""
    if "last_name" in record:
        given = " ".join(str(record[n]) for n in ("first_name", "last_name") if record.get(n))
        numbers = [f"{word} {record[n]}" for n, word in _NUMBERS.items() if record.get(n)]
        return plain(f"{given or 'an officer'} ({', '.join(numbers)})" if numbers else given)
    parts = [record.get(n) for n in ("number", "category", "received_date", "date")]
    return plain(", ".join(str(part) for part in parts if part) or record["id"])


_NUMBERS = {"uid": "uid", "badge_number": "badge"}
