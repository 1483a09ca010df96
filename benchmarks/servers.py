"""Servers to measure, each a process pinned to one core, asked over loopback."""

import contextlib
import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.cores import take
from officer_directory.key_files import open_keys
from officer_directory.settings import Settings
from officer_directory.store.schema import upgrade

SERVER_CORE, LOAD_CORE = 0, 1
_START_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Server:
    name: str
    port: int
    pid: int

    def get(self, target: str, headers: Mapping[str, str] | None = None) -> bytes:
        """The body of one answer.

        Raises:
            RuntimeError: its status is not 200.
        """
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", target, headers=dict(headers or {}))
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        if answer.status != 200:
            raise RuntimeError(f"{self.name} {target}: {answer.status} {body[:200]!r}")
        return body

    def cpu_seconds(self) -> float:
        """Processor time of the process and its threads so far."""
        total = 0
        for task in Path(f"/proc/{self.pid}/task").iterdir():
            with contextlib.suppress(OSError):
                total += int((task / "schedstat").read_text().split()[0])
        return total / 1e9

    def peak_memory(self) -> int:
        """The most private memory it has had, in bytes (resident, mapped files included)."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024


@contextlib.contextmanager
def started(name: str, command: list[str], port: int, ready: str) -> Iterator[Server]:
    """A server while it runs: pinned to the server core, and answering at `ready`."""
    process = subprocess.Popen(
        command,
        preexec_fn=lambda: take(SERVER_CORE),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL if "BENCH_QUIET" in os.environ else None,
    )
    try:
        server = Server(name, port, process.pid)
        _wait(server, process, ready)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait(server: Server, process: "subprocess.Popen[bytes]", ready: str) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"{server.name} ended with {process.returncode}")
        with contextlib.suppress(OSError, RuntimeError):
            server.get(ready)
            return
        time.sleep(0.1)
    raise RuntimeError(f"{server.name} did not start")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def ours(settings: Settings, kind: str = "ours") -> Iterator[Server]:
    """Our server, or one of the references inside the same application.

    Each has a folder of its own, for one folder has one server; keys and database are the
    same.
    """
    own = replace(settings, data=settings.data / kind)
    shutil.rmtree(own.data, ignore_errors=True)
    open_keys(settings.prepare_data())
    shutil.copytree(settings.data / "keys", own.prepare_data() / "keys")
    upgrade(own)
    port = free_port()
    worker = [sys.executable, "-m", "benchmarks.worker", kind, str(own.data), str(port)]
    with started(kind, [*worker, own.database_url, own.issuers], port, "/readyz") as s:
        yield s
