"""What an inside tier may ask: the record store, through its table written as SQL.

The gate is part of every statement. A field that a row does not show is null in it, for
filters, sorts and answers alike; where that can differ from row to row, the answer has a
column that says so, from which the record's own `withheld` is written.
"""

from copy import copy
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    case,
    false,
    func,
    literal,
    null,
    or_,
    select,
)

from officer_directory.disclosure.askable import Askable, Names, bound
from officer_directory.disclosure.asking import Shown
from officer_directory.disclosure.classes import class_expression
from officer_directory.disclosure.conditions import CONDITIONS, Sources
from officer_directory.disclosure.fields import RESOURCES, Field
from officer_directory.disclosure.policy import Snapshot
from officer_directory.disclosure.sources import SOURCES, Source, current_second
from officer_directory.store import records as r
from officer_directory.tiers import ProtectionClass, Tier, Treatment

Column = ColumnElement[Any]
_ORDER = {
    "officer": ("last_name", "first_name"),
    "employment": ("start_date",),
    "assignment": ("start_date",),
    "salary": ("year",),
    "complaint": ("received_date",),
    "incident": ("date",),
    "document": ("date",),
    "agency": ("name",),
    "protection": ("starts_at",),
}


class InsideTable:
    """One tier's table over every bundle, as SQL for a requester of so many agencies."""

    def __init__(self, snapshot: Snapshot, tier: Tier, agencies: int, dialect: str) -> None:
        self.snapshot = snapshot
        self.tier = tier
        self.agencies = agencies
        self.now = current_second(dialect)
        self.bundles = tuple(sorted(snapshot.bundles))
        self.retired_too = True

    def serving(self) -> "InsideTable":
        """The same without the officers who have been retired; whoever was written last is first.

        When an officer's row was written follows from personnel facts alone: no protection,
        mark or order is written into it.
        """
        narrowed = copy(self)
        narrowed.retired_too = False
        return narrowed

    def askable(self, resource: str) -> Askable:
        source = SOURCES[resource]
        shown = {f.name: f for f in RESOURCES[resource] if self._ever_shown(f)}
        values = {name: self._value(source, f) for name, f in shown.items()}
        keys = {name: self._key(source, f) for name, f in shown.items()}
        known = {
            name: c for name, f in shown.items() if (c := self._sometimes(source, f)) is not None
        }
        named = {"first_name", "middle_name", "last_name"} <= shown.keys() - known.keys()
        order = [keys[name] for name in _ORDER[resource] if name in keys]
        if not self.retired_too and resource == "officer":
            order = [-r.officer.c.recorded_at]
        flags = [case((k, 1), else_=0).label(f"known_{name}") for name, k in known.items()]
        return Askable(
            resource=resource,
            rows=source.rows,
            where=(self._gate(source), *self._narrowed(resource)),
            id=source.id,
            keys=keys,
            shown={name: Shown(f.kind, self._redacted(f)) for name, f in shown.items()},
            known=known,
            order=tuple(order),
            order_nullable=True,
            answer=(
                *(values[name].label(name) for name in values),
                *flags,
                source.bundle.label("_bundle"),
                *(() if source.officer_id is None else (source.officer_id.label("_about"),)),
            ),
            owner=source.officer_id,
            incidents_of=self._links() if resource == "incident" else None,
            names=Names(r.officer_name, r.officer_name.c.officer_id, r.spelling)
            if resource == "officer" and named
            else None,
            bundles=self.bundles,
        )

    def _narrowed(self, resource: str) -> tuple[ColumnElement[bool], ...]:
        if self.retired_too or resource != "officer":
            return ()
        return (r.officer.c.retired_at.is_(None),)

    def _ever_shown(self, field: Field) -> bool:
        tables = [self.snapshot.table(b, self.tier) for b in self.bundles]
        return any(t.gate(field.resource) and t.ever_shown(field.full_name) for t in tables)

    def _redacted(self, field: Field) -> bool:
        return any(
            rule.treatment is Treatment.REDACT
            for b in self.bundles
            for rule in self.snapshot.table(b, self.tier).rules_for(field.full_name)
        )

    def _sources(self, source: Source) -> Sources:
        own: Column = false()
        if self.agencies:
            names = [bound(f"agency_{i}") for i in range(self.agencies)]
            own = (
                source.agency_id == names[0] if self.agencies == 1 else source.agency_id.in_(names)
            )
        governed = source.officer_id is not None
        return Sources(
            protection_class=class_expression(r.officer, self.now) if governed else literal(0),
            opened=source.opened_at.is_not(None),
            own_agency=own if self.tier in (Tier.HR, Tier.RECORDS) else false(),
            in_charge=own if self.tier is Tier.OVERSIGHT else false(),
            category=source.category,
            condition=source.condition,
            reviewed=source.reviewed_at.is_not(None),
        )

    def _holds(self, source: Source, names: tuple[str, ...]) -> ColumnElement[bool]:
        sources = self._sources(source)
        plain = {"own_agency": sources.own_agency, "in_charge": sources.in_charge}
        return or_(*(plain[n] if n in plain else CONDITIONS[n].sql(sources) for n in names))

    def _gate(self, source: Source) -> ColumnElement[bool]:
        return self._per_bundle(
            source,
            {b: self.snapshot.table(b, self.tier).gate(source.resource) for b in self.bundles},
        )

    def _per_bundle(self, source: Source, names: dict[str, tuple[str, ...]]) -> ColumnElement[bool]:
        """Where the conditions of a row's own bundle hold."""
        if len(set(names.values())) == 1:
            same = next(iter(names.values()))
            return self._holds(source, same) if same else false()
        return or_(
            *(
                and_(source.bundle == b, self._holds(source, each))
                for b, each in names.items()
                if each
            )
        )

    def _when(self, field: Field, treatments: tuple[Treatment, ...]) -> dict[str, tuple[str, ...]]:
        return {
            b: tuple(
                sorted(
                    rule.when
                    for rule in self.snapshot.table(b, self.tier).rules_for(field.full_name)
                    if rule.treatment in treatments
                )
            )
            for b in self.bundles
        }

    def _sometimes(self, source: Source, field: Field) -> ColumnElement[bool] | None:
        """The rows that show a field; None where every row behind the gate does."""
        when = self._when(field, (Treatment.RELEASE, Treatment.REDACT))
        for b, names in when.items():
            gate = self.snapshot.table(b, self.tier).gate(field.resource)
            if gate and "any" not in names and not set(gate) <= set(names):
                return self._per_bundle(source, when)
        return None

    def _limited(self, source: Source, field: Field, whole: Column) -> Column:
        where = self._sometimes(source, field)
        redact = self._when(field, (Treatment.REDACT,))
        if any(redact.values()):
            year = func.substr(whole, 1, 4)
            whole = case((self._per_bundle(source, redact), year), else_=whole)
        return whole if where is None else case((where, whole), else_=null())

    def _value(self, source: Source, field: Field) -> Column:
        match field.full_name:
            case "officer.protection_class":
                whole = self._class_word()
            case "incident.officer_ids":
                whole = self._named_officers()
            case _:
                whole = source.values[field.name]
        return self._limited(source, field, whole)

    def _key(self, source: Source, field: Field) -> Column:
        if field.full_name == "officer.protection_class":
            return self._limited(source, field, self._class_word())
        return self._limited(source, field, source.keys[field.name])

    def _class_word(self) -> Column:
        alone = self.tier is not Tier.OVERSIGHT
        now = class_expression(r.officer, self.now, own_record_alone=alone)
        return case(*((now == int(c), c.word) for c in ProtectionClass), else_="held")

    def _named_officers(self) -> Column:
        """Ids of the officers in an incident that this tier may know of, `|` between."""
        links = self._links()
        mine = select(func.aggregate_strings(links.c.officer_id, "|"))
        return mine.where(links.c.id == r.incident.c.id).correlate(r.incident).scalar_subquery()

    def _links(self) -> Any:
        """Incident and officer, as far as this tier may know of the officer."""
        officers = SOURCES["officer"]
        return (
            select(r.involvement.c.incident_id.label("id"), r.involvement.c.officer_id)
            .select_from(
                r.involvement.join(officers.rows, r.officer.c.id == r.involvement.c.officer_id)
            )
            .where(self._gate(officers))
            .correlate(None)
            .subquery("links")
        )
