"""What Datasette shows beside the tables: meanings, what is withheld and why, the source.

Everything that came from the directory is text, and is escaped where HTML is expected.
"""

from collections.abc import Mapping
from html import escape
from typing import Any, Final

from officer_directory_client.about import Exemption, Fields
from officer_directory_client.press.tables import NAMED, shown
from officer_directory_client.records import Terms

_LICENCE: Final = "Public record. The directory states no licence, and asks for none."

_EMPTY: Final = "Columns are what is shown. An empty cell is not known, or not shown."


def metadata(
    fields: Fields, tables: Mapping[str, Terms | None], agencies: str, api: str, received: str
) -> dict[str, Any]:
    """As `metadata.json` of Datasette; `tables`: each with the terms its records came under."""
    said = (
        f"{agencies}, as the officer directory at {api} showed it by {received}. What is shown"
        " changes: ask again before you publish."
    )
    described = {listed: _table(fields, listed, terms) for listed, terms in tables.items()}
    if "officers" in described:
        described["officers"] |= {"label_column": "last_name", "sort": "last_name"}
    return {
        "title": f"Officers of {agencies}",
        "description": said,
        "source": f"Officer directory, {api}",
        "source_url": api,
        "license": _LICENCE,
        "databases": {"directory": {"tables": described}},
    }


def _table(fields: Fields, listed: str, terms: Terms | None) -> dict[str, Any]:
    if listed == NAMED:
        return {
            "description": "Who is named in an incident, one row for each.",
            "columns": {
                "incident_id": "The incident.",
                "officer_id": "An officer who may be named; not always one of these agencies.",
            },
        }
    columns = {field.name: field.meaning for field in shown(fields, listed)}
    return (
        {"columns": columns}
        if terms is None
        else {
            "columns": columns,
            "description_html": _withheld(fields, terms),
        }
    )


def _withheld(fields: Fields, terms: Terms) -> str:
    """The grounds, each with its fields, its law and its remedy."""
    by_ground: dict[str, list[str]] = {}
    for grounds, how in (
        (terms.withheld, ""),
        (terms.redacted, " (in part)"),
        (terms.may_be_withheld, " (in some records)"),
    ):
        for name, code in grounds.items():
            by_ground.setdefault(code, []).append(f"{name}{how}")
    items = "".join(
        f"<li><strong>{escape(', '.join(names))}</strong>: "
        f"{' '.join(map(_ground, fields.ground(code))) or escape(code)}</li>"
        for code, names in by_ground.items()
    )
    return f"<p>{_EMPTY}</p>" + (f"<p>Withheld, and why:</p><ul>{items}</ul>" if items else "")


def _ground(exemption: Exemption) -> str:
    where = f"{exemption.jurisdiction}: {exemption.citation}"
    return f"{escape(exemption.words)} ({escape(where)}.) {escape(exemption.remedy)}"
