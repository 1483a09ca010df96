"""A directory as a process of its own, on a disk and beside a clock that can be broken."""

import http.client
import json
import os
import shutil
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from officer_directory.settings import Settings
from tests.http.test_serving import SERVE, free_port

SOURCE = Path(__file__).with_name("faults.c")
PATIENCE = 90


class Faults:
    """What can go wrong in files whose path has `within` in it, and with the clock."""

    def __init__(self, folder: Path, within: str) -> None:
        self._folder, self._within = folder, within
        self._library = folder / "faults.so"
        folder.mkdir()
        folder.chmod(0o755)
        compiler = shutil.which("cc")
        assert compiler is not None, "a C compiler is needed: install gcc"
        command = [compiler, "-shared", "-fPIC", "-O2", "-o", str(self._library), str(SOURCE)]
        subprocess.run([*command, "-ldl"], check=True)

    def environ(self) -> dict[str, str]:
        return {
            "LD_PRELOAD": str(self._library),
            "FAULTS": str(self._folder),
            "FAULTS_IN": self._within,
        }

    def begin(self, fault: str, told: str = "") -> None:
        written = self._folder / f"{fault}.new"
        written.write_text(told)
        written.rename(self._folder / fault)

    def end(self, fault: str) -> None:
        (self._folder / fault).unlink()


@dataclass(frozen=True)
class Answer:
    status: int  # 0: nothing came, or not all of it
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def receipt(self) -> str | None:
        return self.headers.get("disclosure-receipt")


class Running:
    """`serve`, as a process; asked at most as often as a test does."""

    def __init__(self, settings: Settings, environ: dict[str, str], log: Path) -> None:
        self.port = free_port()
        given = {k: v for k, v in os.environ.items() if not k.startswith("OFFICER_DIRECTORY_")}
        given |= {"OFFICER_DIRECTORY_DATA": str(settings.data), **environ}
        if not settings.is_sqlite:
            given["OFFICER_DIRECTORY_DATABASE_URL"] = settings.database_url
        with log.open("ab") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-c", SERVE, "serve", "--port", str(self.port)],
                env=given,
                stderr=said,
            )

    def ask(self, path: str, key: str | None = None, told: object = None) -> Answer:
        """One question, or with `told` one act, waited for ten seconds at most."""
        body = None if told is None else json.dumps(told).encode()
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        if body is not None:
            headers["Content-Type"] = "application/json"
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", data=body, headers=headers
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return _read(answer)
        except urllib.error.HTTPError as refused:
            with refused:
                return _read(refused)
        except (OSError, ValueError, http.client.HTTPException):
            return Answer(0)

    def wait_until(self, path: str, status: int, key: str | None = None) -> float:
        """How many seconds it took until that was the answer."""
        begin = time.monotonic()
        while (said := self.ask(path, key)).status != status:
            assert self.process.poll() is None, "the process ended"
            assert time.monotonic() < begin + PATIENCE, f"still {said.status}: {said.body!r}"
            time.sleep(0.05)
        return time.monotonic() - begin

    def end(self) -> None:
        self.process.kill()
        self.process.wait()


def _read(answer: object) -> Answer:
    headers = {name.lower(): value for name, value in answer.headers.items()}  # type: ignore[attr-defined]
    try:
        return Answer(answer.status, headers, answer.read())  # type: ignore[attr-defined]
    except (OSError, http.client.HTTPException):
        return Answer(0)


@contextmanager
def running(settings: Settings, environ: dict[str, str], log: Path) -> Iterator[Running]:
    made = Running(settings, environ, log)
    try:
        made.wait_until("/readyz", 200)
        yield made
    finally:
        made.end()


class Load:
    """Several readers who ask one after the other, until told to stop; every whole answer."""

    def __init__(self, server: Running, asked: list[tuple[str, str | None]], each: int = 2) -> None:
        self.answers: list[Answer] = []
        self._stopped = threading.Event()
        self._threads = [
            threading.Thread(target=self._ask, args=(server, path, key), daemon=True)
            for path, key in asked
            for _ in range(each)
        ]

    def _ask(self, server: Running, path: str, key: str | None) -> None:
        while not self._stopped.is_set():
            answer = server.ask(path, key)
            if answer.status == 0:
                self._stopped.wait(0.02)
            self.answers.append(answer)

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        for thread in self._threads:
            thread.join()
