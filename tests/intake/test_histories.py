"""Whatever files come one after another, nobody's protection is lowered by them."""

import itertools
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from officer_directory.disclosure import activation
from officer_directory.disclosure.classes import Ground, class_intervals
from officer_directory.store import records
from officer_directory.store.engines import Database
from officer_directory.tiers import ProtectionClass
from tests.intake import rosters
from tests.intake.conftest import Importer

_numbers = itertools.count()  # each example is an agency of its own
UNITS = {"Patrol": "open", "Gangs": "sensitive", "Vice": "undercover", "New": None}
DAYS = ["", "1999-05-05", "2010-01-01", "2020-06-30", "2060-01-01"]
HEAD = "id,officer_id,job_title,unit_name,start_date,end_date,officer_unique_identifier"

spans = st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)).filter(
    lambda span: not (span[0] and span[1]) or span[0] <= span[1]
)
row = st.tuples(
    st.sampled_from(["A", "B"]),
    st.sampled_from(["", *UNITS]),
    st.sampled_from(["Cop", "Sgt"]),
    spans,
)
step = st.tuples(st.sampled_from(["add", "full", "roster"]), st.lists(row, max_size=4))


@pytest.fixture
def importer(make_settings, tmp_path: Path):
    made = make_settings("sqlite", tmp_path / "data")
    database = Database(made)
    yield Importer(database, activation.ensure(database, made))
    database.close()


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40
)
@given(steps=st.lists(step, min_size=2, max_size=5))
def test_no_sequence_of_files_lowers_a_class(importer, tmp_path, steps) -> None:
    number = next(_numbers)
    agency = f"Agency {number}"
    officers = ["id,department_name,department_state,last_name,unique_internal_identifier",
                f",{agency},CA,Lee,A", f",{agency},CA,Roe,B"]  # fmt: skip
    folder = tmp_path / str(number)
    importer(rosters.write_one(folder, "officers.csv", officers), "openoversight", agency=agency)
    mark(importer, agency)
    before = classes(importer, agency)
    for how, rows in steps:
        report = bring(importer, folder, agency, officers, how, rows)
        after = classes(importer, agency)
        for officer, intervals in before.items():
            assert not lowered(intervals, after[officer])
        assert report.carried == 0
        assert bring(importer, folder, agency, officers, how, rows).changes_nothing
        before = after


def bring(importer: Importer, folder: Path, agency: str, officers, how, rows):
    if how == "roster":
        posts = {uid: unit for uid, unit, _, _ in rows}
        lines = [
            f"{uid},COP,,{posts.get(uid, '')},{name},X,"
            for uid, name in (("A", "Lee"), ("B", "Roe"))
        ]
        path = rosters.write_one(folder, "roster.csv", [rosters.SEATTLE[0], *lines])
        return importer(path, "seattle", agency=agency)
    lines = [HEAD, *(f",,{t},{u},{s},{e},{uid}" for uid, u, t, (s, e) in rows)]
    files = rosters.write(folder / how, {"officers.csv": officers, "assignments.csv": lines})
    return importer(files, "openoversight", agency=agency, full=how == "full", allowed_percent=100)


def mark(importer: Importer, agency: str) -> None:
    held = importer.one(records.agency, name=agency)["id"]
    with importer.database.transaction() as connection:
        for name, word in UNITS.items():
            if word is not None:
                row = {"id": f"{held[:20]}-{name}", "agency_id": held, "name": name}
                row |= {"name_key": name.lower(), "mark": word}
                connection.execute(insert(records.unit), row)


def classes(importer: Importer, agency: str) -> dict[str, list[Ground]]:
    held = importer.one(records.agency, name=agency)["id"]
    ids = [o["id"] for o in importer.rows(records.officer) if o["agency_id"] == held]
    with importer.database.transaction() as connection:
        return class_intervals(connection, ids, importer.database.now())


def lowered(before: list[Ground], after: list[Ground]) -> bool:
    return any(
        now < was and starts < until and begins < ends
        for begins, until, was in before
        for starts, ends, now in after
    )


def test_the_comparison_sees_a_lowering() -> None:
    open_, held = ProtectionClass.OPEN, ProtectionClass.HELD
    assert lowered([(0, 9, held)], [(0, 5, held), (5, 9, open_)])
    assert not lowered([(0, 5, held), (5, 9, open_)], [(0, 9, held)])
