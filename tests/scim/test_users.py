"""Officers as SCIM users: what is shown of them, written, taken away and taken back."""

import pytest
from sqlalchemy import select
from tests.scim.asked import ENTERPRISE, NEW, OFFICER, USERS, error, patch, user

from officer_directory.http.problems import BY_KIND
from officer_directory.store.records import officer

ADDRESSES = (USERS, f"{USERS}/x", "/scim/v2/Schemas", "/scim/v2/Bulk", "/scim/v2/anything")


def listed(asker):
    found = asker.get(USERS, params={"count": 200}).json()
    assert found["totalResults"] == len(found["Resources"])
    return {one["id"] for one in found["Resources"]}


@pytest.mark.parametrize("requester", ["public", "press", "records", "oversight", "auditor"])
def test_to_whoever_is_no_personnel_system_there_is_no_such_record(standing, requester):
    _, ask = standing
    for address in ADDRESSES:
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            answer = ask(requester).request(method, address)
            assert (answer.status_code, answer.content) == (404, BY_KIND["no-such-record"].body)


def test_a_user_is_an_officer_of_ones_own_agency_as_the_hr_view_shows_them(standing):
    world, ask = standing
    record = ask("hr").get(f"/v1/officers/{world.diaz['id']}")
    shown = ask("hr").get(user(world.diaz)).json()
    told = record.json()["officer"]
    assert shown["userName"] == told["uid"]
    assert shown["externalId"] == shown[ENTERPRISE]["employeeNumber"] == told["hr_id"]
    assert shown["name"]["familyName"] == told["last_name"]
    assert shown["active"] is True
    assert shown[ENTERPRISE]["department"] == shown[OFFICER]["unit"] == told["unit"]
    assert shown[OFFICER]["appointedOn"] == told["hire_date"]
    assert shown["meta"]["version"] == f"W/{record.headers['etag']}"
    assert "protection_class" not in str(shown)


def test_an_officer_of_another_agency_is_no_resource(standing):
    world, ask = standing
    nobody = ask("hr").get(f"{USERS}/00000000-0000-4000-8000-000000000000")
    assert error(nobody) == (404, None)
    for name in ("hr", "hr_other_agency"):
        own = listed(ask(name))
        others = [o for o in world.officers.values() if o["id"] not in own]
        assert own
        assert others
        for one in others[:5]:
            assert ask(name).get(user(one)).content == nobody.content


def test_who_is_created_is_an_officer_and_public_as_far_as_may_be(ask):
    made = ask("hr").post(USERS, json=NEW)
    assert made.status_code == 201
    shown = made.json()
    assert made.headers["location"] == shown["meta"]["location"]
    assert made.headers["etag"] == shown["meta"]["version"]
    assert made.headers["public-from"]
    record = ask("hr").get(f"/v1/officers/{shown['id']}").json()["officer"]
    assert (record["uid"], record["hr_id"], record["status"]) == ("90001", "PAY-90001", "active")
    assert (record["badge_number"], record["hire_date"]) == ("0042", "2026-11-02")
    assert ask("public").get(f"/v1/officers/{shown['id']}").status_code == 200


def test_a_user_name_is_one_officers_within_the_agency_alone(ask, world):
    made = ask("hr").post(USERS, json=NEW | {"userName": "u-90001"})
    assert made.status_code == 201
    for name in ("u-90001", "U-90001", world.diaz["uid"]):
        assert error(ask("hr").post(USERS, json=NEW | {"userName": name})) == (409, "uniqueness")
    elsewhere = ask("hr_other_agency").post(USERS, json=NEW | {"userName": "u-90001"})
    assert elsewhere.status_code == 201
    assert elsewhere.json()["id"] != made.json()["id"]
    taken = ask("hr").patch(user(made.json()), json=patch("userName", world.diaz["uid"]))
    assert error(taken) == (409, "uniqueness")
    assert ask("hr").patch(user(made.json()), json=patch("userName", "u-2")).status_code == 204


def test_a_patch_states_what_it_names_and_nothing_else(ask, world):
    before = ask("hr").get(f"/v1/officers/{world.diaz['id']}").json()["officer"]
    done = ask("hr").patch(user(world.diaz), json=patch(f"{OFFICER}:rank", "Captain"))
    assert (done.status_code, done.content) == (204, b"")
    assert done.headers["public-from"]
    after = ask("hr").get(f"/v1/officers/{world.diaz['id']}")
    assert after.json()["officer"] == before | {"rank": "Captain"}
    assert done.headers["etag"] == f"W/{after.headers['etag']}"


def test_a_put_replaces_what_scim_writes_and_leaves_the_rest(ask, world):
    before = ask("hr").get(f"/v1/officers/{world.diaz['id']}").json()["officer"]
    whole = NEW | {"userName": before["uid"], "name": {"familyName": "Diaz"}}
    assert ask("hr").put(user(world.diaz), json=whole).status_code == 200
    after = ask("hr").get(f"/v1/officers/{world.diaz['id']}").json()["officer"]
    assert (after["first_name"], after["middle_name"], after["last_name"]) == (None, None, "Diaz")
    assert (after["rank"], after["hr_id"]) == ("Officer", "PAY-90001")
    for kept in ("race", "gender", "unit", "birth_year", "status_detail"):
        assert after[kept] == before[kept]


def test_either_name_of_the_payroll_key_is_the_key(ask, world):
    for path, value in (("externalId", "P-1"), (f"{ENTERPRISE}:employeeNumber", "P-2")):
        ask("hr").patch(user(world.diaz), json=patch(path, value))
        shown = ask("hr").get(user(world.diaz)).json()
        assert shown["externalId"] == shown[ENTERPRISE]["employeeNumber"] == value
    whole = NEW | {"userName": world.diaz["uid"], "externalId": "P-2"}
    assert ask("hr").put(user(world.diaz), json=whole).json()["externalId"] == "P-2"


def test_who_is_not_active_is_separated_and_still_there(ask, world):
    assert ask("hr").patch(user(world.diaz), json=patch("active", False)).status_code == 204
    assert ask("hr").get(user(world.diaz)).json()["active"] is False
    record = ask("hr").get(f"/v1/officers/{world.diaz['id']}").json()["officer"]
    assert record["status"] == "separated"
    assert ask("hr").patch(user(world.diaz), json=patch("active", True)).status_code == 204
    assert ask("hr").get(user(world.diaz)).json()["active"] is True


def test_who_is_deleted_is_retired_and_nothing_is_erased(ask, world, database):
    before = listed(ask("hr"))
    gone = ask("hr").delete(user(world.diaz))
    assert (gone.status_code, gone.content) == (204, b"")
    for again in (
        ask("hr").get(user(world.diaz)),
        ask("hr").patch(user(world.diaz), json=patch("active", True)),
        ask("hr").put(user(world.diaz), json=NEW),
        ask("hr").delete(user(world.diaz)),
    ):
        assert error(again) == (404, None)
    assert listed(ask("hr")) == before - {world.diaz["id"]}
    record = ask("hr").get(f"/v1/officers/{world.diaz['id']}").json()["officer"]
    assert (record["status"], record["last_name"]) == ("separated", world.diaz["last_name"])
    with database.reading() as connection:
        kept = select(officer.c.retired_at).where(officer.c.id == world.diaz["id"])
        assert connection.scalar(kept) is not None


def test_who_is_created_again_comes_back_as_the_same(ask, world):
    ask("hr").delete(user(world.diaz))
    back = ask("hr").post(USERS, json=NEW | {"userName": world.diaz["uid"]})
    assert (back.status_code, back.json()["id"]) == (201, world.diaz["id"])
    assert ask("hr").get(user(world.diaz)).json()["active"] is True


def test_what_scim_writes_ends_no_protection(ask, world):
    hidden = next(
        one
        for one in world.officers.values()
        if ask("hr").get(user(one)).status_code == 200
        and ask("public").get(f"/v1/officers/{one['id']}").status_code == 404
    )
    for asked in (
        ask("hr").patch(user(hidden), json=patch("active", False)),
        ask("hr").delete(user(hidden)),
        ask("hr").post(USERS, json=NEW | {"userName": hidden["uid"]}),
    ):
        assert asked.status_code in (201, 204)
        assert ask("public").get(f"/v1/officers/{hidden['id']}").status_code == 404


MEMBERS = {
    "emails": [{"value": "ada@example.org"}],
    "phoneNumbers": [{"value": "555"}],
    "addresses": [{"locality": "Home"}],
    "photos": [{"value": "https://example.org/p"}],
    "password": "secret",
    "title": "Captain",
    "protection_class": "open",
    "urn:ietf:params:scim:schemas:core:2.0:Group": {"members": []},
}


@pytest.mark.parametrize("member", MEMBERS)
def test_what_is_in_no_schema_is_refused_whole_and_never_kept(ask, world, member):
    value = MEMBERS[member]
    for refused in (
        ask("hr").post(USERS, json=NEW | {member: value}),
        ask("hr").put(user(world.diaz), json=NEW | {member: value}),
    ):
        assert error(refused) == (400, "invalidSyntax")
        assert "example.org" not in refused.text
    assert error(ask("hr").patch(user(world.diaz), json=patch(member, value)))[0] == 400
    assert ask("hr").get(USERS, params={"filter": 'userName eq "90001"'}).json()["Resources"] == []


def test_what_follows_from_other_facts_is_not_written(ask, world):
    before = ask("hr").get(user(world.diaz)).json()
    for path in (f"{ENTERPRISE}:department", f"{ENTERPRISE}:division"):
        refused = ask("hr").patch(user(world.diaz), json=patch(path, "Quiet Street Office"))
        assert error(refused) == (400, "mutability")
    assert ask("hr").get(user(world.diaz)).json() == before


def test_a_wrong_value_is_named_and_not_repeated(ask, world):
    refused = ask("hr").patch(user(world.diaz), json=patch(f"{OFFICER}:appointedOn", "soon-ish"))
    assert error(refused) == (400, "invalidValue")
    assert f"{OFFICER}:appointedOn" in refused.json()["detail"]
    assert "soon-ish" not in refused.text
