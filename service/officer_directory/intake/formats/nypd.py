"""New York: officers with their command, ranks, discipline and documents, by tax id.

Counts of recognitions and arrests are read past. A command is the unit an officer is in
now: one that a later file no longer tells has been left. `group_id` is the case number.
"""

from collections.abc import Iterator

from officer_directory.intake.cells import Cells
from officer_directory.intake.facts import (
    AssignmentFact,
    ComplaintFact,
    DocumentFact,
    Facts,
    OfficerFact,
    RankFact,
)
from officer_directory.intake.formats.full_names import name_parts
from officer_directory.intake.formats.people import Ids
from officer_directory.intake.formats.source import Format, Source
from officer_directory.intake.layout import layout

_OFFICERS = layout(
    "officers",
    required="taxid rank",
    optional=(
        "full_name first_name last_name middle_initial shield_no appt_date command ethnicity"
        " assignment_date"
    ),
    passed_over=(
        "recognition_count arrest_count arrests_infraction arrests_misdemeanor arrests_felony"
        " arrests_violation arrests_other"
    ),
    file_names="officers officer profiles",
)
_RANKS = layout("ranks", "taxid rank date", "shield_no", file_names="ranks rank")
_DISCIPLINE = layout(
    "discipline",
    required="taxid group_id disposition",
    optional="description recommendation penalty type",
)
_DOCUMENTS = layout("documents", "taxid url", "date type", file_names="documents document")


def _build(source: Source) -> Facts:
    facts = Facts(
        "nypd",
        current_unit_only=source.has("officers"),
        officer_columns={"ranks": "taxid", "documents": "taxid"},
    )
    ids = Ids()
    for cells, uid in _numbered(source, "officers"):
        ids.claim(cells, "taxid", uid)
        facts.officers.append(_officer(cells, uid))
        facts.assignments += _command(cells, uid)
    facts.ranks = [_rank(cells, uid) for cells, uid in _numbered(source, "ranks")]
    facts.complaints = [_discipline(cells, uid) for cells, uid in _numbered(source, "discipline")]
    facts.documents = [_document(cells, uid) for cells, uid in _numbered(source, "documents")]
    return facts


def _numbered(source: Source, kind: str) -> Iterator[tuple[Cells, str]]:
    for cells in source.of(kind):
        if uid := cells.needed("taxid"):
            yield cells, uid


def _officer(cells: Cells, uid: str) -> OfficerFact:
    return OfficerFact(
        cells.place,
        uid,
        **name_parts(cells, middle="middle_initial"),
        badge_number=cells.text("shield_no"),
        rank=cells.text("rank"),
        hire_date=cells.day("appt_date"),
        race=cells.text("ethnicity"),
    )


def _command(cells: Cells, uid: str) -> list[AssignmentFact]:
    since = cells.day("assignment_date")
    if (command := cells.text("command")) is None:
        return []
    return [
        AssignmentFact(
            cells.place,
            uid,
            unit=command,
            title=cells.text("rank"),
            badge_number=cells.text("shield_no"),
            start_date=since,
        )
    ]


def _rank(cells: Cells, uid: str) -> RankFact:
    return RankFact(
        cells.place, uid, cells.text("rank"), cells.text("shield_no"), cells.day("date")
    )


def _discipline(cells: Cells, uid: str) -> ComplaintFact:
    description, kind = cells.text("description"), cells.text("type")
    both = f"{description} ({kind})" if description and kind else description or kind
    return ComplaintFact(
        cells.place,
        uid,
        number=cells.text("group_id"),
        allegation=both,
        finding=cells.text("recommendation"),
        disposition=cells.text("disposition"),
        penalty=cells.text("penalty"),
    )


def _document(cells: Cells, uid: str) -> DocumentFact:
    kind, day = cells.text("type"), cells.day("date")
    return DocumentFact(cells.place, uid, None, kind, day, cells.needed("url"))


NYPD = Format("nypd", (_OFFICERS, _RANKS, _DISCIPLINE, _DOCUMENTS), _build)
