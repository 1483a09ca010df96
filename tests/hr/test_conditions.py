"""Conditions and repeated requests: nothing is overwritten unseen, and nothing done twice."""

import threading

import pytest
from sqlalchemy import select, update
from tests.ledger.reading import entries

from officer_directory.errors import NotAnsweredError
from officer_directory.http.problems import BY_KIND
from officer_directory.intake.hr import single
from officer_directory.ledger.append import Ledger
from officer_directory.store.records import officer
from officer_directory.store.usage import kept_answer

NEW = {"first_name": "Ada", "last_name": "Newcomb", "status": "active"}
BY_UID = "/v1/officers/by-uid/90001"


def at(someone, what=""):
    return f"/v1/officers/{someone['id']}{what}"


def with_key(key):
    return {"Idempotency-Key": f'"{key}"'}


def test_a_record_that_changed_since_it_was_read_is_not_overwritten(ask, world):
    seen = ask("hr").get(at(world.diaz)).headers["etag"]
    first = ask("hr").patch(at(world.diaz), json={"rank": "Captain"}, headers={"If-Match": seen})
    assert first.status_code == 200
    for condition in (seen, f"W/{first.headers['etag']}", '"other"'):
        headers = {"If-Match": condition}
        for late in (
            ask("hr").patch(at(world.diaz), json={"rank": "Chief"}, headers=headers),
            ask("hr").put("/v1/officers/by-uid/30117", json={"rank": "Chief"}, headers=headers),
            ask("hr").delete(at(world.diaz), headers=headers),
        ):
            assert (late.status_code, late.content) == (412, BY_KIND["changed-meanwhile"].body)
    assert ask("hr").get(at(world.diaz)).content == first.content
    for condition in (first.headers["etag"], f'"a", {first.headers["etag"]}', "*"):
        headers = {"If-Match": condition}
        done = ask("hr").patch(at(world.diaz), json={"rank": "Captain"}, headers=headers)
        assert done.status_code == 200


def test_a_fact_has_conditions_of_its_own(ask, world):
    address = at(world.diaz, "/salaries?year=2031")
    first = ask("hr").put(address, json={"base_pay": 1}, headers={"If-None-Match": "*"})
    assert first.status_code == 201
    again = ask("hr").put(address, json={"base_pay": 2}, headers={"If-None-Match": "*"})
    assert again.content == BY_KIND["changed-meanwhile"].body
    seen = {"If-Match": first.headers["etag"]}
    assert ask("hr").put(address, json={"base_pay": 2}, headers=seen).status_code == 200
    assert ask("hr").put(address, json={"base_pay": 3}, headers=seen).status_code == 412


def test_only_new_means_only_new(ask, world):
    only_new = {"If-None-Match": "*"}
    assert ask("hr").put(BY_UID, json=NEW, headers=only_new).status_code == 201
    assert ask("hr").put(BY_UID, json=NEW, headers=only_new).status_code == 412
    assert ask("hr").put(BY_UID + "0", json=NEW, headers={"If-Match": "*"}).status_code == 412
    assert ask("hr").get(BY_UID + "0").status_code == 404


def test_the_same_request_with_its_key_is_answered_and_not_done_again(ask, world, database):
    first = ask("hr").put(BY_UID, json=NEW, headers=with_key("one"))
    ask("hr").put(BY_UID, json={"rank": "Captain"})
    again = ask("hr").put(BY_UID, json=NEW, headers=with_key("one"))
    assert (again.status_code, again.content) == (201, first.content)
    for name in ("etag", "public-from", "location"):
        assert again.headers[name] == first.headers[name]
    assert ask("hr").get(BY_UID).json()["officer"]["rank"] == "Captain"


def test_a_key_is_for_one_request(ask, world):
    ask("hr").put(BY_UID, json=NEW, headers=with_key("one"))
    for other in (
        ask("hr").put(BY_UID, json=NEW | {"rank": "x"}, headers=with_key("one")),
        ask("hr").put(BY_UID + "0", json=NEW, headers=with_key("one")),
        ask("hr").patch(at(world.diaz), json=NEW, headers=with_key("one")),
    ):
        assert (other.status_code, other.content) == (422, BY_KIND["idempotency-key-used"].body)


def test_a_key_is_its_asker_s_alone(ask, world):
    ours = ask("hr").put(BY_UID, json=NEW, headers=with_key("one"))
    theirs = ask("hr_other_agency").put(BY_UID, json=NEW, headers=with_key("one"))
    assert theirs.status_code == 201
    assert theirs.json()["officer"]["id"] != ours.json()["officer"]["id"]


def test_an_answer_is_kept_for_a_day(ask, world, database):
    ask("hr").put(BY_UID, json=NEW, headers=with_key("one"))
    with database.transaction() as connection:
        connection.execute(update(kept_answer).values(kept_at=kept_answer.c.kept_at - 86_401))
    again = ask("hr").put(BY_UID, json=NEW | {"rank": "Captain"}, headers=with_key("one"))
    assert (again.status_code, again.json()["officer"]["rank"]) == (200, "Captain")


def test_what_was_refused_is_not_kept(ask, world):
    wrong = ask("hr").put(BY_UID, json=NEW | {"hire_date": "soon"}, headers=with_key("one"))
    assert wrong.status_code == 422
    assert ask("hr").put(BY_UID, json=NEW, headers=with_key("one")).status_code == 201


@pytest.mark.parametrize(
    "key", ["one two", "one,two", '""', '"one', '"a\tb"', '"a\\b"', f'"{"x" * 201}"', "?1"]
)
def test_a_key_that_is_no_structured_string_is_malformed(standing, key):
    world, ask = standing
    done = ask("hr").patch(at(world.garcia), json={}, headers={"Idempotency-Key": key})
    assert done.content == BY_KIND["idempotency-key-malformed"].body


def test_a_key_without_quotes_is_the_same_key(ask, world):
    key = "8e03978e-40d5-43dd-bc93-6894a57f9324"
    first = ask("hr").put(BY_UID, json=NEW, headers={"Idempotency-Key": key})
    again = ask("hr").put(BY_UID, json=NEW, headers=with_key(key))
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content


def test_while_it_is_answered_the_same_key_is_told_to_wait(ask, world, monkeypatch):
    began, go_on = threading.Event(), threading.Event()
    real = single.finish

    def slow(*arguments):
        began.set()
        assert go_on.wait(30)
        real(*arguments)

    monkeypatch.setattr("officer_directory.intake.hr.officers.finish", slow)
    answers = []
    first = threading.Thread(
        target=lambda: answers.append(ask("hr").put(BY_UID, json=NEW, headers=with_key("one")))
    )
    first.start()
    assert began.wait(30)
    meanwhile = ask("hr").put(BY_UID, json=NEW, headers=with_key("one"))
    go_on.set()
    first.join()
    assert (meanwhile.status_code, meanwhile.content) == (409, BY_KIND["still-under-way"].body)
    assert answers[0].status_code == 201


def test_facts_and_the_kept_answer_are_committed_together_or_not_at_all(
    ask, world, database, monkeypatch
):
    def crash(*_):
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(single, "keep", crash)
        with pytest.raises(RuntimeError):
            desk_put(ask, world)
    with database.reading() as connection:
        assert connection.scalar(select(officer.c.id).where(officer.c.uid == "90001")) is None
        assert connection.scalar(select(kept_answer.c.status)) is None
    assert desk_put(ask, world)["status"] == 201
    assert desk_put(ask, world)["status"] == 201
    with database.reading() as connection:
        assert connection.scalar(select(kept_answer.c.status)) == 201


def desk_put(ask, world):
    call = {
        "agency_ids": [world.agencies["fernhollow"]["id"]],
        "asker": "key:x",
        "by": "Payroll",
        "through": "key x",
        "key": "one",
        "digest": "00" * 32,
    }
    desk = ask("hr").app.state.running.desk
    arguments = {"call": call, "uid": "90001", "agency": None, "stated": NEW}
    return desk.run_and_wait("hr.put_officer", arguments)


def test_without_the_ledger_nothing_is_written(ask, world, monkeypatch):
    async def broken(*_):
        raise NotAnsweredError("broken")

    before = ask("hr").get(at(world.diaz)).content
    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "append", broken)
        for refused in (
            ask("hr").patch(at(world.diaz), json={"rank": "Captain"}),
            ask("hr").put(BY_UID, json=NEW),
            ask("hr").delete(at(world.diaz)),
        ):
            assert refused.content == BY_KIND["not-answered"].body
    assert ask("hr").get(at(world.diaz)).content == before
    assert ask("hr").get(BY_UID).status_code == 404


def test_a_write_is_in_the_ledger_before_it_is_done_and_after(ask, world, settings):
    before = len(entries(settings))
    ask("hr").patch(at(world.diaz), json={"rank": "Captain"})
    opening, closing = (entry for _, entry in entries(settings)[before:])
    assert opening["writes"] == "hr.patch_officer"
    assert closing["status"] == 200
    assert {opening["asked"], closing["asked"]} == {f"PATCH {at(world.diaz)}"}
