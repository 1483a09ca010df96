"""The portal over the served world: pages as a reader's browser asks for them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests import world as fictional
from tests.clients.served import Served, served
from tests.http.test_serving import free_port

from officer_directory.disclosure import activation
from officer_directory.settings import Settings
from officer_directory.store.engines import Database
from officer_directory_client import AsyncPublicDirectory
from officer_directory_portal import Settings as PortalSettings
from officer_directory_portal import create_app
from officer_directory_portal.cli import SHORT

MakeSettings = Callable[[str, Path], Settings]
PUBLIC_URL = "https://officers.example"


@contextmanager
def portal_of(api: str, key: str | None = None, **settings: Any) -> Iterator[TestClient]:
    """A browser before the portal of a directory; it follows no redirect."""
    directory = AsyncPublicDirectory(api, key=key, patience=SHORT)
    app = create_app(directory, PortalSettings(PUBLIC_URL, **settings))
    with TestClient(
        app, PUBLIC_URL, raise_server_exceptions=False, follow_redirects=False
    ) as browser:
        yield browser


@contextmanager
def world_served(make: MakeSettings, folder: Path) -> Iterator[Served]:
    """The world behind a real server, on SQLite: the engine is the API's business."""
    settings = make("sqlite", folder / "data")
    database = Database(settings)
    built = fictional.build(database, activation.ensure(database, settings))
    database.close()
    with served(settings, built, free_port()) as running:
        yield running


@pytest.fixture(scope="session")
def api(
    make_lasting_settings: MakeSettings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """The world, served once for these tests: only to be read."""
    with world_served(make_lasting_settings, tmp_path_factory.mktemp("portal")) as running:
        yield running


@pytest.fixture(scope="session")
def browser(api: Served) -> Iterator[TestClient]:
    """A reader before the portal, which has a key of its own."""
    with portal_of(api.api, api.keys["portal"]) as before:
        yield before


class Page(HTMLParser):
    """What a page says, with its links and the fields of its forms."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def every(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every element of a name."""
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def links(self) -> list[str]:
        return [link["href"] or "" for link in self.every("a") if "href" in link]


def read(answer: Any) -> Page:
    """A page that was answered."""
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return Page(answer.text)
