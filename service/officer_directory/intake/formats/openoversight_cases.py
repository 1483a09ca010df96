"""OpenOversight's incidents and links.

Of an incident the street, cross streets, zip code, licence plates and the hour are read
past: they tell where people live and what they drive. A link becomes a document of each
officer it names.
"""

import re

from officer_directory.intake.cells import Cells
from officer_directory.intake.facts import DocumentFact, IncidentFact
from officer_directory.intake.formats.openoversight_references import (
    References,
    department_agrees,
)
from officer_directory.intake.formats.people import Ids
from officer_directory.intake.formats.source import Source

_OFFICER = re.compile(r"<Officer ID (\d+):", re.ASCII)
_WRITE_IDS = "name the column officer_ids, and write ids with `|` between them"


def incidents(source: Source, references: References) -> list[IncidentFact]:
    ids = Ids()
    facts = []
    for cells in source.of("incidents"):
        department_agrees(cells, source)
        own_id = cells.text("id")
        ids.claim(cells, "id", own_id)
        facts.append(
            IncidentFact(
                cells.place,
                reference=None if not own_id or own_id.startswith("#") else own_id,
                number=cells.text("report_number"),
                date=cells.day("date"),
                city=cells.text("city"),
                state=cells.text("state"),
                narrative=cells.text("description"),
                officer_uids=_named(cells, references),
            )
        )
    return facts


def links(source: Source, references: References) -> list[DocumentFact]:
    ids = Ids()
    facts = []
    for cells in source.of("links"):
        ids.claim(cells, "id", cells.text("id"))
        url, title, kind = cells.needed("url"), cells.text("title"), cells.text("link_type")
        named = _named(cells, references)
        facts += [DocumentFact(cells.place, uid, title, kind, None, url) for uid in named]
        if not named:
            source.problems.note("a link that names no officer was left out.", cells.place)
    return facts


def _named(cells: Cells, references: References) -> tuple[str, ...]:
    told = (("officer_ids", cells.listed("officer_ids")), ("officers", _exported(cells)))
    found = (references.officer(cells, column, one) for column, ids in told for one in ids)
    return tuple(dict.fromkeys(uid for uid in found if uid is not None))


def _exported(cells: Cells) -> list[str]:
    """The officers of an export: a list of ids, or the ids with names that nobody needs twice."""
    if (text := cells.text("officers")) is None or text[0] == "[":
        return cells.listed("officers")
    ids = _OFFICER.findall(text)
    if len(ids) != text.count("<"):
        cells.wrong("officers", "names officers otherwise than `<Officer ID 1: …>`", _WRITE_IDS)
    return ids
