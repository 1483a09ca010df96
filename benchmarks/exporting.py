"""Every officer as CSV over HTTP: beside `sqlite3 -csv`, and `psql COPY` on PostgreSQL."""

import http.client
import os
import resource
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

from benchmarks.build import built_on_postgresql
from benchmarks.compare import Loader
from benchmarks.servers import LOAD_CORE, SERVER_CORE, Server, ours
from benchmarks.sizes import Sizes
from officer_directory.settings import Settings

_ROUNDS = 3
_MOST_ON_POSTGRESQL = 100_000
_COLUMNS = (
    "id, uid, first_name, middle_name, last_name, suffix, badge_number, rank, agency, status,"
    " hire_date, separation_date, race, gender, certification_action"
)


@dataclass(frozen=True, slots=True)
class Took:
    seconds: float
    cpu: float
    bytes: int


def measure(_load: Loader, settings: Settings, sizes: Sizes) -> None:
    """Rows in the default order on both sides, into nothing."""
    query = f"SELECT {_COLUMNS} FROM public_officer ORDER BY in_order, id"
    if tool := shutil.which("sqlite3"):
        file = settings.database_url.removeprefix("sqlite:///")
        command = [tool, "-readonly", "-csv", "-header", file, query]
        _compare(settings, command, "sqlite3 -csv", 0.65, sizes.officers)
    if tool := shutil.which("psql"):
        officers = min(sizes.officers, _MOST_ON_POSTGRESQL)
        there = built_on_postgresql(sizes.folder, sizes.postgres, officers)
        copying = f"COPY ({query.replace('public_officer', 'publication.public_officer')})"
        command = [tool, "-q", there.database_url, "-c", f"{copying} TO STDOUT CSV HEADER"]
        _compare(there, command, "psql COPY", 0.75, officers)


def _compare(
    settings: Settings, command: list[str], name: str, at_least: float, officers: int
) -> None:
    with ours(settings) as server, _on_the_load_core():
        server.get("/v1/officers")
        before = server.peak_memory()
        mine, other = [], []
        for number in range(-1, _ROUNDS):
            both: list[Callable[[], Took]] = [lambda: _ours(server), lambda: _tool(command)]
            first, second = both if number % 2 else both[::-1]
            one, two = first(), second()
            if number >= 0:
                mine.append(one if number % 2 else two)
                other.append(two if number % 2 else one)
        grown = server.peak_memory() - before
    wall = sorted(b.seconds / a.seconds for a, b in zip(mine, other, strict=True))
    cpu = sorted(b.cpu / a.cpu for a, b in zip(mine, other, strict=True))
    print(
        f"{f'CSV of {officers:,} officers':<34} vs {name:<22} {f'≥ {at_least:g}':>8}"
        f"   clock {median(wall):.2f} ({wall[0]:.2f}–{wall[-1]:.2f})"
        f"   cpu {median(cpu):.2f} ({cpu[0]:.2f}–{cpu[-1]:.2f})"
        f"   ours {median(t.seconds for t in mine):.1f} s, {mine[0].bytes / 1e6:.0f} MB,"
        f" cpu {median(t.cpu for t in mine):.1f} s · other"
        f" {median(t.seconds for t in other):.1f} s, {other[0].bytes / 1e6:.0f} MB,"
        f" cpu {median(t.cpu for t in other):.1f} s · memory +{grown / 2**20:.0f} MB (≤ 32)",
        flush=True,
    )


@contextmanager
def _on_the_load_core() -> Iterator[None]:
    everywhere = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {LOAD_CORE})
    try:
        yield
    finally:
        os.sched_setaffinity(0, everywhere)


def _ours(server: Server) -> Took:
    cpu = server.cpu_seconds()
    began = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=600)
    connection.request("GET", "/v1/officers.csv")
    answer = connection.getresponse()
    size = 0
    while piece := answer.read(1 << 20):
        size += len(piece)
    connection.close()
    return Took(time.perf_counter() - began, server.cpu_seconds() - cpu, size)


def _tool(command: list[str]) -> Took:
    """The tool, pinned as our server is; `psql` leaves the work to its server, wherever it runs."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        preexec_fn=lambda: os.sched_setaffinity(0, {SERVER_CORE}),
    )
    assert process.stdout is not None
    size = 0
    while piece := process.stdout.read(1 << 20):
        size += len(piece)
    if process.wait():
        raise RuntimeError(f"{command[0]} ended with {process.returncode}")
    took = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Took(took, used, size)
