"""What the ledger proves, and to whom: keys and proofs are open to all.

A receipt proves itself to whoever holds it; asking for its proof takes nothing that opens it,
so that nobody here learns what was asked.
"""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, StringConstraints, TypeAdapter
from starlette.responses import Response

from officer_directory.disclosure.written import json_object
from officer_directory.errors import NoSuchRecordError, NotUnderstoodError
from officer_directory.http.answers import Answer
from officer_directory.http.asked import NOT_SHOWN, Asked, needing
from officer_directory.http.bodies import read_body
from officer_directory.http.problems import NO_PROOF_YET, ProblemError
from officer_directory.http.query import NOT_UNDERSTOOD, parse_none
from officer_directory.ledger.receipt import ReceiptError, read_stub
from officer_directory.tiers import OUTSIDE

router = APIRouter(prefix="/v1/ledger", route_class=needing(None))
READ = ["GET", "HEAD"]
_OPEN = ("publication", "press")
_LONGEST = 16_384


class Asking(BaseModel):
    """A receipt, as its header has it; its nonce and opening are better left out."""

    model_config = ConfigDict(extra="forbid", strict=True)

    receipt: Annotated[str, StringConstraints(max_length=_LONGEST)]


ASKING: TypeAdapter[Asking] = TypeAdapter(Asking)


@router.api_route("/keys", methods=READ)
async def read_keys(asked: Asked) -> Response:
    """The keys that sign the logs, and those that did."""
    asked.takes_nothing()
    return await asked.disclose(Answer(json_object(asked.running.proofs.keys())))


@router.api_route("/checkpoints/{log}", methods=READ)
async def read_checkpoint(asked: Asked) -> Response:
    """The newest signed checkpoint of a log."""
    parse_none(asked.pairs)
    log = asked.path("log")
    if log not in (_OPEN if asked.requester.tier in OUTSIDE else (*_OPEN, "inside")):
        raise NoSuchRecordError(NOT_SHOWN)
    note = await asked.aside(asked.running.proofs.checkpoint, log)
    if note is None:
        raise NoSuchRecordError(NOT_SHOWN)
    return await asked.told(note)


@router.post("/proofs")
async def prove(asked: Asked) -> Response:
    """The proof that what a receipt is of is in the log."""
    parse_none(asked.pairs)
    body = await read_body(asked.request, ASKING)
    try:
        proof = await asked.aside(asked.running.proofs.prove, read_stub(body.receipt))
    except ReceiptError:
        raise NotUnderstoodError(NOT_UNDERSTOOD) from None
    if proof is None:
        raise ProblemError(NO_PROOF_YET)
    return await asked.told(proof.written())


@router.api_route("/streams/{stream}", methods=READ)
async def read_stream(asked: Asked) -> Response:
    """How a stream ended, to whoever knows its name: the receipt of its closing entry."""
    asked.takes_nothing()
    name = asked.path("stream")
    closing = asked.running.streams.closing(name)
    if closing is None:
        raise NoSuchRecordError(NOT_SHOWN)
    return await asked.disclose(
        Answer(json_object({"stream": name, "receipt": closing.written()}), private=True)
    )
