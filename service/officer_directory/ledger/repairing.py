"""Going on from a ledger that is not what its second place has: what differs, and the new start.

Nothing is made good by it: who holds the older checkpoint sees the break, for ever. What is said
of it, in the publication log and in the inside one, is that people knew, and which.
"""

from dataclasses import asdict, dataclass

from sqlalchemy import Connection

from officer_directory.ledger import reading
from officer_directory.ledger.anchoring import Anchors
from officer_directory.ledger.commitment import publication_entry
from officer_directory.ledger.entry import LOGS, publication_row
from officer_directory.ledger.keys import Held
from officer_directory.ledger.owed import Owed
from officer_directory.ledger.sealing import BrokenLogError, open_head


@dataclass(frozen=True, slots=True)
class Break:
    """Where a log left what it was: the signed checkpoints of before, and of now."""

    log: str
    had: str
    has: str | None  # a log that is empty has none


def breaks(connection: Connection, anchors: Anchors, held: Held) -> list[Break]:
    """Every log that is behind its second place, or beside it.

    Raises:
        BrokenLogError: one is not intact in itself: first a copy that is has to be put back.
        OSError: the second place cannot be reached.
    """
    found = []
    for log in LOGS:
        try:
            anchors.compare(connection, log, held)
        except (BrokenLogError, LookupError):
            open_head(connection, log, held)
            newest = reading.head(connection, log)
            found.append(
                Break(log, anchors.read(log) or "", None if newest is None else newest.note)
            )
    return found


def go_on(anchors: Anchors, owed: Owed, found: list[Break], said: dict[str, str], at: int) -> None:
    """Enter a repair, then have the second place begin again with what the logs are now.

    `said` is who agreed to it and why: of the agency's, and so in the inside log alone.
    """
    told = [asdict(one) for one in found]
    owed.add({"did": "repair", "breaks": told, **said}, "inside")
    for said_openly in told:
        owed.keep(publication_row(publication_entry("repair", at, said_openly)))
    for one in found:
        anchors.replace(one.log, one.has)
