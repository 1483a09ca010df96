"""Who writes in a race, and the department that is there before each."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text
from tests.races.two_at_once import Writer
from tests.world import identifier
from tests.world_people import FERNHOLLOW, MISTLAKE

from officer_directory import every_command as every_command
from officer_directory.commands import Desk, command_named
from officer_directory.disclosure.policy import Snapshot
from officer_directory.settings import Settings
from officer_directory.store.engines import Database

REASON = "A particularised reason, stated for this officer alone."

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


def run(desk: Desk, command: str, /, **arguments: object) -> dict[str, object]:
    return command_named(command).work(desk, **arguments)


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


def call(subject: str) -> dict[str, object]:
    """A personnel system of the agency; nothing is read for it, so that a stop is in its write."""
    agency = identifier(
        "agency", {FERNHOLLOW: "fernhollow", MISTLAKE: "mistlake"}[SUBJECTS[subject][0]]
    )
    return {"agency_ids": [agency], "asker": "key:hr", "by": "b.second", "through": "key hr"}


def state(desk: Desk, _: Prepared, subject: str, _folder: Path) -> None:
    """A personnel system states another rank."""
    _agency, uid, _unit, _incident = SUBJECTS[subject]
    stated = {"rank": "Commander"}
    run(desk, "hr.put_officer", call=call(subject), uid=uid, agency=None, stated=stated)


def assign(desk: Desk, _: Prepared, subject: str, _folder: Path) -> None:
    """A personnel system states an assignment to the unit."""
    _agency, _uid, unit, _incident = SUBJECTS[subject]
    run(
        desk,
        "hr.put_fact",
        call=call(subject),
        resource="assignment",
        officer=identifier("officer", subject),
        key={"unit": unit, "start_date": "2024-02-02"},
        stated={},
    )


WRITERS = {
    "hold": hold,
    "lift": lift,
    "mark": mark,
    "order": order,
    "open": open_agency,
    "import": bring_in,
    "state": state,
    "assign": assign,
}


@dataclass(frozen=True)
class Department:
    """A prepared database, and each writer in it."""

    prepared: Prepared
    settings: Settings
    folder: Path

    def writer(self, name: str, subject: str) -> Writer:
        return lambda database: WRITERS[name](
            Desk(self.settings, database, self.prepared.snapshot),
            self.prepared,
            subject,
            self.folder,
        )

    def restore(self) -> None:
        with closing(self.open()) as database, database.transaction() as connection:
            connection.execute(text(RESTORE))

    def open(self) -> Database:
        return Database(self.settings)
