"""An exported log, audited: each line by itself, and all of them under a signed head."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from officer_directory_proofs.checkpoints import Checkpoint
from officer_directory_proofs.outcomes import CannotTellError, DisprovenError
from officer_directory_proofs.reading import strict_json
from officer_directory_proofs.receipts import OPENING, SUMMARY, commitment
from officer_directory_proofs.tree import EMPTY_ROOT, GrowingTree, leaf_hash
from officer_directory_proofs.words import counted
from officer_directory_proofs.written import base64_bytes, hash_bytes

_PLAIN: Final = {"index", "hash", "entry"}
_OPENED: Final = {"opening", "nonce", "summary", "summary_nonce"}
_SEALED: Final = {"sealed"}  # to oversight, whose alone it is to open


@dataclass(frozen=True, slots=True)
class Audited:
    """How much was found to be as signed."""

    entries: int
    """In the file."""

    openings: int
    """Of entries whose contents are in the file too, and are what the entries committed to."""


class WrongEntryError(DisprovenError):
    """An entry is not what the log says it is."""

    def __init__(self, index: int, why: str) -> None:
        super().__init__(f"Entry {index} {why}")
        self.index = index


def audit(lines: Iterable[bytes], checkpoints: Sequence[Checkpoint]) -> Audited:
    """Every line of an export, and its root under each of the heads.

    Raises:
        WrongEntryError: a line is wrong by itself; it is the first.
        DisprovenError: the entries are not those that were signed.
        CannotTellError: that is no export.
    """
    heads = sorted(checkpoints, key=lambda head: head.size)
    roots = {0: EMPTY_ROOT}
    growing, openings = GrowingTree(), 0
    wanted = {head.size for head in heads}
    for leaf, opened in _entries(iter(lines)):
        growing.add(leaf)
        openings += opened
        if growing.size in wanted:
            roots[growing.size] = growing.root()
    _compare(heads, roots, growing.size)
    return Audited(growing.size, openings)


def _compare(heads: Sequence[Checkpoint], roots: dict[int, bytes], there: int) -> None:
    good = 0
    for head in heads:
        if head.size > there:
            raise DisprovenError(
                f"Entry {there} is missing: the log was signed with "
                f"{counted(head.size, 'entry', 'entries')}, and the file ends after "
                f"{counted(there, 'entry', 'entries')}. "
                "If it was exported before that was signed, have it exported again."
            )
        if roots[head.size] != head.root:
            raise DisprovenError(
                f"Entries {good} to {head.size - 1} are not all as they were signed. Each fits its "
                "own hash, so whoever changed one changed the hash with it. Which one it is cannot "
                "be told from this checkpoint; an earlier one narrows it down."
                if head.size
                else "The checkpoint of an empty log has a root that no empty log has."
            )
        good = head.size


def _entries(lines: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Of each line: the leaf hash, and whether what it commits to is there too.

    A line that cannot be read is wrong where one before or soon after it can be; else the file is
    no export. (Two after it: a line break within a line makes two of it.)
    """
    for index, line in enumerate(lines):
        try:
            yield _entry(index, line)
        except CannotTellError as error:
            if index or any(map(_is_entry, islice(lines, 2))):
                raise WrongEntryError(index, f"cannot be read: {error}") from None
            raise


def _is_entry(line: bytes) -> bool:
    try:
        return bool(line_parts(line))
    except CannotTellError:
        return False


def _entry(index: int, line: bytes) -> tuple[bytes, bool]:
    told = line_parts(line)
    if type(told["index"]) is not int or told["index"] != index:
        raise WrongEntryError(index, "is not the one that belongs in this place.")
    if told["entry"] is None and told["hash"] is None:
        raise WrongEntryError(index, "is missing: the directory itself no longer has it.")
    entry = _utf8(told["entry"])
    leaf = leaf_hash(entry)
    if leaf != hash_bytes(_text(told["hash"]), "its hash"):
        raise WrongEntryError(index, "is not what its hash says: it was altered.")
    if told.keys() >= _OPENED:
        _check_opened(index, entry, told)
    return leaf, told.get("opening") is not None


def line_parts(line: bytes) -> dict[str, Any]:
    """The parts of one line of an export.

    Raises:
        CannotTellError: it is none.
    """
    if not line.startswith(b"{") or not line.endswith(b"}\n"):
        raise CannotTellError("its line is cut off, or is no JSON object.")
    told = strict_json(line, "its line")
    if told.keys() not in (_PLAIN, _PLAIN | _OPENED, _PLAIN | _OPENED | _SEALED):
        raise CannotTellError("its line lacks a part, or has one that is not known.")
    if line not in _spelled(told):
        raise CannotTellError("its line is spelled in an unusual way.")
    return told


def _spelled(told: dict[str, Any]) -> Iterator[bytes]:
    """The ways in which programs write a line: another is refused, so that no byte can vary."""
    for encoder in _ENCODERS:
        yield encoder.encode(told).encode("utf-8", "surrogatepass") + b"\n"


_ENCODERS: Final = [
    json.JSONEncoder(separators=separators, ensure_ascii=ascii_only)
    for ascii_only in (False, True)
    for separators in ((", ", ": "), (",", ":"))
]


def _check_opened(index: int, entry: bytes, told: dict[str, Any]) -> None:
    """That what is kept of an entry is what the entry commits to."""
    committed = strict_json(entry, "the entry")
    for name, nonce, prefix, to in (
        ("opening", "nonce", OPENING, "commitment"),
        ("summary", "summary_nonce", SUMMARY, "summary"),
    ):
        if told[name] is None and told[nonce] is None:
            continue
        opened = base64_bytes(_text(told[name]), f"its {name}")
        salt = base64_bytes(_text(told[nonce]), f"its {nonce}")
        if committed.get(to) != commitment(prefix, salt, opened):
            raise WrongEntryError(index, f"has {_SAID[name]} that it did not commit to.")


_SAID: Final = {"opening": "an answer", "summary": "an account"}


def _text(told: Any) -> str:
    if not isinstance(told, str):
        raise CannotTellError("a part of it is not text.")
    return told


def _utf8(told: Any) -> bytes:
    try:
        return _text(told).encode("utf-8")
    except UnicodeEncodeError:
        raise CannotTellError("it is not text.") from None
