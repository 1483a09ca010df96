"""What the ledger proves, and to whom: keys and proofs are open to all.

A receipt proves itself to whoever holds it; asking for its proof takes nothing that opens it,
so that nobody here learns what was asked.
"""

from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, StringConstraints, TypeAdapter
from starlette.responses import Response

from officer_directory.disclosure.written import json_object
from officer_directory.errors import NoSuchRecordError
from officer_directory.http.answers import (
    TEXT_TYPE,
    Answer,
    Finished,
    private_headers,
    with_receipt,
)
from officer_directory.http.asked import NOT_SHOWN, Asked, AskedBy, needing
from officer_directory.http.bodies import read_body
from officer_directory.http.problems import NO_PROOF_YET, ProblemError
from officer_directory.http.query import parse_none
from officer_directory.identity.scopes import READ as OF_OFFICERS
from officer_directory.identity.scopes import READ_LEDGER
from officer_directory.ledger.receipt import ReceiptError, read_stub
from officer_directory.protections.alerts import WATCHING, readable
from officer_directory.tiers import OUTSIDE

router = APIRouter(prefix="/v1/ledger", route_class=needing(None))
READ = ["GET", "HEAD"]
_OPEN = ("publication", "press")
_LONGEST = 16_384
_B64 = "[A-Za-z0-9+/]"
_FORM = (
    rf"^v=1, log=(press|inside), leaf=:{_B64}{{43}}=:,( nonce=:{_B64}{{43}}=:,)?"
    rf" entry=:{_B64}{{1,2000}}={{0,2}}:(, opening=:{_B64}{{1,12000}}={{0,2}}:)?$"
)


class Asking(BaseModel):
    """A receipt, as its header has it; its nonce and opening are better left out."""

    model_config = ConfigDict(extra="forbid", strict=True)

    receipt: Annotated[str, StringConstraints(max_length=_LONGEST, pattern=_FORM)]


ASKING: TypeAdapter[Asking] = TypeAdapter(Asking)


@router.api_route("/keys", methods=READ)
async def read_keys(asked: Asked) -> Response:
    """The keys that sign the logs, and those that did."""
    asked.takes_nothing()
    return await asked.disclose(Answer(json_object(asked.running.proofs.keys())))


@router.api_route("/checkpoints/{log}", methods=READ)
async def read_checkpoint(asked: Asked) -> Response:
    """The newest signed checkpoint of a log."""
    return await said_checkpoint(asked)


async def said_checkpoint(asked: AskedBy) -> Response:
    """The newest checkpoint of the log that the address names."""
    parse_none(asked.pairs)
    note = await asked.aside(asked.running.proofs.checkpoint, open_log(asked))
    if note is None:
        raise NoSuchRecordError(NOT_SHOWN)
    return await _said(asked, note)


def open_log(asked: AskedBy) -> str:
    """The log that the address names, where the requester may see how large it is.

    Raises:
        NoSuchRecordError: there is no such log to them.
    """
    log = asked.path("log")
    if log not in (_OPEN if asked.requester.tier in OUTSIDE else (*_OPEN, "inside")):
        raise NoSuchRecordError(NOT_SHOWN)
    return log


@router.post("/proofs")
async def prove(asked: Asked) -> Response:
    """The proof that what a receipt is of is in the log."""
    parse_none(asked.pairs)
    body = await read_body(asked.request, ASKING)
    try:
        proof = await asked.aside(asked.running.proofs.prove, read_stub(body.receipt))
    except ReceiptError:  # of the form of one, and of nothing that was ever entered
        proof = None
    if proof is None:
        raise ProblemError(NO_PROOF_YET)
    return await _said(asked, proof.written())


async def _said(asked: AskedBy, text: str) -> Response:
    """Plain text that changes by itself, so that no cache keeps it."""
    body = text.encode()
    receipt = await asked.enter(status=200, digest=sha256(body).hexdigest())
    length = (b"content-length", str(len(body)).encode())
    return with_receipt(Finished(200, [TEXT_TYPE, length, *private_headers()], body), receipt)


@router.api_route("/alerts", methods=READ)
async def read_alerts(asked: Asked) -> Response:
    """Unusual look-ups by requesters of the agency, to those who watch.

    To anybody else there is no such address.
    """
    asked.takes_nothing()
    if asked.requester.tier not in WATCHING:
        raise NoSuchRecordError(NOT_SHOWN)
    for scope in (OF_OFFICERS, READ_LEDGER):
        asked.needs(scope)
    found = await asked.aside(_alerts, asked)
    return await asked.disclose(Answer(json_object({"alerts": found}), private=True))


def _alerts(asked: AskedBy) -> list[dict[str, str]]:
    alerts = asked.running.proofs.alerts()
    with asked.running.database.reading() as connection:
        return list(readable(connection, alerts, asked.requester))


@router.api_route("/streams/{stream}", methods=READ)
async def read_stream(asked: Asked) -> Response:
    """How a stream ended, to whoever knows its name: the receipt of its closing entry."""
    asked.takes_nothing()
    name = asked.path("stream")
    closing = await asked.aside(asked.running.proofs.ending, name)
    if closing is None:
        raise NoSuchRecordError(NOT_SHOWN)
    return await asked.disclose(
        Answer(json_object({"stream": name, "receipt": closing}), private=True)
    )
