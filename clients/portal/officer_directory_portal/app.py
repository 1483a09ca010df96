"""The application: routes, what they share, and what stands around them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from officer_directory_client import AsyncPublicDirectory
from officer_directory_portal.edge import Edge
from officer_directory_portal.failures import HANDLERS
from officer_directory_portal.pages import (
    agencies,
    corrections,
    decides,
    downloads,
    keys,
    officers,
    plain,
    records,
    search,
)
from officer_directory_portal.rendering import ICON_PATH, STYLE_PATH
from officer_directory_portal.site import Settings, Site

Page = Callable[[Request], Awaitable[Response]]


def create_app(directory: AsyncPublicDirectory, settings: Settings | None = None) -> Starlette:
    """The portal of a directory, which is closed when the application ends."""
    site = Site(directory, settings or Settings())

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await site.close()

    app = Starlette(
        routes=_routes(),
        exception_handlers=dict(HANDLERS),
        middleware=[
            Middleware(Edge, index=site.settings.index, public_url=site.settings.public_url)
        ],
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    app.state.site = site
    return app


def _routes() -> list[Route]:
    read: dict[str, Page] = {
        "/": search.home,
        "/officers": search.results,
        "/officers/{id}": officers.officer,
        "/complaints": records.complaints,
        "/complaints/{id}": records.complaint,
        "/incidents/{id}": records.incident,
        "/agencies": agencies.every,
        "/agencies/{id}": agencies.agency,
        "/decides": decides.decides,
        "/download": downloads.download,
        "/download/files": downloads.files,
        "/download/{version}/{name}": downloads.file,
        "/corrections/sent": corrections.sent,
        "/keys/applications/{secret}": keys.application,
        "/file-a-complaint": plain.file_a_complaint,
        "/about": plain.about,
        "/healthz": plain.healthz,
        "/robots.txt": plain.robots,
        "/sitemap.xml": plain.sitemap,
        STYLE_PATH: plain.style,
        ICON_PATH: plain.icon,
    }
    sent: dict[str, Page] = {
        "/officers/{id}/correct": corrections.correct,
        "/keys": keys.ask,
        "/keys/links/{secret}": keys.take,
    }
    return [
        *(Route(path, page, methods=["GET"]) for path, page in read.items()),
        *(Route(path, page, methods=["GET", "POST"]) for path, page in sent.items()),
    ]
