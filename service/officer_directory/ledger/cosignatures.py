"""What witnesses signed, as it is stored: lines that belong to a checkpoint of some size."""

from sqlalchemy import Connection, func, select

from officer_directory.ledger import reading
from officer_directory.ledger.batch import Batch
from officer_directory.store.ledger import ledger_cosignature

_c = ledger_cosignature.c


def last_cosigned(connection: Connection, log: str, witness: str) -> int:
    """The largest size of a log that a witness signed; 0 where it signed none."""
    query = select(func.max(_c.size)).where(_c.log == log, _c.witness == witness)
    return int(connection.scalar(query) or 0)


def cosignatures(connection: Connection, log: str, size: int) -> str:
    """The lines by which witnesses signed a log at a size, in the order of their names."""
    query = select(_c.line).where(_c.log == log, _c.size == size).order_by(_c.witness)
    return "".join(connection.scalars(query))


def witnessed_since(connection: Connection, batch: Batch) -> Batch | None:
    """The first batch from this one on whose checkpoint a witness signed."""
    query = select(func.min(_c.size)).where(_c.log == batch.log, _c.size >= batch.size)
    size = connection.scalar(query)
    return None if size is None else reading.ending_at(connection, batch.log, int(size))
