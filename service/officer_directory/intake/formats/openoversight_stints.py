"""OpenOversight's assignments and salaries."""

from officer_directory.intake.cells import Cells
from officer_directory.intake.facts import AssignmentFact, SalaryFact
from officer_directory.intake.formats.openoversight_references import References
from officer_directory.intake.formats.people import Ids, one_salary_a_year
from officer_directory.intake.formats.source import Source


def assignments(source: Source, references: References) -> list[AssignmentFact]:
    ids = Ids()
    facts = []
    for cells in source.of("assignments"):
        ids.claim(cells, "id", cells.text("id"))
        start, end = cells.in_order("start_date", "resign_date")
        uid = references.officer_of(cells)
        if uid is not None:
            facts.append(
                AssignmentFact(
                    cells.place,
                    uid,
                    unit=unit_of(cells),
                    title=cells.text("job_title"),
                    badge_number=cells.text("badge_number"),
                    start_date=start,
                    end_date=end,
                )
            )
    return facts


def unit_of(cells: Cells) -> str | None:
    """The unit's name; one that is only numbered is a unit all the same."""
    number = cells.text("unit_id")
    numbered = f"Unit {number}" if number and number.isdigit() else number
    return cells.text("unit_name") or numbered


def salaries(source: Source, references: References) -> list[SalaryFact]:
    ids = Ids()
    facts = []
    for cells in source.of("salaries"):
        ids.claim(cells, "id", cells.text("id"))
        uid, fact = references.officer_of(cells), salary(cells, "", "year")
        if uid is not None and fact is not None:
            fact.uid = uid
            facts.append(fact)
    one_salary_a_year(facts, source.problems)
    return facts


def salary(
    cells: Cells, uid: str, year_column: str, fiscal_column: str = "is_fiscal_year"
) -> SalaryFact | None:
    """The salary of a row, or None with the problem noted when it tells no year."""
    year = cells.year(year_column)
    pay = [cells.money(column) for column in ("salary", "overtime_pay", "total_pay")]
    fiscal = cells.flag(fiscal_column)
    if year is None:
        cells.needed(year_column)
        return None
    return SalaryFact(cells.place, uid, year, fiscal, *pay)
