"""How long after a hold is sent an officer is still shown to the public."""

import http.client
import json
import time
from statistics import median

from benchmarks import credentials
from benchmarks.compare import Loader
from benchmarks.reading import officers
from benchmarks.servers import Server, ours
from benchmarks.sizes import Sizes
from officer_directory.settings import Settings

_HOLDS = 15
_GIVE_UP = 10.0


def measure(_load: Loader, settings: Settings, _sizes: Sizes) -> None:
    """From the request of an emergency hold until the officer's address is no record."""
    with ours(settings) as server:
        took = []
        for target in officers(server, _HOLDS):
            agency = json.loads(server.get(target))["officer"]["agency"]
            took.append(_hold(server, target, _records(settings, server, agency)))
    print(
        f"{'hold to invisible (1 process)':<34} wanted < 1 s"
        f"   median {1e3 * median(took):.0f} ms, most {1e3 * max(took):.0f} ms"
        f" of {len(took)} holds",
        flush=True,
    )


_known: dict[str, dict[str, str]] = {}


def _records(settings: Settings, server: Server, agency: str) -> dict[str, str]:
    """The headers of the records unit of an agency."""
    if agency not in _known:
        agencies = json.loads(server.get("/v1/agencies"))["agencies"]
        own = next(a["id"] for a in agencies if a["name"] == agency)
        _known[agency] = credentials.issue(settings, "records", [own])
    return _known[agency]


def _hold(server: Server, target: str, headers: dict[str, str]) -> float:
    body = json.dumps({"kind": "hold", "justification": "Threat received tonight.", "by": "Bench"})
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    began = time.perf_counter()
    typed = {**headers, "content-type": "application/json"}
    connection.request("POST", f"{target}/protections", body, typed)
    answer = connection.getresponse()
    said = answer.read()
    if answer.status != 201:
        raise RuntimeError(f"hold: {answer.status} {said[:200]!r}")
    while time.perf_counter() - began < _GIVE_UP:
        connection.request("GET", target)
        answer = connection.getresponse()
        answer.read()
        if answer.status == 404:
            return time.perf_counter() - began
    raise RuntimeError("the officer is still shown")
