"""Exposures at the edge: what is asked, strictly; whom it is about; and the forms of the answer."""

import re
from collections.abc import Callable
from typing import Any, Final

from starlette.responses import Response

from officer_directory.disclosure.given import Given
from officer_directory.disclosure.inside_view import InsideView
from officer_directory.disclosure.policies_when import know, meant
from officer_directory.disclosure.written import json_object
from officer_directory.errors import NoSuchRecordError, NotUnderstoodError
from officer_directory.exposures.answer import (
    Exposure,
    Sources,
    as_json,
    of_officers,
    under_policy,
)
from officer_directory.exposures.page import page
from officer_directory.exposures.question import Question, is_day
from officer_directory.exposures.recipients import OF_OFFICERS
from officer_directory.exposures.sheet import sheet
from officer_directory.http.answers import Answer, Finished
from officer_directory.http.asked import NOT_SHOWN, AskedBy
from officer_directory.http.formats import Form, form_of_page
from officer_directory.http.openapi.page import PAGE_HEADERS
from officer_directory.http.query import NOT_UNDERSTOOD, is_id, is_text
from officer_directory.store.folding import fold
from officer_directory.tiers import Tier

_MORE: Final = ("field", "since", "until")
_OF_A_PAGE: Final = ("content-security-policy", "referrer-policy")


async def disclose_exposure(asked: AskedBy, subject: str, *more: str) -> Response:
    """Answer about the subject that a parameter names; `more` may be given with it.

    Raises:
        NoSuchRecordError: the tier is never told, or there is no such officer, unit or policy.
        NotUnderstoodError: the question is not understood.
    """
    view = view_of(asked)
    form = form_of_page(asked.scope)
    given = _parameters(asked.pairs, subject, more)
    question = Question(given.get("field"), given.get("since"), given.get("until"))
    body, officers = await asked.aside(_body, asked, view, given, question, form)
    one = tuple(officers) if "officer" in given else ()
    about = (Given("exposure:recipients", tuple(officers)),) if officers else ()
    answer = Answer(body, 1, officers=one, given=about, media_type=form.value)
    response = await asked.disclose(answer)
    if form is Form.HTML and isinstance(response, Finished):
        response.raw_headers += [(n.encode(), PAGE_HEADERS[n].encode()) for n in _OF_A_PAGE]
    return response


def _body(
    asked: AskedBy, view: InsideView, given: dict[str, str], question: Question, form: Form
) -> tuple[bytes, list[str]]:
    """The answer as it is written, off the event loop: it may be long."""
    found, officers = _answered(asked, view, given, question)
    return _written(as_json(found), form, view.policy), officers


def _written(told: dict[str, Any], form: Form, policy: str) -> bytes:
    if form is Form.HTML:
        return page(told).encode()
    if form is Form.CSV:
        return sheet(told)
    return json_object({"exposure": told, "policy": policy})


def _answered(
    asked: AskedBy, view: InsideView, given: dict[str, str], question: Question
) -> tuple[Exposure, list[str]]:
    """The answer, and the officers it is about.

    Raises:
        NoSuchRecordError: there is no such officer, unit or policy to this requester.
    """
    running = asked.running
    know(view.snapshot)
    officers, subject = _subject(view, given, question)
    with running.database.reading() as records, running.ledger.reading() as ledger:
        at = Sources(records, ledger, running.ledger.tokens_of, running.database.now())
        if "policy" not in given:
            return of_officers(at, subject, officers, question), officers
        policy = meant(records, given["policy"])
        if policy is None:
            raise NoSuchRecordError(NOT_SHOWN)
        return under_policy(at, policy, question), []


def _subject(
    view: InsideView, given: dict[str, str], question: Question
) -> tuple[list[str], dict[str, str | None]]:
    if (officer := given.get("officer")) is not None:
        if not view.exists("officer", officer):
            raise NoSuchRecordError(NOT_SHOWN)
        return [officer], {"officer": officer}
    if (unit := given.get("unit")) is None:
        return [], {}
    wanted = {"unit": fold(unit), "begin": question.first, "end": question.last}
    if (agency := given.get("agency")) is not None:
        wanted["agency"] = fold(agency)
    ever = view.assigned(wanted)
    if not ever:
        raise NoSuchRecordError(NOT_SHOWN)
    return [one for one, then in ever.items() if then], {"unit": unit, "agency": agency}


def view_of(asked: AskedBy) -> InsideView:
    """Raises NoSuchRecordError for every tier but records and oversight."""
    asks = asked.requester.tier in (Tier.RECORDS, Tier.OVERSIGHT)
    if not asks or not isinstance(asked.view, InsideView):
        raise NoSuchRecordError(NOT_SHOWN)
    return asked.view


def _parameters(
    pairs: list[tuple[str, str]], subject: str, more: tuple[str, ...]
) -> dict[str, str]:
    """What is asked: a subject, and a field and days if they are given.

    Raises:
        NotUnderstoodError: any of it is not understood; the text is always the same.
    """
    given = dict(pairs)
    known = {subject, *more, *_MORE}
    if len(given) != len(pairs) or subject not in given or not given.keys() <= known:
        raise NotUnderstoodError(NOT_UNDERSTOOD)
    if "field" in given and "." not in given["field"]:
        given["field"] = f"officer.{given['field']}"
    if not all(_UNDERSTOOD[name](value) for name, value in given.items()):
        raise NotUnderstoodError(NOT_UNDERSTOOD)
    return given


_UNDERSTOOD: Final[dict[str, Callable[[str], object]]] = {
    "officer": is_id,
    "unit": is_text,
    "agency": is_text,
    "policy": re.compile("[0-9a-f]{64}", re.A).fullmatch,
    "field": OF_OFFICERS.__contains__,
    "since": is_day,
    "until": is_day,
}
