"""A personnel system states, corrects and retires the officers of its own agency."""

import pytest
from tests.asking import Asker
from tests.world_people import BRACKWATER, FERNHOLLOW

from officer_directory.http.problems import BAD_CREDENTIAL, BY_KIND
from officer_directory.identity import keys, revoking
from officer_directory.identity.key_format import new_key, parse
from officer_directory.key_files import open_keys
from officer_directory.store.engines import Database
from officer_directory.tiers import Tier

NEW = {
    "first_name": "Ada",
    "last_name": "Newcomb",
    "badge_number": "0012",
    "rank": "Officer",
    "status": "active",
    "hire_date": "2024-03-01",
}


def by_uid(uid):
    return f"/v1/officers/by-uid/{uid}"


def at(officer):
    return f"/v1/officers/{officer['id']}"


def test_an_officer_is_added_and_public_when_the_answer_arrives(ask, world):
    done = ask("hr").put(by_uid("90001"), json=NEW)
    assert done.status_code == 201
    assert done.headers["cache-control"] == "private, no-store"
    shown = done.json()["officer"]
    assert {name: shown[name] for name in NEW} == NEW
    assert (shown["uid"], shown["agency"]) == ("90001", FERNHOLLOW)
    assert done.headers["location"] == at(shown)
    assert done.headers["public-from"].endswith("Z")
    assert ask("public").get(at(shown)).json()["officer"]["last_name"] == "Newcomb"
    assert ask("public").get("/v1/officers?q=newcomb").json()["officers"][0]["id"] == shown["id"]


def test_json_at_the_end_of_an_address_is_no_part_of_the_number(ask, world):
    done = ask("hr").put(f"{by_uid('90001')}.json", json=NEW)
    assert done.json()["officer"]["uid"] == "90001"
    assert ask("hr").put(by_uid("90001"), json={}).content == done.content


def test_the_answer_is_the_officer_as_the_writer_is_shown_it(ask, world):
    done = ask("hr").put(by_uid("90001"), json=NEW)
    read = ask("hr").get(done.headers["location"])
    assert (done.content, done.headers["etag"]) == (read.content, read.headers["etag"])


def test_stated_again_it_changes_nothing_and_what_is_not_named_stays(ask, world):
    first = ask("hr").put(by_uid("90001"), json=NEW)
    again = ask("hr").put(by_uid("90001"), json={"rank": "Officer"})
    assert (again.status_code, again.content) == (200, first.content)
    changed = ask("hr").put(by_uid("90001"), json={"rank": "Sergeant", "badge_number": None})
    assert changed.json()["officer"]["rank"] == "Sergeant"
    assert changed.json()["officer"]["badge_number"] is None
    assert changed.json()["officer"]["last_name"] == "Newcomb"


def test_a_correction_takes_away_what_is_null_and_leaves_the_rest(ask, world):
    merge_patch = {"Content-Type": "application/merge-patch+json"}
    body = b'{"rank": "Captain", "middle_name": null}'
    done = ask("hr").patch(at(world.diaz), content=body, headers=merge_patch)
    assert done.status_code == 200
    assert done.json()["officer"]["rank"] == "Captain"
    assert done.json()["officer"]["middle_name"] is None
    assert done.json()["officer"]["last_name"] == world.diaz["last_name"]
    assert ask("public").get(at(world.diaz)).json()["officer"]["rank"] == "Captain"


def test_a_name_is_corrected_and_never_taken_away_whole(ask, world):
    shown = ask("hr").put(by_uid("90001"), json=NEW).json()["officer"]
    hr, nobody = ask("hr"), {"last_name": None}
    for done in (hr.patch(at(shown), json=nobody), hr.put(by_uid("90001"), json=nobody)):
        assert done.status_code == 422
        assert "corrected but not removed" in done.text
    assert ask("hr").get(at(shown)).json()["officer"]["last_name"] == "Newcomb"


def test_retiring_shows_as_separated_and_erases_nothing(ask, world):
    done = ask("hr").delete(at(world.diaz))
    assert done.json()["officer"]["status"] == "separated"
    assert ask("hr").delete(at(world.diaz)).content == done.content
    assert ask("public").get(at(world.diaz)).json()["officer"]["status"] == "separated"


def test_a_rehired_officer_keeps_the_id_and_the_earlier_service(ask, world):
    ask("hr").patch(at(world.diaz), json={"status": "separated", "separation_date": "2023-05-31"})
    done = ask("hr").put(by_uid("30117"), json={"status": "active", "hire_date": "2025-01-01"})
    shown = done.json()["officer"]
    assert shown["id"] == world.diaz["id"]
    assert (shown["hire_date"], shown["separation_date"]) == ("2025-01-01", None)
    served = ask("public").get(f"{at(world.diaz)}/employments").json()["employments"]
    assert (world.diaz["hire_date"], "2023-05-31") in {
        (one["start_date"], one["end_date"]) for one in served
    }


def test_a_renumbered_officer_keeps_everything(ask, world):
    for name in ("diaz", "haddad"):
        officer = world.officers[name]
        before = ask("oversight").get(f"{at(officer)}/protections").json()["protections"]
        done = ask("hr").patch(at(officer), json={"uid": f"N-{officer['uid']}"})
        assert done.json()["officer"]["id"] == officer["id"]
        after = ask("oversight").get(f"{at(officer)}/protections").json()["protections"]
        assert after == before
    assert ask("public").get(by_uid("N-30117")).status_code == 200
    assert ask("public").get(at(world.haddad)).status_code == 404


def test_a_number_that_another_officer_has_is_refused(ask, world):
    for taken in ("nunez", "okafor"):
        done = ask("hr").patch(at(world.diaz), json={"uid": world.officers[taken]["uid"]})
        assert done.content == BY_KIND["refused-by-rule"].body
    assert ask("hr").get(at(world.diaz)).json()["officer"]["uid"] == "30117"


def test_a_number_of_another_agency_is_free_and_tells_nothing(ask, world):
    for theirs in ("moss", "vega_there"):
        done = ask("hr").put(by_uid(world.officers[theirs]["uid"]), json=NEW)
        assert (done.status_code, done.json()["officer"]["agency"]) == (201, FERNHOLLOW)
    assert ask("hr_other_agency").get(at(world.moss)).json()["officer"]["last_name"] != "Newcomb"


def test_another_agency_s_officer_is_no_such_record(ask, world):
    gone = BY_KIND["no-such-record"].body
    for name in ("moss", "vega_there"):
        theirs = world.officers[name]
        nobody = f"/v1/officers/{'0' * 8}-0000-4000-8000-{'0' * 12}"
        for address in (at(theirs), nobody):
            assert ask("hr").patch(address, json={"rank": "Captain"}).content == gone
            assert ask("hr").delete(address).content == gone
            salary = {"base_pay": 1}
            assert ask("hr").put(f"{address}/salaries?year=2024", json=salary).content == gone
        named = ask("hr").put(f"{by_uid('1')}?agency={BRACKWATER}", json=NEW)
        assert named.content == gone
        duplicate = {"duplicate": theirs["id"]}
        assert ask("hr").post(f"{at(world.diaz)}/merge", json=duplicate).content == gone


@pytest.mark.parametrize(
    "requester", ["public", "portal", "press", "records", "oversight", "auditor", "admin"]
)
def test_to_whoever_may_not_write_the_addresses_are_no_record(ask, world, requester):
    asker, gone = ask(requester), BY_KIND["no-such-record"].body
    for name in ("diaz", "nunez"):
        officer = world.officers[name]
        for answer in (
            asker.put(by_uid(officer["uid"]), json=NEW),
            asker.patch(at(officer), json=NEW),
            asker.delete(at(officer)),
            asker.put(f"{at(officer)}/assignments?unit=x", json={}),
            asker.post(f"{at(officer)}/merge", json={"duplicate": officer["id"]}),
            asker.post("/v1/imports?format=npi", content=b"x"),
        ):
            assert answer.content == gone


@pytest.mark.parametrize(
    "name",
    [
        *("protection_class", "tier", "is_undercover", "photo_id", "person_id", "id", "photo"),
        *("retired_at", "agency_id", "agency", "unit", "mark", "recorded_by", "source"),
    ],
)
def test_nothing_but_the_officer_s_own_fields_can_be_written(ask, world, name):
    before = ask("hr").get(at(world.diaz)).content
    for value in ("open", None, True):
        done = ask("hr").patch(at(world.diaz), json={"rank": "Captain", name: value})
        assert (done.status_code, done.json()["type"]) == (422, "/problems/not-understood")
        assert done.json()["errors"] == [
            {"field": "*", "wrong": "a field that is not written here"}
        ]
        if name != "unit":  # with PUT, the assignment's
            assert ask("hr").put(by_uid("90001"), json=NEW | {name: value}).status_code == 422
    assert ask("hr").get(at(world.diaz)).content == before


def test_a_credential_that_is_not_good_is_401_at_every_write_whoever_is_there(ask, world, settings):
    database = Database(settings)
    with database.transaction() as connection:
        pepper, now = open_keys(settings.data).pepper, database.now()
        ours = [world.agencies["fernhollow"]["id"]]
        gone = keys.issue(connection, pepper, "hr", "gone", agency_ids=ours, now=now)
        revoking.revoke(connection, parse(gone).key_id, by="A", reason="Lost.", now=now)
    database.close()
    for key in ("nonsense", new_key(Tier.HR), gone):
        bad = Asker(ask("hr")._client, key)
        for name in ("diaz", "nunez", "moss"):
            officer = world.officers[name]
            for answer in (
                bad.put(by_uid(officer["uid"]), json=NEW),
                bad.patch(at(officer), json=NEW),
                bad.delete(at(officer)),
                bad.put(f"{at(officer)}/assignments?unit=x", json={}),
                bad.post("/v1/imports?format=npi", content=b"x"),
            ):
                assert (answer.status_code, answer.content) == (401, BAD_CREDENTIAL.body)
                assert "www-authenticate" in answer.headers


def test_a_new_officer_has_a_last_name_and_who_is_known_need_not_be_named(ask, world):
    for stated in ({}, {"first_name": "Ada"}, {"last_name": None, "rank": "Officer"}):
        done = ask("hr").put(by_uid("90001"), json=stated)
        assert done.status_code == 422
        assert done.json()["errors"] == [
            {"field": "last_name", "wrong": "is needed for a new officer"}
        ]
    assert ask("hr").get(by_uid("90001")).status_code == 404
    assert ask("hr").put(by_uid("30117"), json={}).status_code == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("hire_date", "last spring"),
        ("hire_date", "2024-02-31"),
        ("hire_date", "11/2/2026"),
        ("hire_date", "2026-11-02T00:00:00"),
        ("hire_date", "2 Nov 2026"),
        ("hire_date", 20240301),
        ("birth_year", "1980"),
        ("birth_year", True),
        ("birth_year", 80),
        ("status", "on medical leave"),
        ("first_name", ""),
        ("first_name", " "),
        ("first_name", ["Ada"]),
        ("first_name", {"a": 1}),
        ("last_name", "x" * 201),
        ("last_name", "Dia\u200bz"),
        ("last_name", "Dia\u202ez"),
        ("last_name", "a\nb"),
        ("last_name", "a\u0000b"),
        ("badge_number", 12),
        ("separation_date", "1990-01-01"),
        ("uid", None),
    ],
)
def test_a_wrong_value_is_named_by_its_field_and_not_repeated(standing, field, value):
    world, ask = standing
    address = at(world.garcia)
    before = ask("hr").get(address).content
    done = ask("hr").patch(address, json={field: value})
    assert done.status_code == 422
    (error,) = done.json()["errors"]
    assert error["field"] == field
    assert str(value) not in done.text or value in ("", " ", None)
    assert ask("hr").get(address).content == before


def test_a_write_names_one_of_several_agencies(ask, world, settings):
    database = Database(settings)
    ids = [world.agencies[name]["id"] for name in ("fernhollow", "brackwater")]
    with database.transaction() as connection:
        pepper = open_keys(settings.data).pepper
        key = keys.issue(connection, pepper, "hr", "county", agency_ids=ids, now=database.now())
    database.close()
    county = Asker(ask("hr")._client, key)
    unnamed = county.put(by_uid("90001"), json=NEW)
    assert unnamed.json()["errors"] == [
        {"field": "agency", "wrong": "is needed: you write for several"}
    ]
    done = county.put(f"{by_uid('90001')}?agency={BRACKWATER}", json=NEW)
    assert done.json()["officer"]["agency"] == BRACKWATER
