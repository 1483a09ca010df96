"""Engines that several parts of a process read by: made by the first, disposed of by the last."""

import threading
from collections.abc import Callable

from sqlalchemy import Engine


class Shared:
    """Engines by address, each with the number of those who have it; thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._engines: dict[str, tuple[Engine, int]] = {}

    def take(self, address: str, make: Callable[[], Engine]) -> Engine:
        """The engine of an address; `make` makes it where nobody has it yet."""
        with self._lock:
            engine, holders = self._engines.get(address) or (make(), 0)
            self._engines[address] = engine, holders + 1
            return engine

    def give_back(self, address: str) -> None:
        """One fewer has it; the last one's going disposes of it."""
        with self._lock:
            engine, holders = self._engines.pop(address)
            if holders > 1:
                self._engines[address] = engine, holders - 1
                return
        engine.dispose()
