"""One witness (C2SP tlog-witness): it signs a checkpoint that grew from the one it saw last.

What it signs shows a reader that the log is the same for everyone. It is asked after the
checkpoint is stored: what a witness has seen can never be taken back.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx2

from officer_directory.errors import RefusedByRuleError
from officer_directory.ledger.checkpoint import open_note, verifies
from officer_directory.ledger.note import (
    ED25519,
    NoteError,
    Signature,
    VerifierKey,
    encoded,
    signature,
)

_SECONDS = 5.0
_MOST_BYTES = 16_384
_SIZE = re.compile(r"(0|[1-9][0-9]{0,18})\n")


class DisputedError(Exception):
    """A witness saw another history of this log, or a longer one."""


class WitnessAwayError(Exception):
    """A witness does not answer as one."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The witness saw the log last at this size."""

    size: int


@dataclass(frozen=True, slots=True)
class Witness:
    address: str
    keys: tuple[VerifierKey, ...]  # all of one name

    @property
    def name(self) -> str:
        return self.keys[0].name

    def cosign(self, seen: int, proof: Sequence[bytes], note: str) -> str | Elsewhere:
        """Its signature lines of a checkpoint, shown by the proof to have grown from what it saw.

        Raises:
            DisputedError: the witness has seen another log under this name.
            WitnessAwayError: it cannot be reached, or does not answer as the protocol says.
        """
        head = "".join([f"old {seen}\n", *(f"{encoded(one)}\n" for one in proof), "\n"])
        status, kind, body = self._posted((head + note).encode())
        if status == 200:
            return self._lines(note, body)
        if status == 409 and kind == "text/x.tlog.size" and (size := _SIZE.fullmatch(body)):
            return Elsewhere(int(size[1]))
        if status in (409, 422):
            raise DisputedError(f"{self.name} has seen another history of this log.")
        raise WitnessAwayError(f"{self.name} answers {status}")

    def _posted(self, body: bytes) -> tuple[int, str, str]:
        try:
            with (
                httpx2.Client(trust_env=False, timeout=_SECONDS, follow_redirects=False) as client,
                client.stream("POST", f"{self.address}/add-checkpoint", content=body) as answer,
            ):
                kind = answer.headers.get("content-type", "")
                return answer.status_code, kind, _bounded(answer).decode("utf-8")
        except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, ValueError) as error:
            raise WitnessAwayError(f"{self.name}: {type(error).__name__}") from None

    def _lines(self, note: str, body: str) -> str:
        signed, found = open_note(note), [one for line in body.splitlines() for one in _read(line)]
        mine = []
        for key in self.keys:
            of_key = [one for one in found if (one.name, one.key_id) == (key.name, key.key_id)]
            if not any(verifies(signed, key, one.bytes) for one in of_key):
                raise WitnessAwayError(
                    f"{self.name} answers without a signature by each of its keys"
                )
            mine += of_key[:1]
        return "".join(one.line() for one in mine)


def witnesses_in(file: Path) -> list[Witness]:
    """The witnesses in a file: on each line an address, then its verifier keys, with spaces.

    Raises:
        RefusedByRuleError: it cannot be read as that.
    """
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, ValueError):
        raise RefusedByRuleError(f"{file} cannot be read: a line for each witness.") from None
    told = [(n, line.strip()) for n, line in enumerate(lines, 1)]
    return [_witness(file, n, line) for n, line in told if line and not line.startswith("#")]


def _witness(file: Path, number: int, line: str) -> Witness:
    address, *written = line.split()
    try:
        keys = tuple(map(VerifierKey.read, written))
    except NoteError as error:
        raise RefusedByRuleError(f"{file}, line {number}: {error}.") from None
    is_one = len({key.name for key in keys}) == 1 and all(key.type != ED25519 for key in keys)
    if urlsplit(address).scheme not in ("http", "https") or not is_one:
        raise RefusedByRuleError(
            f"{file}, line {number}: an address, a space, and the keys of one witness."
        )
    return Witness(address.rstrip("/"), keys)


def _read(line: str) -> list[Signature]:
    try:
        return [signature(line)]
    except NoteError:
        return []


def _bounded(answer: httpx2.Response) -> bytes:
    body = b""
    for part in answer.iter_raw():
        body += part
        if len(body) > _MOST_BYTES:
            raise ValueError("too large")
    return body
