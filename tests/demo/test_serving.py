"""`officer-directory demo`, as scripts call it: a process, ready when `/readyz` is 200."""

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

from tests.signing_in import basic

PATIENCE = 120


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def get(address: str, key: str | None = None) -> tuple[int, bytes]:
    request = urllib.request.Request(address)
    if key:
        request.add_header("Authorization", f"Bearer {key}")
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read()
    except OSError:
        return 0, b""


def credential(address: str, given: dict[str, str]) -> str:
    """A key, or a token for a client's secret."""
    if "api_key" in given:
        return given["api_key"]
    request = urllib.request.Request(
        f"{address}/oauth/token",
        data=b"grant_type=client_credentials",
        headers=basic(given["client_id"], given["client_secret"]),
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        token: str = json.loads(answer.read())["access_token"]
        return token


@pytest.fixture
def served(engine, make_settings, tmp_path):
    """The demo as a process, on each engine: its address and its folder."""
    environ = {k: v for k, v in os.environ.items() if not k.startswith("OFFICER_DIRECTORY_")}
    if engine == "postgresql":
        environ["OFFICER_DIRECTORY_DATABASE_URL"] = make_settings(engine, tmp_path).database_url
    port, data = free_port(), tmp_path / "demo"
    program = "from officer_directory.cli import main; main()"
    options = ["demo", "--port", str(port), "--data", str(data), "--officers", "60"]
    options += ["--portal-port", "0"]
    with subprocess.Popen([sys.executable, "-c", program, *options], env=environ) as process:
        address = f"http://127.0.0.1:{port}"
        end = time.monotonic() + PATIENCE
        while get(f"{address}/readyz")[0] != 200 and time.monotonic() < end:
            assert process.poll() is None
            time.sleep(0.1)
        yield address, data
        process.send_signal(signal.SIGINT)


def test_the_demo_serves_each_requester_its_own_view(served):
    address, data = served
    credentials = json.loads((data / "demo-credentials.json").read_text())
    ids = json.loads((data / "demo.json").read_text())["highlights"]

    def ask(requester: str | None, officer: str) -> tuple[int, dict]:
        key = credential(address, credentials[requester]) if requester else None
        status, body = get(f"{address}/v1/officers/{ids[officer]}", key)
        return status, json.loads(body).get("officer", {})

    for outside in (None, "portal", "press"):
        assert ask(outside, "open_officer")[0] == ask(outside, "sensitive_officer")[0] == 200
        for hidden in (
            "undercover_officer",
            "found_undercover_officer",
            "held_officer",
            "elsewhere_undercover_officer",
        ):
            assert ask(outside, hidden)[0] == 404
    assert ask("hr", "undercover_officer")[1]["unit"]
    assert ask("hr_other_agency", "open_officer")[0] == 404
    assert ask("records", "held_officer")[1]["protection_class"] == "held"
    assert ask("oversight", "elsewhere_undercover_officer")[1]["protection_class"] == "undercover"
    assert ask("auditor", "open_officer")[1] == ask("admin", "open_officer")[1] == {}
