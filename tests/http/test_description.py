"""The description is of the whole interface, and no address is anywhere else."""

import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, Phase, given, settings

from officer_directory.http.openapi import description
from officer_directory.http.openapi.__main__ import Shipped
from officer_directory.http.problems import ALL, MEDIA_TYPE
from officer_directory.http.protocol import Protocol
from officer_directory.http.query import OPTIONS
from officer_directory.http.scim import PREFIX
from officer_directory.tiers import Tier

REQUESTERS = ("public", "press", "hr", "records", "oversight", "auditor", "admin")
OF_THE_EDGE = {405, 414}  # answered before any route is known
UNDESCRIBED = {"/", "/openapi.json", "/docs", "/problems/{kind}", "/metrics"}


def described(ask, requester):
    return ask(requester).get("/openapi.json").json()


@pytest.mark.parametrize("requester", REQUESTERS)
def test_each_tier_is_told_what_is_open_to_it(standing, loaded, requester):
    _, ask = standing
    shipped = Shipped(loaded, Tier(requester))
    assert described(ask, requester) == json.loads(json.dumps(description.of(shipped)))


def test_nothing_that_is_withheld_is_described(standing):
    _, ask = standing
    public = json.dumps(described(ask, "public"))
    for name in ("hr_id", "birth_year", "protection_class", "bureau", "justification"):
        assert f'"{name}"' not in public
    assert "/protections" not in public


def test_the_description_and_the_router_know_the_same_addresses(standing):
    _, ask = standing
    routes = {}
    for route in ask("public").app.routes:
        path = re.sub(r"\{(\w+):\w+\}", "", route.path.replace("{tile:path}", "{tile}"))
        routes.setdefault(path, set()).update(route.methods - {"HEAD"})
    routes.pop("/v1/officers/by-uid/{uid}")  # described with its suffix
    for path in [path for path in routes if path.startswith(PREFIX)]:
        routes.pop(path)  # SCIM describes itself, in its own way: /ResourceTypes and /Schemas
    told = {}
    for requester in REQUESTERS:
        for path, item in described(ask, requester)["paths"].items():
            told.setdefault(path, set()).update(m.upper() for m in item if m != "parameters")
    assert told == {path: methods for path, methods in routes.items() if path not in UNDESCRIBED}


def test_every_option_of_a_list_is_described(standing):
    _, ask = standing
    document = described(ask, "public")
    refs = document["paths"]["/v1/officers"]["get"]["parameters"]
    named = {document["components"]["parameters"][r["$ref"].split("/")[-1]]["name"] for r in refs}
    assert set(OPTIONS) < named
    assert {"last_name__startswith", "hire_date__gte", "rank__in", "suffix__isnull"} < named


def test_every_problem_of_a_route_is_described(standing):
    _, ask = standing
    responses = {}
    for requester in ("records", "hr"):
        responses |= described(ask, requester)["components"]["responses"]
    problems = {n: told for n, told in responses.items() if not n.startswith("OAuthError")}
    assert all(MEDIA_TYPE in response["content"] for response in problems.values())
    told = {name.removeprefix("Problem") for name in problems}
    assert told == {str(problem.status) for problem in ALL if problem.status not in OF_THE_EDGE}


def test_the_description_can_be_printed_without_a_database():
    command = [sys.executable, "-m", "officer_directory.http.openapi", "hr"]
    printed = subprocess.run(command, capture_output=True, check=True)
    assert json.loads(printed.stdout)["openapi"] == "3.1.0"


@contextmanager
def listening(app) -> Iterator[str]:
    """A real server in front of an application that is open already."""
    config = uvicorn.Config(app, port=0, http=Protocol, ws="none", lifespan="off")
    server = uvicorn.Server(config)
    running = threading.Thread(target=server.run)
    running.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        running.join()


@pytest.mark.parametrize("requester", REQUESTERS)
def test_answers_are_as_described_whatever_is_asked(ask, requester):
    """A few drawn requests for each operation, some of which write; `make fuzz` draws thousands."""
    asker = ask(requester)
    headers = {}
    if asker.key is not None:  # what is drawn may end the key it asks with
        own = asker.post("/v1/me/keys", json={"overlap_days": 90}).json()
        headers = {"Authorization": f"Bearer {own['api_key']}"}
    schema = schemathesis.openapi.from_dict(described(ask, requester))
    with listening(asker.app) as address:
        for result in schema.get_all_operations():
            operation = result.ok()
            # A client is not who asks: with a key too, it would say twice who it is.
            drawn(operation, address, {} if operation.path.startswith("/oauth") else headers)


def drawn(operation, address, headers):
    @given(case=operation.as_strategy())
    @settings(
        max_examples=3,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def holds(case):
        case.call_and_validate(base_url=address, headers=headers)

    holds()
