"""An import may start protection and never end it, whatever a file says or leaves out."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from officer_directory.disclosure.classes import class_intervals
from officer_directory.disclosure.local_days import local_end, local_start
from officer_directory.errors import RefusedByRuleError
from officer_directory.intake.upsert.report import Report
from officer_directory.store import records
from officer_directory.store.columns import FOREVER
from officer_directory.tiers import ProtectionClass
from tests.intake import rosters
from tests.intake.conftest import Importer

ZONE = "America/Los_Angeles"
HEAD = "id,officer_id,job_title,unit_name,start_date,end_date,officer_unique_identifier"


def roster(bring: Importer, folder: Path, units: Mapping[str, str], **options: Any) -> Report:
    lines = [rosters.SEATTLE[0]]
    lines += [f"{badge},OFFICER,,{unit},Last{badge},First," for badge, unit in units.items()]
    return bring(rosters.write_one(folder, "r.csv", lines), "seattle", **options)


def mark(bring: Importer, **marks: str) -> None:
    with bring.database.transaction() as connection:
        for name, word in marks.items():
            u = records.unit
            connection.execute(update(u).where(u.c.name == name).values(mark=word))


def classes(bring: Importer) -> dict[str, ProtectionClass]:
    officers = {o["id"]: o["uid"] for o in bring.rows(records.officer)}
    with bring.database.transaction() as connection:
        found = class_intervals(connection, list(officers), bring.database.now())
    return {officers[i]: intervals[0][2] for i, intervals in found.items()}


def assignments(bring: Importer, folder: Path, *rows: str, **options: Any) -> Report:
    path = rosters.write_one(folder, "assignments.csv", [HEAD, *rows])
    return bring(path, "openoversight", **options)


def test_an_unknown_unit_holds_its_officers_out(bring: Importer, tmp_path: Path) -> None:
    roster(bring, tmp_path, {"1": "Patrol", "2": ""})
    assert classes(bring) == {"1": ProtectionClass.HELD, "2": ProtectionClass.OPEN}


def test_a_move_to_a_marked_unit_protects_and_a_move_away_does_not_end_it(
    bring: Importer, tmp_path: Path
) -> None:
    roster(bring, tmp_path, {"1": "Patrol", "2": "Vice"})
    mark(bring, Patrol="open", Vice="undercover")
    roster(bring, tmp_path, {"1": "Vice", "2": "Patrol"})
    assert set(classes(bring).values()) == {ProtectionClass.UNDERCOVER}
    left = [a for a in bring.rows(records.assignment) if a["end_date"] is not None]
    assert len(left) == 2
    assert {a["protects_until"] for a in left} == {FOREVER}
    proposal = bring.one(records.proposal)
    assert proposal["kind"] == "end_assignment_protection"
    assert proposal["due_at"] == proposal["proposed_at"] + 30 * 24 * 60 * 60
    vice = bring.one(records.unit, name="Vice")["id"]
    ended = next(a for a in left if a["unit_id"] == vice)
    assert proposal["subject"] == ended["id"]
    assert roster(bring, tmp_path, {"1": "Vice", "2": "Patrol"}).changes_nothing
    assert len(bring.rows(records.proposal)) == 1


def test_an_officer_who_loses_the_unit_stays_protected(bring: Importer, tmp_path: Path) -> None:
    roster(bring, tmp_path, {"1": "Vice"})
    mark(bring, Vice="undercover")
    roster(bring, tmp_path, {"1": ""})
    bring(rosters.write_one(tmp_path, "x.csv", [rosters.SEATTLE[0], "1,,,,L,F,"]), "seattle")
    assert classes(bring) == {"1": ProtectionClass.UNDERCOVER}


def test_a_renamed_unit_is_an_unknown_one(bring: Importer, tmp_path: Path) -> None:
    roster(bring, tmp_path, {"1": "Patrol"})
    mark(bring, Patrol="open")
    roster(bring, tmp_path, {"1": "Patrol Bureau"})
    assert classes(bring) == {"1": ProtectionClass.HELD}


def test_only_an_end_that_was_past_when_first_recorded_ends_protection(
    bring: Importer, tmp_path: Path
) -> None:
    roster(bring, tmp_path, {"1": ""})
    assignments(
        bring,
        tmp_path,
        ",,Officer,Vice,2001-01-01,2005-06-30,1",
        ",,Officer,Gangs,2006-01-01,,1",
        ",,Officer,Arson,2050-01-01,2060-01-01,1",
    )
    by_start = {a["start_date"]: a for a in bring.rows(records.assignment)}
    vice, gangs, arson = by_start["2001-01-01"], by_start["2006-01-01"], by_start["2050-01-01"]
    assert vice["protects_from"] == local_start("2001-01-01", ZONE)
    assert vice["protects_until"] == local_end("2005-06-30", ZONE)
    assert (gangs["protects_until"], arson["protects_until"]) == (FOREVER, FOREVER)
    assert arson["protects_from"] == local_start("2050-01-01", ZONE)
    mark(bring, Gangs="sensitive")
    report = assignments(bring, tmp_path, ",,Officer,Gangs,2006-01-01,2010-01-01,1")
    assert report.proposals == 1
    gangs = bring.one(records.assignment, start_date="2006-01-01")
    assert (gangs["end_date"], gangs["protects_until"]) == ("2010-01-01", FOREVER)


def test_an_end_that_is_taken_back_protects_again(bring: Importer, tmp_path: Path) -> None:
    roster(bring, tmp_path, {"1": ""})
    assignments(bring, tmp_path, ",,Officer,Vice,2001-01-01,2005-06-30,1")
    assignments(bring, tmp_path, ",,Officer,Vice,2001-01-01,,1")
    assert bring.one(records.assignment)["protects_until"] == FOREVER


def test_a_start_that_is_moved_forward_protects_from_the_first_one(
    bring: Importer, tmp_path: Path
) -> None:
    roster(bring, tmp_path, {"1": "Vice"})
    assert bring.one(records.assignment)["protects_from"] == 0
    assignments(bring, tmp_path, ",,OFFICER,Vice,2050-01-01,,1", full=True, allowed_percent=100)
    moved = bring.one(records.assignment)
    assert (moved["start_date"], moved["protects_from"]) == ("2050-01-01", 0)


def test_a_protection_that_would_be_lowered_all_the_same_is_carried(
    bring: Importer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    roster(bring, tmp_path, {"1": "Vice"})
    mark(bring, Vice="undercover")
    monkeypatch.setattr(
        "officer_directory.intake.upsert.assignments.protects",
        lambda _: {"protects_from": 0, "protects_until": 1},  # a mistake in the program
    )
    report = roster(bring, tmp_path, {"1": "Patrol"})
    assert report.carried == 1
    carried = bring.one(records.protection)
    assert (carried["kind"], carried["protection_class"]) == ("carried", "undercover")
    assert classes(bring)["1"] == ProtectionClass.UNDERCOVER
    assert {p["kind"] for p in bring.rows(records.proposal)} == {
        "lift_protection",
        "end_assignment_protection",
    }


class TestFull:
    """`--full` retires who is missing: never a protected officer, never many unasked."""

    @pytest.fixture
    def hundred(self, bring: Importer, tmp_path: Path) -> Importer:
        roster(bring, tmp_path, {str(n): "Patrol" for n in range(1000, 1100)})
        mark(bring, Patrol="open")
        return bring

    @staticmethod
    def without(count: int) -> dict[str, str]:
        return {str(n): "Patrol" for n in range(1000 + count, 1100)}

    def test_the_missing_are_retired(self, hundred: Importer, tmp_path: Path) -> None:
        report = roster(hundred, tmp_path, self.without(5), full=True)
        assert report.of("officers").retired == 5
        gone = hundred.one(records.officer, uid="1000")
        assert gone["retired_at"] is not None
        assert (gone["status"], gone["status_key"]) == ("separated", "separated")
        assert roster(hundred, tmp_path, self.without(5), full=True).changes_nothing

    def test_without_full_nobody_is(self, hundred: Importer, tmp_path: Path) -> None:
        assert roster(hundred, tmp_path, self.without(50)).of("officers").retired == 0

    def test_more_than_five_percent_is_refused(self, hundred: Importer, tmp_path: Path) -> None:
        with pytest.raises(RefusedByRuleError, match=r"6 of 100 officers \(6.0 %\)"):
            roster(hundred, tmp_path, self.without(6), full=True)
        dry = roster(hundred, tmp_path, self.without(6), full=True, dry_run=True)
        assert dry.of("officers").retired == 6
        assert "6 of 100 officers" in (dry.refusal or "")
        assert hundred.one(records.officer, uid="1000")["retired_at"] is None

    def test_unless_told_otherwise(self, hundred: Importer, tmp_path: Path) -> None:
        report = roster(hundred, tmp_path, self.without(6), full=True, allowed_percent=10)
        assert report.of("officers").retired == 6

    def test_a_dry_run_retires_nobody(self, hundred: Importer, tmp_path: Path) -> None:
        report = roster(hundred, tmp_path, self.without(5), full=True, dry_run=True)
        assert report.of("officers").retired == 5
        assert hundred.one(records.officer, uid="1000")["retired_at"] is None

    def test_the_protected_are_listed_and_stay(self, hundred: Importer, tmp_path: Path) -> None:
        moved = self.without(0) | {"1000": "Vice", "1001": "Nobody Knows", "1002": "Gangs"}
        roster(hundred, tmp_path, moved)
        mark(hundred, Vice="undercover", Gangs="sensitive")
        report = roster(hundred, tmp_path, self.without(4), full=True)
        assert report.kept_though_absent == ["1000", "1001", "1002"]
        assert report.of("officers").retired == 1
        assert hundred.one(records.officer, uid="1001")["retired_at"] is None

    def test_whoever_is_back_is_no_longer_retired(self, hundred: Importer, tmp_path: Path) -> None:
        roster(hundred, tmp_path, self.without(5), full=True)
        report = roster(hundred, tmp_path, self.without(0), full=True)
        assert report.of("officers").changed == 5
        back = hundred.one(records.officer, uid="1000")
        assert (back["retired_at"], back["status"]) == (None, None)


@pytest.mark.parametrize("number", ["01", "1-1", "900"])
def test_somebody_protected_is_not_published_under_another_number(
    bring: Importer, tmp_path: Path, number: str
) -> None:
    roster(bring, tmp_path, {"11": "Vice"})
    mark(bring, Vice="undercover")
    lines = [rosters.SEATTLE[0], f"{number},OFFICER,,,LAST11,First,"]
    told = bring(rosters.write_one(tmp_path, "again.csv", lines), "seattle")
    assert set(classes(bring).values()) == {ProtectionClass.UNDERCOVER}
    assert told.carried == told.proposals == 1


def test_a_namesake_of_nobody_protected_is_an_officer_like_any_other(
    bring: Importer, tmp_path: Path
) -> None:
    roster(bring, tmp_path, {"11": "Vice", "12": "Patrol"})
    mark(bring, Vice="undercover", Patrol="open")
    lines = [rosters.SEATTLE[0], "13,OFFICER,,Patrol,Last12,First,"]
    bring(rosters.write_one(tmp_path, "again.csv", lines), "seattle")
    assert classes(bring)["13"] is ProtectionClass.OPEN


def test_waiting_for_a_mark_protects_no_namesake(bring: Importer, tmp_path: Path) -> None:
    roster(bring, tmp_path, {"11": "Nobody looked at this"})
    lines = [rosters.SEATTLE[0], "12,OFFICER,,,Last11,First,"]
    told = bring(rosters.write_one(tmp_path, "again.csv", lines), "seattle")
    assert told.carried == 0
