"""OpenOversight's files: officers, assignments, salaries, incidents and links.

Both its import layout and its own export are read. An officer's `uid` is the unique
identifier; where there is none, `openoversight-` and the site's own id; and where the id
is blank or local (`#x`) too, names, hire date and birth year. Ranks and badges come from
the assignment in force, and from the officers file where there is none.
"""

from officer_directory.intake.cells import Cells
from officer_directory.intake.facts import Facts, OfficerFact
from officer_directory.intake.formats.openoversight_cases import incidents, links
from officer_directory.intake.formats.openoversight_layouts import LAYOUTS, NOTICES, UNKNOWN_STATUS
from officer_directory.intake.formats.openoversight_quoting import undo_quoting
from officer_directory.intake.formats.openoversight_references import (
    SITE_ID,
    References,
    department_agrees,
)
from officer_directory.intake.formats.openoversight_stints import assignments, salaries
from officer_directory.intake.formats.people import UNNUMBERED, Ids, latest_of_each, stand_in
from officer_directory.intake.formats.source import Format, Source
from officer_directory.intake.problems import Place
from officer_directory.store.folding import fold

_OFFICER_COLUMNS = {
    **dict.fromkeys(("assignments", "salaries"), "officer_id"),
    **dict.fromkeys(("incidents", "documents"), "officer_ids"),
}
_BY_SITE_ID = "an officer without a unique identifier is known by the id of the site."
_IF_UNKNOWN = (
    "put the officers file beside this one (an officer with a unique identifier is known by that"
    " alone), or correct the id"
)


def _build(source: Source) -> Facts:
    facts = Facts("openoversight", officer_columns=_OFFICER_COLUMNS, if_unknown=_IF_UNKNOWN)
    references = References(source)
    facts.officers = _officers(source, references)
    facts.assignments = assignments(source, references)
    facts.salaries = salaries(source, references)
    facts.incidents = incidents(source, references)
    facts.documents = links(source, references)
    _current(facts)
    return facts


def _officers(source: Source, references: References) -> list[OfficerFact]:
    ids, uids = Ids(), Ids()
    officers = []
    for cells in source.of("officers"):
        department_agrees(cells, source)
        fact = _officer(cells)
        if fact.uid.startswith(SITE_ID):
            source.problems.note(_BY_SITE_ID, cells.place)
        ids.claim(cells, "id", cells.text("id"))
        if first := uids.earlier(cells, fact.uid):
            _same_number(cells, fact.uid, first)
        references.learn(cells.text("id"), fact.uid)
        officers.append(fact)
    return officers


def _same_number(cells: Cells, uid: str, first: Place) -> None:
    if uid.startswith(UNNUMBERED):
        wrong = f"nothing tells this officer from the one on {first}"
        cells.wrong("last_name", wrong, "give both a unique_internal_identifier")
    elif _unique(cells):
        wrong = f"`{uid}` is already on {first}"
        cells.wrong("unique_internal_identifier", wrong, "keep one of the two rows")


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
        badge_number=cells.text("badge_number"),
        rank=cells.text("job_title"),
    )
    _notice(cells, fact)
    own_id = cells.text("id")
    numbered = own_id and not own_id.startswith("#")
    fact.uid = _unique(cells) or (f"{SITE_ID}{own_id}" if numbered else stand_in(fact))
    return fact


def _notice(cells: Cells, fact: OfficerFact) -> None:
    """The status, where this directory wrote the file; other sites' notices are not read."""
    notice = fold(cells.text("last_employment_notice") or "")
    if notice in NOTICES:
        fact.status = None if notice == UNKNOWN_STATUS else notice
        fact.separation_date = cells.day("last_employment_date")


def _unique(cells: Cells) -> str | None:
    return cells.first("unique_internal_identifier", "unique_identifier")


def _current(facts: Facts) -> None:
    now = latest_of_each(facts.assignments)
    for officer in facts.officers:
        if assignment := now.get(fold(officer.uid)):
            officer.rank = assignment.title or officer.rank
            officer.badge_number = assignment.badge_number or officer.badge_number


OPENOVERSIGHT = Format("openoversight", LAYOUTS, _build, prepare=undo_quoting)
