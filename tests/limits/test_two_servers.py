"""Two servers, one database and one Redis, under a burst: one limit, never 1 % over."""

import http.client
import os
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from pathlib import Path

import pytest
from tests.http.test_serving import SERVE, free_port, wait_until_ready
from tests.redis_servers import SHARED, forget

from officer_directory.identity import keys
from officer_directory.key_files import open_keys
from officer_directory.settings import Settings
from officer_directory.store.engines import Database

ALLOWED = 400  # in any minute: a burst of seconds may have so many answers and no more
SECONDS = 4.0
PATIENCE = 40.0  # more, on a machine that takes so long for as many answers as are allowed
CLIENTS = 4  # of each server
# A busy machine is not a Redis that is gone: then each server gives its share as well (0041).
PATIENTLY = "from officer_directory.limits import shared; shared.BUDGET_SECONDS = 10"
LIMITS = f"""
[tier.press]
burst = "{ALLOWED}/minute"
daily = "1000000/day"
[cost]
page = 1
"""


NOBODY = "redis://127.0.0.1:1"
CUT_OFF = f"{LIMITS}[without_redis]\nreplicas = "


@pytest.fixture(params=[(LIMITS, SHARED)])
def servers(request, make_settings, tmp_path):
    """The ports of two `serve` processes, and a key of tier press that both know.

    The parameter is the limits of both, and the Redis of the second.
    """
    told_limits, other_redis = request.param
    settings: Settings = make_settings("postgresql", tmp_path / "data")
    key, prefix = _issue(settings), f"officer-directory-test-{uuid.uuid4().hex}"
    limits = tmp_path / "limits.toml"
    limits.write_text(told_limits)
    told = {
        "DATABASE_URL": settings.database_url,
        "DATA": str(settings.data),
        "REDIS_URL": SHARED,
        "REDIS_PREFIX": prefix,
        "LIMITS": str(limits),
    }
    environ = os.environ | {f"OFFICER_DIRECTORY_{name}": value for name, value in told.items()}
    ports, running = [free_port(), free_port()], []
    try:
        for port, redis in zip(ports, (SHARED, other_redis), strict=True):
            here = environ | {"OFFICER_DIRECTORY_REDIS_URL": redis}
            running.append(_serve(port, here, tmp_path / f"{port}.log"))
            wait_until_ready(port)
        yield ports, key
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(timeout=60)
        forget(prefix)


def _issue(settings: Settings) -> str:
    database, pepper = Database(settings), open_keys(settings.prepare_data()).pepper
    try:
        with database.transaction() as connection:
            now = database.now()
            return keys.issue(connection, pepper, "press", "A newsroom", agency_ids=[], now=now)
    finally:
        database.close()


def _serve(port: int, environ: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", f"{PATIENTLY}\n{SERVE}", "serve", "--port", str(port)]
    with log.open("wb") as written:
        return subprocess.Popen(command, env=environ, stderr=written, stdout=written)


def _ask(port: int, key: str, until: float, counted: list[int]) -> None:
    """Ask one after another over one connection, until a moment, and until someone is limited."""
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    last = until + PATIENCE
    while (now := time.monotonic()) < until or (429 not in counted and now < last):
        asking.request("GET", "/v1/officers?limit=1", headers={"Authorization": f"Bearer {key}"})
        answer = asking.getresponse()
        answer.read()
        counted.append(answer.status)
    asking.close()


def test_two_servers_never_answer_more_than_a_hundredth_over_the_limit(servers, record_property):
    found = _answers(*servers, record_property)
    assert found[200] <= 1.01 * ALLOWED
    assert found[200] + found[503] >= 0.9 * ALLOWED


@pytest.mark.parametrize("servers", [(f"{CUT_OFF}4", NOBODY)], indirect=True)
def test_a_server_that_alone_loses_redis_adds_its_share_and_no_more(servers, record_property):
    found = _answers(*servers, record_property)
    assert ALLOWED / 4 < found[200] <= (1 + 1 / 4) * ALLOWED


@pytest.mark.parametrize("servers", [(f"{CUT_OFF}100", NOBODY)], indirect=True)
def test_where_a_share_is_a_hundredth_losing_redis_exceeds_no_limit_by_more(
    servers, record_property
):
    found = _answers(*servers, record_property)
    assert ALLOWED / 100 < found[200] <= 1.01 * ALLOWED


def _answers(ports: list[int], key: str, record_property) -> Counter[int]:
    """How often each status was answered to a burst at both servers, until one is limited."""
    counted: list[int] = []
    until = time.monotonic() + SECONDS
    arguments = [(port, key, until, counted) for port in ports for _ in range(CLIENTS)]
    asking = [threading.Thread(target=_ask, args=one) for one in arguments]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    found = Counter(counted)
    print(f"{dict(found)} where {ALLOWED} are allowed")
    record_property("answers", dict(found))
    assert set(found) <= {200, 429, 503}  # a database that is full of others answers nobody
    assert found[429] > 0, "the burst was too small to show anything"
    return found
