"""Seattle: the badge number is the officer's number; two layouts of one roster.

The unit's description is its name (its code where there is none). The older layout has the
date of each roster: of an officer on several, the newest row is taken.
"""

from officer_directory.intake.cells import Cells
from officer_directory.intake.facts import AssignmentFact, Facts, OfficerFact
from officer_directory.intake.formats.full_names import name_parts
from officer_directory.intake.formats.source import Format, Source
from officer_directory.intake.layout import layout
from officer_directory.store.folding import fold

_ROSTER = layout(
    "roster",
    required="badge_number last_name",
    optional="title unit unit_description first_name middle_name full_name date",
    other_names={"badge": "badge_number"},
)


def _build(source: Source) -> Facts:
    facts = Facts("seattle", current_unit_only=True)
    for cells, _ in _newest(source).values():
        facts.officers.append(_officer(cells))
        facts.assignments += _post(cells)
    return facts


def _newest(source: Source) -> dict[str, tuple[Cells, str]]:
    newest: dict[str, tuple[Cells, str]] = {}
    older = 0
    for cells in source.of("roster"):
        badge, day = cells.needed("badge_number"), cells.day("date") or ""
        kept = newest.get(fold(badge))
        if not badge:
            continue
        if kept is not None and (kept[1] == day or not (kept[1] and day)):
            wrong = f"`{badge}` is already on {kept[0].place}, and no date tells the newer row"
            cells.wrong("badge_number", wrong, "keep one of the two rows")
        elif kept is None or kept[1] < day:
            newest[fold(badge)] = (cells, day)
        older += kept is not None
    if older:
        source.problems.note(f"{older} rows of older rosters were left out: newer ones follow.")
    return newest


def _officer(cells: Cells) -> OfficerFact:
    badge = cells.text("badge_number") or ""
    return OfficerFact(
        cells.place, badge, **name_parts(cells), badge_number=badge, rank=cells.text("title")
    )


def _post(cells: Cells) -> list[AssignmentFact]:
    unit = cells.first("unit_description", "unit")
    if unit is None:
        return []
    badge = cells.text("badge_number") or ""
    title = cells.text("title")
    return [AssignmentFact(cells.place, badge, unit=unit, title=title, badge_number=badge)]


SEATTLE = Format("seattle", (_ROSTER,), _build)
