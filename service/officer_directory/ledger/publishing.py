"""What the publication log says of the policy: which one is in force, and since when.

It is entered when it is seen to be another than was told last: so that nothing that puts a
policy in force can forget to, or be killed before it does.
"""

import json

from sqlalchemy import Connection, select

from officer_directory.ledger.commitment import publication_entry
from officer_directory.store.ledger import ledger_publication

_AT_ONCE = 200


def policy_entry(policy: str, since: int, was: str | None, at: float) -> bytes:
    told = {"policy": policy, "since": since, "was": was}
    return publication_entry("policy", at, told)


def policy_told(connection: Connection) -> str | None:
    """The hash of the policy that was entered last."""
    c, before = ledger_publication.c, 2**62
    query = select(c.number, c.entry).order_by(c.number.desc()).limit(_AT_ONCE)
    while rows := connection.execute(query.where(c.number < before)).all():
        for row in rows:
            told = json.loads(bytes(row.entry))
            if told["kind"] == "policy":
                return str(told["policy"])
        before = rows[-1].number
    return None
