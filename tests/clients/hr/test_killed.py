"""Killed in the middle and run again: nothing is imported twice, and nothing is lost."""

import json
import signal
import subprocess
import sys
import time

import pytest
from sqlalchemy import select, update
from tests import world as fictional
from tests.clients.hr.delivering import RUN, bulk, connector
from tests.clients.served import Served
from tests.http.test_serving import free_port, start, wait_until_ready

from officer_directory.disclosure import activation
from officer_directory.store.engines import Database
from officer_directory.store.usage import import_job

# Dies by SIGKILL at a request, or before what was delivered is remembered.
DYING = """
import os, signal, sys
from officer_directory_client import _sync
from officer_directory_client.hr import command, running

at, after = int(sys.argv.pop(1)), sys.argv.pop(1) == "after"
send, asked = _sync.Shell._send, 0

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def counted(self, request):
    global asked
    asked += 1
    if asked == at and not after:
        die()
    answer = send(self, request)
    if asked == at:
        die()
    return answer

_sync.Shell._send = counted
if at == 0:
    running.Delivered.note = lambda self, delivery: die()
command.main()
"""


def dies(hr, path, at, when):
    """How a run ends that is killed at that request; 0 where it ended before."""
    code = [sys.executable, "-c", DYING, str(at), when]
    ran = subprocess.run([*code, *hr.arguments("push", path, "--yes")], capture_output=True)
    assert ran.returncode in (0, -signal.SIGKILL), ran.stderr
    return ran.returncode


@pytest.mark.parametrize("when", ["before", "after"])
def test_whenever_the_run_is_killed_the_next_one_ends_it_once(hr, when):
    uids = []
    for at in range(60):
        uids.append(f"9{at:04}")
        path = hr.file(bulk(uids[-1]))
        killed = dies(hr, path, at, when)
        ran = hr.run("push", path, "--yes")
        assert ran.exit_code == 0, ran.output
        assert hr.known().keys() == set(uids)
        assert hr.imports() == len(uids)
        if at and not killed:
            break
    assert 6 < at < 59


@pytest.fixture
def process(settings, tmp_path, monkeypatch):
    """A connector to a directory served by a process of its own; and what begins that process."""
    database = Database(settings)
    world = fictional.build(database, activation.ensure(database, settings))
    database.close()
    monkeypatch.setenv("HOME", str(tmp_path))
    if not settings.is_sqlite:
        monkeypatch.setenv("OFFICER_DIRECTORY_DATABASE_URL", settings.database_url)
    port, begun = free_port(), []
    api = f"http://127.0.0.1:{port}"

    def begin():
        begun.append(start(settings, "--port", str(port)))
        wait_until_ready(port)
        return begun[-1]

    yield connector(Served(api, settings, world, {}), tmp_path / "hr"), begin
    for server in begun:
        server.kill()
        server.communicate()


def wait_until_writing(hr, run):
    """Until the import itself is being carried out, by its progress."""
    under_way = select(import_job.c.id).where(
        ~import_job.c.dry_run, import_job.c.state == "running"
    )
    end = time.monotonic() + 90
    while time.monotonic() < end and run.poll() is None:
        if hr.read(under_way):
            return
        time.sleep(0.01)
    raise AssertionError("nothing was imported")


def unheard_of(settings):
    """The half minute has passed after which nobody carries a silent job out."""
    database = Database(settings)
    silent = json.dumps({"done": 0, "total": 0, "what": "", "at": 0})
    with database.transaction() as connection:
        asked_at = import_job.c.asked_at - 60
        connection.execute(update(import_job).values(progress=silent, asked_at=asked_at))
    database.close()


def test_a_server_that_is_killed_in_an_import_loses_nothing_and_does_it_once(process, settings):
    hr, begin = process
    server = begin()
    uids = [f"9{number:05}" for number in range(4_000)]
    path = hr.file(bulk(*uids))
    said = [*RUN, *hr.arguments("push", path, "--yes")]
    run = subprocess.Popen(said, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_until_writing(hr, run)
    server.kill()
    _, wrong = run.communicate(timeout=90)
    assert run.returncode == 4, wrong
    assert "the next run may succeed" in wrong
    assert hr.report["exit_code"] == 4
    assert hr.known() == {}

    unheard_of(settings)
    server = begin()
    ran = hr.run("push", path, "--yes")
    assert ran.exit_code == 0, ran.output
    assert (hr.known().keys(), hr.imports()) == (set(uids), 1)
    assert len(hr.read(select(import_job.c.id).where(~import_job.c.dry_run))) == 1
    again = hr.run("push", path, "--yes")
    assert (again.exit_code, hr.imports()) == (0, 1)
