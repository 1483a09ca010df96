"""schemathesis with all its checks, as every tier, against a small demo that is served.

`python -m tools.fuzz [EXAMPLES [TIER…]]`: so many examples for each operation and tier, on
SQLite and PostgreSQL; the suite draws a few for each (tests/http/test_description.py). The
demos are made in a folder, and a database, that are gone afterwards.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests import postgres
from tests.http.test_serving import free_port
from tests.postgres_databases import PostgresDatabases

from officer_directory.tiers import Tier

_OFFICERS = "300"
_READY_SECONDS = 120
_ALL = ("--checks", "all", "--continue-on-failure", "--generation-database", "none")


@contextmanager
def demo(folder: Path, database_url: str) -> Iterator[tuple[str, dict[str, dict[str, str]]]]:
    """A demo that is served: its address, and the credentials of each requester."""
    port = free_port()
    command = Path(sys.executable).with_name("officer-directory")
    arguments = ["demo", "--officers", _OFFICERS, "--port", str(port), "--data", str(folder)]
    arguments += ["--portal-port", "0"]
    environ = os.environ | {"OFFICER_DIRECTORY_DATABASE_URL": database_url}
    with (folder.parent / f"{folder.name}.log").open("wb") as log:
        server = subprocess.Popen([command, *arguments], env=environ, stdout=log, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_until_ready(address)
            yield address, json.loads((folder / "demo-credentials.json").read_text())
        finally:
            server.terminate()
            server.wait()


def _wait_until_ready(address: str) -> None:
    end = time.monotonic() + _READY_SECONDS
    while True:
        try:
            urllib.request.urlopen(f"{address}/readyz").close()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.3)
        else:
            return


def ask(address: str, key: str | None, examples: str) -> bool:
    """Whether everything a requester is answered is as described."""
    credential = ("--header", f"Authorization: Bearer {key}") if key else ()
    command = [Path(sys.executable).with_name("st"), "run", f"{address}/openapi.json"]
    asked = [*command, "--url", address, *_ALL, "--max-examples", examples, *credential]
    return subprocess.run(asked).returncode == 0


def main(examples: str = "50", *tiers: str) -> int:
    databases = PostgresDatabases(postgres.find(str(os.getpid())))
    url, failed = databases.make(), []
    with ExitStack() as stack:
        stack.callback(databases.drop, url)
        name = stack.enter_context(tempfile.TemporaryDirectory())
        for engine, database_url in (("sqlite", ""), ("postgresql", url)):
            with demo(Path(name) / engine, database_url) as (address, credentials):
                for tier in tiers or Tier:
                    key = None if tier == "public" else credentials[tier]["api_key"]
                    if not ask(address, key, examples):
                        failed.append(f"{tier} on {engine}")
    print(f"Not as described: {', '.join(failed)}" if failed else "All as described.")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
