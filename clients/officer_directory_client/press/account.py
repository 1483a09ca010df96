"""Where the tool keeps things, and as whom it asks."""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import click

from officer_directory_client._retrying import Patience
from officer_directory_client.directory import Directory
from officer_directory_client.outside import PressDirectory, PublicDirectory

HOME: Final = "OFFICER_DIRECTORY_PRESS_HOME"
OUTSIDE: Final = ("public", "press")
"""Tiers that this tool is for: what is shown to others does not belong in a newsroom's files."""

_BURST: Final = Patience(tries=6, longest_wait_s=90)  # a burst renews within a minute
_FILE: Final = "account.json"
_OTHERS: Final = 0o077


@dataclass(frozen=True, slots=True)
class Account:
    """A directory, and a key for it, if there is one."""

    api: str
    key: str | None = field(default=None, repr=False)

    def directory(self) -> Directory:
        """The directory, asked so.

        Raises:
            ValueError: the address or the key cannot be one.
        """
        if self.key is None:
            return PublicDirectory(self.api, patience=_BURST)
        return PressDirectory(self.api, self.key, patience=_BURST)


def home() -> Path:
    """The folder of this tool, made owner-only where it is not there yet."""
    told = os.environ.get(HOME)
    folder = Path(told) if told else Path(click.get_app_dir("officer-directory-press"))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def remember(account: Account) -> Path:
    """Keep it, for the owner's eyes alone."""
    path = home() / _FILE
    part = path.with_name(f".{_FILE}.part")
    part.unlink(missing_ok=True)
    text = json.dumps({"api": account.api, "key": account.key})
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    part.replace(path)
    return path


def remembered() -> Account:
    """What `login` kept.

    Raises:
        ClickException: nothing is kept, or others may read it.
    """
    path = home() / _FILE
    try:
        text = path.read_text()
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise click.ClickException(
            "No directory is chosen yet. Run: officer-directory-press login"
        ) from None
    if os.name == "posix" and mode & _OTHERS:
        raise click.ClickException(
            f"Others may read {path}, which holds your key. Run: chmod 600 '{path}'"
        )
    try:
        told = json.loads(text)
        return Account(told["api"], told["key"])
    except (ValueError, KeyError, TypeError):
        raise click.ClickException(
            f"{path} cannot be read. Run: officer-directory-press login"
        ) from None


def forget() -> bool:
    """Forget it; whether there was something to forget."""
    path = home() / _FILE
    known = path.exists()
    path.unlink(missing_ok=True)
    return known
