"""Ways to plant a leak: in what leaves the application, or in a part of the build.

A plant is a few lines that a careless change could have been. It is handed the record
store, which no answer may be made from.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlalchemy import text

from officer_directory.settings import Settings
from officer_directory.store.engines import Database
from officer_directory.tiers import Tier
from tests.noninterference.directories import Pair


@dataclass(frozen=True, slots=True)
class Leaving:
    """An answer on its way out, and who asked for what."""

    method: str
    path: str
    query: str
    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    asked: dict[str, str]

    def with_header(self, name: bytes, value: object) -> "Leaving":
        kept = tuple(header for header in self.headers if header[0] != name)
        return replace(self, headers=(*kept, (name, str(value).encode())))

    def with_body(self, body: bytes) -> "Leaving":
        return replace(self, body=body).with_header(b"content-length", len(body))


class Store:
    """The record store, as a careless programmer would ask it."""

    def __init__(self, settings: Settings) -> None:
        self._database = Database(settings)
        self.place = "rowid" if settings.is_sqlite else "ctid"  # where a row lies in its table
        self.remembered: dict[Any, Any] = {}

    def rows(self, sql: str, **values: Any) -> list[Any]:
        with self._database.reading() as connection:
            return [tuple(row) for row in connection.execute(text(sql), values)]

    def one(self, sql: str, **values: Any) -> Any:
        found = self.rows(sql, **values)
        return found[0][0] if found else None

    def close(self) -> None:
        self._database.close()


After = Callable[[Store, Leaving], Leaving]
Inside = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True, slots=True)
class Plant:
    name: str
    tier: Tier
    after: After | None = None
    inside: Inside | None = None

    @contextmanager
    def leaking(self, pair: Pair) -> Iterator[Pair]:
        """The same two worlds, with this leak in what leaves them."""
        assert self.after is not None
        stores = [Store(settings) for settings in pair.settings]
        leaky = copy(pair)
        leaky.apps = [
            LeakingApp(app, store, self.after) for app, store in zip(pair.apps, stores, strict=True)
        ]
        yield leaky
        for store in stores:
            store.close()


class LeakingApp:
    """An application, with one more step before an answer leaves."""

    def __init__(self, app: Any, store: Store, after: After) -> None:
        self._app = app
        self._after = after
        self._store = store
        self.routes = app.routes

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        sent: list[Any] = []

        async def keep(message: Any) -> None:
            sent.append(message)

        await self._app(scope, receive, keep)
        start, *rest = sent
        leaving = Leaving(
            scope["method"],
            scope["path"],
            scope["query_string"].decode("latin-1"),
            start["status"],
            tuple(start["headers"]),
            b"".join(part.get("body", b"") for part in rest),
            {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]},
        )
        left = self._after(self._store, leaving)
        await send({**start, "status": left.status, "headers": list(left.headers)})
        await send({"type": "http.response.body", "body": left.body})
