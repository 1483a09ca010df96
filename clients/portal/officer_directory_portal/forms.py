"""Forms: what was typed, what is wrong with it, and what the directory said of it.

Nothing that was typed is lost: a form that is refused comes back filled in, with what is
wrong said above it and beside each field.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from officer_directory_client import NoAnswerError
from officer_directory_client.errors import (
    NotAnsweredError,
    NotUnderstoodError,
    QuotaExceededError,
    TooLargeError,
)
from officer_directory_portal.asked import Asked
from officer_directory_portal.languages import marked as _
from officer_directory_portal.visitors import Share, ShareUsedUpError

MOST_BYTES: Final = 32 * 1024
_TYPE: Final = "application/x-www-form-urlencoded"
_MOST_FIELDS: Final = 20
T = TypeVar("T")

MISSING: Final = _("Please fill this in.")
TOO_LONG: Final = _("This is too long. Please use at most %(most)s letters.")
NOT_TAKEN: Final = _(
    "The directory could not read this. Please use plain text, without unusual signs."
)
TOO_MANY: Final = _(
    "Too many have come in just now. What you typed is still here. Please try again in %(minutes)s"
    " minutes."
)
NO_ANSWER: Final = _(
    "The directory does not answer right now. What you typed is still here. Please try again in a"
    " while."
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A field of a form: how long it may be, and whether it must be filled in."""

    most: int = 200
    required: bool = False


@dataclass(slots=True)
class Form:
    """What was typed, and what is wrong: of the whole (`refused`), and by field (`wrong`)."""

    entries: Mapping[str, Entry]
    typed: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    refused: tuple[str, dict[str, Any]] | None = None
    retry_after: int | None = None

    def value(self, name: str) -> str:
        """What was typed into a field."""
        return self.typed.get(name, "")

    def told(self, name: str) -> str | None:
        """The same as one line; None where nothing was."""
        return " ".join(self.value(name).split()) or None

    @property
    def is_good(self) -> bool:
        return not self.wrong and self.refused is None

    @property
    def status(self) -> int:
        """The status with which it comes back: 503 where it may be sent again later."""
        if self.retry_after is not None:
            return 503
        return 200 if self.is_good else 422

    @property
    def headers(self) -> dict[str, str]:
        """When it may be sent again."""
        return {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}

    def check(self) -> None:
        """Find what is wrong with it."""
        for name, entry in self.entries.items():
            told = self.told(name)
            if told is None and entry.required:
                self.wrong[name] = MISSING, {}
            elif told is not None and len(told) > entry.most:
                self.wrong[name] = TOO_LONG, {"most": entry.most}

    def take_share(self, asked: Asked, share: Share) -> bool:
        """Whether its sender may hand in one more; else the form says when."""
        request = asked.request
        peer = request.client.host if request.client is not None else ""
        try:
            asked.site.visitors.take(share, peer, request.scope["headers"])
        except ShareUsedUpError as error:
            self._come_back(error.retry_after)
        return self.is_good

    async def send(self, sending: Callable[[], Awaitable[T]]) -> T | None:
        """What the directory answers; None where it does not take it, which the form says.

        Raises:
            DirectoryError: it is not about what was typed.
        """
        try:
            return await sending()
        except (NotUnderstoodError, TooLargeError):
            self.refused = NOT_TAKEN, {}
        except QuotaExceededError as error:
            self._come_back(max(1, int(error.retry_after or 60)))
        except (NotAnsweredError, NoAnswerError) as error:
            self.retry_after = max(1, int(getattr(error, "retry_after", None) or 60))
            self.refused = NO_ANSWER, {}
        return None

    def _come_back(self, seconds: int) -> None:
        self.retry_after = seconds
        self.refused = TOO_MANY, {"minutes": -(-seconds // 60)}


async def form_of(request: Request, entries: Mapping[str, Entry]) -> Form:
    """The form that was sent; of its fields only those that it has.

    Raises:
        HTTPException: it is no form, or a very long one.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _TYPE:
        raise HTTPException(415)
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST_BYTES:
                raise HTTPException(413)
    except ClientDisconnect:
        raise HTTPException(400) from None
    try:
        pairs = parse_qsl(body.decode("utf-8"), max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise HTTPException(400) from None
    form = Form(entries, {name: value for name, value in pairs if name in entries})
    form.check()
    return form
