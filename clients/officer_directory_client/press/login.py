"""`login` and `logout`: which directory, and with which key."""

from typing import TextIO

import click

from officer_directory_client._terminal import plain
from officer_directory_client.errors import NoAnswerError
from officer_directory_client.press.account import OUTSIDE, Account, forget, remember


@click.command()
@click.option("--api", metavar="URL", help="The address of the directory.")
@click.option("--key-file", type=click.File(), help="A file that holds the key; - is stdin.")
@click.option("--no-key", is_flag=True, help="Ask as anyone may.")
def login(api: str | None, key_file: TextIO | None, no_key: bool) -> None:
    """Choose the directory, and the key to ask it with.

    Asks for what is not given. A key is never part of a command, where others on this machine
    could read it. Address and key are kept owner-only in your configuration folder, or in
    OFFICER_DIRECTORY_PRESS_HOME, after the directory has said that they are good.

    \b
    officer-directory-press login
    officer-directory-press login --api https://directory.example --no-key
    officer-directory-press login --api https://directory.example --key-file key.txt
    pass show directory | officer-directory-press login --api https://directory.example --key-file -
    """
    if key_file is not None and no_key:
        raise click.UsageError("Either --key-file or --no-key.")
    address = api if api is not None else click.prompt("Address of the directory")
    account = Account(address, None if no_key else _key(key_file))
    try:
        directory = account.directory()
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    with directory:
        try:
            me = directory.me()
        except NoAnswerError:
            raise click.ClickException(
                f"No answer from {plain(address)}. Is that the address? Nothing was kept."
            ) from None
    if me.tier not in OUTSIDE:
        raise click.ClickException(
            f"That key is of the tier {plain(me.tier)}, which is shown more than the public is."
            " This command makes files for a newsroom and takes keys of the public or the press."
        )
    path = remember(Account(directory.api, account.key))
    click.echo(f"You ask {plain(directory.api)} as {plain(me.tier)}. Kept in {path}")
    for notice in me.notices:
        click.echo(f"Notice: {plain(notice)}")


@click.command()
def logout() -> None:
    """Forget the directory and the key on this machine. The key itself stays good."""
    click.echo("Forgotten." if forget() else "There was nothing to forget.")


def _key(file: TextIO | None) -> str | None:
    if file is None:
        asked: str = click.prompt(
            "Key (empty: ask as anyone may)", default="", hide_input=True, show_default=False
        )
        return asked.strip() or None
    key = file.read(4096).strip()
    if not key:
        raise click.UsageError("The key file is empty; --no-key asks without one.")
    return key
