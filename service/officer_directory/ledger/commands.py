"""The ledger's named commands: make a checkpoint now, have other keys sign from now on."""

from collections.abc import Iterator
from contextlib import contextmanager

from officer_directory.commands import Answer, Desk, command
from officer_directory.errors import NotAnsweredError
from officer_directory.ledger.append import Ledger
from officer_directory.ledger.entry import publication_row
from officer_directory.ledger.keys import rotate
from officer_directory.ledger.owed import Owed
from officer_directory.ledger.proving import opened
from officer_directory.ledger.sealer import Sealer, at_work
from officer_directory.ledger.storing import HeadMovedError


@command("ledger.checkpoint")
def make_checkpoint(desk: Desk, *, log: str) -> Answer:
    """The newest checkpoint of a log, of all that there is; of the press padded as ever."""
    try:
        with _sealer(desk) as sealer:
            sealer.seal(log)
    except HeadMovedError:
        raise NotAnsweredError("Another process signs just now; ask again.") from None
    with opened(desk.settings) as proofs:
        return {"checkpoint": proofs.checkpoint(log)}


@command("ledger.recount", apart=True)
def recount(desk: Desk) -> Answer:
    """Make the roll-up of exposures anew from the log; the one there is, is asked meanwhile."""
    with _sealer(desk) as sealer:
        try:
            upto = sealer.recount(lambda done: desk.progress(done, 0, "entries counted"))
        except HeadMovedError:
            raise NotAnsweredError("Another process makes it anew just now.") from None
    return {"upto": upto}


@command("ledger.rotate")
def have_other_keys_sign(desk: Desk) -> Answer:
    """Other keys sign, once the old and the new have said so in the publication log."""
    owed = Owed(desk.settings.data)
    held = rotate(desk.settings, lambda entry: owed.keep(publication_row(entry)))
    return {"keys": [key.written() for key in held.verifier_keys("publication")]}


@contextmanager
def _sealer(desk: Desk) -> Iterator[Sealer]:
    """The one at work in this process, or one for as long as it takes."""
    if (working := at_work(desk.settings)) is not None:
        yield working
        return
    ledger = Ledger(desk.settings)
    try:
        sealer = Sealer(desk.settings, ledger)
        try:
            sealer.compare()
            ledger.run(lambda _: None)  # what is owed comes before anything else
            yield sealer
        finally:
            sealer.stop()
    finally:
        ledger.close()
