"""Every pair of writers, in both orders: what is published is what the facts give."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from tests import world
from tests.races.two_at_once import COMMIT, Writer, at_once
from tests.world_people import FERNHOLLOW, MISTLAKE

from officer_directory import every_command as every_command
from officer_directory.commands import Desk, command_named
from officer_directory.disclosure import activation, check, locks
from officer_directory.disclosure.policy import Snapshot
from officer_directory.settings import Settings
from officer_directory.store.engines import Database

REASON = "A particularised reason, stated for this officer alone."
STOPS = (1, 4, COMMIT)


TABLES = """
    FOR name IN SELECT tablename FROM pg_tables
        WHERE schemaname = 'public' AND tablename NOT LIKE 'alembic_version%'
"""
KEEP = f"""
DO $$ DECLARE name text; BEGIN
    CREATE SCHEMA kept;
    {TABLES} LOOP
        EXECUTE format('CREATE TABLE kept.%I AS TABLE public.%I', name, name);
    END LOOP;
END $$
"""
RESTORE = f"""
DO $$ DECLARE name text; BEGIN
    SET LOCAL session_replication_role = replica;  -- no foreign keys, no triggers
    {TABLES} LOOP
        EXECUTE format('DELETE FROM public.%I', name);
        EXECUTE format('INSERT INTO public.%I TABLE kept.%I', name, name);
    END LOOP;
END $$
"""

# subject: agency, uid, unit, incident
SUBJECTS = {
    "diaz": (FERNHOLLOW, "30117", "Patrol Watch Two", "R-101"),
    "quill": (MISTLAKE, "77", "Shore Patrol", "M-1"),
}


@dataclass(frozen=True)
class Prepared:
    """A database to copy, with the fictional department and what waits for approval in it."""

    url: str
    snapshot: Snapshot
    proposals: dict[str, str]


@pytest.fixture(scope="module")
def prepared(postgres_databases, postgres_template, tmp_path_factory) -> Iterator[Prepared]:
    url = postgres_databases.make(postgres_template)
    settings = Settings(data=tmp_path_factory.mktemp("races"), database_url=url)
    database = Database(settings)
    snapshot = activation.ensure(database, settings)
    world.build(database, snapshot)
    desk = Desk(settings, database, snapshot)
    waiting = {"open": run(desk, "agencies.open", agency=MISTLAKE, by="a.first")["proposal"]}
    for subject, (agency, uid, _, _) in SUBJECTS.items():
        found = run(
            desk,
            "protections.add",
            agency=agency,
            uid=uid,
            kind="finding",
            protection_class="undercover",
            justification=REASON,
            by="a.first",
        )["protection"]
        lift = run(desk, "protections.lift", protection=found, justification=REASON, by="a.first")
        waiting[f"lift {subject}"] = lift["proposal"]
    with database.transaction() as connection:
        connection.execute(text(KEEP))
    database.close()
    yield Prepared(url, snapshot, waiting)
    postgres_databases.drop(url)


def run(desk: Desk, command: str, /, **arguments: object) -> dict[str, object]:
    return command_named(command).work(desk, **arguments)


@pytest.fixture
def race(prepared, tmp_path) -> Callable[..., list[str]]:
    """Race two writers in the department as it was; what is published wrongly afterwards."""
    settings = Settings(data=tmp_path, database_url=prepared.url)

    def writer(name: str, subject: str) -> Writer:
        return lambda database: WRITERS[name](
            Desk(settings, database, prepared.snapshot), prepared, subject, tmp_path
        )

    def both(first: str, second: str, subject: str, stop_after: int) -> list[str]:
        with closing(Database(settings)) as database:
            with database.transaction() as connection:
                connection.execute(text(RESTORE))
            one, other = writer(first, subject), writer(second, subject)
            at_once(lambda: Database(settings), one, other, stop_after)
            return check.differences(database, prepared.snapshot)

    return both


def hold(desk: Desk, _: Prepared, subject: str, _folder: Path) -> None:
    agency, uid, _unit, _incident = SUBJECTS[subject]
    run(
        desk,
        "protections.add",
        agency=agency,
        uid=uid,
        kind="hold",
        protection_class=None,
        justification=REASON,
        by="b.second",
    )


def lift(desk: Desk, prepared: Prepared, subject: str, _folder: Path) -> None:
    run(desk, "approve", proposal=prepared.proposals[f"lift {subject}"], by="b.second")


def mark(desk: Desk, _: Prepared, subject: str, _folder: Path) -> None:
    agency, _uid, unit, _incident = SUBJECTS[subject]
    run(
        desk,
        "units.mark",
        agency=agency,
        name=unit,
        protection_class="undercover",
        justification=REASON,
        by="b.second",
    )


def order(desk: Desk, _: Prepared, subject: str, _folder: Path) -> None:
    agency, _uid, _unit, incident = SUBJECTS[subject]
    run(
        desk,
        "protections.order",
        agency=agency,
        incident=incident,
        justification=REASON,
        by="b.second",
    )


def open_agency(desk: Desk, prepared: Prepared, _subject: str, _folder: Path) -> None:
    run(desk, "approve", proposal=prepared.proposals["open"], by="b.second")


def bring_in(desk: Desk, _: Prepared, subject: str, folder: Path) -> None:
    """Import a new rank, a further assignment and an officer nobody knew."""
    agency, uid, unit, _incident = SUBJECTS[subject]
    file = folder / "bulk.csv"
    file.write_text(
        "department_id,unique_internal_identifier,first_name,last_name,job_title,unit_id,start_date\n"
        f"1,{uid},New,Name,Captain,{unit},2024-01-01\n"
        f"1,{uid}9,Other,Officer,Cadet,{unit},2024-01-01\n"
    )
    run(
        desk,
        "import",
        path=str(file),
        format_name="openoversight-bulk",
        agency=agency,
        state="CA",
        by="b.second",
    )


WRITERS = {
    "hold": hold,
    "lift": lift,
    "mark": mark,
    "order": order,
    "open": open_agency,
    "import": bring_in,
}


PAIRS = list(itertools.permutations(WRITERS, 2))


@pytest.mark.parametrize("stop_after", STOPS)
@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_after_both_what_is_published_is_what_the_facts_give(race, first, second, stop_after):
    subject = "quill" if "open" in (first, second) else "diaz"
    assert race(first, second, subject, stop_after) == []


@pytest.mark.parametrize("twice", ["hold", "order", "import"])
def test_the_same_twice_is_as_right(race, twice):
    assert race(twice, twice, "diaz", COMMIT) == []


def test_without_the_locks_every_race_is_lost(race, monkeypatch):
    """So each race above shows what the locks do."""
    monkeypatch.setattr(locks, "_lock_rows", lambda _connection, _table, ids: list(ids))
    monkeypatch.setattr(locks, "text", lambda _: text("SELECT CAST(:key AS bigint)"))

    def lost(first: str, second: str) -> bool:
        try:
            return race(first, second, "diaz", COMMIT) != []
        except (DBAPIError, psycopg.Error):  # both wrote the same version
            return True

    assert not [pair for pair in PAIRS if "open" not in pair and not lost(*pair)]
