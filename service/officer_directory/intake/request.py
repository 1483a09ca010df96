"""What one import is asked to do."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from officer_directory.intake.facts import Facts

ALLOWED_PERCENT = 5.0


def _nothing(_connection: Connection, _facts: Facts) -> None:
    """Where nothing else belongs to the import's transaction."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is imported, into which agency, by whom, and how.

    `through` is the key or client by which `by` acts; `alike` is for a requester who may
    not learn who is protected. `at_start` is run first in the import's own transaction.
    """

    path: Path
    format_name: str
    agency: str
    state: str
    by: str
    full: bool = False
    dry_run: bool = False
    allowed_percent: float = ALLOWED_PERCENT
    through: str = ""
    alike: bool = False
    at_start: Callable[[Connection, Facts], None] = _nothing
