"""National Police Index: one row per stint at an agency, under one number per person.

`agency_name` is the employer. The officer's rank, status and dates are those of the latest
stint: one without an end, else the one that ended last. Names are those of that stint too;
former names are not kept.
"""

from officer_directory.intake.cells import Cells
from officer_directory.intake.facts import EmploymentFact, Facts, OfficerFact
from officer_directory.intake.formats.full_names import name_parts
from officer_directory.intake.formats.people import People, in_time, latest_of_each
from officer_directory.intake.formats.source import Format, Source
from officer_directory.intake.layout import layout
from officer_directory.store.folding import fold, words

_STINTS = layout(
    "stints",
    required="person_nbr agency_name start_date",
    optional=(
        "end_date full_name last_name first_name middle_name suffix birth_year type rank status"
        " separation_reason sex race"
    ),
)

_LEFT = {
    *("separated", "terminated", "retired", "resigned", "inactive", "deceased", "discharged"),
    *("dismissed", "removed", "revoked", "former", "separation", "termination", "retirement"),
    *("resignation", "fired", "left", "quit"),
}
_THERE = {
    *("active", "employed", "current", "certified", "appointed", "hired", "sworn", "leave"),
    *("probationary", "provisional", "full", "part", "reserve", "suspended", "licensed"),
}


def _build(source: Source) -> Facts:
    facts, people = Facts("npi"), People(source.problems, {"gender": "sex"})
    told: list[tuple[EmploymentFact, OfficerFact]] = []
    for cells in source.of("stints"):
        if uid := cells.needed("person_nbr"):
            told.append((_stint(cells, uid, source.today), _person(cells, uid)))
    facts.employments = [stint for stint, _ in told]
    for _, officer in sorted(told, key=lambda one: in_time(one[0])):
        people.add(officer)
    facts.officers = people.settle()
    latest = latest_of_each(facts.employments)
    for officer in facts.officers:
        _employed(officer, latest[fold(officer.uid)])
    return facts


def _person(cells: Cells, uid: str) -> OfficerFact:
    return OfficerFact(
        cells.place,
        uid,
        **name_parts(cells),
        birth_year=cells.year("birth_year"),
        gender=cells.text("sex"),
        race=cells.text("race"),
    )


def _stint(cells: Cells, uid: str, today: str) -> EmploymentFact:
    start, end = cells.in_order("start_date", "end_date")
    detail, reason = cells.text("status"), cells.text("separation_reason")
    return EmploymentFact(
        cells.place,
        uid,
        employer=cells.needed("agency_name") or None,
        rank=cells.first("rank", "type"),
        start_date=start,
        end_date=end,
        status=_status(cells, detail, end, reason, today),
        status_detail=detail,
        separation_reason=reason,
    )


def _status(
    cells: Cells, detail: str | None, end: str | None, reason: str | None, today: str
) -> str | None:
    """By the end where there is one, which may lie ahead; else by what is said of it.

    Words that say neither leave the status unknown, and are noted.
    """
    if end is not None:
        return "separated" if end < today else "active"
    said = set(words(detail or ""))
    if reason is not None or (said & _LEFT and "not" not in said):
        return "separated"
    if detail is None or (said & _THERE and "not" not in said):
        return "active"
    told = f"status: `{detail}` says neither that someone is there nor that they left"
    cells.problems.note(f"{told}: it was left open.", cells.place)
    return None


def _employed(officer: OfficerFact, stint: EmploymentFact) -> None:
    officer.rank = stint.rank
    officer.hire_date, officer.separation_date = stint.start_date, stint.end_date
    officer.status, officer.status_detail = stint.status, stint.status_detail
    officer.separation_reason = stint.separation_reason


NPI = Format("npi", (_STINTS,), _build)
