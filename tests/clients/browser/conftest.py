"""A portal of the world, and Debian's chromium to read it with; neither is ever skipped."""

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tests import world as fictional
from tests.clients.served import Served, served
from tests.http.test_serving import free_port

from officer_directory.disclosure import activation
from officer_directory.store.engines import Database
from officer_directory_client import AsyncPublicDirectory
from officer_directory_portal.app import create_app
from officer_directory_portal.site import Settings as PortalSettings

_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass
class Seen:
    """A page, and all that it asked for or complained about."""

    page: Page
    context: BrowserContext
    root: str
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> Any:
        return self.page.goto(self.root + path)

    @property
    def elsewhere(self) -> list[str]:
        """What was asked of anybody but the portal."""
        ours = urlsplit(self.root).netloc
        return [a for a in self.asked if urlsplit(a).netloc != ours and not a.startswith("data:")]


Look = Callable[..., Seen]


@pytest.fixture(scope="session")
def city(make_lasting_settings: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The world, served on SQLite: the engine makes no page."""
    settings = make_lasting_settings("sqlite", tmp_path_factory.mktemp("city") / "data")
    database = Database(settings)
    built = fictional.build(database, activation.ensure(database, settings))
    database.close()
    with served(settings, built, free_port()) as running:
        yield running


@pytest.fixture(scope="session")
def portal(city: Served) -> Iterator[str]:
    """The address of a portal of the world, with a key of its own."""
    port = free_port()
    root = f"http://127.0.0.1:{port}"
    directory = AsyncPublicDirectory(city.api, key=city.keys["portal"])
    app = create_app(directory, PortalSettings(public_url=root))
    with _running(app, port):
        yield root


@contextmanager
def _running(app: Any, port: int) -> Iterator[None]:
    config = uvicorn.Config(app, port=port, ws="none", log_level="critical")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's chromium; where it is missing the tests fail."""
    program = shutil.which("chromium")
    assert program is not None, "the browser's tests need Debian's package `chromium`"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(_QUIET))
        yield browser
        browser.close()


@pytest.fixture
def look(chromium: Browser, portal: str) -> Iterator[Look]:
    """`look("/officers", width=320, dark=True)`: a page in a reader's browser of its own."""
    contexts: list[BrowserContext] = []

    def open_at(
        path: str, *, width: int = 1280, dark: bool = False, script: bool = True, **more: Any
    ) -> Seen:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            locale=more.pop("locale", "en-US"),
            **more,
        )
        contexts.append(context)
        seen = Seen(context.new_page(), context, portal)
        seen.page.on("request", lambda request: seen.asked.append(request.url))
        seen.page.on("console", lambda message: seen.complaints.append(message.text))
        seen.page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        seen.go(path)
        return seen

    yield open_at
    for context in contexts:
        context.close()


@pytest.fixture
def shots(request: pytest.FixtureRequest) -> Path:
    """Where screenshots go: `build/screenshots`."""
    folder = Path(str(request.config.rootpath)) / "build" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
