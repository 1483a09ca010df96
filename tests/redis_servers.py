"""Redis for tests: the one on this machine under a prefix of the test's own, and private ones.

A server that is paused or stopped is always a private one. Redis not being there fails a
test; it skips none.
"""

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

from redis import Redis
from redis.exceptions import ConnectionError as NotThereError

SHARED = os.environ.get("OFFICER_DIRECTORY_TEST_REDIS", "redis://127.0.0.1:6379")


def forget(prefix: str) -> None:
    """Delete every key of a prefix from the server that is shared."""
    with Redis.from_url(SHARED) as redis:
        for key in redis.scan_iter(f"{prefix}*"):
            redis.delete(key)


class PrivateRedis:
    """A server of a test's own, that can go and come back on the same port."""

    def __init__(self, folder: Path) -> None:
        program = shutil.which("redis-server")
        assert program is not None, "redis-server is not installed"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self._command = [program, "--port", str(self._port), "--bind", "127.0.0.1"]
        self._command += ["--save", "", "--appendonly", "no", "--dir", str(folder)]
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"redis://127.0.0.1:{self._port}"

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)
        end = time.monotonic() + 20
        with Redis.from_url(self.url) as redis:
            while True:
                try:
                    redis.ping()
                    return
                except NotThereError:
                    assert time.monotonic() < end, "redis-server did not start"
                    time.sleep(0.02)

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def pause(self, milliseconds: int) -> None:
        """Have every command wait so long."""
        with Redis.from_url(self.url) as redis:
            redis.execute_command("CLIENT", "PAUSE", milliseconds, "ALL")
