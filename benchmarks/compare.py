"""Two servers, or two questions to one, measured in turn: A B B A, and so on.

Ratios are printed as minimum, median and maximum over the rounds: of requests answered in
a second by the clock, and of processor time for each request, which another program on
the same core disturbs less.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from benchmarks.load import Measured
from benchmarks.servers import LOAD_CORE, Server

CONNECTIONS = 8


@dataclass(frozen=True, slots=True)
class Side:
    """One server and the requests it gets."""

    server: Server
    targets: list[str]
    headers: dict[str, str] = field(default_factory=dict)
    connections: int = CONNECTIONS


@dataclass(frozen=True, slots=True)
class Round:
    per_second: float
    cpu_micros: float
    slowest: float
    late: int


class Loader:
    """The load generator, a process of its own."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def run(self, side: Side, requests: int, seconds: float) -> Round:
        """One bounded run.

        Raises:
            RuntimeError: an answer was not 200, or none came.
        """
        before = side.server.cpu_seconds()
        orders: dict[str, Any] = {
            "port": side.server.port,
            "targets": side.targets,
            "headers": side.headers,
            "requests": requests,
            "connections": side.connections,
            "seconds": seconds,
        }
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(orders) + "\n")
        self._process.stdin.flush()
        found = Measured(**json.loads(self._process.stdout.readline()))
        if found.failed or not found.requests:
            raise RuntimeError(f"{side.server.name}: {found}")
        used = side.server.cpu_seconds() - before
        return Round(
            found.requests / found.seconds, 1e6 * used / found.requests, found.slowest, found.late
        )


@contextmanager
def loader() -> Iterator[Loader]:
    command = [sys.executable, "-m", "benchmarks.load", str(LOAD_CORE)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield Loader(process)
        finally:
            process.terminate()


def interleaved(
    load: Loader, ours: Side, other: Side, *, rounds: int, requests: int, seconds: float
) -> tuple[list[Round], list[Round]]:
    """Both, in turn; whoever goes first in one round goes last in the next."""
    found: tuple[list[Round], list[Round]] = ([], [])
    for number in range(-1, rounds):
        order = (0, 1) if number % 2 else (1, 0)
        for which in order:
            measured = load.run((ours, other)[which], requests, seconds)
            if number >= 0:  # the first warms both
                found[which].append(measured)
    return found


@dataclass(frozen=True, slots=True)
class Ratios:
    """Ours over the other's, per round: the least, the middle one, the greatest."""

    values: list[float]

    def __str__(self) -> str:
        low, high = min(self.values), max(self.values)
        return f"{_short(median(self.values))} ({_short(low)}–{_short(high)})"


def _short(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:.0f}"


def ratios(ours: list[Round], other: list[Round], of: Callable[[Round, Round], float]) -> Ratios:
    return Ratios([of(a, b) for a, b in zip(ours, other, strict=True)])


def report(
    what: str, ours: list[Round], other: list[Round], at_least: float | None, other_name: str
) -> None:
    """One line of the table."""
    wall = ratios(ours, other, lambda a, b: a.per_second / b.per_second)
    cpu = ratios(ours, other, lambda a, b: b.cpu_micros / a.cpu_micros)
    wanted = "report" if at_least is None else f"≥ {at_least:g}"
    print(
        f"{what:<34} vs {other_name:<22} {wanted:>8}   clock {wall!s:<20} cpu {cpu!s:<20}"
        f" ours {median(r.per_second for r in ours):,.0f}/s"
        f" {median(r.cpu_micros for r in ours):,.0f} µs"
        f" · other {median(r.per_second for r in other):,.0f}/s"
        f" {median(r.cpu_micros for r in other):,.0f} µs",
        flush=True,
    )
