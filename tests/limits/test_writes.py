"""A write shows the officer it is about, and is charged for that like a read."""

import threading

import pytest
from sqlalchemy import select
from tests.hr.test_imports import ended, send
from tests.ledger.reading import entries
from tests.scim.asked import NEW, USERS, bulk, user

from officer_directory.store.records import officer

OFFICERS = "[tier.hr]\nofficers_per_day = {}\n"


def at(someone, what=""):
    return f"/v1/officers/{someone['id']}{what}"


def left(hr):
    return hr.get("/v1/me").json()["limits"]["officers"]["left"]


WRITES = {
    "PUT": lambda hr, one: hr.put(f"/v1/officers/by-uid/{one['uid']}", json={}),
    "PATCH": lambda hr, one: hr.patch(at(one), json={}),
    "DELETE": lambda hr, one: hr.delete(at(one)),
    "a fact": lambda hr, one: hr.put(at(one, "/salaries?year=2011"), json={}),
    "SCIM": lambda hr, one: hr.put(user(one), json=NEW | {"userName": one["uid"]}),
}


@pytest.mark.parametrize("write", WRITES)
def test_a_write_is_charged_the_officer_it_shows_once(limited, world, write):
    hr = limited(OFFICERS.format(2))("hr")
    for _ in range(2):
        assert WRITES[write](hr, world.diaz).status_code in (200, 201)
        assert left(hr) == 1
    assert hr.get(at(world.diaz)).status_code == 200
    assert left(hr) == 1


@pytest.mark.parametrize("write", WRITES)
def test_beyond_the_budget_a_write_is_refused_and_nothing_is_written(
    limited, world, database, write
):
    hr = limited(OFFICERS.format(1))("hr")
    assert hr.get(at(world.okafor)).status_code == 200
    before = recorded(database)
    refused = WRITES[write](hr, world.diaz)
    assert refused.status_code == 429
    assert refused.headers["ratelimit"].startswith('"officers";r=0;t=')
    assert world.diaz["last_name"] not in refused.text
    assert recorded(database) == before


def recorded(database):
    with database.reading() as connection:
        return connection.execute(select(officer).order_by(officer.c.id)).all()


def test_the_refusal_is_the_same_whether_or_not_there_is_the_officer(limited, world):
    hr = limited(OFFICERS.format(1))("hr")
    hr.get(at(world.okafor))
    nobody = {"id": "00000000-0000-4000-8000-000000000000", "uid": "nobody"}
    for write in ("PUT", "PATCH"):
        known, unknown = WRITES[write](hr, world.diaz), WRITES[write](hr, nobody)
        assert (known.status_code, known.content) == (429, unknown.content)


def test_who_was_seen_today_may_be_written_when_the_budget_is_used_up(limited, world):
    hr = limited(OFFICERS.format(1))("hr")
    hr.get(at(world.okafor))
    done = hr.patch(at(world.okafor), json={"rank": "Captain"})
    assert done.json()["officer"]["rank"] == "Captain"


def test_a_write_that_fails_is_not_charged(limited, world):
    hr = limited(OFFICERS.format(1))("hr")
    assert hr.patch(at(world.diaz), json={"rank": 7}).status_code == 422
    condition = {"If-Match": '"another"'}
    assert hr.patch(at(world.diaz), json={}, headers=condition).status_code == 412
    assert left(hr) == 1


def test_bulk_is_refused_whole_where_its_operations_may_show_more_than_is_left(limited, world):
    hr = limited(OFFICERS.format(2))("hr")
    new = [
        {"method": "POST", "path": "/Users", "bulkId": f"b{n}", "data": NEW | {"userName": f"9{n}"}}
        for n in range(3)
    ]
    assert hr.post("/scim/v2/Bulk", json=bulk(*new)).status_code == 429
    assert left(hr) == 2
    assert hr.get(f"{USERS}?count=0").json()["totalResults"] > 3
    assert hr.post("/scim/v2/Bulk", json=bulk(*new[:2])).status_code == 200
    assert left(hr) == 0


def test_writes_at_once_show_no_more_officers_than_the_budget(limited, world):
    hr = limited(OFFICERS.format(3))("hr")
    answers = []

    def write(number):
        named = {"first_name": "Ada", "last_name": "Newcomb"}
        done = hr.put(f"/v1/officers/by-uid/9000{number}", json=named)
        answers.append(done.status_code)

    writing = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in writing:
        thread.start()
    for thread in writing:
        thread.join()
    assert sorted(answers) == [201] * 3 + [429] * 5
    assert left(hr) == 0


def test_what_was_written_counts_after_a_restart(limited, world, settings):
    """It is counted from the ledger: the entry of a write names its officer."""
    hr = limited(OFFICERS.format(3))("hr")
    WRITES["PUT"](hr, world.diaz)
    WRITES["a fact"](hr, world.okafor)
    named = [entry["officers"] for _, entry in entries(settings) if "officers" in entry]
    assert named == [[world.diaz["id"]], [world.okafor["id"]]]


def test_the_examples_of_an_import_are_charged_as_officers(limited, world):
    hr = limited(OFFICERS.format(4))("hr")
    told = ended(lambda _: hr, send(lambda _: hr, more="&dry_run=true"))
    shown = sum(len(kind["examples"]) for kind in told["report"]["kinds"].values())
    assert shown > 1
    assert left(hr) == 4 - shown
