"""Conditions, repeated requests, bulk and the ledger: as for everything that HR writes."""

import threading

import pytest
from sqlalchemy import func, select
from tests.ledger.reading import entries
from tests.scim.asked import NEW, OFFICER, USERS, bulk, error, patch, user

from officer_directory.errors import NotAnsweredError
from officer_directory.http.problems import BY_KIND
from officer_directory.intake.hr import single
from officer_directory.ledger.append import Ledger
from officer_directory.store.records import officer

RANK = f"{OFFICER}:rank"


def with_key(key):
    return {"Idempotency-Key": f'"{key}"'}


def test_a_user_that_changed_since_it_was_read_is_not_overwritten(ask, world):
    seen = ask("hr").get(user(world.diaz)).headers["etag"]
    same = ask("hr").get(user(world.diaz), headers={"If-None-Match": seen})
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", seen)
    condition = {"If-Match": seen}
    first = ask("hr").patch(user(world.diaz), json=patch(RANK, "Captain"), headers=condition)
    assert first.status_code == 204
    for late in (
        ask("hr").patch(user(world.diaz), json=patch(RANK, "Chief"), headers=condition),
        ask("hr").put(user(world.diaz), json=NEW, headers=condition),
        ask("hr").delete(user(world.diaz), headers=condition),
    ):
        assert error(late) == (412, None)
    assert ask("hr").get(user(world.diaz)).headers["etag"] == first.headers["etag"]


def test_many_at_once_are_done_one_after_the_other(ask, world):
    def change(path, value, answers):
        answers.append(ask("hr").patch(user(world.diaz), json=patch(path, value)).status_code)

    answers = []
    changes = [(RANK, "Captain"), (f"{OFFICER}:badge", "77"), ("name.middleName", "Q")]
    writing = [threading.Thread(target=change, args=(*one, answers)) for one in changes]
    for thread in writing:
        thread.start()
    for thread in writing:
        thread.join()
    assert answers == [204] * 3
    shown = ask("hr").get(user(world.diaz)).json()
    assert (shown[OFFICER]["rank"], shown[OFFICER]["badge"]) == ("Captain", "77")
    assert shown["name"]["middleName"] == "Q"


def test_a_repeated_request_is_answered_and_not_done_again(ask, world):
    first = ask("hr").post(USERS, json=NEW, headers=with_key("one"))
    again = ask("hr").post(USERS, json=NEW, headers=with_key("one"))
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["location"] == first.headers["location"]
    changed = patch("active", False)
    condition = {"If-Match": ask("hr").get(user(world.diaz)).headers["etag"], **with_key("two")}
    assert ask("hr").patch(user(world.diaz), json=changed, headers=condition).status_code == 204
    ask("hr").patch(user(world.diaz), json=patch("active", True))
    assert ask("hr").patch(user(world.diaz), json=changed, headers=condition).status_code == 204
    assert ask("hr").get(user(world.diaz)).json()["active"] is True
    other = ask("hr").post(USERS, json=NEW | {"userName": "90002"}, headers=with_key("one"))
    assert error(other) == (422, None)
    assert (
        error(ask("hr").post(USERS, json=NEW, headers={"Idempotency-Key": "two words"}))[0] == 400
    )


def test_what_is_refused_is_not_kept(ask):
    wrong = NEW | {OFFICER: {"appointedOn": "2026-02-30"}}
    assert error(ask("hr").post(USERS, json=wrong, headers=with_key("x"))) == (400, "invalidValue")
    assert ask("hr").post(USERS, json=NEW, headers=with_key("x")).status_code == 201


def test_facts_and_the_kept_answer_are_committed_together(ask, database, monkeypatch):
    def crash(*_):
        raise RuntimeError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(single, "keep", crash)
        assert ask("hr").post(USERS, json=NEW, headers=with_key("one")).status_code == 500
    with database.reading() as connection:
        assert connection.scalar(select(func.count()).where(officer.c.uid == "90001")) == 0
    assert ask("hr").post(USERS, json=NEW, headers=with_key("one")).status_code == 201


def test_in_bulk_each_is_done_or_refused_alone(ask, world, database):
    path = f"/Users/{world.diaz['id']}"
    taken = NEW | {"userName": world.diaz["uid"]}
    bad = patch(f"{OFFICER}:appointedOn", "soon")
    done = ask("hr").post(
        "/scim/v2/Bulk",
        json=bulk(
            {"method": "POST", "path": "/Users", "bulkId": "a", "data": NEW},
            {"method": "POST", "path": "/Users", "bulkId": "b", "data": taken},
            {"method": "PATCH", "path": path, "data": patch(RANK, "Chief")},
            {"method": "PATCH", "path": path, "data": bad},
            {"method": "PATCH", "path": "/Users/bulkId:a", "data": patch(RANK, "Sergeant")},
            {"method": "PUT", "path": "/Users/nobody", "data": NEW},
            {"method": "POST", "path": "/Users", "bulkId": "c", "data": NEW | {"emails": []}},
            {"method": "DELETE", "path": f"/Users/{world.okafor['id']}"},
        ),
    )
    told = [int(one["status"]) for one in done.json()["Operations"]]
    assert told == [201, 409, 200, 400, 200, 404, 400, 204]
    assert "soon" not in done.text
    made = ask("hr").get(USERS, params={"filter": 'userName eq "90001"'}).json()["Resources"]
    assert [one[OFFICER]["rank"] for one in made] == ["Sergeant"]
    assert ask("hr").get(user(world.diaz)).json()[OFFICER]["rank"] == "Chief"
    assert error(ask("hr").get(user(world.okafor))) == (404, None)


def test_bulk_ends_where_the_errors_are_enough_and_has_a_most(ask, world):
    operations = [{"method": "DELETE", "path": "/Users/nobody"}] * 3
    few = ask("hr").post("/scim/v2/Bulk", json=bulk(*operations, failOnErrors=2))
    assert len(few.json()["Operations"]) == 2
    many = bulk(*({"method": "DELETE", "path": f"/Users/{n}"} for n in range(51)))
    assert error(ask("hr").post("/scim/v2/Bulk", json=many)) == (413, None)
    config = ask("hr").get("/scim/v2/ServiceProviderConfig").json()
    assert config["bulk"]["maxOperations"] == 50


def test_bulks_that_cross_are_both_done(ask, world):
    ones = [world.diaz, world.okafor, world.nunez]

    def change(several, rank, answers):
        asked = bulk(
            *(
                {"method": "PATCH", "path": f"/Users/{o['id']}", "data": patch(RANK, rank)}
                for o in several
            )
        )
        answers.append(ask("hr").post("/scim/v2/Bulk", json=asked))

    answers = []
    writing = [
        threading.Thread(target=change, args=(several, rank, answers))
        for several, rank in ((ones, "Captain"), (ones[::-1], "Chief"))
    ]
    for thread in writing:
        thread.start()
    for thread in writing:
        thread.join()
    statuses = {one["status"] for answer in answers for one in answer.json()["Operations"]}
    assert statuses == {"200"}
    ranks = {ask("hr").get(user(o)).json()[OFFICER]["rank"] for o in ones}
    assert len(ranks) == 1


@pytest.mark.parametrize("body", [b"{", b'{"userName":"1","userName":"2"}', b"\xff", b"NaN"])
def test_a_body_that_can_be_read_in_two_ways_is_refused(ask, body):
    headers = {"Content-Type": "application/scim+json"}
    assert error(ask("hr").post(USERS, content=body, headers=headers)) == (400, "invalidSyntax")


def test_every_answer_is_in_the_ledger_and_a_write_twice(ask, world, settings):
    ask("hr").get(user(world.diaz))
    ask("hr").get(f"{USERS}/nobody")
    ask("hr").patch(user(world.diaz), json=patch(RANK, "Captain"))
    ask("hr").get("/scim/v2/Schemas")
    made = [entry for _, entry in entries(settings)]
    assert [entry.get("status") for entry in made] == [200, 404, None, 204, 200]
    assert made[0]["officers"] == [world.diaz["id"]]
    assert made[2]["writes"] == "scim.write"
    assert made[3]["officers"] == [world.diaz["id"]]


def test_without_the_ledger_nothing_is_read_or_written(ask, world, monkeypatch):
    async def broken(*_):
        raise NotAnsweredError("broken")

    with monkeypatch.context() as patched:
        patched.setattr(Ledger, "append", broken)
        for refused in (
            ask("hr").get(user(world.diaz)),
            ask("hr").post(USERS, json=NEW),
            ask("hr").delete(user(world.diaz)),
        ):
            assert refused.content == BY_KIND["not-answered"].body
    assert ask("hr").get(user(world.diaz)).status_code == 200
    assert ask("hr").get(USERS, params={"filter": 'userName eq "90001"'}).json()["Resources"] == []
