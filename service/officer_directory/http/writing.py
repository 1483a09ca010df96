"""How a personnel system writes over HTTP: who may, under which conditions, and the answer.

The ledger has an entry before anything is changed, and one of what was answered: no ledger,
no write. To whoever may not write these addresses are no record.
"""

import json
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from typing import Any, Final

from starlette.responses import Response

from officer_directory.commands import Answer
from officer_directory.disclosure.envelope import tag_of
from officer_directory.disclosure.given import Given, words
from officer_directory.errors import NoSuchRecordError, NotUnderstoodError
from officer_directory.http.answers import JSON_TYPE, Finished, fixed_headers, with_receipt
from officer_directory.http.asked import NOT_SHOWN, AskedBy
from officer_directory.http.bodies import json_body, strict_json
from officer_directory.http.edge import headers_of
from officer_directory.http.formats import JSON, refuse_unless_json
from officer_directory.http.problems import KEY_MALFORMED, MALFORMED, STILL_UNDER_WAY, ProblemError
from officer_directory.http.query import NOT_UNDERSTOOD
from officer_directory.identity.scopes import WRITE_ASSIGNMENTS, WRITE_OFFICERS
from officer_directory.intake.hr.call import Call
from officer_directory.moments import moment
from officer_directory.tiers import Tier

MERGE_PATCH: Final = "application/merge-patch+json"
PUBLIC_FROM: Final = b"public-from"
OFFICERS: Final = (WRITE_OFFICERS,)
ASSIGNMENTS: Final = (WRITE_ASSIGNMENTS,)
BOTH: Final = (WRITE_OFFICERS, WRITE_ASSIGNMENTS)

# RFC 8941, 3.3.3: a string, in which nothing but a quote and a backslash is escaped.
_KEY = re.compile(r'"((?:[ !#-\[\]-~]|\\["\\]){1,200})"')
_BARE_KEY = re.compile(r"[A-Za-z0-9._-]{1,200}")  # as many clients send it: no other string
_TAG = re.compile(r'\s*(?:(W/)?("[!#-~]*")|(\*))\s*')


def for_writers(asked: AskedBy, scopes: tuple[str, ...]) -> None:
    """The one place that decides who may write so far.

    Raises:
        NoSuchRecordError: the tier never may.
        OutOfScopeError: the tier may, and this credential reaches less far.
    """
    if asked.requester.tier is not Tier.HR:
        raise NoSuchRecordError(NOT_SHOWN)
    for scope in scopes:
        asked.needs(scope)
    refuse_unless_json(asked.scope)


def parameters(asked: AskedBy, *known: str) -> dict[str, str]:
    """The parameters of the address, each one known and there once."""
    given = dict(asked.pairs)
    if len(given) != len(asked.pairs) or not given.keys() <= set(known):
        raise NotUnderstoodError(NOT_UNDERSTOOD)
    return given


async def stated_in(asked: AskedBy) -> dict[str, Any]:
    """The members of the body, an object; a correction may call itself a merge patch."""
    types = (JSON, MERGE_PATCH) if asked.scope["method"] == "PATCH" else (JSON,)
    content = strict_json(await json_body(asked.request, *types))
    if not isinstance(content, dict):
        raise NotUnderstoodError(NOT_UNDERSTOOD)
    return content


async def write(asked: AskedBy, command: str, **arguments: Any) -> Response:
    """Run a command that writes, and answer with the record as it then is."""
    digest = sha256(await asked.request.body()).hexdigest()
    call, about = call_of(asked, digest), asked.scope["path_params"].get("id")
    done = await run(asked, command, call, digest, arguments, about)
    return await answer(asked, done, officers_shown(done, about))


async def run(
    asked: AskedBy,
    command: str,
    call: Call,
    digest: str,
    arguments: dict[str, Any],
    about: str | None,
    others: int = 1,
) -> Answer:
    """What a command that writes answers, entered before, its officers charged as if read.

    `about` is the officer whom the address names; without one it may show `others`.

    Raises:
        NotAnsweredError: it could not be entered; nothing was changed.
        QuotaExceededError: whom it would show, there is no room for; nothing was changed.
    """
    named = () if about is None else (about,)
    room = asked.running.gate.room_to_show(asked.admitted, named, 0 if named else others)
    with one_at_a_time(asked, call):
        async with room as shown:
            await asked.enter(writes=command, digest=digest)
            told = {"call": call.as_arguments(), **arguments}
            done = await asked.running.desk.run(command, told)
            shown.update(officers_shown(done, about))
            return done


def officers_shown(done: Answer, about: str | None) -> tuple[str, ...]:
    """The officers whom an answer names: of a fact, whose it is."""
    headers = done["headers"]
    if "named" in headers:
        return tuple(headers["named"])
    return (about or headers["id"],)


def call_of(asked: AskedBy, digest: str, conditions: bool = True) -> Call:
    """Who writes, under which conditions; `digest` is of what was sent.

    Without `conditions` those in the headers are another's to hold the request to.

    Raises:
        ProblemError: a condition or the idempotency key is malformed.
    """
    who = asked.requester
    named = ("key" if who.client_id is None else "client", who.subject)
    agencies = tuple(sorted(who.agency_ids))
    tags = _tags(asked, b"if-match") if conditions else None
    absent = _tags(asked, b"if-none-match") if conditions else None
    if absent not in (None, ("*",)):
        raise ProblemError(MALFORMED)
    scope = asked.scope
    request = (scope["method"], scope["raw_path"].decode(), scope["query_string"].decode())
    whole = "\n".join((*request, who.tier, *agencies, digest))
    return Call(
        agency_ids=agencies,
        asker=":".join(map(str, named)),
        by=who.person or who.label,
        through=" ".join(map(str, named)),
        tier=who.tier,
        key=_idempotency_key(asked),
        digest=sha256(whole.encode()).hexdigest(),
        if_match=tags,
        only_new=absent is not None,
    )


def _idempotency_key(asked: AskedBy) -> str | None:
    told = headers_of(asked.scope, b"idempotency-key")
    if not told:
        return None
    only = told[0].strip(" \t")
    if len(told) == 1 and _BARE_KEY.fullmatch(only):
        return only
    found = _KEY.fullmatch(only)
    if len(told) > 1 or found is None:
        raise ProblemError(KEY_MALFORMED)
    return re.sub(r'\\(["\\])', r"\1", found[1])


def _tags(asked: AskedBy, name: bytes) -> tuple[str, ...] | None:
    """The strong tags of a condition, or `*`; None where there is no condition."""
    told = headers_of(asked.scope, name)
    if not told:
        return None
    found = [_TAG.fullmatch(part) for value in told for part in value.split(",")]
    if None in found:
        raise ProblemError(MALFORMED)
    return tuple(tag[2] or tag[3] for tag in found if tag is not None and not tag[1])


@contextmanager
def one_at_a_time(asked: AskedBy, call: Call) -> Iterator[None]:
    """Raises ProblemError while a request with the same key is being answered here."""
    if call.key is None:
        yield
        return
    mine = (call.asker, call.key)
    if mine in asked.running.in_flight:
        raise ProblemError(STILL_UNDER_WAY)
    asked.running.in_flight.add(mine)
    try:
        yield
    finally:
        asked.running.in_flight.discard(mine)


async def answer(asked: AskedBy, done: Answer, officers: Collection[str]) -> Response:
    """What was written, as the writer is shown it, and since when it is public.

    It is written, and was entered before: what the ledger cannot take now, it is owed.
    """
    body = done["body"].encode()
    told = done["headers"]
    tag = tag_of(body).encode()  # of the record alone, as a GET has it
    if (recorded := told.get("recorded")) is not None:
        body = body[:-1] + b',"recorded":' + json.dumps(recorded).encode() + b"}"
    headers = [(b"etag", tag), public_from(told["public_from"])]
    if done["status"] == 201 and told["resource"] == "officer":
        headers.append((b"location", f"/v1/officers/{told['id']}".encode()))
    resource = told["resource"]
    about = (told["id"],) if resource == "officer" else tuple(officers)
    given = Given(words(resource, json.loads(body)[resource]), about)
    return await sent(asked, done["status"], headers, body, officers, (given,))


def public_from(since: int) -> tuple[bytes, bytes]:
    """The header that says since when what was written is public."""
    return PUBLIC_FROM, moment(since).encode()


async def sent(
    asked: AskedBy,
    status: int,
    headers: list[tuple[bytes, bytes]],
    body: bytes,
    officers: Collection[str] = (),
    given: Sequence[Given] = (),
) -> Response:
    """Emit an answer to something that was done; its entry waits for nothing."""
    named: dict[str, Any] = {"officers": list(officers), "given": given} if officers else {}
    digest = sha256(body).hexdigest()
    receipt = await asked.enter_or_owe(status=status, digest=digest, records=1, **named)
    length = (b"content-length", str(len(body)).encode())
    fixed = fixed_headers(asked.requester.tier)
    return with_receipt(Finished(status, [JSON_TYPE, length, *fixed, *headers], body), receipt)
