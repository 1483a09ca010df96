"""Two running directories, and what one requester can tell between them."""

import asyncio
import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, insert, select, update

from officer_directory.app import create_app
from officer_directory.demo.draw import Draw
from officer_directory.disclosure import activation
from officer_directory.identity import keys
from officer_directory.identity.issuing.signing_keys import SigningKeys
from officer_directory.intake import bulk
from officer_directory.key_files import open_keys
from officer_directory.photos.sealing import make_key
from officer_directory.settings import Settings
from officer_directory.store import records
from officer_directory.store.engines import Database
from officer_directory.store.identity import api_key
from officer_directory.tiers import Tier
from tests.noninterference import exposed, photographed
from tests.noninterference.inside_pairs import OWN
from tests.noninterference.observing import Asking, Header, Observation, observe
from tests.noninterference.pairs import pair
from tests.noninterference.strangers import Facts
from tests.world import identifier

MOST_PAGES = 40
TOGETHER = 4  # each may hold a connection to read by, and PostgreSQL has so many
TOO_BROAD = b"/problems/too-broad"
MakeSettings = Callable[[str, Path], Settings]


@dataclass(frozen=True, slots=True)
class Difference:
    """A request that tells two worlds apart, and how each answered."""

    asking: Asking
    one: Observation
    two: Observation

    def __str__(self) -> str:
        return f"{self.asking.target}\n  one: {self.one}\n  two: {self.two}"


class Pair:
    """Two worlds that are one to a requester, both answering."""

    def __init__(
        self,
        tier: Tier,
        settings: list[Settings],
        facts: tuple[Facts, Facts],
        credential: str | None,
    ) -> None:
        self.tier = tier
        self.settings = settings
        self.facts = facts
        self.credential: tuple[Header, ...] = ()
        if credential is not None:
            self.credential = ((b"authorization", b"Bearer " + credential.encode()),)
        self.cleared: tuple[Header, ...] = ()  # another's key, who sees the first world whole
        self.apps: list[Any] = []
        self.runner = asyncio.Runner()

    @property
    def paths(self) -> list[str]:
        """The address of every route of the application, its parts in braces."""
        return sorted(set(paths_of(self.apps[0].routes)))

    def ask(self, asking: Asking) -> tuple[Observation, Observation]:
        return self.runner.run(self._both(asking))

    async def _both(self, asking: Asking) -> tuple[Observation, Observation]:
        carried = asking.headers and any(n in _CREDENTIALS for n, _ in asking.headers)
        mine = () if carried else self.credential
        one, two = self.apps
        return await observe(one, asking, mine), await observe(two, asking, mine)

    def others_ask(self, askings: Iterable[Asking]) -> None:
        """Have the overseer of the first world ask it."""

        async def ask(some: list[Asking]) -> None:
            await asyncio.gather(*(observe(self.apps[0], a, self.cleared) for a in some))

        waiting = iter(askings)
        while together := list(islice(waiting, TOGETHER)):
            self.runner.run(ask(together))

    def difference(self, askings: Iterable[Asking]) -> Difference | None:
        """The first request found that is answered in two ways; many are asked at once."""
        waiting = iter(askings)
        while together := list(islice(waiting, TOGETHER)):
            for found in self.runner.run(self._differences(together)):
                if not self._only_out_of_time(found):
                    return found
        return None

    def _only_out_of_time(self, found: Difference) -> bool:
        """Whether one of many at once ran out of the time that all share; alone none does."""
        if not any(TOO_BROAD in answer.body for answer in (found.one, found.two)):
            return False
        one, two = self.ask(found.asking)
        return one == two

    async def _differences(self, askings: list[Asking]) -> list[Difference]:
        """Many at once; but what counts what was given is asked when all of that is."""
        at_once = [one for one in askings if not one.path.startswith(exposed.PATH)]
        found = await asyncio.gather(*map(self._difference, at_once))
        for asking in askings:
            if asking.path.startswith(exposed.PATH):
                found.append(await self._difference(asking))
        return [difference for difference in found if difference is not None]

    async def _difference(self, asking: Asking) -> Difference | None:
        """Whether the worlds differ in the request, or if it is a walk in a page after it."""
        for _ in range(MOST_PAGES if asking.walk else 1):
            one, two = await self._both(asking)
            if one != two:
                return Difference(asking, one, two)
            address = _next(one)
            if address is None:
                break
            asking = Asking(asking.method, asking.path, urlsplit(address).query.encode())
        return None


_CREDENTIALS = (b"authorization", b"x-api-key")


def _next(page: Observation) -> str | None:
    if page.status != 200 or page.header(b"content-type") != b"application/json":
        return None
    address: str | None = json.loads(page.body or b"{}").get("next")
    return address


def paths_of(routes: Iterable[Any], method: str | None = None) -> Iterator[str]:
    """The address of each route, or of those that take a method."""
    for route in routes:
        inner = getattr(route, "original_router", route)
        if hasattr(inner, "routes"):
            yield from paths_of(inner.routes, method)
        elif method is None or method in (inner.methods or ()):
            yield inner.path


@contextmanager
def opened(
    make_settings: MakeSettings, folder: Path, engine: str, tier: Tier, seed: int = 1
) -> Iterator[Pair]:
    """Build both worlds of a tier and open an application over each."""
    settings = [make_settings(engine, folder / f"{tier}-{seed}-{n}") for n in ("one", "two")]
    database = Database(settings[0])
    at = database.now()
    database.close()
    SigningKeys(settings[0].prepare_data())
    make_key(settings[0].data)
    shutil.copytree(settings[0].data / "keys", settings[1].prepare_data() / "keys")
    facts = pair(tier, seed, at)
    key, cleared = _build(settings, facts, tier, at)
    found = Pair(tier, settings, facts, key)
    found.cleared = ((b"x-api-key", cleared.encode()),)
    lives = []
    try:
        for each in settings:
            app = create_app(each)
            lives.append(app.router.lifespan_context(app))
            found.runner.run(lives[-1].__aenter__())
            found.apps.append(app)
            app.state.running.photos.clock = lambda: float(at)
        yield found
    finally:
        for life in lives[: len(found.apps)]:
            found.runner.run(life.__aexit__(None, None, None))
        found.runner.close()


def _build(
    settings: list[Settings], facts: tuple[Facts, Facts], tier: Tier, at: int
) -> tuple[str | None, str]:
    """Write each world; the keys that the requester may list are the same in both."""
    pepper = open_keys(settings[0].data).pepper
    mine = [identifier("agency", name) for name in OWN.get(tier, ())]
    everyones = [agency["id"] for agency in facts[0]["agency"]]
    key, cleared, rows = None, "", []
    for number, (each, world) in enumerate(zip(settings, facts, strict=True)):
        database = Database(each)
        snapshot = activation.ensure(database, each)
        with database.transaction() as connection:
            bulk.write_and_publish(connection, snapshot, world, source="world", by="tests", at=at)
            if not rows:
                if tier is not Tier.PUBLIC:
                    key = keys.issue(connection, pepper, tier, "mine", agency_ids=mine, now=at)
                cleared = keys.issue(
                    connection, pepper, "oversight", "overseer", agency_ids=everyones, now=at
                )
                connection.execute(update(api_key).values(last_used_on=_today(at)))
                rows = [dict(row._mapping) for row in connection.execute(select(api_key))]
            else:
                connection.execute(insert(api_key), rows)
            photographed.photograph(connection, each, world, mine, Draw(f"{tier}/{number}/photos"))
            _others(connection, Draw(f"{tier}/{number}"), tier, pepper, at)
        database.close()
    return key, cleared


def _today(at: int) -> str:
    """The day of an instant: what a key says that was used today already."""
    return datetime.fromtimestamp(at, UTC).date().isoformat()


def _others(connection: Connection, draw: Draw, tier: Tier, pepper: bytes, at: int) -> None:
    """Keys of others, of which an admin may know, and proposals that wait for a second person."""
    for _ in range(0 if tier is Tier.ADMIN else draw.randint(0, 5)):
        keys.issue(connection, pepper, "press", f"p {draw.random()}", agency_ids=(), now=at)
    for _ in range(draw.randint(0, 3)):
        proposal = {
            "id": draw.identifier(),
            "kind": "lift_protection",
            "subject": draw.identifier(),
            "detail": "{}",
            "reason": f"A reason {draw.random()}",
            "proposed_by": "w.marsh",
            "proposed_at": at,
        }
        connection.execute(insert(records.proposal), proposal)
