"""One request for a page: in which language, where its links lead, and how it is answered.

A page is answered with the ETag of its bytes and `no-cache`: a browser asks each time
whether it is still so, for an officer may have been withdrawn a moment ago.
"""

import hashlib
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from officer_directory_portal.languages import CODES, Language, language_of, preferred
from officer_directory_portal.rendering import rendered
from officer_directory_portal.site import Site

_KEPT: Final = "no-cache"
NOT_KEPT: Final = "no-store"


class Asked:
    """A request, as the pages see it."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.site: Site = request.app.state.site
        self.prefix: str = request.scope.get("language_prefix", "")
        code = self.prefix.lstrip("/") or preferred(request.headers.get("accept-language"))
        self.language: Language = language_of(code)

    def say(self, message: str, **values: object) -> str:
        """A message in the reader's language."""
        return self.language.say(message, **values)

    def path(self, name: str) -> str:
        """A part of the address."""
        value: str = self.request.path_params[name]
        return value

    def query(self, name: str, most: int = 200) -> str:
        """A parameter without the space around it; an empty one and a missing one are one."""
        return self.request.query_params.get(name, "").strip()[:most]

    def link(self, path: str, **query: object) -> str:
        """An address of ours in the language that was asked in."""
        told = {name: str(value) for name, value in query.items() if value not in (None, "")}
        return f"{self.prefix}{path}{'?' if told else ''}{urlencode(told)}"

    def own_address(self) -> str:
        """The path and question of this request, without its language."""
        path = self.request.scope["path"]
        return f"{path}?{self.request.url.query}" if self.request.url.query else path

    def page(
        self,
        template: str,
        status: int = 200,
        *,
        permanent: str | None = None,
        headers: Mapping[str, str] | None = None,
        **shown: Any,
    ) -> Response:
        """A page. `permanent`: its path without a language, where it may be linked to."""
        shown |= {"asked": self, "site": self.site.settings, "link": self.link}
        text = rendered(template, self.language, permanent=permanent, **shown)
        return self.answer(text.encode(), status, headers)

    def answer(self, body: bytes, status: int, headers: Mapping[str, str] | None) -> Response:
        """HTML with what its caches need; 304 where the reader has it."""
        told = {
            "Content-Type": "text/html; charset=utf-8",
            "Content-Language": self.language.code,
            "Vary": "Accept-Language",
            "Cache-Control": _KEPT if status == 200 else NOT_KEPT,
            **(headers or {}),
        }
        if told["Cache-Control"] == _KEPT:
            told["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
            if told["ETag"] in self.request.headers.get("if-none-match", ""):
                del told["Content-Type"]
                return Response(status_code=304, headers=told)
        return Response(body, status, told)

    def alternates(self, permanent: str) -> list[tuple[str, str]]:
        """The same page in each language, for `hreflang`: code and whole address."""
        root = self.site.settings.public_url
        each = [(code, f"{root}/{code}{permanent}") for code in CODES]
        return [*each, ("x-default", f"{root}{permanent}")]

    def others(self, permanent: str | None) -> list[tuple[Language, str]]:
        """The other languages, and where this page is in them."""
        return [
            (language_of(code), f"/{code}{permanent or '/'}")
            for code in CODES
            if code != self.language.code
        ]
