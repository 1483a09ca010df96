"""What the directory says of itself and of you: fields and grounds, policy, limits."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from officer_directory_client.limits import Limit

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Field:
    """One fact that there is, and how it is treated for you.

    `field` is its full name (`officer.rank`), `resource` the list that has it, `exemption`
    the code of the ground where it is not released whole.
    """

    field: str
    resource: str
    name: str
    kind: str
    meaning: str
    treatment: str
    exemption: str | None
    citation: str | None
    filterable: bool
    operators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exemption:
    """A ground for withholding: the law, plain words, who decided, and how to challenge it."""

    code: str
    jurisdiction: str
    citation: str
    basis: str
    words: str
    remedy: str
    decided_by: str | None
    decided_on: str | None
    finding: str | None


@dataclass(frozen=True, slots=True)
class Fields:
    """Every field, and every ground, for whoever asked."""

    fields: tuple[Field, ...]
    exemptions: tuple[Exemption, ...]
    policy: str

    def of(self, resource: str) -> dict[str, Field]:
        """The fields of a list (`officers`), by name."""
        return {field.name: field for field in self.fields if field.resource == resource}

    def ground(self, code: str) -> tuple[Exemption, ...]:
        """The exemptions of a code, one for each jurisdiction that has it."""
        return tuple(each for each in self.exemptions if each.code == code)


@dataclass(frozen=True, slots=True)
class Bundle:
    """A policy bundle in force."""

    name: str
    title: str
    jurisdiction: str
    valid_from: str


@dataclass(frozen=True, slots=True)
class Policy:
    """The policy in force; `policy` is the hash of your tier's table."""

    policy: str
    tier: str
    bundles: tuple[Bundle, ...]


@dataclass(frozen=True, slots=True)
class Me:
    """Who you are to the directory, and what is left of your limits."""

    tier: str
    label: str | None
    agencies: tuple[str, ...]
    person: str | None
    scopes: tuple[str, ...]
    limits: Mapping[str, Limit]
    notices: tuple[str, ...]


def fields_of(told: Mapping[str, Any]) -> Fields:
    """What `GET /v1/fields` answers."""
    listed = tuple(_made(Field, row) for row in told["fields"])
    return Fields(
        listed, tuple(_made(Exemption, row) for row in told["exemptions"]), told["policy"]
    )


def policy_of(told: Mapping[str, Any]) -> Policy:
    """What `GET /v1/policy` answers."""
    bundles = tuple(_made(Bundle, row) for row in told["bundles"])
    return Policy(told["policy"], told["tier"], bundles)


def me_of(told: Mapping[str, Any]) -> Me:
    """What `GET /v1/me` answers."""
    limits = {
        name: Limit(name, row["limit"], row["window_s"], row["left"], row["renews_s"])
        for name, row in told["limits"].items()
    }
    return _made(Me, {**told, "limits": limits})


def _made(kind: type[T], row: Mapping[str, Any]) -> T:
    """What is declared here of a row; more may come with a later directory."""
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    return kind(**{name: _frozen(row[name]) for name in names})


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
