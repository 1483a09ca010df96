"""Issuers whose tokens are let in, from the file that `OFFICER_DIRECTORY_ISSUERS` names.

The file is read strictly when the program starts: what is unknown, missing or unsafe is
refused with the entry, the word, and what to write.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

from joserfc.jwk import Key

from officer_directory.errors import RefusedByRuleError
from officer_directory.identity.tokens.algorithms import ALLOWED, GOOD
from officer_directory.identity.tokens.fetching import source_of
from officer_directory.identity.tokens.jwks import KeptKeys

EMBEDDED: Final = ""
"""What clients of the embedded issuer are bound to."""

CLIENT_CLAIMS: Final = ("client_id", "azp", "appid", "cid")
SCOPE_CLAIMS: Final = ("scope", "scp")
AT_JWT: Final = "at+jwt"
PLAIN_JWT: Final = "JWT"
_LONGEST = 500
_DAY = 86_400
_MAX_AGE_S = 3_600


class Keys(Protocol):
    """The public keys of an issuer."""

    def key(self, kid: str) -> Key | None:
        """The key with this id; None where there is none, or it may not be used now."""
        ...


@dataclass(frozen=True, slots=True)
class Issuer:
    """Whose tokens are let in, and what they must be like.

    `binding` is the issuer that clients are bound to in the database: `issuer` itself, or
    EMBEDDED. Names of claims are in the order in which they are looked for.
    """

    issuer: str
    binding: str
    audience: str
    algorithms: tuple[str, ...]
    client_claims: tuple[str, ...]
    scope_claims: tuple[str, ...]
    max_age_s: int
    require_dpop: bool
    keys: Keys
    token_types: tuple[str, ...] = (AT_JWT,)


class IssuersError(RefusedByRuleError):
    """The file of issuers cannot be used; the message has the entry and what to write."""


def configured(file: Path | None, own: str | None = None) -> list[Issuer]:
    """The issuers of a file, in order; none where there is no file.

    `own` is the address of the embedded issuer, where it is on.

    Raises:
        IssuersError: it cannot be read, or an entry of it cannot be used.
    """
    if file is None:
        return []
    try:
        text = file.read_text(encoding="utf-8")
        content = tomllib.loads(text)
    except OSError as error:
        raise IssuersError(f"{file}: {error.strerror}.") from None
    except ValueError as error:
        raise IssuersError(f"{file}: it is not TOML: {error}.") from None
    entries = content.pop("issuer", None)
    if content or not isinstance(entries, list) or not entries:
        raise IssuersError(f"{file}: write [[issuer]] tables, one for each issuer, and no more.")
    issuers = [_Entry(file, number, e).issuer() for number, e in enumerate(entries, start=1)]
    if len({issuer.issuer for issuer in issuers}) != len(issuers):
        raise IssuersError(f"{file}: one issuer has two entries; keep one.")
    if own is not None:
        _refuse_own(issuers, own, file, text)
    return issuers


def _refuse_own(issuers: list[Issuer], own: str, file: Path, text: str) -> None:
    """No entry stands for the embedded issuer: whose key set it names could sign for it."""
    for issuer in issuers:
        if issuer.issuer.casefold().rstrip("/") != own.casefold().rstrip("/"):
            continue
        lines = enumerate(text.splitlines(), start=1)
        line = next((n for n, told in lines if issuer.issuer in told and "issuer" in told), 1)
        raise IssuersError(
            f"{file}:{line}: issuer: this is the address of the issuer built in here; take the"
            " entry out, or set OFFICER_DIRECTORY_EMBEDDED_ISSUER=off."
        )


class _Entry:
    """One [[issuer]] table, used up key by key."""

    def __init__(self, file: Path, number: int, table: Any) -> None:
        self._file = file
        self._number = number
        self._left: dict[str, Any] = dict(table) if isinstance(table, dict) else {}

    def issuer(self) -> Issuer:
        name = self._text("issuer")
        jwks = self._text("jwks")
        made = Issuer(
            issuer=name,
            binding=name,
            audience=self._text("audience"),
            algorithms=self._words("algorithms", GOOD, among=ALLOWED),
            client_claims=self._words("client_claims", CLIENT_CLAIMS),
            scope_claims=self._words("scope_claims", SCOPE_CLAIMS),
            token_types=self._words("token_types", (AT_JWT,), among=(AT_JWT, PLAIN_JWT)),
            max_age_s=self._seconds("max_age_s", _MAX_AGE_S),
            require_dpop=self._flag("require_dpop"),
            keys=self._keys(name, jwks),
        )
        for key in sorted(self._left):
            raise self._wrong(key, "there is no such key; check its spelling")
        return made

    def _keys(self, issuer: str, jwks: str) -> KeptKeys:
        try:
            return KeptKeys(issuer, source_of(jwks, self._file.parent))
        except ValueError as error:
            raise self._wrong("jwks", str(error)) from None

    def _text(self, key: str) -> str:
        value = self._left.pop(key, None)
        if not isinstance(value, str) or not value.isprintable() or not 0 < len(value) <= _LONGEST:
            raise self._wrong(key, "write one line of text")
        if value != value.strip():
            raise self._wrong(key, "write it without spaces around it")
        return value

    def _words(
        self, key: str, otherwise: Sequence[str], among: Sequence[str] | None = None
    ) -> tuple[str, ...]:
        value = self._left.pop(key, list(otherwise))
        if not isinstance(value, list) or not value or not all(_is_word(word) for word in value):
            raise self._wrong(key, "write a list of words")
        if len(set(value)) != len(value):
            raise self._wrong(key, "write each word once")
        if among is not None and not set(value) <= set(among):
            raise self._wrong(key, f"write some of {', '.join(among)}")
        return tuple(value)

    def _seconds(self, key: str, otherwise: int) -> int:
        value = self._left.pop(key, otherwise)
        if type(value) is not int or not 1 <= value <= _DAY:
            raise self._wrong(key, f"write whole seconds, from 1 to {_DAY}")
        return value

    def _flag(self, key: str) -> bool:
        value = self._left.pop(key, False)
        if type(value) is not bool:
            raise self._wrong(key, "write true or false")
        return value

    def _wrong(self, key: str, what_to_do: str) -> IssuersError:
        return IssuersError(f"{self._file}: issuer {self._number}, {key}: {what_to_do}.")


def _is_word(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _LONGEST and value.isprintable()
