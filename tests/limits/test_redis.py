"""Limits of several replicas: one in Redis, and a cautious share while Redis is gone."""

import asyncio
import json
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator

import pytest
from redis import Redis
from tests.redis_servers import SHARED, PrivateRedis, forget

from officer_directory.limits import shared
from officer_directory.limits.rates import Limit
from officer_directory.limits.shared import BUDGET_SECONDS, SharedWindows
from officer_directory.limits.sources import Sources

HUNDRED = Limit("burst", 100, 60)
REPLICAS = 4


@pytest.fixture
def prefix() -> Iterator[str]:
    made = f"officer-directory-test-{uuid.uuid4().hex}"
    yield made
    forget(made)


@pytest.fixture
def patiently(monkeypatch) -> None:
    """A busy machine is not a Redis that is gone."""
    monkeypatch.setattr(shared, "BUDGET_SECONDS", 10)


@pytest.fixture
def private(tmp_path) -> Iterator[PrivateRedis]:
    server = PrivateRedis(tmp_path)
    server.start()
    yield server
    server.stop()


def patient(url: str, prefix: str) -> SharedWindows:
    """For tests that are not of time: a busy machine is not a Redis that is gone."""
    return SharedWindows(url, prefix, REPLICAS, patience=10)


async def given(windows: SharedWindows, times: int, limit: Limit = HUNDRED) -> int:
    """How many of so many, one after another, were given."""
    return sum([not await windows.hit("a", [limit], 1) for _ in range(times)])


def test_two_replicas_have_one_limit(prefix):
    async def ask() -> int:
        replicas = [patient(SHARED, prefix) for _ in range(2)]
        found = await asyncio.gather(*(given(replicas[n % 2], 15) for n in range(10)))
        assert not any(replica.is_gone for replica in replicas)
        left = (await replicas[0].stand("a", [HUNDRED]))[0]
        assert (left.left, left.limit) == (0, HUNDRED)
        assert 1 <= left.renews <= 60
        for replica in replicas:
            await replica.close()
        return sum(found)

    assert asyncio.run(ask()) == 100


async def back(windows: SharedWindows) -> bool:
    """Whether limits are counted together again, within ten seconds of asking."""
    for _ in range(100):
        await windows.hit("b", [HUNDRED], 0)
        if not windows.is_gone:
            return True
        await asyncio.sleep(0.1)
    return False


_LOAD = """
import asyncio, json, sys, time
from officer_directory.limits import shared
from officer_directory.limits.rates import Limit
from officer_directory.limits.shared import SharedWindows

LANES, SECONDS = 8, 4.0
LIMITS = [Limit("burst", 200, 1), Limit("daily", 10**6, 86400)]

async def lane(windows, end, given):
    while time.monotonic() < end:
        refused = await windows.hit("a", LIMITS, 1)
        if not refused:
            given.append(time.monotonic())

async def main():
    windows = SharedWindows(sys.argv[1], sys.argv[2], 4, patience=10)
    given = []
    end = time.monotonic() + SECONDS
    await asyncio.gather(*(lane(windows, end, given) for _ in range(LANES)))
    await windows.close()
    print(json.dumps(given))

asyncio.run(main())
"""


def test_two_processes_under_load_never_go_more_than_a_hundredth_over(prefix):
    """Each asks as fast as it can for four seconds; what both were given is laid together."""
    command = [sys.executable, "-c", _LOAD, SHARED, prefix]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(2)]
    given = sorted(at for process in running for at in json.loads(process.communicate()[0]))
    assert [process.returncode for process in running] == [0, 0]
    first = given[0]
    seconds = given[-1] - first
    assert len(given) <= 200 * (seconds + 1) * 1.01
    assert len(given) >= 200 * 2  # they did ask for more than one window


def test_while_redis_is_gone_each_replica_gives_its_share_and_no_more(private):
    async def ask() -> None:
        windows = SharedWindows(private.url, "p", REPLICAS)
        assert await given(windows, 1) == 1
        private.stop()
        assert await given(windows, 60) == 24  # its share of 25, less the one before
        assert windows.is_gone
        private.start()
        assert await back(windows)
        await windows.close()

    asyncio.run(ask())


def test_a_share_is_no_extra_for_who_had_it_already(private):
    async def ask() -> int:
        windows = SharedWindows(private.url, "p", REPLICAS)
        before = await given(windows, 30)
        private.stop()
        after = await given(windows, 30)
        await windows.close()
        return before + after

    assert asyncio.run(ask()) == 30


def test_a_slow_redis_holds_nobody_up(private):
    async def ask() -> float:
        windows = SharedWindows(private.url, "p", REPLICAS)
        await given(windows, 1)
        private.pause(700)
        started = time.monotonic()
        assert await given(windows, 40) == 24
        took = time.monotonic() - started
        assert await back(windows)
        await windows.close()
        return took

    assert asyncio.run(ask()) < BUDGET_SECONDS + 0.3


def test_a_cancelled_request_leaves_no_answer_for_another(private):
    """Redis-py once gave the next request the answer of one that was cancelled."""

    async def ask() -> None:
        windows = patient(private.url, "p")
        limit = Limit("burst", 1_000, 60)
        for number in range(1, 9):
            await windows.hit(f"s{number}", [limit], number)
        for _ in range(12):
            asked = [asyncio.create_task(windows.stand(f"s{n}", [limit])) for n in range(1, 9)]
            await asyncio.sleep(0.0005)
            for task in asked[::2]:
                task.cancel()
            found = await asyncio.gather(*asked, return_exceptions=True)
            for number, states in enumerate(found, 1):
                if not isinstance(states, asyncio.CancelledError):
                    assert states[0].left == 1_000 - number
            for number in range(1, 9):
                assert (await windows.stand(f"s{number}", [limit]))[0].left == 1_000 - number
        assert not windows.is_gone
        await windows.close()

    asyncio.run(ask())


def test_replicas_share_a_salt_that_is_gone_after_a_day(prefix):
    async def ask() -> list[str]:
        found = []
        for _ in range(2):
            windows = patient(SHARED, prefix)
            await windows.confirm_salt()
            found.append(Sources((), windows.salt).of("203.0.113.9", ()).address)
            await windows.hit(found[-1], [HUNDRED], 1)
            await windows.close()
        return found

    one, other = asyncio.run(ask())
    assert one == other
    with Redis.from_url(SHARED) as redis:
        names = list(redis.scan_iter(f"{prefix}*"))
        assert names
        assert not any(b"203.0.113" in name for name in names)
        assert all(0 < redis.ttl(name) <= 2 * 86_400 for name in names)
        assert all(redis.ttl(n) <= 86_400 for n in names if b":salt:" in n)


def test_while_redis_is_gone_bulk_waits_and_pages_go_on(limited, private, patiently):
    ask = limited("# as shipped\n", redis_url=private.url)
    public, press = ask("public"), ask("press")
    assert public.get("/v1/officers.csv").status_code == 200
    private.stop()
    assert public.get("/v1/officers").status_code == 200
    for asker, address in (
        (public, "/v1/officers.csv"),
        (public, "/v1/officers.ndjson"),
        (public, "/v1/officers?q=diaz"),
        (press, "/v1/officers.csv"),
    ):
        waits = asker.get(address)
        assert waits.status_code == 503, address
        assert int(waits.headers["retry-after"]) >= 1
    assert press.get("/v1/officers?q=diaz").status_code == 200
    private.start()
    end = time.monotonic() + 10
    while public.get("/v1/officers.csv").status_code == 503 and time.monotonic() < end:
        time.sleep(0.1)
    assert public.get("/v1/officers.csv").status_code == 200


def test_budgets_survive_a_redis_that_was_emptied(limited, prefix, patiently):
    limits = "[tier.press]\nrecords_per_day = 7\n[tier.records]\nofficers_per_day = 5\n"
    ask = limited(limits, redis_url=SHARED, redis_prefix=prefix)
    for requester in ("press", "records"):
        assert ask(requester).get("/v1/officers?limit=5").status_code == 200
    forget(prefix)
    assert ask("press").get("/v1/officers?limit=5").status_code == 429
    assert ask("records").get("/v1/officers?limit=9").status_code == 429


def test_the_whole_service_keeps_one_limit_in_redis(limited, prefix, patiently):
    limits = '[tier.public]\nburst = "6/minute"\n[tier.press]\nburst = "4/minute"\n'
    ask = limited(limits, redis_url=SHARED, redis_prefix=prefix)
    assert [ask("public").get("/v1/me").status_code for _ in range(8)] == [200] * 6 + [429] * 2
    answers = [ask("press").get("/v1/agencies") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200] * 4 + [429]
    assert answers[0].headers["ratelimit"].startswith('"burst";r=3;t=')
    # Started anew it is the same limit: another replica, as far as Redis can tell.
    again = limited(limits, redis_url=SHARED, redis_prefix=prefix)
    assert again("public").get("/v1/me").status_code == 429
