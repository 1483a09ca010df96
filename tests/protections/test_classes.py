"""The class of an officer: the same as intervals and as SQL, and never lower than its grounds."""

from itertools import pairwise
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, insert, literal, select, update

from officer_directory.disclosure.classes import class_expression, class_intervals, sweep
from officer_directory.store import records as r
from officer_directory.store.columns import FOREVER
from officer_directory.tiers import ProtectionClass

LATEST = 9
CLASSES = st.sampled_from(ProtectionClass)
INSTANTS = st.integers(0, LATEST)
ENDS = st.one_of(INSTANTS, st.just(FOREVER))
GROUND = st.tuples(INSTANTS, ENDS, CLASSES)
WHERE = {"source": "test", "recorded_at": 0, "recorded_by": "test"}
MARKS = ("open", "sensitive", "undercover", None, "misspelt")

FACTS = st.fixed_dictionaries(
    {
        "persons": st.lists(st.integers(0, 2), min_size=3, max_size=5),
        "assignments": st.lists(
            st.tuples(st.integers(0, 2), st.sampled_from((*range(len(MARKS)), -1)), INSTANTS, ENDS),
            max_size=6,
        ),
        "protections": st.lists(
            st.tuples(
                st.integers(0, 2),
                st.sampled_from(("sensitive", "undercover", "held", "misspelt")),
                INSTANTS,
                ENDS,
            ),
            max_size=6,
        ),
    }
)


def write(connection, facts):
    """The facts, in two agencies; returns the officers' ids."""
    agencies, units = [str(uuid4()) for _ in range(2)], [str(uuid4()) for _ in MARKS]
    persons = [str(uuid4()) for _ in range(3)]
    officers = [str(uuid4()) for _ in facts["persons"]]

    def add(table, rows):
        if rows := list(rows):
            connection.execute(insert(table), rows)

    place = {"state": "CA", "zone": "America/Los_Angeles", "bundle": "california", **WHERE}
    add(r.agency, ({"id": i, "name": i, "name_key": i, **place} for i in agencies))
    add(
        r.unit,
        (
            {"id": i, "agency_id": agencies[0], "name_key": i, "mark": mark}
            for i, mark in zip(units, MARKS, strict=True)
        ),
    )
    add(
        r.officer,
        (
            {"id": i, "agency_id": agencies[n % 2], "person_id": persons[p], "uid_key": i, **WHERE}
            for n, (i, p) in enumerate(zip(officers, facts["persons"], strict=True))
        ),
    )
    add(
        r.assignment,
        (
            {
                "id": str(uuid4()),
                "officer_id": officers[officer],
                "unit_id": units[unit] if unit >= 0 else None,
                "protects_from": start,
                "protects_until": end,
                **WHERE,
            }
            for officer, unit, start, end in facts["assignments"]
        ),
    )
    add(
        r.protection,
        (
            {
                "id": str(uuid4()),
                "officer_id": officers[officer],
                "protection_class": word,
                "starts_at": start,
                "ends_at": end,
                **WHERE,
            }
            for officer, word, start, end in facts["protections"]
        ),
    )
    return officers


def expected(facts, at):
    """The class of each person, worked out the slow way."""
    grades = {None: 3, "misspelt": 3, "held": 3, "undercover": 2, "sensitive": 1, "open": 0}
    found = [0, 0, 0]
    grounds = [
        (officer, grades[MARKS[unit]], start, end)
        for officer, unit, start, end in facts["assignments"]
        if unit >= 0
    ] + [(officer, grades[word], start, end) for officer, word, start, end in facts["protections"]]
    for officer, grade, start, end in grounds:
        if start <= at < end:
            person = facts["persons"][officer]
            found[person] = max(found[person], grade)
    return [found[person] for person in facts["persons"]]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(facts=FACTS, since=INSTANTS)
def test_intervals_and_sql_agree_with_the_facts_at_every_instant(database, facts, since):
    with database.engine.connect() as connection, connection.begin() as transaction:
        officers = write(connection, facts)
        intervals = class_intervals(connection, officers, since)
        asked = r.officer.alias("asked")
        for at in range(LATEST + 2):
            grade = class_expression(asked, literal(at))
            by_sql = dict(
                connection.execute(select(asked.c.id, grade).where(asked.c.id.in_(officers))).all()
            )
            assert [by_sql[i] for i in officers] == expected(facts, at)
            if at >= since:
                by_interval = [
                    next(int(c) for start, end, c in intervals[i] if start <= at < end)
                    for i in officers
                ]
                assert by_interval == expected(facts, at)
        transaction.rollback()


@given(grounds=st.lists(GROUND, max_size=8), since=INSTANTS)
def test_a_sweep_covers_all_time_without_a_gap_and_never_repeats_a_class(grounds, since):
    swept = sweep(grounds, since)
    assert swept[0][0] == since
    assert swept[-1][1] == FOREVER
    for (_, end, grade), (start, _, following) in pairwise(swept):
        assert end == start
        assert grade != following


@given(grounds=st.lists(GROUND, max_size=8), another=GROUND, at=INSTANTS)
def test_one_more_ground_never_lowers_a_class(grounds, another, at):
    def held(found):
        return next(grade for start, end, grade in sweep(found, 0) if start <= at < end)

    assert held([*grounds, another]) >= held(grounds)


def class_now(database, officer, at):
    with database.reading() as connection:
        return class_intervals(connection, [officer["id"]], at)[officer["id"]][0][2]


def test_a_protection_in_one_agency_protects_the_person_in_every_agency(database, world, run):
    assert class_now(database, world.adeyemi_there, world.at) is ProtectionClass.OPEN
    run(
        "protections.add",
        agency="Fernhollow Police Department",
        uid=world.adeyemi["uid"],
        kind="finding",
        protection_class="undercover",
        justification="A threat against her, on file.",
        by="R. Castellanos",
    )
    now = database.now()
    for officer in (world.adeyemi, world.adeyemi_there):
        assert class_now(database, officer, now) is ProtectionClass.UNDERCOVER


def test_an_end_that_is_learned_later_does_not_end_protection(database, world):
    with database.transaction() as connection:
        mine = r.assignment.c.officer_id == world.nunez["id"]
        connection.execute(update(r.assignment).where(mine).values(end_date="2020-01-01"))
    assert class_now(database, world.nunez, world.at) is ProtectionClass.UNDERCOVER


def test_an_officer_in_a_unit_nobody_has_marked_is_held_out(database, world, listed):
    assert class_now(database, world.singh, world.at) is ProtectionClass.HELD
    assert "singh" not in listed("public") | listed("press")


@pytest.mark.parametrize(("number", "statements"), [(1, 2), (500, 2), (1_000, 4)])
def test_the_number_of_statements_does_not_grow_with_the_officers(database, number, statements):
    ids, run = [str(uuid4()) for _ in range(number)], []
    with database.reading() as connection:
        event.listen(connection, "before_cursor_execute", lambda *a: run.append(a[2]))
        assert len(class_intervals(connection, ids, 0)) == number
    assert len(run) == statements
