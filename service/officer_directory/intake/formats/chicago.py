"""Chicago: a roster with one row per star that an officer held, and complaints by UID.

The roster has no number for an officer unless it is given a `UID` column. Without one an
officer is known by names, appointed date and birth year. A complaint whose UID is no
officer's here is kept, and is linked when a roster that has the UID comes.
"""

from officer_directory.intake.cells import Cells
from officer_directory.intake.facts import AssignmentFact, ComplaintFact, Facts, OfficerFact
from officer_directory.intake.formats.people import People, latest_of_each, stand_in
from officer_directory.intake.formats.source import Format, Source
from officer_directory.intake.layout import layout
from officer_directory.store.folding import fold

_ROSTER = layout(
    "roster",
    required="first_name last_name appointed_date",
    optional=(
        "uid middle_initial year_of_birth sex race star_type star_number effective_date end_date"
    ),
    file_names="roster officers",
)
_COMPLAINTS = layout(
    "complaints",
    required="cr_id uid",
    optional=(
        "complaint_category complaint_code recc_finding recc_outcome final_finding final_outcome"
    ),
)


_COLUMNS = {"gender": "SEX", "birth_year": "YEAR OF BIRTH", "race": "RACE"}


def _build(source: Source) -> Facts:
    facts, people = Facts("chicago"), People(source.problems, _COLUMNS)
    for cells in source.of("roster"):
        officer = _officer(cells)
        people.add(officer)
        facts.assignments += _star(cells, officer.uid)
    facts.officers = people.settle()
    now = latest_of_each(facts.assignments)
    for officer in facts.officers:
        if star := now.get(fold(officer.uid)):
            officer.rank, officer.badge_number = star.title, star.badge_number
    facts.complaints = [_complaint(cells) for cells in source.of("complaints")]
    return facts


def _officer(cells: Cells) -> OfficerFact:
    fact = OfficerFact(
        cells.place,
        uid="",
        first_name=cells.text("first_name"),
        middle_name=cells.text("middle_initial"),
        last_name=cells.text("last_name"),
        race=cells.text("race"),
        gender=cells.text("sex"),
        hire_date=cells.day("appointed_date"),
        birth_year=cells.year("year_of_birth"),
    )
    fact.uid = cells.text("uid") or stand_in(fact)
    return fact


def _star(cells: Cells, uid: str) -> list[AssignmentFact]:
    """The star as an assignment to no unit: its type is the title, its number the badge."""
    start, end = cells.in_order("effective_date", "end_date")
    title, badge = cells.text("star_type"), cells.text("star_number")
    if not any((title, badge, start, end)):
        return []
    return [AssignmentFact(cells.place, uid, None, None, title, badge, start, end)]


def _complaint(cells: Cells) -> ComplaintFact:
    category, code = cells.text("complaint_category"), cells.text("complaint_code")
    return ComplaintFact(
        cells.place,
        cells.text("uid"),
        number=cells.needed("cr_id"),
        allegation=f"{category} ({code})" if category and code else category or code,
        finding=_joined(cells.text("recc_finding"), cells.text("recc_outcome")),
        disposition=cells.text("final_finding"),
        penalty=cells.text("final_outcome"),
    )


def _joined(finding: str | None, outcome: str | None) -> str | None:
    return "; ".join(part for part in (finding, outcome) if part) or None


CHICAGO = Format("chicago", (_ROSTER, _COMPLAINTS), _build)
