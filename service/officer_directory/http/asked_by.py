"""One request above its route: who asks, what they may see, and how an answer leaves.

Every answer leaves through `disclose` (or `streaming`), which enters it in the ledger first
and only then emits it, with the receipt for it.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from hashlib import sha256
from typing import Any, TypeVar

from fastapi import Request
from starlette.responses import Response

from officer_directory.disclosure.asking import Ask
from officer_directory.disclosure.view import View
from officer_directory.errors import (
    NoSuchRecordError,
    NotAnsweredError,
    OutOfScopeError,
    RefusedByRuleError,
)
from officer_directory.http import query
from officer_directory.http.address import pairs
from officer_directory.http.answers import (
    JSON_TYPE,
    Answer,
    Finished,
    RawHeaders,
    finished,
    fixed_headers,
    private_headers,
    with_receipt,
)
from officer_directory.http.edge import headers_of
from officer_directory.http.entries import asked_for, enter, owe
from officer_directory.http.formats import refuse_unless_json
from officer_directory.http.problems import Problem
from officer_directory.http.running import Running
from officer_directory.identity.application_tokens import hidden
from officer_directory.identity.requester import Requester
from officer_directory.identity.scopes import ADMINISTER, OF_TIER
from officer_directory.ledger.receipt import Receipt
from officer_directory.limits.gate import Admitted
from officer_directory.limits.rates import Asks
from officer_directory.limits.window import State
from officer_directory.protections.persons import same_person
from officer_directory.tiers import Tier

Given = TypeVar("Given")

NOT_SHOWN = "No record can be shown here."


class AskedBy:
    """One request, as far as it is understood."""

    __slots__ = ("_running", "admitted", "pairs", "request", "requester", "scope", "view")

    def __init__(
        self, request: Request, running: Running, requester: Requester, admitted: Admitted
    ) -> None:
        self.request = request
        self.scope = scope = request.scope
        self.admitted = admitted
        self._running = running
        self.pairs = pairs(scope["query_string"])
        self.requester = requester
        self.view: View = running.views.of(requester)

    @property
    def running(self) -> Running:
        return self._running

    def path(self, name: str) -> str:
        """A part of the address; an id that is not one names no record."""
        found: str = self.scope["path_params"][name]
        if name == "id" and not query.is_id(found):
            raise NoSuchRecordError(NOT_SHOWN)
        return found

    def ask(self, resource: str) -> Ask:
        """The list question that was asked of a resource, in this requester's words."""
        shown = self.view.shown(resource)
        if not shown:
            raise NoSuchRecordError(NOT_SHOWN)
        return query.parse(resource, self.pairs, shown)

    def needs(self, scope: str) -> None:
        """Refuse a credential that was given less than its tier has.

        A tier that never has a scope is told by its view that there is nothing.

        Raises:
            OutOfScopeError: the tier has the scope, and the credential does not.
        """
        if scope in OF_TIER[self.requester.tier] and not self.requester.may(scope):
            raise OutOfScopeError

    def for_admin(self) -> None:
        """To whoever is no admin who may administer, this address is no record.

        Raises:
            NoSuchRecordError: that is so.
        """
        if self.requester.tier is not Tier.ADMIN or not self.requester.may(ADMINISTER):
            raise NoSuchRecordError(NOT_SHOWN)

    def takes_nothing(self) -> None:
        """Refuse any parameter, and any format but JSON."""
        query.parse_none(self.pairs)
        refuse_unless_json(self.scope)

    async def aside(self, question: Callable[..., Given], *arguments: Any) -> Given:
        """Ask off the event loop."""
        return await self.aside_in(self._running.threads, question, *arguments)

    async def aside_in(
        self, threads: Executor, question: Callable[..., Given], *arguments: Any
    ) -> Given:
        """Ask in one of these threads."""
        return await asyncio.get_running_loop().run_in_executor(threads, question, *arguments)

    async def quickly(self, question: Callable[..., Given], *arguments: Any) -> Given:
        """Ask what an index answers: on the event loop where the file is local."""
        if self._running.local:
            return question(*arguments)
        return await self.aside(question, *arguments)

    async def disclose(self, answer: Answer) -> Response:
        """Enter an answer in the ledger, then emit it.

        Raises:
            NotAnsweredError: it could not be entered.
        """
        unless = headers_of(self.scope, b"if-none-match")
        return await self.release(answer, finished(answer, self.requester.tier, unless))

    async def release(self, answer: Answer, response: Response) -> Response:
        """Emit the response that was made of an answer: charged, and entered first."""
        if self.is_entered:
            if response.status_code == 200 and self.scope["method"] != "HEAD":
                await self._charge(answer)
            named: dict[str, Any] = {"officers": answer.officers} if answer.officers else {}
            if answer.given and (response.status_code == 304 or self.scope["method"] != "HEAD"):
                named["given"] = answer.given
            digest = sha256(answer.body).hexdigest()
            outcome = {"status": response.status_code, "records": answer.records}
            receipt = await self.enter(digest=digest, **outcome, **named)
            return with_receipt(response, receipt)
        return response

    async def _charge(self, answer: Answer) -> None:
        """Charge what is delivered: records to the press, officers to an inside tier."""
        if self.requester.tier is Tier.PRESS:
            await self._running.gate.deliver_all(self.admitted, answer.records)
            return
        await self._running.gate.show(self.admitted, answer.officers)
        await self._running.gate.deliver_all(self.admitted, answer.unnamed)

    async def standing(self) -> list[State]:
        """What is left of the requester's limits."""
        return await self._running.gate.standing(self.admitted)

    async def ask_more(self, search: bool, count: bool) -> None:
        """Charge a page for what it asks beyond a plain one."""
        await self._running.gate.ask_more(self.admitted, search, count)

    async def refuse(self, problem: Problem) -> Response:
        """Emit a problem, entered first: that there is nothing to show is an answer too."""
        digest = sha256(problem.body).hexdigest()
        receipt = await self.enter(status=problem.status, problem=problem.kind, digest=digest)
        return with_receipt(problem.response(), receipt)

    def acting(self, named: str | None) -> str:
        """Who acts: the person whose credential it is; else as named, else the key's label.

        Raises:
            RefusedByRuleError: another is named than the person whose credential it is.
        """
        person = self.requester.person
        if person is None:
            return named or self.requester.label
        if named is not None and not same_person(named, person):
            raise RefusedByRuleError("Whoever is signed in acts; leave `by` out.")
        return person

    async def created(self, body: bytes, **named: Any) -> Response:
        """Say what was made, entered first, with whom it is about.

        Raises:
            NotAnsweredError: it could not be entered.
        """
        receipt = await self.enter(status=201, digest=sha256(body).hexdigest(), **named)
        return with_receipt(self._said(body), receipt)

    async def handed(self, body: bytes, status: int, more: RawHeaders | None = None) -> Response:
        """Say to a stranger what became of what they handed in, entered first; nobody keeps it.

        Raises:
            NotAnsweredError: it could not be entered.
        """
        receipt = await self.enter(status=status, digest=sha256(body).hexdigest())
        length = (b"content-length", str(len(body)).encode())
        headers = [JSON_TYPE, length, *private_headers(), *(more or [])]
        return with_receipt(Finished(status, headers, body), receipt)

    async def hands_in(self, kind: str, asks: Asks) -> None:
        """Charge what a stranger hands in to where it comes from.

        Raises:
            QuotaExceededError: as much as is taken came from there.
        """
        portal = self.requester.tier is Tier.PUBLIC and self.requester.subject is not None
        await self._running.gate.hand_in(self.admitted, kind, asks, portal)

    async def done(self, body: bytes, status: int = 201) -> Response:
        """Say what was recorded, or kept until it can be: never waiting for the ledger."""
        receipt = await self.enter_or_owe(status=status, digest=sha256(body).hexdigest())
        return with_receipt(self._said(body, status), receipt)

    def _said(self, body: bytes, status: int = 201) -> Response:
        length = (b"content-length", str(len(body)).encode())
        return Finished(status, [JSON_TYPE, length, *fixed_headers(self.requester.tier)], body)

    async def enter(self, **outcome: Any) -> Receipt | None:
        """Make the entry of this answer durable; nothing is entered of the public.

        The receipt is the requester's, and of the press is kept by nobody else.
        """
        if not self.is_entered:
            return None
        return await enter(self._running.ledger, self.requester, self.facts(outcome))

    async def enter_or_owe(self, **outcome: Any) -> Receipt | None:
        """Make the entry of what was done; what the ledger cannot take now, it is owed."""
        try:
            return await self.enter(**outcome)
        except NotAnsweredError:
            ledger, facts = self._running.ledger, self.facts(outcome)
            return await self.aside(owe, ledger, self.requester, facts)

    @property
    def is_entered(self) -> bool:
        return self.requester.tier is not Tier.PUBLIC

    def facts(self, outcome: dict[str, Any]) -> dict[str, Any]:
        """What the ledger is told of this answer: what was asked, the table, the outcome."""
        address = self.scope["raw_path"].decode("ascii")
        if self.scope["query_string"]:
            address += "?" + self.scope["query_string"].decode("ascii")
        asked = f"{self.scope['method']} {hidden(address)}"
        told = {"asked": asked, "policy": self.view.policy, **outcome}
        if self.requester.tier is not Tier.PRESS:  # of whom nothing more is kept
            told |= asked_for(self.scope, self.pairs if outcome.get("status") == 200 else ())
        return told
