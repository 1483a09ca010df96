"""What is taken away from a directory that is asked all the time: it closes, and is back.

`make drill`, or `make drill KILLS=500`. No answer above public is without its entry, whatever
happened, and the logs are intact afterwards.
"""

import os
import random
import signal
import time

import pytest

from officer_directory.ledger.entry import LOGS
from officer_directory.ledger.receipt import read
from tests.drills.conftest import Drill
from tests.drills.process import Answer, Load, Running, running
from tests.ledger.test_killed import stored
from tests.ledger.test_verify import wrong

pytestmark = pytest.mark.drill

KILLS = int(os.environ.get("KILLS") or 5)
HOLD = {"kind": "hold", "justification": "A threat was made tonight.", "by": "night.watch"}


def entered(answers: list[Answer]) -> set[tuple[str, str]]:
    """The logs and leaves of all answers that came whole; each of them has a receipt."""
    answered = [one for one in answers if one.status == 200]
    assert all(one.receipt for one in answered)
    receipts = [read(one.receipt or "") for one in answered]
    return {(one.log, one.leaf.hex()) for one in receipts}


def is_whole(drill: Drill, answers: list[Answer]) -> None:
    """Every answer has its entry, and all that is stored is what was signed."""
    assert entered(answers) <= stored(drill.settings)
    for log in LOGS:
        assert wrong(drill.settings, log).wrong == ()


def test_whenever_it_is_killed_no_answer_was_without_its_entry(drill):
    draw, answers = random.Random(11), []
    for _ in range(KILLS):
        with running(drill.settings, drill.environ, drill.log) as server:
            with Load(server, drill.asked) as load:
                time.sleep(draw.uniform(0.05, 0.5))
                server.process.send_signal(signal.SIGKILL)
                server.process.wait()
            answers += load.answers
    assert sum(one.status == 200 for one in answers) > KILLS
    is_whole(drill, answers)


@pytest.mark.parametrize("fault", ["full", "unsynced"])
def test_a_disk_that_takes_nothing_closes_what_is_above_public_until_it_does(drill, fault):
    path, key = drill.asked[0]
    with running(drill.settings, drill.environ, drill.log) as server:
        with Load(server, drill.asked, each=1) as load:
            time.sleep(0.5)
            drill.faults.begin(fault)
            server.wait_until(path, 503, key)
            refused = server.ask(path, key)
            public = server.ask(f"/v1/officers/{drill.world.diaz['id']}")
            time.sleep(1)
            drill.faults.end(fault)
            back_after = server.wait_until(path, 200, key)
            time.sleep(0.5)
        assert (refused.status, "retry-after" in refused.headers) == (503, True)
        assert public.status in ({200} if drill.settings.is_sqlite else {200, 503})
        assert back_after < 30
        assert {one.status for one in load.answers} <= {200, 503}
        is_whole(drill, load.answers)


def test_a_hold_goes_on_while_the_ledger_can_take_nothing(drill):
    path = f"/v1/officers/{drill.world.diaz['id']}"
    with running(drill.settings, drill.environ, drill.log) as server:
        assert server.ask(path).status == 200
        key = drill.keys["records"]
        drill.faults.begin("full")
        if drill.settings.is_sqlite:
            assert server.ask(f"{path}/protections", key, HOLD).status == 201
            server.wait_until(path, 404)
        drill.faults.end("full")
        server.wait_until("/v1/me", 200, key)
        if not drill.settings.is_sqlite:
            assert server.ask(f"{path}/protections", key, HOLD).status == 201
        server.wait_until(path, 404)
        is_whole(drill, [])


@pytest.mark.parametrize("engine", ["postgresql"])
def test_a_database_that_starts_again_is_missed_and_found_again(drill):
    path, key = drill.asked[0]
    with running(drill.settings, drill.environ, drill.log) as server:
        with Load(server, drill.asked, each=1) as load:
            time.sleep(0.5)
            drill.postgres.end()
            begin = time.monotonic()
            assert server.ask(path, key).status == 503
            assert time.monotonic() - begin < 3
            drill.postgres.start()
            drill.postgres.wait()
            server.wait_until(path, 200, key)
            time.sleep(0.5)
        assert {one.status for one in load.answers} <= {200, 503}
        is_whole(drill, load.answers)


@pytest.mark.parametrize("seconds", [86_400, -86_400])
def test_a_clock_that_jumps_closes_everything_until_it_is_right(drill, seconds):
    path, key = drill.asked[0]
    public = f"/v1/officers/{drill.world.diaz['id']}"
    with running(drill.settings, drill.environ, drill.log) as server:
        with Load(server, drill.asked, each=1) as load:
            time.sleep(0.5)
            drill.faults.begin("clock", str(seconds))
            time.sleep(0.5)
            closed: list[int] = [server.ask(path, key).status, server.ask(public).status]
            drill.faults.end("clock")
            server.wait_until(path, 200, key)
            server.wait_until(public, 200)
        assert closed == [503, 503]
        is_whole(drill, load.answers)


def test_a_clock_before_what_was_signed_keeps_it_closed_from_the_start(drill):
    with running(drill.settings, drill.environ, drill.log) as server:
        path, key = drill.asked[0]
        assert server.ask(path, key).status == 200
        server.process.send_signal(signal.SIGTERM)  # what is new is signed
        server.process.wait()
    drill.faults.begin("clock", "-7200")
    server = Running(drill.settings, drill.environ, drill.log)
    try:
        server.wait_until("/healthz", 200)
        assert server.ask("/readyz").status == 503
        assert server.ask(path, key).status == 503
        drill.faults.end("clock")
        server.process.kill()
    finally:
        server.end()
