"""Asking the issuer for tokens, and what it says."""

from joserfc import jwt
from joserfc.jwk import KeySet

from officer_directory.identity.issuing.asking import DESCRIPTIONS
from tests.signing_in import GRANT, basic


def refused(answer, error, status=400):
    assert (answer.status_code, answer.json()) == (
        status,
        {"error": error, "error_description": DESCRIPTIONS[error]},
    )
    assert answer.headers["cache-control"] == "no-store"
    return True


def unknown(answer):
    assert answer.headers["www-authenticate"].startswith("Basic ")
    return refused(answer, "invalid_client", 401)


def ask(issuer, added, **form):
    headers = basic(added.client_id, added.client_secret)
    return issuer.post("/oauth/token", data={**GRANT, **form}, headers=headers)


def verified(issuer, token):
    keys = KeySet.import_key_set(issuer.get("/oauth/jwks").json())
    return jwt.decode(token, keys, algorithms=["ES256"])


def assert_with(issuer, fields, **headers):
    return issuer.post("/oauth/token", data={**GRANT, **fields}, headers=headers)
