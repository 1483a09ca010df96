"""An answer about exposure as one CSV: a line for each interval, credential and recipient."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from officer_directory.disclosure.written import csv_line

COLUMNS: Final = (
    *("kind", "tier", "since", "until", "policy", "bundle", "treatment", "when", "fields"),
    *("id", "label", "organisation", "person", "issuer", "disclosures", "officers"),
)


def sheet(told: Mapping[str, Any]) -> bytes:
    """The CSV of an answer as JSON; `fields` unknown is `*`, several policies are `|` apart."""
    return b"".join(
        [csv_line(COLUMNS), *(csv_line([row.get(c) for c in COLUMNS]) for row in _rows(told))]
    )


def _rows(told: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for one in told["could_see"]:
        yield {"kind": "could_see", **one}
    for one in told["press_keys"]:
        yield {**one, "kind": f"press_{one['kind']}", "tier": "press"}
    for one in told["recipients"]:
        yield {
            "kind": "recipient",
            **{n: one[n] for n in ("tier", "label", "person", "issuer", "disclosures", "officers")},
            "since": one["first_day"],
            "until": one["last_day"],
            "policy": one["policies"],
            "fields": "*" if one["fields"] is None else one["fields"],
            "id": one["key"] or one["client"],
        }
    for note in told["notes"]:
        yield {"kind": "note", "label": note}
