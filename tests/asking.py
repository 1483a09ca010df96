"""Asking a running directory as any requester, through its whole application."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from fastapi.testclient import TestClient

from officer_directory.app import create_app
from officer_directory.identity import keys
from officer_directory.key_files import open_keys
from officer_directory.settings import Settings
from officer_directory.store.engines import Database
from tests.world import World

REQUESTERS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "portal": ("public", ()),
    "press": ("press", ()),
    "hr": ("hr", ("fernhollow",)),
    "hr_other_agency": ("hr", ("brackwater",)),
    "records": ("records", ("fernhollow",)),
    "records_other_agency": ("records", ("brackwater",)),
    "oversight": ("oversight", ("fernhollow", "brackwater", "mistlake")),
    "auditor": ("auditor", ()),
    "admin": ("admin", ()),
}
"""Requester to tier and agencies; `public` asks without a key."""


class Asker:
    """One requester at a running directory; answers are those of the test client."""

    def __init__(self, client: TestClient, key: str | None) -> None:
        self._client = client
        self.key = key

    @property
    def app(self) -> Any:
        """The application that is asked."""
        return self._client.app

    def request(self, method: str, path: str, **options: Any) -> Any:
        headers = dict(options.pop("headers", {}))
        if self.key is not None:
            headers.setdefault("Authorization", f"Bearer {self.key}")
        return self._client.request(method, path, headers=headers, **options)

    def get(self, path: str, params: Any = None, **options: Any) -> Any:
        return self.request("GET", path, params=params, **options)

    def head(self, path: str, params: Any = None, **options: Any) -> Any:
        return self.request("HEAD", path, params=params, **options)

    def post(self, path: str, **options: Any) -> Any:
        return self.request("POST", path, **options)

    def put(self, path: str, **options: Any) -> Any:
        return self.request("PUT", path, **options)

    def patch(self, path: str, **options: Any) -> Any:
        return self.request("PATCH", path, **options)

    def delete(self, path: str, **options: Any) -> Any:
        return self.request("DELETE", path, **options)


Ask = Callable[[str], Asker]


@contextmanager
def serving(settings: Settings, world: World) -> Iterator[Ask]:
    """Serve the world in this process: `ask("press").get("/v1/officers")`."""
    issued = issue(settings, world)
    with TestClient(create_app(settings), base_url="http://127.0.0.1") as client:
        yield lambda requester: Asker(client, issued[requester])


def issue(settings: Settings, world: World) -> dict[str, str | None]:
    database, pepper = Database(settings), open_keys(settings.data).pepper
    issued: dict[str, str | None] = {"public": None}
    with database.transaction() as connection:
        for requester, (tier, agencies) in REQUESTERS.items():
            ids = [world.agencies[name]["id"] for name in agencies]
            issued[requester] = keys.issue(
                connection, pepper, tier, requester, agency_ids=ids, now=database.now()
            )
    database.close()
    return issued
