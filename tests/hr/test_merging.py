"""Two records of one person become one, with the history of both and the stricter protection."""

from officer_directory.http.problems import BY_KIND


def at(officer, what=""):
    return f"/v1/officers/{officer['id']}{what}"


def merge(ask, kept, duplicate):
    return ask("hr").post(at(kept, "/merge"), json={"duplicate": duplicate["id"]})


def ids(ask, officer, plural):
    return {one["id"] for one in ask("oversight").get(at(officer, f"/{plural}")).json()[plural]}


def test_one_stays_with_the_facts_of_both(ask, world):
    plurals = ("assignments", "salaries", "complaints", "incidents", "documents")
    before = {p: ids(ask, world.diaz, p) | ids(ask, world.okafor, p) for p in plurals}
    done = merge(ask, world.diaz, world.okafor)
    assert done.status_code == 200
    assert done.json()["officer"]["uid"] == world.diaz["uid"]
    for plural in plurals:
        assert ids(ask, world.diaz, plural) == before[plural], plural
    served = ask("oversight").get(at(world.diaz, "/employments")).json()["employments"]
    assert world.okafor["hire_date"] in {one["start_date"] for one in served}


def test_the_duplicate_is_no_such_record_to_anyone(ask, world):
    assert ask("public").get(at(world.okafor)).status_code == 200
    merge(ask, world.diaz, world.okafor)
    for requester in ("public", "press", "hr", "records", "oversight"):
        answer = ask(requester).get(at(world.okafor))
        assert answer.content == BY_KIND["no-such-record"].body
    uid = world.okafor["uid"]
    assert ask("public").get(f"/v1/officers/by-uid/{uid}").status_code == 404
    assert ask("public").get(at(world.diaz)).status_code == 200


def test_the_stricter_protection_holds_whichever_stays(ask, world):
    for kept, duplicate in (("okafor", "haddad"), ("nunez", "diaz"), ("obrien", "vega")):
        one, other = world.officers[kept], world.officers[duplicate]
        assert merge(ask, one, other).status_code == 200
        assert ask("public").get(at(one)).status_code == 404
    assert ask("public").get(at(world.vega_there)).status_code == 404


def test_a_person_s_other_agency_is_protected_with_them(ask, world):
    assert ask("public").get(at(world.adeyemi_there)).status_code == 200
    assert merge(ask, world.haddad, world.adeyemi).status_code == 200
    assert ask("public").get(at(world.adeyemi_there)).status_code == 404


def test_nobody_is_merged_with_themselves_or_with_nobody(ask, world):
    assert merge(ask, world.diaz, world.diaz).status_code == 422
    nobody = {"id": "00000000-0000-4000-8000-000000000000"}
    assert merge(ask, world.diaz, nobody).content == BY_KIND["no-such-record"].body
    assert ask("hr").post(at(world.diaz, "/merge"), json={"into": "x"}).status_code == 422
