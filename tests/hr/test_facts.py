"""Assignments, employments, ranks and salaries, one by one: by what they are known by."""

from officer_directory.http.problems import BY_KIND

PATROL = "Patrol Watch Two"


def at(officer, what=""):
    return f"/v1/officers/{officer['id']}{what}"


def facts(ask, officer, plural):
    return ask("hr").get(at(officer, f"/{plural}")).json()[plural]


def test_an_assignment_is_stated_by_unit_and_first_day(ask, world):
    address = at(world.diaz, f"/assignments?unit={PATROL}&start_date=2024-05-01")
    first = ask("hr").put(address, json={"title": "Sergeant"})
    assert first.status_code == 201
    assert first.json()["assignment"]["unit"] == PATROL
    again = ask("hr").put(address, json={"title": "Sergeant"})
    assert (again.status_code, again.content) == (200, first.content)
    changed = ask("hr").put(address, json={"badge_number": "7"})
    assert changed.json()["assignment"]["title"] == "Sergeant"
    assert changed.json()["assignment"]["id"] == first.json()["assignment"]["id"]
    same = [a for a in facts(ask, world.diaz, "assignments") if a["start_date"] == "2024-05-01"]
    assert len(same) == 1


def test_a_salary_is_of_a_year_in_dollars_and_public_at_once(ask, world):
    address = at(world.diaz, "/salaries?year=2031")
    done = ask("hr").put(address, json={"base_pay": 90000.5, "overtime_pay": "1200.25"})
    assert done.json()["salary"]["base_pay"] == 90000.5
    assert ask("hr").put(address, json={"total_pay": 91200.75}).status_code == 200
    salaries = ask("public").get(at(world.diaz, "/salaries")).json()["salaries"]
    (salary,) = [one for one in salaries if one["year"] == 2031]
    assert (salary["overtime_pay"], salary["total_pay"]) == (1200.25, 91200.75)
    fiscal = ask("hr").put(f"{address}&is_fiscal_year=true", json={"base_pay": 1})
    assert fiscal.status_code == 201


def test_an_employment_is_stated_and_corrected(ask, world):
    address = at(world.diaz, "/employments?employer=Elsewhere PD&start_date=2001-02-03")
    done = ask("hr").put(address, json={"rank": "Officer", "end_date": "2004-01-01"})
    assert done.status_code == 201
    fact = done.json()["employment"]
    corrected = ask("hr").patch(
        at(world.diaz, f"/employments/{fact['id']}"), json={"start_date": "2001-02-04"}
    )
    assert corrected.json()["employment"] == fact | {"start_date": "2001-02-04"}
    assert ask("hr").put(at(world.diaz, "/employments"), json={}).status_code == 422


def test_a_rank_is_stated_with_the_day_from_which_it_holds(ask, world):
    address = at(world.diaz, "/ranks?rank=Captain&start_date=2024-05-01")
    done = ask("hr").put(address, json={"badge_number": "C1"})
    assert (done.status_code, done.json()["officer"]["id"]) == (201, world.diaz["id"])
    told = {"rank": "Captain", "start_date": "2024-05-01", "badge_number": "C1"}
    assert done.json()["recorded"] == told
    assert done.headers["etag"] == ask("hr").get(at(world.diaz)).headers["etag"]
    again = ask("hr").put(address, json={})
    assert (again.status_code, again.json()["recorded"]) == (
        200,
        {"rank": "Captain", "start_date": "2024-05-01"},
    )


def test_what_is_wrong_is_named(standing):
    world, ask = standing
    for address, body, field in (
        ("/assignments?start_date=soon", {}, "start_date"),
        ("/assignments?start_date=5/1/2024", {}, "start_date"),
        ("/salaries?year=2024", {"base_pay": "$1,000"}, "base_pay"),
        ("/salaries?year=2024", {"base_pay": "1,000"}, "base_pay"),
        ("/salaries?year=2024", {"base_pay": "(12.50)"}, "base_pay"),
        ("/salaries?year=2024", {"base_pay": ""}, "base_pay"),
        ("/assignments?start_date=2024-01-01", {"end_date": "2023-01-01"}, "end_date"),
        ("/salaries?year=24", {}, "year"),
        ("/salaries", {}, "year"),
        ("/salaries?year=2024", {"base_pay": "much"}, "base_pay"),
        ("/salaries?year=2024", {"base_pay": 1.005}, "base_pay"),
        ("/salaries?year=2024", {"officer_id": "x"}, "*"),
        ("/assignments?unit=x", {"protects_until": 0}, "*"),
        ("/assignments?unit=x", {"mark": "open"}, "*"),
        ("/employments?start_date=2024-01-01", {}, "employer"),
    ):
        done = ask("hr").put(at(world.garcia, address), json=body)
        assert [error["field"] for error in done.json()["errors"]] == [field], address
    for address in ("/assignments?unit=x&unit=y", "/assignments?mark=open", "/salaries?limit=1"):
        done = ask("hr").put(at(world.garcia, address), json={})
        assert done.content == BY_KIND["not-understood"].body


def test_a_fact_of_another_officer_or_agency_is_no_such_record(ask, world):
    gone = BY_KIND["no-such-record"].body
    (theirs, *_) = world.of("assignment", "okafor")
    address = at(world.diaz, f"/assignments/{theirs['id']}")
    assert ask("hr").patch(address, json={"title": "x"}).content == gone
    (foreign, *_) = world.of("assignment", "moss")
    for officer in (world.diaz, world.moss):
        address = at(officer, f"/assignments/{foreign['id']}")
        assert ask("hr").patch(address, json={"title": "x"}).content == gone
