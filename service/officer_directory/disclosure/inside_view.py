"""The view of an inside tier: rows of the record store behind its gate, written as asked."""

from collections.abc import Mapping, Sequence
from typing import Any

from officer_directory.disclosure.askable import Askable
from officer_directory.disclosure.asking import Ask
from officer_directory.disclosure.assigned import assigned
from officer_directory.disclosure.beside import Beside, beside
from officer_directory.disclosure.compiled import Compiled
from officer_directory.disclosure.fields import FIELDS, RESOURCES, Kind
from officer_directory.disclosure.given import Given, Giving
from officer_directory.disclosure.inside import InsideTable
from officer_directory.disclosure.outside_view import reasons
from officer_directory.disclosure.read import BOUND_SECONDS, rows
from officer_directory.disclosure.view import View
from officer_directory.disclosure.written import csv_line, json_object, shown
from officer_directory.tiers import Treatment

_INDEXED_SORTS = {"last_name", "hire_date"}


class InsideView(View):
    """Records differ in what they show, so each carries its own `withheld`."""

    table: InsideTable

    def serving(self) -> "InsideView":
        """This view of the officers who have not been retired, whoever was written last first."""
        memory = self.remembered("serving", Compiled)
        view = InsideView(self.snapshot, self.tier, self._readers, self._seal, memory, self._bound)
        view.table = self.table.serving()
        view.still_in_force = self.still_in_force
        return view

    def beside(self, wanted: Beside, given: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        """What is kept beside the record store about officers whom this view knows of.

        Raises:
            TooBroadError: it cannot be answered in bounded time.
        """
        statement = beside(self._askable("officer"), wanted, self._dialect)
        with self._readers.lent() as reader:
            return rows(reader, statement, {**self._bound, **given}, BOUND_SECONDS)

    def assigned(self, given: Mapping[str, str]) -> dict[str, bool]:
        """Officers ever assigned to `unit` (folded), and whether between `begin` and `end`, days.

        `agency` (folded), where it is given, is whose unit it is.

        Raises:
            TooBroadError: it cannot be answered in bounded time.
        """
        if not {"unit", "officer_id"} <= self.shown("assignment").keys():
            return {}
        statement = assigned(self._askable("assignment"), "agency" in given, self._dialect)
        with self._readers.lent() as reader:
            found = rows(reader, statement, {**self._bound, **given}, BOUND_SECONDS)
        return {officer: bool(then) for officer, then in found}

    def _make_askable(self, resource: str) -> Askable:
        return self.table.askable(resource)

    def withheld(self, resource: str) -> dict[str, str]:
        names = [f.name for f in RESOURCES[resource] if f.name not in self.shown(resource)]
        first = self.snapshot.table(self.table.bundles[0], self.tier)
        return {name: first.reason(f"{resource}.{name}") for name in names}

    def redacted(self, resource: str) -> dict[str, str]:
        table = self.snapshot.table(self.table.bundles[0], self.tier)
        return {
            name: rule.exemption or table.default_exemption
            for name, as_shown in self.shown(resource).items()
            if as_shown.redacted
            for rule in table.rules_for(f"{resource}.{name}")
            if rule.treatment is Treatment.REDACT
        }

    def csv_columns(self, resource: str, fields: Sequence[str] | None) -> tuple[str, ...]:
        return tuple(fields) if fields is not None else tuple(self.shown(resource))

    def _quick(self, resource: str, ask: Ask) -> bool:
        """The store's indexes begin with the agency: they serve a requester of one."""
        if len(self._bound) > 1 or not {s.field for s in ask.sort} <= _INDEXED_SORTS:
            return False
        one_by_id = len(ask.filters) == 1 and ask.filters[0].field in ("id", "officer_id")
        return super()._quick(resource, ask) and (resource == "officer" or one_by_id)

    def _csv_is_stored(self, resource: str, ask: Ask) -> bool:  # noqa: ARG002
        return False

    def _given(
        self, askable: Askable, found: Sequence[Sequence[Any]], fields: Sequence[str] | None
    ) -> tuple[Given, ...]:
        giving: Giving = self._compiled.statement(
            (askable.resource, "giving", fields), lambda: Giving(askable, fields)
        )
        return giving.of(found)

    def _object(self, askable: Askable, row: Sequence[Any], fields: Sequence[str] | None) -> bytes:
        record, hidden = self._record(askable, row)
        if fields is not None:
            record = {name: record[name] for name in fields if name in record}
        return json_object(record | {"withheld": hidden})

    def _line(self, askable: Askable, row: Sequence[Any], fields: Sequence[str] | None) -> bytes:
        record, _ = self._record(askable, row)
        columns = self.csv_columns(askable.resource, fields)
        return csv_line([record.get(name) for name in columns])

    def _record(
        self, askable: Askable, row: Sequence[Any]
    ) -> tuple[dict[str, Any], dict[str, str]]:
        names = list(askable.shown)
        bundle = row[len(names) + len(askable.known)]
        flags = dict(zip(askable.known, row[len(names) :], strict=False))
        visible = [name for name in names if flags.get(name, 1)]
        hidden = self._compiled.statement(
            (askable.resource, "reasons", bundle, tuple(visible)),
            lambda: reasons(self.snapshot, self.tier, bundle, askable.resource, visible),
        )
        values = dict(zip(names, row, strict=False))
        return {name: _shown(askable, name, values[name]) for name in visible}, hidden


def _shown(askable: Askable, name: str, value: Any) -> Any:
    """The value as written; a redacted date comes from the statement as its year already."""
    field = FIELDS[f"{askable.resource}.{name}"]
    if field.kind is Kind.IDS:
        return sorted(value.split("|")) if value else []
    return shown(field, value)
