"""`make demo` finds a busy port before it spends minutes on anything."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", ["PORT", "PORTAL_PORT"])
def test_a_busy_port_is_said_before_anything_is_installed(tmp_path, name):
    with socket.socket() as busy, socket.socket() as free:
        for probe in (busy, free):
            probe.bind(("127.0.0.1", 0))
        busy.listen()
        ports = {"PORT": free.getsockname()[1], "PORTAL_PORT": free.getsockname()[1]}
        free.close()
        ports[name] = busy.getsockname()[1]
        given = [f"{each}={port}" for each, port in ports.items()]
        venv = tmp_path / "venv"
        done = subprocess.run(
            ["make", "-C", str(ROOT), "demo", f"VENV={venv}", f"PYTHON={sys.executable}", *given],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 2
    assert f"Port {ports[name]} cannot be had" in done.stderr
    assert not venv.exists()
