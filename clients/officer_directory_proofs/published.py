"""That a record was published: its leaf in a change, and the change in the publication log."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from officer_directory_proofs.outcomes import CannotTellError, DisprovenError
from officer_directory_proofs.reading import log_lines, strict_json
from officer_directory_proofs.tlog_proof import TlogProof
from officer_directory_proofs.tree import leaf_hash, root_from_inclusion
from officer_directory_proofs.trust import KeyRing, SignedHead
from officer_directory_proofs.words import plain
from officer_directory_proofs.written import hash_bytes

_MEMBERS: Final = {"entry": str, "index": int, "leaf": str, "path": list, "proof": str, "v": int}
_OF_A_CHANGE: Final = {"from": int, "officers": int, "publication": str, "root": str}
_HEX: Final = re.compile(r"[0-9a-f]{64}")
_LONGEST: Final = 63
_ANSWER: Final = b'{"officer":'


@dataclass(frozen=True, slots=True)
class Published:
    """Of which officer which publication had which bytes from when on, and where that is told."""

    officer: str
    digest: str
    publication: str
    since: int
    index: int
    head: SignedHead


def published(raw: bytes, ring: KeyRing) -> Published:
    """That a record was in a publication, by what `/v1/ledger/publications/…` answered.

    Raises:
        DisprovenError: it was not, or a part of the proof is of something else.
        CannotTellError: it cannot be read, or nobody who is trusted signed.
    """
    given = strict_json(raw, "The proof")
    if _canonical(given) != raw or not _has(given, _MEMBERS) or len(given) != len(_MEMBERS):
        raise CannotTellError("That is no proof of a publication, as the directory writes it.")
    entry, leaf = _entry(given["entry"]), _leaf(given["leaf"])
    index, head = _entered(given["entry"].encode(), given["proof"], ring)
    if len(given["path"]) > _LONGEST:
        raise CannotTellError("The proof is longer than any change is high.")
    path = [hash_bytes(str(one), "A step of the proof") for one in given["path"]]
    hashed = leaf_hash(given["leaf"].encode())
    root = root_from_inclusion(given["index"], entry["officers"], hashed, path)
    if root.hex() != entry["root"]:
        raise DisprovenError("The record is not among those of which the ledger told.")
    since, publication = entry["from"], entry["publication"]
    return Published(leaf["officer"], leaf["digest"], publication, since, index, head)


def record(of: Published, file: Path) -> None:
    """That a file is the record, or has it: the answer for one officer, or the roster's NDJSON.

    Raises:
        DisprovenError: it is not, byte for byte.
        CannotTellError: the file cannot be read.
    """
    for line in log_lines(file):
        if any(sha256(one).hexdigest() == of.digest for one in _records(line)):
            return
    raise DisprovenError(
        f"The file {plain(file.name)} neither is nor has, byte for byte, what was published."
    )


def _records(line: bytes) -> Iterator[bytes]:
    yield line
    bare = line.removesuffix(b"\n")
    yield bare
    if bare.startswith(_ANSWER):
        try:
            text = bare.decode()
            _, end = json.JSONDecoder().raw_decode(text, len(_ANSWER))
        except (ValueError, RecursionError):
            return
        yield text[len(_ANSWER) : end].encode()


def _entered(entry: bytes, proof: str, ring: KeyRing) -> tuple[int, SignedHead]:
    """Where the entry is in the publication log, and the head that was signed over it."""
    shows = TlogProof.read(proof.encode())
    if shows.extra is not None:
        raise CannotTellError("The proof has an addition that nobody signed.")
    head = ring.check(shows.note)
    if head.checkpoint.origin.rpartition("/")[2] != "publication":
        raise DisprovenError("The proof is of another log than the publication log.")
    size = head.checkpoint.size
    if root_from_inclusion(shows.index, size, leaf_hash(entry), shows.path) != head.checkpoint.root:
        raise DisprovenError("The change is not the entry of the log that the proof is of.")
    return shows.index, head


def _entry(written: str) -> dict[str, Any]:
    told = strict_json(written.encode(), "The entry in the proof")
    if told.get("v") != 1:
        raise CannotTellError("The entry in the proof is of a version that is not known here.")
    if told.get("kind") != "change" or not _has(told, _OF_A_CHANGE):
        raise CannotTellError("The entry in the proof tells of no change.")
    return told


def _leaf(written: str) -> dict[str, Any]:
    told = strict_json(written.encode(), "The leaf in the proof")
    if told.get("v") != 1 or not isinstance(told.get("officer"), str):
        raise CannotTellError("The leaf in the proof is of no officer, or of another version.")
    if not isinstance(told.get("digest"), str) or not _HEX.fullmatch(told["digest"]):
        raise CannotTellError("The leaf in the proof is of no record.")
    return told


def _has(told: dict[str, Any], members: dict[str, type]) -> bool:
    return all(type(told.get(name)) is kind for name, kind in members.items())


def _canonical(given: dict[str, Any]) -> bytes | None:
    """The one way to write it, so that no byte of it can be another."""
    try:
        written = json.dumps(given, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return written.encode()
    except (ValueError, RecursionError):
        return None
