"""The command `officer-directory-press`, and how it says what went wrong.

Exit codes: 0 done; 1 it could not be done, and why is on standard error; 2 wrong usage.
"""

import sqlite3
from typing import Any

import click

from officer_directory_client._terminal import plain
from officer_directory_client._version import __version__
from officer_directory_client.errors import DirectoryError
from officer_directory_client.press.login import login, logout
from officer_directory_client.press.officers import officers
from officer_directory_client.press.open import open_
from officer_directory_client.press.receipts import receipts
from officer_directory_client.press.verify import verify
from officer_directory_client.press.watch import watch
from officer_directory_client.press.words import refusal


class _Told(click.Group):
    """Commands whose errors say what to do."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except DirectoryError as error:
            told = refusal(error)
        except (OSError, sqlite3.Error) as error:
            told = click.ClickException(f"{plain(error)}\nNothing is half done; try again.")
        raise told


@click.group(cls=_Told, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="officer-directory-press")
def main() -> None:
    """The officer directory in a newsroom: files, receipts, what changed.

    \b
    officer-directory-press login
    officer-directory-press officers --agency "Fernhollow"
    officer-directory-press verify
    officer-directory-press watch --agency "Fernhollow"
    officer-directory-press open newsroom --agency "Fernhollow"

    Nobody needs a key: the public record is open without one. Badge numbers are text: 0012 is
    not 12. Exit codes: 0 done, 1 it could not be done, 2 wrong usage.
    """


for each in (login, logout, officers, watch, open_, receipts, verify):
    main.add_command(each)
