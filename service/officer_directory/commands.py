"""Named commands that write: what the command line and HTTP ask for, and the server runs.

A command takes a `Desk` and JSON-able arguments, gives a JSON-able answer, and does its
writing in one transaction of `desk.database`. On SQLite commands run one after another in
the one process that may write (`writer.run`); they are named so that another process can
ask for them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from officer_directory.errors import NotUnderstoodError
from officer_directory.settings import Settings
from officer_directory.store.engines import Database

if TYPE_CHECKING:  # a desk hands the policy on and never looks into it
    from officer_directory.disclosure.policy import Snapshot

Answer = dict[str, Any]
Arguments = dict[str, Any]
Later = Callable[[Settings, Arguments], Answer]
"""Keeps on the disk what cannot be done now, to be done before anything is answered."""
Progress = Callable[[int, int, str], None]
"""Called with how many are done, of how many (0: not known), and of what."""


def quietly(_done: int, _total: int, _what: str) -> None:
    """Progress that nobody watches."""


@dataclass
class Desk:
    """What a command has at hand while it runs."""

    settings: Settings
    database: Database
    snapshot: "Snapshot"  # the policy in force, the same to the end of the command
    progress: Progress = quietly


@dataclass(frozen=True, slots=True)
class Command:
    name: str
    work: Callable[..., Answer]
    overtakes: Callable[[Arguments], bool]
    apart: bool = False
    later: Later | None = None


_commands: dict[str, Command] = {}


def command(
    name: str,
    *,
    overtakes: Callable[[Arguments], bool] = lambda _: False,
    apart: bool = False,
    later: Later | None = None,
) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Register a function under a name.

    `overtakes` says when it goes before all others; what cannot be done then is kept for
    `later`. A long command of many short transactions runs `apart`, so that others write in
    between. Every other gives way to one that overtakes, and is begun again from the start:
    it does nothing but what its one transaction takes back.
    """

    def register(work: Callable[..., Answer]) -> Callable[..., Answer]:
        if name in _commands:
            raise ValueError(f"the command {name} is registered twice")
        _commands[name] = Command(name, work, overtakes, apart, later)
        return work

    return register


def command_named(name: str) -> Command:
    """The command of that name.

    Raises:
        NotUnderstoodError: there is none.
    """
    if name not in _commands:
        raise NotUnderstoodError("There is no such command here; are both sides of one version?")
    return _commands[name]
