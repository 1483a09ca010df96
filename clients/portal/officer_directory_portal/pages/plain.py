"""Pages that say the same to everyone, and what only machines read."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from officer_directory_portal.asked import Asked
from officer_directory_portal.languages import CODES
from officer_directory_portal.rendering import ICON, STYLE

_PAGES = ("/", "/agencies", "/decides", "/download", "/keys", "/file-a-complaint", "/about")

_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}


async def file_a_complaint(request: Request) -> Response:
    """How to complain about an officer."""
    asked = Asked(request)
    return asked.page(
        "file_a_complaint.html",
        permanent="/file-a-complaint",
        agencies=await asked.site.agencies(),
    )


async def about(request: Request) -> Response:
    """What this is, and what is kept of its readers: nothing."""
    return Asked(request).page("about.html", permanent="/about")


async def healthz(_: Request) -> Response:
    """That the portal is up; whether the directory is, it says itself."""
    return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})


async def style(_: Request) -> Response:
    """The style sheet, whose name changes with what is in it."""
    return Response(STYLE, media_type="text/css", headers=_FOR_EVER)


async def icon(_: Request) -> Response:
    """The icon, likewise."""
    return Response(ICON, media_type="image/svg+xml", headers=_FOR_EVER)


async def robots(request: Request) -> Response:
    """Search engines stay out unless the agency lets them in."""
    settings = Asked(request).site.settings
    if not settings.index:
        return PlainTextResponse("User-agent: *\nDisallow: /\n")
    kept_out = "".join(
        f"Disallow: {prefix}{path}\n"
        for prefix in ("", *(f"/{code}" for code in CODES))
        for path in ("/officers?", "/complaints?", "/download/", "/keys/")
    )
    return PlainTextResponse(
        f"User-agent: *\n{kept_out}Sitemap: {settings.public_url}/sitemap.xml\n"
    )


async def sitemap(request: Request) -> Response:
    """The pages that search engines may begin at; none unless the agency lets them in."""
    asked = Asked(request)
    settings = asked.site.settings
    if not settings.index:
        return Response(status_code=404, headers={"Cache-Control": "no-store"})
    agencies = [f"/agencies/{agency['id']}" for agency in (await asked.site.agencies()).records]
    urls = "".join(
        f"<url><loc>{settings.public_url}/{code}{path}</loc></url>"
        for path in (*_PAGES, *agencies)
        for code in CODES
    )
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
    )
    return Response(body, media_type="application/xml")
