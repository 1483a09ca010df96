"""The class of an officer, from facts, over time.

A class is the strictest of all that holds for the *person*, whichever agency recorded it:
protections (findings, holds, orders, carried over), and assignments in force to a
sensitive or undercover unit, or to one that nobody has marked yet (held out). The class
exists twice: as intervals, from which a publication is cut, and as a SQL expression of
now, for the inside views. A property test holds the two equal.

A word that is not known, in a mark or in a protection, counts as the strictest class.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    Select,
    case,
    func,
    select,
)
from sqlalchemy import or_ as either
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from officer_directory.disclosure.local_days import local_end, local_start
from officer_directory.store.columns import FOREVER
from officer_directory.store.records import assignment, officer, protection, unit
from officer_directory.tiers import ProtectionClass

__all__ = ["class_expression", "class_intervals", "local_end", "local_start", "sweep"]

Ground = tuple[int, int, ProtectionClass]
"""Why an officer is protected, and in which half-open interval of epoch seconds."""

_CHUNK = 500


def class_intervals(
    connection: Connection, officer_ids: Sequence[str], since: int
) -> dict[str, list[Ground]]:
    """For each officer the class at every instant of [since, FOREVER).

    The intervals follow each other without a gap, and neighbours differ in class. Two
    statements are run for each 500 officers.
    """
    grounds: dict[str, list[Ground]] = {officer_id: [] for officer_id in officer_ids}
    wanted = list(grounds)
    for start in range(0, len(wanted), _CHUNK):
        for statement in _grounds_of(wanted[start : start + _CHUNK], since):
            for officer_id, starts, ends, grade in connection.execute(statement).all():
                grounds[officer_id].append((starts, ends, ProtectionClass(grade)))
    plain = sweep((), since)
    return {o: sweep(found, since) if found else plain for o, found in grounds.items()}


def sweep(grounds: Iterable[Ground], since: int) -> list[Ground]:
    """Cut [since, FOREVER) into intervals of one class each: the strictest that holds."""
    held = [(max(starts, since), ends, grade) for starts, ends, grade in grounds]
    held = [ground for ground in held if ground[0] < ground[1]]
    cuts = {since, *(s for s, _, _ in held), *(e for _, e, _ in held)} - {FOREVER}
    swept: list[Ground] = []
    for cut in sorted(cuts):
        grade = max((g for s, e, g in held if s <= cut < e), default=ProtectionClass.OPEN)
        if not swept or swept[-1][2] is not grade:
            swept.append((cut, FOREVER, grade))
    ends = [starts for starts, _, _ in swept[1:]] + [FOREVER]
    return [(starts, end, grade) for (starts, _, grade), end in zip(swept, ends, strict=True)]


def class_expression(
    officer_table: FromClause, now: ColumnElement[Any], *, own_record_alone: bool = False
) -> ColumnElement[int]:
    """The class at `now` of the officer in this row, as an integer from 0 to 3.

    With `own_record_alone` it is what the row's own agency has decided: the link to a
    person's other records is oversight's alone to see.
    """
    kin = officer.alias("kin")
    strictest = []
    for rows, starts, ends, grade, applies in _sources(kin):
        held = select(func.max(grade)).select_from(rows)
        of = kin.c.id == officer_table.c.id
        held = held.where(of if own_record_alone else kin.c.person_id == officer_table.c.person_id)
        held = held.where(applies, starts <= now, ends > now)
        strictest.append(func.coalesce(held.correlate(officer_table).scalar_subquery(), 0))
    return _Greater(*strictest)


def _grounds_of(officer_ids: list[str], since: int) -> Iterable[Select[Any]]:
    asked, kin = officer.alias("asked"), officer.alias("kin")
    for rows, starts, ends, grade, applies in _sources(kin):
        yield (
            select(asked.c.id, starts, ends, grade)
            .select_from(rows.join(asked, asked.c.person_id == kin.c.person_id))
            .where(asked.c.id.in_(officer_ids), applies, ends > since)
        )


def _sources(kin: FromClause) -> Iterable[tuple[FromClause, Any, Any, Any, Any]]:
    """What protects: the rows, their start and end, the class they give, and when at all."""
    p, a, u = protection.c, assignment.c, unit.c
    yield (
        protection.join(kin, kin.c.id == p.officer_id),
        p.starts_at,
        p.ends_at,
        _grade(p.protection_class),
        either(p.protection_class.is_(None), p.protection_class != ProtectionClass.OPEN.word),
    )
    yield (
        assignment.join(unit, u.id == a.unit_id).join(kin, kin.c.id == a.officer_id),
        a.protects_from,
        a.protects_until,
        _grade(u.mark),
        either(u.mark.is_(None), u.mark != ProtectionClass.OPEN.word),
    )


def _grade(word: ColumnElement[Any]) -> ColumnElement[int]:
    milder = (ProtectionClass.OPEN, ProtectionClass.SENSITIVE, ProtectionClass.UNDERCOVER)
    return case(*((word == c.word, int(c)) for c in milder), else_=int(ProtectionClass.HELD))


class _Greater(GenericFunction[int]):
    """The greater of two integers, neither of them null."""

    type = Integer()
    name = "greatest"
    inherit_cache = True


@compiles(_Greater, "sqlite")
def _greater_on_sqlite(element: _Greater, compiler: SQLCompiler, **options: Any) -> str:
    return f"max({compiler.process(element.clauses, **options)})"
