"""The view of an outside tier: finished bytes, from the publication's views alone."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from officer_directory.disclosure.askable import Askable, outside
from officer_directory.disclosure.asking import Ask
from officer_directory.disclosure.fields import FIELDS, RESOURCES
from officer_directory.disclosure.policy import Snapshot
from officer_directory.disclosure.shape import LIVE
from officer_directory.disclosure.view import View
from officer_directory.disclosure.written import csv_line, json_object
from officer_directory.tiers import Tier, Treatment


def reasons(
    snapshot: Snapshot, tier: Tier, bundle: str, resource: str, shown: Sequence[str]
) -> dict[str, str]:
    """Why each field that is not among those shown is withheld, under one bundle."""
    table = snapshot.table(bundle, tier)
    return {f.name: table.reason(f.full_name) for f in RESOURCES[resource] if f.name not in shown}


class OutsideView(View):
    """One shape for every record; only its agency's bundle can add to what is withheld."""

    in_use: tuple[str, ...]

    def _make_askable(self, resource: str) -> Askable:
        return outside(self.snapshot, self.tier, resource, self.in_use)

    def withheld(self, resource: str) -> dict[str, str]:
        first, *others = (self._reasons(resource, b) for b in self.in_use)
        return {n: code for n, code in first.items() if all(o.get(n) == code for o in others)}

    def _reasons(self, resource: str, bundle: str) -> dict[str, str]:
        table = self.snapshot.table(bundle, self.tier)
        shown = [f.name for f in table.shown(resource)]
        return reasons(self.snapshot, self.tier, bundle, resource, shown)

    def redacted(self, resource: str) -> dict[str, str]:
        found = {}
        for name, shown in self.shown(resource).items():
            if shown.redacted:
                table = self.snapshot.table(self.in_use[0], self.tier)
                found[name] = next(
                    rule.exemption or table.default_exemption
                    for rule in table.rules_for(f"{resource}.{name}")
                    if rule.treatment is Treatment.REDACT
                )
        return found

    def may_be_withheld(self, resource: str) -> dict[str, str]:
        table = self.snapshot.table(self.in_use[0], self.tier)
        return {
            name: rule.exemption or table.default_exemption
            for name in self.shown(resource)
            for rule in table.rules_for(f"{resource}.{name}")
            if rule.treatment is Treatment.WITHHOLD
        }

    def csv_columns(self, resource: str, fields: Sequence[str] | None) -> tuple[str, ...]:
        return tuple(fields) if fields is not None else tuple(self.shown(resource))

    def _csv_is_stored(self, resource: str, ask: Ask) -> bool:
        return ask.fields is None and len(self.in_use) == 1 and resource != "agency"

    def _object(self, askable: Askable, row: Sequence[Any], fields: Sequence[str] | None) -> bytes:
        whole: bytes = row[0]
        if askable.resource == "agency" and LIVE in askable.shown:
            whole = whole[:-1] + b',"%s":%d}' % (LIVE.encode(), row[2])
        if fields is not None:
            record = json.loads(whole)
            whole = json_object({name: record[name] for name in fields if name in record})
        if len(self.in_use) == 1:
            return whole
        return whole[:-1] + self._own_withheld(askable, row[1]) + b"}"

    def _objects(
        self, askable: Askable, found: Sequence[Sequence[Any]], fields: Sequence[str] | None
    ) -> list[bytes]:
        if fields is None and len(self.in_use) == 1 and askable.resource != "agency":
            return [row[0] for row in found]  # finished as they are stored
        return super()._objects(askable, found, fields)

    def _own_withheld(self, askable: Askable, bundle: str) -> bytes:
        """What this record's bundle withholds beyond what the answer says of all."""

        def write() -> bytes:
            everywhere = self.withheld(askable.resource)
            reasons_here = self._reasons(askable.resource, bundle).items()
            own = {name: code for name, code in reasons_here if name not in everywhere}
            return b',"withheld":' + json_object(own)

        found: bytes = self.remembered((askable.resource, "withheld", bundle), write)
        return found

    def _line(self, askable: Askable, row: Sequence[Any], fields: Sequence[str] | None) -> bytes:
        record: Mapping[str, Any] = json.loads(self._object(askable, row, None))
        columns = self.csv_columns(askable.resource, fields)
        money = {n for n in columns if FIELDS[f"{askable.resource}.{n}"].kind == "money"}
        values = [record.get(name) for name in columns]
        return csv_line(
            [
                float(v) if n in money and v is not None else v
                for n, v in zip(columns, values, strict=True)
            ]
        )
