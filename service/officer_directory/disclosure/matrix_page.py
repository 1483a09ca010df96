"""The policy as one HTML page that a lawyer, a union or a reader can read and print.

Self-contained: no script, no font, no image, nothing fetched. What a cell means is said
in words, never by colour alone; every exemption is spelt out once and linked to.
"""

from collections.abc import Iterable
from html import escape

from officer_directory.disclosure.conditions import CONDITIONS
from officer_directory.disclosure.exemptions import Exemption
from officer_directory.disclosure.explain import BASIS_WORDS
from officer_directory.disclosure.fields import PLURALS, RESOURCES, Field
from officer_directory.disclosure.tables import SHOWN, Bundle, Snapshot, Table
from officer_directory.tiers import Tier, Treatment

_STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 1rem auto; max-width: 80rem; padding: 0 1rem; }
table { border-collapse: collapse; margin: 1rem 0 2rem; width: 100%; }
caption { font-weight: bold; padding: .5rem 0; text-align: left; }
th, td { border: 1px solid GrayText; padding: .3rem .5rem; text-align: left; vertical-align: top; }
td small, th small { display: block; font-weight: normal; }
.released { border-left: .4rem solid #2e7d32; }
.redacted { border-left: .4rem double #b26a00; }
.withheld { border-left: .4rem dotted #b3261e; }
.wide { overflow-x: auto; }
dt { font-weight: bold; } dd { margin: 0 0 .4rem 1.5rem; }
article { border-top: 1px solid GrayText; }
.skip { left: -99rem; position: absolute; } .skip:focus { left: 1rem; }
@media print { .skip, nav { display: none; } table { font-size: .8rem; } }
"""

_INTRODUCTION = """
<p>A <em>tier</em> is a kind of requester. A field is <strong>released</strong> (shown whole),
<strong>redacted</strong> (shown in part) or <strong>withheld</strong> (nothing is shown, and the
reason is given). Where a record cannot be shown, the answer is the same as if there were none.
What no rule releases is withheld.</p>
"""


def page(snapshot: Snapshot) -> str:
    """All bundles of a snapshot as one page."""
    bundles = snapshot.bundles.values()
    links = "".join(f'<li><a href="#{b.name}">{escape(b.title)}</a></li>' for b in bundles)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Who sees what, and why</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        '<a class="skip" href="#content">Skip to content</a>\n'
        f"<header><h1>Who sees what, and why</h1>{_INTRODUCTION}</header>\n"
        f'<nav aria-label="Policies"><ul>{links}</ul></nav>\n<main id="content">\n'
        f"{''.join(map(_bundle, bundles))}</main>\n"
        f"<footer><p>Digest of this policy: <code>{snapshot.hash}</code></p></footer>\n"
        "</body>\n</html>\n"
    )


def _bundle(bundle: Bundle) -> str:
    used = sorted({line.when for line in bundle.lines} - {"any"})
    conditions = _definitions((f"if {_plain(w)}", CONDITIONS[w].meaning) for w in used)
    tables = "".join(_table(bundle, resource) for resource in RESOURCES)
    exemptions = "".join(
        _exemption(bundle, bundle.exemptions[c]) for c in sorted(bundle.exemptions)
    )
    return (
        f'<section id="{bundle.name}" aria-labelledby="{bundle.name}-title">\n'
        f'<h2 id="{bundle.name}-title">{escape(bundle.title)}</h2>\n'
        f"<p>In force from {bundle.valid_from}. What no rule names is withheld under "
        f"{_link(bundle, bundle.default_exemption)}.</p>\n"
        f"<h3>What the conditions mean</h3>\n{conditions}\n{tables}"
        f"<h3>Why something is withheld</h3>\n{exemptions}</section>\n"
    )


def _table(bundle: Bundle, resource: str) -> str:
    heads = "".join(f'<th scope="col">{tier}</th>' for tier in Tier)
    gates = "".join(f"<td>{_gate(bundle.tables[tier], resource)}</td>" for tier in Tier)
    rows = "".join(_row(bundle, field) for field in RESOURCES[resource])
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{PLURALS[resource]}">'
        f"<table>\n<caption>{PLURALS[resource].capitalize()}</caption>\n"
        f'<thead><tr><th scope="col">field</th>{heads}</tr></thead>\n<tbody>\n'
        f'<tr><th scope="row">Is the record there?</th>{gates}</tr>\n{rows}</tbody></table></div>\n'
    )


def _row(bundle: Bundle, field: Field) -> str:
    cells = "".join(_cell(bundle, bundle.tables[tier], field) for tier in Tier)
    name = f"{escape(field.name)}<small>{escape(field.meaning)}</small>"
    return f'<tr><th scope="row">{name}</th>{cells}</tr>\n'


def _gate(table: Table, resource: str) -> str:
    gate = table.gate(resource)
    return f"yes{_only_if(gate)}" if gate else "never"


def _cell(bundle: Bundle, table: Table, field: Field) -> str:
    rules = table.rules_for(field.full_name) if table.gate(field.resource) else ()
    shown = [rule for rule in rules if rule.treatment in SHOWN]
    said = []
    for treatment, word in ((Treatment.RELEASE, "Released"), (Treatment.REDACT, "Redacted")):
        these = [rule for rule in shown if rule.treatment is treatment]
        if these:
            ground = f", {_link(bundle, these[0].exemption)}" if these[0].exemption else ""
            said.append(f"{word}{_only_if(tuple(r.when for r in these))}{ground}")
    kind = "released" if said and said[0].startswith("Released") else "redacted"
    whens = {rule.when for rule in shown}
    if not shown or not ("any" in whens or whens >= set(table.gate(field.resource))):
        otherwise = "Otherwise withheld" if shown else "Withheld"
        said.append(f"{otherwise}: {_link(bundle, table.reason(field.full_name))}")
    return f'<td class="{kind if shown else "withheld"}">{"<br>".join(said)}</td>'


def _only_if(whens: tuple[str, ...]) -> str:
    return "" if "any" in whens else f" if {' or '.join(map(_plain, whens))}"


def _plain(when: str) -> str:
    return escape(when.replace("_", " "))


def _link(bundle: Bundle, code: str | None) -> str:
    return f'<a href="#{bundle.name}-{code}">{code}</a>'


def _definitions(pairs: Iterable[tuple[str, str]]) -> str:
    return "<dl>" + "".join(f"<dt>{k}</dt><dd>{escape(v)}</dd>" for k, v in pairs) + "</dl>"


def _exemption(bundle: Bundle, exemption: Exemption) -> str:
    unverified = "" if exemption.verified else " (not verified in a source)"
    said = [
        ("Why", exemption.words),
        ("Citation", exemption.citation + unverified),
        ("Rests on", BASIS_WORDS[exemption.basis]),
    ]
    if exemption.decided_by and exemption.decided_on:
        said.append(("Decided by", f"{exemption.decided_by}, on {exemption.decided_on}"))
    if exemption.finding:
        said.append(("Finding", exemption.finding))
    said.append(("How to challenge it", exemption.remedy))
    return (
        f'<article id="{bundle.name}-{exemption.code}">\n<h4>{exemption.code}</h4>\n'
        f"{_definitions(said)}</article>\n"
    )
