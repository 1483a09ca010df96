"""A directory that lets tokens of the test's issuers in, on each engine."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests.identity.tokens.minting import AUDIENCE, ISSUER, KEYS, jwks
from tests.identity.tokens.registering import add_client, add_person

from officer_directory.app import create_app
from officer_directory.settings import Settings
from officer_directory.store.engines import Database

PLAIN, HELD = f"{ISSUER}/plain", f"{ISSUER}/held"
RS256 = f"{ISSUER}/rs256"


def issuers_file(folder: Path) -> Path:
    """The issuers of most tests: strict, one that says JWT, one that wants proofs, RS256."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "keys.json").write_bytes(jwks(*KEYS))
    file = folder / "issuers.toml"
    file.write_text(
        f"""
        [[issuer]]
        issuer = "{ISSUER}"
        jwks = "keys.json"
        audience = "{AUDIENCE}"

        [[issuer]]
        issuer = "{PLAIN}"
        jwks = "keys.json"
        audience = "{AUDIENCE}"
        token_types = ["at+jwt", "JWT"]

        [[issuer]]
        issuer = "{HELD}"
        jwks = "keys.json"
        audience = "{AUDIENCE}"
        require_dpop = true

        [[issuer]]
        issuer = "{RS256}"
        jwks = "keys.json"
        audience = "{AUDIENCE}"
        algorithms = ["RS256"]
        max_age_s = 60
        """
    )
    return file


class House:
    """A running directory, asked with headers as they are."""

    def __init__(self, client: TestClient, database: Database) -> None:
        self.client = client
        self.database = database

    def get(self, headers: Any, path: str = "/v1/me") -> Any:
        pairs = list(headers.items()) if isinstance(headers, dict) else headers
        return self.client.get(path, headers=[(n, v) for n, v in pairs])

    def bearer(self, token: str, path: str = "/v1/me") -> Any:
        return self.get({"authorization": f"Bearer {token}"}, path)

    def proved(self, token: str, *proofs: Any, path: str = "/v1/me") -> Any:
        sent = [("authorization", f"DPoP {token}"), *(("dpop", str(p)) for p in proofs)]
        return self.get(sent, path)


@pytest.fixture
def house(settings: Settings, tmp_path: Path, database: Database) -> Iterator[House]:
    """A directory of this test's own, with nobody registered."""
    with TestClient(
        create_app(replace(settings, issuers=str(issuers_file(tmp_path / "issuers")))),
        base_url="http://127.0.0.1",
    ) as client:
        yield House(client, database)


@pytest.fixture(scope="package", params=("sqlite", "postgresql"))
def standing_house(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """A directory for these tests, only to be read: one client of each issuer is known."""
    data = tmp_path_factory.mktemp("tokens") / "data"
    issuers, drop = str(issuers_file(data.parent / "issuers")), None
    if request.param == "sqlite":
        shutil.copytree(request.getfixturevalue("sqlite_template"), data)
        settings = Settings(data=data, issuers=issuers)
    else:
        drop = request.getfixturevalue("postgres_databases")
        url = drop.make(request.getfixturevalue("postgres_template"))
        settings = Settings(data=data, database_url=url, issuers=issuers)
    database = Database(settings)
    marsh = add_person(database, "W. Marsh", (ISSUER, "subject of marsh"))
    add_person(database, "T. Ito", (ISSUER, "subject of ito"))
    gone = add_person(database, "G. One", (ISSUER, "subject of one who left"))
    with database.transaction() as connection:
        connection.exec_driver_sql(f"UPDATE person SET revoked_at = 1 WHERE id = '{gone}'")
    for issuer in (ISSUER, PLAIN, HELD, RS256):
        add_client(database, issuer=issuer)
    add_client(database, "archive", person_id=marsh)
    add_client(database, "records", tier="records", agency_ids=["a"])
    add_client(database, "left", person_id=gone)
    add_client(database, "revoked", revoked_at=1)
    add_client(database, "later", not_before=2**40)
    add_client(database, "prover", require_dpop=True)
    database.close()
    with TestClient(create_app(settings), base_url="http://127.0.0.1") as client:
        yield House(client, database)
    if drop is not None:
        drop.drop(settings.database_url)
