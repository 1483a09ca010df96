"""The command line: `officer-directory`. Exit codes: 0 done, 1 refused by a rule, 2 wrong usage."""

import sys

import typer

from officer_directory.cli import (
    agencies,
    clients,
    db,
    demo,
    export,
    imports,
    issuer,
    keys,
    ledger,
    persons,
    photos,
    policy,
    proposals,
    protections,
    serve,
    units,
)
from officer_directory.errors import DirectoryError

app = typer.Typer(
    name="officer-directory",
    help=(
        "An access-controlled officer directory: withheld by default,"
        " every withheld field with its legal reason."
    ),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

_NOUNS = (
    db,
    agencies,
    units,
    protections,
    photos,
    policy,
    keys,
    clients,
    persons,
    issuer,
    ledger,
)
for _noun in _NOUNS:
    app.add_typer(_noun.app, name=_noun.__name__.rpartition(".")[2])

app.command("demo")(demo.demo)
app.command("serve")(serve.serve)
app.command("import")(imports.import_path)
app.command("export")(export.export)
app.command("proposals")(proposals.proposals)
app.command("approve")(proposals.approve)


def main() -> None:
    """Run the command line; a refusal is one sentence on standard error, and exit code 1."""
    try:
        app()
    except DirectoryError as error:
        print(error, file=sys.stderr)
        raise SystemExit(1) from None
    except OSError as error:
        if error.filename is None:
            raise
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        raise SystemExit(1) from None
