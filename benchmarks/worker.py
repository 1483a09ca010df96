"""One worker of our application, as it is or with its query answered from a dictionary.

`python -m benchmarks.worker KIND DATA PORT [DATABASE_URL [ISSUERS]]`, KIND being one of

- `ours`, `replica`: the application as it is served;
- `dictionary`: the same, but each statement is looked up, with its values, in a dictionary
  of what the database answered the first time;
- `no-ledger`: nothing is entered in the ledger;
- `no-limits`: nothing is counted, and no answer tells of limits;
- `bare`: neither of both, and who asks is looked up in a dictionary: the query alone is left;
- `constant`: the same, but `/constant/SIZE` answers so many bytes, finished beforehand.
"""

import sys
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from starlette.responses import Response
from starlette.routing import Route

from officer_directory import app
from officer_directory.cli.serve import serve_here
from officer_directory.disclosure import read, view
from officer_directory.http import asked_by, lists
from officer_directory.http.answers import Finished
from officer_directory.limits import gate
from officer_directory.settings import Settings

WIDE = Path(__file__).with_name("limits.toml")


def answer_from_a_dictionary() -> None:
    """Have every statement answered from memory once the database has answered it."""
    answers: dict[Any, Any] = {}

    def rows(reader: Any, statement: Any, bound: Any, seconds: float | None = None) -> Any:
        key = (statement.sql, *bound.values())
        found = answers.get(key)
        if found is None:
            found = answers[key] = read.rows(reader, statement, bound, seconds)
        return found

    vars(view)["rows"] = rows


def enter_nothing() -> None:
    """Answer without an entry in the ledger."""

    async def enter(*_: Any) -> None: ...

    vars(asked_by)["enter"] = enter


def count_nothing() -> None:
    """Let everyone in, and charge nothing."""

    async def admit(*_: Any) -> None: ...

    async def nothing(*_: Any) -> None: ...

    vars(gate)["Gate"].admit = admit
    vars(asked_by)["AskedBy"]._charge = nothing
    vars(lists)["naming"] = lambda answer, *_: answer


def remember_requesters() -> None:
    """Look a credential up once, and again in a dictionary."""
    known: dict[Any, Any] = {}
    authenticate = vars(app)["authenticate"]

    def remembered(ways: Any, headers: Any, called: Any) -> Any:
        key = dict(headers).get(b"authorization")
        if key not in known:
            known[key] = authenticate(ways, headers, called)
        return known[key]

    vars(app)["authenticate"] = remembered


def with_constants(made: FastAPI) -> FastAPI:
    """With a route that answers finished bytes, the most this framework can do."""
    constants: dict[str, Finished] = {}

    async def constant(request: Request) -> Response:
        size = request.path_params["size"]
        if size not in constants:
            length = (b"content-length", size.encode())
            headers = [(b"content-type", b"application/json"), length]
            constants[size] = Finished(200, headers, b"x" * int(size))
        ready = constants[size]
        return Finished(200, list(ready.raw_headers), bytes(ready.body))

    made.router.routes.append(Route("/constant/{size}", constant))
    return made


def main(kind: str, data: str, port: str, database_url: str = "", issuers: str = "") -> None:
    if kind == "dictionary":
        answer_from_a_dictionary()
    if kind in ("bare", "no-ledger"):
        enter_nothing()
    if kind in ("bare", "no-limits"):
        count_nothing()
    if kind == "bare":
        remember_requesters()
    if kind == "constant":
        made = app.create_app
        app.create_app = lambda *given: with_constants(made(*given))
    settings = Settings(data=Path(data), database_url=database_url, limits=WIDE, issuers=issuers)
    serve_here(settings, host="127.0.0.1", port=int(port))


if __name__ == "__main__":
    main(*sys.argv[1:])
