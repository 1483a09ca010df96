"""What is added to a request so that it is known who asks.

A token is kept in memory, fetched anew before it expires, and given up when it is refused.
Where the issuer is the directory's own it is asked at `/oauth/token`; another one is asked
where its metadata says (RFC 8414).
"""

from typing import Any, Final, Protocol
from urllib.parse import urlencode
from uuid import uuid4

from authlib.oauth2.rfc6749 import OAuth2Token

from officer_directory_client._addresses import check_root, origin_of
from officer_directory_client._answers import error_of, json_object
from officer_directory_client._steps import Answer, Request, Send, Steps
from officer_directory_client.credentials import Credential, check_key
from officer_directory_client.errors import SignInError

_EARLY_S: Final = 30
_METADATA: Final = "/.well-known/oauth-authorization-server"
_OPENID: Final = "/.well-known/openid-configuration"
_NONCE: Final = "dpop-nonce"


class Signer(Protocol):
    """Signs requests for one credential; `name` tells it from every other, and no more."""

    name: str

    def headers(self, method: str, url: str) -> Steps[dict[str, str]]:
        """The headers that say who sends a request."""

    def again(self, answer: Answer) -> bool:
        """Whether a request that was answered so may succeed when it is signed anew."""


class Unsigned:
    """Nobody, or the holder of a key."""

    def __init__(self, key: str | None = None) -> None:
        self.name = uuid4().hex
        self._headers = {} if key is None else {"Authorization": f"Bearer {check_key(key)}"}

    def headers(self, method: str, url: str) -> Steps[dict[str, str]]:  # noqa: ARG002
        """The key, if there is one."""
        yield from ()
        return dict(self._headers)

    def again(self, answer: Answer) -> bool:  # noqa: ARG002
        """A key is as good as it was."""
        return False


class OAuth:
    """An OAuth client, with a token of its own."""

    def __init__(self, api: str, credential: Credential, allow_http: bool = False) -> None:
        self.name = uuid4().hex
        self._api = api
        self._credential = credential
        self._allow_http = allow_http
        self._token: Any = None
        self._nonces: dict[str, str] = {}
        self._issuer: tuple[str, str] | None = None

    def headers(self, method: str, url: str) -> Steps[dict[str, str]]:
        """The token, and a proof for this request where the token is bound to a key."""
        if self._token is None or self._token.is_expired(leeway=_EARLY_S):
            self._token = yield from self._fetch()
        held: str = self._token["access_token"]
        dpop = self._credential.dpop
        if dpop is None:
            return {"Authorization": f"Bearer {held}"}
        proof = dpop.proof(method, url, held, self._nonces.get(origin_of(url)))
        return {"Authorization": f"DPoP {held}", "DPoP": proof}

    def again(self, answer: Answer) -> bool:
        """A token that is refused is given up; a nonce that is asked for is used."""
        if _NONCE in answer.headers:
            self._nonces[origin_of(self._api)] = answer.headers[_NONCE]
        if answer.status != 401:
            return False
        if "use_dpop_nonce" not in answer.headers.get("www-authenticate", ""):
            self._token = None
        return True

    def _fetch(self) -> Steps[Any]:
        """A new token.

        Raises:
            SignInError: the issuer gives none.
        """
        url, issuer = yield from self._where()
        answer = yield from self._ask(url, issuer)
        told = json_object(answer.body)
        if answer.status == 400 and told.get("error") == "use_dpop_nonce":
            answer = yield from self._ask(url, issuer)
            told = json_object(answer.body)
        wanted = "bearer" if self._credential.dpop is None else "dpop"
        if answer.status != 200 or not isinstance(told.get("access_token"), str):
            raise _refusal(answer, told)
        if str(told.get("token_type")).lower() != wanted:
            raise SignInError(f"The issuer gave a token that is not of type {wanted}.")
        return OAuth2Token.from_dict(told)

    def _ask(self, url: str, issuer: str) -> Steps[Answer]:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        form = urlencode({"grant_type": "client_credentials"})
        auth = self._credential.client_auth(issuer)
        _, headers, form = auth.prepare("POST", url, headers, form)
        if self._credential.dpop is not None:
            nonce = self._nonces.get(origin_of(url))
            headers["DPoP"] = self._credential.dpop.proof("POST", url, nonce=nonce)
        answer: Answer = yield Send(Request("POST", url, headers, form.encode()))
        if _NONCE in answer.headers:
            self._nonces[origin_of(url)] = answer.headers[_NONCE]
        return answer

    def _where(self) -> Steps[tuple[str, str]]:
        """Where tokens are asked for, and the identifier of the issuer."""
        if self._issuer is None:
            named = self._credential.issuer
            told = yield from self._metadata(named)
            issuer = told.get("issuer")
            if named is not None and issuer != named:  # RFC 8414, 3.3
                raise SignInError("The issuer calls itself by another name.")
            url = f"{self._api}/oauth/token" if named is None else told.get("token_endpoint")
            if not isinstance(url, str) or not isinstance(issuer, str):
                raise SignInError("The issuer does not say where tokens are asked for.")
            self._issuer = check_root(url, self._allow_http), issuer
        return self._issuer

    def _metadata(self, named: str | None) -> Steps[dict[str, Any]]:
        for address in self._described_at(named):
            answer: Answer = yield Send(Request("GET", address, {"Accept": "application/json"}))
            if answer.status == 200:
                return json_object(answer.body)
        raise _refusal(answer, {})

    def _described_at(self, named: str | None) -> tuple[str, ...]:
        if named is None:
            return (f"{self._api}{_METADATA}",)
        root = check_root(named, self._allow_http)
        base = origin_of(root)
        return f"{base}{_METADATA}{root.removeprefix(base)}", f"{root}{_OPENID}"


def _refusal(answer: Answer, told: dict[str, Any]) -> Exception:
    code = told.get("error")
    if isinstance(code, str):
        return SignInError(f"The issuer gave no token: {code}.", code)
    return error_of(answer) or SignInError("The issuer gave no token.")
