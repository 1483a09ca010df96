"""One question, from its signature to its answer: signed, paced, repeated, remembered.

Pure: what it decides it yields as steps, and a shell does them.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final

from officer_directory_client._addresses import Query, query_string
from officer_directory_client._answers import error_of, json_object
from officer_directory_client._remembered import Remembered
from officer_directory_client._retrying import Patience
from officer_directory_client._signing import Signer
from officer_directory_client._steps import Answer, Request, Send, Sink, Steps, Stream, Wait
from officer_directory_client._version import __version__
from officer_directory_client.errors import DirectoryError, NoAnswerError, UnexpectedAnswerError
from officer_directory_client.limits import Limit, limits_of, wait_for

_USER_AGENT: Final = f"officer-directory-client/{__version__}"
_JSON: Final = "application/json"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, before it is signed. `repeatable`: asking twice does no more than once."""

    method: str
    path: str
    query: Query = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = field(default=None, repr=False)
    accept: str = _JSON

    @property
    def repeatable(self) -> bool:
        return self.method == "GET" or "Idempotency-Key" in self.headers


class Core:
    """Everything that one directory object knows; a shell holds it."""

    def __init__(self, api: str, signer: Signer, patience: Patience) -> None:
        self.api = api
        self.patience = patience
        self.limits: dict[str, Limit] = {}
        self._signer = signer
        self._remembered = Remembered()

    def url_of(self, question: Question) -> str:
        return f"{self.api}{question.path}{query_string(question.query)}"

    def ask(self, question: Question) -> Steps[Answer]:
        """The answer to a question, which is asked again while that may help.

        Raises:
            DirectoryError: there is none, or it is a refusal.
        """
        for tried in count(1):
            failure = yield from self._attempt(question)
            if isinstance(failure, Answer):
                return failure
            wait = self.patience.wait(tried, failure) if question.repeatable else None
            if wait is None:
                raise failure
            yield Wait(wait)
        raise AssertionError

    def ask_json(self, question: Question) -> Steps[dict[str, Any]]:
        """The same for a body that is a JSON object."""
        answer = yield from self.ask(question)
        found = json_object(answer.body)
        if not found:
            raise UnexpectedAnswerError("An answer that is not JSON.", answer.status)
        return found

    def read(self, path: str, query: Query | None = None) -> Steps[dict[str, Any]]:
        """What a GET answers."""
        return self.ask_json(Question("GET", path, query or {}))

    def stream(self, question: Question, sink: Sink) -> Steps[Answer]:
        """Write a body into a sink as it comes, tried once; the caller decides what then."""
        yield from self._pace()
        answer = yield from self._signed(question, sink)
        if failure := error_of(answer):
            raise failure
        return answer

    def _attempt(self, question: Question) -> Steps[Answer | DirectoryError]:
        yield from self._pace()
        try:
            answer = yield from self._conditional(question)
        except NoAnswerError as error:
            return error
        return error_of(answer) or answer

    def _conditional(self, question: Question) -> Steps[Answer]:
        """A GET that names the ETag of what is remembered of it."""
        if question.method != "GET":
            return (yield from self._signed(question))
        key = self._signer.name, self.url_of(question)
        etag = self._remembered.etag(key)
        condition = {} if etag is None else {"If-None-Match": etag}
        answer = yield from self._signed(question, extra=condition)
        settled = self._remembered.settle(key, answer)
        if settled is None:  # forgotten meanwhile, for others needed the room
            settled = yield from self._signed(question)
        return settled

    def _signed(
        self, question: Question, sink: Sink | None = None, extra: Mapping[str, str] | None = None
    ) -> Steps[Answer]:
        """The answer to a signed request; signed anew, once, where the credential may be."""
        url = self.url_of(question)
        for last in (False, True):
            headers = {"User-Agent": _USER_AGENT, "Accept": question.accept, **question.headers}
            headers |= yield from self._signer.headers(question.method, url)
            request = Request(question.method, url, headers | dict(extra or {}), question.body)
            answer: Answer = yield Send(request) if sink is None else Stream(request, sink)
            if told := limits_of(answer.headers):
                self.limits = told
            if not self._signer.again(answer) or last:
                break
        return answer

    def _pace(self) -> Steps[None]:
        """Wait where the last answer said that nothing is left, if that is not for long."""
        wait = wait_for(self.limits)
        self.limits = {} if wait else self.limits
        if 0 < wait <= self.patience.longest_wait_s:
            yield Wait(wait)


def json_body(content: Mapping[str, Any]) -> bytes:
    """A JSON object as it is sent.

    Raises:
        ValueError: it holds what JSON does not have, as NaN.
    """
    return json.dumps(content, ensure_ascii=False, allow_nan=False, default=str).encode()
