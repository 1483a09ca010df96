"""One request to the embedded issuer, as Authlib's classes read it, and what is said to it.

Built from the headers as they came and a form that was read strictly; the address of the
request plays no part, so that no proxy and no Host header can have a say.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload, OAuth2Request

Headers = Iterable[tuple[bytes, bytes]]

# RFC 6749, 5.2; RFC 9449, 5; RFC 8707, 2. One text for each, whatever was wrong.
DESCRIPTIONS: Final = {
    "invalid_request": "The request is malformed, repeats something, or lacks what is needed.",
    "invalid_client": "The client could not be authenticated.",
    "unsupported_grant_type": "The grant type here is client_credentials.",
    "unauthorized_client": "The client may not use this grant type.",
    "invalid_scope": "A scope is unknown, or more than the client has.",
    "invalid_target": "Tokens are made for this directory alone.",
    "invalid_dpop_proof": "A proof of possession is missing or not good.",
}
_CHALLENGE = ("WWW-Authenticate", 'Basic realm="officer-directory", charset="UTF-8"')
NOT_KEPT: Final = (("Cache-Control", "no-store"), ("Pragma", "no-cache"))


@dataclass(frozen=True, slots=True)
class Reply:
    """What to answer, and what must have been written before: arguments of `oauth.record`."""

    status: int
    body: Mapping[str, Any]
    headers: tuple[tuple[str, str], ...] = NOT_KEPT
    writes: Mapping[str, Any] | None = None


def refusal(error: str) -> Reply:
    """An error (RFC 6749, 5.2) in its constant words."""
    known = error if error in DESCRIPTIONS else "invalid_request"
    body = {"error": known, "error_description": DESCRIPTIONS[known]}
    if known == "invalid_client":
        return Reply(401, body, (*NOT_KEPT, _CHALLENGE))
    return Reply(400, body)


@dataclass(frozen=True, slots=True)
class Once:
    """What this request uses up, made at one instant and remembered until another."""

    digest: bytes
    made_at: int
    until: int


class IssuerRequest(OAuth2Request):  # type: ignore[misc]  # Authlib has no types
    """A form that was posted to the issuer at an instant."""

    def __init__(self, headers: Headers, form: Mapping[str, str], now: int) -> None:
        # The transport is the operator's decision, made with PUBLIC_URL; Authlib would refuse
        # plain http here, where a proxy has ended TLS.
        super().__init__("POST", "https://localhost")
        self.raw_headers = [(name.lower(), value) for name, value in headers]
        self.payload = BasicOAuth2Payload({k: v for k, v in form.items() if v})
        self.now = now
        self.jkt: str | None = None
        self.once: list[Once] = []
        self.writes: dict[str, Any] = {}

    @property
    def form(self) -> dict[str, str]:
        data: dict[str, str] = self.payload.data
        return data

    def header(self, name: bytes) -> list[str]:
        """Every value of a header, as sent."""
        return [value.decode("latin-1") for sent, value in self.raw_headers if sent == name]
