"""How long after a hold is sent an officer is still shown to the public."""

import http.client
import json
import time
from contextlib import ExitStack
from statistics import median

from benchmarks import credentials
from benchmarks.build import built_on_postgresql
from benchmarks.compare import Loader
from benchmarks.reading import officers
from benchmarks.servers import Server, ours
from benchmarks.sizes import Sizes
from officer_directory.settings import Settings

_HOLDS = 15
_GIVE_UP = 60.0
_MOST_ON_POSTGRESQL = 10_000


def measure(_load: Loader, settings: Settings, sizes: Sizes) -> None:
    """From the request of an emergency hold until the officer's address is no record.

    One process on SQLite; then two replicas on one PostgreSQL, of which one is told and
    both are asked.
    """
    with ours(settings) as server:
        _report("one process", settings, server, [server])
    shared = built_on_postgresql(
        sizes.folder, sizes.postgres, min(sizes.officers, _MOST_ON_POSTGRESQL)
    )
    with ExitStack() as stack:
        told = stack.enter_context(ours(shared))
        other = stack.enter_context(ours(shared, "replica"))
        _report("two replicas", shared, told, [told, other])


def _report(what: str, settings: Settings, told: Server, asked: list[Server]) -> None:
    known: dict[str, dict[str, str]] = {}
    took = []
    for target in officers(told, _HOLDS):
        agency = json.loads(told.get(target))["officer"]["agency"]
        if agency not in known:
            known[agency] = _records(settings, told, agency)
        took.append(hold(told, asked, target, known[agency]))
    print(
        f"{f'hold to invisible ({what})':<34} wanted < 1 s"
        f"   median {1e3 * median(took):.0f} ms, most {1e3 * max(took):.0f} ms"
        f" of {len(took)} holds",
        flush=True,
    )


def _records(settings: Settings, server: Server, agency: str) -> dict[str, str]:
    """The headers of the records unit of an agency."""
    agencies = json.loads(server.get("/v1/agencies"))["agencies"]
    own = next(a["id"] for a in agencies if a["name"] == agency)
    return credentials.issue(settings, "records", [own])


def hold(told: Server, asked: list[Server], target: str, headers: dict[str, str]) -> float:
    """Seconds until the last of the servers shows nothing any more."""
    body = json.dumps({"kind": "hold", "justification": "Threat received tonight.", "by": "Bench"})
    began = time.perf_counter()
    typed = {**headers, "content-type": "application/json"}
    telling = http.client.HTTPConnection("127.0.0.1", told.port, timeout=30)
    telling.request("POST", f"{target}/protections", body, typed)
    answer = telling.getresponse()
    said = answer.read()
    if answer.status != 201:
        raise RuntimeError(f"hold: {answer.status} {said[:200]!r}")
    telling.close()
    return until_invisible(asked, target, began)


def until_invisible(asked: list[Server], target: str, began: float) -> float:
    """Seconds from then until the last of the servers shows nothing any more."""
    connections = [http.client.HTTPConnection("127.0.0.1", s.port, timeout=30) for s in asked]
    while time.perf_counter() - began < _GIVE_UP:
        if all(_is_gone(connection, target) for connection in connections):
            return time.perf_counter() - began
    raise RuntimeError("the officer is still shown")


def _is_gone(connection: http.client.HTTPConnection, target: str) -> bool:
    connection.request("GET", target)
    answer = connection.getresponse()
    answer.read()
    return answer.status == 404
