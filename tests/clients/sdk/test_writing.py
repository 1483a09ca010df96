"""A personnel system writes through the client, on both engines and in both shells."""

import json

import pytest
from tests.clients.broken_line import broken_line
from tests.clients.driving import driving
from tests.photographs import decoded, jpeg, png
from tests.world_people import FERNHOLLOW

from officer_directory_client import ClientSecret, ImportRefusedError, errors
from officer_directory_client._writing import idempotency_header

NEW = {"first_name": "Ada", "last_name": "Newcomb", "status": "active", "hire_date": "2024-03-01"}
BULK = "department_id,unique_internal_identifier,first_name,last_name,job_title\n"


@pytest.fixture
def hr(written_to, shell):
    client = written_to.client()
    credential = ClientSecret(client.client_id, client.client_secret)
    with driving(shell, "Hr", written_to.api, credential) as directory:
        yield directory


def test_a_career_is_written_from_first_to_last(hr, written_to):
    written = hr.put_officer("90001", NEW, FERNHOLLOW, only_new=True)
    assert (written.new, written.record.uid) == (True, "90001")
    assert written.public_from.endswith("Z")
    officer = written.record.id
    assert not hr.put_officer("90001", NEW).new
    with pytest.raises(errors.ChangedMeanwhileError):
        hr.put_officer("90001", NEW, only_new=True)

    changed = hr.patch_officer(officer, {"rank": "Officer"}, if_match=written.etag)
    assert changed.record.rank == "Officer"
    with pytest.raises(errors.ChangedMeanwhileError):
        hr.patch_officer(officer, {"rank": "Chief"}, if_match=written.etag)

    assigned = hr.put_assignment(officer, "Patrol Watch Two", "2024-03-01", {"title": "Officer"})
    assert (assigned.record.unit, assigned.new) == ("Patrol Watch Two", True)
    ended = hr.patch_assignment(officer, assigned.record.id, {"end_date": "2024-06-30"})
    assert ended.record.end_date == "2024-06-30"

    employed = hr.put_employment(officer, "Brackwater Police Department", "2020-01-06")
    again = hr.patch_employment(officer, employed.record.id, {"end_date": "2024-02-28"})
    assert again.record.end_date == "2024-02-28"

    paid = hr.put_salary(officer, 2024, {"base_pay": 81000, "overtime_pay": "1200.50"}, False)
    assert (paid.record.overtime_pay, paid.record.is_fiscal_year) == (1200.5, False)
    assert hr.patch_salary(officer, paid.record.id, {"base_pay": None}).record.base_pay is None

    assert hr.put_rank(officer, "Sergeant", "2025-01-01").record.id == officer
    left = hr.separate_officer(officer, "2026-01-31", "Retired")
    assert (left.record.status, left.record.separation_reason) == ("separated", "Retired")


def test_a_duplicate_becomes_part_of_the_other_and_one_can_be_retired(hr):
    kept, other = (hr.put_officer(uid, NEW).record.id for uid in ("90001", "90002"))
    assert hr.merge_officers(kept, other).record.id == kept
    with pytest.raises(errors.NoSuchRecordError):
        hr.officer(other)
    assert hr.retire_officer(kept).record.status == "separated"


def test_what_is_wrong_is_named_by_field(hr):
    with pytest.raises(errors.NotUnderstoodError) as raised:
        hr.put_officer("90001", {**NEW, "hire_date": "last spring", "shoe_size": "45"})
    assert raised.value.problem.errors.keys() == {"hire_date", "*"}
    assert "hire_date: is not a day" in str(raised.value)


def test_a_key_of_ones_own_is_done_once(hr):
    first = hr.put_officer("90001", NEW, idempotency_key='hire "90001"')
    again = hr.put_officer("90001", NEW, idempotency_key='hire "90001"')
    assert (first, again.new) == (again, True)
    with pytest.raises(errors.IdempotencyKeyUsedError):
        hr.put_officer("90002", NEW, idempotency_key='hire "90001"')


@pytest.mark.parametrize("key", ["", "é", "a\n", "x" * 201])
def test_what_is_no_idempotency_key_is_refused_here(key):
    with pytest.raises(ValueError, match="idempotency key"):
        idempotency_header(key)


def test_a_roster_is_planned_and_then_imported(hr, written_to, tmp_path):
    roster = tmp_path / "roster.csv"
    roster.write_text(f"{BULK}1,90001,Ada,Newcomb,Officer\n1,90002,Ben,Osei,Officer\n")
    planned = hr.import_roster(roster, "openoversight-bulk", FERNHOLLOW, dry_run=True, poll_s=0.05)
    assert (planned.state, planned.dry_run) == ("done", True)
    assert planned.report["kinds"]["officers"]["added"] == 2
    assert planned.asked_at <= planned.ended_at
    assert hr.every(hr.officers(q="osei")) == []
    told = []
    done = hr.import_roster(
        roster.read_bytes(),
        "openoversight-bulk",
        poll_s=0.05,
        progress=lambda *far: told.append(far),
    )
    assert done.report["kinds"]["officers"]["added"] == 2
    assert [officer.uid for officer in hr.every(hr.officers(q="osei"))] == ["90002"]


def test_a_folder_of_files_is_one_import(hr, tmp_path):
    (tmp_path / "officers.csv").write_text(
        "id,department_name,department_state,first_name,last_name,unique_internal_identifier\n"
        f"#1,{FERNHOLLOW},CA,Ada,Newcomb,90001\n"
    )
    (tmp_path / "salaries.csv").write_text("id,officer_id,salary,year\n,#1,81000,2024\n")
    done = hr.import_roster(tmp_path, "openoversight", poll_s=0.05)
    assert done.report["kinds"]["officers"]["added"] == 1
    named = {path.name: path.read_bytes() for path in tmp_path.glob("*.csv")}
    again = hr.import_roster(named, "openoversight", poll_s=0.05)
    assert again.report["kinds"]["officers"]["unchanged"] == 1
    (ada,) = hr.every(hr.officers(q="newcomb"))
    assert hr.first(hr.related(ada.id, "salaries")).records[0].base_pay == 81000


def test_a_roster_with_a_mistake_is_refused_whole_and_says_where(hr):
    wrong = f"{BULK}1,90001,Ada,Newcomb,Officer\n2,90002,Ben,Osei,Officer\n".encode()
    with pytest.raises(ImportRefusedError, match="another department") as raised:
        hr.import_roster(wrong, "openoversight-bulk", poll_s=0.05)
    assert raised.value.problems[0].startswith("upload.csv:3")
    assert raised.value.ended.state == "refused"
    assert raised.value.refusal is None
    assert hr.every(hr.officers(q="newcomb")) == []


def test_who_is_missing_from_a_whole_roster_is_not_retired_past_the_guard(hr):
    roster = f"{BULK}1,30117,Lucía,Díaz,Sergeant\n".encode()
    with pytest.raises(ImportRefusedError, match="would be retired") as raised:
        hr.import_roster(roster, "openoversight-bulk", full=True, poll_s=0.05)
    assert "allow_removal" in raised.value.refusal
    assert len(hr.every(hr.officers(status="active"))) > 5


def test_an_import_that_was_lost_is_asked_for_again_with_the_same_key(tmp_path, waits, shell):
    states = ["running", "lost", "waiting", "done"]
    posted = []

    def answers(line):
        told = {
            "id": "7",
            "agency": "A",
            "format": "npi",
            "dry_run": False,
            "report": {"notes": []},
        }
        if line.command == "POST":
            body = line.rfile.read(int(line.headers["content-length"]))
            posted.append((line.headers["idempotency-key"], body))
        if line.path == "/oauth/token":
            told = {"access_token": "t", "token_type": "bearer", "expires_in": 300}
            line.whole(json.dumps(told).encode())
        elif "well-known" in line.path:
            line.whole(b'{"issuer": "http://127.0.0.1"}')
        else:
            line.whole(json.dumps({"import": {**told, "state": states.pop(0)}}).encode())

    with (
        broken_line(answers) as server,
        driving(shell, "Hr", server.api, ClientSecret("c", "s")) as hr,
    ):
        done = hr.import_roster(b"a,b", "npi", progress=False)
    assert (done.state, states) == ("done", [])
    sent = [each for each in posted if each[0]]
    assert len(sent) == 2
    assert sent[0] == sent[1]


def test_there_is_nothing_to_import_in_an_empty_folder(hr, tmp_path):
    with pytest.raises(ValueError, match="no CSV"):
        hr.import_roster(tmp_path, "openoversight")


def test_two_files_of_one_name_are_not_sent(hr, tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "officers.csv").write_text("id\n")
    with pytest.raises(ValueError, match="same name"):
        hr.import_roster(sorted(tmp_path.glob("*/officers.csv")), "openoversight")


def test_a_photo_is_sent_looked_at_and_taken_away(hr, tmp_path):
    officer = hr.put_officer("90011", NEW).record.id
    (tmp_path / "90011.png").write_bytes(png(width=300, height=400))
    for file in (jpeg(), tmp_path / "90011.png", str(tmp_path / "90011.png")):
        sent = hr.put_photo(officer, file)
        assert sent.record.photo == f"/v1/officers/{officer}/photo"
    found = hr.photo(officer, "small", "webp")
    assert (found.media_type, found.width, found.height) == ("image/webp", 120, 160)
    assert decoded(found.content).size == (120, 160)
    assert decoded(hr.photo(officer).content).size == (300, 400)
    assert hr.delete_photo(officer).record.photo is None
    with pytest.raises(errors.NoSuchRecordError):
        hr.photo(officer)


def test_what_is_no_photo_is_said_so(hr, tmp_path):
    officer = hr.put_officer("90012", NEW).record.id
    with pytest.raises(ValueError, match="JPEG or a PNG"):
        hr.put_photo(officer, b"GIF89a")
    with pytest.raises(errors.NotAPhotoError, match="to its end"):
        hr.put_photo(officer, jpeg(width=500, height=500)[:900])
    with pytest.raises(FileNotFoundError):
        hr.put_photo(officer, tmp_path / "none.jpg")
