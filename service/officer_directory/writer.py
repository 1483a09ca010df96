"""Running a command that writes: here, or in the process that holds the writer lock.

On SQLite one process writes at a time. A server queues what it is asked and runs it in one
thread, one command after another; a command line that writes hears holds alone. A hold has
a thread of its own, and whatever else is being written gives way to it, in every process
of a PostgreSQL too. There, commands run where they are asked for, and the database keeps
them apart.
"""

import asyncio
import logging
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, suppress

from officer_directory.commands import (
    Answer,
    Arguments,
    Command,
    Desk,
    Progress,
    command_named,
    quietly,
)
from officer_directory.disclosure import activation, unrecorded
from officer_directory.errors import (
    DirectoryError,
    NotAnsweredError,
    NotBegunError,
    PolicyChangedError,
)
from officer_directory.protections.pending import PendingHolds
from officer_directory.settings import Settings
from officer_directory.store.engines import Database
from officer_directory.store.giving_way import GivenWayError
from officer_directory.store.one_writer import WriterBusyError, WriterLock
from officer_directory.writer_socket import WriterSocket, hand_over

_log = logging.getLogger(__name__)
_PATIENCE = 600  # seconds: another command line may be importing
_PATIENCE_OF_A_HOLD = 5
_BETWEEN_TRIES = 0.1
_TRIES = 3
_AGAIN = "begun again: a hold went first"
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
    if asked.later is None or not asked.overtakes(arguments):
        return _run(settings, asked, arguments, progress, _PATIENCE)
    try:
        return _run(settings, asked, arguments, progress, _PATIENCE_OF_A_HOLD)
    except (NotAnsweredError, WriterBusyError):
        return asked.later(settings, arguments)


def keep_for_later(settings: Settings, name: str, arguments: Arguments) -> Answer | None:
    """Keep what must not wait for a database that does not answer; None for all else."""
    later = command_named(name).later
    return later(settings, arguments) if later and may_be_kept(name, arguments) else None


def may_be_kept(name: str, arguments: Arguments) -> bool:
    """Whether a command must not wait for a database that does not answer."""
    asked = command_named(name)
    return asked.later is not None and asked.overtakes(arguments)


def record_pending(settings: Settings, progress: Progress = quietly) -> None:
    """Have the holds recorded that could not be before; nothing is to be answered until then.

    Raises:
        NotAnsweredError: they cannot be recorded yet.
    """
    if PendingHolds(settings.data).any():
        run(settings, "protections.pending", {}, progress)


def _run(
    settings: Settings, asked: Command, arguments: Arguments, progress: Progress, patience: float
) -> Answer:
    if not settings.is_sqlite:
        return _run_here(settings, asked, arguments, progress)
    end = time.monotonic() + patience
    while time.monotonic() < end:
        with suppress(WriterBusyError):
            return _run_here(settings, asked, arguments, progress)
        try:
            return hand_over(settings.data, asked.name, arguments, progress)
        except NotBegunError:  # another command line, or a server that is starting
            time.sleep(_BETWEEN_TRIES)
    raise WriterBusyError(f"Another process has been writing {settings.data} for too long.")


def _run_here(settings: Settings, asked: Command, arguments: Arguments, watch: Progress) -> Answer:
    with closing(Database(settings)) as database:
        desk = WriterDesk(settings, database, of_holds=True)
        desk.start()
        try:
            return carry_out(settings, database, asked, arguments, watch)
        finally:
            desk.stop()


def carry_out(
    settings: Settings, database: Database, asked: Command, arguments: Arguments, watch: Progress
) -> Answer:
    """Do the work; whatever may wait gives way to what may not, and begins again after it."""
    if asked.overtakes(arguments):
        return _urgently(settings, database, asked, arguments, watch)
    own = database if asked.apart else database.giving_way()
    while True:
        try:
            done = _under_policy(settings, own, asked, arguments, watch)
        except GivenWayError:
            watch(0, 0, _AGAIN)
            database.wait_for_urgent()
        else:
            _tell(settings, database)
            return done


def _tell(settings: Settings, database: Database) -> None:
    """Tell the publication log what became different; what cannot be told now is told later.

    Before the answer, but of a hold: that waits for no ledger.
    """
    try:
        unrecorded.tell(database, settings)
    except NotAnsweredError as error:
        _log.warning("what became different is told later: %s", error)


def _urgently(
    settings: Settings, database: Database, asked: Command, arguments: Arguments, watch: Progress
) -> Answer:
    """Do the work before all that gives way; where it cannot be done now, keep it for later."""
    try:
        with database.urgent() as own:
            return _under_policy(settings, own, asked, arguments, watch)
    except NotAnsweredError:
        if asked.later is None:
            raise
        return asked.later(settings, arguments)


def _under_policy(
    settings: Settings, database: Database, asked: Command, arguments: Arguments, watch: Progress
) -> Answer:
    """Do the work under the policy in force; again if another came into force meanwhile."""
    for _ in range(_TRIES):
        # Before the command begins its transaction: on SQLite there is one connection to write.
        snapshot = activation.ensure(database, settings)
        with suppress(PolicyChangedError):
            return asked.work(Desk(settings, database, snapshot, watch), **arguments)
    raise PolicyChangedError("Other policies keep coming into force; try again shortly.")


class WriterDesk:
    """A process's writer: `start` it, `await run(…)` commands, `stop` it when all are done.

    A desk `of_holds` takes nothing but those: that of a command line, while it writes.
    """

    def __init__(self, settings: Settings, database: Database, of_holds: bool = False) -> None:
        self._settings = settings
        self._database = database
        self._of_holds = of_holds
        self._lock = WriterLock(settings.prepare_data())
        self._socket: WriterSocket | None = None
        at_once = 1 if settings.is_sqlite else _AT_ONCE_ON_POSTGRESQL
        self._queue = ThreadPoolExecutor(at_once, "writer")
        self._apart = ThreadPoolExecutor(_AT_ONCE_ON_POSTGRESQL, "writer-apart")
        self._holds = ThreadPoolExecutor(1, "writer-holds")
        self._open = False

    def start(self) -> None:
        """Take the writer lock and listen.

        Raises:
            WriterBusyError: another process serves or writes this data folder.
        """
        if self._settings.is_sqlite:
            if not self._lock.take():
                raise WriterBusyError(f"Another process serves or writes {self._settings.data}.")
            self._open = True
            self._socket = WriterSocket(self._settings.data, self.run_and_wait)
            self._socket.open()
        self._open = True

    def stop(self) -> None:
        """Hear nobody new, finish what was asked, give the lock back."""
        self._open = False
        if self._socket is not None:
            self._socket.close()
        for lane in (self._queue, self._apart, self._holds):
            lane.shutdown()
        if self._socket is not None:
            self._socket.let_answers_out()
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
        asked = command_named(name)
        hold = asked.overtakes(arguments)
        if not self._open or (self._of_holds and not hold):
            raise NotBegunError("The server is stopping; ask again in a moment.")
        lane = self._holds if hold else self._apart if asked.apart else self._queue
        try:
            return lane.submit(self._carry_out, asked, arguments, progress)
        except RuntimeError:  # it was shut down just now
            raise NotBegunError("The server is stopping; ask again in a moment.") from None

    def _carry_out(self, asked: Command, arguments: Arguments, progress: Progress) -> Answer:
        try:
            done = carry_out(self._settings, self._database, asked, arguments, progress)
            if asked.overtakes(arguments) and not self._of_holds:
                with suppress(RuntimeError):  # it was shut down just now: told by the next
                    self._apart.submit(_tell, self._settings, self._database)
            return done
        except DirectoryError:
            raise
        except BaseException:
            _log.exception("a command failed")
            raise
