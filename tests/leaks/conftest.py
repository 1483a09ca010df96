"""The fictional department, served; asked by the public, the press, and an overseer."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from officer_directory.app import create_app
from officer_directory.disclosure import activation
from officer_directory.disclosure.policy import Snapshot
from officer_directory.settings import Settings
from officer_directory.store.engines import Database
from tests import world as fictional
from tests.noninterference.observing import Asking, Header, Observation, observe


@dataclass(frozen=True, slots=True)
class Served:
    world: fictional.World
    snapshot: Snapshot
    ask: Callable[..., Observation]

    def alike(self, address: str) -> list[Observation]:
        """What the public and the press are answered, but for receipts of the question."""
        return [_without_receipt(self.ask(address, tier)) for tier in ("public", "press")]

    def names(self) -> dict[str, str]:
        """What to put in an address that is about someone hidden."""
        return {
            "hidden": self.world.nunez["id"],
            "agency": self.world.agencies["fernhollow"]["id"],
            "closed": self.world.agencies["mistlake"]["id"],
            "unit": self.world.units["decoys"]["id"],
        }


def _without_receipt(seen: Observation) -> Observation:
    return replace(seen, headers=tuple(h for h in seen.headers if h[0] != b"disclosure-receipt"))


@pytest.fixture(scope="module", params=("sqlite", "postgresql"))
def served(
    request: pytest.FixtureRequest,
    make_lasting_settings: Callable[[str, Path], Settings],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Served]:
    settings = make_lasting_settings(request.param, tmp_path_factory.mktemp("leaks") / "data")
    database = Database(settings)
    snapshot = activation.ensure(database, settings)
    world = fictional.build(database, snapshot)
    database.close()
    app = create_app(settings)
    with asyncio.Runner() as runner:
        life = app.router.lifespan_context(app)
        runner.run(life.__aenter__())
        credentials = _credentials(app, world)

        def ask(address: str, tier: str, method: str = "GET") -> Observation:
            path, _, query = address.partition("?")
            path = quote(path, safe="/:")
            asking = Asking(method, path.encode(), quote(query, safe="=&,").encode())
            return runner.run(observe(app, asking, credentials[tier]))

        yield Served(world, snapshot, ask)
        runner.run(life.__aexit__(None, None, None))


def _credentials(app: Any, world: fictional.World) -> dict[str, tuple[Header, ...]]:
    found: dict[str, tuple[Header, ...]] = {"public": ()}
    everywhere = [agency["id"] for agency in world.agencies.values()]
    for tier, agencies in (("press", []), ("oversight", everywhere)):
        issue = {"tier": tier, "label": tier, "agency_ids": agencies}
        key = app.state.running.desk.run_and_wait("keys.issue", issue)["key"]
        found[tier] = ((b"x-api-key", key.encode()),)
    return found
