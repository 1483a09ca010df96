"""Cells say what they say: nothing is guessed, and what is not understood is a problem."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from officer_directory.intake.cells import (
    Cells,
    parse_day,
    parse_flag,
    parse_money,
    parse_year,
)
from officer_directory.intake.problems import Place, Problems


@pytest.mark.parametrize(
    "text",
    [
        "2005-07-11",
        "07-11-2005",
        "07/11/2005",
        "7/11/2005",
        "2005-07-11T00:00:00",
        "2005-07-11 00:00:00.000",
        "2005-07-11T00:00:00Z",
        "2005-07-11T00:00:00+00:00",
        "07/11/2005 12:00:00 AM",
        "7/11/2005 0:00",
        "2005-7-11",
        "2005/07/11",
        "2005-07-11T08:30:00.125",
        "07/11/2005 3:05:00 PM",
        "11-Jul-2005",
        "11JUL2005",
        "Jul 11 2005 12:00AM",
        "July 11, 2005",
    ],
)
def test_a_day_is_read_in_each_form(text: str) -> None:
    assert parse_day(text) == "2005-07-11"


@pytest.mark.parametrize(
    "text",
    [
        *("07/11/05", "2005-13-01", "02/30/2005", "31/12/2005", "2005", "July 2005", "NA"),
        *("2005-07-11T08:30:00Z", "2005-07-11T20:30:00-05:00", "11.07.2005", "07-11/2005"),
        *("0000-00-00", "0001-01-01", "38544", "20050711", "２００５-07-11", "11-JUL-05"),
        *("02-29-2019", "11-Foo-2005", "2005-07-11 8", "2005-07-11 or so", "2005-07-11 08:75"),
    ],
)
def test_what_is_no_day_is_not_guessed(text: str) -> None:
    assert parse_day(text) is None


@given(st.dates(min_value=date(1850, 1, 1)))
def test_every_form_of_a_day_is_the_same_day(day: date) -> None:
    forms = ("%Y-%m-%d", "%m-%d-%Y", "%m/%d/%Y", "%Y-%m-%dT00:00:00")
    iso = day.isoformat()
    assert {parse_day(iso if f == forms[0] else _format(day, f)) for f in forms} == {iso}


def _format(day: date, form: str) -> str:
    return (
        form.replace("%Y", f"{day.year:04}")
        .replace("%m", f"{day.month:02}")
        .replace("%d", f"{day.day:02}")
    )


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("12345", 1234500),
        ("$12,345.67", 1234567),
        ("0", 0),
        ("12345.6", 1234560),
        ("12345.600000", 1234560),
        ("-12.34", -1234),
        ("-$12.34", -1234),
        ("$-12.34", -1234),
        ("(12.34)", -1234),
        ("12.", 1200),
    ],
)
def test_money_is_whole_cents(text: str, cents: int) -> None:
    assert parse_money(text) == cents


@pytest.mark.parametrize("text", ["1e5", "12.345", "1,23", "--1", "(-1)", "$", "n/a", "1 000,00"])
def test_what_is_no_amount_is_not_rounded(text: str) -> None:
    assert parse_money(text) is None


def test_years_and_flags() -> None:
    assert [parse_year(t) for t in ("1984", "1984.0", "84", "1984.5", "x")] == [
        1984,
        1984,
        None,
        None,
        None,
    ]
    assert [parse_flag(t) for t in ("True", "FALSE", "y", "0", "maybe")] == [
        True,
        False,
        True,
        False,
        None,
    ]


def test_a_problem_names_file_line_column_and_what_to_do() -> None:
    found = Problems()
    cells = Cells(Place("a.csv", 7), {"start_date": "soon", "end_date": ""}, found)
    assert cells.in_order("start_date", "end_date") == (None, None)
    assert found.lines() == [
        "a.csv:7: start_date: `soon` is not a date: "
        "write it as YYYY-MM-DD or MM/DD/YYYY, or leave it blank if it is not known"
    ]


def test_an_end_before_its_start_is_impossible() -> None:
    found = Problems()
    cells = Cells(Place("a.csv", 7), {"s": "2020-01-02", "e": "01/01/2020"}, found)
    cells.in_order("s", "e")
    assert found.lines()[0].startswith("a.csv:7: e: 2020-01-01 comes before s 2020-01-02")
    assert cells.in_order("e", "s") == ("2020-01-01", "2020-01-02")


def test_problems_are_in_order_of_the_file_and_the_first_of_many() -> None:
    found = Problems()
    for line in range(300, 0, -1):
        found.add(Place("a.csv", line), "x", f"wrong in its way {line}", "mend it")
    assert found.lines()[0].startswith("a.csv:1:")
    assert len(found.lines()) == 201
    assert found.lines()[-1] == "… and 100 more."


def test_what_is_wrong_on_every_row_hides_nothing_else() -> None:
    found = Problems()
    for line in range(2, 50_002):
        found.add(Place("a.csv", line), "x", "wrong", "mend it")
    found.add(Place("a.csv", 40_000), "y", "otherwise wrong", "mend that")
    assert found.lines() == [
        "a.csv:2: x: wrong: mend it",
        "a.csv:3: x: wrong: mend it",
        "a.csv:4: x: wrong: mend it (and 49997 more like it)",
        "a.csv:40000: y: otherwise wrong: mend that",
    ]


def cells_and_problems(**cells: str) -> tuple[Cells, Problems]:
    found = Problems()
    return Cells(Place("a.csv", 7), cells, found), found


@pytest.mark.parametrize("text", ["NULL", "null", "N/A", "n/a", "NaN", "-", "None", "#N/A"])
def test_a_word_for_nothing_is_blank_where_no_word_is_meant_and_is_noted(text: str) -> None:
    cells, found = cells_and_problems(x=text, end=text)
    assert [cells.day("x"), cells.year("x"), cells.money("x"), cells.flag("x")] == [None] * 4
    assert cells.in_order("x", "end") == (None, None)
    assert (found.found, found.notes) == (
        [],
        [f"a.csv:7: x: `{text}` was read as blank.", f"a.csv:7: end: `{text}` was read as blank."],
    )


def test_an_end_that_is_not_known_is_not_read_as_none() -> None:
    cells, found = cells_and_problems(start="Unknown", end="Unknown")
    assert cells.in_order("start", "end") == (None, None)
    assert found.lines() == [
        "a.csv:7: end: `Unknown` is not a date: "
        "write it as YYYY-MM-DD or MM/DD/YYYY, or leave it blank if there is none"
    ]
    assert found.notes == ["a.csv:7: start: `Unknown` was read as blank."]


def test_the_year_9999_stands_for_none() -> None:
    cells, found = cells_and_problems(start="2019-01-01", end="12/31/9999", year="9999")
    assert cells.in_order("start", "end") == ("2019-01-01", None)
    assert cells.year("year") is None
    assert [note.split(": ")[1] for note in found.notes] == ["end", "year"]


def test_a_day_that_may_stand_for_none_is_kept_and_noted() -> None:
    cells, found = cells_and_problems(hired="1900-01-01 00:00:00", seen="2019-07-12 08:30")
    assert (cells.day("hired"), cells.day("seen")) == ("1900-01-01", "2019-07-12")
    assert found.notes == [
        "a.csv:7: hired: 1900-01-01 is what some systems write for no date: it was kept.",
        "a.csv:7: seen: the time of day was left out.",
    ]


def test_a_note_of_many_rows_is_told_of_the_first_and_counted() -> None:
    found = Problems()
    for line in (3, 4, 4, 9):
        found.note("something was so.", Place("a.csv", line))
    found.note("something was so.", Place("b.csv", 1))
    assert found.notes == [
        "a.csv:3: something was so (and 2 more like it).",
        "b.csv:1: something was so.",
    ]
