"""How SCIM is asked in tests: addresses, bodies, and what an error says."""

from officer_directory.intake.scim.models import ENTERPRISE_SCHEMA, OFFICER_SCHEMA, USER_SCHEMA

USERS = "/scim/v2/Users"
ENTERPRISE, OFFICER = ENTERPRISE_SCHEMA, OFFICER_SCHEMA
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
BULK = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"
NEW = {
    "schemas": [USER_SCHEMA, ENTERPRISE_SCHEMA, OFFICER_SCHEMA],
    "userName": "90001",
    "externalId": "PAY-90001",
    "name": {"familyName": "Newcomb", "givenName": "Ada", "honorificSuffix": "Jr"},
    "active": True,
    OFFICER: {"badge": "0042", "rank": "Officer", "appointedOn": "2026-11-02"},
}


def user(someone):
    return f"{USERS}/{someone['id']}"


def patch(path, value, op="replace"):
    operation = {"op": op, "path": path} | ({} if op == "remove" else {"value": value})
    return {"schemas": [PATCH], "Operations": [operation]}


def bulk(*operations, **more):
    return {"schemas": [BULK], "Operations": list(operations), **more}


def error(answer):
    assert answer.headers["content-type"] == "application/scim+json"
    told = answer.json()
    assert told["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    assert told["status"] == str(answer.status_code)
    return answer.status_code, told.get("scimType")
