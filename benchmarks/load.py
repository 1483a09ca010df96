"""Load on one server: so many requests over a few kept connections, one at a time on each.

Bounded in number and time, and loopback only. Run as a program it pins itself to a core,
reads its orders as one JSON line and prints what it measured as another.
"""

import asyncio
import json
import sys
import time
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from typing import Any

import uvloop

from benchmarks.cores import take

MOST_SECONDS = 60.0
LATE_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Measured:
    """What came back: how many answers of status 200, in how long, and how slow the worst."""

    requests: int
    failed: int
    seconds: float
    bytes: int
    slowest: float
    median: float
    late: int  # of them, how many took longer than a tenth of a second


class _Connection(asyncio.Protocol):
    """Sends the next request when the whole answer to the last one is there."""

    def __init__(self, load: "Load") -> None:
        self._load = load
        self._buffer = bytearray()
        self._needed = 0.0
        self._sent_at = 0.0

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._send()

    def _send(self) -> None:
        request = self._load.next_request()
        if request is None:
            self._transport.close()
            return
        self._sent_at = time.perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._needed:
            head = self._buffer.find(b"\r\n\r\n")
            if head < 0:
                return
            self._needed = head + 4 + self._length(head)
        if self._is_whole():
            took = time.perf_counter() - self._sent_at
            self._load.answered(bytes(self._buffer[9:12]), len(self._buffer), took)
            self._buffer.clear()
            self._needed = 0.0
            self._send()

    def _length(self, head: int) -> float:
        """Of the body; without end where it comes in chunks."""
        found = self._buffer[:head].lower().find(b"content-length: ")
        if found < 0:
            return float("inf")
        return int(self._buffer[found + 16 : self._buffer.index(b"\r", found)])

    def _is_whole(self) -> bool:
        if self._needed == float("inf"):
            return self._buffer.endswith(b"\r\n0\r\n\r\n")
        return len(self._buffer) >= self._needed

    def connection_lost(self, _error: Exception | None) -> None:
        self._load.closed()


class Load:
    """One run: requests drawn in turn from a list of targets."""

    def __init__(self, orders: dict[str, Any]) -> None:
        self._orders = orders
        headers = "".join(f"{n}: {v}\r\n" for n, v in orders.get("headers", {}).items())
        host = f"127.0.0.1:{orders['port']}"
        made = [
            f"GET {target} HTTP/1.1\r\nhost: {host}\r\n{headers}\r\n".encode()
            for target in orders["targets"]
        ]
        self._requests = islice(cycle(made), orders["requests"])
        self._open = orders["connections"]
        self._deadline = time.monotonic() + min(orders.get("seconds", 10.0), MOST_SECONDS)
        self._took: list[float] = []
        self._failed = self._bytes = 0
        self._done = asyncio.Event()

    def next_request(self) -> bytes | None:
        return next(self._requests, None) if time.monotonic() < self._deadline else None

    def answered(self, status: bytes, size: int, took: float) -> None:
        self._took.append(took)
        self._bytes += size
        self._failed += status != b"200"

    def closed(self) -> None:
        self._open -= 1
        if not self._open:
            self._done.set()

    async def run(self) -> Measured:
        loop = asyncio.get_running_loop()
        started = time.perf_counter()
        for _ in range(self._orders["connections"]):
            await loop.create_connection(
                lambda: _Connection(self), "127.0.0.1", self._orders["port"]
            )
        await asyncio.wait_for(self._done.wait(), MOST_SECONDS + 5)
        seconds = time.perf_counter() - started
        ordered = sorted(self._took) or [0.0]
        return Measured(
            requests=len(self._took),
            failed=self._failed,
            seconds=seconds,
            bytes=self._bytes,
            slowest=ordered[-1],
            median=ordered[len(ordered) // 2],
            late=sum(took > LATE_SECONDS for took in ordered),
        )


async def _run(orders: dict[str, Any]) -> Measured:
    return await Load(orders).run()


if __name__ == "__main__":
    take(int(sys.argv[1]))
    for line in sys.stdin:
        print(json.dumps(asdict(uvloop.run(_run(json.loads(line))))), flush=True)
