"""`demo`: a synthetic city, a key for each kind of requester, and a server, in a minute."""

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from officer_directory.cli import demo_portal, session, spoken
from officer_directory.cli.progress import watched
from officer_directory.demo import credentials, tour
from officer_directory.demo.city import OFFICERS, SEED
from officer_directory.demo.filled import Filled, fill_if_empty
from officer_directory.disclosure import activation
from officer_directory.intake.hr.photo_keys import photos_of
from officer_directory.settings import Settings
from officer_directory.store.engines import Database
from officer_directory.store.one_writer import sole_writer
from officer_directory.store.schema import upgrade

FEWEST = 50
PORTAL_PORT = 8001


def demo(
    port: Annotated[int, typer.Option(help="Port to serve on.")] = 8000,
    host: Annotated[str, typer.Option(help="Address to serve on.")] = "127.0.0.1",
    portal_port: Annotated[
        int, typer.Option(help="Port for the public portal, where it is installed; 0: none.")
    ] = PORTAL_PORT,
    data: Annotated[
        Path | None, typer.Option(help="Folder for the database, keys and credentials.")
    ] = None,
    officers: Annotated[
        int, typer.Option(min=FEWEST, help="Officers of the city, when it is made.")
    ] = OFFICERS,
    seed: Annotated[int, typer.Option(help="The same seed makes the same city.")] = SEED,
) -> None:
    """Make an invented city, print what to try, and serve it. Running it again reuses it."""
    from officer_directory.cli.serve import address_of, refuse_if_taken, serve_here

    settings = session.settings(data)
    has_portal = portal_port != 0 and demo_portal.is_installed()
    refuse_if_taken(host, port)  # before the minute that the city takes
    if has_portal:
        refuse_if_taken(host, portal_port, "--portal-port")
    filled, path = prepare(settings, officers, seed)
    api = address_of(host, port)
    with ExitStack() as beside:
        if has_portal:
            spoken.note(f"Look people up at {address_of(host, portal_port)}\n")
            beside.enter_context(demo_portal.portal(api, host, portal_port, path))
        elif portal_port != 0:
            spoken.note(f"{demo_portal.INSTALL}\n")
        spoken.note(tour.in_words(filled.highlights, f"http://{host}:{port}", path))
        serve_here(settings, host=host, port=port)


def prepare(settings: Settings, officers: int, seed: int) -> tuple[Filled, Path]:
    """Everything but serving: schema, policy, facts where there are none, and keys."""
    with sole_writer(settings.prepare_data()), watched() as progress:
        upgrade(settings)
        database = Database(settings)
        try:
            snapshot = activation.ensure(database, settings)
            filled = fill_if_empty(
                database,
                snapshot,
                settings.data,
                officers,
                seed,
                progress,
                lambda: photos_of(settings, database),
            )
            return filled, credentials.keep_or_issue(settings, database, filled)
        finally:
            database.close()
