"""`issuer rotate`: another key signs the tokens from now on."""

import typer

from officer_directory.cli import session, spoken

app = typer.Typer(help="The embedded issuer of tokens.", no_args_is_help=True)


@app.callback()
def issuer() -> None:
    """A group of its own, even while it has one command."""


@app.command()
def rotate() -> None:
    """Have a new key sign, at once, on every replica that shares DATA/keys; prints its id."""
    rotated = session.run("issuer.rotate", {})
    spoken.note("Tokens that the old key signed stay good until they expire.")
    spoken.answer(rotated["kid"])
