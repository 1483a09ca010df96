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
    (line,) = map(json.loads, said.splitlines())
    assert (server.returncode, line["event"]) == (0, f"listening on http://127.0.0.1:{port}")
    assert not (settings.data / "writer.sock").exists()
    with WriterLock(settings.data) as lock:
        assert lock.take()


@pytest.mark.parametrize("public_url", [None, "https://directory.example"])
def test_listening_beyond_the_machine_without_a_public_url_is_warned_of(
    make_settings, tmp_path, monkeypatch, public_url
):
    if public_url:
        monkeypatch.setenv("OFFICER_DIRECTORY_PUBLIC_URL", public_url)
    settings, port = make_settings("sqlite", tmp_path / "data"), free_port()
    server = start(settings, "--port", str(port), "--host", "0.0.0.0")
    try:
        wait_until_ready(port)
    finally:
        server.send_signal(signal.SIGTERM)
        _, said = server.communicate(timeout=60)
    lines = [json.loads(line) for line in said.splitlines()]
    warned = [line for line in lines if line["level"] == "warning"]
    assert ["OFFICER_DIRECTORY_PUBLIC_URL" in line["event"] for line in warned] == (
        [] if public_url else [True]
    )
    assert lines[-1]["event"] == f"listening on http://127.0.0.1:{port}"


def test_the_demo_finds_a_busy_port_before_it_makes_a_city(tmp_path):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port, data = str(busy.getsockname()[1]), tmp_path / "demo"
        done = subprocess.run(
            [sys.executable, "-c", SERVE, "demo", "--port", port, "--data", str(data)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert (done.returncode, "Choose another --port" in done.stderr) == (1, True)
    assert not data.exists()


def test_an_unknown_tier_is_wrong_usage(make_settings, tmp_path):
    wrong = start(make_settings("sqlite", tmp_path / "data"), "--tiers", "public,everyone")
    _, said = wrong.communicate(timeout=60)
    assert wrong.returncode == 2
    assert "A tier is one of" in said


def test_a_database_without_a_schema_is_refused_in_one_sentence(tmp_path):
    behind = start(Settings(data=tmp_path / "nothing"), "--port", str(free_port()))
    _, said = behind.communicate(timeout=60)
    assert behind.returncode == 1
    assert said.count("\n") == 1
    assert "db upgrade" in said
