"""A field of a record as it is shown: its value, unknown, withheld or in part, and the ground.

Withheld and unknown are two things here as in the directory: a withheld field has a link to
its ground, an unknown one says that it is not known.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from officer_directory_client import Exemption, Fields, Record, Treatment
from officer_directory_portal.words import label_of, value_of

_NAME = ("first_name", "middle_name", "last_name", "suffix")


@dataclass(frozen=True, slots=True)
class Fact:
    """One field as it is shown. `ground`: the code of the exemption where there is one."""

    field: str
    label: str
    kind: str
    value: str | None
    treatment: Treatment
    ground: str | None = None
    perhaps: bool = False

    @property
    def is_withheld(self) -> bool:
        return self.treatment is Treatment.WITHHOLD


@dataclass(frozen=True, slots=True)
class Ground:
    """Why fields are withheld, and what they are called."""

    exemption: Exemption
    fields: tuple[str, ...]

    @property
    def anchor(self) -> str:
        return anchor_of(self.exemption)


def anchor_of(exemption: Exemption) -> str:
    """Where a ground is on a page."""
    return f"ground-{exemption.code}-{exemption.jurisdiction.lower()}"


def facts_of(
    record: Record, fields: Fields, resource: str, left_out: Iterable[str] = ()
) -> list[Fact]:
    """Every field of a record in the directory's order, but for some."""
    skipped = set(left_out)
    return [
        fact_of(record, name, field.kind)
        for name, field in fields.of(resource).items()
        if name not in skipped and (name in record or name in record.withheld)
    ]


def fact_of(record: Record, name: str, kind: str = "text") -> Fact:
    """One field of a record."""
    label = label_of(name)
    if name in record.withheld:
        return Fact(name, label, kind, None, Treatment.WITHHOLD, record.withheld[name])
    value = record.get(name)
    text = None if value is None else value_of(name, str(value))
    if name in record.terms.redacted:
        return Fact(name, label, kind, text, Treatment.REDACT, record.terms.redacted[name])
    perhaps = record.terms.may_be_withheld.get(name) if text is None else None
    return Fact(name, label, kind, text, Treatment.RELEASE, perhaps, perhaps is not None)


def grounds_of(fields: Fields, held: Iterable[tuple[str, str]], state: str | None) -> list[Ground]:
    """The grounds of withheld fields (name, code), those of a state where it is known."""
    by_code: dict[str, list[str]] = {}
    for name, code in held:
        by_code.setdefault(code, []).append(label_of(name))
    return [
        Ground(exemption, tuple(dict.fromkeys(by_code[code])))
        for code in by_code
        for exemption in _of_state(fields, code, state)
    ]


def held_in(records: Iterable[Record]) -> Iterator[tuple[str, str]]:
    """What is withheld, shown in part, or may be withheld in records: field and code."""
    for record in records:
        yield from record.withheld.items()
        yield from record.terms.redacted.items()
        yield from record.terms.may_be_withheld.items()


def _of_state(fields: Fields, code: str, state: str | None) -> tuple[Exemption, ...]:
    every = fields.ground(code)
    own = tuple(each for each in every if each.jurisdiction == state)
    return own or every


def name_of(officer: Record) -> str:
    """The name of an officer as far as it is shown; where none is, the public number."""
    parts = [str(officer[name]) for name in _NAME if officer.get(name)]
    return " ".join(parts) or str(officer.get("uid") or officer.get("id"))
