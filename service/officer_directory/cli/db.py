"""`db upgrade`: bring the schema up to date. `db check`: is what is published what it should be?"""

import typer

from officer_directory.cli import session
from officer_directory.errors import RefusedByRuleError
from officer_directory.store.one_writer import sole_writer
from officer_directory.store.schema import upgrade as upgrade_schema

app = typer.Typer(help="The database: its schema, and whether it is sound.", no_args_is_help=True)


@app.command()
def upgrade() -> None:
    """Bring the database to the newest schema; one that is there already stays as it is."""
    settings = session.settings()
    if settings.is_sqlite:
        with sole_writer(settings.prepare_data()):
            upgrade_schema(settings)
    else:
        upgrade_schema(settings)


@app.command()
def check() -> None:
    """Compare what is published with the facts, and name any difference (exit code 1)."""
    found = session.run("db.check", {})
    for line in found["first"]:
        print(line)
    if found["differences"]:
        raise RefusedByRuleError(
            f"{found['differences']} published records differ from the facts. "
            "Nobody should rely on them until the cause is known."
        )
    print("The publication is what the facts give.")
