"""SCIM states the unit of someone new under the rules of REST's PUT, and ends no assignment."""

import pytest
from tests.scim.asked import NEW, OFFICER, USERS, error, patch, user

from officer_directory.identity.requester import Requester
from officer_directory.identity.scopes import WRITE_ASSIGNMENTS

UNDERCOVER, PATROL, GANG = "Harbor Decoy Team", "Patrol Watch Two", "Gang Intelligence"


def placed(uid, unit):
    return NEW | {"userName": uid, OFFICER: NEW[OFFICER] | {"unit": unit}}


def shown(asker, officer_id):
    return asker.get(f"/v1/officers/{officer_id}").json()["officer"]


@pytest.mark.parametrize("unit", [UNDERCOVER, "A Unit Nobody Has Marked"])
def test_who_is_created_with_a_unit_that_protects_is_never_public(ask, unit):
    made = ask("hr").post(USERS, json=placed("90001", unit))
    assert made.status_code == 201, made.text
    identifier = made.json()["id"]
    assert shown(ask("records"), identifier)["unit"] == unit
    outside = ask("public").get(f"/v1/officers/{identifier}")
    assert outside.json()["type"].endswith("/no-such-record")
    assert ask("public").get("/v1/officers", {"uid": "90001"}).json()["officers"] == []


def test_who_is_created_with_an_open_unit_is_public_and_in_it(ask):
    identifier = ask("hr").post(USERS, json=placed("90001", PATROL)).json()["id"]
    assert shown(ask("hr"), identifier)["unit"] == PATROL
    assert ask("public").get(f"/v1/officers/{identifier}").status_code == 200


def test_another_unit_is_not_stated_here_for_an_assignment_has_days(ask, world):
    before = ask("hr").get(user(world.diaz)).json()
    refused = ask("hr").patch(user(world.diaz), json=patch(f"{OFFICER}:unit", GANG))
    assert error(refused) == (400, "mutability")
    whole = ask("hr").get(user(world.diaz)).json()
    whole[OFFICER]["unit"] = GANG
    assert error(ask("hr").put(user(world.diaz), json=whole)) == (400, "mutability")
    assert ask("hr").get(user(world.diaz)).json() == before


def test_who_is_in_no_unit_is_given_one_once(ask, monkeypatch):
    made = ask("hr").post(USERS, json=NEW).json()
    with monkeypatch.context() as narrow:
        narrow.setattr(Requester, "may", without_assignments(Requester.may))
        refused = ask("hr").patch(user(made), json=patch(f"{OFFICER}:unit", PATROL, op="add"))
        assert error(refused) == (403, None)
    both = patch(f"{OFFICER}:unit", PATROL, op="add")
    both["Operations"].append({"op": "replace", "path": "userName", "value": "90007"})
    assert ask("hr").patch(user(made), json=both).status_code == 204
    told = shown(ask("hr"), made["id"])
    assert (told["unit"], told["uid"]) == (PATROL, "90007")
    again = ask("hr").patch(user(made), json=patch(f"{OFFICER}:unit", GANG))
    assert error(again) == (400, "mutability")


def test_a_unit_that_is_left_out_of_a_replacement_ends_nothing(ask, world):
    whole = ask("hr").get(user(world.diaz)).json()
    del whole[OFFICER]["unit"]
    assert ask("hr").put(user(world.diaz), json=whole).status_code == 200
    assert shown(ask("hr"), world.diaz["id"])["unit"] == PATROL


def test_stating_an_open_unit_lowers_no_class(ask, world):
    nunez = world.officers["nunez"]["id"]
    uid = world.officers["nunez"]["uid"]
    ask("hr").post(USERS, json=placed(uid, PATROL))
    assert ask("public").get(f"/v1/officers/{nunez}").status_code == 404
    assert shown(ask("records"), nunez)["protection_class"] == "undercover"


def test_a_credential_that_may_write_no_assignments_states_no_unit(ask, monkeypatch):
    monkeypatch.setattr(Requester, "may", without_assignments(Requester.may))
    assert error(ask("hr").post(USERS, json=placed("90003", PATROL))) == (403, None)
    found = ask("hr").get(USERS, params={"filter": 'userName eq "90003"'}).json()
    assert found["totalResults"] == 0


def without_assignments(may):
    """What a token of fewer scopes may: all but assignments."""
    return lambda requester, scope: scope != WRITE_ASSIGNMENTS and may(requester, scope)
