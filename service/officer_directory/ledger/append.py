"""Append to the ledger first, then answer.

`append` (or `append_and_wait`, from a thread) returns when the entry is durable, or raises
NotAnsweredError: no ledger, no answer. One thread writes; whatever has been asked for
while it was writing, or in one turn of the event loop, goes into one transaction together.
Where an answer may not wait, its entry is owed (`owe`), or handed over (`hand_in`); what is
owed is written as soon as the ledger can be, and when a process starts.
"""

import asyncio
import contextlib
import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import Connection

from officer_directory.errors import NotAnsweredError
from officer_directory.key_files import open_keys
from officer_directory.ledger.entry import Facts, Log, Made, Row, make
from officer_directory.ledger.erasure_keys import ErasureKeys
from officer_directory.ledger.names import Names
from officer_directory.ledger.oversight import oversight_key
from officer_directory.ledger.owed import Owed
from officer_directory.ledger.reading import names_of
from officer_directory.ledger.receipt import Receipt
from officer_directory.ledger.seen import Tokens
from officer_directory.ledger.store import open_store
from officer_directory.ledger.storing import Failures, Store
from officer_directory.ledger.waiting import (
    PATIENCE,
    Done,
    Waiter,
    Waiting,
    answer,
    give_up,
    wait_for,
)
from officer_directory.settings import Settings
from officer_directory.store.engines import Database

_log = logging.getLogger(__name__)

_BETWEEN_PAYMENTS = 1.0
_MOST_WAITING = 2048
_MOST_TOGETHER = 256

_at_work: "dict[str, Ledger]" = {}


def at_work(ledger_url: str) -> "Ledger | None":
    """The one that writes to that database in this process."""
    return _at_work.get(ledger_url)


class Ledger:
    """The ledger of one process; `close` writes what is waiting and stops."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._waiting: deque[Waiting] = deque()
        self._tasks: deque[tuple[Callable[[Store], Any], Future[Any]]] = deque()
        self._bell: queue.SimpleQueue[bool] = queue.SimpleQueue()  # False: nothing follows
        # The event loop at the end of whose present turn the bell is rung.
        self._rung_by: asyncio.AbstractEventLoop | None = None
        self._store: Store | None = None
        self._reading = Database.of_ledger(settings)
        self._keys = ErasureKeys(settings.prepare_data())
        self._names = Names(self._keys)
        self._oversight = oversight_key(settings)
        self._tokens = Tokens(open_keys(settings.prepare_data()).pepper)
        self._owed = Owed(settings.data)
        self._unkept: list[Waiting] = []
        self._next_payment = 0.0
        self._day = ""
        self._open = True
        self._shut = False
        self._thread = threading.Thread(target=self._work, name="ledger", daemon=True)
        self._thread.start()
        _at_work[settings.ledger_url] = self

    async def append(self, facts: Facts, log: Log) -> Receipt:
        """Append an entry; the receipt for it, once it is durable.

        Raises:
            NotAnsweredError: it could not be written.
        """
        loop = asyncio.get_running_loop()
        appended: asyncio.Future[None] = loop.create_future()
        receipt = self._put(facts, log, (loop, appended))
        if self._rung_by is not loop:
            self._rung_by = loop
            loop.call_soon(self._ring)
        patience = loop.call_later(PATIENCE, give_up, appended)  # cheaper than `wait_for`
        try:
            await appended
        finally:
            patience.cancel()
        return receipt

    def append_and_wait(self, facts: Facts, log: Log) -> Receipt:
        """The same, for a thread that may block."""
        appended: Future[None] = Future()
        receipt = self._put(facts, log, appended)
        self._bell.put(True)
        wait_for(appended)
        return receipt

    def owe(self, facts: Facts, log: Log) -> Receipt:
        """Keep an entry on the disk, to be written as soon as the ledger can be.

        Where the disk takes nothing either it is kept in memory: narrowing waits for neither.
        """
        made = self._make({**facts, "entered_later": True}, log)
        try:
            self._owed.keep(made.row)
        except OSError:
            _log.exception("what is owed to the ledger could not be kept on the disk")
            self._waiting.append(Waiting(made.row, None))
            self._bell.put(True)
        return made.receipt

    def hand_in(self, facts: Facts, log: Log) -> Receipt:
        """Have an entry written soon, waiting for nothing; what cannot be written is owed."""
        try:
            receipt = self._put(facts, log, None)
            self._bell.put(True)
        except NotAnsweredError:
            return self.owe(facts, log)
        return receipt

    def recall(self, officers: Sequence[str]) -> None:
        """Look up what many officers are named already, from a thread that may block."""
        month = time.strftime("%Y-%m", time.gmtime())
        with self._reading.reading() as connection:
            unknown = self.tokens_of(self._names.unknown(officers))
            known = names_of(connection, month, list(unknown))
        self._names.learn(month, [(unknown[token], name) for token, name in known])

    def tokens_of(self, officers: Iterable[str]) -> dict[str, str]:
        """Officers by the tokens that are kept beside their pseudonyms."""
        return self._keys.tokens_of(officers)

    def reading(self) -> AbstractContextManager[Connection]:
        """One snapshot of the ledger, from a thread that may block."""
        return self._reading.reading()

    def add(self, rows: list[Row]) -> None:
        """Write rows that are made already, from a thread that may block."""
        self.run(lambda store: store.add(rows))

    def run(self, task: Callable[[Store], Done]) -> Done:
        """Have the one writing thread do something, between the entries; what came of it.

        Raises:
            NotAnsweredError: it was not done in time.
        """
        done: Future[Done] = Future()
        if not self._open:
            raise NotAnsweredError("The ledger is closed.")
        self._tasks.append((task, done))
        self._bell.put(True)
        return wait_for(done)

    def shut(self, shut: bool) -> None:
        """Take no entry while the ledger is not what it was; what is owed waits on the disk."""
        self._shut = shut

    def close(self) -> None:
        if _at_work.get(self._settings.ledger_url) is self:
            del _at_work[self._settings.ledger_url]
        self._open = False
        self._bell.put(False)
        self._thread.join()
        self._reading.close()

    def _put(self, facts: Facts, log: Log, waiter: Waiter) -> Receipt:
        if not self._open or self._shut or len(self._waiting) >= _MOST_WAITING:
            raise NotAnsweredError("The ledger cannot take more entries just now.")
        made = self._make(facts, log)
        self._waiting.append(Waiting(made.row, waiter))
        return made.receipt

    def _make(self, facts: Facts, log: Log) -> Made:
        return make(facts, log, time.time(), self._names, self._tokens, self._oversight)

    def _ring(self) -> None:
        self._rung_by = None
        self._bell.put(True)

    def _work(self) -> None:
        more = True
        while more:
            self._pay()
            self._names.forget_erased()
            with contextlib.suppress(queue.Empty):
                more = self._bell.get(timeout=_BETWEEN_PAYMENTS)
            while self._waiting or self._tasks:
                if self._waiting:
                    count = min(len(self._waiting), _MOST_TOGETHER)
                    self._enter([self._waiting.popleft() for _ in range(count)])
                if self._tasks:
                    self._do(*self._tasks.popleft())
            self._forget_yesterday()
        self._pay()
        if self._store is not None:
            self._store.close()

    def _enter(self, together: list[Waiting]) -> None:
        entered = self._write([one.row for one in together])
        if entered:
            for one in together:
                if one.row.names is not None:
                    self._names.written(one.row.names)
        else:
            self._unkept += [one for one in together if one.waiter is None]
            self._next_payment = 0.0
        answer(together, entered)

    def _do(self, task: Callable[[Store], Any], done: Future[Any]) -> None:
        try:
            came = task(self._opened())
        except Failures as error:
            self._forget_store()
            done.set_exception(NotAnsweredError(f"The ledger: {type(error).__name__}."))
        except Exception as error:
            done.set_exception(error)
        else:
            done.set_result(came)

    def _pay(self) -> None:
        """Write what is owed, if anything is and if that was not just tried in vain."""
        if (
            self._shut
            or time.monotonic() < self._next_payment
            or not (self._unkept or self._owed.any())
        ):
            return
        self._next_payment = time.monotonic() + _BETWEEN_PAYMENTS
        try:
            while self._unkept:
                self._owed.keep(self._unkept[0].row)
                self._unkept.pop(0)
            self._owed.pay(self._opened())
        except Exception as error:
            _log.error("what is owed to the ledger waits: %s", type(error).__name__)
            self._forget_store()

    def _forget_yesterday(self) -> None:
        today = time.strftime("%Y-%m-%d", time.gmtime())
        if today == self._day:
            return
        try:
            self._opened().forget_seen(today)
            self._day = today
        except Exception as error:
            _log.error("what was seen yesterday is kept: %s", type(error).__name__)
            self._forget_store()

    def _write(self, rows: list[Row]) -> bool:
        """Whether the entries could be written."""
        try:
            self._opened().add(rows)
        except Failures as error:
            _log.error("the ledger could not be written: %s", type(error).__name__)
        except Exception:
            _log.exception("the ledger could not be written")
        else:
            return True
        self._forget_store()
        return False

    def _opened(self) -> Store:
        if self._store is None:
            self._store = open_store(self._settings)
        return self._store

    def _forget_store(self) -> None:
        store, self._store = self._store, None
        if store is not None:
            try:
                store.close()
            except Failures:
                _log.warning("the ledger's connection could not be closed")
