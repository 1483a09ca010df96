"""Directus on PostgreSQL with the same rows, two of their fields hidden from the public.

It is an npm package: `npm install directus@10.13.4` (later ones want Node 22), in a folder
outside this one that `DIRECTUS` names. A `.env` in that folder would win over what is set
here, so there is to be none. Without it the row is skipped.
"""

import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from benchmarks.build import built, built_on_postgresql
from benchmarks.compare import Loader, Side, interleaved, report
from benchmarks.reading import officers, pages
from benchmarks.servers import Server, free_port, ours, started
from benchmarks.sizes import Sizes
from officer_directory.settings import Settings

_OFFICERS = 100_000
_SAMPLE = 100
_DATABASE = "officer_directory_bench_directus"
_HIDDEN = ("race", "gender")
_SETTINGS = {
    "HOST": "127.0.0.1",
    "KEY": "00000000-0000-4000-8000-000000000001",
    "SECRET": "only for this benchmark, on loopback",
    "ADMIN_EMAIL": "admin@example.com",
    "ADMIN_PASSWORD": "only for this benchmark",
    "DB_CLIENT": "pg",
    "TELEMETRY": "false",
    "LOG_LEVEL": "warn",
    "NODE_ENV": "production",
}


def measure(load: Loader, _settings: Settings, sizes: Sizes) -> None:
    """One officer and a page of fifty by name: ours on PostgreSQL, and on SQLite, beside it."""
    folder = Path(os.environ.get("DIRECTUS", ""))
    if not (folder / "node_modules" / "directus").exists():
        print("directus is not installed (DIRECTUS names its folder): skipped", flush=True)
        return
    number = min(sizes.officers, _OFFICERS)
    local = built(sizes.folder, number)
    shared = built_on_postgresql(sizes.folder, sizes.postgres, number)
    with ExitStack() as stack:
        directus = stack.enter_context(_directus(folder, sizes.postgres, local))
        for engine, settings in (("PostgreSQL", shared), ("SQLite", local)):
            with ours(settings) as server:
                _compare(load, sizes, engine, server, directus)


def _compare(load: Loader, sizes: Sizes, engine: str, server: Server, directus: Server) -> None:
    one, page = officers(server, _SAMPLE), pages(server, _SAMPLE // 4)
    theirs = [f"/items/officers/{target.rsplit('/', 1)[1]}" for target in one]
    their_pages = [
        f"/items/officers?limit=50&sort=last_name,first_name,id&offset={50 * n}"
        for n in range(len(page))
    ]
    for what, mine, others, at_least in (
        (f"public officer, {engine}", one, theirs, 15.0),
        (f"page of 50, {engine}", page, their_pages, 10.0),
    ):
        found = interleaved(
            load,
            Side(server, mine),
            Side(directus, others),
            rounds=sizes.rounds,
            requests=sizes.page_requests,
            seconds=sizes.seconds,
        )
        report(what, *found, at_least, "directus")


@contextmanager
def _directus(folder: Path, postgres: str, rows: Settings) -> Iterator[Server]:
    """A fresh Directus with the published rows, on one core."""
    with psycopg.connect(postgres, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {_DATABASE} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {_DATABASE}")
    url = postgres.rsplit("/", 1)[0] + f"/{_DATABASE}"
    port = free_port()
    given = _SETTINGS | {"PORT": str(port), "DB_CONNECTION_STRING": url}
    given["PUBLIC_URL"] = f"http://127.0.0.1:{port}"
    # Not its own command, which asks the registry for a newer version at each start.
    program = folder / "node_modules" / "@directus" / "api" / "dist" / "cli" / "run.js"
    node = ["env", "-C", str(folder), *(f"{n}={v}" for n, v in given.items())]
    node += [shutil.which("node") or "node", str(program)]
    subprocess.run([*node, "bootstrap"], check=True, stdout=subprocess.DEVNULL)
    _fill(url, rows)
    with started("directus", [*node, "start"], port, "/server/ping") as directus:
        yield directus
    with psycopg.connect(postgres, autocommit=True) as server:
        server.execute(f"DROP DATABASE {_DATABASE} WITH (FORCE)")


def _fill(url: str, rows: Settings) -> None:
    """The published records, and leave for the public to read all but two of the fields."""
    source = sqlite3.connect(rows.data / "directory.db")
    records = (json.loads(row[0]) for row in source.execute("SELECT json FROM public_officer"))
    first: dict[str, Any] = next(records)
    names = list(first)
    listed = sql.SQL(", ").join(map(sql.Identifier, names))
    typed = [
        sql.SQL("{} uuid PRIMARY KEY" if n == "id" else "{} text").format(sql.Identifier(n))
        for n in names
    ]
    with psycopg.connect(url) as connection:
        connection.execute(sql.SQL("CREATE TABLE officers ({})").format(sql.SQL(", ").join(typed)))
        copying = sql.SQL("COPY officers ({}) FROM STDIN").format(listed)
        with connection.cursor() as cursor, cursor.copy(copying) as copy:
            copy.write_row(list(first.values()))
            for record in records:
                copy.write_row([record[name] for name in names])
        connection.execute("CREATE INDEX ON officers (last_name, first_name, id)")
        connection.execute("INSERT INTO directus_collections (collection) VALUES ('officers')")
        connection.execute(
            "INSERT INTO directus_permissions (collection, action, permissions, fields)"
            " VALUES ('officers', 'read', '{}', %s)",
            [",".join(name for name in names if name not in _HIDDEN)],
        )
        connection.execute("ANALYZE officers")
    source.close()
