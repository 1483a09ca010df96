"""Who acts at the command line: a name that is typed, else the operating system's user."""

import getpass
from typing import Annotated

import typer


def operating_system_user() -> str:
    """`os:NAME`: known to this machine, and not by anyone's say-so."""
    try:
        return f"os:{getpass.getuser()}"
    except (KeyError, OSError):  # a user without a name
        return "os:unknown"


By = Annotated[
    str,
    typer.Option(
        "--by",
        help="Who acts; by default the operating system's user, as os:NAME.",
        default_factory=operating_system_user,
        show_default=False,
    ),
]
