"""What an import writes is published in the same transaction, and no more than that."""

from pathlib import Path

from sqlalchemy import select, update

from officer_directory.disclosure import check
from officer_directory.disclosure.publication import refresh_agency
from officer_directory.store import records
from officer_directory.store.published import published
from officer_directory.tiers import Tier
from tests.intake import rosters
from tests.intake.conftest import Importer


def opened(bring: Importer, **marks: str) -> None:
    """Mark units and open the agency, as two people would have."""
    with bring.database.transaction() as connection:
        for name, word in marks.items():
            named = records.unit.c.name == name
            connection.execute(update(records.unit).where(named).values(mark=word))
        connection.execute(update(records.agency).values(opened_at=1))
        agency = connection.scalar(select(records.agency.c.id))
        assert agency is not None
        refresh_agency(connection, bring.snapshot, agency)


def listed(bring: Importer) -> set[str]:
    officers = {o["id"]: o["uid"] for o in bring.rows(records.officer)}
    table = published[Tier.PUBLIC]["officer"]
    now = bring.database.now()
    with bring.database.reading() as connection:
        valid = (table.c.valid_from <= now) & (table.c.valid_until > now)
        return {officers[i] for i in connection.scalars(select(table.c.id).where(valid))}


def sound(bring: Importer) -> None:
    assert check.differences(bring.database, bring.snapshot) == []


def test_a_closed_agency_publishes_nobody(bring: Importer, tmp_path: Path) -> None:
    bring(rosters.write(tmp_path / "f", rosters.OPENOVERSIGHT), "openoversight")
    assert listed(bring) == set()
    sound(bring)


def test_what_changes_in_an_open_agency_is_published_at_once(
    bring: Importer, tmp_path: Path
) -> None:
    folder = rosters.write(tmp_path / "f", rosters.OPENOVERSIGHT)
    bring(folder, "openoversight")
    opened(bring, Patrol="open", Narcotics="undercover")
    assert listed(bring) == {"U-2", "openoversight-33"}
    lines = rosters.OPENOVERSIGHT["assignments.csv"]
    rosters.write_one(folder, "assignments.csv", [*lines, ",#2,A7,2020-01-01,Captain,Narcotics,"])
    bring(folder, "openoversight")
    assert listed(bring) == {"openoversight-33"}
    sound(bring)


def test_a_retired_officer_and_linked_complaints_are_published_rightly(
    bring: Importer, tmp_path: Path
) -> None:
    folder = rosters.write(tmp_path / "f", rosters.NYPD)
    bring(folder, "nypd", state="NY")
    opened(bring, **{"044 PCT": "open", "NARCOTICS BORO": "open"})
    sound(bring)
    lines = rosters.NYPD["officers.csv"]
    path = rosters.write_one(tmp_path, "o.csv", lines[:2])
    bring(path, "nypd", state="NY", full=True, allowed_percent=50)
    sound(bring)


def test_a_closed_agency_protects_the_same_person_in_an_open_one(
    bring: Importer, tmp_path: Path
) -> None:
    path = rosters.write_one(tmp_path, "r.csv", rosters.SEATTLE)
    bring(path, "seattle")
    opened(bring, **{"BURGLARY SQUAD": "open", "VICE, SECTION 2": "open"})
    head, *_ = rosters.SEATTLE
    there = rosters.write_one(tmp_path, "t.csv", [head, "9,CHIEF,,,Lee,Ann,B"])
    bring(there, "seattle", agency="Other Police")
    person = bring.one(records.officer, uid="7001")["person_id"]
    with bring.database.transaction() as connection:
        o = records.officer
        connection.execute(update(o).where(o.c.uid == "9").values(person_id=person))
    assert listed(bring) == {"7001", "7002"}
    there = rosters.write_one(tmp_path, "t.csv", [head, "9,CHIEF,,NOBODY KNOWS,Lee,Ann,B"])
    bring(there, "seattle", agency="Other Police")
    assert listed(bring) == {"7002"}
    sound(bring)
