"""The whole roster to take away."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from officer_directory_portal.asked import Asked
from officer_directory_portal.downloads import Snapshot
from officer_directory_portal.sending import Sent

LATEST: Final = "latest"


async def download(request: Request) -> Response:
    """What can be downloaded; nothing is made yet."""
    return Asked(request).page("download.html", permanent="/download")


async def files(request: Request) -> Response:
    """The files of the moment, each with its size and digest."""
    asked = Asked(request)
    return asked.page("files.html", snapshot=await _fresh(asked))


async def file(request: Request) -> Response:
    """One file, of a version or the newest."""
    asked = Asked(request)
    snapshot = await _fresh(asked)
    found = snapshot.named(asked.path("name"))
    if found is None:
        return asked.page("no_page.html", 404)
    if asked.path("version") not in (LATEST, snapshot.version):
        return asked.page("replaced.html", 410)
    etag = f'"{found.sha256}"'
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={"ETag": etag, "Cache-Control": "no-cache"})
    day = snapshot.ended_at[:10]
    stem, _, ending = found.name.rpartition(".")
    stem = stem if stem == "officers" else "officers-receipt"
    return Sent(found, f"{stem}-{day}.{ending}", etag)


async def _fresh(asked: Asked) -> Snapshot:
    site = asked.site
    return await site.downloads.fresh(await site.fields(), site.settings.public_url)
