"""Files of others: bounded, and read strictly."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from officer_directory_proofs.outcomes import CannotTellError

MOST_BYTES: Final = 4 * 1024 * 1024
"""More than any receipt, proof, checkpoint or set of keys has."""

MOST_OF_A_LINE: Final = 1024 * 1024
_CHUNK: Final = 1024 * 1024


def small_file(path: Path, what: str) -> bytes:
    """All of a file that cannot be large.

    Raises:
        CannotTellError: it cannot be read, or is larger than it can be.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise _unreadable(path, what, error) from None
    if len(raw) > MOST_BYTES:
        raise CannotTellError(f"{what} is far too large to be one: {path.name}.")
    if not raw:
        raise CannotTellError(f"{what} is empty: {path.name}.")
    return raw


def digest_of(path: Path, what: str) -> str:
    """The SHA-256 of a file of any size, in hex."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError) as error:
        raise _unreadable(path, what, error) from None


def log_lines(path: Path) -> Iterator[bytes]:
    """The lines of an exported log, each with its line break; one longer than may be is cut.

    One that has no line break is therefore the last of the file, or too long.
    """
    try:
        with path.open("rb", buffering=_CHUNK) as file:
            while line := file.readline(MOST_OF_A_LINE):
                yield line
    except (OSError, ValueError) as error:
        raise _unreadable(path, "The exported log", error) from None


def _unreadable(path: Path, what: str, error: Exception) -> CannotTellError:
    why = error.strerror if isinstance(error, OSError) and error.strerror else "not a file name"
    return CannotTellError(f"{what} cannot be read: {path.name} ({why}).")


def strict_json(raw: bytes, what: str) -> dict[str, Any]:
    """A JSON object in UTF-8, with no key twice and no number that is none.

    Raises:
        CannotTellError: it is none, however it was made.
    """
    try:
        read = _DECODER.decode(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict):
        raise CannotTellError(f"{what} is not a JSON object that can be read.")
    return read


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _refused(_: str) -> None:
    raise ValueError


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_refused)
