"""The thread that has witnesses sign the checkpoints that are open to all.

Checkpoints of the inside log go to no witness: how it grows would tell when insiders ask.
Several replicas may do it at once; a witness that has seen a checkpoint says so, no more.
"""

import logging
import threading
import time

from officer_directory.errors import DirectoryError
from officer_directory.ledger import reading
from officer_directory.ledger.append import Ledger
from officer_directory.ledger.batch import Batch
from officer_directory.ledger.cosignatures import last_cosigned
from officer_directory.ledger.storing import Cosigned
from officer_directory.ledger.tiles import subtrees
from officer_directory.ledger.tree import consistency_path
from officer_directory.ledger.witness import (
    DisputedError,
    Elsewhere,
    Witness,
    WitnessAwayError,
    witnesses_in,
)
from officer_directory.settings import Settings
from officer_directory.store.engines import Database

_log = logging.getLogger(__name__)

OPEN_LOGS = ("publication", "press")
_LOOKS_EVERY = 2.0
_TRIES = 3


class Cosigning:
    """Has the newest checkpoints signed until it is stopped.

    `dispute` says what a witness said of a log, until it signs that log again.
    """

    def __init__(self, settings: Settings, ledger: Ledger) -> None:
        file = settings.ledger_witnesses
        self._witnesses = witnesses_in(file) if file else []
        self._database = Database.of_ledger(settings)
        self._ledger = ledger
        self._seen: dict[tuple[str, str], int] = {}
        self._said: set[str] = set()
        self._disputes: dict[tuple[str, str], str] = {}
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._work, name="cosigning", daemon=True)

    @property
    def dispute(self) -> str | None:
        return next(iter(list(self._disputes.values())), None)

    def start(self) -> None:
        if self._witnesses:
            self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()
        self._database.close()

    def look(self) -> None:
        """Offer each open log's newest checkpoint to each witness that has not signed it."""
        for witness in self._witnesses:
            for log in OPEN_LOGS:
                try:
                    self._offer(witness, log)
                except DisputedError as error:
                    self._disputes[log, witness.name] = f"the {log} log is disputed: {error}"
                except WitnessAwayError as error:
                    self._say(witness.name, f"a witness is away: {error}")
                except DirectoryError as error:
                    self._say("ledger", f"no witness is asked: {error}")

    def _work(self) -> None:
        while not self._stopped.wait(_LOOKS_EVERY):
            try:
                self.look()
            except Exception:
                _log.exception("no witness is asked")

    def _say(self, about: str, what: str) -> None:
        if about not in self._said:
            self._said.add(about)
            _log.error("%s", what)

    def _offer(self, witness: Witness, log: str) -> None:
        place = log, witness.name
        with self._database.reading() as connection:
            newest = reading.head(connection, log)
            is_signed = newest is not None and self._seen.get(place) == newest.size
            if newest is None or (is_signed and place not in self._disputes):
                return
            seen = self._seen.get(place) or last_cosigned(connection, *place)
        if place in self._disputes:
            seen = min(seen, newest.size)  # it is asked again: it may have begun anew
        for _ in range(_TRIES):
            if seen > newest.size:
                raise DisputedError(
                    f"{witness.name} saw {seen} entries, and there are {newest.size}."
                )
            answer = witness.cosign(seen, self._grown(newest, seen), newest.note)
            if not isinstance(answer, Elsewhere):
                self._keep(Cosigned(*place, newest.size, answer, int(time.time())))
                self._seen[place] = newest.size
                self._disputes.pop(place, None)
                self._said.clear()
                return
            seen = answer.size
        raise WitnessAwayError(f"{witness.name} is somewhere else each time it is asked")

    def _keep(self, row: Cosigned) -> None:
        self._ledger.run(lambda store: store.cosigned(row))

    def _grown(self, newest: Batch, seen: int) -> list[bytes]:
        if seen in (0, newest.size):
            return []
        with self._database.reading() as connection:
            tree = subtrees(lambda *of: reading.hashes(connection, newest.log, *of))
            return consistency_path(seen, newest.size, tree)
