"""That a record was public on a day, provable to anyone: from the publication log."""

from calendar import timegm
from datetime import UTC, date, datetime, timedelta

from fastapi import APIRouter
from starlette.responses import Response

from officer_directory.disclosure.given import Given, words
from officer_directory.errors import NoSuchRecordError, NotUnderstoodError
from officer_directory.http.answers import Answer
from officer_directory.http.asked import NOT_SHOWN, Asked, AskedBy, AskedRoute
from officer_directory.http.formats import refuse_unless_json
from officer_directory.http.problems import NO_PROOF_YET, ProblemError
from officer_directory.http.query import NOT_UNDERSTOOD
from officer_directory.ledger.changed import NotToldError, Told, change_before
from officer_directory.ledger.receipt import Stub
from officer_directory.ledger.tree import leaf_hash
from officer_directory.tiers import OUTSIDE, Tier

router = APIRouter(prefix="/v1/ledger/publications", route_class=AskedRoute)
READ = ["GET", "HEAD"]


@router.api_route("/{publication}/officers/{id}", methods=READ)
async def prove_published(asked: Asked) -> Response:
    """The proof of an officer's record as it was at the end of a day, or is now."""
    refuse_unless_json(asked.scope)
    publication, officer = asked.path("publication"), asked.path("id")
    day = _day(asked)
    if publication not in _named_to(asked.requester.tier):
        raise NoSuchRecordError(NOT_SHOWN)
    if await asked.quickly(asked.view.one, "officer", officer) is None:
        raise NoSuchRecordError(NOT_SHOWN)
    body = await asked.aside(_proof, asked, publication, officer, day)
    if asked.requester.tier in OUTSIDE:
        return await asked.disclose(Answer(body, 1))
    given = (Given(words("officer", ("id",)), (officer,)),)
    return await asked.disclose(Answer(body, 1, officers=(officer,), given=given))


def _named_to(tier: Tier) -> tuple[str, ...]:
    """The publications that a tier may know of: the public's own is the smallest."""
    return (Tier.PUBLIC,) if tier is Tier.PUBLIC else OUTSIDE


def _day(asked: AskedBy) -> date | None:
    """The day that is asked about, in UTC; None: now."""
    told = dict(asked.pairs)
    if not told:
        return None
    try:
        day = date.fromisoformat(told["on"])
    except (KeyError, ValueError):
        raise NotUnderstoodError(NOT_UNDERSTOOD) from None
    if len(asked.pairs) > 1 or day.isoformat() != told["on"]:
        raise NotUnderstoodError(NOT_UNDERSTOOD)
    if day > datetime.now(UTC).date():
        raise NoSuchRecordError(NOT_SHOWN)
    return day


def _proof(asked: AskedBy, publication: str, officer: str, day: date | None) -> bytes:
    """The whole proof, as JSON."""
    told = _told(asked, publication, officer, day)
    proof = asked.running.proofs.prove(Stub("publication", leaf_hash(told.entry), told.entry))
    if proof is None:
        raise ProblemError(NO_PROOF_YET)
    return told.written(proof.written())


def _told(asked: AskedBy, publication: str, officer: str, day: date | None) -> Told:
    database = asked.running.database
    now = database.now()
    until = now + 1 if day is None else timegm((day + timedelta(days=1)).timetuple())
    try:
        with database.reading() as connection:
            told = change_before(connection, publication, officer, until, now)
    except NotToldError:
        raise ProblemError(NO_PROOF_YET) from None
    if told is None:
        raise NoSuchRecordError(NOT_SHOWN)
    return told
