"""Facts that belong to one officer and nothing else: employments, ranks, salaries, documents."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, select

from officer_directory.intake.upsert.matching import Pass, Values, match, merged
from officer_directory.intake.upsert.officers import officer_id
from officer_directory.intake.upsert.rows import Row, insert_all, keyed, new_id, update_all
from officer_directory.intake.upsert.writing import Writing
from officer_directory.store import records


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fact: what it tells, and by what it is known again.

    `settled` are fields whose blank says something; a change of `reviewed` ones takes the
    review away. `loosest` is one more pass where the file is the whole list.
    """

    name: str
    table: Table
    told: tuple[str, ...]
    passes: tuple[Pass, ...]
    settled: tuple[str, ...] = ()
    reviewed: tuple[str, ...] = ()
    loosest: Pass | None = None

    def all_passes(self, full: bool) -> tuple[Pass, ...]:
        last = (self.loosest,) if full and self.loosest is not None else ()
        return (self.told, *self.passes, *last)


EMPLOYMENTS = Kind(
    "employments",
    records.employment,
    told=(
        *("employer", "rank", "start_date", "end_date"),
        *("status", "status_detail", "separation_reason"),
    ),
    passes=(("employer_key", "start_date", "rank_key"), ("employer_key", "start_date")),
    settled=("end_date", "status", "status_detail", "separation_reason"),
    loosest=("employer_key",),
)
RANKS = Kind(
    "ranks",
    records.rank_held,
    told=("rank", "badge_number", "start_date"),
    passes=(("rank_key", "start_date"),),
)
SALARIES = Kind(
    "salaries",
    records.salary,
    told=("year", "is_fiscal_year", "base_pay", "overtime_pay", "total_pay"),
    passes=(("year", "is_fiscal_year"),),
)
DOCUMENTS = Kind(
    "documents",
    records.document,
    told=("title", "kind", "date", "url"),
    passes=(("url", "date", "kind_key"), ("url",)),
    reviewed=("title", "url"),
)


def upsert_kind(writing: Writing, kind: Kind, facts: Sequence[Any]) -> None:
    """Add what is new, change what is told otherwise; nothing is taken away."""
    if not facts:
        return
    stated = _stated(writing, kind, facts)
    recorded = recorded_of(writing, kind)
    added: list[Row] = []
    changed: list[Row] = []
    counts = writing.report.of(kind.name)
    passes = kind.all_passes(writing.full)
    for owner, told in writing.each(stated.items()):
        found, _ = match(told, recorded.get(owner, []), passes)
        for values, row in zip(told, found, strict=True):
            if row is None:
                added.append({"id": new_id(), "officer_id": owner, **values})
                counts.example(f"new: {writing.uids[owner]}: {_short(kind, values)}")
            elif change := _change(kind, values, row):
                changed.append(change)
                writing.touched_officers.add(owner)
                counts.example(
                    f"{writing.uids[owner]}: {_short(kind, row)} → {_short(kind, change)}"
                )
            else:
                counts.unchanged += 1
    write_kind(writing, kind, added, changed)


def _stated(writing: Writing, kind: Kind, facts: Sequence[Any]) -> dict[str, list[Row]]:
    by_officer: dict[str, list[Row]] = defaultdict(list)
    for fact in writing.each(facts):
        owner = officer_id(writing, fact.uid)
        if owner is not None:
            values = {name: getattr(fact, name) for name in kind.told}
            by_officer[owner].append(keyed(kind.table, values))
    return by_officer


def recorded_of(writing: Writing, kind: Kind) -> dict[str, list[Values]]:
    """The recorded facts of a kind, by officer."""
    table, owner = kind.table, records.officer
    rows = writing.connection.execute(
        select(table)
        .join(owner, owner.c.id == table.c.officer_id)
        .where(writing.concerned())
        .order_by(table.c.id)
    )
    by_officer: dict[str, list[Values]] = defaultdict(list)
    for row in writing.each(rows):
        by_officer[row.officer_id].append(dict(row._mapping))
    return by_officer


def _change(kind: Kind, stated: Values, recorded: Values) -> Row | None:
    becomes = merged(stated, recorded, kind.told, kind.settled)
    differing = [name for name in kind.told if becomes[name] != recorded[name]]
    if not differing:
        return None
    row = keyed(kind.table, becomes) | {"id": recorded["id"]}
    if kind.reviewed:
        keep = not set(differing) & set(kind.reviewed)
        row["reviewed_by"] = recorded["reviewed_by"] if keep else None
        row["reviewed_at"] = recorded["reviewed_at"] if keep else None
    return row


def write_kind(writing: Writing, kind: Kind, added: list[Row], changed: list[Row]) -> None:
    """Write rows of a kind, with where they came from."""
    counts = writing.report.of(kind.name)
    counts.added += len(added)
    counts.changed += len(changed)
    writing.touched_officers.update(row["officer_id"] for row in added)
    recorded = writing.provenance()
    insert_all(writing.connection, kind.table, [row | recorded for row in added])
    update_all(writing.connection, kind.table, [row | recorded for row in changed])


def _short(kind: Kind, values: Values) -> str:
    told = ((name, values[name]) for name in kind.told)
    return ", ".join(_said(name, value) for name, value in told if value is not None)[:80]


def _said(name: str, value: Any) -> str:
    """A value as people read it: dollars, not the cents that are stored."""
    return f"{value / 100:.2f}" if name.endswith("_pay") else str(value)
