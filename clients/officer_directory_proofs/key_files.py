"""The keys a reader trusts, as files: what `/v1/ledger/keys` answers, or one on each line."""

from typing import Any, Final

from officer_directory_proofs.keys import VerifyingKey
from officer_directory_proofs.outcomes import CannotTellError
from officer_directory_proofs.reading import strict_json
from officer_directory_proofs.trust import TrustedKey
from officer_directory_proofs.written import lines

_WHAT: Final = "The file of keys"


def read_keys(raw: bytes) -> tuple[TrustedKey, ...]:
    """The keys in a file.

    Raises:
        CannotTellError: it has none, or one that cannot be read.
    """
    found = _of_json(raw) if raw.lstrip().startswith(b"{") else _of_lines(raw)
    if not found:
        raise CannotTellError(f"{_WHAT} holds no keys.")
    return found


def read_rotations(raw: bytes) -> list[Any]:
    """The changes of keys in what `/v1/ledger/keys` answers, oldest first.

    Raises:
        CannotTellError: there are none in the file.
    """
    listed = strict_json(raw, _WHAT).get("rotations")
    if not isinstance(listed, list):
        raise CannotTellError(f"{_WHAT} does not say how the keys came about.")
    return listed


def _of_lines(raw: bytes) -> tuple[TrustedKey, ...]:
    text = raw.replace(b"\r\n", b"\n")
    every = lines(text if text.endswith(b"\n") else text + b"\n", _WHAT)
    named = (line for line in every if line and not line.startswith("#"))
    return tuple(TrustedKey(VerifyingKey.read(line)) for line in named)


def _of_json(raw: bytes) -> tuple[TrustedKey, ...]:
    listed = strict_json(raw, _WHAT).get("keys")
    if not isinstance(listed, list):
        raise CannotTellError(f"{_WHAT} holds no list of keys.")
    return tuple(map(_listed, listed))


def _listed(told: Any) -> TrustedKey:
    if not isinstance(told, dict) or not isinstance(told.get("vkey"), str):
        raise CannotTellError(f"A key in {_WHAT.lower()} cannot be read.")
    until = told.get("until")
    if until is not None and type(until) is not int:
        raise CannotTellError(f"A key in {_WHAT.lower()} does not say until when it is good.")
    return TrustedKey(VerifyingKey.read(told["vkey"]), until)
