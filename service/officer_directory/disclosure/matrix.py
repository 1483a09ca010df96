"""The whole policy on one page: every tier, resource and field, as lines give it.

The text form is a golden file, reviewed like code; `matrix_page` says the same in words.
"""

from collections.abc import Iterator

from officer_directory.disclosure.conditions import CONDITIONS
from officer_directory.disclosure.fields import RESOURCES
from officer_directory.disclosure.situations import ALWAYS_AN_OFFICER, distinct
from officer_directory.disclosure.tables import SHOWN, Bundle, Table
from officer_directory.tiers import ProtectionClass, Tier, Treatment

LEGEND = "R release, r redact, · withhold, G glomar; ?condition: only where it holds"
HIDDEN = (ProtectionClass.UNDERCOVER, ProtectionClass.HELD)

Row = tuple[str, tuple[str, ...]]


def text(bundle: Bundle) -> str:
    """The matrix as columns of text, with what is withheld from whom under which exemption."""
    rows: list[Row] = [("field", tuple(tier.value for tier in Tier)), *_rows(bundle)]
    widths = [max(len(row[1][i]) for row in rows) for i in range(len(Tier))]
    first = max(len(name) for name, _ in rows)
    said = [f"{bundle.title} ({bundle.name}), from {bundle.valid_from}", LEGEND, ""]
    for name, cells in rows:
        if name in RESOURCES:
            said.append("")
        line = name.ljust(first) + "".join(
            f"  {c.ljust(w)}" for c, w in zip(cells, widths, strict=True)
        )
        said.append(line.rstrip())
    return "\n".join([*said, "", *_grounds(bundle)]) + "\n"


def _rows(bundle: Bundle) -> Iterator[Row]:
    tables = [bundle.tables[tier] for tier in Tier]
    for resource, fields in RESOURCES.items():
        yield resource, tuple(gate_cell(table, resource) for table in tables)
        for hidden in HIDDEN if resource in ALWAYS_AN_OFFICER else ():
            cells = tuple(class_cell(table, resource, hidden) for table in tables)
            yield f"{resource} ({hidden.word})", cells
        for field in fields:
            yield field.full_name, tuple(cell(table, field.full_name) for table in tables)


def gate_cell(table: Table, resource: str) -> str:
    """When a record of the resource is known to exist at all."""
    gate = table.gate(resource)
    return _conditions("R", gate) if gate else "·"


def class_cell(table: Table, resource: str, protection_class: ProtectionClass) -> str:
    """The gate for one class: glomar where none of its conditions can hold for it."""
    if not table.gate(resource):
        return "·"
    situations = [
        s for s in distinct(table.tier, resource) if s.protection_class is protection_class
    ]
    able = [when for when in table.gate(resource) if any(map(CONDITIONS[when].holds, situations))]
    return _conditions("R", tuple(able)) if able else "G"


def cell(table: Table, full_name: str) -> str:
    """What becomes of a field of a record that the gate lets through."""
    if not table.gate(full_name.partition(".")[0]):
        return "·"
    said = [
        _conditions(mark, whens)
        for treatment, mark in ((Treatment.RELEASE, "R"), (Treatment.REDACT, "r"))
        if (whens := _whens(table, full_name, treatment))
    ]
    return " ".join(said) or "·"


def _whens(table: Table, full_name: str, treatment: Treatment) -> tuple[str, ...]:
    return tuple(r.when for r in table.rules_for(full_name) if r.treatment is treatment)


def _conditions(mark: str, whens: tuple[str, ...]) -> str:
    if "any" in whens:
        return mark
    return ("" if mark == "R" else mark) + "?" + "|".join(whens)


def _grounds(bundle: Bundle) -> Iterator[str]:
    """For each tier, the fields it is not shown, or not always, by exemption."""
    for tier, table in bundle.tables.items():
        under: dict[str, list[str]] = {}
        for name, mark in not_whole(table):
            under.setdefault(mark, []).append(name)
        yield f"{tier}, not shown or not always:"
        for code in sorted(under):
            yield f"  {code}: {_shortened(under[code])}"
        if not under:
            yield "  nothing"


def not_whole(table: Table) -> Iterator[tuple[str, str]]:
    """Each field that is withheld or redacted in some situation, with the exemption."""
    for resource, fields in RESOURCES.items():
        for field in fields:
            rules = table.rules_for(field.full_name)
            always = any(r.treatment is Treatment.RELEASE and r.when == "any" for r in rules)
            gated = {r.when for r in rules if r.treatment in SHOWN} >= set(table.gate(resource))
            redacted = [r.exemption for r in rules if r.treatment is Treatment.REDACT]
            if redacted and redacted[0]:
                yield field.full_name, redacted[0]
            elif not table.gate(resource) or not (always or gated):
                yield field.full_name, table.reason(field.full_name)


def _shortened(names: list[str]) -> str:
    """Field names, a resource of which all fields are named given as `resource.*`."""
    said: list[str] = []
    for resource, fields in RESOURCES.items():
        ours = [f.full_name for f in fields if f.full_name in names]
        said += [f"{resource}.*"] if len(ours) == len(fields) else ours
    return ", ".join(said)
