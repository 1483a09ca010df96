"""What one tier may ask of one resource: rows, keys, and the columns of an answer.

Outside tiers ask a publication's view. Inside tiers ask the record store, through the
conditions of their table as SQL: the gate is the WHERE of every statement, and a field
that is not shown in a row is null there, for filters and sorts as for answers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, FromClause, bindparam, column, false, table

from officer_directory.disclosure.asking import Shown
from officer_directory.disclosure.fields import FIELDS, PLURALS
from officer_directory.disclosure.policy import Snapshot
from officer_directory.store.published import KEYS
from officer_directory.tiers import Tier, Treatment

Column = ColumnElement[Any]


def bound(name: str) -> BindParameter[Any]:
    """A value that is given when the statement is run."""
    return bindparam(name, required=False)


@dataclass(frozen=True)
class Names:
    """Where the words of names are, for search: `name(token, id)`, `spelling(variant, token)`."""

    name: FromClause
    name_id: Column
    spelling: FromClause


@dataclass(frozen=True)
class Askable:
    """One resource, as one tier may ask it."""

    resource: str
    rows: FromClause
    where: tuple[ColumnElement[bool], ...]
    id: Column
    keys: Mapping[str, Column]
    shown: Mapping[str, Shown]
    known: Mapping[str, ColumnElement[bool]]  # rows in which a field is shown at all, if not all
    order: tuple[Column, ...]  # the default order, before the id
    order_nullable: bool
    answer: tuple[Column, ...]
    owner: Column | None = None
    incidents_of: FromClause | None = None
    names: Names | None = None
    bundles: tuple[str, ...] = field(default=())

    @property
    def plural(self) -> str:
        return PLURALS[self.resource]


def outside(snapshot: Snapshot, tier: Tier, resource: str, in_use: tuple[str, ...]) -> Askable:
    """A resource of a publication; `in_use` are the bundles of opened agencies."""
    if resource not in KEYS:
        # No outside tier can be shown any of these: there is no table to hold them.
        nothing = outside(snapshot, tier, "agency", in_use)
        return replace(nothing, resource=resource, where=(false(),), keys={}, shown={}, known={})
    text_keys, number_keys = (names.split() for names in KEYS[resource])
    names = ["id", "bundle", "in_order", *text_keys, *number_keys, "json", "csv"]
    view = table(f"{tier}_{resource}", *map(column, names))
    shown: dict[str, Shown] = {}
    known: dict[str, ColumnElement[bool]] = {}
    for name in (f.name for f in FIELDS.values() if f.resource == resource):
        showing = [b for b in in_use if snapshot.table(b, tier).ever_shown(f"{resource}.{name}")]
        if not showing or not any(snapshot.table(b, tier).gate(resource) for b in showing):
            continue
        shown[name] = _shown(snapshot, tier, f"{resource}.{name}", showing)
        if len(showing) < len(in_use):
            known[name] = view.c.bundle.in_(showing)
    answer = [view.c.json, view.c.bundle]
    if resource == "agency":
        answer.append(view.c.complaints_not_listed)
    links = table(f"{tier}_involvement", column("id"), column("officer_id"))
    tokens = table(f"{tier}_name", column("token"), column("id"))
    spellings = table(f"{tier}_spelling", column("variant"), column("token"))
    return Askable(
        resource=resource,
        rows=view,
        where=(),
        id=view.c.id,
        keys={name: view.c[name] for name in shown if name in view.c},
        shown=shown,
        known=known,
        order=(view.c.in_order,),
        order_nullable=False,
        answer=tuple(answer),
        owner=view.c.officer_id if "officer_id" in view.c else None,
        incidents_of=links if resource == "incident" else None,
        names=Names(tokens, tokens.c.id, spellings)
        if resource == "officer" and "last_name" in shown
        else None,
        bundles=in_use,
    )


def _shown(snapshot: Snapshot, tier: Tier, full_name: str, bundles: list[str]) -> Shown:
    treatments = {
        rule.treatment for b in bundles for rule in snapshot.table(b, tier).rules_for(full_name)
    }
    return Shown(FIELDS[full_name].kind, Treatment.REDACT in treatments)
