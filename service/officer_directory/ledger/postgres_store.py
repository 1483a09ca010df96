"""The ledger in tables of PostgreSQL, with `synchronous_commit=on` whatever the server's default.

Several replicas add at once; each statement here is one transaction.
"""

from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg.errors import UniqueViolation
from sqlalchemy import make_url

from officer_directory.ledger.batch import Batch
from officer_directory.ledger.entry import LOGS, Row
from officer_directory.ledger.rollup import Standing, Step
from officer_directory.ledger.storing import (
    BATCH,
    BEGIN_COUNTING,
    COSIGNED,
    FORGET,
    FORGET_COUNTS,
    KINDS,
    KNOW,
    LAST,
    NODE,
    SINCE,
    STAND,
    WAIT_SECONDS,
    Cosigned,
    HeadMovedError,
    NotDurableError,
    nodes_of,
    values_of,
)
from officer_directory.settings import Settings
from officer_directory.store.reaching import REACHING

_OPTIONS = (
    f"-c synchronous_commit=on -c statement_timeout={WAIT_SECONDS}s -c lock_timeout={WAIT_SECONDS}s"
)
_INSERT = """
WITH given AS (
    SELECT * FROM unnest(
        %s::text[], %s::bytea[], %s::bytea[], %s::bytea[], %s::bytea[], %s::bytea[],
        %s::text[], %s::text[], %s::bytea[], %s::bytea[], %s::bytea[], %s::text[], %s::bytea[]
    ) WITH ORDINALITY AS given (
        log, entry, hash, summary, opening, sealed, names, day, subject, officers,
        stored, until, ending, place
    )
), press AS (
    INSERT INTO ledger_press (entry, hash)
    SELECT entry, hash FROM given WHERE log = 'press' ORDER BY place
), publication AS (
    INSERT INTO ledger_publication (entry, hash)
    SELECT entry, hash FROM given WHERE log = 'publication' ORDER BY place
), named AS (
    INSERT INTO ledger_pseudonym (name, officer, month)
    SELECT one ->> 0, one ->> 1, one ->> 2
    FROM given CROSS JOIN LATERAL jsonb_array_elements(names::jsonb) AS each (one)
    ON CONFLICT DO NOTHING
), seen AS (
    INSERT INTO ledger_seen (day, subject, officers)
    SELECT day, subject, officers FROM given WHERE officers IS NOT NULL
), ended AS (
    INSERT INTO ledger_ending (stored, until, sealed)
    SELECT stored, until, ending FROM given WHERE ending IS NOT NULL ORDER BY stored
    ON CONFLICT DO NOTHING
)
INSERT INTO ledger_inside (entry, hash, summary, opening, sealed)
SELECT entry, hash, summary, opening, sealed FROM given WHERE log = 'inside' ORDER BY place
"""
_COUNT = (
    "INSERT INTO ledger_exposure (generation, name, day, kind, disclosures)"
    " SELECT %s, * FROM unnest(%s::text[], %s::integer[], %s::bigint[], %s::bigint[])"
    " ON CONFLICT (generation, name, day, kind)"
    " DO UPDATE SET disclosures = ledger_exposure.disclosures + excluded.disclosures"
)
_NONE = (None, None, None)


class PostgresStore:
    def __init__(self, settings: Settings) -> None:
        url = make_url(settings.ledger_url).set(drivername="postgresql")
        self._connection: psycopg.Connection[Any] = psycopg.connect(
            url.render_as_string(hide_password=False),
            autocommit=True,  # one statement is one transaction
            options=_OPTIONS,
            application_name="officer-directory-ledger",
            **REACHING,
        )
        self._connection.prepare_threshold = 1
        found = self._connection.execute("SHOW synchronous_commit").fetchone()
        if found is None or found[0] not in ("on", "remote_apply"):
            self._connection.close()
            raise NotDurableError("The ledger's database does not wait for the disk.")

    def add(self, rows: Sequence[Row]) -> None:
        given = [
            (row.log, row.entry, row.hash, row.summary, row.opening, row.sealed, row.names)
            + (row.seen or _NONE)
            + (row.ending or _NONE)
            for row in rows
        ]
        columns = [list(column) for column in zip(*given, strict=True)]
        self._connection.execute(_INSERT, columns)

    def seal(self, batch: Batch) -> None:
        try:
            with self._connection.transaction(), self._connection.cursor() as run:
                run.execute(BATCH.format("%s"), values_of(batch))
                if run.rowcount != 1:
                    raise HeadMovedError
                run.executemany(NODE.format("%s"), nodes_of(batch))
        except UniqueViolation:
            raise HeadMovedError from None

    def cosigned(self, row: Cosigned) -> None:
        self._connection.execute(COSIGNED.format("%s"), row)

    def last(self) -> dict[str, int]:
        return {log: self._number(LAST.format(log)) for log in LOGS}

    def has(self, row: Row, after: int) -> bool:
        found = self._connection.execute(SINCE.format(row.log, "%s"), (after, row.hash))
        return found.fetchone() is not None

    def forget_seen(self, before: str) -> None:
        for forget in FORGET:
            self._connection.execute(forget.format("%s"), (before,))

    def roll(self, step: Step) -> None:
        with self._connection.transaction(), self._connection.cursor() as run:
            if step.serves:
                self._stand(step.generation, step.after, Standing(step.generation, step.upto))
            said = sorted({count.kind for count in step.counts})
            run.executemany(KNOW.format("%s"), [(kind,) for kind in said])
            found = run.execute(KINDS + "= ANY(%s)", (said,)).fetchall()
            ids = {kind: number for number, kind in found}
            rows = [(*c[:2], ids[c.kind], n) for c, n in step.counts.items()]
            columns = [list(column) for column in zip(*rows, strict=True)]
            if columns:
                run.execute(_COUNT, [step.generation, *columns])

    def serve(self, before: int, made: Standing) -> None:
        self._stand(before, made.upto, made)

    def _stand(self, generation: int, upto: int, made: Standing) -> None:
        self._connection.execute(BEGIN_COUNTING)
        values = (made.generation, made.upto, generation, upto)
        if self._connection.execute(STAND.format("%s"), values).rowcount != 1:
            raise HeadMovedError

    def forget_counts(self, keep: int, most: int) -> int:
        return self._connection.execute(FORGET_COUNTS.format("%s"), (keep, most)).rowcount

    def close(self) -> None:
        self._connection.close()

    def _number(self, query: str) -> int:
        row = self._connection.execute(query).fetchone()
        return int(row[0]) if row else 0
