"""How long a hold takes while something long is being written: an import, then an opening.

    python -m benchmarks.narrowing [--officers N] [--url postgresql://…/DATABASE]

One server, on SQLite unless another (empty) database is named. From the request until the
officer is no record to the public, over HTTP and by the command line, which is a process of
its own: its start, as measured by `agencies list`, is part of what is told.
"""

import argparse
import contextlib
import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from benchmarks import credentials
from benchmarks.holding import hold, until_invisible
from benchmarks.import_rosters import AGENCY, write_roster
from benchmarks.servers import Server, free_port, started
from officer_directory import every_command as every_command
from officer_directory.protections.agencies import agencies
from officer_directory.settings import PREFIX, Settings
from officer_directory.store.engines import Database
from officer_directory.store.schema import upgrade
from officer_directory.writer import run

_TOWN = "Small Town Police"
_HOLDS = 3  # each way: whatever is begun again is to come to its end
_PAUSES = (0.5, 8.0)  # seconds
_COMMAND = str(Path(sys.executable).with_name("officer-directory"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--officers", type=int, default=50_000)
    parser.add_argument("--url", default="")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        settings = Settings(data=Path(name) / "data", database_url=asked.url)
        os.environ |= {f"{PREFIX}DATA": str(settings.data), f"{PREFIX}DATABASE_URL": asked.url}
        upgrade(settings)
        files = Path(name) / "files"
        files.mkdir()
        write_roster(files, asked.officers)
        records = _town(settings, Path(name) / "town.csv")
        port = free_port()
        with started("serve", [_COMMAND, "serve", "--port", str(port)], port, "/readyz") as server:
            _measure(settings, server, files, records)


def _town(settings: Settings, path: Path) -> dict[str, str]:
    """An open agency whose officers are held; the headers of its records unit."""
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([("badge_number", "last_name"), *((n, "A") for n in range(99))])
    _import(settings, path, "seattle", _TOWN)
    _open(settings, _TOWN)
    database = Database(settings)
    with database.reading() as connection:
        (town,) = agencies(connection)
    database.close()
    return credentials.issue(settings, "records", [town.id])


def _measure(settings: Settings, server: Server, files: Path, records: dict[str, str]) -> None:
    shown = json.loads(server.get("/v1/officers?limit=99"))["officers"]
    targets = iter([f"/v1/officers/{one['id']}" for one in shown])
    began = time.perf_counter()
    subprocess.run([_COMMAND, "agencies", "list"], check=True, stdout=subprocess.DEVNULL)
    print(f"a command line that reads: {1e3 * (time.perf_counter() - began):.0f} ms")
    for what, work in (
        ("nothing", lambda: None),
        ("an import", lambda: _import(settings, files, "openoversight", AGENCY)),
        ("an opening", lambda: _open_marked(settings)),
    ):
        _while(what, work, server, targets, records)


def _while(what: str, work: Callable[[], object], server: Server, targets, records) -> None:  # type: ignore[no-untyped-def]
    draw = random.Random(what)
    took: dict[str, list[float]] = {"HTTP": [], "command line": []}
    at_work = threading.Thread(target=work)
    began = time.perf_counter()
    at_work.start()
    for way in [*took] * _HOLDS:
        time.sleep(draw.uniform(*_PAUSES) if at_work.is_alive() else 0)
        target = next(targets)
        if way == "HTTP":
            took[way].append(hold(server, [server], target, records))
        else:
            took[way].append(_by_command(server, target))
    still = at_work.is_alive()
    at_work.join()
    for way, seconds in took.items():
        print(
            f"hold during {what}, {way}: median {1e3 * median(seconds):.0f} ms,"
            f" most {1e3 * max(seconds):.0f} ms of {len(seconds)}",
            flush=True,
        )
    print(f"  {what} took {time.perf_counter() - began:.0f} s; at work to the last hold: {still}")


def _by_command(server: Server, target: str) -> float:
    uid = _uid(server, target)
    stated = ["--agency", _TOWN, "--uid", uid, "--kind", "hold", "--by", "Bench"]
    command = [_COMMAND, "protections", "add", *stated, "--justification", "A threat tonight."]
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return until_invisible([server], target, began)


def _uid(server: Server, target: str) -> str:
    while True:  # it answers nothing while it was kept from its own watch for two seconds
        with contextlib.suppress(RuntimeError):
            return str(json.loads(server.get(target))["officer"]["uid"])


def _import(settings: Settings, path: Path, form: str, agency: str) -> None:
    told = {"path": str(path), "format_name": form, "agency": agency, "state": "CA"}
    run(settings, "import", told | {"by": "Bench"})


def _open(settings: Settings, agency: str) -> None:
    proposed = run(settings, "agencies.open", {"agency": agency, "by": "First"})["proposal"]
    run(settings, "approve", {"proposal": proposed, "by": "Second"})


def _open_marked(settings: Settings) -> None:
    _open(settings, AGENCY)


if __name__ == "__main__":
    main()
