"""Clients and persons in a database, as the commands would write them."""

import json
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, update
from tests.identity.tokens.minting import CLIENT, ISSUER

from officer_directory.store.engines import Database
from officer_directory.store.identity import client, person, person_subject


def add_person(database: Database, name: str, *subjects: tuple[str, str]) -> str:
    """A person, known by subjects at issuers; returns the id."""
    person_id = str(uuid4())
    row = {"id": person_id, "name": name, "name_key": name.casefold(), "added_at": 0}
    with database.transaction() as connection:
        connection.execute(insert(person), row)
        for issuer, subject in subjects:
            connection.execute(
                insert(person_subject),
                {"issuer": issuer, "subject": subject, "person_id": person_id},
            )
    return person_id


def add_client(database: Database, client_id: str = CLIENT, **changes: Any) -> str:
    """A client of the test's issuer, of tier auditor unless told otherwise; returns its id."""
    row = {
        "id": str(uuid4()),
        "issuer": ISSUER,
        "client_id": client_id,
        "tier": "auditor",
        "label": f"label of {client_id}",
        "agency_ids": [],
        "scopes": None,
        "person_id": None,
        "require_dpop": False,
        "added_at": 0,
        "not_before": 0,
    } | changes
    row["agency_ids"] = json.dumps(row["agency_ids"])
    row["scopes"] = None if row["scopes"] is None else json.dumps(row["scopes"])
    with database.transaction() as connection:
        connection.execute(insert(client), row)
    return row["id"]


def change(database: Database, table: Any, row_id: str, **changes: Any) -> None:
    with database.transaction() as connection:
        connection.execute(update(table).where(table.c.id == row_id).values(**changes))
