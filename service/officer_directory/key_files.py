"""Secret keys, in files of `DATA/keys` that only their owner can read.

All keys are made together, once, when the folder is not there. A folder from which a key
is missing, or that others can read, is refused: a silently replaced key would lock out
every holder of an API key, and one that leaked is no secret.
"""

import secrets
import shutil
import stat
import tempfile
from dataclasses import dataclass, fields
from pathlib import Path

from officer_directory.errors import RefusedByRuleError

_SIZES = {"pepper": 32, "cursor": 64}  # cursor: AES-256-SIV takes two 256-bit keys


class KeyFileError(RefusedByRuleError):
    """A key file is missing, of the wrong size, or readable by others."""


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    pepper: bytes  # for the HMAC of API keys
    cursor: bytes  # AES-SIV key of cursors


def open_keys(data: Path) -> Keys:
    """The keys of a data folder, made if it has none yet.

    Raises:
        KeyFileError: a key is missing from an existing folder, or others can read it.
    """
    folder = data / "keys"
    if not folder.exists():
        _make(folder)
    refuse_if_shared(folder)
    names = [field.name for field in fields(Keys)]
    return Keys(**{name: read_key(folder / f"{name}.key", _SIZES[name]) for name in names})


def _make(folder: Path) -> None:
    """Make every key aside, then move the folder into place: whole or not at all."""
    folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = Path(tempfile.mkdtemp(prefix=".keys-", dir=folder.parent))
    for name, size in _SIZES.items():
        path = aside / f"{name}.key"
        path.touch(mode=0o600)
        path.write_bytes(secrets.token_bytes(size))
    try:
        aside.rename(folder)
    except OSError:  # another process was first; its keys are the keys
        shutil.rmtree(aside)


def read_key(path: Path, size: int) -> bytes:
    """The key in a file.

    Raises:
        KeyFileError: it is missing, of another size, or others can read it.
    """
    if not path.is_file():
        raise KeyFileError(f"The key file {path} is missing: restore it from where keys are kept.")
    refuse_if_shared(path)
    key = path.read_bytes()
    if len(key) != size:
        raise KeyFileError(f"The key file {path} must hold exactly {size} bytes.")
    return key


def refuse_if_shared(path: Path) -> None:
    """Raises KeyFileError where others than its owner can read a file or folder of keys."""
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeyFileError(f"{path} can be read by others: `chmod go-rwx` it, or replace the keys.")
