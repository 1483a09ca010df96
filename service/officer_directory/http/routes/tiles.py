"""The logs as tiles (c2sp.org/tlog-tiles), for whoever audits that they only grow.

A tile that is full never changes. The entries of the publication log are open; those of the
others are commitments, and are exported to auditors.
"""

from fastapi import APIRouter
from starlette.responses import Response

from officer_directory.errors import NoSuchRecordError
from officer_directory.http.answers import Answer
from officer_directory.http.asked import NOT_SHOWN, Asked, AskedBy, needing
from officer_directory.http.query import parse_none
from officer_directory.http.routes.ledger import READ, open_log, said_checkpoint
from officer_directory.ledger.tiles import read_path

router = APIRouter(prefix="/v1/ledger", route_class=needing(None))
_BYTES = "application/octet-stream"
_ENTRIES = "entries"


@router.api_route("/{log}/checkpoint", methods=READ)
async def read_head(asked: Asked) -> Response:
    """The newest signed checkpoint, where clients of tiles look for it."""
    return await said_checkpoint(asked)


@router.api_route("/{log}/tile/{level}/{tile:path}", methods=READ)
async def read_tile(asked: Asked) -> Response:
    """A tile of hashes, or at the level `entries` a bundle of the entries themselves."""
    parse_none(asked.pairs)
    log, level = open_log(asked), asked.path("level")
    found = await asked.aside(_found, asked, log, level)
    if found is None:
        raise NoSuchRecordError(NOT_SHOWN)
    return await asked.disclose(Answer(found, media_type=_BYTES))


def _found(asked: AskedBy, log: str, level: str) -> bytes | None:
    place = read_path(level, asked.path("tile"))
    if place is None:
        return None
    if level == _ENTRIES:
        return asked.running.proofs.bundle(log, *place) if log == "publication" else None
    return asked.running.proofs.tile(log, int(level), *place)
