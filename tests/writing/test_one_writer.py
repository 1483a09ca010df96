"""On SQLite one process writes; others hand their work to it, and nothing is ever stale."""

import asyncio
import contextlib
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.writing import some_commands

from officer_directory import writer
from officer_directory.errors import (
    IntakeError,
    NotAnsweredError,
    NotUnderstoodError,
    SecondPersonNeededError,
)
from officer_directory.settings import Settings
from officer_directory.store.engines import Database
from officer_directory.store.one_writer import WriterBusyError, WriterLock, sole_writer
from officer_directory.writer import WriterDesk, run

ROOT = Path(__file__).parents[2]


@pytest.fixture
def settings(make_settings, tmp_path) -> Settings:
    return make_settings("sqlite", tmp_path / "data")


@contextmanager
def serving(settings: Settings) -> Iterator[subprocess.Popen[str]]:
    """A real server process over this data folder."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.writing.serving", str(settings.data)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process
    finally:
        with contextlib.suppress(BrokenPipeError):
            process.communicate("stop\n", timeout=20)


def in_thread(work: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def wait_until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_without_a_server_a_command_runs_here(settings):
    assert run(settings, "test.note", {"label": "a"})["pid"] == os.getpid()


def test_with_a_server_it_runs_there(settings):
    with serving(settings) as server:
        answer = run(settings, "test.note", {"label": "a"})
        assert answer == {"pid": server.pid, "labels": ["a"], "hold": False}
    assert run(settings, "test.note", {"label": "b"})["labels"] == ["a", "b"]


def test_only_the_owner_can_reach_the_server(settings):
    with serving(settings):
        mode = (settings.data / "writer.sock").stat().st_mode
        assert stat.S_ISSOCK(mode)
        assert stat.S_IMODE(mode) == 0o600
        assert stat.S_IMODE((settings.data / "writer.lock").stat().st_mode) == 0o600


def test_a_second_server_is_refused(settings):
    with serving(settings), pytest.raises(WriterBusyError, match="Another process"):
        WriterDesk(settings, Database(settings)).start()


def test_progress_and_refusals_come_back_as_they_were(settings):
    told = []
    with serving(settings):
        run(settings, "test.slow", {"seconds": 1}, lambda *progress: told.append(progress))
        with pytest.raises(SecondPersonNeededError, match="Another person"):
            run(settings, "test.refuse", {"lines": []})
        with pytest.raises(IntakeError) as refusal:
            run(settings, "test.refuse", {"lines": ["line 2: x", "line 9: y"]})
    assert refusal.value.problems == ["line 2: x", "line 9: y"]
    assert (0, 4, "steps") in told
    assert len(told) >= 2


def test_a_failure_in_the_server_is_told_without_its_details(settings, capfd):
    with serving(settings):
        with pytest.raises(NotAnsweredError) as refusal:
            run(settings, "test.break", {})
        assert "0012" not in str(refusal.value)
        assert run(settings, "test.note", {"label": "after"})["labels"] == ["after"]


def test_an_unknown_command_is_refused(settings):
    with pytest.raises(NotUnderstoodError):
        run(settings, "test.nothing", {})


def test_after_a_killed_server_a_command_runs_here(settings):
    with serving(settings) as server:
        run(settings, "test.note", {"label": "a"})
        server.send_signal(signal.SIGKILL)
        server.wait()
    assert (settings.data / "writer.sock").exists()
    answer = run(settings, "test.note", {"label": "b"})
    assert (answer["pid"], answer["labels"]) == (os.getpid(), ["a", "b"])
    with serving(settings) as second:
        assert run(settings, "test.note", {"label": "c"})["pid"] == second.pid


def test_a_command_whose_server_is_killed_is_told_so_and_leaves_nothing(settings):
    with serving(settings) as server:
        in_thread(lambda: (time.sleep(0.5), server.send_signal(signal.SIGKILL)))
        with pytest.raises(NotAnsweredError, match="look, then ask again"):
            run(settings, "test.slow", {"seconds": 20, "label": "lost"})
        server.wait()
    assert run(settings, "test.note", {"label": "a"})["labels"] == ["a"]


def test_a_hold_goes_before_the_queue_and_what_is_being_written(settings):
    with serving(settings):
        threads = [in_thread(lambda: run(settings, "test.slow", {"seconds": 1, "label": "first"}))]
        time.sleep(0.3)
        for label, hold in (("second", False), ("last", False), ("hold", True)):
            asked = {"label": label, "hold": hold}
            threads.append(in_thread(lambda a=asked: run(settings, "test.note", a)))
            time.sleep(0.1)
        for thread in threads:
            thread.join()
        labels = run(settings, "test.note", {"label": "end"})["labels"]
    assert labels == ["hold", "first", "second", "last", "end"]


def test_a_server_that_stops_finishes_what_it_was_asked(settings):
    answers = []
    with serving(settings):
        thread = in_thread(
            lambda: answers.append(run(settings, "test.slow", {"seconds": 1, "label": "kept"}))
        )
        time.sleep(0.4)
    thread.join()
    assert len(answers) == 1
    assert run(settings, "test.note", {"label": "b"})["labels"] == ["kept", "b"]


def test_command_lines_wait_for_each_other(settings):
    thread = in_thread(lambda: run(settings, "test.slow", {"seconds": 0.6, "label": "first"}))
    time.sleep(0.2)
    assert run(settings, "test.note", {"label": "b"})["labels"] == ["first", "b"]
    thread.join()


def test_a_command_line_does_not_wait_for_ever(settings, monkeypatch):
    monkeypatch.setattr(writer, "_PATIENCE", 0.3)
    with sole_writer(settings.data), pytest.raises(WriterBusyError, match="too long"):
        run(settings, "test.note", {"label": "a"})


def test_the_lock_is_given_back_whatever_happens(settings):
    with contextlib.suppress(ZeroDivisionError), sole_writer(settings.data):
        raise ZeroDivisionError
    with WriterLock(settings.data) as lock:
        assert lock.take()
        assert not WriterLock(settings.data).take()


def test_a_folder_with_a_long_name_has_a_socket_too(make_settings, tmp_path):
    settings = make_settings("sqlite", tmp_path / ("long" * 30) / "data")
    with serving(settings) as server:
        assert run(settings, "test.note", {"label": "a"})["pid"] == server.pid


def test_what_is_not_a_command_line_does_no_harm(settings):
    with serving(settings) as server:
        for said in (b"", b"\n", b"[]\n", b"{}\n", b'{"command": 3, "arguments": []}\n', b"\xff\n"):
            with socket.socket(socket.AF_UNIX) as asking:
                asking.connect(os.path.relpath(settings.data / "writer.sock"))
                asking.sendall(said)
        assert run(settings, "test.note", {"label": "a"})["pid"] == server.pid


def test_postgresql_needs_no_such_lock(make_settings, tmp_path):
    settings = make_settings("postgresql", tmp_path / "data")
    with sole_writer(settings.prepare_data()):
        assert run(settings, "test.note", {"label": "a"})["pid"] == os.getpid()


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_the_server_itself_writes_through_the_same_desk(make_settings, engine, tmp_path):
    settings = make_settings(engine, tmp_path / "own")
    database = Database(settings)
    desk = WriterDesk(settings, database)
    desk.start()
    try:
        answer = asyncio.run(desk.run("test.note", {"label": "a"}))
        assert answer["labels"] == ["a"]
        with pytest.raises(SecondPersonNeededError):
            asyncio.run(desk.run("test.refuse", {"lines": []}))
    finally:
        desk.stop()
    with pytest.raises(NotAnsweredError, match="stopping"):
        desk.run_and_wait("test.note", {"label": "b"})
    database.close()
    assert some_commands.note  # registered by being imported
