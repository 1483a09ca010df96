"""Which of several replicas signs: the one that holds a lock of the database."""

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from officer_directory.store.engines import Database

_LOCK = 0x6C656467
_TRY = text("SELECT pg_try_advisory_lock(:lock)")


class Leader:
    """One replica's claim to it; if the one that leads goes, another does."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock: Connection | None = None
        self._is_first = False

    def leads(self) -> bool:
        """Whether this is the process that signs, as long as its connection is there."""
        if self._database.is_sqlite:
            return True
        try:
            if self._lock is None:
                engine = self._database.engine.execution_options(isolation_level="AUTOCOMMIT")
                self._lock, self._is_first = engine.connect(), False
            if self._is_first:
                self._lock.scalar(text("SELECT 1"))
            else:
                self._is_first = bool(self._lock.scalar(_TRY, {"lock": _LOCK}))
            return self._is_first
        except SQLAlchemyError:
            lock, self._lock = self._lock, None
            if lock is not None:
                lock.invalidate()
            return False

    def close(self) -> None:
        if self._lock is not None:
            self._lock.close()
