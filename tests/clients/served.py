"""The directory as a client meets it: the world behind a real server, on a real socket."""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn
from tests.asking import issue
from tests.signing_in import bind
from tests.world import World

from officer_directory.app import create_app
from officer_directory.http.protocol import Protocol
from officer_directory.identity.clients import Added
from officer_directory.settings import Settings


@dataclass(frozen=True)
class Served:
    """A running directory: where it is, what it holds, and credentials for it."""

    api: str
    settings: Settings
    world: World
    keys: Mapping[str, str | None]

    def client(self, tier: str = "hr", **more: object) -> Added:
        """A new OAuth client of a tier, of Fernhollow."""
        agency = self.world.agencies["fernhollow"]["id"]
        return bind(self.settings, tier, "A client", agency_ids=[agency], **more)


@contextmanager
def served(settings: Settings, world: World, port: int) -> Iterator[Served]:
    """Serve the world at a port of this machine, in a thread, as `serve` does."""
    keys = issue(settings, world)
    api = f"http://127.0.0.1:{port}"
    config = uvicorn.Config(
        create_app(settings, address=api),
        port=port,
        http=Protocol,
        ws="none",
        log_level="critical",
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    running = threading.Thread(target=server.run)
    running.start()
    while not server.started and running.is_alive():
        time.sleep(0.01)
    try:
        yield Served(api, settings, world, keys)
    finally:
        server.should_exit = True
        running.join()
