"""Budgets of a day: records to the press, different officers to the inside tiers."""

import asyncio
import json
import subprocess
import sys

import pytest
from sqlalchemy import select

from officer_directory.limits.delivered import Delivered, day_of
from officer_directory.store.engines import Database
from officer_directory.store.usage import delivered

PRESS = "[tier.press]\nrecords_per_day = {}\n"
OFFICERS = "[tier.records]\nofficers_per_day = {}\n"


def counted(database: Database) -> list[int]:
    with database.reading() as connection:
        return list(connection.scalars(select(delivered.c.records)))


def test_the_press_is_charged_by_records_delivered(limited):
    press = limited(PRESS.format(7))("press")
    assert len(press.get("/v1/officers?limit=5").json()["officers"]) == 5
    refused = press.get("/v1/officers?limit=5")
    assert refused.status_code == 429
    assert refused.headers["ratelimit"].startswith('"records";r=2;t=')
    assert 1 <= int(refused.headers["retry-after"]) <= 86_400
    assert len(press.get("/v1/officers?limit=2").json()["officers"]) == 2
    assert press.get("/v1/me").json()["limits"]["records"]["left"] == 0
    used_up = press.get("/v1/officers?limit=1")
    assert used_up.status_code == 429
    assert used_up.headers["ratelimit"].startswith('"records";r=0;t=')


def test_what_is_not_delivered_is_not_charged(limited):
    press = limited(PRESS.format(20))("press")
    first = press.get("/v1/officers?limit=5")
    same = {"If-None-Match": first.headers["etag"]}
    assert press.get("/v1/officers?limit=5", headers=same).status_code == 304
    assert press.head("/v1/officers?limit=5").status_code == 200
    assert press.get("/v1/officers/none").status_code == 404
    assert press.get("/v1/me").json()["limits"]["records"]["left"] == 15


def test_the_count_survives_a_stop_and_is_one_integer(limited, database):
    press = limited(PRESS.format(20))("press")
    press.get("/v1/officers?limit=5")
    press = limited(PRESS.format(20))  # stopped, started again
    assert counted(database) == [5]
    assert list(delivered.c.keys()) == ["key_id", "day", "records"]


def test_a_stream_ends_where_the_budget_does_and_its_connection_closes(limited):
    ask = limited(PRESS.format(4))
    whole = ask("public").get("/v1/officers.csv").text.splitlines()
    assert len(whole) > 5
    sent, ended = cut_off(ask("press"), "/v1/officers.csv")
    assert sent.decode().splitlines() == whole[:5]
    assert not ended
    assert ask("press").get("/v1/officers.csv").status_code == 429


def cut_off(asker, path: str) -> tuple[bytes, bool]:
    """The bytes of an answer, and whether it said that they were all."""
    sent: list[bytes] = []
    ended: list[bool] = []

    async def app(scope, receive, send):
        async def noted(message):
            if message["type"] == "http.response.body":
                sent.append(message.get("body", b""))
                ended.append(not message.get("more_body", False))
            await send(message)

        await asker.app(scope, receive, noted)

    from tests.noninterference.observing import Asking, observe

    key = ((b"authorization", f"Bearer {asker.key}".encode()),)
    asker._client.portal.call(observe, app, Asking("GET", path.encode()), key)
    return b"".join(sent), any(ended)


def test_two_replicas_together_never_give_more_than_the_budget(database):
    async def ask() -> list[int]:
        replicas = [Delivered(database) for _ in range(2)]
        asked = [replicas[n % 2].take("k", 3, 1_000) for n in range(600)]
        found = await asyncio.gather(*asked)
        for replica in replicas:
            replica.close()
        return found

    granted = asyncio.run(ask())
    assert sum(granted) <= 1_000
    assert counted(database) == [sum(granted)]


_TAKES = """
import asyncio, os, sys
from pathlib import Path
from officer_directory.limits.delivered import Delivered
from officer_directory.settings import Settings
from officer_directory.store.engines import Database

async def main():
    delivered = Delivered(Database(Settings(data=Path(sys.argv[1]), database_url=sys.argv[2])))
    for _ in range(40):
        print(await delivered.take("k", 20, 5_000), flush=True)
    os.kill(os.getpid(), 9)

asyncio.run(main())
"""


def test_a_crash_loses_budget_and_never_grants_it(settings, database):
    given = 0
    for _ in range(3):
        command = [sys.executable, "-c", _TAKES, str(settings.data), settings.database_url]
        killed = subprocess.run(command, capture_output=True, text=True)
        assert killed.returncode == -9, killed.stderr
        given += sum(map(int, killed.stdout.split()))
        assert given <= counted(database)[0] <= 5_000
    assert given == 2_400


def test_counts_of_earlier_days_are_forgotten(database):
    now = [1_800_000_000.0]

    async def two_days() -> None:
        one = Delivered(database, lambda: now[0])
        await one.take("k", 3, 10)
        now[0] += 86_400
        assert await one.take("k", 3, 10) == 3
        one.close()

    asyncio.run(two_days())
    with database.reading() as connection:
        rows = [tuple(row) for row in connection.execute(select(delivered))]
    assert rows == [("k", day_of(now[0]), 3)]


def test_an_inside_tier_is_counted_by_different_officers(limited, world):
    records = limited(OFFICERS.format(2))("records")
    diaz, okafor, obrien = (world.officers[name]["id"] for name in ("diaz", "okafor", "obrien"))
    for officer in (diaz, diaz, okafor, diaz, okafor):
        assert records.get(f"/v1/officers/{officer}").status_code == 200
    refused = records.get(f"/v1/officers/{obrien}")
    assert refused.status_code == 429
    assert refused.headers["ratelimit"].startswith('"officers";r=0;t=')


def test_officers_are_counted_from_the_ledger_after_a_restart(limited, world):
    records = limited(OFFICERS.format(2))("records")
    diaz, okafor, obrien = (world.officers[name]["id"] for name in ("diaz", "okafor", "obrien"))
    assert records.get(f"/v1/officers/{diaz}").status_code == 200
    records = limited(OFFICERS.format(2))("records")  # the keys are new: another requester
    assert records.get("/v1/me").json()["limits"]["officers"]["left"] == 2
    app = records.app.state.running
    asyncio.run(_enter(app.ledger, records.key, [diaz, okafor]))
    seen = app.gate._officers
    seen._look()
    assert seen.count(records.key.split("_")[1][:12]) == 2
    assert obrien


async def _enter(ledger, key: str, officers: list[str]) -> None:
    subject = key.split("_")[1][:12]
    entry = {"key": subject, "subject": subject, "officers": officers}
    await ledger.append(entry, "inside")


def test_what_belongs_to_an_officer_is_of_that_officer(limited, world):
    records = limited(OFFICERS.format(1))("records")
    diaz, okafor = (world.officers[name]["id"] for name in ("diaz", "okafor"))
    for rest in ("", "/employments", "/salaries", "/complaints"):
        assert records.get(f"/v1/officers/{diaz}{rest}").status_code == 200
    assert records.get(f"/v1/officers/{okafor}/salaries").status_code == 429


def test_officers_asked_for_without_their_ids_count_as_others(limited):
    records = limited(OFFICERS.format(5))("records")
    for _ in range(2):
        assert records.get("/v1/officers?limit=2&fields=last_name").status_code == 200
    assert records.get("/v1/officers?limit=2&fields=last_name").status_code == 429


def test_a_stream_counts_its_records_as_officers(limited):
    records = limited(OFFICERS.format(3))("records")
    sent, ended = cut_off(records, "/v1/officers.ndjson")
    assert len(sent.splitlines()) == 3
    assert not ended
    assert json.loads(sent.splitlines()[0])["id"]
    assert records.get("/v1/officers.ndjson").status_code == 429


@pytest.mark.parametrize("requester", ["press", "records"])
def test_a_budget_asks_nothing_of_whom_it_lets_pass(limited, requester):
    """With the shipped limits nothing of an ordinary day is refused."""
    asker = limited("# as shipped\n")(requester)
    for _ in range(30):
        assert asker.get("/v1/officers").status_code == 200
    assert asker.get("/v1/officers.csv").status_code == 200
