"""Imports over HTTP: once, whole or not at all, and shown to whoever asked alone."""

import stat
import time

import pytest
from sqlalchemy import select, update
from tests.ledger.reading import entries
from tests.world_people import FERNHOLLOW

from officer_directory.http import receiving
from officer_directory.http.problems import BY_KIND
from officer_directory.intake.hr import imports
from officer_directory.store.records import officer
from officer_directory.store.usage import import_job

BULK = (
    "department_id,unique_internal_identifier,first_name,last_name,job_title,unit_id,start_date\n"
    "1,90001,Ada,Newcomb,Officer,Patrol Watch Two,2024-01-01\n"
    "1,90002,Bo,Newcomb,Officer,Patrol Watch Two,2024-01-01\n"
)
WRONG = BULK.replace("2024-01-01\n1,90002", "last spring\n1,90002")
ADDRESS = "/v1/imports?format=openoversight-bulk"
CSV = {"Content-Type": "text/csv"}


def send(ask, content=BULK, more="", key=None, requester="hr"):
    headers = CSV if key is None else CSV | {"Idempotency-Key": f'"{key}"'}
    return ask(requester).post(ADDRESS + more, content=content, headers=headers)


def ended(ask, answer, requester="hr"):
    """The job when it has ended."""
    assert answer.status_code == 202, answer.text
    end = time.monotonic() + 60
    while time.monotonic() < end:
        told = ask(requester).get(answer.headers["location"]).json()["import"]
        if told["state"] not in ("waiting", "running"):
            return told
        time.sleep(0.02)
    raise AssertionError("the import does not end")


def known(ask):
    found = ask("hr").get("/v1/officers?last_name=newcomb").json()["officers"]
    return {one["uid"] for one in found}


def test_an_import_is_carried_out_and_told(ask, world, settings):
    asked = send(ask)
    assert asked.json()["import"]["state"] in ("waiting", "running", "done")
    told = ended(ask, asked)
    assert (told["state"], told["format"], told["dry_run"]) == ("done", "openoversight-bulk", False)
    assert told["report"]["kinds"]["officers"]["added"] == 2
    assert told["ended_at"].endswith("Z")
    assert known(ask) == {"90001", "90002"}
    assert len(ask("public").get("/v1/officers?last_name=newcomb").json()["officers"]) == 2
    assert list((settings.data / "imports").iterdir()) == []


def test_a_dry_run_changes_nothing_and_tells_what_it_would(ask, world):
    told = ended(ask, send(ask, more="&dry_run=true"))
    assert told["state"] == "done"
    assert told["report"]["dry_run"] is True
    assert told["report"]["new_units"] == []
    assert told["report"]["kinds"]["officers"]["added"] == 2
    assert known(ask) == set()


def test_every_unit_that_is_new_is_named_and_no_mark_of_any(ask, world):
    units = ("Kite Patrol", "Harbor Decoy Team", "Drone Pilot Program", "Lamp Office")
    rows = "".join(f"1,9000{n},Ada,Newcomb,Officer,{u},2024-01-01\n" for n, u in enumerate(units))
    told = ended(ask, send(ask, BULK.partition("\n")[0] + "\n" + rows, more="&dry_run=true"))
    assert told["report"]["new_units"] == ["Kite Patrol", "Lamp Office"]
    assert "unmarked_units" not in told["report"]


def test_one_wrong_cell_is_told_by_file_line_and_column_and_nothing_is_written(ask, world):
    told = ended(ask, send(ask, WRONG))
    assert told["state"] == "refused"
    (line,) = told["report"]["problems"]
    assert line.startswith("upload.csv:2: start_date: ")
    assert "YYYY-MM-DD" in line
    assert known(ask) == set()


def test_several_files_come_as_a_form(ask, world):
    officers = (
        "id,department_name,department_state,last_name,first_name,unique_internal_identifier\n"
    )
    files = {
        "a": ("officers.csv", officers + f"#1,{FERNHOLLOW},CA,Newcomb,Ada,90001\n", "text/csv"),
        "b": ("salaries.csv", "id,officer_id,salary,year\n,#1,90000,2031\n", "text/csv"),
    }
    asked = ask("hr").post("/v1/imports?format=openoversight", files=files)
    told = ended(ask, asked)
    assert (told["state"], told["report"]["kinds"]["salaries"]["added"]) == ("done", 1)


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("", ["format"]),
        ("?format=../../etc/passwd", ["format"]),
        ("?format=/tmp/mapping.toml", ["format"]),
        ("?format=npi&full=yes", ["full"]),
        ("?format=npi&dry_run=1", ["dry_run"]),
        ("?format=npi&allow_removal=101", ["allow_removal"]),
        ("?format=npi&allow_removal=-1", ["allow_removal"]),
    ],
)
def test_a_wrong_option_is_named(standing, query, fields):
    _, ask = standing
    done = ask("hr").post(f"/v1/imports{query}", content=b"x", headers=CSV)
    assert [error["field"] for error in done.json()["errors"]] == fields


def test_a_file_is_capped_and_may_be_larger_than_other_bodies(ask, world, monkeypatch):
    monkeypatch.setitem(receiving._BY_PATH, b"/v1/imports", receiving.Receipt(200_000, 10.0))
    large = BULK + "\n" * 100_000
    assert ended(ask, send(ask, large))["state"] == "done"

    def chunks():
        for _ in range(30):
            yield b"\n" * 10_000

    for content in (BULK + "\n" * 200_000, chunks()):
        done = ask("hr").post(ADDRESS, content=content, headers=CSV)
        assert (done.status_code, done.content) == (413, BY_KIND["too-large"].body)
    small = ask("hr").put("/v1/officers/by-uid/1", content=b"x" * 70_000)
    assert small.status_code == 413


def test_files_are_their_owner_s_alone_and_gone_afterwards(ask, world, settings, monkeypatch):
    seen, carry_out = [], imports.run_import

    def look(desk, job, path, **more):
        folder = settings.data / "imports"
        seen.extend(stat.S_IMODE(p.stat().st_mode) for p in (folder, path, *path.iterdir()))
        return carry_out(desk, job, path, **more)

    monkeypatch.setattr("officer_directory.intake.hr.imports.run_import", look)
    ended(ask, send(ask))
    assert seen == [0o700, 0o700, 0o600]
    assert list((settings.data / "imports").iterdir()) == []


def test_a_job_is_shown_to_its_asker_alone(ask, world):
    asked = send(ask)
    ended(ask, asked)
    address = asked.headers["location"]
    for requester in ("public", "press", "hr_other_agency", "records", "oversight", "admin"):
        assert ask(requester).get(address).content == BY_KIND["no-such-record"].body
    nobody = "/v1/imports/00000000-0000-4000-8000-000000000000"
    assert ask("hr").get(nobody).content == BY_KIND["no-such-record"].body


def test_the_same_request_with_its_key_imports_once(ask, world, database):
    first = send(ask, key="one")
    ended(ask, first)
    again = send(ask, key="one")
    assert again.headers["location"] == first.headers["location"]
    assert send(ask, BULK + "\n", key="one").status_code == 422
    with database.reading() as connection:
        assert len(connection.execute(select(import_job.c.id)).all()) == 1


def test_a_killed_import_is_lost_and_the_same_request_carries_it_out_once(
    ask, world, database, monkeypatch
):
    def killed(*_, **__):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr("officer_directory.intake.hr.imports._carry_out", killed)
        first = send(ask, key="one")
        end = time.monotonic() + 30
        while ask("hr").app.state.running.imports._progress and time.monotonic() < end:
            time.sleep(0.02)
    long_ago = {"asked_at": 0, "progress": '{"done": 0, "total": 0, "what": "", "at": 0}'}
    with database.transaction() as connection:
        connection.execute(update(import_job).values(long_ago))
    address = first.headers["location"]
    assert ask("hr").get(address).json()["import"]["state"] == "lost"
    assert known(ask) == set()
    again = send(ask, key="one")
    assert again.headers["location"] == address
    told = ended(ask, again)
    assert (told["state"], known(ask)) == ("done", {"90001", "90002"})
    third = send(ask, key="one")
    assert third.json()["import"]["state"] == "done"


def test_a_job_that_was_done_is_not_done_again_whoever_runs_it(ask, world, database, tmp_path):
    asked = send(ask)
    told = ended(ask, asked)
    (tmp_path / "again.csv").write_text(BULK.replace("9000", "8000"))
    desk = ask("hr").app.state.running.desk
    how = {"full": False, "allowed_percent": 5.0, "by": "x", "through": "y"}
    desk.run_and_wait("hr.run_import", {"job": told["id"], "path": str(tmp_path), **how})
    assert known(ask) == {"90001", "90002"}


def test_a_shorter_file_empties_no_roster(ask, world):
    told = ended(ask, send(ask, more="&full=true"))
    assert told["state"] == "refused"
    assert "allow_removal=PERCENT" in told["report"]["refusal"]
    assert known(ask) == set()
    assert ask("hr").get(f"/v1/officers/{world.diaz['id']}").json()["officer"]["status"] == "active"


def test_a_full_import_treats_the_protected_as_everyone(ask, world, database):
    told = ended(ask, send(ask, more="&full=true&allow_removal=100"))
    assert told["state"] == "done"
    ours = world.agencies["fernhollow"]["id"]
    with database.reading() as connection:
        of = select(officer.c.id).where(officer.c.agency_id == ours)
        everyone = set(connection.scalars(of))
        retired = set(connection.scalars(of.where(officer.c.retired_at.is_not(None))))
    assert told["report"]["kinds"]["officers"]["retired"] == len(everyone) - 2 == len(retired)
    for hidden in ("nunez", "haddad", "tran", "larsen", "singh", "vega"):
        address = f"/v1/officers/{world.officers[hidden]['id']}"
        assert ask("public").get(address).status_code == 404


def test_a_report_tells_of_no_protection_mark_or_proposal(ask, world):
    told = ended(ask, send(ask))
    assert set(told["report"]) == {"agency", "dry_run", "kinds", "new_units", "notes", "refusal"}


def test_complaints_are_not_a_personnel_system_s_to_write(ask, world):
    rows = "taxid,group_id,description,recommendation,penalty,type,disposition\n30117,1,a,b,c,d,e\n"
    officers = "taxid,full_name,first_name,last_name,rank,shield_no,appt_date\n"
    files = {
        "a": ("officers.csv", officers + '30117,"Diaz, Ana",Ana,Diaz,Officer,1,2011-03-14\n'),
        "b": ("discipline.csv", rows),
    }
    told = ended(ask, ask("hr").post("/v1/imports?format=nypd", files=files))
    assert told["state"] == "refused"
    assert "not a personnel system" in str(told["report"])


def test_an_import_is_in_the_ledger_when_asked_for_and_when_ended(ask, world, settings):
    before = len(entries(settings))
    told = ended(ask, send(ask))
    end = time.monotonic() + 30
    while time.monotonic() < end:
        added = [entry for _, entry in entries(settings)[before:]]
        if any(entry.get("job") == told["id"] for entry in added):
            break
        time.sleep(0.05)
    asked = f"POST {ADDRESS}"
    mine = [entry for entry in added if entry["asked"] == asked]
    assert mine[0]["writes"] == "hr.ask_import"
    assert [entry.get("state") for entry in mine if "job" in entry] == ["done"]


def test_a_file_that_lost_its_line_ends_is_told_how_to_be_sent(ask, world):
    lost = send(ask, BULK.replace("\n", ""))
    assert (lost.status_code, lost.content) == (422, BY_KIND["one-line-csv"].body)
    assert "--data-binary" in lost.json()["detail"]
    for ends in ("\r\n", "\r"):
        assert send(ask, BULK.replace("\n", ends)).status_code == 202
