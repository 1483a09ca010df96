"""A database that goes away and comes back, without the shared server being touched."""

import contextlib
import socket
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sqlalchemy import make_url

from officer_directory.settings import Settings


class Proxy:
    """A way to PostgreSQL over a port of its own, that can be closed and opened again."""

    def __init__(self, host: str, port: int) -> None:
        self._to = host, port
        self._listening: socket.socket | None = None
        self._open: list[socket.socket] = []
        self.port = 0
        self.come_back()

    def come_back(self) -> None:
        self._listening = socket.socket()
        self._listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listening.bind(("127.0.0.1", self.port))
        self._listening.listen(64)
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listening,), daemon=True).start()

    def go_away(self) -> None:
        assert self._listening is not None
        for end in (self._listening, *self._open):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._open.clear()

    def _accept(self, listening: socket.socket) -> None:
        while True:
            try:
                caller, _ = listening.accept()
                called = socket.create_connection(self._to)
            except OSError:
                return
            self._open += [caller, called]
            for one, other in ((caller, called), (called, caller)):
                threading.Thread(target=_pump, args=(one, other), daemon=True).start()


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := source.recv(65_536):
            sink.sendall(piece)
    for end in (source, sink):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


class Locked:
    """SQLite, locked for writing by another program."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._holding: sqlite3.Connection | None = None

    def go_away(self) -> None:
        self._holding = sqlite3.connect(self._file, isolation_level=None, check_same_thread=False)
        self._holding.execute("BEGIN IMMEDIATE")

    def come_back(self) -> None:
        assert self._holding is not None
        self._holding.execute("ROLLBACK")
        self._holding.close()


@contextmanager
def can_go_away(settings: Settings) -> Iterator[tuple[Settings, Proxy | Locked]]:
    """The same directory, and what makes its database go away."""
    url = make_url(settings.database_url)
    if settings.is_sqlite:
        yield settings, Locked(Path(url.database or ""))
        return
    proxy = Proxy(url.host or "127.0.0.1", url.port or 5432)
    through = url.set(host="127.0.0.1", port=proxy.port).render_as_string(hide_password=False)
    try:
        yield replace(settings, database_url=through), proxy
    finally:
        proxy.go_away()
