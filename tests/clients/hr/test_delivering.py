"""A delivery is planned, imported once, and refused with what is wrong: on both engines."""

import stat

import pytest
from tests.clients.hr.delivering import HEADER, bulk
from tests.world_people import FERNHOLLOW

from officer_directory.identity import clients
from officer_directory.store.engines import Database


def test_a_plan_says_what_would_happen_and_writes_nothing(hr):
    path = hr.file(bulk("90001", "90002", unit="Kite Patrol"))
    planned = hr.run("plan", path)
    assert planned.exit_code == 0, planned.output
    assert "officers     2 added" in planned.stdout
    assert "new: Kite Patrol" in planned.stdout
    assert planned.stdout.endswith("Nothing was written.\n")
    assert (hr.known(), hr.imports(), hr.dry_runs()) == ({}, 0, 1)
    assert hr.report["deliveries"][0]["outcome"] == "planned"


def test_every_new_unit_is_named(hr):
    rows = bulk("90001", unit="A Unit") + "".join(
        f"1,90001,Ada,Newcomb-90001,Officer,{unit},2024-0{month}-01\n"
        for month, unit in enumerate(("B Unit", "C Unit", "D Unit", "E Unit"), 2)
    )
    planned = hr.run("plan", hr.file(rows))
    named = [line.strip() for line in planned.stdout.splitlines() if line.endswith(" Unit")]
    assert [line for line in named if ":" not in line] == [f"{each} Unit" for each in "ABCDE"]


def test_a_delivery_is_imported_and_the_second_run_does_nothing(hr):
    path = hr.file(bulk("90001", "90002"))
    first = hr.run("push", path, "--yes")
    assert (first.exit_code, hr.known().keys()) == (0, {"90001", "90002"}), first.output
    assert "officers     2 added" in first.stdout
    assert hr.report["deliveries"][0]["import"]["report"]["kinds"]["officers"]["added"] == 2
    asked = hr.dry_runs()
    again = hr.run("push", path, "--yes")
    assert (again.exit_code, again.stdout.splitlines()[-1][:11]) == (0, "Nothing new")
    assert (hr.imports(), hr.dry_runs()) == (1, asked)
    assert hr.report["deliveries"][0]["outcome"] == "nothing-new"


def test_what_the_directory_has_already_is_not_imported_again(hr):
    path = hr.file(bulk("90001"))
    hr.run("push", path, "--yes")
    (hr.folder / "state.json").unlink()
    again = hr.run("push", path, "--yes")
    assert (again.exit_code, "already has all of it" in again.stdout) == (0, True)
    assert hr.imports() == 1


def test_a_delivery_that_comes_back_after_another_is_imported_again(hr):
    as_it_was, corrected = bulk("90001"), bulk("90001").replace("Newcomb-", "Achterberg-")
    for content in (as_it_was, corrected, as_it_was):
        assert hr.run("push", hr.file(content), "--yes").exit_code == 0
    assert (hr.known(), hr.imports()) == ({"90001": "Newcomb-90001"}, 3)


def test_standard_input_is_a_delivery(hr):
    ran = hr.run("push", "-", "--yes", stdin=bulk("90001"))
    assert (ran.exit_code, hr.known().keys()) == (0, {"90001"}), ran.output
    assert ran.stdout.startswith("standard input: ")


def test_a_folder_is_one_delivery(hr):
    head = "id,department_name,department_state,first_name,last_name,unique_internal_identifier\n"
    hr.file(head + f"#1,{FERNHOLLOW},CA,Ada,Newcomb,90001\n", "export/officers.csv")
    hr.file("id,officer_id,salary,year\n,#1,81000,2024\n", "export/Salaries.CSV")
    ran = hr.run("push", hr.folder / "export", "--yes", "--format", "openoversight")
    assert (ran.exit_code, hr.known()) == (0, {"90001": "Newcomb"}), ran.output
    assert "salaries     1 added" in ran.stdout
    assert hr.report["deliveries"][0]["files"].keys() == {"officers.csv", "Salaries.csv"}


def test_a_delta_retires_nobody(hr):
    before = hr.listed()
    assert hr.run("push", hr.file(bulk("90001")), "--yes").exit_code == 0
    assert hr.listed() == before + 1


def test_every_bad_row_is_told_with_line_column_and_what_to_do(hr):
    wrong = bulk("90001", "90002").replace("2024-01-01\n1,90002", "last spring\n1,90002")
    wrong += "2,90003,Bo,Elsewhere,Officer,,\n"
    for command in (("plan",), ("push", "--yes")):
        ran = hr.run(command[0], hr.file(wrong), *command[1:])
        assert ran.exit_code == 1
        lines = ran.stderr.splitlines()
        assert lines[0].startswith("roster.csv:2: start_date: `last spring` is not a date: write")
        assert lines[1].startswith("roster.csv:4: department_id: ")
        assert hr.report["deliveries"][0]["problems"] == lines[:2]
    assert (hr.known(), hr.imports()) == ({}, 0)
    assert hr.run("push", hr.file(bulk("90001")), "--yes").exit_code == 0


def test_the_mass_removal_guard_is_asked_and_never_answered_by_itself(hr):
    before = hr.listed()
    path = hr.file(bulk("90001"))
    for command in (("plan",), ("push", "--yes")):
        guarded = hr.run(command[0], path, "--full", *command[1:])
        assert guarded.exit_code == 3
        assert "are not in the file and would be retired" in guarded.stderr
        assert "--at-most-removed N%" in guarded.stderr
    assert (hr.listed(), hr.imports()) == (before, 0)
    assert hr.report["deliveries"][0]["outcome"] == "guarded"
    few = hr.run("push", path, "--full", "--at-most-removed", "20%")
    assert (few.exit_code, hr.listed()) == (3, before)


def test_a_person_answers_the_guard_by_saying_how_many(hr):
    ran = hr.run("push", hr.file(bulk("90001")), "--full", "--at-most-removed", "100%")
    assert (ran.exit_code, hr.listed(), hr.known().keys()) == (0, 1, {"90001"}), ran.output
    assert hr.report["at_most_removed"] == 100


def test_a_revoked_client_is_told_so_and_writes_nothing(hr):
    database = Database(hr.served.settings)
    with database.transaction() as connection:
        clients.revoke(connection, hr.client.id, by="W. Marsh", now=database.now())
    database.close()
    ran = hr.run("push", hr.file(bulk("90001")), "--yes")
    assert (ran.exit_code, hr.known()) == (1, {})
    assert "revoked" in ran.stderr
    assert "officer-directory-hr check" in ran.stderr


def test_an_agency_that_is_another_s_is_refused(hr):
    ran = hr.run("plan", hr.file(bulk("90001")), "--agency", "Brackwater Police Department")
    assert (ran.exit_code, "not bound to that agency" in ran.stderr) == (1, True)


def test_an_unknown_format_is_wrong_usage_and_the_formats_are_named(hr):
    ran = hr.run("plan", hr.file(bulk("90001")), "--format", "excel")
    assert (ran.exit_code, "openoversight-bulk" in ran.stderr) == (2, True)


@pytest.mark.parametrize("form", ["mapping.toml", "/etc/hr/Mapping.TOML"])
def test_a_mapping_is_refused_with_what_to_do_instead(hr, form):
    ran = hr.run("push", hr.file(HEADER), "--yes", "--format", form)
    assert (ran.exit_code, hr.dry_runs()) == (2, 0)
    words = " ".join(ran.stderr.split())
    assert "officer-directory import PATH --format MAPPING.toml" in words
    assert "openoversight-bulk" in words


def test_a_report_is_its_owner_s_alone(hr):
    hr.run("plan", hr.file(bulk("90001")))
    for name in ("report.json",):
        assert stat.S_IMODE((hr.folder / name).stat().st_mode) == 0o600


def test_a_name_that_would_command_a_terminal_does_not_reach_it(hr):
    ran = hr.run("plan", hr.file(bulk("90001", title="\x1b[2J"), "ro\x1b[31mster.csv"))
    assert ran.exit_code == 1
    assert "\x1b" not in ran.output
