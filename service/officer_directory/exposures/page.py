"""An answer about exposure as one HTML page, to be read and printed.

Self-contained: no script, no font, no image, nothing fetched. Everything is said in words.
"""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any, Final

from officer_directory.disclosure.conditions import CONDITIONS

_STYLE: Final = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 1rem auto; max-width: 70rem; padding: 0 1rem; }
table { border-collapse: collapse; margin: 1rem 0 2rem; width: 100%; }
caption { font-weight: bold; padding: .5rem 0; text-align: left; }
th, td { border: 1px solid GrayText; padding: .3rem .5rem; text-align: left; vertical-align: top; }
code { overflow-wrap: anywhere; }
.wide { overflow-x: auto; }
dt { font-weight: bold; } dd { margin: 0 0 .4rem 1.5rem; }
.skip { left: -99rem; position: absolute; } .skip:focus { left: 1rem; }
@media print { .skip { display: none; } table { font-size: .8rem; } tr { break-inside: avoid; } }
"""
_ASKED: Final = (
    ("officer", "Officer"),
    ("unit", "Anyone assigned to the unit"),
    ("agency", "Of the agency"),
    ("policy", "Under the policy"),
    ("field", "Field"),
    ("since", "From"),
    ("until", "To"),
)
_STILL: Final = "now"


def page(told: Mapping[str, Any]) -> str:
    """The page of an answer as JSON."""
    about = "".join(
        f"<dt>{words}</dt><dd>{escape(str(told[name]))}</dd>"
        for name, words in _ASKED
        if told.get(name) is not None
    )
    notes = "".join(f"<li>{escape(note)}</li>" for note in told["notes"])
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Who could see, and who was given</title>\n<style>{_STYLE}</style>\n</head>\n"
        '<body>\n<a class="skip" href="#content">Skip to content</a>\n'
        f"<header><h1>Who could see, and who was given</h1><dl>{about}</dl></header>\n"
        '<main id="content">\n'
        f"{_could_see(told['could_see'])}{_keys(told['press_keys'])}"
        f"{_recipients(told['recipients'])}"
        f"<h2>What this leaves out</h2>\n<ul>{notes}</ul>\n</main>\n</body>\n</html>\n"
    )


def _could_see(rows: Sequence[Mapping[str, Any]]) -> str:
    heads = ("Tier", "From", "Until", "Treatment", "Where", "Fields", "Policy")
    return _table(
        "Who could see",
        heads,
        (
            (
                *(one["tier"], one["since"], one["until"] or _STILL),
                {"release": "released", "redact": "shown in part"}[one["treatment"]],
                " or ".join(CONDITIONS[name].meaning for name in one["when"]),
                ", ".join(one["fields"]),
                f"{one['policy'][:12]} ({one['bundle']})",
            )
            for one in rows
        ),
    )


def _keys(rows: Sequence[Mapping[str, Any]]) -> str:
    heads = ("Whose", "Organisation", "Key or client", "From", "Until")
    return _table(
        "Credentials of the press that could have asked",
        heads,
        (
            (one["label"], one["organisation"] or "", one["id"], one["since"], one["until"] or "")
            for one in rows
        ),
    )


def _recipients(rows: Sequence[Mapping[str, Any]]) -> str:
    heads = (
        *("Tier", "Who", "Through", "Disclosures", "Officers", "First day", "Last day"),
        "Fields",
    )
    return _table(
        "Who was given",
        heads,
        (
            (
                *(one["tier"], one["person"] or one["label"], one["key"] or one["client"] or ""),
                *(
                    one["disclosures"],
                    "everyone in view" if one["officers"] is None else one["officers"],
                ),
                *(one["first_day"], one["last_day"]),
                "not known: any of the record"
                if one["fields"] is None
                else ", ".join(one["fields"]),
            )
            for one in rows
        ),
    )


def _table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    body = "".join(
        f'<tr><th scope="row">{escape(str(first))}</th>'
        + "".join(f"<td>{escape(str(cell))}</td>" for cell in cells)
        + "</tr>\n"
        for first, *cells in rows
    )
    body = body or f'<tr><td colspan="{len(heads)}">Nobody.</td></tr>\n'
    return (
        f'<h2>{caption}</h2>\n<div class="wide" tabindex="0" role="region" aria-label="{caption}">'
        f"<table>\n<caption>{caption}</caption>\n<thead><tr>{head}</tr></thead>\n"
        f"<tbody>\n{body}</tbody></table></div>\n"
    )
