"""The demo serves the public portal too, and the portal ends when the demo does."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from officer_directory.cli import demo_portal
from tests.demo.test_serving import PATIENCE, free_port, get

PROGRAM = "from officer_directory.cli import main; main()"


@pytest.fixture
def demo(tmp_path):
    """A demo with its portal: the process, the address of the portal, and the credentials."""
    port, portal_port = free_port(), free_port()
    options = ["demo", "--port", str(port), "--portal-port", str(portal_port)]
    options += ["--data", str(tmp_path / "demo"), "--officers", "60"]
    environ = {k: v for k, v in os.environ.items() if not k.startswith("OFFICER_DIRECTORY_")}
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *options], env=environ, stderr=subprocess.PIPE, text=True
    ) as process:
        said = next(line for line in process.stderr if not line.startswith("invented "))
        address = f"http://127.0.0.1:{portal_port}"
        assert said == f"Look people up at {address}\n"
        until(lambda: get(f"{address}/officers")[0] == 200)
        yield process, address, tmp_path / "demo" / "demo-credentials.json"
        process.kill()
        process.communicate()


def until(holds):
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.1)


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_the_portal_opens_on_a_search_box_and_ends_with_the_demo(demo, ending):
    process, address, credentials = demo
    status, body = get(address)
    assert (status, b'type="search"' in body, b"made up" in body) == (200, True, True)
    found = get(f"{address}/download/latest/officers.csv")
    assert found[1].count(b"\r\n") > 40
    key = json.loads(credentials.read_text())["portal"]["api_key"]
    assert key.startswith("odpub_")
    assert not any("odpub_" in argument for argument in arguments_of_children(process.pid))
    process.send_signal(ending)
    until(lambda: get(f"{address}/healthz")[0] == 0)


def arguments_of_children(pid):
    listed = subprocess.run(
        ["ps", "-o", "args=", "--ppid", str(pid)], capture_output=True, text=True, check=True
    )
    assert "officer_directory_portal" in listed.stdout
    return listed.stdout.split()


def test_where_no_portal_is_installed_one_line_says_how(monkeypatch):
    assert demo_portal.is_installed()
    monkeypatch.setattr(demo_portal, "find_spec", lambda name: None)
    assert not demo_portal.is_installed()
    assert demo_portal.INSTALL.count("\n") == 0
    assert "pip install ./clients ./clients/portal" in demo_portal.INSTALL
