"""Keys and tokens for the tiers that need one, made before a server starts."""

import json
import time
from pathlib import Path
from uuid import uuid4

from joserfc.jwk import ECKey
from joserfc.jwt import encode
from sqlalchemy import insert

from officer_directory.identity import keys
from officer_directory.key_files import open_keys
from officer_directory.settings import Settings
from officer_directory.store.engines import Database
from officer_directory.store.identity import client

_ISSUER, _AUDIENCE = "https://login.benchmark.example", "https://directory.benchmark.example"
_HOUR = 3_600


def issue(settings: Settings, tier: str, agency_ids: list[str]) -> dict[str, str]:
    """The headers of a requester of this tier."""
    database = Database(settings)
    pepper = open_keys(settings.prepare_data()).pepper
    with database.transaction() as connection:
        key = keys.issue(
            connection, pepper, tier, "benchmark", agency_ids=agency_ids, now=database.now()
        )
    database.close()
    return {"authorization": f"Bearer {key}"}


def issuers_file(folder: Path, key: ECKey) -> str:
    """A file of one issuer that signs with this key."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "keys.json").write_text(json.dumps({"keys": [key.as_dict(private=False)]}))
    file = folder / "issuers.toml"
    entry = {"issuer": _ISSUER, "jwks": "keys.json", "audience": _AUDIENCE}
    file.write_text("[[issuer]]\n" + "".join(f'{n} = "{v}"\n' for n, v in entry.items()))
    return str(file)


def token(settings: Settings, key: ECKey, tier: str, agency_ids: list[str]) -> dict[str, str]:
    """The headers of a client of this tier that has a token for the next hour."""
    database, client_id, now = Database(settings), str(uuid4()), int(time.time())
    row = {
        "id": client_id,
        "issuer": _ISSUER,
        "client_id": client_id,
        "tier": tier,
        "label": "benchmark",
        "agency_ids": json.dumps(agency_ids),
        "require_dpop": False,
        "added_at": now,
        "not_before": 0,
    }
    with database.transaction() as connection:
        connection.execute(insert(client), row)
    database.close()
    said = {"iss": _ISSUER, "aud": _AUDIENCE, "sub": client_id, "client_id": client_id}
    said |= {"iat": now, "exp": now + _HOUR, "jti": str(uuid4()), "scope": "officers:read"}
    header = {"alg": "ES256", "typ": "at+jwt", "kid": key.kid}
    return {"authorization": f"Bearer {encode(header, said, key)}"}
