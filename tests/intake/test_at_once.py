"""Two imports at the same time give what one after the other gives, on PostgreSQL too."""

import threading
from pathlib import Path

import pytest

from officer_directory.errors import RefusedByRuleError
from officer_directory.intake import importing
from officer_directory.intake.upsert.report import Report
from officer_directory.store import records
from tests.intake import rosters
from tests.intake.conftest import Importer


def test_two_imports_into_a_new_agency_are_one_after_the_other(
    bring: Importer, tmp_path: Path
) -> None:
    folder = rosters.write(tmp_path / "f", rosters.OPENOVERSIGHT)
    start = threading.Barrier(3)
    reports: list[Report] = []

    def work() -> None:
        start.wait()
        reports.append(bring(folder, "openoversight"))

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(r.of("officers").added for r in reports) == [0, 0, 3]
    assert len(bring.rows(records.agency)) == 1
    assert len(bring.rows(records.officer)) == 3


def test_who_writes_the_same_officer_meanwhile_makes_it_a_refusal(
    bring: Importer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = rosters.write_one(tmp_path, "r.csv", rosters.SEATTLE)
    upsert = importing.upsert_officers

    def twice(writing: object) -> None:
        upsert(writing)  # type: ignore[arg-type]
        writing.officers.clear()  # type: ignore[attr-defined]
        upsert(writing)  # type: ignore[arg-type]

    monkeypatch.setattr(importing, "upsert_officers", twice)
    with pytest.raises(RefusedByRuleError, match="at the same time: import again"):
        bring(path, "seattle")
    assert bring.rows(records.officer) == []
