"""Whoever waits for an entry, on an event loop or in a thread, and how they are told."""

import asyncio
from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TypeVar

from officer_directory.errors import NotAnsweredError
from officer_directory.ledger.entry import Row

PATIENCE = 5.0  # seconds, past which nothing is answered

Done = TypeVar("Done")
Waiter = tuple[asyncio.AbstractEventLoop, "asyncio.Future[None]"] | Future[None] | None


@dataclass(frozen=True, slots=True)
class Waiting:
    row: Row
    waiter: Waiter


def answer(together: list[Waiting], entered: bool) -> None:
    loops: dict[asyncio.AbstractEventLoop, list[asyncio.Future[None]]] = {}
    for one in together:
        if one.waiter is None:
            continue
        if isinstance(one.waiter, Future):
            _settle(one.waiter, entered)
        else:
            loop, appended = one.waiter
            loops.setdefault(loop, []).append(appended)
    for loop, waiters in loops.items():
        try:
            loop.call_soon_threadsafe(_settle_all, waiters, entered)
        except RuntimeError:  # the loop is closed: nobody waits there any more
            continue


def wait_for(done: Future[Done]) -> Done:
    """What came of it.

    Raises:
        NotAnsweredError: nothing did in time.
    """
    try:
        return done.result(PATIENCE)
    except TimeoutError:
        raise NotAnsweredError("The ledger does not answer just now.") from None


def give_up(appended: "asyncio.Future[None]") -> None:
    if not appended.done():
        appended.set_exception(NotAnsweredError("The ledger does not answer just now."))


def _settle_all(waiters: Iterable["asyncio.Future[None]"], entered: bool) -> None:
    for appended in waiters:
        if not appended.done():  # cancelled, it may have gone
            _settle(appended, entered)


def _settle(appended: "asyncio.Future[None] | Future[None]", entered: bool) -> None:
    if entered:
        appended.set_result(None)
    else:
        appended.set_exception(NotAnsweredError("The ledger could not be written."))
