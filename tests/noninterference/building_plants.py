"""Leaks in a part of the build: a gate, a class, an order or a key that is forgotten."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import literal, true

from officer_directory.disclosure import classes, inside, publish_cases, sources, statements
from officer_directory.disclosure import publish_officers as officers
from officer_directory.disclosure.inside import InsideTable
from officer_directory.disclosure.shape import Shape
from officer_directory.store import records as r
from officer_directory.tiers import ProtectionClass, Tier
from tests.noninterference.planted import Plant

Patch = pytest.MonkeyPatch


def an_unmarked_unit_is_open(patch: Patch) -> None:
    whole: Any = classes._grade
    sentence = classes.case

    def grade(word: Any) -> Any:
        return sentence((word.is_(None), 0), else_=whole(word))

    patch.setattr(classes, "_grade", grade)


def class_of_the_record_not_the_person(patch: Patch) -> None:
    whole: Any = classes.class_intervals

    def own(connection: Any, ids: Any, since: int) -> Any:
        held = {row[0] for row in connection.execute(classes.select(r.protection.c.officer_id))}
        found = whole(connection, ids, since)
        free = [(0, classes.FOREVER, ProtectionClass.OPEN)]
        return {o: line if o in held else free for o, line in found.items()}

    patch.setattr(officers, "class_intervals", own)


def a_hold_is_not_a_protection(patch: Patch) -> None:
    patch.setattr(classes, "_sources", lambda kin, whole=classes._sources: list(whole(kin))[1:])


def a_future_protection_holds_already(patch: Patch) -> None:
    whole: Any = classes.sweep
    patch.setattr(
        classes, "sweep", lambda grounds, since: whole([(0, e, g) for _, e, g in grounds], since)
    )


def an_order_on_an_incident_is_forgotten(patch: Patch) -> None:
    patch.setattr(publish_cases, "_orders", lambda connection, ids: {i: [] for i in ids})


def a_closed_agency_is_published(patch: Patch) -> None:
    for resource, source in list(sources.SOURCES.items()):
        patch.setitem(sources.SOURCES, resource, replace(source, opened_at=literal(1)))


def what_nobody_reviewed_is_published(patch: Patch) -> None:
    whole: Any = officers.situation
    for part in (officers, publish_cases):
        patch.setattr(part, "situation", lambda *given: replace(whole(*given), reviewed=True))


def undercover_counts_as_listed(patch: Patch) -> None:
    whole: Any = officers.situation
    milder = lambda fact, held: whole(fact, min(held, ProtectionClass.SENSITIVE))  # noqa: E731
    patch.setattr(officers, "situation", milder)


def a_withheld_cell_can_be_filtered(patch: Patch) -> None:
    def write(self: Shape, treatments: Any, values: Any, whole: Any = Shape.write) -> Any:
        written = whole(self, treatments, values)
        hidden = {"officer_id": values["officer_id"]} if "officer_id" in written.keys else {}
        return replace(written, keys={**written.keys, **hidden})

    patch.setattr(Shape, "write", write)


def a_withheld_cell_answers_isnull(patch: Patch) -> None:
    def write(self: Shape, treatments: Any, values: Any, whole: Any = Shape.write) -> Any:
        written = whole(self, treatments, values)
        named = "officer_id" in written.keys and values["officer_id"]
        return replace(written, keys={**written.keys, "officer_id": ""}) if named else written

    patch.setattr(Shape, "write", write)


def default_order_by_a_withheld_column(patch: Patch) -> None:
    def row(*given: Any, whole: Any = officers.row) -> Any:
        return {**(made := whole(*given)), "in_order": f"{given[4].valid_until}{made['in_order']}"}

    patch.setattr(officers, "row", row)


def a_sub_list_without_its_gate(patch: Patch) -> None:
    def gate(self: Any, source: Any, whole: Any = InsideTable._gate) -> Any:
        return true() if source.resource == "complaint" else whole(self, source)

    patch.setattr(InsideTable, "_gate", gate)


def participants_without_their_gate(patch: Patch) -> None:
    def links(self: Any) -> Any:
        columns = (r.involvement.c.incident_id.label("id"), r.involvement.c.officer_id)
        return inside.select(*columns).subquery("links")

    patch.setattr(InsideTable, "_links", links)


def inside_order_by_a_withheld_column(patch: Patch) -> None:
    def askable(self: Any, resource: str, whole: Any = InsideTable.askable) -> Any:
        made = whole(self, resource)
        return replace(made, order=(r.officer.c.person_id,)) if resource == "officer" else made

    patch.setattr(InsideTable, "askable", askable)


def a_photo_is_sorted_by_its_secret_key(patch: Patch) -> None:
    source = sources.SOURCES["officer"]
    keys = {**source.keys, "photo": r.officer.c.photo_id}
    patch.setitem(sources.SOURCES, "officer", replace(source, keys=keys))


def the_class_can_be_asked_for(patch: Patch) -> None:
    def ever(self: Any, field: Any, whole: Any = InsideTable._ever_shown) -> bool:
        return field.full_name == "officer.protection_class" or whole(self, field)

    patch.setattr(InsideTable, "_ever_shown", ever)
    patch.setattr(InsideTable, "_limited", lambda self, source, field, whole: whole)
    patch.setattr(InsideTable, "_sometimes", lambda self, source, field: None)


def others_names_crowd_a_search(patch: Patch) -> None:
    def spellings(
        askable: Any, names: Any, forms: int, whole: Any = statements.spellings_of
    ) -> Any:
        return whole(replace(askable, where=()), names, forms)

    patch.setattr(statements, "spellings_of", spellings)


_PUBLIC = (
    *(an_unmarked_unit_is_open, class_of_the_record_not_the_person, a_hold_is_not_a_protection),
    *(a_future_protection_holds_already, an_order_on_an_incident_is_forgotten),
    *(a_closed_agency_is_published, what_nobody_reviewed_is_published),
    *(undercover_counts_as_listed, a_withheld_cell_can_be_filtered),
    *(a_withheld_cell_answers_isnull, default_order_by_a_withheld_column),
)
_HR = (
    *(a_sub_list_without_its_gate, inside_order_by_a_withheld_column),
    *(a_photo_is_sorted_by_its_secret_key, the_class_can_be_asked_for),
    *(others_names_crowd_a_search,),
)
PLANTS = (
    *(Plant(plant.__name__, Tier.PUBLIC, inside=plant) for plant in _PUBLIC),
    *(Plant(plant.__name__, Tier.HR, inside=plant) for plant in _HR),
    Plant("participants_without_their_gate", Tier.RECORDS, inside=participants_without_their_gate),
)
