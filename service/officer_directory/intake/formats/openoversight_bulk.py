"""OpenOversight's bulk file: one row per assignment or salary, the officer repeated."""

from officer_directory.intake.cells import Cells
from officer_directory.intake.facts import AssignmentFact, Facts, OfficerFact
from officer_directory.intake.formats.openoversight_quoting import undo_quoting
from officer_directory.intake.formats.openoversight_stints import salary, unit_of
from officer_directory.intake.formats.people import (
    People,
    latest_of_each,
    one_salary_a_year,
    stand_in,
)
from officer_directory.intake.formats.source import Format, Source
from officer_directory.intake.layout import layout
from officer_directory.store.folding import fold

_BULK = layout(
    "bulk",
    required="department_id first_name last_name",
    optional=(
        "unique_internal_identifier middle_initial suffix gender race employment_date"
        " birth_year badge_number job_title unit_id unit_name start_date resign_date salary"
        " salary_year salary_is_fiscal_year overtime_pay"
    ),
    other_names={
        "star_no": "badge_number",
        "unit_description": "unit_name",
        "end_date": "resign_date",
    },
)


def _build(source: Source) -> Facts:
    facts, people = (
        Facts("openoversight-bulk"),
        People(source.problems, {"hire_date": "employment_date"}),
    )
    for cells in source.of("bulk"):
        officer = _officer(cells)
        people.add(officer)
        _stint(cells, officer.uid, facts)
        _salary(cells, officer.uid, facts)
    _one_department(source)
    one_salary_a_year(facts.salaries, source.problems)
    facts.officers = people.settle()
    now = latest_of_each(facts.assignments)
    for officer in facts.officers:
        if assignment := now.get(fold(officer.uid)):
            officer.rank, officer.badge_number = assignment.title, assignment.badge_number
    return facts


def _officer(cells: Cells) -> OfficerFact:
    fact = OfficerFact(
        cells.place,
        uid="",
        first_name=cells.text("first_name"),
        middle_name=cells.text("middle_initial"),
        last_name=cells.text("last_name"),
        suffix=cells.text("suffix"),
        race=cells.text("race"),
        gender=cells.text("gender"),
        hire_date=cells.day("employment_date"),
        birth_year=cells.year("birth_year"),
    )
    fact.uid = cells.text("unique_internal_identifier") or stand_in(fact)
    return fact


def _stint(cells: Cells, uid: str, facts: Facts) -> None:
    start, end = cells.in_order("start_date", "resign_date")
    unit, title, badge = unit_of(cells), cells.text("job_title"), cells.text("badge_number")
    if any((unit, title, badge, start, end)):
        facts.assignments.append(
            AssignmentFact(cells.place, uid, unit, None, title, badge, start, end)
        )


def _salary(cells: Cells, uid: str, facts: Facts) -> None:
    if cells.first("salary", "overtime_pay", "salary_year"):
        fact = salary(cells, uid, "salary_year", "salary_is_fiscal_year")
        if fact is not None:
            facts.salaries.append(fact)


def _one_department(source: Source) -> None:
    rows = source.of("bulk")
    for cells in rows:
        if cells.text("department_id") != rows[0].text("department_id"):
            wrong = f"another department than on {rows[0].place}"
            cells.wrong("department_id", wrong, "import each department by itself")
            return


OPENOVERSIGHT_BULK = Format("openoversight-bulk", (_BULK,), _build, prepare=undo_quoting)
