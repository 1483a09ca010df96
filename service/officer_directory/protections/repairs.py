"""Going on from a ledger that is not what it was: one person proposes, another approves.

It is bound to the checkpoints that both looked at: where either has changed since, nothing is done.
"""

from contextlib import closing
from dataclasses import asdict

from officer_directory.commands import Answer, Desk, command
from officer_directory.errors import RefusedByRuleError
from officer_directory.ledger.anchoring import Anchors
from officer_directory.ledger.keys import LedgerKeys
from officer_directory.ledger.owed import Owed
from officer_directory.ledger.repairing import Break, breaks, go_on
from officer_directory.ledger.sealer import at_work
from officer_directory.ledger.sealing import BrokenLogError
from officer_directory.protections import proposals
from officer_directory.store.engines import Database

_WHOLE = "ledger"


@command("ledger.repair")
def propose_repair(desk: Desk, *, reason: str, by: str) -> Answer:
    """Propose to go on; says where each log left what it was."""
    _, found = _found(desk)
    if not found:
        raise RefusedByRuleError("The ledger is what its second place has: nothing to repair.")
    told = [asdict(one) for one in found]
    now = desk.database.now()
    with desk.database.transaction() as connection:
        kind, detail = proposals.REPAIR_LEDGER, {"breaks": told}
        proposed = proposals.propose(
            connection, kind, _WHOLE, detail, reason=reason, by=by, now=now
        )
    return {"proposal": proposed, "breaks": told}


@command("ledger.repair_approved")
def carry_out_repair(desk: Desk, *, proposal: str) -> Answer:
    """Go on from what two people have looked at; whoever signs begins at once."""
    with desk.database.reading() as connection:
        one = proposals.read(connection, proposal)
    if one.kind != proposals.REPAIR_LEDGER or one.approved_by is None:
        raise RefusedByRuleError("No repair that a second person approved has this id.")
    anchors, found = _found(desk)
    if [asdict(each) for each in found] != one.detail["breaks"]:
        raise RefusedByRuleError("The ledger, or its second place, is not what was approved.")
    said = {"proposal": one.id, "by": one.proposed_by, "approved_by": one.approved_by}
    owed, now = Owed(desk.settings.data), desk.database.now()
    go_on(anchors, owed, found, {**said, "reason": one.reason}, now)
    if (sealer := at_work(desk.settings)) is not None:
        sealer.compare()
    return {"logs": [each.log for each in found]}


def _found(desk: Desk) -> tuple[Anchors, list[Break]]:
    folder = desk.settings.ledger_anchor
    if folder is None:
        raise RefusedByRuleError("The ledger has no second place: OFFICER_DIRECTORY_LEDGER_ANCHOR.")
    anchors, held = Anchors(folder), LedgerKeys(desk.settings).held()
    with closing(Database.of_ledger(desk.settings)) as ledger, ledger.reading() as connection:
        try:
            return anchors, breaks(connection, anchors, held)
        except BrokenLogError as error:
            raise RefusedByRuleError(f"{error} Put a copy back that is intact, first.") from None
