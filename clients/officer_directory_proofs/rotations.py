"""How a ledger came from one pair of keys to the next: each new pair is signed by the old one.

Whoever kept keys once can tell whether those served today follow from them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

from officer_directory_proofs.outcomes import CannotTellError, DisprovenError
from officer_directory_proofs.reading import strict_json
from officer_directory_proofs.trust import TrustedKey
from officer_directory_proofs.written import base64_bytes

SIGNED: Final = b"officer-directory/ledger/v1/keys\n"
LOGS: Final = ("publication", "press", "inside")
_READ: Final[dict[str, Callable[[bytes], Any]]] = {
    "ed25519": Ed25519PublicKey.from_public_bytes,
    "ml-dsa-44": MLDSA44PublicKey.from_public_bytes,
}


@dataclass(frozen=True, slots=True)
class Pair:
    """The two keys that sign from a moment (POSIX) on."""

    name: str
    at: int
    keys: tuple[bytes, bytes]


def chain(entries: Sequence[Any]) -> list[Pair]:
    """The pairs of a ledger, oldest first.

    Raises:
        DisprovenError: one does not follow from the one before.
        CannotTellError: that is no list of rotations.
    """
    pairs: list[Pair] = []
    for entry in entries:
        pairs.append(_next(entry, pairs[-1] if pairs else None))
    if not pairs:
        raise CannotTellError("The file does not say how the keys came about.")
    return pairs


def check_served(served: Sequence[TrustedKey], pairs: Sequence[Pair]) -> None:
    """That the keys that are served are those of the chain, and that its last pair signs now.

    Raises:
        DisprovenError: they are others.
    """
    for each in served:
        if not _among(each, pairs):
            raise DisprovenError("A key in the file is none that the ledger ever took up.")
    now = {each.key.public for each in served if each.until is None}
    if now != set(pairs[-1].keys):
        raise DisprovenError("The keys that sign now are not those that were taken up last.")


def check_known(known: Sequence[TrustedKey], pairs: Sequence[Pair]) -> None:
    """That keys that were kept are of the same chain.

    Raises:
        DisprovenError: one of them is not.
    """
    for each in known:
        if not _among(each, pairs):
            raise DisprovenError(
                "The keys do not follow from those that you know: nobody who had your keys signed "
                "for these."
            )


def _among(trusted: TrustedKey, pairs: Sequence[Pair]) -> bool:
    key = trusted.key
    return any(
        key.public in pair.keys and key.name in {f"{pair.name}/{log}" for log in LOGS}
        for pair in pairs
    )


def _next(entry: Any, last: Pair | None) -> Pair:
    told = _object(entry, "A change of keys")
    statement, signatures = told.get("statement"), told.get("signatures")
    said = _object(statement, "The statement of a change of keys")
    if told.get("kind") != "keys" or not isinstance(signatures, dict):
        raise CannotTellError("A change of keys cannot be read.")
    pair = _pair(said)
    signed = SIGNED + str(statement).encode()
    if last is None:
        if said.get("previous") is not None:
            raise CannotTellError("The list does not begin with the first keys.")
    else:
        previous = said.get("previous")
        if not isinstance(previous, dict) or _keys(previous) != last.keys:
            raise DisprovenError("New keys name others than those before them.")
        if pair.name != last.name or pair.at < last.at:
            raise DisprovenError("New keys are of another ledger, or older than those before.")
        _check(last.keys, signatures.get("old"), signed)
    _check(pair.keys, signatures.get("new"), signed)
    return pair


def _pair(said: dict[str, Any]) -> Pair:
    name, at = said.get("name"), said.get("at")
    if not isinstance(name, str) or type(at) is not int:
        raise CannotTellError("A change of keys does not say whose and when.")
    return Pair(name, at, _keys(said))


def _keys(said: dict[str, Any]) -> tuple[bytes, bytes]:
    first, second = (base64_bytes(_text(said.get(name)), "A key") for name in _READ)
    return first, second


def _check(keys: tuple[bytes, bytes], signatures: Any, signed: bytes) -> None:
    if not isinstance(signatures, dict):
        raise CannotTellError("A change of keys lacks signatures.")
    for (name, read), raw in zip(_READ.items(), keys, strict=True):
        signature = base64_bytes(_text(signatures.get(name)), "A signature of a change of keys")
        try:
            read(raw).verify(signature, signed)
        except (InvalidSignature, ValueError):
            raise DisprovenError("A change of keys was not signed by the keys it names.") from None


def _object(text: Any, what: str) -> dict[str, Any]:
    try:
        return strict_json(_text(text).encode(), what)
    except UnicodeEncodeError:
        raise CannotTellError(f"{what} is not text.") from None


def _text(told: Any) -> str:
    if not isinstance(told, str):
        raise CannotTellError("A part of a change of keys is missing.")
    return told
