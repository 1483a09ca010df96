"""The keys that sign access tokens: one file, `DATA/keys/issuer.json`, its owner's alone.

One key signs. Those before it stay as public halves until the last token they signed has
expired; that is a condition of each answer, never a job. Replicas share the file, as they
share the pepper: a change is seen with the next token that is made or looked at.

The file is made when it is not there, on an older data folder too. A lost one costs
nothing but a new token for each client, so making it again locks nobody out.
"""

import fcntl
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from officer_directory.errors import NotAnsweredError
from officer_directory.key_files import KeyFileError, open_keys, refuse_if_shared
from officer_directory.owner_only import write_for_owner

ALGORITHM: Final = "ES256"
TOKEN_SECONDS: Final = 300
_SLACK_SECONDS = 60  # between the clocks of replicas
_FILE = "issuer.json"


@dataclass(frozen=True, slots=True)
class _Held:
    """The file as it was read: the signing key, and public halves with the end of each."""

    version: tuple[int, int, int]
    signing: ECKey
    retired: tuple[tuple[ECKey, int], ...]


class SigningKeys:
    """The keys of one data folder, read again whenever the file has changed; thread-safe."""

    def __init__(self, data: Path, clock: Callable[[], float] = time.time) -> None:
        """Raises KeyFileError where the file is damaged, or others can read it."""
        self._path = data / "keys" / _FILE
        self._clock = clock
        _make_sure_of(data, self._path)
        refuse_if_shared(self._path)
        self._held = _read(self._path)

    @property
    def signing(self) -> ECKey:
        """The private key that signs now; its `kid` goes into the token's header.

        Raises:
            NotAnsweredError: the file cannot be read just now.
        """
        return self._current().signing

    def key(self, kid: str) -> ECKey | None:
        """The key that verifies tokens with this `kid`, while any can still be good."""
        held = self._current()
        if kid == held.signing.kid:
            return held.signing
        now = self._clock()
        return next((k for k, until in held.retired if k.kid == kid and now < until), None)

    def published(self) -> dict[str, Any]:
        """The public halves as a JWK Set (RFC 7517, section 5)."""
        held, now = self._current(), self._clock()
        keys = [held.signing, *(key for key, until in held.retired if now < until)]
        return {"keys": [key.as_dict(private=False) for key in keys]}

    def _current(self) -> _Held:
        try:
            if _version(self._path) != self._held.version:
                self._held = _read(self._path)
        except (OSError, KeyFileError) as error:
            raise NotAnsweredError("The signing keys cannot be read just now.") from error
        return self._held


def rotate(data: Path, now: int) -> str:
    """Have a new key sign from now on, and forget how the old one signed; its `kid`."""
    path = data / "keys" / _FILE
    _make_sure_of(data, path)
    with _alone(path.parent):
        held, key = _read(path), _new_key()
        until = now + TOKEN_SECONDS + _SLACK_SECONDS
        retired = [(held.signing, until), *(one for one in held.retired if now < one[1])]
        write_for_owner(path, _written(key, retired))
    return str(key.kid)


def _new_key() -> ECKey:
    key = ECKey.generate_key("P-256", auto_kid=True)
    named = {**key.as_dict(private=True), "use": "sig", "alg": ALGORITHM}
    return ECKey.import_key({**named, "kid": str(key.kid)})


def _make_sure_of(data: Path, path: Path) -> None:
    """Make the file if there is none; of two that make it, the first one's stays."""
    if path.exists():
        return
    open_keys(data)  # the folder, whole
    descriptor, aside = tempfile.mkstemp(prefix=".issuer-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(_written(_new_key(), []))
        path.hardlink_to(aside)
    except FileExistsError:
        pass
    finally:
        Path(aside).unlink()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One rotation at a time, so that none is lost."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _written(signing: ECKey, retired: list[tuple[ECKey, int]]) -> str:
    old = [{"key": k.as_dict(private=False), "until": until} for k, until in retired]
    return json.dumps({"signing": signing.as_dict(private=True), "retired": old}, indent=1)


def _version(path: Path) -> tuple[int, int, int]:
    found = path.stat()
    return found.st_ino, found.st_mtime_ns, found.st_size


def _read(path: Path) -> _Held:
    version = _version(path)  # before the text: a change meanwhile is read the next time
    try:
        written = json.loads(path.read_text("utf-8"))
        old = [(ECKey.import_key(one["key"]), int(one["until"])) for one in written["retired"]]
        signing = ECKey.import_key(written["signing"])
    except (ValueError, KeyError, TypeError, JoseError) as error:
        raise KeyFileError(
            f"The key file {path} is damaged: restore it, or remove it to have new keys made."
        ) from error
    if not signing.is_private:
        raise KeyFileError(f"The key file {path} has no key that signs: restore or remove it.")
    return _Held(version, signing, tuple(old))
