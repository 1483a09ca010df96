"""What is asked and written by SCIM: filters, pages and conditions with the secrets as values."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from officer_directory.disclosure.fields import FIELDS
from officer_directory.intake.scim.mapping import READ, WRITTEN
from officer_directory.intake.scim.models import ENTERPRISE_SCHEMA, OFFICER_SCHEMA, USER_SCHEMA
from tests.noninterference.observing import Asking
from tests.noninterference.secrets import Secrets

USERS = b"/scim/v2/Users"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
BULK = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"
NAMED = ["User", USER_SCHEMA, ENTERPRISE_SCHEMA, OFFICER_SCHEMA]
BESIDE = ["Nothing", "Me", "Users/x/y", "Groups"]
_TYPE = ((b"content-type", b"application/scim+json"),)
_OPERATORS = ("eq", "co", "sw", "ge", "ne")


def questions(secrets: Secrets) -> Iterator[Asking]:
    """Every attribute by several operators, with values of both worlds; and every page."""
    for count in (1, 3, 200):
        for start in (1, 2, 5, 9999):
            yield Asking("GET", USERS, f"count={count}&startIndex={start}".encode())
    for name, field in {**WRITTEN, **READ}.items():
        yield Asking("GET", USERS, f"filter={quote(f'{name} pr')}&count=0".encode())
        for value in secrets.values(FIELDS[f"officer.{field}"], 2):
            for operator in _OPERATORS:
                asked = f"{name} {operator} {json.dumps(value)}"
                yield Asking("GET", USERS, f"filter={quote(asked)}".encode())
    for officer in secrets.ids("officer", 3):
        yield Asking("GET", USERS, f"filter={quote(f'id eq {json.dumps(officer)}')}".encode())
        body = {"schemas": [USER_SCHEMA], "userName": ""}
        yield _sent("PUT", f"/scim/v2/Users/{officer}", body)


def writes(officer: str) -> Iterator[Asking]:
    """What may be written of an officer of one's own; of another's it is no such resource."""
    path = f"/scim/v2/Users/{officer}"
    rank = {"op": "replace", "path": f"{OFFICER_SCHEMA}:rank", "value": "Commander"}
    changed = {"schemas": [PATCH], "Operations": [rank]}
    active = {"schemas": [PATCH], "Operations": [{"op": "add", "path": "active", "value": False}]}
    yield _sent("PATCH", path, changed)
    yield _sent("PATCH", f"{path}?attributes=active", active)
    yield _sent("PATCH", path, {"schemas": [PATCH], "Operations": [{"op": "add", "path": "x"}]})
    several = [{"method": "PATCH", "path": f"/Users/{officer}", "data": active}]
    several.append({"method": "DELETE", "path": f"/Users/{officer}"})
    several.append({"method": "PATCH", "path": f"/Users/{officer}", "data": changed})
    yield _sent("POST", "/scim/v2/Bulk", {"schemas": [BULK], "Operations": several})


def _sent(method: str, target: str, body: Any) -> Asking:
    path, _, query = target.partition("?")
    return Asking(method, path.encode(), query.encode(), _TYPE, json.dumps(body).encode())
