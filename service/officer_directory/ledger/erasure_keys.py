"""Keys of officers, of which one can be destroyed: without it nobody finds their pseudonyms.

A key follows from one secret by a tree (Goldreich, Goldwasser and Micali's pseudorandom function,
of keyed BLAKE2b): sixteen branches, sixteen levels, along a hash of the officer. To erase one,
the nodes on that way are replaced by those beside it: every other key stays what it was, and
this one cannot be made again. The file is outside the database, so that no copy of the database
brings it back; whoever asks for the officer afterwards is under a key of the next generation.
"""

import fcntl
import json
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from itertools import count
from pathlib import Path
from typing import Final

from officer_directory.key_files import KeyFileError, open_keys, refuse_if_shared
from officer_directory.owner_only import write_for_owner

FILE: Final = "erasure.json"
_LEVELS: Final = 16
_BRANCHES: Final = "0123456789abcdef"
_BYTES: Final = 32
_TOKEN_BYTES: Final = 16

Nodes = dict[str, bytes]


class ErasureKeys:
    """The keys of one data folder, read again whenever the file has changed."""

    def __init__(self, data: Path) -> None:
        """Raises KeyFileError where the file is damaged, or others can read it."""
        open_keys(data)  # the folder, whole
        self._path = data / "keys" / FILE
        self._lock = data / "keys" / ".erasure.lock"
        with self._alone():
            if not self._path.exists():
                _write(self._path, {"": secrets.token_bytes(_BYTES)})
        self._version: tuple[int, int] | None = None
        self._nodes: Nodes = {}
        self.has_changed()

    def token(self, officer: str) -> str:
        """By which an officer's pseudonyms are found, and which tells nothing of the officer."""
        return _token(self._present(officer)[1])

    def tokens_of(self, officers: Iterable[str]) -> dict[str, str]:
        """Officers by their tokens."""
        return {self.token(officer): officer for officer in officers}

    def token_of(self, officer: str, generation: int) -> str | None:
        """The same, of a generation; None where its key was destroyed."""
        key = _derived(self._nodes, _way(officer, generation))
        return None if key is None else _token(key)

    def generation(self, officer: str) -> int:
        """How often an officer was erased."""
        return self._present(officer)[0]

    def destroy(self, officer: str, generation: int) -> None:
        """Destroy a key; one that is destroyed already stays so."""
        with self._alone():
            nodes, way = _read(self._path), _way(officer, generation)
            begin = _known(nodes, way)
            if begin is None:
                return
            above = nodes.pop(begin)
            for level in range(len(begin), _LEVELS):
                for branch in _BRANCHES:
                    if branch != way[level]:
                        nodes[way[:level] + branch] = _child(above, branch)
                above = _child(above, way[level])
            _write(self._path, nodes)
        self.has_changed()

    def has_changed(self) -> bool:
        """Whether the file is another than when it was read last; it is read then."""
        found = self._path.stat()
        if (version := (found.st_mtime_ns, found.st_ino)) == self._version:
            return False
        refuse_if_shared(self._path)
        self._nodes, self._version = _read(self._path), version
        return True

    def _present(self, officer: str) -> tuple[int, bytes]:
        """The generation of an officer's key that was not destroyed, and the key."""
        nodes = self._nodes
        keys = ((n, _derived(nodes, _way(officer, n))) for n in count())
        return next((n, key) for n, key in keys if key is not None)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        descriptor = os.open(self._lock, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def _token(key: bytes) -> str:
    return blake2b(b"pseudonyms", key=key, digest_size=_TOKEN_BYTES).hexdigest()


def _way(officer: str, generation: int) -> str:
    told = f"{officer} {generation}".encode()
    return blake2b(told, digest_size=_LEVELS // 2, person=b"ledger erasure").hexdigest()


def _known(nodes: Nodes, way: str) -> str | None:
    """As far as the node on a way goes that is there; None where there is none any more."""
    return next((way[:n] for n in range(_LEVELS + 1) if way[:n] in nodes), None)


def _derived(nodes: Nodes, way: str) -> bytes | None:
    begin = _known(nodes, way)
    if begin is None:
        return None
    node = nodes[begin]
    for branch in way[len(begin) :]:
        node = _child(node, branch)
    return node


def _child(node: bytes, branch: str) -> bytes:
    return blake2b(branch.encode(), key=node, digest_size=_BYTES).digest()


def _write(path: Path, nodes: Nodes) -> None:
    write_for_owner(path, json.dumps({"nodes": {way: n.hex() for way, n in nodes.items()}}))


def _read(path: Path) -> Nodes:
    try:
        nodes = json.loads(path.read_text("utf-8"))["nodes"]
        return {str(way): bytes.fromhex(node) for way, node in nodes.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise KeyFileError(f"The key file {path} is damaged: restore it.") from error
