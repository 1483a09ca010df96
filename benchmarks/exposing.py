"""How long a question about exposure takes, with as many inside entries as a city has in years.

    python -m benchmarks.exposing [--rows 10000000] [--entries 10000] [--postgres postgresql://…]

On SQLite, or on a server that is named, in a folder and a database of its own that are removed
at the end. Some entries are really appended, asked about before they are counted, counted by the
sealer and held against the log; then the counts are filled in bulk, one for each entry that there
could have been (each another pseudonym, day and kind: no fewer rows could stand for them), and
officers and a unit are asked about. Ends by itself, in minutes; SQLite needs 1 GB, PostgreSQL 2 GB.
"""

import argparse
import asyncio
import itertools
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from operator import itemgetter
from pathlib import Path
from statistics import median
from uuid import UUID

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy import Connection, make_url, text

from officer_directory.demo.city import city
from officer_directory.disclosure import activation
from officer_directory.exposures.answer import Sources, of_officers
from officer_directory.exposures.question import Question
from officer_directory.intake import bulk
from officer_directory.ledger.append import Ledger
from officer_directory.ledger.erasure_keys import ErasureKeys
from officer_directory.ledger.rolling import wrong
from officer_directory.ledger.sealer import Sealer
from officer_directory.settings import Settings
from officer_directory.store.engines import Database
from officer_directory.store.insertion import insert_rows
from officer_directory.store.ledger import (
    ledger_exposure_kind,
    ledger_pseudonym,
)
from officer_directory.store.schema import upgrade

_OFFICERS, _KNOWN, _UNIT, _MONTHS, _KINDS = 10_000, 400, 60, 12, 200
_FIRST_DAY = 20_000  # since 1970: in October 2024
_MARCH = ("2025-03-01", "2025-03-31")
_FIELDS = "officer:id uid first_name last_name badge_number rank status unit"


@dataclass
class Town:
    """A directory with few officers, of whom many are in the ledger."""

    settings: Settings
    records: Database
    ledger: Database
    known: list[str]
    officers: list[str]


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.exposing", description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--postgres", help="a server on which to make a database")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # and remove what was made
    with tempfile.TemporaryDirectory(prefix="exposing-") as folder:
        settings = Settings(data=Path(folder, "data"))
        if asked.postgres is None:
            _measure("SQLite", settings, asked.rows, asked.entries)
            return
        with _made(asked.postgres) as url:
            there = replace(settings, database_url=url)
            _measure("PostgreSQL", there, asked.rows, asked.entries)


@contextmanager
def _made(server: str) -> Iterator[str]:
    """A database of its own, dropped at the end."""
    name = f"exposing_{os.getpid()}"
    with closing(psycopg.connect(server, autocommit=True)) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        try:
            yield make_url(server).set(database=name).render_as_string(hide_password=False)
        finally:
            connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def _measure(engine: str, settings: Settings, rows: int, entries: int) -> None:
    town = _town(settings)
    print(f"{engine}: {entries} entries appended, then {rows} counts in bulk")
    ledger = Ledger(settings)
    sealer = Sealer(settings, ledger)
    _timed("append", lambda: asyncio.run(_append(ledger, town, entries)))
    _ask("one officer, nothing counted", town, town.known[:1], 3)
    _timed("seal and count", lambda: sealer.seal("inside"))
    with town.ledger.reading() as connection:
        _timed("hold against the log", lambda: _hold(connection))
    sealer.stop()
    ledger.close()
    _timed("fill in bulk", lambda: _fill(town, rows))
    _ask("one officer", town, town.known[:1], 20)
    _ask("one officer, one field", town, town.known[:1], 20, "officer.badge_number")
    _ask(f"a unit of {_UNIT}", town, town.known[:_UNIT], 5)
    _ask(f"a unit of {_UNIT}, a month", town, town.known[:_UNIT], 5, None, _MARCH)
    town.records.close()
    town.ledger.close()


def _town(settings: Settings) -> Town:
    upgrade(settings)
    records = Database(settings)
    snapshot, at = activation.ensure(records, settings), records.now()
    facts, _ = city(officers=_KNOWN, seed=7, at=at)
    with records.transaction() as connection:
        bulk.write_and_publish(connection, snapshot, facts, source="bench", by="bench", at=at)
    known = [str(row["id"]) for row in facts["officer"]]
    draw = random.Random(7)
    others = (str(UUID(int=draw.getrandbits(128), version=4)) for _ in itertools.count())
    officers = known + list(itertools.islice(others, _OFFICERS - len(known)))
    return Town(settings, records, Database.of_ledger(settings), known, officers)


async def _append(ledger: Ledger, town: Town, entries: int) -> None:
    draw = random.Random(8)
    for begin in range(0, entries, 1_000):
        asked = []
        for number in range(begin, min(begin + 1_000, entries)):
            who = (draw.choice(town.officers),) if number % 10 else tuple(town.known[:50])
            asked.append(ledger.append(_facts(number % _KINDS, who), "inside"))
        await asyncio.gather(*asked)


def _facts(kind: int, officers: tuple[str, ...]) -> dict[str, object]:
    said = {"tier": "hr", "key": f"key{kind:09}", "label": f"Payroll {kind}", "status": 200}
    more = {"policy": "0" * 64, "officers": officers, "given": ((_FIELDS, officers),)}
    return {**said, **more, "route": "GET /v1/officers", "asked": "GET /v1/officers?limit=50"}


def _hold(connection: Connection) -> None:
    assert not list(wrong(connection)), "the counts are not what the log gives"


def _fill(town: Town, rows: int) -> None:
    """Counts of every officer and month, spread evenly over its days and the kinds."""
    draw = random.Random(9)
    token_of = ErasureKeys(town.settings.data).token
    names = [
        {"name": f"{draw.getrandbits(128):032x}", "officer": token, "month": f"{month:02}"}
        for token in map(token_of, town.officers)
        for month in range(_MONTHS)
    ]
    values = {"each": max(1, round(rows / len(names))), "first": _FIRST_DAY, "kinds": _KINDS}
    with town.ledger.transaction() as connection:
        insert_rows(connection, ledger_exposure_kind, [_kind(n) for n in range(_KINDS)])
        insert_rows(connection, ledger_pseudonym, sorted(names, key=itemgetter("name")))
        here = town.settings.is_sqlite
        parts = {"series": _SERIES, "place": "place"} if here else {"series": "", "place": _PLACE}
        connection.execute(text(_COUNTS.format(**parts)), values)
    if not town.settings.is_sqlite:
        with town.ledger.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("ANALYZE")


_COUNTS = """
INSERT INTO ledger_exposure (generation, name, day, kind, disclosures)
{series}
SELECT 1, name, :first + 30 * CAST(month AS integer) + n % 30, 1000000 + n * 7 % :kinds, 1
FROM ledger_pseudonym CROSS JOIN {place} WHERE length(month) = 2
"""
_SERIES = """WITH RECURSIVE place (n) AS (
    SELECT 0 UNION ALL SELECT n + 1 FROM place WHERE n + 1 < :each
)"""
_PLACE = "LATERAL generate_series(0, :each - 1 + 0 * length(name)) AS place (n)"  # for each name


def _kind(number: int) -> dict[str, object]:
    kind = {"tier": "hr", "key": f"key{number:09}", "label": f"Payroll {number}"}
    said = json.dumps({**kind, "policy": "0" * 64, "fields": [_FIELDS]}, sort_keys=True)
    return {"id": 1_000_000 + number, "said": said}


def _ask(
    what: str,
    town: Town,
    officers: list[str],
    times: int,
    field: str | None = None,
    days: tuple[str, str] | tuple[None, None] = (None, None),
) -> None:
    question, took, found = Question(field, *days), [], 0
    for place in range(times):
        some = officers if len(officers) > 1 else [town.known[place * 7 % _KNOWN]]
        begun = time.perf_counter()
        with town.records.reading() as records, town.ledger.reading() as ledger:
            tokens_of = ErasureKeys(town.settings.data).tokens_of
            at = Sources(records, ledger, tokens_of, town.records.now())
            answer = of_officers(at, {"officer": some[0]}, sorted(some), question)
        took.append(time.perf_counter() - begun)
        found = sum(one.disclosures for one in answer.recipients)
    print(f"  {what}: median {median(took):.3f} s, most {max(took):.3f} s ({found} disclosures)")


def _timed(what: str, work: Callable[[], object]) -> None:
    begun = time.perf_counter()
    work()
    print(f"  {what}: {time.perf_counter() - begun:.1f} s", flush=True)


if __name__ == "__main__":
    main()
