"""Who is asked: a person on a terminal, and nobody in cron."""

import os
import pty
import subprocess

import pytest
from tests.clients.hr.delivering import RUN, bulk


def on_a_terminal(hr, path, answer):
    """The command where a person sits: its exit code, and all that was shown."""
    ours, theirs = pty.openpty()
    asked = [*RUN, *hr.arguments("push", path)]
    run = subprocess.Popen(asked, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    shown = b""
    try:
        while chunk := os.read(ours, 4096):
            shown += chunk
            if shown.endswith(b"[y/N]: "):
                os.write(ours, answer)
    except OSError:  # it has ended, as Linux says it
        pass
    finally:
        code = run.wait()
        os.close(ours)
    return code, shown.decode()


@pytest.mark.parametrize(("answer", "code", "known"), [(b"y\n", 0, {"90001"}), (b"\n", 1, set())])
def test_a_person_sees_the_plan_and_is_asked(hr, answer, code, known):
    ended, shown = on_a_terminal(hr, hr.file(bulk("90001")), answer)
    assert (ended, hr.known().keys()) == (code, known), shown
    assert shown.index("1 added") < shown.index("Import this?")


@pytest.mark.parametrize("path", ["file", "-"])
def test_without_a_terminal_it_has_to_be_said_that_it_may(hr, path):
    given = path if path == "-" else hr.file(bulk("90001"))
    ran = hr.run("push", given, stdin=bulk("90001"))
    assert (ran.exit_code, "--yes" in ran.stderr, hr.dry_runs()) == (2, True, 0)


@pytest.mark.parametrize("share", ["101%", "-1%", "5.123%", "all", "", "1e1", "٥%"])
def test_how_many_may_go_is_a_share(hr, share):
    ran = hr.run("push", hr.file(bulk("90001")), "--full", f"--at-most-removed={share}")
    assert (ran.exit_code, hr.dry_runs()) == (2, 0)


@pytest.mark.parametrize(
    "given",
    [("--at-most-removed", "5%"), ("--newest", "*", "--each", "*"), ("--unknown",)],
)
def test_what_does_not_go_together_is_wrong_usage(hr, given):
    assert hr.run("push", hr.folder, "--yes", *given).exit_code == 2


def test_the_help_of_each_command_has_the_exit_codes(hr):
    for command in ("push", "plan", "check"):
        ran = hr.run(command, "--help") if command == "check" else hr.run(command, ".", "--help")
        assert "  3  the mass-removal guard asks a person\n" in ran.stdout


def test_a_folder_that_cannot_be_written_to_is_found_before_anything_is_imported(hr):
    hr.set(state="secret/state.json")
    ran = hr.run("push", hr.file(bulk("90001")), "--yes")
    assert (ran.exit_code, hr.dry_runs()) == (2, 0)
    assert "secret" in ran.stderr


def test_a_report_that_cannot_be_written_is_said_and_what_was_done_is_done(hr):
    ran = hr.run("push", hr.file(bulk("90001")), "--yes", "--report", hr.folder / "secret/r.json")
    assert (ran.exit_code, hr.known().keys()) == (0, {"90001"})
    assert "The report could not be written" in ran.stderr


def test_a_file_of_several_with_a_name_that_cannot_be_sent_is_named(hr):
    for name in ("officers.csv", "salaries (1).csv"):
        hr.file(bulk("90001"), f"in/{name}")
    ran = hr.run("push", hr.folder / "in", "--yes")
    assert (ran.exit_code, "salaries (1).csv: A file of several" in ran.stderr) == (2, True)
    assert hr.dry_runs() == 0
