"""The command line: `officer-directory`. Exit codes: 0 done, 1 refused by a rule, 2 wrong usage."""

import sys
from importlib import import_module
from importlib.util import find_spec

import typer

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

for _name in ("db", "agencies", "units", "protections", "policy", "keys"):
    if find_spec(f"{__name__}.{_name}"):
        app.add_typer(import_module(f"{__name__}.{_name}").app, name=_name)


for _name, _module, _function in (
    ("demo", "demo", "demo"),
    ("serve", "serve", "serve"),
    ("import", "imports", "import_path"),
    ("export", "export", "export"),
    ("proposals", "proposals", "proposals"),
    ("approve", "proposals", "approve"),
):
    if find_spec(f"{__name__}.{_module}"):
        app.command(_name)(getattr(import_module(f"{__name__}.{_module}"), _function))


def main() -> None:
    """Run the command line; a refusal is one sentence on standard error, and exit code 1."""
    try:
        app()
    except DirectoryError as error:
        print(error, file=sys.stderr)
        raise SystemExit(1) from None
