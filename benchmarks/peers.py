"""Datasette on the same rows: our publication exported, as it opens it."""

import json
import shutil
import sys
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path

from benchmarks.compare import Loader, Side, interleaved, report
from benchmarks.reading import officers, pages
from benchmarks.servers import Server, free_port, ours, started
from benchmarks.sizes import Sizes
from officer_directory.disclosure import activation
from officer_directory.disclosure.export import write_sqlite
from officer_directory.disclosure.opened import watched_views
from officer_directory.identity.requester import PUBLIC
from officer_directory.key_files import open_keys
from officer_directory.settings import Settings
from officer_directory.store.engines import Database

_SAMPLE = 100


def measure(load: Loader, settings: Settings, sizes: Sizes) -> None:
    """One officer and a page of fifty by name, without its counts and facets."""
    if not _has_datasette():
        print("datasette is not installed: skipped", flush=True)
        return
    exported = _exported(settings)
    with ExitStack() as stack:
        server = stack.enter_context(ours(settings))
        port = free_port()
        command = [sys.executable, "-m", "datasette", "serve", str(exported), "-p", str(port)]
        ready = "/-/versions.json"
        datasette = stack.enter_context(started("datasette", command, port, ready))
        one, page = officers(server, _SAMPLE), pages(server, _SAMPLE)
        theirs = [f"/exported/officers/{target.rsplit('/', 1)[1]}.json" for target in one]
        for what, mine, others, at_least in (
            ("public officer", one, theirs, 5.0),
            ("page of 50", page, _their_pages(datasette), 8.0),
        ):
            found = interleaved(
                load,
                Side(server, mine),
                Side(datasette, others),
                rounds=sizes.rounds,
                requests=sizes.page_requests,
                seconds=sizes.seconds,
            )
            report(what, *found, at_least, "datasette")


def _has_datasette() -> bool:
    return find_spec("datasette") is not None


def _their_pages(server: Server) -> list[str]:
    address = (
        "/exported/officers.json?_shape=objects&_size=50&_sort=last_name&_nocount=1&_nofacet=1"
    )
    found = [address]
    while len(found) < _SAMPLE // 4:
        token = json.loads(server.get(found[-1]))["next"]
        if token is None:
            break
        found.append(f"{address}&_next={token}")
    return found


def _exported(settings: Settings) -> Path:
    """The public's publication as a SQLite file, made once."""
    file = settings.data / "exported.db"
    if file.exists():
        return file
    database = Database(settings)
    with database.reading() as connection:
        snapshot = activation.in_force(connection)
    assert snapshot is not None
    database.close()
    making = file.with_suffix(".making")
    with watched_views(settings, snapshot, open_keys(settings.data).cursor) as views:
        write_sqlite(views.of(PUBLIC), making, lambda *_: None)
    return Path(shutil.move(making, file))
