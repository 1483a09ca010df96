"""The application: routes, what they share, and what stands around them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from officer_directory_client import AsyncPublicDirectory
from officer_directory_portal.edge import Edge
from officer_directory_portal.failures import HANDLERS
from officer_directory_portal.pages import agencies, decides, officers, plain, records, search
from officer_directory_portal.rendering import STYLE_PATH
from officer_directory_portal.site import Settings, Site


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
        middleware=[Middleware(Edge, index=site.settings.index)],
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    app.state.site = site
    return app


def _routes() -> list[Route]:
    pages = {
        "/": search.home,
        "/officers": search.results,
        "/officers/{id}": officers.officer,
        "/complaints": records.complaints,
        "/complaints/{id}": records.complaint,
        "/incidents/{id}": records.incident,
        "/agencies": agencies.every,
        "/agencies/{id}": agencies.agency,
        "/decides": decides.decides,
        "/file-a-complaint": plain.file_a_complaint,
        "/about": plain.about,
        "/healthz": plain.healthz,
        "/robots.txt": plain.robots,
        "/sitemap.xml": plain.sitemap,
        STYLE_PATH: plain.style,
    }
    return [Route(path, page, methods=["GET"]) for path, page in pages.items()]
