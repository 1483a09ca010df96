"""Deliveries in a drop folder: the newest, or each in turn; what was delivered is remembered."""

import os
import stat
import time

from tests.clients.hr.delivering import aged, bulk, write

from officer_directory_client.hr.delivered import alone


def outcomes(hr):
    return [(each["delivery"], each["outcome"]) for each in hr.report["deliveries"]]


def test_the_newest_delivery_is_taken_and_cron_then_does_nothing(hr):
    hr.file(bulk("90001"), "in/roster-1.csv", age_s=300)
    hr.file(bulk("90002"), "in/roster-2.csv", age_s=200)
    hr.file(bulk("90003"), "in/other.csv", age_s=100)
    first = hr.run("push", hr.folder / "in", "--newest", "roster-*.csv", "--yes")
    assert (first.exit_code, hr.known().keys()) == (0, {"90002"}), first.output
    assert "older and never delivered: 1. --each" in first.stderr
    asked = hr.dry_runs()
    again = hr.run("push", hr.folder / "in", "--newest", "roster-*.csv", "--yes", "--quiet")
    assert (again.exit_code, again.stdout, hr.dry_runs()) == (0, "", asked)
    assert outcomes(hr) == [("roster-2.csv", "nothing-new")]


def test_each_delivery_is_taken_once_oldest_first(hr):
    hr.file(bulk("90001"), "in/b.csv", age_s=300)
    hr.file(bulk("90001").replace("Newcomb-", "Osei-"), "in/a.csv", age_s=200)
    first = hr.run("push", hr.folder / "in", "--each", "*.csv", "--yes")
    assert (first.exit_code, hr.known()) == (0, {"90001": "Osei-90001"}), first.output
    assert outcomes(hr) == [("b.csv", "imported"), ("a.csv", "imported")]
    hr.file(bulk("90002"), "in/c.csv", age_s=100)
    hr.run("push", hr.folder / "in", "--each", "*.csv", "--yes")
    new = ("c.csv", "imported")
    assert outcomes(hr) == [("b.csv", "nothing-new"), ("a.csv", "nothing-new"), new]
    assert (hr.known(), hr.imports()) == ({"90001": "Osei-90001", "90002": "Newcomb-90002"}, 3)


def test_a_delivery_that_is_refused_stops_those_after_it(hr):
    hr.file(bulk("90001"), "in/1.csv", age_s=300)
    hr.file(bulk("90002").replace("2024-01-01", "last spring"), "in/2.csv", age_s=200)
    hr.file(bulk("90003"), "in/3.csv", age_s=100)
    ran = hr.run("push", hr.folder / "in", "--each", "*.csv", "--yes")
    assert (ran.exit_code, hr.known().keys()) == (1, {"90001"})
    hr.file(bulk("90002"), "in/2.csv", age_s=200)
    ran = hr.run("push", hr.folder / "in", "--each", "*.csv", "--yes")
    assert (ran.exit_code, hr.known().keys()) == (0, {"90001", "90002", "90003"})


def test_the_newest_may_be_a_folder_of_files(hr):
    head = "id,department_name,department_state,first_name,last_name,unique_internal_identifier\n"
    for number in (1, 2):
        row = f"#1,Fernhollow Police Department,CA,Ada,Newcomb,9000{number}\n"
        hr.file(head + row, "officers.csv", age_s=300 - number)
        (hr.folder / "in" / f"night-{number}").mkdir(parents=True)
        (hr.folder / "officers.csv").rename(hr.folder / f"in/night-{number}/officers.csv")
    given = ("--newest", "night-*", "--format", "openoversight", "--yes")
    ran = hr.run("push", hr.folder / "in", *given)
    assert (ran.exit_code, hr.known().keys()) == (0, {"90002"}), ran.output


def test_a_file_that_is_still_being_written_waits_for_the_next_run(hr):
    path = hr.file(bulk("90001"), "in/roster.csv", age_s=0)
    ran = hr.run("push", hr.folder / "in", "--newest", "*.csv", "--yes")
    assert (ran.exit_code, hr.known()) == (0, {}), ran.output
    aged(path, 60)
    assert hr.run("push", hr.folder / "in", "--newest", "*.csv", "--yes").exit_code == 0
    assert hr.known().keys() == {"90001"}


def test_a_file_that_changes_while_it_is_read_is_not_sent(hr, monkeypatch):
    path = hr.file(bulk("90001"))
    read = type(path).read_bytes

    def while_written(self):
        content = read(self)
        self.write_bytes(content + b"1,90002,Ada")
        return content

    monkeypatch.setattr(type(path), "read_bytes", while_written)
    ran = hr.run("push", path, "--yes")
    assert (ran.exit_code, "still being written" in ran.stderr, hr.dry_runs()) == (4, True, 0)
    assert hr.report["exit_code"] == 4


def test_two_runs_do_not_deliver_at_the_same_time(hr):
    path = hr.file(bulk("90001"))
    with alone(hr.folder / "state.json"):
        ran = hr.run("push", path, "--yes")
        assert (ran.exit_code, "Another run" in ran.stderr, hr.known()) == (4, True, {})
    assert hr.run("push", path, "--yes").exit_code == 0


def test_what_is_remembered_is_small_its_owner_s_alone_and_names_nobody(hr):
    hr.run("push", hr.file(bulk("90001")), "--yes")
    state = hr.folder / "state.json"
    assert stat.S_IMODE(state.stat().st_mode) == 0o600
    assert len(state.read_text()) < 600
    assert "Newcomb" not in state.read_text()


def test_a_state_file_of_something_else_is_not_written_over(hr):
    write(hr.folder / "state.json", "[]")
    ran = hr.run("push", hr.file(bulk("90001")), "--yes")
    assert (ran.exit_code, hr.known()) == (2, {})
    assert (hr.folder / "state.json").read_text() == "[]"


def test_again_delivers_what_was_delivered(hr):
    path = hr.file(bulk("90001"))
    hr.run("push", path, "--yes")
    hr.run("push", hr.file(bulk("90001").replace("Newcomb-", "Osei-"), "late.csv"), "--yes")
    then = time.time() - 3_600
    os.utime(path, (then, then))
    assert hr.run("push", path, "--yes").stdout.endswith("Nothing new: that was delivered.\n")
    assert hr.run("push", path, "--yes", "--again").exit_code == 0
    assert hr.known() == {"90001": "Newcomb-90001"}


def test_a_folder_without_a_delivery_is_nothing_new_and_without_a_csv_is_wrong_usage(hr):
    (hr.folder / "in").mkdir()
    ran = hr.run("push", hr.folder / "in", "--newest", "*.csv", "--yes")
    assert (ran.exit_code, ran.stdout) == (0, "Nothing new: there is no delivery.\n")
    ran = hr.run("push", hr.folder / "in", "--yes")
    assert (ran.exit_code, "There is no CSV" in ran.stderr) == (2, True)
