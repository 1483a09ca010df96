"""The keys that sign checkpoints: one file, `DATA/keys/ledger.json`, its owner's alone.

The name of the ledger is fixed with them. The file is made where it is not there; where the
ledger was signed by other keys, whoever has a new file signs nothing.
"""

import json
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any
from urllib.parse import urlsplit

from officer_directory.key_files import KeyFileError, open_keys, refuse_if_shared
from officer_directory.ledger.entry import LOGS
from officer_directory.ledger.note import ALGORITHMS, VerifierKey, decoded, encoded
from officer_directory.ledger.signing import SigningPair, keys_entry
from officer_directory.owner_only import write_for_owner
from officer_directory.settings import Settings

_FILE = "ledger.json"
_TYPES = {algorithm: number for number, algorithm in ALGORITHMS.items()}


@dataclass(frozen=True, slots=True)
class Held:
    """The file as it was read. A period is a pair of public keys, from when and until when."""

    name: str
    pair: SigningPair
    periods: tuple[dict[str, Any], ...]  # oldest first; the last one has no end
    entries: tuple[str, ...]  # of the publication log: who signs from when on

    def origin(self, log: str) -> str:
        return f"{self.name}/{log}"

    def verifier_keys(self, log: str) -> list[VerifierKey]:
        """Those that sign the log now."""
        return list(self.pair.verifier_keys(self.origin(log)))

    def generations(self, log: str) -> list[list[VerifierKey]]:
        """The pairs that ever signed the log, the present one first."""
        return [_keys_of(self.origin(log), period) for period in reversed(self.periods)]

    def published(self) -> dict[str, Any]:
        keys = [
            {
                "log": log,
                "origin": key.name,
                "algorithm": ALGORITHMS[key.type],
                "vkey": key.written(),
                "from": period["from"],
                "until": period["until"],
            }
            for log in LOGS
            for period in self.periods
            for key in _keys_of(self.origin(log), period)
        ]
        return {"name": self.name, "keys": keys, "rotations": list(self.entries)}


class LedgerKeys:
    """The keys of one data folder, read again whenever the file has changed."""

    def __init__(self, settings: Settings) -> None:
        """Raises KeyFileError where the file is damaged, or others can read it."""
        self._path = settings.prepare_data() / "keys" / _FILE
        _make_sure_of(settings, self._path)
        self._version: tuple[int, int] | None = None
        self._held = self.held()

    def held(self) -> Held:
        found = self._path.stat()
        if (version := (found.st_mtime_ns, found.st_ino)) != self._version:
            refuse_if_shared(self._path)
            self._held, self._version = _read(self._path), version
        return self._held


def rotate(settings: Settings, owe: Callable[[bytes], None]) -> Held:
    """Have a new pair sign from now on. `owe` is given the entry that says so, before it does."""
    path = settings.prepare_data() / "keys" / _FILE
    _make_sure_of(settings, path)
    old, pair = _read(path), SigningPair.make()
    # A verifier refuses keys that are older than those before them, whatever the clock was set to.
    now = max(int(time.time()), old.periods[-1]["from"])
    entry = keys_entry(old.name, now, pair, old.pair)
    owe(entry)
    ended = {**old.periods[-1], "until": now}
    periods = [*old.periods[:-1], ended, _period(pair, now)]
    write_for_owner(path, _written(old.name, pair, periods, [*old.entries, entry.decode()]))
    return _read(path)


def _keys_of(origin: str, period: dict[str, Any]) -> list[VerifierKey]:
    return [VerifierKey(origin, n, decoded(period[a])) for a, n in _TYPES.items()]


def _period(pair: SigningPair, since: int) -> dict[str, Any]:
    return {**pair.public(), "from": since, "until": None}


def _make_sure_of(settings: Settings, path: Path) -> None:
    """Make the file if there is none; of two that make it, the first one's stays."""
    if path.exists():
        return
    open_keys(settings.data)  # the folder, whole
    pair, now, address = SigningPair.make(), int(time.time()), urlsplit(settings.public_url)
    name = (address.netloc + address.path).strip("/") or f"officer-directory/{token_hex(8)}"
    entry = keys_entry(name, now, pair, None)
    descriptor, aside = tempfile.mkstemp(prefix=".ledger-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(_written(name, pair, [_period(pair, now)], [entry.decode()]))
        path.hardlink_to(aside)
    except FileExistsError:
        pass
    finally:
        Path(aside).unlink()


def _written(
    name: str, pair: SigningPair, periods: list[dict[str, Any]], entries: list[str]
) -> str:
    ed25519, ml_dsa = map(encoded, pair.seeds())
    seeds = {"ed25519": ed25519, "ml-dsa-44": ml_dsa}
    held = {"name": name, "seeds": seeds, "periods": periods, "entries": entries}
    return json.dumps(held, indent=1)


def _read(path: Path) -> Held:
    try:
        written = json.loads(path.read_text("utf-8"))
        seeds = written["seeds"]
        pair = SigningPair.from_seeds(decoded(seeds["ed25519"]), decoded(seeds["ml-dsa-44"]))
        periods, entries = tuple(written["periods"]), tuple(written["entries"])
        return Held(written["name"], pair, periods, entries)
    except (ValueError, KeyError, TypeError) as error:
        raise KeyFileError(f"The key file {path} is damaged: restore it.") from error
