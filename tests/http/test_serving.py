"""`serve` as a process: ready, then told to stop, with everything closed behind it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from officer_directory.settings import Settings
from officer_directory.store.one_writer import WriterLock

SERVE = "from officer_directory.cli import main; main()"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def start(settings: Settings, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", SERVE, "serve", *arguments],
        env=os.environ | {"OFFICER_DIRECTORY_DATA": str(settings.data)},
        stderr=subprocess.PIPE,
        text=True,
    )


def fetch(port: int, path: str) -> bytes:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as answer:
        return answer.read()


def wait_until_ready(port: int) -> None:
    end = time.monotonic() + 90
    while time.monotonic() < end:
        try:
            fetch(port, "/readyz")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_is_told_to_stop_closes_everything(make_settings, tmp_path, stop):
    settings, port = make_settings("sqlite", tmp_path / "data"), free_port()
    server = start(settings, "--port", str(port))
    try:
        wait_until_ready(port)
        assert json.loads(fetch(port, "/v1/me"))["tier"] == "public"
        second = start(settings, "--port", str(free_port()))
        _, said = second.communicate(timeout=60)
        assert second.returncode == 1
        assert said.startswith("Another process serves or writes")
    finally:
        server.send_signal(stop)
        _, said = server.communicate(timeout=60)
    assert (server.returncode, said) == (0, "")
    assert not (settings.data / "writer.sock").exists()
    with WriterLock(settings.data) as lock:
        assert lock.take()


def test_an_unknown_tier_is_wrong_usage(make_settings, tmp_path):
    wrong = start(make_settings("sqlite", tmp_path / "data"), "--tiers", "public,everyone")
    _, said = wrong.communicate(timeout=60)
    assert wrong.returncode == 2
    assert "A tier is one of" in said


def test_a_database_without_a_schema_is_refused_in_one_sentence(tmp_path):
    behind = start(Settings(data=tmp_path / "nothing"))
    _, said = behind.communicate(timeout=60)
    assert behind.returncode == 1
    assert said.count("\n") == 1
    assert "db upgrade" in said
