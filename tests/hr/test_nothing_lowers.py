"""What a personnel system writes may start a protection, never ends one, and shows none."""

import pytest
from sqlalchemy import func, select
from tests.hr.test_imports import ended, send

from officer_directory.protections.proposals import all_waiting
from officer_directory.store.published import published
from officer_directory.store.records import assignment, protection, unit

PATROL = "Patrol Watch Two"
GONE = 404


def at(officer, what=""):
    return f"/v1/officers/{officer['id']}{what}"


def is_public(ask, officer):
    return ask("public").get(at(officer)).status_code == 200


def marked(world, mark):
    ours = world.agencies["fernhollow"]["id"]
    named = (u for u in world.units.values() if u["agency_id"] == ours and u["mark"] == mark)
    return next(named)["name"]


@pytest.mark.parametrize("mark", ["undercover", None])
def test_an_assignment_to_such_a_unit_hides_at_once(ask, world, mark):
    address = at(world.diaz, "/assignments")
    key = {"unit": marked(world, mark), "start_date": "2024-01-01"}
    assert ask("hr").request("PUT", address, params=key, json={}).status_code == 201
    assert not is_public(ask, world.diaz)
    assert ask("hr").get(at(world.diaz)).status_code == 200


def test_a_unit_nobody_knows_hides_at_once(ask, world):
    address = at(world.diaz, "/assignments?unit=Quiet Street Office&start_date=2024-01-01")
    assert ask("hr").put(address, json={"bureau": "Field"}).status_code == 201
    assert not is_public(ask, world.diaz)


def test_an_end_is_proposed_and_hides_until_two_people_agree(ask, world, database):
    (one,) = world.of("assignment", "nunez")
    done = ask("hr").patch(
        at(world.nunez, f"/assignments/{one['id']}"), json={"end_date": "2024-01-01"}
    )
    assert done.json()["assignment"]["end_date"] == "2024-01-01"
    assert not is_public(ask, world.nunez)
    with database.reading() as connection:
        subjects = [p.subject for p in all_waiting(connection)]
    assert one["id"] in subjects


def test_another_unit_by_correction_carries_the_protection(ask, world, database):
    (one,) = world.of("assignment", "nunez")
    address = at(world.nunez, f"/assignments/{one['id']}")
    for unit_now in (PATROL, None):
        assert ask("hr").patch(address, json={"unit": unit_now}).status_code == 200
        assert not is_public(ask, world.nunez)
    with database.reading() as connection:
        carried = connection.execute(
            select(protection).where(protection.c.officer_id == world.nunez["id"])
        ).all()
        assert {row.kind for row in carried} == {"carried"}
        assert len(all_waiting(connection)) >= 1


def test_a_later_start_hides_no_less(ask, world):
    (one,) = world.of("assignment", "nunez")
    address = at(world.nunez, f"/assignments/{one['id']}")
    assert ask("hr").patch(address, json={"start_date": "2099-01-01"}).status_code == 200
    assert not is_public(ask, world.nunez)


@pytest.mark.parametrize("name", ["nunez", "haddad", "tran", "larsen", "singh", "vega"])
def test_no_write_publishes_who_is_hidden(ask, world, name):
    officer = world.officers[name]
    writes = [
        ask("hr").put(f"/v1/officers/by-uid/{officer['uid']}", json={"rank": "Captain"}),
        ask("hr").patch(at(officer), json={"uid": "N-1", "last_name": "Other"}),
        ask("hr").put(at(officer, "/salaries?year=2024"), json={"base_pay": 1}),
        ask("hr").put(at(officer, f"/assignments?unit={PATROL}"), json={"end_date": "2020-01-01"}),
        ask("hr").delete(at(officer)),
        ask("hr").put("/v1/officers/by-uid/N-1", json={"status": "active"}),
    ]
    assert all(done.status_code in (200, 201) for done in writes)
    assert not is_public(ask, officer)
    assert ask("public").get("/v1/officers/by-uid/N-1").status_code == GONE


def test_a_namesake_under_another_number_is_hidden_too(ask, world):
    named = {n: world.nunez[n] for n in ("first_name", "last_name")}
    done = ask("hr").put("/v1/officers/by-uid/90001", json=named)
    assert done.status_code == 201
    assert not is_public(ask, done.json()["officer"])
    other = ask("hr").put("/v1/officers/by-uid/90002", json=named | {"first_name": "Qu"})
    assert is_public(ask, other.json()["officer"])


def test_an_answer_is_the_same_whether_or_not_there_is_a_protection(ask, world, database):
    """The same writes to an officer before and after a hold: equal but for the moment."""

    def told(answer):
        of_this_one = ("x-request-id", "public-from", "disclosure-receipt")
        headers = {k: v for k, v in answer.headers.items() if k not in of_this_one}
        return answer.status_code, headers, answer.content

    def writes():
        return [
            told(ask("hr").patch(at(world.diaz), json={"rank": "Captain"})),
            told(ask("hr").put(at(world.diaz, "/salaries?year=2011"), json={"base_pay": 1})),
            told(ask("hr").put("/v1/officers/by-uid/30117", json={})),
        ]

    writes()
    before = writes()
    hold = {"kind": "hold", "justification": "A threat.", "by": "w.marsh"}
    assert ask("records").post(at(world.diaz, "/protections"), json=hold).status_code == 201
    assert not is_public(ask, world.diaz)
    assert writes() == before


def test_who_wrote_and_through_what_is_recorded(ask, world, database):
    done = ask("hr").put(at(world.diaz, "/assignments?unit=New Unit"), json={})
    with database.reading() as connection:
        row = connection.execute(
            select(assignment).where(assignment.c.id == done.json()["assignment"]["id"])
        ).one()
        made = connection.execute(select(unit).where(unit.c.id == row.unit_id)).one()
    assert row.source == "hr"
    assert row.recorded_by.startswith("hr (key ")
    assert made.mark is None


def test_a_record_renamed_to_somebody_protected_is_hidden_too(ask, world):
    """Else a protected officer could be published under a number that is listed."""
    hidden, listed = world.nunez, world.diaz["id"]
    named = {name: hidden[name] for name in ("first_name", "last_name")}
    assert ask("public").get(f"/v1/officers/{listed}").status_code == 200
    assert ask("hr").request("PATCH", f"/v1/officers/{listed}", json=named).status_code == 200
    assert ask("public").get(f"/v1/officers/{listed}").status_code == 404


def public_versions(database, officer_id):
    """How many versions of an officer the publication holds that anyone could read yet."""
    rows, yet = published["public"]["officer"], database.now() - 60
    with database.reading() as connection:
        of = select(func.count()).where(rows.c.id == officer_id, rows.c.valid_until > yet)
        return connection.scalar(of)


@pytest.mark.parametrize("mark", ["undercover", None])
def test_a_new_officer_stated_with_a_protecting_unit_is_never_public(ask, world, database, mark):
    stated = {"last_name": "Newcomb", "unit": marked(world, mark), "start_date": "2024-01-01"}
    done = ask("hr").put("/v1/officers/by-uid/90001", json=stated)
    assert (done.status_code, done.json()["officer"]["unit"]) == (201, stated["unit"])
    assert not is_public(ask, done.json()["officer"])
    assert public_versions(database, done.json()["officer"]["id"]) == 0
    assert public_versions(database, world.diaz["id"]) > 0
    (told,) = ask("hr").get(at(done.json()["officer"], "/assignments")).json()["assignments"]
    assert (told["unit"], told["start_date"]) == (stated["unit"], "2024-01-01")


def test_a_new_officer_stated_with_a_new_unit_is_never_public(ask, world, database):
    stated = {"last_name": "Newcomb", "unit": "Quiet Street Office", "bureau": "Field"}
    done = ask("hr").put("/v1/officers/by-uid/90001", json=stated)
    assert (done.status_code, done.json()["officer"]["bureau"]) == (201, "Field")
    assert public_versions(database, done.json()["officer"]["id"]) == 0
    open_one = ask("hr").put(
        "/v1/officers/by-uid/90002", json={"last_name": "Newcomb", "unit": PATROL}
    )
    assert is_public(ask, open_one.json()["officer"])


def test_a_unit_stated_with_a_known_officer_is_an_assignment_more(ask, world):
    before = ask("hr").get(at(world.diaz, "/assignments")).json()["assignments"]
    stated = {"unit": marked(world, "undercover"), "start_date": "2024-01-01"}
    first = ask("hr").put("/v1/officers/by-uid/30117", json=stated)
    assert first.status_code == 200
    again = ask("hr").put("/v1/officers/by-uid/30117", json={"unit": stated["unit"]})
    assert again.content == first.content
    after = ask("hr").get(at(world.diaz, "/assignments")).json()["assignments"]
    assert len(after) == len(before) + 1
    assert not is_public(ask, world.diaz)


def test_the_unit_of_an_officer_stated_with_a_wrong_one_changes_nothing(ask, world):
    for stated, field in (
        ({"unit": None}, "unit"),
        ({"start_date": "2024-01-01"}, "start_date"),
        ({"unit": "", "start_date": "2024-01-01"}, "unit"),
        ({"unit": PATROL, "start_date": "soon"}, "start_date"),
        ({"unit": PATROL, "bureau": "Another"}, "bureau"),
    ):
        done = ask("hr").put("/v1/officers/by-uid/90001", json={"last_name": "New"} | stated)
        assert done.status_code == 422
        assert [error["field"] for error in done.json()["errors"]] == [field]
    assert ask("hr").get("/v1/officers/by-uid/90001").status_code == GONE


SPELT = [
    {"first_name": "Raul V", "last_name": "Nunez"},
    {"first_name": "R.", "middle_name": None, "last_name": "Ñuñez"},
    {"first_name": "Raúl", "last_name": "Nunez Jr"},
    {"first_name": "Ñuñez", "last_name": "Raúl"},
    {"first_name": None, "last_name": "Nunez, Raul"},
]


@pytest.mark.parametrize("spelt", SPELT)
def test_somebody_protected_is_not_published_under_another_spelling(ask, world, spelt):
    named = ask("hr").get(at(world.nunez)).json()["officer"]
    assert (named["first_name"], named["last_name"]) == ("Raúl", "Ñuñez")
    done = ask("hr").put("/v1/officers/by-uid/90001", json=spelt)
    assert done.status_code == 201
    assert not is_public(ask, done.json()["officer"])
    assert ask("hr").patch(at(world.diaz), json=spelt).status_code == 200
    assert not is_public(ask, world.diaz)


@pytest.mark.parametrize(
    ("first", "middle", "last"),
    [("Raúl", "V", "Ñuñez"), ("R", "", "Nunez"), ("Raul V", "", "Nunez")],
)
def test_whoever_an_import_renames_to_somebody_protected_is_hidden_and_nothing_is_told(
    ask, world, first, middle, last
):
    """The same file, of a name that is nobody's and of one that is: equal but for the name."""

    def renamed(uid, first, middle, last):
        head = "department_id,unique_internal_identifier,first_name,middle_initial,last_name\n"
        told = ended(ask, send(ask, f"{head}1,{uid},{first},{middle},{last}\n"))
        assert told["state"] == "done"
        report = told["report"]
        (change,) = report["kinds"]["officers"].pop("examples")
        assert change.startswith(f"{uid}: ")
        return report

    assert is_public(ask, world.diaz)
    plain = renamed(world.okafor["uid"], "Zephyrine", "", "Overlook")
    assert is_public(ask, world.okafor)
    assert renamed(world.diaz["uid"], first, middle, last) == plain
    assert not is_public(ask, world.diaz)
    assert ask("hr").get(at(world.diaz)).json()["officer"]["first_name"] == first
