"""Any other CSV, by a mapping: which column holds which fact.

The mapping names every column of the file, under the fact it holds or under `ignore`; a
column it does not name is a problem, and so is one it names that is not there. A column
that may not be held is refused whatever the mapping says of it.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from officer_directory.intake import facts as kinds
from officer_directory.intake.cells import Cells
from officer_directory.intake.facts import Facts, OfficerFact
from officer_directory.intake.formats.mapping_file import Mapping
from officer_directory.intake.formats.people import (
    Ids,
    People,
    latest_of_each,
    one_salary_a_year,
    stand_in,
)
from officer_directory.intake.formats.source import Format, Source
from officer_directory.intake.layout import Layout
from officer_directory.store.folding import fold

_KIND = "the mapping"
_INTO: dict[str, tuple[Callable[..., Any], str]] = {
    "employment": (kinds.EmploymentFact, "employments"),
    "assignment": (kinds.AssignmentFact, "assignments"),
    "rank": (kinds.RankFact, "ranks"),
    "salary": (kinds.SalaryFact, "salaries"),
    "complaint": (kinds.ComplaintFact, "complaints"),
    "document": (kinds.DocumentFact, "documents"),
}


def mapped(mapping: Mapping) -> Format:
    """A format of one file, as a mapping describes it."""
    named = frozenset(mapping.columns())
    layout = Layout(_KIND, named, passed_over=frozenset(mapping.ignored), vetted=False)
    return Format(
        mapping.name,
        (layout,),
        partial(_build, mapping),
        delimiter=mapping.delimiter,
        prepare=partial(_blanked, mapping.blanks) if mapping.blanks else None,
    )


def _blanked(blanks: frozenset[str], cell: str) -> str:
    return "" if cell.strip() in blanks else cell


def _build(mapping: Mapping, source: Source) -> Facts:
    facts, ids, people = (
        Facts(mapping.name),
        Ids(),
        People(source.problems, mapping.parts["officer"]),
    )
    for cells in source.of(_KIND):
        officer = _officer(mapping, cells)
        if not mapping.repeats and (first := ids.earlier(cells, officer.uid)):
            remedy = "keep one of the rows, or set `repeats = true` under [file]"
            cells.wrong(None, f"this officer is already on {first}", remedy)
            continue
        people.add(officer)
        for kind, columns in mapping.parts.items():
            if kind != "officer":
                _add(facts, kind, columns, cells, officer.uid)
    facts.officers = people.settle()
    one_salary_a_year(facts.salaries, source.problems)
    _current(facts)
    return facts


def _officer(mapping: Mapping, cells: Cells) -> OfficerFact:
    columns = mapping.parts["officer"]
    values = {name: _value(cells, name, column) for name, column in columns.items()}
    uid = values.pop("uid", None)
    if "uid" in columns and uid is None:
        cells.needed(columns["uid"])
    if "status" in columns:
        values["status_detail"] = values.get("status_detail") or values["status"]
        values["status"] = _status(mapping, cells, columns["status"])
    _in_order(cells, columns, "hire_date", "separation_date")
    fact = OfficerFact(cells.place, "", **values)
    fact.uid = uid or stand_in(fact)
    return fact


def _add(facts: Facts, kind: str, columns: dict[str, str], cells: Cells, uid: str) -> None:
    make, into = _INTO[kind]
    _in_order(cells, columns, "start_date", "end_date")
    values = {name: _value(cells, name, column) for name, column in columns.items()}
    if all(value is None for value in values.values()):
        return
    if kind == "salary" and values.get("year") is None:
        cells.needed(columns["year"])
    else:
        getattr(facts, into).append(make(cells.place, uid, **values))


def _value(cells: Cells, name: str, column: str) -> Any:
    if name == "date" or name.endswith("_date"):
        return cells.day(column)
    if name == "year" or (name.endswith("_year") and not name.startswith("is_")):
        return cells.year(column)
    if name.endswith("_pay"):
        return cells.money(column)
    return cells.flag(column) if name.startswith("is_") else cells.text(column)


def _in_order(cells: Cells, columns: dict[str, str], start: str, end: str) -> None:
    if start in columns and end in columns:
        cells.in_order(columns[start], columns[end])


def _status(mapping: Mapping, cells: Cells, column: str) -> str | None:
    if (word := cells.text(column)) is None:
        return None
    status = mapping.status_words.get(fold(word))
    if status is None:
        cells.wrong(column, f"`{word}` is no status", "add it to [status_words] of the mapping")
    return status


def _current(facts: Facts) -> None:
    now = latest_of_each(facts.assignments)
    for officer in facts.officers:
        if assignment := now.get(fold(officer.uid)):
            officer.rank = officer.rank or assignment.title
            officer.badge_number = officer.badge_number or assignment.badge_number
