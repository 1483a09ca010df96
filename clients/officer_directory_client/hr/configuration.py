"""How the command is set: a TOML file that is its owner's alone, and the environment over it.

No secret is a setting: a setting names the file that holds it.
"""

import os
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

from officer_directory_client._addresses import check_root
from officer_directory_client._dpop import DpopKey
from officer_directory_client.credentials import ClientSecret, Credential, PrivateKeyJwt

PREFIX: Final = "OFFICER_DIRECTORY_HR_"
USUAL: Final = Path("~/.config/officer-directory/hr.toml")
_STATE: Final = Path("~/.local/state/officer-directory/hr.json")
_FILES: Final = ("client_secret_file", "private_key_file", "state")
_BY_HAND: Final = (
    "How many may be retired is a person's answer to one delivery, and no setting:"
    " give --at-most-removed."
)
_OF_ITS_OWN: Final = (
    "A secret is not written here: put it into a file of its own, its owner's alone,"
    " and name it: client_secret_file."
)


class WronglySetError(ValueError):
    """The command is set wrongly; the text says what to do, and holds no secret."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """Where the directory is, who delivers, and what is usual for this agency."""

    api: str
    client_id: str
    client_secret_file: Path | None = None
    private_key_file: Path | None = None
    dpop: bool = False
    issuer: str | None = None
    agency: str | None = None
    format: str | None = None
    state: Path = _STATE

    def credential(self) -> Credential:
        """The client, with its secret or key read from its file.

        Raises:
            WronglySetError: the file is not there, not its owner's alone, or holds no such key.
        """
        dpop = DpopKey() if self.dpop else None
        if self.private_key_file is not None:
            key = read_own(self.private_key_file)
            try:
                return PrivateKeyJwt(self.client_id, key, dpop=dpop, issuer=self.issuer)
            except ValueError as error:
                raise WronglySetError(f"{self.private_key_file}: {error}") from None
        assert self.client_secret_file is not None
        secret = read_own(self.client_secret_file).strip()
        if not secret.isascii() or not secret.isprintable() or not secret:
            raise WronglySetError(f"{self.client_secret_file} holds no client secret.")
        return ClientSecret(self.client_id, secret, dpop=dpop, issuer=self.issuer)


SETTINGS: Final = tuple(field.name for field in fields(Configuration))


def configured(file: Path | None, environment: Mapping[str, str]) -> Configuration:
    """The settings of a file, or of the usual one if it is there, and the environment over it.

    An empty setting is an unset one. A relative path in the file is beside the file.

    Raises:
        WronglySetError: something is missing, unknown, or readable by others.
    """
    told = _in_environment(environment)
    given = told.pop("config", None)
    file = file or (Path(given) if given else None)
    usual = USUAL.expanduser()
    found = file or (usual if usual.exists() else None)
    settings = {**({} if found is None else _in_file(found)), **told}
    for name in ("api", "client_id"):
        if name not in settings:
            where = found or f"{usual} (there is no such file)"
            raise WronglySetError(
                f"{name} is not set, neither in {where} nor as {PREFIX}{name.upper()}."
            )
    if ("client_secret_file" in settings) == ("private_key_file" in settings):
        raise WronglySetError("Set either client_secret_file or private_key_file.")
    try:
        settings["api"] = check_root(settings["api"])
    except ValueError as error:
        raise WronglySetError(f"api: {error}") from None
    return Configuration(**settings)


def read_own(file: Path) -> str:
    """The text of a file that nobody but its owner may read or write.

    Raises:
        WronglySetError: it cannot be read here, or others may read it.
    """
    try:
        with file.open(encoding="utf-8") as opened:
            mode = stat.S_IMODE(os.fstat(opened.fileno()).st_mode)
            text = opened.read()
    except (OSError, UnicodeDecodeError) as error:
        raise WronglySetError(f"{file} cannot be read ({type(error).__name__}).") from None
    if mode & 0o077:
        raise WronglySetError(f"{file} is not its owner's alone ({mode:04o}): chmod 600 {file}")
    return text


def _in_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    told = {
        name.removeprefix(PREFIX).lower(): value
        for name, value in environment.items()
        if name.startswith(PREFIX) and value
    }
    _refuse_unknown(told, {*SETTINGS, "config"}, "the environment")
    if "dpop" in told:
        switch = {"on": True, "true": True, "off": False, "false": False}
        if told["dpop"] not in switch:
            raise WronglySetError(f"{PREFIX}DPOP is on or off.")
        return _typed(told | {"dpop": switch[told["dpop"]]}, Path(), "the environment")
    return _typed(told, Path(), "the environment")


def _in_file(file: Path) -> dict[str, Any]:
    try:
        told = tomllib.loads(read_own(file))
    except tomllib.TOMLDecodeError as error:
        raise WronglySetError(f"{file} is not TOML: {_where(error)}") from None
    _refuse_unknown(told, set(SETTINGS), str(file))
    return _typed({name: v for name, v in told.items() if v != ""}, file.parent, str(file))


def _where(error: tomllib.TOMLDecodeError) -> str:
    """Where it is not, without what stands there."""
    _, at, place = str(error).rpartition("(at ")
    return f"at {place.rstrip(')')}" if at else "it cannot be read"


def _refuse_unknown(told: Mapping[str, Any], known: set[str], where: str) -> None:
    for name in told.keys() - known:
        if name in ("client_secret", "private_key"):
            raise WronglySetError(f"{where}: {name}: {_OF_ITS_OWN}")
        if name in ("at_most_removed", "allow_removal", "yes", "full"):
            raise WronglySetError(f"{where}: {name}: {_BY_HAND}")
        raise WronglySetError(f"{where}: {name} is no setting: {', '.join(SETTINGS)} are.")


def _typed(told: Mapping[str, Any], beside: Path, where: str) -> dict[str, Any]:
    for name, value in told.items():
        if not isinstance(value, bool if name == "dpop" else str):
            kind = "true or false" if name == "dpop" else "text"
            raise WronglySetError(f"{where}: {name} is {kind}.")
    paths = {n: beside / Path(v).expanduser() for n, v in told.items() if n in _FILES}
    return {**told, **paths}
