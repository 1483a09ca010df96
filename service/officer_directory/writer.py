"""Running a command that writes: here, or in the server that holds the writer lock.

On SQLite one process writes at a time. A server queues what it is asked and runs it in one
thread, one command after another; an emergency hold goes before all that wait. On
PostgreSQL commands run where they are asked for, and the database keeps them apart.
"""

import asyncio
import itertools
import logging
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field

from officer_directory.commands import (
    Answer,
    Arguments,
    Command,
    Desk,
    Progress,
    command_named,
    quietly,
)
from officer_directory.disclosure import activation
from officer_directory.errors import DirectoryError, NotAnsweredError, PolicyChangedError
from officer_directory.settings import Settings
from officer_directory.store.engines import Database
from officer_directory.store.one_writer import WriterBusyError, WriterLock
from officer_directory.writer_socket import NobodyListensError, WriterSocket, hand_over

_log = logging.getLogger(__name__)
_PATIENCE = 600  # seconds: another command line may be importing
_BETWEEN_TRIES = 0.1
_TRIES = 3
_AT_ONCE_ON_POSTGRESQL = 4


def run(
    settings: Settings, name: str, arguments: Arguments, progress: Progress = quietly
) -> Answer:
    """Run a command from a process that does not serve.

    Raises:
        DirectoryError: as the command raised it.
        WriterBusyError: another process was still writing after ten minutes.
    """
    asked = command_named(name)
    if not settings.is_sqlite:
        return _run_here(settings, asked, arguments, progress)
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        with WriterLock(settings.prepare_data()) as lock:
            if lock.take():
                return _run_here(settings, asked, arguments, progress)
        try:
            return hand_over(settings.data, name, arguments, progress)
        except NobodyListensError:  # another command line, or a server that is starting
            time.sleep(_BETWEEN_TRIES)
    raise WriterBusyError(f"Another process has been writing {settings.data} for too long.")


def _run_here(settings: Settings, asked: Command, arguments: Arguments, watch: Progress) -> Answer:
    database = Database(settings)
    try:
        return _carry_out(settings, database, asked, arguments, watch)
    finally:
        database.close()


def _carry_out(
    settings: Settings, database: Database, asked: Command, arguments: Arguments, watch: Progress
) -> Answer:
    """Do the work under the policy in force; again if another came into force meanwhile."""
    for _ in range(_TRIES):
        # Before the command begins its transaction: on SQLite there is one connection to write.
        snapshot = activation.ensure(database, settings)
        with suppress(PolicyChangedError):
            return asked.work(Desk(settings, database, snapshot, watch), **arguments)
    raise PolicyChangedError("Other policies keep coming into force; try again shortly.")


@dataclass(order=True)
class _Job:
    turn: tuple[int, int]
    work: Callable[[], Answer] = field(compare=False)
    done: "Future[Answer]" = field(compare=False, default_factory=Future)

    def run(self) -> None:
        if not self.done.set_running_or_notify_cancel():
            return
        try:
            self.done.set_result(self.work())
        except BaseException as error:
            if not isinstance(error, DirectoryError):
                _log.exception("a command failed")
            self.done.set_exception(error)


class WriterDesk:
    """The server's writer: `start` it, `await run(…)` commands, `stop` it when all are done."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database
        self._lock = WriterLock(settings.prepare_data())
        self._socket: WriterSocket | None = None
        self._waiting: queue.PriorityQueue[_Job] = queue.PriorityQueue()
        self._turns = itertools.count()
        self._thread: threading.Thread | None = None
        self._pool = ThreadPoolExecutor(_AT_ONCE_ON_POSTGRESQL, "writer")
        self._open = False

    def start(self) -> None:
        """Take the writer lock and listen.

        Raises:
            WriterBusyError: another process serves or writes this data folder.
        """
        if self._settings.is_sqlite:
            if not self._lock.take():
                raise WriterBusyError(f"Another process serves or writes {self._settings.data}.")
            self._thread = threading.Thread(target=self._work, name="writer")
            self._thread.start()
            self._open = True
            self._socket = WriterSocket(self._settings.data, self.run_and_wait)
            self._socket.open()
        self._open = True

    def stop(self) -> None:
        """Hear nobody new, finish what was asked, give the lock back."""
        self._open = False
        if self._socket is not None:
            self._socket.close()
        if self._thread is not None:
            self._waiting.put(_Job((2, 0), dict))  # after everything
            self._thread.join()
        if self._socket is not None:
            self._socket.let_answers_out()
        self._pool.shutdown()
        self._lock.give_back()

    async def run(self, name: str, arguments: Arguments, progress: Progress = quietly) -> Answer:
        """Run a command without blocking the event loop; raises what the command raises."""
        return await asyncio.wrap_future(self._submit(name, arguments, progress))

    def run_and_wait(self, name: str, arguments: Arguments, progress: Progress = quietly) -> Answer:
        return self._submit(name, arguments, progress).result()

    def run_later(self, name: str, arguments: Arguments) -> None:
        """Run a command some time soon; nobody waits, and one that fails is only logged."""
        with suppress(NotAnsweredError):
            self._submit(name, arguments, quietly)

    def _submit(self, name: str, arguments: Arguments, progress: Progress) -> "Future[Answer]":
        if not self._open:
            raise NotAnsweredError("The server is stopping; ask again in a moment.")
        asked = command_named(name)
        turn = (0 if asked.overtakes(arguments) else 1, next(self._turns))
        job = _Job(
            turn, lambda: _carry_out(self._settings, self._database, asked, arguments, progress)
        )
        if self._thread is None or asked.apart:
            self._pool.submit(job.run)
        else:
            self._waiting.put(job)
        return job.done

    def _work(self) -> None:
        while True:
            job = self._waiting.get()
            if job.turn[0] == 2:
                return
            job.run()
