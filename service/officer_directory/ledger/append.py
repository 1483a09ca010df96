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
from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from officer_directory.errors import NotAnsweredError
from officer_directory.ledger.entry import Log, kept
from officer_directory.ledger.owed import Owed
from officer_directory.ledger.store import Failures, Store, open_store
from officer_directory.settings import Settings

_log = logging.getLogger(__name__)

_PATIENCE = 5.0  # seconds, past which nothing is answered
_BETWEEN_PAYMENTS = 1.0
_MOST_WAITING = 2048
_MOST_TOGETHER = 256

Waiter = tuple[asyncio.AbstractEventLoop, "asyncio.Future[int]"] | Future[int] | None


@dataclass(frozen=True, slots=True)
class _Waiting:
    log: str
    entry: bytes
    waiter: Waiter


class Ledger:
    """The ledger of one process; `close` writes what is waiting and stops."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._waiting: deque[_Waiting] = deque()
        self._bell: queue.SimpleQueue[bool] = queue.SimpleQueue()  # False: nothing follows
        # The event loop at the end of whose present turn the bell is rung.
        self._rung_by: asyncio.AbstractEventLoop | None = None
        self._store: Store | None = None
        self._owed = Owed(settings.prepare_data())
        self._unkept: list[_Waiting] = []
        self._next_payment = 0.0
        self._open = True
        self._thread = threading.Thread(target=self._work, name="ledger", daemon=True)
        self._thread.start()

    async def append(self, entry: Mapping[str, Any], log: Log) -> int:
        """Append an entry; its number, once it is durable.

        Raises:
            NotAnsweredError: it could not be written.
        """
        loop = asyncio.get_running_loop()
        appended: asyncio.Future[int] = loop.create_future()
        self._put(entry, log, (loop, appended))
        if self._rung_by is not loop:
            self._rung_by = loop
            loop.call_soon(self._ring)
        patience = loop.call_later(_PATIENCE, _give_up, appended)  # cheaper than `wait_for`
        try:
            return await appended
        finally:
            patience.cancel()

    def append_and_wait(self, entry: Mapping[str, Any], log: Log) -> int:
        """The same, for a thread that may block."""
        appended: Future[int] = Future()
        self._put(entry, log, appended)
        self._bell.put(True)
        try:
            return appended.result(_PATIENCE)
        except TimeoutError:
            raise NotAnsweredError("The ledger does not answer just now.") from None

    def owe(self, entry: Mapping[str, Any], log: Log) -> None:
        """Keep an entry on the disk, to be written as soon as the ledger can be.

        Where the disk takes nothing either it is kept in memory: narrowing waits for neither.
        """
        try:
            self._owed.add(entry, log)
        except OSError:
            _log.exception("what is owed to the ledger could not be kept on the disk")
            self._waiting.append(_Waiting(log, kept(entry, log, time.time()), None))
            self._bell.put(True)

    def hand_in(self, entry: Mapping[str, Any], log: Log) -> None:
        """Have an entry written soon, waiting for nothing; what cannot be written is owed."""
        try:
            self._put(entry, log, None)
            self._bell.put(True)
        except NotAnsweredError:
            self.owe(entry, log)

    def close(self) -> None:
        self._open = False
        self._bell.put(False)
        self._thread.join()

    def _put(self, entry: Mapping[str, Any], log: Log, waiter: Waiter) -> None:
        if not self._open or len(self._waiting) >= _MOST_WAITING:
            raise NotAnsweredError("The ledger cannot take more entries just now.")
        self._waiting.append(_Waiting(log, kept(entry, log, time.time()), waiter))

    def _ring(self) -> None:
        self._rung_by = None
        self._bell.put(True)

    def _work(self) -> None:
        more = True
        while more:
            self._pay()
            with contextlib.suppress(queue.Empty):
                more = self._bell.get(timeout=_BETWEEN_PAYMENTS)
            while self._waiting:
                count = min(len(self._waiting), _MOST_TOGETHER)
                self._enter([self._waiting.popleft() for _ in range(count)])
        self._pay()
        if self._store is not None:
            self._store.close()

    def _enter(self, together: list[_Waiting]) -> None:
        numbers = self._write(together)
        if numbers is None:
            self._unkept += [one for one in together if one.waiter is None]
            self._next_payment = 0.0
        _answer(together, numbers)

    def _pay(self) -> None:
        """Write what is owed, if anything is and if that was not just tried in vain."""
        if time.monotonic() < self._next_payment or not (self._unkept or self._owed.any()):
            return
        self._next_payment = time.monotonic() + _BETWEEN_PAYMENTS
        try:
            while self._unkept:
                self._owed.keep(self._unkept[0].log, self._unkept[0].entry)
                self._unkept.pop(0)
            if self._store is None:
                self._store = open_store(self._settings)
            self._owed.pay(self._store)
        except Exception as error:
            _log.error("what is owed to the ledger waits: %s", type(error).__name__)
            self._forget_store()

    def _write(self, together: list[_Waiting]) -> list[int] | None:
        """The numbers of the entries; None where they could not be written."""
        try:
            if self._store is None:
                self._store = open_store(self._settings)
            return self._store.add([(one.log, one.entry) for one in together])
        except Failures as error:
            _log.error("the ledger could not be written: %s", type(error).__name__)
        except Exception:
            _log.exception("the ledger could not be written")
        self._forget_store()
        return None

    def _forget_store(self) -> None:
        store, self._store = self._store, None
        if store is not None:
            try:
                store.close()
            except Failures:
                _log.warning("the ledger's connection could not be closed")


def _answer(together: list[_Waiting], numbers: list[int] | None) -> None:
    loops: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[int], int | None]]] = {}
    for index, one in enumerate(together):
        number = None if numbers is None else numbers[index]
        if one.waiter is None:
            continue
        if isinstance(one.waiter, Future):
            _settle(one.waiter, number)
        else:
            loop, appended = one.waiter
            loops.setdefault(loop, []).append((appended, number))
    for loop, answers in loops.items():
        try:
            loop.call_soon_threadsafe(_settle_all, answers)
        except RuntimeError:  # the loop is closed: nobody waits there any more
            continue


def _give_up(appended: "asyncio.Future[int]") -> None:
    if not appended.done():
        appended.set_exception(NotAnsweredError("The ledger does not answer just now."))


def _settle_all(answers: Iterable[tuple["asyncio.Future[int]", int | None]]) -> None:
    for appended, number in answers:
        if not appended.done():  # cancelled, it may have gone
            _settle(appended, number)


def _settle(appended: "asyncio.Future[int] | Future[int]", number: int | None) -> None:
    if number is None:
        appended.set_exception(NotAnsweredError("The ledger could not be written."))
    else:
        appended.set_result(number)
