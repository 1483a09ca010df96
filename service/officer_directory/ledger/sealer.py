"""The thread that makes checkpoints, at each log's own cadence.

Those of the press are made in every period whatever was asked, of one of few sizes; those of
the other logs soon after there is something new. Of several replicas one does it, whichever
holds the lock of the database; if it goes, another does.
"""

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from officer_directory.errors import DirectoryError
from officer_directory.ledger import publishing, reading
from officer_directory.ledger.anchoring import Anchors
from officer_directory.ledger.append import Ledger
from officer_directory.ledger.besides import Besides
from officer_directory.ledger.commitment import padding_entry
from officer_directory.ledger.entry import LOGS, press_row, publication_row
from officer_directory.ledger.keys import LedgerKeys
from officer_directory.ledger.leading import Leader
from officer_directory.ledger.reading import Stored
from officer_directory.ledger.rolling import rebuild, roll
from officer_directory.ledger.sealing import (
    MOST_TOGETHER,
    BrokenLogError,
    Head,
    open_head,
    padded,
    seal,
)
from officer_directory.ledger.storing import HeadMovedError
from officer_directory.settings import Settings
from officer_directory.store.engines import Database

_log = logging.getLogger(__name__)

_LOOKS_EVERY = 1.0
_COMPARES_EVERY = 60.0
_SOON = 20  # seconds after which what is new is covered, in the logs that are not padded

InForce = Callable[[], tuple[str, int] | None]
"""The hash of the policy in force, and since when."""

_at_work: "dict[Path, Sealer]" = {}


def at_work(settings: Settings) -> "Sealer | None":
    """The one that signs in this process, for that data folder."""
    return _at_work.get(settings.data)


class Sealer:
    """Signs the logs of one directory; `start` and `stop` its thread, or `seal` at once."""

    def __init__(
        self,
        settings: Settings,
        ledger: Ledger,
        clock: Callable[[], float] = time.time,
        policy: InForce | None = None,
        dispute: Callable[[], str | None] = lambda: None,
        tell: Callable[[], None] | None = None,
        besides: Besides | None = None,
    ) -> None:
        self._tell = tell
        self._policy = policy
        self._dispute = dispute
        self._besides = besides
        self._database = Database.of_ledger(settings)
        self._leader = Leader(self._database)
        self._data = settings.data
        self._ledger = ledger
        self._clock = clock
        self._period = settings.press_seconds
        self.keys = LedgerKeys(settings)
        self._anchors = Anchors(settings.ledger_anchor) if settings.ledger_anchor else None
        self._compare_at = 0.0
        self._heads: dict[str, Head] = {}
        self._looked: dict[str, float] = {}
        self._said: dict[str, str] = {}
        self._shut = False
        self._stopped = threading.Event()
        self._turn = threading.Lock()
        self._thread = threading.Thread(target=self._work, name="sealer", daemon=True)

    def start(self) -> None:
        _at_work[self._data] = self
        self.compare()
        self._thread.start()

    def stop(self) -> None:
        """Cover what is new in the logs that are not padded, and end."""
        if _at_work.get(self._data) is self:
            del _at_work[self._data]
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()
        with suppress(DirectoryError, HeadMovedError):
            for log in ("publication", "inside"):
                self.seal(log)
        self._database.close()

    def seal(self, log: str) -> None:
        """Make a checkpoint of what there is, whatever the time.

        Raises:
            BrokenLogError: what is stored is not what was signed, or not what was entered.
            NotAnsweredError: the database does not answer.
        """
        with self._turn:
            if self._shut:
                raise BrokenLogError("The ledger is not what it was: nothing is signed on it.")
            self._seal(log)

    def _work(self) -> None:
        while not self._stopped.wait(_LOOKS_EVERY):
            is_disputed = not self._shut and self._dispute() is not None
            if is_disputed or time.monotonic() >= self._compare_at:
                self.compare()
            if self._leader.leads():
                self._do_besides()
                self._look()
        self._leader.close()

    def _do_besides(self) -> None:
        """What is looked after besides; whatever becomes of it, the logs are signed."""
        if self._besides is None:
            return
        try:
            self._besides.do(self._clock(), self._shut)
        except Exception:
            _log.exception("what is looked after besides could not be")

    def compare(self) -> None:
        """Hold the logs against what is elsewhere; behind it or beside it, nothing is answered."""
        self._compare_at = time.monotonic() + _COMPARES_EVERY
        try:
            if (dispute := self._dispute()) is not None:
                raise BrokenLogError(dispute)
            if self._anchors is not None:
                with self._turn, self._database.reading() as connection:
                    for log in LOGS:
                        self._anchors.compare(connection, log, self.keys.held())
        except (BrokenLogError, LookupError) as error:
            self._shut = True
            self._say("shut", f"NOTHING ABOVE PUBLIC IS ANSWERED: {error}")
        except OSError as error:
            self._say("anchor", f"the second place of checkpoints is away: {error}")
        except DirectoryError as error:
            _log.warning("checkpoints could not be compared: %s", error)
        except Exception:
            _log.exception("checkpoints could not be compared")
        else:
            if self._shut:
                self._heads.clear()  # of a history that this one does not go on from
            self._shut = False
            self._said.pop("shut", None)
            self._said.pop("anchor", None)
        self._ledger.shut(self._shut)

    def _look(self) -> None:
        for log in LOGS:
            try:
                with self._turn:
                    if not self._shut and self._is_due(log):
                        self._seal(log)
                self._said.pop(log, None)
            except HeadMovedError:
                self._heads.pop(log, None)
            except DirectoryError as error:
                self._heads.pop(log, None)
                self._say(log, f"NO CHECKPOINT IS SIGNED: {error}")
            except Exception:
                self._heads.pop(log, None)
                _log.exception("the %s log could not be signed", log)

    def _say(self, log: str, what: str) -> None:
        if self._said.get(log) != what:
            self._said[log] = what
            _log.critical("%s", what)

    def _is_due(self, log: str) -> bool:
        """By the log's own cadence: what is new is looked for no oftener than it is signed."""
        now, every = self._clock(), self._period if log == "press" else _SOON
        if log not in self._looked:
            with self._database.reading() as connection:
                newest = reading.head(connection, log)
            self._looked[log] = newest.at if newest is not None else now - every
        if now < self._looked[log] + every:
            return False
        self._looked[log] = now - now % every if log == "press" else now
        return True

    def _seal(self, log: str) -> None:
        if log == "publication":
            self._publish()
        at = int(self._clock())
        if log == "press":
            at -= at % self._period
        while self._seal_some(log, at) == MOST_TOGETHER:
            time.sleep(0.01)  # answers go first
        if log == "inside":
            self._roll()

    def recount(self, progress: Callable[[int], None]) -> int:
        """Make the roll-up of exposures anew; up to which number it counts then."""
        return rebuild(self._database, self._ledger, progress)

    def _roll(self) -> None:
        """Count who was given what; a checkpoint does not wait for it, nor fail with it."""
        try:
            roll(self._database, self._ledger)
        except HeadMovedError:
            return  # another process counts
        except DirectoryError as error:
            _log.warning("exposures are counted later: %s", error)

    def _seal_some(self, log: str, at: int) -> int:
        head, rows = self._next(log)
        if log == "press" and (rows or head.frontier.size):
            size = padded(len(rows))
            if missing := size - len(rows):
                padding = [press_row(padding_entry(self._clock())) for _ in range(missing)]
                self._ledger.add(padding)
                head, rows = self._next(log)
            rows = rows[:size]  # what came meanwhile is of the next period
        if rows:
            batch, following = seal(head, rows, self.keys.held(), at)
            self._ledger.run(lambda store: store.seal(batch))
            self._heads[log] = following
            self._anchor(log, batch.note)
        else:
            self._heads[log] = head
        return len(rows)

    def _anchor(self, log: str, note: str) -> None:
        if self._anchors is None:
            return
        try:
            self._anchors.put(log, note)
        except OSError as error:
            self._say("anchor", f"the second place of checkpoints is away: {error}")

    def _next(self, log: str) -> tuple[Head, list[Stored]]:
        """The head, and the entries that come next."""
        with self._database.reading() as connection:  # by itself: entries wait for its lock
            upto = reading.settled(connection, log)
        with self._database.reading() as connection:
            head = self._heads.get(log)
            newest = reading.head(connection, log)
            if head is None or head.frontier.size != (0 if newest is None else newest.size):
                head = open_head(connection, log, self.keys.held())
            rows = reading.unsealed(connection, log, head.upto, upto, MOST_TOGETHER)
        return head, rows

    def _publish(self) -> None:
        """The publication log begins with the keys that sign; then which policy holds.

        Changes are told by whoever writes; those that came due by time, from here.
        """
        with self._database.reading() as connection:
            begun = not reading.is_empty(connection, "publication")
            told = publishing.policy_told(connection) if begun else None
        new = [] if begun else [one.encode() for one in self.keys.held().entries]
        policy = None if self._policy is None else self._policy()
        if policy is not None and policy[0] != told:
            new.append(publishing.policy_entry(*policy, told, self._clock()))
        if new:
            self._ledger.add([publication_row(one) for one in new])
        if self._tell is not None:
            self._tell()
