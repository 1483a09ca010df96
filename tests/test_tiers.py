"""The same few records, asked for by everyone: what each tier may see of the world."""

import pytest

from tests.asking import REQUESTERS
from tests.world import CLASSES, HIDDEN, LISTED

OUTSIDE = ("public", "portal", "press")
HERE = tuple(
    n for n in CLASSES if n not in ("moss", "ortega", "adeyemi_there", "vega_there", "quill")
)


def names_listed(answer, world) -> set[str]:
    assert answer.status_code == 200, answer.text
    by_id = {row["id"]: name for name, row in world.officers.items()}
    return {by_id[officer["id"]] for officer in answer.json()["officers"]}


def test_each_tier_lists_whom_it_may_know_of(standing):
    world, ask = standing
    for requester in OUTSIDE:
        assert names_listed(ask(requester).get("/v1/officers"), world) == set(LISTED)
    for requester in ("hr", "records"):
        assert names_listed(ask(requester).get("/v1/officers"), world) == set(HERE)
    there = {"moss", "ortega", "adeyemi_there", "vega_there"}
    assert names_listed(ask("hr_other_agency").get("/v1/officers"), world) == there
    assert names_listed(ask("oversight").get("/v1/officers"), world) == set(CLASSES)


@pytest.mark.parametrize("requester", ["auditor", "admin"])
def test_auditors_and_admins_see_no_officer(standing, requester):
    world, ask = standing
    nobody = ask(requester).get(f"/v1/officers/{world.diaz['id']}")
    assert nobody.status_code in (403, 404)
    assert world.diaz["last_name"] not in nobody.text


def test_outside_a_hidden_officer_is_like_one_who_never_was(standing):
    world, ask = standing
    never = "3f2c8a52-5d0e-4c0e-9b7e-1f6f1d0c9a11"
    for requester in OUTSIDE:
        missing = ask(requester).get(f"/v1/officers/{never}")
        assert missing.status_code == 404
        for name in HIDDEN:
            hidden = ask(requester).get(f"/v1/officers/{world.officers[name]['id']}")
            assert (hidden.status_code, hidden.content) == (404, missing.content)
    found = ask("oversight").get(f"/v1/officers/{world.nunez['id']}")
    assert found.json()["officer"]["protection_class"] == "undercover"


def test_the_press_sees_in_california_exactly_what_the_public_sees(standing):
    world, ask = standing
    for name in CLASSES:
        path = f"/v1/officers/{world.officers[name]['id']}"
        public, press = (ask(who).get(path).json() for who in ("public", "press"))
        assert {k: v for k, v in public.items() if k != "policy"} == {
            k: v for k, v in press.items() if k != "policy"
        }


def test_listed_officers_have_one_shape_outside_whatever_their_class(standing):
    _, ask = standing
    officers = ask("public").get("/v1/officers").json()["officers"]
    assert len({tuple(officer) for officer in officers}) == 1


def test_hr_sees_personnel_facts_of_everyone_and_never_a_class(standing):
    world, ask = standing
    for name in HERE:
        shown = ask("hr").get(f"/v1/officers/{world.officers[name]['id']}").json()["officer"]
        assert shown["birth_year"] == world.officers[name]["birth_year"]
        assert shown["hr_id"] == world.officers[name]["hr_id"]
        assert "protection_class" not in shown


def test_oversight_sees_each_class(standing):
    world, ask = standing
    for name, held in CLASSES.items():
        shown = ask("oversight").get(f"/v1/officers/{world.officers[name]['id']}").json()
        assert shown["officer"]["protection_class"] == held.word


def test_every_requester_is_told_who_they_are(standing):
    _, ask = standing
    for requester, (tier, _) in REQUESTERS.items():
        assert ask(requester).get("/v1/me").json()["tier"] == tier
