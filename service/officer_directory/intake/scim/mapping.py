"""Which attribute is which fact: the one table, read in both directions.

id                       officer.id, random and stable
meta.version             the entity tag of the record in the hr view, weak
(all else)               as in WRITTEN and READ below
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from scim2_models import Meta, Path, Resource

from officer_directory.intake.scim.models import (
    ENTERPRISE_SCHEMA,
    OFFICER_SCHEMA,
    USER_SCHEMA,
    OfficerUser,
    resource_of,
)

WRITTEN: Final[Mapping[str, str]] = {
    "userName": "uid",
    "externalId": "hr_id",
    "name.familyName": "last_name",
    "name.givenName": "first_name",
    "name.middleName": "middle_name",
    "name.honorificSuffix": "suffix",
    "active": "status",
    f"{ENTERPRISE_SCHEMA}:employeeNumber": "hr_id",
    f"{OFFICER_SCHEMA}:badge": "badge_number",
    f"{OFFICER_SCHEMA}:rank": "rank",
    f"{OFFICER_SCHEMA}:appointedOn": "hire_date",
    f"{OFFICER_SCHEMA}:unit": "unit",
}
"""Attribute → field of an officer, of what may be written. The payroll key has two names."""

READ: Final[Mapping[str, str]] = {
    f"{ENTERPRISE_SCHEMA}:department": "unit",
    f"{ENTERPRISE_SCHEMA}:division": "bureau",
}
"""Attribute → field, of what is shown and not written here."""

ATTRIBUTE_OF: Final[Mapping[str, str]] = {field: name for name, field in WRITTEN.items()}
"""Field → attribute, of two the second."""

_STATUS: Final = {True: "active", False: "separated", None: None}
_ACTIVE: Final = {status: active for active, status in _STATUS.items()}
_UNSTATED: Final = object()
_PATHS: Final = {name: Path[OfficerUser](name) for name in WRITTEN}
_TWINS: Final = (_PATHS["externalId"], _PATHS[f"{ENTERPRISE_SCHEMA}:employeeNumber"])


def resource(record: bytes, version: str) -> Resource[Any]:
    """The resource of a record as the hr view writes it; what it withholds is not there."""
    fields = json.loads(record)
    shown: dict[str, Any] = {"schemas": [USER_SCHEMA, ENTERPRISE_SCHEMA, OFFICER_SCHEMA]}
    shown["id"] = fields["id"]
    for name, field in (*WRITTEN.items(), *READ.items()):
        value = fields.get(field)
        if value is not None:
            _put(shown, name, _ACTIVE.get(value) if field == "status" else value)
    made = resource_of(shown)
    made.meta = Meta(resource_type="User", version=f"W/{version}")
    return made


def number_of(of: Resource[Any]) -> Any:
    """The public number of a resource."""
    return _PATHS["userName"].get(of, strict=False)


def stated(of: Resource[Any]) -> dict[str, Any]:
    """Every field that a resource has a value for, as it is written."""
    return changed(resource_of({"schemas": [USER_SCHEMA]}), of)


def changed(before: Resource[Any], after: Resource[Any]) -> dict[str, Any]:
    """Every field whose attribute has another value than it had; None where it has none.

    A unit that is left out is not stated: a client that knows of no units replaces whole users
    without one, and ends no assignment by that.
    """
    values = {}
    for name, path in _PATHS.items():
        value = path.get(after, strict=False)
        if value != path.get(before, strict=False):
            values[WRITTEN[name]] = _STATUS[value] if WRITTEN[name] == "status" else value
    if values.get("unit", _UNSTATED) is None:
        del values["unit"]
    return values


def complete(whole: Resource[Any]) -> None:
    """Give a payroll key that is stated by one of its names under the other too."""
    for path, twin in (_TWINS, _TWINS[::-1]):
        if path.get(whole, strict=False) is None:
            path.set(whole, twin.get(whole, strict=False), strict=False)


def _put(shown: dict[str, Any], name: str, value: Any) -> None:
    outer, inner = _split(name)
    if outer is None:
        shown[inner] = value
    else:
        shown.setdefault(outer, {})[inner] = value


def _split(name: str) -> tuple[str | None, str]:
    """The extension or complex attribute an attribute is in, and its name there."""
    mark = ":" if name.startswith("urn:") else "."
    outer, _, inner = name.rpartition(mark)
    return outer or None, inner
