"""What is exported in OpenOversight's shape imports again without loss."""

from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from officer_directory.intake.formats.openoversight_quoting import quote, undo_quoting
from officer_directory.intake.unknown import NULLS
from officer_directory.openoversight_export import write_openoversight
from officer_directory.store import records
from tests.intake.conftest import Importer, read

AGENCY = '=Mill Valley, "Police"'

characters = st.characters(codec="utf-8", categories=("L", "M", "N", "P", "S", "Zs"))
awkward = st.sampled_from(
    ["=1+1", "+1", "-1", "@x", "'", "''", "'=x", "'t Hooft", 'a,"b"\r\nc', "0012", "#1", "1|2"]
)
texts = st.one_of(awkward, st.text(characters, min_size=1, max_size=12)).filter(
    lambda t: t == t.strip() != "" and t not in NULLS  # which no file can say: decision 0023
)
maybe = st.none() | texts
days = st.none() | st.dates().filter(lambda d: d.year >= 1850).map(lambda d: d.isoformat())
money = st.none() | st.integers(-(10**9), 10**11).map(lambda cents: cents / 100)


@st.composite
def officers(draw: st.DrawFn) -> list[dict[str, Any]]:
    uids = draw(st.lists(texts, min_size=1, max_size=4, unique_by=lambda t: t.casefold()))
    names = (
        "first_name",
        "middle_name",
        "last_name",
        "suffix",
        "badge_number",
        "rank",
        "race",
        "gender",
    )
    return [
        {"id": f"id-{place}", "uid": uid, "agency": AGENCY}
        | {name: draw(maybe) for name in names}
        | {"status": draw(st.sampled_from(["active", "separated", None]))}
        | {"hire_date": draw(days), "separation_date": draw(days)}
        for place, uid in enumerate(uids)
    ]


@given(st.text(characters | st.sampled_from("\t\r'=+-@"), max_size=8))
def test_quoting_is_undone(text: str) -> None:
    assert undo_quoting(quote(text)) == text
    assert not quote(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_name_from_elsewhere_keeps_its_apostrophe() -> None:
    assert undo_quoting("'t Hooft") == "'t Hooft"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(released=officers())
def test_officers_come_back_as_they_were(tmp_path: Path, released: list[dict[str, Any]]) -> None:
    write_openoversight(tmp_path, AGENCY, "CA", officers=released)
    facts = read(tmp_path, "openoversight", agency=AGENCY)
    for fact, record in zip(facts.officers, released, strict=True):
        names = set(record) - {"id", "agency"}
        assert {n: getattr(fact, n) for n in names} == {n: record[n] for n in names}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    years=st.lists(st.integers(1950, 2050), max_size=4, unique=True),
    pay=st.lists(st.tuples(money, money, money), min_size=4, max_size=4),
    fiscal=st.none() | st.booleans(),
)
def test_salaries_come_back_as_they_were(
    tmp_path: Path, years: list[int], pay: list[Any], fiscal: bool | None
) -> None:
    officer = {"id": "a", "uid": "1"}
    paid = [
        {"officer_id": "a", "year": year, "is_fiscal_year": fiscal}
        | dict(zip(("base_pay", "overtime_pay", "total_pay"), amounts, strict=True))
        for year, amounts in zip(years, pay, strict=False)
    ]
    write_openoversight(tmp_path, AGENCY, "CA", officers=[officer], salaries=paid)
    facts = read(tmp_path, "openoversight", agency=AGENCY)
    assert [(s.year, s.is_fiscal_year) for s in facts.salaries] == [(y, fiscal) for y in years]
    for fact, record in zip(facts.salaries, paid, strict=True):
        for name in ("base_pay", "overtime_pay", "total_pay"):
            cents = getattr(fact, name)
            assert (None if cents is None else cents / 100) == record[name]


def test_an_export_into_the_record_store_and_out_and_in_changes_nothing(
    bring: Importer, tmp_path: Path
) -> None:
    officer = {
        "id": "x", "uid": "=7", "last_name": "'Díaz", "first_name": "José\n", "rank": "-Chief",
        "badge_number": "0012", "status": "separated", "separation_date": "2020-01-01",
        "hire_date": "1999", "race": None,
    }  # fmt: skip
    stint = {"officer_id": "x", "unit": "+Unit", "title": "-Chief", "badge_number": "0012",
             "start_date": "2001-01-01", "end_date": None}  # fmt: skip
    released = {"officers": [officer], "assignments": [stint], "salaries": []}
    write_openoversight(tmp_path, AGENCY, "CA", **released)
    bring(tmp_path, "openoversight", agency=AGENCY)
    held = bring.one(records.officer)
    assert (held["uid"], held["last_name"], held["first_name"]) == ("=7", "'Díaz", "José")
    assert (held["rank"], held["hire_date"], held["status"]) == ("-Chief", None, "separated")
    assert bring.one(records.unit)["name"] == "+Unit"
    again = tmp_path / "again"
    again.mkdir()
    write_openoversight(again, AGENCY, "CA", **released | {"officers": [held | {"id": "x"}]})
    assert bring(again, "openoversight", agency=AGENCY, full=False).of("officers").changed == 0
