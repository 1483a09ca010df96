"""What a tier may see of an agency, as OpenOversight's files, which import again here.

The columns are those of OpenOversight's import, so that it takes officers and assignments
too. `salaries.csv` has `total_pay` besides where a total is known, and an officer's status
and last day go into `last_employment_notice` and `last_employment_date`, which it ignores.
What those files have no column for (bureaus, employments, complaints) is not in them.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from officer_directory.intake.formats.openoversight_layouts import UNKNOWN_STATUS
from officer_directory.intake.formats.openoversight_quoting import quote

Record = Mapping[str, Any]
"""A published record: shown values by field; a field that is not released is no key."""

_OFFICERS: dict[str, str] = {
    "last_name": "last_name",
    "first_name": "first_name",
    "middle_initial": "middle_name",
    "suffix": "suffix",
    "race": "race",
    "gender": "gender",
    "employment_date": "hire_date",
    "birth_year": "birth_year",
    "unique_internal_identifier": "uid",
    "badge_number": "badge_number",
    "job_title": "rank",
    "last_employment_date": "separation_date",
}
_ASSIGNMENTS: dict[str, str] = {
    "job_title": "title",
    "badge_number": "badge_number",
    "unit_name": "unit",
    "start_date": "start_date",
    "resign_date": "end_date",
}
_SALARIES: dict[str, str] = {
    "salary": "base_pay",
    "year": "year",
    "is_fiscal_year": "is_fiscal_year",
    "overtime_pay": "overtime_pay",
}


def write_openoversight(
    folder: Path,
    agency: str,
    state: str,
    *,
    officers: Iterable[Record],
    assignments: Iterable[Record] = (),
    salaries: Iterable[Record] = (),
) -> list[Path]:
    """Write the files of one agency into a folder that is there; returns their paths.

    Rows of assignments and salaries name their officer by `officer_id`.
    """
    paid = list(salaries)
    totals = any(record.get("total_pay") is not None for record in paid)
    pay = _SALARIES | ({"total_pay": "total_pay"} if totals else {})
    return [
        _write(folder / "officers.csv", _officer_rows(officers, quote(agency), state)),
        _write(folder / "assignments.csv", _rows_of_officers(assignments, _ASSIGNMENTS)),
        _write(folder / "salaries.csv", _rows_of_officers(paid, pay)),
    ]


def _officer_rows(officers: Iterable[Record], agency: str, state: str) -> Iterator[list[str]]:
    """The header, then a row for each officer."""
    yield ["id", "department_name", "department_state", *_OFFICERS, "last_employment_notice"]
    for record in officers:
        notice = record.get("status") or UNKNOWN_STATUS
        yield [f"#{record['id']}", agency, state, *_cells(_OFFICERS, record), notice]


def _rows_of_officers(records: Iterable[Record], columns: Mapping[str, str]) -> Iterator[list[str]]:
    yield ["id", "officer_id", *columns]
    for record in records:
        yield ["", f"#{record['officer_id']}", *_cells(columns, record)]


def _cells(columns: Mapping[str, str], record: Record) -> list[str]:
    return [_cell(name, record.get(name)) for name in columns.values()]


def _cell(name: str, value: Any) -> str:
    """A value as a cell; a day shown only as a year is no day, and is left out."""
    if value is None or (name.endswith("_date") and len(value) < len("YYYY-MM-DD")):
        return ""
    if isinstance(value, bool):
        return "True" if value else "False"
    if isinstance(value, float):
        return f"{value:.2f}"
    return quote(str(value))


def _write(path: Path, rows: Iterable[list[str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path
